"""Degree-preserving rewiring: the null model of a network."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.events.kinds import STATE_KIND
from tribus.sampling._rewiring_kernel import fill_table, swap_ends
from tribus.ties.structure import TieStructure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Floats, Ints64
    from tribus.ties.protocols import TieCounts

SWAPS_PER_TIE = 2  # each swap changes two ties, so about one tie in fifty stays unchanged
MAX_TRIES_PER_TIE = 100  # in a dense network most swaps would make a tie that exists
NO_EVENT, FOLLOW_ONLY, ACTIVE = 0, 1, 2  # the strongest event of one direction of a tie


class Rewired(NamedTuple):
    """A rewired network: sparsity structure and counts, as in `Evidence`."""

    structure: TieStructure
    counts: Mapping[str, Floats]


def rewire(ties: TieCounts, *, seed: tuple[int, ...]) -> Rewired:
    """Return a random network in which each user has the same activity and degrees.

    Parameters
    ----------
    ties
        Sparsity structure and counts.
    seed
        Seed of the swaps.

    Returns
    -------
    Rewired
        Each user keeps the out-strength of each kind, the out-degree, the in-degree and the number of
        mutual ties, separately for ties with users of more and of fewer ties. The in-strength is kept on
        average.

    Notes
    -----
    Two ties a-b and c-d become a-d and c-b, unless this makes a self-loop or a tie that exists. There
    are two swaps for each tie. The counts from a to b become the counts from a to d. Only ties of the
    same type are swapped; the type is the strongest event of each direction: any event, only a follow,
    or none.

    The head of a mutual tie is the user with more ties, and stays the head. If heads and tails could be
    exchanged, hubs with a few answers would become tied to each other. Such networks are less modular
    than the network itself, and groups would be found where there are none.

    References
    ----------
    Maslov & Sneppen (2002), Specificity and stability in topology of protein networks,
    doi:10.1126/science.1065103, for the swaps; Squartini & Garlaschelli (2011), Analytical maximum-
    likelihood method to detect patterns in real networks, doi:10.1088/1367-2630/13/8/083001, for keeping
    mutual ties separate.
    """
    structure = ties.structure
    head, bounds = _sort_ties(ties)
    tail = structure.reverse[head]
    table = np.zeros(1 << (2 * len(head)).bit_length(), np.uint64)
    fill_table(structure.rows, head, tail, table)
    keys = np.random.SeedSequence(seed).generate_state(len(bounds) - 1, np.uint64)
    for tie_type, (start, stop) in enumerate(pairwise(bounds)):
        swap_ends(
            structure.rows,
            head,
            tail,
            start,
            stop,
            keys[tie_type],
            SWAPS_PER_TIE,
            MAX_TRIES_PER_TIE,
            table,
        )
    old_index = np.concatenate([head, tail])
    row = structure.rows[old_index]
    col = np.roll(row, len(head))
    rewired, new_index = TieStructure.with_indices(structure.n_users, row, col)
    counts = {}
    for kind, values in ties.counts.items():
        counts[kind] = np.zeros(len(old_index))
        counts[kind][new_index] = values[old_index]
    return Rewired(rewired, counts)


# Types of ties: the strongest event of the stronger and of the weaker direction.
_TIE_TYPES = [
    (FOLLOW_ONLY, NO_EVENT),
    (ACTIVE, NO_EVENT),
    (ACTIVE, FOLLOW_ONLY),
    (FOLLOW_ONLY, FOLLOW_ONLY),
    (ACTIVE, ACTIVE),
]


def _sort_ties(ties: TieCounts) -> tuple[Ints64, list[int]]:
    """Return the nonzero of the head of each tie, by tie type, and the bounds of types.

    The head is the user with the stronger direction, or else the one with more ties.
    """
    structure = ties.structure
    none = np.zeros(len(structure.indices), np.bool_)
    is_active = np.logical_or.reduce(
        [none, *(counts > 0 for kind, counts in ties.counts.items() if kind != STATE_KIND)]
    )
    is_follow = ties.counts.get(STATE_KIND, none) > 0
    level = np.where(is_active, ACTIVE, np.where(is_follow, FOLLOW_ONLY, NO_EVENT)).astype(np.int8)
    reverse_level = level[structure.reverse]
    rank = np.empty(structure.n_users, np.int32)
    rank[np.argsort(-np.diff(structure.indptr), kind="stable")] = np.arange(len(rank), dtype=np.int32)
    has_more_ties = rank[structure.rows] < rank[structure.indices]
    is_head = (level > reverse_level) | ((level == reverse_level) & has_more_ties)
    by_type = [
        np.flatnonzero(is_head & (level == stronger) & (reverse_level == weaker)).astype(np.int64)
        for stronger, weaker in _TIE_TYPES
    ]
    bounds = np.concatenate([[0], np.cumsum([len(heads) for heads in by_type])])
    return np.concatenate(by_type), [int(bound) for bound in bounds]
