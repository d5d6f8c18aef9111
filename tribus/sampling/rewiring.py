"""Degree-preserving rewiring: the null model of a network."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.events.kinds import STATE_KIND
from tribus.sampling._rewiring_kernel import fill_table, swap_ends
from tribus.ties.structure import TieStructure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64
    from tribus.ties.protocols import TieCounts

SWAPS_PER_TIE = 2  # each swap changes two ties, so about one tie in fifty stays unchanged
MAX_TRIES_PER_TIE = 100  # in a dense network most swaps would make a tie that exists
MIN_DOMINATED_TIES = 10_000  # of a pool in which the ties of one hub are counted
MIN_DOMINATING_SHARE = 0.9  # of the ties of a pool; two ties of one hub cannot be swapped
SWAPS_PER_OTHER_TIE = 20  # in a pool that a hub dominates, for each tie of other users
MAX_TRIES_PER_SWAP = MAX_TRIES_PER_TIE // SWAPS_PER_TIE
MAX_DEGREE_CLASSES = 64  # powers of two of a number of ties
NO_EVENT, FOLLOW_ONLY, ACTIVE = 0, 1, 2  # the strongest event of one direction of a tie


class Rewired(NamedTuple):
    """A rewired network: sparsity structure and counts, as in `Evidence`."""

    structure: TieStructure
    counts: Mapping[str, Floats]


def rewire(ties: TieCounts, *, seed: tuple[int, ...], joint_degrees: bool = True) -> Rewired:
    """Return a random network that keeps the activity and the degrees of each user.

    Parameters
    ----------
    ties
        Sparsity structure and counts.
    seed
        Seed of the swaps.
    joint_degrees
        Whether to keep the number of ties between every two degree classes. Without it there are more
        possible swaps. Default True.

    Returns
    -------
    Rewired
        The rewired ties with their counts. The notes list the quantities kept.

    Notes
    -----
    Two ties a-b and c-d become a-d and c-b, unless this makes a self-loop or a tie that exists. There
    are two swaps for each tie. The counts from a to b become the counts from a to d. Two ties are
    swapped only if they have the same type, and with `joint_degrees` only if b and d have the same
    degree class. The type is the strongest event of each direction: any event, only a follow, or none.
    The degree class is the power of two of the number of ties.

    Each user keeps exactly:

    - the number of ties, of mutual ties, and of links given and received, with events and of follows
      only;
    - of each kind, the number of links given and the number of events given.

    The network keeps all counts of each kind, and with `joint_degrees` the number of ties of each type
    between every two degree classes. The kinds and numbers of the events received are not kept: a user
    receives as many links of each type, with the counts of other links of that type.

    The head of a mutual tie is the user with more ties, and stays the head. If heads and tails could be
    exchanged, hubs with a few answers would become tied to each other. If users of all degrees could be
    exchanged, buyers of followers would become tied to each other too. Such networks are less modular
    than the network itself, and groups would be found where there are none.

    References
    ----------
    Maslov & Sneppen (2002), Specificity and stability in topology of protein networks,
    doi:10.1126/science.1065103, for the swaps. After Squartini & Garlaschelli (2011), Analytical
    maximum-likelihood method to detect patterns in real networks, doi:10.1088/1367-2630/13/8/083001,
    who keep mutual ties separate; and after Orsini et al. (2015), Quantifying randomness in real
    networks, doi:10.1038/ncomms9627, whose 2K networks keep the degrees of both ends of all ties.
    """
    structure = ties.structure
    head, bounds = _sort_ties(ties, joint_degrees=joint_degrees)
    tail = _swap_tails(structure, head, bounds, seed)
    old_index = np.concatenate([head, tail])
    row = structure.rows[old_index]
    col = np.roll(row, len(head))
    rewired, new_index = TieStructure.with_indices(structure.n_users, row, col)
    counts = {}
    for kind, values in ties.counts.items():
        counts[kind] = np.zeros(len(old_index))
        counts[kind][new_index] = values[old_index]
        counts[kind].flags.writeable = False
    return Rewired(rewired, counts)


def rewire_within_groups(
    structure: TieStructure, is_tie: Bools, labels: Ints, *, seed: tuple[int, ...]
) -> TieStructure:
    """Return a random network that keeps the number of ties of each user to each group.

    Parameters
    ----------
    structure
        Sparsity structure of the ties.
    is_tie
        Nonzeros that are ties, the same in both directions, bool, shape `(n_nonzeros,)`.
    labels
        Group of each user; ties of users with -1 are left out.
    seed
        Seed of the swaps.

    Notes
    -----
    Two ties are swapped as in `rewire`, but only if both join the same two groups. This samples the
    degree-corrected stochastic block model of the groups (after Karrer & Newman 2011), with the number
    of ties of each user to each group kept: a network with these groups and no other structure.

    References
    ----------
    Karrer & Newman (2011), Stochastic blockmodels and community structure in networks,
    doi:10.1103/PhysRevE.83.016107.
    """
    row_label, col_label = labels[structure.rows], labels[structure.indices]
    is_even = (structure.rows + structure.indices) % 2 == 0  # half of the heads are the lower users
    is_lower = (structure.rows < structure.indices) == is_even
    is_head = (row_label < col_label) | ((row_label == col_label) & is_lower)
    head = np.flatnonzero(is_tie & is_head & (row_label >= 0)).astype(np.int64)
    pool = row_label[head] * (np.int64(labels.max(initial=0)) + 1) + col_label[head]
    order = np.argsort(pool, kind="stable")
    head = head[order]
    bounds = np.flatnonzero(np.diff(pool[order], prepend=-1, append=-1)).tolist()
    tail = _swap_tails(structure, head, bounds or [0], seed)
    return TieStructure.from_pairs(structure.n_users, structure.rows[head], structure.rows[tail])


def _swap_tails(
    structure: TieStructure, head: Ints64, bounds: Sequence[int], seed: tuple[int, ...]
) -> Ints64:
    """Return the nonzero of the tail of each tie, after swaps within each pool of ties."""
    tail = structure.reverse[head]
    pools = [_plan_swaps(structure, head, tail, start, stop) for start, stop in pairwise(bounds)]
    is_met = _can_be_met(structure, head, tail, bounds, pools)
    table = np.zeros(1 << max(2 * int(np.count_nonzero(is_met)), 1).bit_length(), np.uint64)
    fill_table(structure.rows, head[is_met], tail[is_met], table)
    keys = np.random.SeedSequence(seed).generate_state(len(bounds) - 1, np.uint64)
    for key, (start, stop), plan in zip(keys, pairwise(bounds), pools, strict=True):
        if plan.max_tries:
            swap_ends(structure.rows, head, tail, start, stop, plan.n_first, key, *plan[1:], table)
    return tail


class _Swaps(NamedTuple):
    """How the ties of a pool are swapped.

    Attributes
    ----------
    n_first
        One tie of each pair is among so many first ties of the pool.
    n_wanted
        Number of swaps.
    max_tries
        Maximum number of pairs that are tried.
    """

    n_first: int
    n_wanted: int
    max_tries: int


def _plan_swaps(structure: TieStructure, head: Ints64, tail: Ints64, start: int, stop: int) -> _Swaps:
    """Plan the swaps of a pool. If nearly all its ties have one hub, sort the others to its beginning.

    Two ties of one hub cannot be swapped: nearly all random pairs would be tried in vain. So one tie of
    each pair is among the others, which are swapped often enough to reach any tie of the hub.
    """
    n_ties = stop - start
    usual = _Swaps(n_ties, SWAPS_PER_TIE * n_ties, MAX_TRIES_PER_TIE * n_ties if n_ties > 1 else 0)
    if n_ties < MIN_DOMINATED_TIES:
        return usual
    for end in (tail, head):
        user = structure.rows[end[start:stop]]
        is_other = user != np.bincount(user).argmax()
        n_others = int(np.count_nonzero(is_other))
        if n_others <= (1 - MIN_DOMINATING_SHARE) * n_ties:
            order = start + np.argsort(~is_other, kind="stable")
            head[start:stop], tail[start:stop] = head[order], tail[order]
            n_wanted = min(usual.n_wanted, SWAPS_PER_OTHER_TIE * n_others)
            return _Swaps(n_others, n_wanted, MAX_TRIES_PER_SWAP * n_wanted)
    return usual


def _can_be_met(
    structure: TieStructure, head: Ints64, tail: Ints64, bounds: Sequence[int], pools: Sequence[_Swaps]
) -> Bools:
    """Return a mask of the ties that a swap could make a second time.

    A user with one tie is in no other swap. If all ties of a pool have one hub, none of them is swapped.
    """
    is_met = np.ones(len(head), np.bool_)
    has_several = np.diff(structure.indptr) > 1
    for (start, stop), plan in zip(pairwise(bounds), pools, strict=True):
        if stop > start and not plan.max_tries:
            ends = structure.rows[head[start:stop]], structure.rows[tail[start:stop]]
            is_met[start:stop] = has_several[ends[0]] & has_several[ends[1]]
    return is_met


# Number of the type of a tie with these strongest events in its stronger and its weaker direction.
_TYPE_NUMBERS = np.full((3, 3), 5, np.int16)
_TYPE_NUMBERS[[FOLLOW_ONLY, ACTIVE, ACTIVE, FOLLOW_ONLY, ACTIVE], [0, 0, 1, 1, 2]] = range(5)
N_TYPES = 6


def _sort_ties(ties: TieCounts, *, joint_degrees: bool) -> tuple[Ints64, list[int]]:
    """Return the nonzero of the head of each tie, in pools of ties that may be swapped, and the bounds.

    A pool has the ties of one type, and with `joint_degrees` of one degree class of the tail.
    The head is the user with the stronger direction, or else the one with more ties.
    """
    structure = ties.structure
    degree = np.diff(structure.indptr)
    level = _mark_levels(ties)
    reverse_level = level[structure.reverse]
    rank = np.empty(structure.n_users, np.int32)
    rank[np.argsort(-degree, kind="stable")] = np.arange(len(rank), dtype=np.int32)
    has_more_ties = rank[structure.rows] < rank[structure.indices]
    is_head = (level > reverse_level) | ((level == reverse_level) & has_more_ties)
    head = np.flatnonzero(is_head).astype(np.int64)
    pool, n_pools = _TYPE_NUMBERS[level[head], reverse_level[head]], N_TYPES
    if joint_degrees:
        degree_class = np.frexp(degree)[1].astype(np.int16)  # 1, 2-3, 4-7, ...
        pool = pool * MAX_DEGREE_CLASSES + degree_class[structure.indices[head]]
        n_pools *= MAX_DEGREE_CLASSES
    order = np.argsort(pool, kind="stable")
    bounds = np.searchsorted(pool[order], np.arange(n_pools + 1))
    return head[order], bounds.tolist()


def _mark_levels(ties: TieCounts) -> Ints8:
    """Return the strongest event of each nonzero: `NO_EVENT`, `FOLLOW_ONLY` or `ACTIVE`."""
    none = np.zeros(len(ties.structure.indices), np.bool_)
    is_active = np.logical_or.reduce(
        [none, *(counts > 0 for kind, counts in ties.counts.items() if kind != STATE_KIND)]
    )
    is_follow = ties.counts.get(STATE_KIND, none) > 0
    return np.where(is_active, ACTIVE, np.where(is_follow, FOLLOW_ONLY, NO_EVENT)).astype(np.int8)
