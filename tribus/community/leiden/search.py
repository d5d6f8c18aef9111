"""Leiden: communities of high modularity or of the constant Potts model, each of them connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_choice, check_not_negative, check_seed
from tribus.community.leiden._aggregate import (
    number_labels,
    permute_sorted,
    split_disconnected,
    sum_internal_weight,
)
from tribus.community.leiden._random import random_order
from tribus.community.leiden.graph import Graph, read_graph
from tribus.community.leiden.leaves import set_leaves_aside
from tribus.community.leiden.objective import QUALITIES, weigh_nodes
from tribus.community.leiden.pairs import has_pairs_only, merge_pairs
from tribus.community.leiden.passes import Search, run_pass
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Adjacency, Bools, Codes, Ints
    from tribus.community.leiden.leaves import Core

N_PASSES = 2
MIN_QUALITY_GAIN = 1e-9  # minimum gain of one more pass, as a share of the quality


def leiden(
    adjacency: Adjacency,
    *,
    quality: str = "modularity",
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
        not copied. A self-loop adds to its user's strength, which has an effect on modularity alone.
    quality
        What is maximised: `"modularity"`, the default, or `"cpm"`, the constant Potts model.
    resolution
        γ ≥ 0: how dense a community must be. For modularity it is a multiple of the density expected in
        the null model, and the default of 1 is the classical modularity. For the constant Potts model
        it is the mean weight of two members: with weights of 1 and γ just below 1, they are cliques.
        Larger values give more and smaller communities. With 0 they are the connected components.
    seed
        Seed of the random order of the users, 0 to 2^63 - 1. Default 0. The same seed
        gives the same answer on any machine.
    initial
        Labels to start from, integers ≥ 0, shape `(n_users,)`. By default each user starts alone.
    fixed
        Users who keep their label of `initial`, booleans, shape `(n_users,)`. Two fixed users end in
        the same community if and only if they start in the same one. By default no user is fixed.
    polish
        Whether to repeat passes until no pass improves the quality. It takes several times as long
        and typically adds less than 0.001 to the modularity. Default False.

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
        `quality` is unknown, `resolution` or `seed` is out of range, or `resolution` is so far from the
        weights that their quotient is rounded to 0 or infinity.

    See Also
    --------
    louvain : The method of the package python-louvain.
    tribus.metrics.constant_potts_model : The quality H of given communities.
    tribus.find_tribes : Communities of a network with an inferred resolution, roles and significance.

    Notes
    -----
    Maximises the modularity

    ``Q = (1/2m) Σ_ij (w_ij - γ k_i k_j / 2m) δ(c_i, c_j)``

    with the weight ``w_ij`` of the tie of i and j, the strength ``k_i = Σ_j w_ij``, the total
    ``2m = Σ_i k_i`` and the community ``c_i`` of i; or the constant Potts model

    ``H = Σ_{i<j} (w_ij - γ) δ(c_i, c_j)``

    which has no resolution limit: whether a group is a community depends on its own ties and γ, not on
    the size of the network. (The sum over all pairs of Traag, Van Dooren & Nesterov is 2 H - γ n for n
    users, and has the same maximum.) Two passes are run; the second starts from the labels of the
    first. In the end each community is split into its connected components, which lowers neither Q nor
    H. Fixed users of one label stay together even if they are not connected.

    If at least half of the users, and 10,000, have one tie, they are not searched: each joins the
    community of its neighbour while that gains, and stays alone otherwise.

    The running time is near-linear in the number of ties.

    References
    ----------
    Traag, Waltman & van Eck (2019), From Louvain to Leiden: guaranteeing well-connected communities,
    doi:10.1038/s41598-019-41695-z, algorithm A.2. Reichardt & Bornholdt (2006), Statistical mechanics
    of community detection, doi:10.1103/PhysRevE.74.016110, for γ. Traag, Van Dooren & Nesterov (2011),
    Narrow scope for resolution-limit-free community detection, doi:10.1103/PhysRevE.84.016114, for the
    constant Potts model.

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sp, tribus as tb
    >>> triangle = sp.csr_array(np.ones((3, 3)) - np.eye(3))
    >>> two_triangles = sp.csr_array(sp.block_diag([triangle, triangle]))
    >>> tb.community.leiden(two_triangles).tolist()
    [0, 0, 0, 1, 1, 1]

    A path of three users has no community of three at γ = 0.9, because one of its pairs has no tie:

    >>> path = sp.csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> tb.community.leiden(path).tolist()
    [0, 0, 0]
    >>> len(set(tb.community.leiden(path, quality="cpm", resolution=0.9).tolist()))
    2

    Users 0 and 5 are fixed in the same community:

    >>> initial, fixed = [0, 1, 2, 3, 4, 0], [True, False, False, False, False, True]
    >>> tb.community.leiden(two_triangles, initial=initial, fixed=fixed).tolist()
    [0, 0, 0, 1, 1, 0]
    """
    check_choice("quality", quality, QUALITIES)
    check_not_negative("resolution", resolution)
    check_seed(seed)
    graph = read_graph(adjacency)
    n_users = len(graph.strength)
    start = read_initial(initial, n_users)
    is_fixed = read_fixed(fixed, n_users, initial=initial)
    graph, gamma_over_2m = weigh_nodes(graph, quality, resolution)
    search = Search(gamma_over_2m, np.array([seed], np.uint64))
    if not len(graph.indices):
        return connect(graph, start, start, is_fixed).view(np.int32)
    if initial is None and has_pairs_only(graph):
        return merge_pairs(graph, gamma_over_2m).view(np.int32)
    if quality == "modularity":
        core = set_leaves_aside(graph) if initial is None else None
        if core is not None:
            return connect(graph, _search_core(core, search, polish=polish), start, is_fixed).view(
                np.int32
            )
        return _search(graph, start, is_fixed, search, polish=polish).view(np.int32)
    order = random_order(n_users, search.state)  # equal gains are frequent: this draws among them
    graph, labels = permute_sorted(graph, order), np.empty(n_users, np.uint32)
    labels[order] = _search(graph, start[order], is_fixed[order], search, polish=polish)
    number_labels(labels)
    return labels.view(np.int32)


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


