"""Leiden: communities of high modularity, each of them connected."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.checks import check_positive, check_seed
from tribus.community.leiden._aggregate import (
    aggregate,
    number_labels,
    split_disconnected,
    sum_internal_weight,
)
from tribus.community.leiden._move import move_nodes
from tribus.community.leiden._refine import refine_communities
from tribus.community.leiden.graph import Graph, read_graph
from tribus.community.leiden.pairs import has_pairs_only, merge_pairs
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Adjacency, Bools, Codes, Ints, Uints64

N_PASSES = 2
MIN_QUALITY_GAIN = 1e-9  # share of the quality by which one more pass must improve it


def leiden(
    adjacency: Adjacency,
    *,
    resolution: float = 1.0,
    seed: int = 0,
    initial: Sequence[int] | Ints | None = None,
    fixed: Sequence[bool] | Bools | None = None,
    polish: bool = False,
) -> Ints:
    """Return communities of high modularity in a weighted undirected graph, each connected.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0, shape `(n_users, n_users)`, float32 or float64. It is
        not copied. A self-loop adds to its user's strength and has no other effect.
    resolution
        γ > 0: how dense a community must be, as a multiple of the density expected in the null model.
        Larger values give more and smaller communities. Default 1, the classical modularity.
    seed
        Seed of the random order in which users are visited, 0 to 2^63 - 1. Default 0. The same seed
        gives the same answer on any machine.
    initial
        Labels to start from, integers ≥ 0, shape `(n_users,)`. By default each user starts alone.
    fixed
        Users who keep their label of `initial`, booleans, shape `(n_users,)`. Two fixed users end in
        the same community if and only if they start in the same one. By default no user is fixed.
    polish
        Whether to repeat passes until no pass improves the modularity. It takes several times as long
        and typically adds less than 0.001. Default False.

    Returns
    -------
    array of int32, shape (n_users,)
        Community of each user, numbered from 0 in order of first appearance. A user without ties is a
        community of one, unless fixed.

    Raises
    ------
    OptionError
        If `adjacency` is not sparse, square and symmetric, or has a negative or infinite weight; if
        `initial` or `fixed` has the wrong length or type, or `fixed` is given without `initial`; if
        `resolution` or `seed` is out of range, or `resolution` divided by the sum of weights is not a
        finite number above 0.

    See Also
    --------
    louvain : The method of the package python-louvain.
    tribus.find_tribes : Communities of a network with an inferred resolution, roles and significance.

    Notes
    -----
    Maximises the modularity

    ``Q = (1/2m) Σ_ij (w_ij - γ k_i k_j / 2m) δ(c_i, c_j)``

    with the weight ``w_ij`` of the tie of i and j, the strength ``k_i = Σ_j w_ij``, the total
    ``2m = Σ_i k_i`` and the community ``c_i`` of i. Two passes are run; the second starts from the
    labels of the first. In the end each community is split into its connected components, which never
    lowers Q. Fixed users of one label stay together even if they are not connected.

    The running time is near-linear in the number of ties.

    References
    ----------
    Traag, Waltman & van Eck (2019), From Louvain to Leiden: guaranteeing well-connected communities,
    doi:10.1038/s41598-019-41695-z, algorithm A.2. Reichardt & Bornholdt (2006), Statistical mechanics
    of community detection, doi:10.1103/PhysRevE.74.016110, for γ.

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sp, tribus as tb
    >>> triangle = np.ones((3, 3)) - np.eye(3)
    >>> two_triangles = sp.csr_array(sp.block_diag([triangle, triangle]))
    >>> tb.community.leiden(two_triangles).tolist()
    [0, 0, 0, 1, 1, 1]

    Users 0 and 5 are fixed in the same community:

    >>> initial, fixed = [0, 1, 2, 3, 4, 0], [True, False, False, False, False, True]
    >>> tb.community.leiden(two_triangles, initial=initial, fixed=fixed).tolist()
    [0, 0, 0, 1, 1, 0]
    """
    check_positive("resolution", resolution)
    check_seed(seed)
    graph = read_graph(adjacency)
    n_users = len(graph.strength)
    start = read_initial(initial, n_users)
    is_fixed = read_fixed(fixed, n_users, initial=initial)
    with np.errstate(over="ignore"):  # divide_resolution raises on an infinite sum
        labels, total = start, float(graph.strength.sum())
    if total > 0.0:
        search = Search(divide_resolution(resolution, total), np.array([seed], np.uint64))
        if initial is None and has_pairs_only(graph):
            return merge_pairs(graph, search.gamma_over_2m).view(np.int32)
        for _ in range(N_PASSES):
            labels = run_pass(graph, labels, is_fixed, search)
        if polish:
            labels = _polish(graph, labels, start, is_fixed, search)
    return connect(graph, labels, start, is_fixed).view(np.int32)


def read_initial(initial: Sequence[int] | Ints | None, n_users: int) -> Codes:
    """Return the labels to start from, numbered 0..k-1."""
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
    """Return a mask of the users who keep their label."""
    if fixed is None:
        return np.zeros(n_users, np.bool_)
    is_fixed = np.array(fixed)
    if initial is None or is_fixed.shape != (n_users,) or (n_users and is_fixed.dtype != np.bool_):
        found = "no initial" if initial is None else f"shape {is_fixed.shape} of {is_fixed.dtype}"
        raise OptionError(
            f"fixed must be True or False for each of {n_users} users, and initial= must give "
            f"the labels that they keep; got {found}"
        )
    return is_fixed


def divide_resolution(resolution: float, total: float) -> float:
    """Return γ / 2m; raise if it is not a finite number above 0."""
    gamma_over_2m = resolution / total
    if not 0.0 < gamma_over_2m < math.inf:
        raise OptionError(
            "resolution divided by the sum of weights must be a finite number above 0, "
            f"got {resolution} and a sum of {total}; rescale the weights"
        )
    return gamma_over_2m


class Search(NamedTuple):
    """The parameters of a search: γ / 2m, and the state of the random generator."""

    gamma_over_2m: float
    state: Uints64


def run_pass(graph: Graph, labels: Codes, fixed: Bools, search: Search, *, refine: bool = True) -> Codes:
    """Move, refine and aggregate, level after level, until nothing merges; return the labels.

    Without the refinement it is a pass of Louvain: faster, but communities may be disconnected.
    """
    labels = labels.copy()
    node_of_user = np.arange(len(labels), dtype=np.uint32)  # at the current level
    while True:
        move_nodes(graph, labels, fixed, *search)
        n_nodes, n_communities = len(labels), number_labels(labels)
        parts, n_parts = labels, n_communities
        if refine and n_communities < n_nodes:
            parts = refine_communities(graph, labels, n_communities, *search)
            n_parts = number_labels(parts)
        if n_parts == n_nodes:
            return labels[node_of_user]
        graph = aggregate(graph, parts, n_parts)
        fixed = np.bincount(parts, fixed, n_parts) > 0
        community_of_part = np.empty(n_parts, np.uint32)
        community_of_part[parts] = labels
        labels, node_of_user = community_of_part, parts[node_of_user]


def _polish(graph: Graph, labels: Codes, start: Codes, fixed: Bools, search: Search) -> Codes:
    """Repeat passes until none improves the modularity."""
    labels = connect(graph, labels, start, fixed)
    quality = _quality(graph, labels, search.gamma_over_2m)
    while True:
        better = run_pass(graph, labels, fixed, search)
        better = connect(graph, better, start, fixed)  # a split can make new moves possible
        gain = _quality(graph, better, search.gamma_over_2m) - quality
        if gain <= MIN_QUALITY_GAIN * abs(quality):
            return labels
        labels, quality = better, quality + gain


def _quality(graph: Graph, labels: Codes, gamma_over_2m: float) -> float:
    """Return 2m times the modularity, except for the constant that self-loops add."""
    totals = np.bincount(labels, weights=graph.strength)
    # From left to right: the squares of totals alone could overflow.
    return sum_internal_weight(graph, labels) - float(gamma_over_2m * totals @ totals)


def connect(graph: Graph, labels: Codes, start: Codes, fixed: Bools) -> Codes:
    """Split communities into connected components, keep fixed users together, and renumber."""
    components = split_disconnected(graph, labels)
    if fixed.any():
        first_component = np.full(len(start), len(start), np.uint32)
        np.minimum.at(first_component, start[fixed], components[fixed])
        joined = np.arange(len(start), dtype=np.uint32)
        joined[components[fixed]] = first_component[start[fixed]]
        components = joined[components]
        number_labels(components)
    return components
