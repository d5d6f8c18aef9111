"""Leiden: communities of high modularity, each of them connected."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.checks import check_positive, check_seed
from tribus.community.leiden._aggregate import add_inside, aggregate, number_labels, split_disconnected
from tribus.community.leiden._move import move_nodes
from tribus.community.leiden._refine import refine_communities
from tribus.community.leiden.graph import Graph, read_graph
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Adjacency, Bools, Codes, Ints, Uints64

PASSES = 2


def leiden(
    adjacency: Adjacency,
    *,
    resolution: float = 1.0,
    seed: int = 0,
    initial: Sequence[int] | Ints | None = None,
    fixed: Sequence[bool] | Bools | None = None,
    polish: bool = False,
) -> Ints:
    """Communities of a weighted undirected graph: labels of high modularity, each community connected.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0, shape `(n_users, n_users)`, float32 or float64; it is
        not copied. A self-loop adds to its user's strength and changes nothing else.
    resolution
        γ > 0: how dense a community must be, as a multiple of what chance gives. Larger values give
        more and smaller communities.
    seed
        Order in which users are visited, ≥ 0.
    initial
        Labels to start from, shape `(n_users,)`, integers ≥ 0; by default each user starts alone.
    fixed
        Which users keep their label of `initial`, booleans, shape `(n_users,)`: two of them end in one
        community if and only if they began in one. By default nobody.
    polish
        Repeat passes until no pass improves the modularity, for the last thousandth of it.

    Returns
    -------
    array of int32, shape (n_users,)
        Community of each user, numbered from 0 in order of first appearance. A user without ties
        is a community of one, unless fixed.

    Raises
    ------
    OptionError
        If `adjacency` is not sparse, square and symmetric, or has a negative or infinite weight; if
        `initial` or `fixed` has another length or type, or `fixed` is given without `initial`; if
        `resolution` or `seed` is out of range, or `resolution` divided by the sum of all weights is.

    Notes
    -----
    Maximises `Q = (1/2m) Σ_ij (w_ij - γ k_i k_j / 2m) δ(c_i, c_j)` with strengths `k_i = Σ_j w_ij`
    and `2m = Σ_i k_i`, in two passes, each starting from the labels before it. Communities are
    split into their connected pieces at the end, which never lowers Q; only what is fixed together
    stays together. One seed gives one answer, on any machine.

    References
    ----------
    Traag, Waltman & van Eck (2019), From Louvain to Leiden: guaranteeing well-connected communities,
    doi:10.1038/s41598-019-41695-z. Reichardt & Bornholdt (2006), doi:10.1103/PhysRevE.74.016110, for γ.

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sp
    >>> triangle = np.ones((3, 3)) - np.eye(3)
    >>> two_triangles = sp.csr_array(sp.block_diag([triangle, triangle]))
    >>> leiden(two_triangles).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    check_positive("resolution", resolution)
    check_seed(seed)
    graph = read_graph(adjacency)
    n_users = len(graph.strength)
    start, stays = read_initial(initial, n_users), read_fixed(fixed, n_users, initial=initial)
    with np.errstate(over="ignore"):  # find_pressure tells it
        labels, total = start, float(graph.strength.sum())
    if total > 0.0:
        step = Step(find_gamma_over_2m(resolution, total), np.array([seed], np.uint64))
        for _ in range(PASSES):
            labels = run_pass(graph, labels, stays, step)
        if polish:
            labels = _polish(graph, labels, start, stays, step)
    return connect(graph, labels, start, stays).view(np.int32)


def read_initial(initial: Sequence[int] | Ints | None, n_users: int) -> Codes:
    """Labels to start from, numbered 0..k-1."""
    if initial is None:
        return np.arange(n_users, dtype=np.uint32)
    labels = np.asarray(initial)
    if labels.shape != (n_users,) or (n_users and (labels.dtype.kind not in "iu" or labels.min() < 0)):
        raise OptionError(
            f"initial must hold one label of at least 0 for each of {n_users} users, "
            f"got shape {labels.shape} of {labels.dtype}"
        )
    return np.unique(labels, return_inverse=True)[1].astype(np.uint32)