def _search(graph: Graph, start: Codes, fixed: Bools, search: Search, *, polish: bool) -> Codes:
    """Run the passes; return connected communities, numbered by first appearance."""
    labels = start
    for _ in range(N_PASSES):
        labels = run_pass(graph, labels, fixed, search)
    if polish:
        labels = _polish(graph, labels, start, fixed, search)
    return connect(graph, labels, start, fixed)


def _search_core(core: Core, search: Search, *, polish: bool) -> Codes:
    """Return the communities of a graph with many leaves, of which only the rest is searched."""
    graph, joins = core.at(search.gamma_over_2m)
    start = np.arange(len(graph.strength), dtype=np.uint32)
    labels = _search(graph, start, np.zeros(len(start), np.bool_), search, polish=polish)
    return core.label_all(labels, joins)


def _polish(graph: Graph, labels: Codes, start: Codes, fixed: Bools, search: Search) -> Codes:
    """Repeat passes until none improves the quality."""
    labels = connect(graph, labels, start, fixed)
    quality = measure_quality(graph, labels, search.gamma_over_2m)
    while True:
        better = run_pass(graph, labels, fixed, search)
        better = connect(graph, better, start, fixed)  # a split can make new moves possible
        gain = measure_quality(graph, better, search.gamma_over_2m) - quality
        if gain <= MIN_QUALITY_GAIN * abs(quality):
            return labels
        labels, quality = better, quality + gain


def measure_quality(graph: Graph, labels: Codes, gamma_over_2m: float) -> float:
    """Return 2m times the modularity, or 2 H - γ n, except for a constant that self-loops add."""
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
