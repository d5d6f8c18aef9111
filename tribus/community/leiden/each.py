"""Communities at several resolutions, for little more than the cost of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_positive, check_seed
from tribus.community.leiden._aggregate import permute, sort_by_label
from tribus.community.leiden.graph import Graph, read_graph
from tribus.community.leiden.leaves import set_leaves_aside
from tribus.community.leiden.objective import divide_resolution
from tribus.community.leiden.pairs import has_pairs_only, merge_pairs
from tribus.community.leiden.passes import Search, run_pass
from tribus.community.leiden.search import N_PASSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus._core.arrays import Adjacency, Ints
    from tribus.community.leiden.leaves import Core

# Nonzeros. In larger graphs the descent finds equally good communities in much less time.
MAX_NONZEROS_FOR_RESTARTS = 500_000


def search_each(
    adjacency: Adjacency, resolutions: Sequence[float], *, seed: int = 0
) -> Iterator[tuple[float, Ints]]:
    """Yield each resolution with its communities, from the finest to the coarsest.

    Parameters
    ----------
    adjacency
        As in `leiden`.
    resolutions
        Values of γ, each > 0.
    seed
        Seed of the random order of the users, 0 to 2^63 - 1.

    Yields
    ------
    (float, array of int32, shape (n_users,))
        γ and the community of each user. Use the labels to compare partitions: unlike the communities
        of `leiden` they are not always connected.

    Raises
    ------
    OptionError
        As in `leiden`.

    Notes
    -----
    In graphs of up to 250,000 ties each search starts from single users, so that the partitions are
    independent. In larger graphs only the finest does: each coarser resolution starts from the
    communities of the next finer one and runs one pass without refinement, which is a pass of Louvain.

    References
    ----------
    As for `leiden`; Blondel, Guillaume, Lambiotte & Lefebvre (2008),
    doi:10.1088/1742-5468/2008/10/P10008, for Louvain.
    """
    check_seed(seed)
    for resolution in resolutions:
        check_positive("resolutions", resolution)
    graph = read_graph(adjacency)
    total, state = float(graph.strength.sum()), np.array([seed], np.uint64)
    finest_first = sorted(resolutions, reverse=True)
    if total == 0.0:
        single = np.arange(len(graph.strength), dtype=np.int32)
        return ((resolution, single) for resolution in finest_first)
    searches = [Search(divide_resolution(resolution, total), state) for resolution in finest_first]
    if has_pairs_only(graph):
        labels = (merge_pairs(graph, search.gamma_over_2m).view(np.int32) for search in searches)
        return zip(finest_first, labels, strict=True)
    core = set_leaves_aside(graph)
    if core is not None:
        return zip(finest_first, _search_core(core, searches), strict=True)
    search_all = _restart if len(graph.indices) <= MAX_NONZEROS_FOR_RESTARTS else _descend
    return zip(finest_first, search_all(graph, searches), strict=True)


def _restart(graph: Graph, searches: Sequence[Search]) -> Iterator[Ints]:
    """Start each search from single users."""
    n_users = len(graph.strength)
    for search in searches:
        labels = np.arange(n_users, dtype=np.uint32)
        for _ in range(N_PASSES):
            labels = run_pass(graph, labels, np.zeros(n_users, np.bool_), search)
        yield labels.view(np.int32)


def _descend(graph: Graph, searches: Sequence[Search]) -> Iterator[Ints]:
    """Start the first search from single users, each other one from the labels before it."""
    n_users = len(graph.strength)
    fixed, labels = np.zeros(n_users, np.bool_), np.arange(n_users, dtype=np.uint32)
    labels = run_pass(graph, labels, fixed, searches[0], refine=False)
    yield labels.view(np.int32)
    order = sort_by_label(labels, n_users)[1]  # from here on communities are contiguous in memory
    graph, labels = permute(graph, order), labels[order]
    node_of_user = np.empty(n_users, np.uint32)
    node_of_user[order] = np.arange(n_users, dtype=np.uint32)
    for search in searches[1:]:
        labels = run_pass(graph, labels, fixed, search, refine=False)
        yield labels[node_of_user].view(np.int32)


def _search_core(core: Core, searches: Sequence[Search]) -> Iterator[Ints]:
    """Search a graph without its leaves; add the leaves to the communities at each resolution."""
    n_nodes = len(core.users)
    fixed, single = np.zeros(n_nodes, np.bool_), np.arange(n_nodes, dtype=np.uint32)
    is_small = len(core.graph.indices) <= MAX_NONZEROS_FOR_RESTARTS
    labels = single
    for number, search in enumerate(searches):
        graph, joins = core.at(search.gamma_over_2m)
        if is_small:
            labels = single
        for _ in range(N_PASSES if is_small else 1):
            labels = run_pass(graph, labels, fixed, search, refine=is_small)
        yield core.label_all(labels, joins).view(np.int32)
        if number == 0 and not is_small:
            order = sort_by_label(labels, n_nodes)[1]
            core, labels = core.permuted(order), labels[order]
