"""Nested communities of one search, from the finest level to the communities themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.leiden._aggregate import number_labels, permute_sorted
from tribus.community.leiden._random import random_order
from tribus.community.leiden.graph import read_graph
from tribus.community.leiden.objective import weigh_nodes
from tribus.community.leiden.passes import Search, iterate_levels, run_pass
from tribus.community.leiden.search import MIN_QUALITY_GAIN, connect, measure_quality

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Codes, Floats, Ints
    from tribus.community.leiden.graph import Graph
    from tribus.community.leiden.passes import PassLevel

MAX_PASSES = 10
# In a larger graph more passes cost more than they gain.
MAX_NONZEROS_FOR_MORE_PASSES, MAX_NONZEROS_FOR_TWO_PASSES = 10_000, 100_000


class NestedLevel(NamedTuple):
    """Communities of a level, and how much higher their quality is than that of the level before.

    The quality is the modularity, or H of the constant Potts model. The gain of the first level is over
    nodes that are all alone.
    """

    labels: Ints
    gain: float


def search_levels(
    adjacency: Adjacency, *, quality: str, resolution: float, theta: float, seed: int
) -> list[NestedLevel]:
    """Return nested partitions of rising quality, from the finest to the communities of the search.

    Parameters
    ----------
    adjacency, quality, resolution
        As in `leiden`.
    theta
        θ ≥ 0: randomness of the refinement, in the unit of the weights. 0 takes the largest gain.
    seed
        Seed of the order of the nodes and of the refinement.

    Notes
    -----
    In graphs of up to 5,000 ties passes are run until none improves the quality, at most ten. In larger
    graphs a pass of Louvain, which is fast, is followed by two of Leiden; above 50,000 ties by one. The
    levels are the refined partitions of the last pass that improved the quality, and the communities
    after it. Each consists of whole communities of the level before. The quality rises, because a
    refinement only merges where it gains, and a local move ends when no node gains by being alone.
    """
    graph, gamma_over_2m = weigh_nodes(read_graph(adjacency), quality, resolution)
    n_nodes = len(graph.strength)
    if not len(graph.indices):
        return [NestedLevel(np.arange(n_nodes, dtype=np.int32), 0.0)]
    search = Search(gamma_over_2m, np.array([seed], np.uint64), theta)
    order = random_order(n_nodes, search.state)
    levels, last = _run_passes(permute_sorted(graph, order), search)
    unit = float(graph.strength.sum()) if quality == "modularity" else 2.0
    gains = np.diff(_measure_levels(levels, last, gamma_over_2m)) / unit
    partitions = [*(level.node_of_user for level in levels[1:]), last]
    return [
        NestedLevel(_restore(labels, order), float(gain))
        for labels, gain in zip(partitions, gains, strict=True)
    ]


def _run_passes(graph: Graph, search: Search) -> tuple[list[PassLevel], Codes]:
    """Return the levels of the last pass that improved the quality, and the communities after it."""
    alone, free = (
        np.arange(len(graph.strength), dtype=np.uint32),
        np.zeros(len(graph.strength), np.bool_),
    )
    if len(graph.indices) > MAX_NONZEROS_FOR_MORE_PASSES:
        labels = run_pass(graph, alone, free, search, refine=False)
        if len(graph.indices) <= MAX_NONZEROS_FOR_TWO_PASSES:
            labels = run_pass(graph, labels, free, search)
        return _run_last(graph, labels, search)
    levels, labels = _run_last(graph, alone, search)
    quality = measure_quality(graph, labels, search.gamma_over_2m)
    for _ in range(MAX_PASSES - 1):
        better_levels, better = _run_last(graph, labels, search)
        gain = measure_quality(graph, better, search.gamma_over_2m) - quality
        if gain <= MIN_QUALITY_GAIN * abs(quality):
            break
        levels, labels, quality = better_levels, better, quality + gain
    return levels, labels


def _run_last(graph: Graph, labels: Codes, search: Search) -> tuple[list[PassLevel], Codes]:
    """Run a pass that may be the last; return its levels and its communities, each connected."""
    alone, free = np.arange(len(labels), dtype=np.uint32), np.zeros(len(labels), np.bool_)
    levels = list(iterate_levels(graph, labels, free, search))
    communities = connect(graph, levels[-1].labels[levels[-1].node_of_user], alone, free)
    if len(levels) > 1 and int(communities.max()) + 1 == len(levels[-1].labels):
        levels.pop()  # its nodes are the communities
    return levels, communities


def _measure_levels(levels: list[PassLevel], last: Codes, gamma_over_2m: float) -> Floats:
    """Return 2m times the modularity of the nodes of each level, and of the last communities.

    A constant is left out: the weight of all ties. So nodes that are all alone have the weight 0 inside.
    """
    graphs = [level.graph for level in levels]
    total = float(graphs[0].weights.sum())
    # A dot product of this length would wake the threads of BLAS, which cost more than they compute.
    expected = [float((gamma_over_2m * graph.strength * graph.strength).sum()) for graph in graphs]
    internal = [total - float(graph.weights.sum()) for graph in graphs]
    found = np.subtract(internal, expected).tolist()
    return np.array([*found, measure_quality(graphs[0], last, gamma_over_2m)])


def _restore(labels: Codes, order: Codes) -> Ints:
    """Return labels in the order before a permutation, numbered by first appearance."""
    restored = np.empty(len(labels), np.uint32)
    restored[order] = labels
    number_labels(restored)
    return restored.view(np.int32)
