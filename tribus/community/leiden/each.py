"""Communities at many resolutions, for little more than the price of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_positive, check_seed
from tribus.community.leiden._aggregate import arrange, sort_by_label
from tribus.community.leiden.graph import Graph, read_graph
from tribus.community.leiden.search import PASSES, Step, find_gamma_over_2m, run_pass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus._core.arrays import Adjacency, Ints

MOST_ANEW = 500_000  # entries; in larger graphs the descent finds as good communities, far sooner


def search_each(
    adjacency: Adjacency, resolutions: Sequence[float], *, seed: int = 0
) -> Iterator[tuple[float, Ints]]:
    """Communities of a graph at each of several resolutions, from the finest to the coarsest.

    Parameters
    ----------
    adjacency
        As in `leiden`.
    resolutions
        Each γ > 0.
    seed
        Order in which users are visited, ≥ 0.

    Yields
    ------
    (float, array of int32, shape (n_users,))
        γ and the community of each user. They are made to be compared with one another: unlike those of
        `leiden` they are not always connected.

    Raises
    ------
    OptionError
        As in `leiden`.

    Notes
    -----
    In graphs of up to 250,000 ties each search begins with single users, so that none inherits the
    accidents of another. In larger graphs, where accidents are small and searches long, only the
    finest does. Every coarser resolution then starts from the communities of the finer one before it,
    in which most users already are with their neighbours, and runs one pass without refinement, which
    is a pass of Louvain.

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
        alone = np.arange(len(graph.strength), dtype=np.int32)
        return ((resolution, alone) for resolution in finest_first)
    steps = [Step(find_gamma_over_2m(resolution, total), state) for resolution in finest_first]
    search = _search_anew if len(graph.indices) <= MOST_ANEW else _descend
    return zip(finest_first, search(graph, steps), strict=True)


def _search_anew(graph: Graph, steps: Sequence[Step]) -> Iterator[Ints]:
    """Search from single users at each step."""
    n_users = len(graph.strength)
    for step in steps:
        labels = np.arange(n_users, dtype=np.uint32)
        for _ in range(PASSES):
            labels = run_pass(graph, labels, np.zeros(n_users, np.bool_), step)
        yield labels.view(np.int32)


def _descend(graph: Graph, steps: Sequence[Step]) -> Iterator[Ints]:
    """Search from single users at the first step, and then from the labels of the step before."""
    n_users = len(graph.strength)
    nobody, labels = np.zeros(n_users, np.bool_), np.arange(n_users, dtype=np.uint32)
    labels = run_pass(graph, labels, nobody, steps[0], refine=False)
    yield labels.view(np.int32)
    order = sort_by_label(labels, n_users)[1]  # from here on, who is together lies together
    graph, labels = Graph(*arrange(*graph, order)), labels[order]
    place = np.empty(n_users, np.uint32)  # of each user in the graph
    place[order] = np.arange(n_users, dtype=np.uint32)
    for step in steps[1:]:
        labels = run_pass(graph, labels, nobody, step, refine=False)
        yield labels[place].view(np.int32)
