"""Communities at many resolutions, for little more than the price of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._checks import check_positive, check_seed
from tribus.tribes.leiden._aggregate import arrange, sort_by_label
from tribus.tribes.leiden.graph import Graph, read_graph
from tribus.tribes.leiden.search import PASSES, Step, find_pressure, run_pass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus._arrays import Adjacency, Ints

MOST_REFINED = 500_000  # entries; in larger graphs what refinement finds is hardly better, and dear


def descend(
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
        `leiden` they are from a single pass, and not always connected.

    Raises
    ------
    OptionError
        As in `leiden`.

    Notes
    -----
    The finest communities are found from single users. Every coarser resolution starts from the
    communities of the finer one before it, in which most users are already with their neighbours,
    and runs one pass: of Leiden, or, on graphs of more than 250,000 ties, of Louvain, which leaves
    out the refinement.

    References
    ----------
    As for `leiden`.
    """
    check_seed(seed)
    for resolution in resolutions:
        check_positive("resolutions", resolution)
    graph = read_graph(adjacency)
    n_users, total = len(graph.strength), float(graph.strength.sum())
    labels, nobody = np.arange(n_users, dtype=np.uint32), np.zeros(n_users, np.bool_)
    state, refine = np.array([seed], np.uint64), len(graph.indices) <= MOST_REFINED
    place = np.arange(n_users)  # of each user in the graph
    for number, resolution in enumerate(sorted(resolutions, reverse=True)):
        if total > 0.0:
            step = Step(find_pressure(resolution, total), state)
            for _ in range(PASSES if refine and number == 0 else 1):
                labels = run_pass(graph, labels, nobody, step, refine=refine)
        yield resolution, labels[place].view(np.int32)
        if number == 0:  # from here on, who is together lies together in memory
            order = sort_by_label(labels, n_users)[1]
            place[order] = np.arange(n_users)
            graph, labels = Graph(*arrange(*graph, order)), labels[order]
