"""Minimum cuts: the smallest weight of ties whose removal splits a group in two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.frozen import Frozen
from tribus.errors import OptionError
from tribus.metrics._cut_kernel import MIN_NODES_FOR_CUT, WeightedCsr, cut_groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Adjacency, Bools, Floats, Ints, Ints64


@dataclass(frozen=True, eq=False)
class TribeCuts(Frozen):
    """The minimum cut of each tribe; ties that leave a tribe do not count.

    Attributes
    ----------
    value
        Weight of the cut of each tribe, float64, shape `(n_tribes,)`. It is 0 for a disconnected tribe
        and infinite for a tribe of one.
    smaller
        Number of users on the smaller side, int64, shape `(n_tribes,)`; 0 for a tribe of one.
    conductance
        Weight of the cut divided by the strength (inside the tribe) of the weaker side, 0 to 1, shape
        `(n_tribes,)`. It is 1 if the cut isolates a single user, and near 0 if two halves are almost
        disconnected. NaN if the weaker side has no ties, and for a tribe of one.
    side
        Whether each user is on the smaller side of their tribe, bool, shape `(n_users,)`.
    """

    value: Floats
    smaller: Ints64
    conductance: Floats
    side: Bools


def minimum_cut(adjacency: Adjacency) -> tuple[float, Bools]:
    """Return the weight of the minimum cut of a network, and its smaller side.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0, shape `(n_users, n_users)`. The diagonal is ignored.

    Returns
    -------
    value : float
        Smallest weight of ties whose removal splits the network in two. It is 0 if the network is
        disconnected, and infinite if it has fewer than two users.
    side : array of bool, shape (n_users,)
        Whether each user is on the side with fewer users. If both sides have the same size, it is the
        side without the first user. If there are several minimum cuts, it is one of them.

    Raises
    ------
    OptionError
        If `adjacency` is not square or not symmetric, or has a weight that is negative, infinite or
        NaN.

    Notes
    -----
    Users are visited in the order of their attraction, the weight of their ties to visited users,
    starting at the user of least strength. The cut between the visited users and the rest is a candidate
    after each visit. If a tie raises the attraction of its other end to a or more, no cut below a
    separates its two ends. All users that no cut below the best candidate can separate are contracted,
    and the search is repeated until one node is left. The answer is exact up to rounding.

    Social networks need few rounds, so the time is near-linear. A regular graph with equal weights (a
    lattice) needs one round for each user, as in Stoer & Wagner.

    References
    ----------
    Nagamochi, Ono & Ibaraki (1994), Implementing an efficient minimum capacity cut algorithm,
    doi:10.1007/BF01582567. Stoer & Wagner (1997), A simple min-cut algorithm,
    doi:10.1145/263867.263872.

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sp, tribus as tb
    >>> weights = np.array([[0, 3, 0, 0], [3, 0, 1, 0], [0, 1, 0, 3], [0, 0, 3, 0.0]])
    >>> value, side = tb.metrics.minimum_cut(sp.csr_array(weights))
    >>> value, side.tolist()
    (1.0, [False, False, True, True])
    """
    cuts = tribe_cuts(adjacency, np.zeros(adjacency.shape[0], np.int64))
    return (float(cuts.value[0]) if len(cuts.value) else np.inf), cuts.side


def tribe_cuts(adjacency: Adjacency, labels: Sequence[int] | Ints | Ints64) -> TribeCuts:
    """Return the minimum cut of each tribe; ties that leave a tribe do not count.

    Parameters
    ----------
    adjacency
        As in `minimum_cut`.
    labels
        Tribe of each user, 0 to k-1, shape `(n_users,)`; -1 for none.

    Returns
    -------
    TribeCuts
        Weight, smaller side and conductance of the cut of each tribe.

    Raises
    ------
    OptionError
        As in `minimum_cut`; also if `labels` are not integers, below -1, or of the wrong length.

    Notes
    -----
    A small cut with a small conductance means two groups joined by a bridge. If the cut isolates one
    user, the tribe has no weaker point than its least connected member.

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sp, tribus as tb
    >>> triangle = sp.csr_array(np.ones((3, 3)) - np.eye(3))
    >>> two_triangles = sp.csr_array(sp.block_diag([triangle, 2 * triangle]))
    >>> cuts = tb.metrics.tribe_cuts(two_triangles, [0, 0, 0, 1, 1, 1])
    >>> cuts.value.tolist(), cuts.smaller.tolist()
    ([2.0, 4.0], [1, 1])
    """
    groups = _read_labels(labels, adjacency.shape[0])
    csr = _read_adjacency(adjacency)
    n_tribes = int(groups.max(initial=-1)) + 1
    order = np.argsort(groups, kind="stable")
    start = np.searchsorted(groups[order], np.arange(n_tribes + 1))
    side = np.zeros(len(groups), np.bool_)
    graph = WeightedCsr(csr.indptr.astype(np.int64), csr.indices.astype(np.int32), csr.data)
    cut_groups(graph, order, start, side)
    side = _mark_smaller(side, groups, order[start[:-1][np.diff(start) > 0]])
    return _measure(csr, groups, side, np.diff(start))


def _measure(csr: Adjacency, groups: Ints64, side: Bools, sizes: Ints64) -> TribeCuts:
    """Sum the weight of each cut and the strength of its two sides."""
    n_tribes, coo = len(sizes), csr.tocoo()
    row, col = coo.row, coo.col
    is_internal = (groups[row] == groups[col]) & (groups[row] >= 0) & (row != col)
    row, col, weight = row[is_internal], col[is_internal], coo.data[is_internal]
    is_cut = side[row] & ~side[col]
    value = np.bincount(groups[row[is_cut]], weight[is_cut], n_tribes).astype(np.float64)
    strength = np.bincount(2 * groups[row] + side[row], weight, 2 * n_tribes).astype(np.float64)
    weaker = np.minimum(strength[::2], strength[1::2])
    conductance = np.divide(value, weaker, out=np.full(n_tribes, np.nan), where=weaker > 0)
    value[sizes < MIN_NODES_FOR_CUT] = np.inf
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
    """Mark the smaller side of each tribe; of equal sides, the one without its first user."""
    n_tribes = int(groups.max(initial=-1)) + 1
    excess = np.bincount(groups[side], minlength=n_tribes) * 2
    excess -= np.bincount(groups[groups >= 0], minlength=n_tribes)
    is_flipped = excess > 0
    is_flipped[groups[first]] |= (excess[groups[first]] == 0) & side[first]
    marked: Bools = side ^ (is_flipped[groups] & (groups >= 0)) if n_tribes else side
    return marked


def _read_adjacency(adjacency: Adjacency) -> Adjacency:
    """Check the adjacency; return it as float64 without duplicates or stored zeros."""
    from scipy.sparse import csr_array

    if adjacency.ndim != 2 or adjacency.shape[0] != adjacency.shape[1]:  # noqa: PLR2004 - a square
        raise OptionError(f"adjacency must be square, got shape {adjacency.shape}")
    csr: Adjacency = csr_array(adjacency, copy=True)
    csr.data = csr.data.astype(np.float64)
    csr.sum_duplicates()
    csr.eliminate_zeros()
    invalid = csr.data[~((csr.data > 0) & (csr.data < np.inf))]
    if len(invalid):
        raise OptionError(f"weights must be finite and at least 0, got {invalid[0]}")
    transposed = csr.T.tocsr()
    if not np.array_equal(csr.indptr, transposed.indptr) or not (
        np.array_equal(csr.indices, transposed.indices) and np.array_equal(csr.data, transposed.data)
    ):
        raise OptionError("adjacency must be symmetric; use (adjacency + adjacency.T) / 2")
    return csr


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
