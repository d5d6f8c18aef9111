"""Minimum cuts: how little has to be severed for a group to fall into two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import show
from tribus.errors import OptionError
from tribus.metrics._cut_kernel import FEWEST, part_groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Adjacency, Bools, Floats, Ints, Ints64


@dataclass(frozen=True, eq=False)
class TribeCuts:
    """The minimum cut of each tribe, taken by itself.

    Attributes
    ----------
    value
        Weight of the ties that have to be severed for the tribe to fall into two, float64, shape
        `(n_tribes,)`; 0 if it is in pieces already, infinite for a tribe of one, which nothing parts.
    smaller
        How many users are on the smaller side, int64, shape `(n_tribes,)`; 0 for a tribe of one.
    conductance
        That weight as a share of all weight inside the tribe at the side that has less of it, 0 to 1,
        shape `(n_tribes,)`: 1 if the cut takes off a user, near 0 if two halves hardly deal with each
        other; NaN where that side has no ties, and for a tribe of one.
    side
        Who is on the smaller side in their tribe, bool, shape `(n_users,)`.
    """

    value: Floats
    smaller: Ints64
    conductance: Floats
    side: Bools


def minimum_cut(adjacency: Adjacency) -> tuple[float, Bools]:
    """Least weight of ties that have to be severed for a network to fall into two, and its two sides.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0, shape `(n_users, n_users)`; its diagonal does not count.

    Returns
    -------
    value : float
        0 for a network that is in pieces already; infinite for fewer than two users.
    side : array of bool, shape (n_users,)
        Who is on the side with fewer users; of two alike, the side without the first user. One of the
        minimum cuts, if there are several.

    Raises
    ------
    OptionError
        If `adjacency` is not square, not symmetric, or has a weight that is negative or no number.

    Notes
    -----
    Users are visited in the order of their attraction, the weight of their ties to those visited, from
    the user of the least strength. Behind each visit lies a cut; and a tie that brings the attraction
    of its other end to a or more joins two users whom no cut below a parts. All whom no cut below the
    smallest one found can part are contracted into one, and the rest is visited again, until one is
    left. The answer is exact up to the rounding of sums. Networks of people need few rounds, so that the
    cost is near-linear; where everybody has about as many ties of about one weight (a lattice), it is
    that of Stoer & Wagner, one round a user.

    References
    ----------
    Nagamochi, Ono & Ibaraki (1994), Implementing an efficient minimum capacity cut algorithm,
    doi:10.1007/BF01582567. Stoer & Wagner (1997), A simple min-cut algorithm,
    doi:10.1145/263867.263872.

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sp
    >>> pairs = np.array([[0, 3, 0, 0], [3, 0, 1, 0], [0, 1, 0, 3], [0, 0, 3, 0.0]])
    >>> value, side = minimum_cut(sp.csr_array(pairs))
    >>> value, side.tolist()
    (1.0, [False, False, True, True])
    """
    cuts = tribe_cuts(adjacency, np.zeros(adjacency.shape[0], np.int64))
    return (float(cuts.value[0]) if len(cuts.value) else np.inf), cuts.side


def tribe_cuts(adjacency: Adjacency, labels: Sequence[int] | Ints | Ints64) -> TribeCuts:
    """Minimum cut of every tribe, each taken by itself: ties that leave a tribe do not count.

    Parameters
    ----------
    adjacency
        As in `minimum_cut`.
    labels
        Tribe of each user, 0 to k-1, shape `(n_users,)`; -1 for none.

    Raises
    ------
    OptionError
        As in `minimum_cut`, and if `labels` are no integers, below -1, or of another length.

    Notes
    -----
    A tribe with a small cut of a small conductance is two groups with a bridge; one whose smallest cut
    takes off a single user holds together as well as its loosest member is held.
    """
    groups = _read_labels(labels, adjacency.shape[0])
    ties = _read_ties(adjacency)
    n_tribes = int(groups.max(initial=-1)) + 1
    order = np.argsort(groups, kind="stable")
    start = np.searchsorted(groups[order], np.arange(n_tribes + 1))
    side = np.zeros(len(groups), np.bool_)
    indptr, indices = ties.indptr.astype(np.int64), ties.indices.astype(np.int32)
    part_groups(indptr, indices, ties.data, order, start, side)
    side = _mark_smaller(side, groups, order[start[:-1][np.diff(start) > 0]])
    return _measure(ties, groups, side, np.diff(start))


def _measure(ties: Adjacency, groups: Ints64, side: Bools, sizes: Ints64) -> TribeCuts:
    """Add up what each cut severs, and what lies on its two sides."""
    n_tribes, entries = len(sizes), ties.tocoo()
    row, other = entries.row, entries.col
    inside = (groups[row] == groups[other]) & (groups[row] >= 0) & (row != other)
    row, other, weight = row[inside], other[inside], entries.data[inside]
    severed = side[row] & ~side[other]
    value = np.bincount(groups[row[severed]], weight[severed], n_tribes).astype(np.float64)
    held = np.bincount(2 * groups[row] + side[row], weight, 2 * n_tribes).astype(np.float64)
    least = np.minimum(held[::2], held[1::2])
    conductance = np.divide(value, least, out=np.full(n_tribes, np.nan), where=least > 0)
    value[sizes < FEWEST] = np.inf
    cuts = TribeCuts(
        value=value,
        smaller=np.bincount(groups[side], minlength=n_tribes),
        conductance=np.minimum(conductance, 1.0),
        side=side,
    )
    for values in vars(cuts).values():
        values.flags.writeable = False
    return cuts


def _mark_smaller(side: Bools, groups: Ints64, first: Ints64) -> Bools:
    """Mark in each tribe the side with fewer users; of two alike, the side without its first user."""
    n_tribes = int(groups.max(initial=-1)) + 1
    excess = np.bincount(groups[side], minlength=n_tribes) * 2
    excess -= np.bincount(groups[groups >= 0], minlength=n_tribes)
    turns = excess > 0
    turns[groups[first]] |= (excess[groups[first]] == 0) & side[first]
    marked: Bools = side ^ (turns[groups] & (groups >= 0)) if n_tribes else side
    return marked


def _read_ties(adjacency: Adjacency) -> Adjacency:
    """Ties as the compiled loop reads them."""
    from scipy.sparse import csr_array

    if adjacency.ndim != 2 or adjacency.shape[0] != adjacency.shape[1]:  # noqa: PLR2004 - a square
        raise OptionError(f"adjacency must be square, got shape {adjacency.shape}")
    ties: Adjacency = csr_array(adjacency, copy=True)
    ties.data = ties.data.astype(np.float64)
    ties.sum_duplicates()
    ties.eliminate_zeros()
    wrong = ties.data[~((ties.data > 0) & (ties.data < np.inf))]
    if len(wrong):
        raise OptionError(f"weights of ties must be finite numbers of 0 or more, got {show(wrong[0])}")
    back = ties.T.tocsr()
    if not np.array_equal(ties.indptr, back.indptr) or not (
        np.array_equal(ties.indices, back.indices) and np.array_equal(ties.data, back.data)
    ):
        raise OptionError("adjacency must be symmetric; (adjacency + adjacency.T) / 2 is")
    return ties


def _read_labels(labels: Sequence[int] | Ints | Ints64, n_users: int) -> Ints64:
    given = np.asarray(labels)
    if given.shape != (n_users,) or (n_users and given.dtype.kind not in "iu"):
        raise OptionError(
            f"labels must hold one whole number for each of {n_users} users, got shape {given.shape} "
            f"of {given.dtype}"
        )
    groups = given.astype(np.int64)
    if groups.min(initial=0) < -1 or groups.max(initial=0) >= max(n_users, 1):
        raise OptionError(
            f"labels must be tribes from 0 to {n_users - 1}, or -1 for none, got {groups.min()} to "
            f"{groups.max()}; np.unique(labels, return_inverse=True)[1] numbers any labels"
        )
    return groups
