"""Leiden: communities of high modularity, each of them connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import issparse

from tribus._checks import check_positive, check_seed
from tribus.errors import OptionError
from tribus.tribes._kernel import (
    add_inside,
    aggregate,
    drop_loops,
    move_nodes,
    number_labels,
    refine_communities,
    row_strengths,
    split_disconnected,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._arrays import Adjacency, Floats, Ints, Ints64, Uints64

    Graph = tuple[Ints64, Ints, Floats, Floats]  # indptr, indices, weights, strength

LEIDEN_PASSES = 2


def leiden(
    adjacency: Adjacency,
    *,
    resolution: float = 1.0,
    seed: int = 0,
    initial: Sequence[int] | Ints | None = None,
    polish: bool = False,
) -> Ints:
    """Communities of a weighted undirected graph: labels of high modularity, each community connected.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0, shape `(n_users, n_users)`. A self-loop adds to its
        user's strength and changes nothing else.
    resolution
        γ > 0: how dense a community must be, as a multiple of what chance gives. Larger values give
        more and smaller communities.
    seed
        Order in which users are visited, ≥ 0.
    initial
        Labels to start from, shape `(n_users,)`, integers ≥ 0; by default each user starts alone.
    polish
        Repeat passes until no pass improves the modularity, for the last thousandth of it.

    Returns
    -------
    array of int32, shape (n_users,)
        Community of each user, numbered from 0 in order of first appearance. A user without ties
        is a community of one.

    Raises
    ------
    OptionError
        If `adjacency` is not sparse, square and symmetric, or has a negative or infinite weight; if
        `initial` has another length or a negative label; if `resolution` or `seed` is out of range.

    Notes
    -----
    Maximises `Q = (1/2m) Σ_ij (w_ij - γ k_i k_j / 2m) δ(c_i, c_j)` with strengths `k_i = Σ_j w_ij`
    and `2m = Σ_i k_i`. One pass without refinement finds the coarse shape quickly; two passes with
    refinement follow, each starting from the labels before it. Communities are split into their
    connected pieces at the end, which never lowers Q. One seed gives one answer, on any machine.

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
    graph = _read_graph(adjacency)
    labels = _read_initial(initial, n_nodes=len(graph[3]))
    total = float(graph[3].sum())
    if total == 0.0:
        return split_disconnected(graph[0], graph[1], labels)
    pressure, state = resolution / total, np.array([seed], np.uint64)
    if initial is None:
        labels = _run_pass(graph, labels, pressure, state, refine=False)
    for _ in range(LEIDEN_PASSES):
        labels = _run_pass(graph, labels, pressure, state, refine=True)
    if polish:
        labels = _polish(graph, labels, pressure, state)
    return split_disconnected(graph[0], graph[1], labels)


def _read_graph(adjacency: Adjacency) -> Graph:
    if not issparse(adjacency):
        raise OptionError(
            f"adjacency must be a sparse array of scipy, got {type(adjacency).__name__}; "
            "scipy.sparse.csr_array makes one"
        )
    if adjacency.shape[0] != adjacency.shape[1]:
        raise OptionError(
            f"adjacency must be square, got shape {adjacency.shape}; "
            "give one row and one column to each user"
        )
    csr = adjacency.tocsr()
    indptr = csr.indptr.astype(np.int64, copy=False)
    indices = csr.indices.astype(np.int32, copy=False)
    weights = csr.data.astype(np.float64, copy=False)
    if len(weights) and not (weights.min() >= 0 and weights.max() < np.inf):
        wrong = weights[~((weights >= 0) & (weights < np.inf))][0]
        raise OptionError(f"weights must be finite and at least 0, found {wrong}; drop or mend them")
    strength = row_strengths(indptr, weights)
    if not np.allclose(strength, np.bincount(indices, weights, len(strength)), rtol=1e-9, atol=0):
        raise OptionError(
            "adjacency must be symmetric, but some row adds up to something else than its column; "
            "add the transpose to make ties of links"
        )
    return *drop_loops(indptr, indices, weights), strength


def _read_initial(initial: Sequence[int] | Ints | None, *, n_nodes: int) -> Ints:
    if initial is None:
        return np.arange(n_nodes, dtype=np.int32)
    labels = np.asarray(initial)
    if labels.shape != (n_nodes,) or labels.dtype.kind not in "iu" or (n_nodes and labels.min() < 0):
        raise OptionError(
            f"initial must hold one label of at least 0 for each of {n_nodes} users, "
            f"got shape {labels.shape} of {labels.dtype}"
        )
    return np.unique(labels, return_inverse=True)[1].astype(np.int32)


def _run_pass(graph: Graph, labels: Ints, pressure: float, state: Uints64, *, refine: bool) -> Ints:
    """Move, refine, aggregate, level after level, until nothing merges any more."""
    labels = labels.copy()
    member_of = np.arange(len(labels), dtype=np.int32)  # the node of this level that each user is in
    while True:
        move_nodes(*graph, labels, pressure, state)
        n_nodes, n_communities = len(labels), number_labels(labels)
        parts = refine_communities(*graph, labels, pressure, state) if refine else labels.copy()
        n_parts = number_labels(parts)
        if n_nodes in {n_communities, n_parts}:
            return labels[member_of]
        graph = aggregate(*graph, parts, n_parts)
        community_of_part = np.empty(n_parts, np.int32)
        community_of_part[parts] = labels
        labels, member_of = community_of_part, parts[member_of]


def _polish(graph: Graph, labels: Ints, pressure: float, state: Uints64) -> Ints:
    labels = split_disconnected(*graph[:2], labels)
    quality = _quality(graph, labels, pressure)
    while True:
        better = _run_pass(graph, labels, pressure, state, refine=True)
        better = split_disconnected(*graph[:2], better)  # in here, for a split can open new moves
        gained = _quality(graph, better, pressure) - quality
        if gained <= 1e-9 * abs(quality):
            return labels
        labels, quality = better, quality + gained


def _quality(graph: Graph, labels: Ints, pressure: float) -> float:
    """2m times the modularity, but for the constant that self-loops add."""
    totals = np.bincount(labels, weights=graph[3])
    return add_inside(*graph[:3], labels) - pressure * float(totals @ totals)