def read_fixed(
    fixed: Sequence[bool] | Bools | None, n_users: int, *, initial: Sequence[int] | Ints | None
) -> Bools:
    """Who stays where they are."""
    if fixed is None:
        return np.zeros(n_users, np.bool_)
    stays = np.array(fixed)
    if initial is None or stays.shape != (n_users,) or (n_users and stays.dtype != np.bool_):
        found = "no initial" if initial is None else f"shape {stays.shape} of {stays.dtype}"
        raise OptionError(
            f"fixed must say True or False of each of {n_users} users, with initial= to tell "
            f"the labels that they keep; got {found}"
        )
    return stays


def find_gamma_over_2m(resolution: float, total: float) -> float:
    """γ / 2m, if that is a number to reckon with."""
    gamma_over_2m = resolution / total
    if not 0.0 < gamma_over_2m < math.inf:
        raise OptionError(
            f"resolution must be of a size to set against all weights, got {resolution} where these "
            f"add up to {total}; multiply the weights, which changes nothing else"
        )
    return gamma_over_2m


class Step(NamedTuple):
    """What every move of a search needs to know."""

    gamma_over_2m: float  # γ / 2m
    state: Uints64  # of the random numbers


def run_pass(graph: Graph, labels: Codes, fixed: Bools, step: Step, *, refine: bool = True) -> Codes:
    """Move, refine, aggregate, level after level, until nothing merges any more.

    Without the refinement it is a pass of Louvain: faster, and communities may be disconnected.
    """
    labels = labels.copy()
    member_of = np.arange(len(labels), dtype=np.uint32)  # the node of this level that each user is in
    while True:
        move_nodes(*graph, labels, fixed, *step)
        n_nodes, n_communities = len(labels), number_labels(labels)
        parts, n_parts = labels, n_communities
        if refine and n_communities < n_nodes:
            parts = refine_communities(*graph, labels, n_communities, *step)
            n_parts = number_labels(parts)
        if n_parts == n_nodes:
            return labels[member_of]
        graph = Graph(*aggregate(*graph, parts, n_parts))
        fixed = np.bincount(parts, fixed, n_parts) > 0
        community_of_part = np.empty(n_parts, np.uint32)
        community_of_part[parts] = labels
        labels, member_of = community_of_part, parts[member_of]


def _polish(graph: Graph, labels: Codes, start: Codes, fixed: Bools, step: Step) -> Codes:
    """Repeat passes until none gains."""
    labels = connect(graph, labels, start, fixed)
    quality = _quality(graph, labels, step.gamma_over_2m)
    while True:
        better = run_pass(graph, labels, fixed, step)
        better = connect(graph, better, start, fixed)  # in here, for a split can open new moves
        gained = _quality(graph, better, step.gamma_over_2m) - quality
        if gained <= 1e-9 * abs(quality):
            return labels
        labels, quality = better, quality + gained


def _quality(graph: Graph, labels: Codes, gamma_over_2m: float) -> float:
    """2m times the modularity, but for the constant that self-loops add."""
    totals = np.bincount(labels, weights=graph.strength)
    inside = add_inside(graph.indptr, graph.indices, graph.weights, labels)
    return inside - float(
        gamma_over_2m * totals @ totals
    )  # squares alone could be too large for a number


def connect(graph: Graph, labels: Codes, start: Codes, fixed: Bools) -> Codes:
    """Split communities into connected pieces, but for what is fixed together; number them anew."""
    pieces = split_disconnected(graph.indptr, graph.indices, labels)
    if fixed.any():
        first_piece = np.full(len(start), len(start), np.uint32)
        np.minimum.at(first_piece, start[fixed], pieces[fixed])
        joined = np.arange(len(start), dtype=np.uint32)
        joined[pieces[fixed]] = first_piece[start[fixed]]
        pieces = joined[pieces]
        number_labels(pieces)
    return pieces
