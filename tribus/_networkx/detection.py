"""Leiden, under the names and with the arguments of networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from tribus._networkx.arguments import HAS_OWN_LEIDEN, draw_seed, read_undirected

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from tribus._core.arrays import Ints
    from tribus._networkx.graph import BackendGraph
    from tribus.community.leiden.levels import NestedLevel

    Partition = list[set[Hashable]]

METRICS = ("cpm", "modularity")
# networkx 3.6 has no `metric`: its Leiden is defined for modularity.
DEFAULT_METRIC = "cpm" if HAS_OWN_LEIDEN else "modularity"
DEFAULT_THETA = 0.01


def leiden_communities(
    G: Any,  # noqa: N803 - the name in networkx
    weight: Hashable | None = "weight",
    resolution: float = 1,
    max_level: int | None = None,
    seed: Any = None,
    *,
    metric: str = DEFAULT_METRIC,
    theta: float = DEFAULT_THETA,
) -> Partition:
    """Return the communities of `networkx.community.leiden_communities`.

    Parameters
    ----------
    G
        Undirected graph or multigraph; weights of parallel edges are added.
    weight
        Attribute of the edges that holds their weight, 1 where it is missing; with None all are 1.
    resolution
        γ ≥ 0. With 0 the communities are the connected components.
    max_level
        Number of levels, at least 1. None, the default, is all.
    seed
        Any seed of networkx.
    metric
        `"cpm"`, the constant Potts model, which is the default since networkx 3.7; or `"modularity"`.
    theta
        θ ≥ 0: randomness of the refinement, in the unit of the weights.

    Returns
    -------
    list of sets of nodes
        In the order of their first nodes. Each community is connected.

    Raises
    ------
    NetworkXNotImplemented
        If the graph is directed.
    NetworkXError
        If a weight is negative, infinite or NaN, or the metric is unknown.
    ValueError
        If `max_level` is below 1.
    """
    _check_max_level(max_level)
    graph, levels = _search_leiden(G, weight, resolution, seed, metric, theta)
    return _as_sets(graph, levels[:max_level][-1])


def leiden_partitions(
    G: Any,  # noqa: N803
    weight: Hashable | None = "weight",
    resolution: float = 1,
    seed: Any = None,
    *,
    metric: str = DEFAULT_METRIC,
    theta: float = DEFAULT_THETA,
) -> Iterator[Partition]:
    """Yield the levels of `leiden_communities`, from the finest to the communities themselves.

    Each community of a level consists of whole communities of the level before, and the quality rises.
    With networkx 3.7 and later the last level comes twice, as there: the second time nothing improves.
    """
    graph, levels = _search_leiden(G, weight, resolution, seed, metric, theta)
    return (_as_sets(graph, labels) for labels in levels)


def louvain_communities(  # noqa: PLR0917 - the signature of networkx
    G: Any,  # noqa: N803
    weight: Hashable | None = "weight",
    resolution: float = 1,
    threshold: float = 0.0000001,
    max_level: int | None = None,
    seed: Any = None,
) -> Partition:
    """Return communities of high modularity, found by Leiden.

    The arguments are those of `networkx.community.louvain_communities`. The communities are those of
    `leiden_communities` for modularity: unlike communities of Louvain, each is connected.
    """
    _check_max_level(max_level)
    graph = read_undirected(G, weight)
    labels = _search_louvain(graph, weight, resolution, threshold, seed)
    return _as_sets(graph, labels[:max_level][-1])


def louvain_partitions(
    G: Any,  # noqa: N803
    weight: Hashable | None = "weight",
    resolution: float = 1,
    threshold: float = 0.0000001,
    seed: Any = None,
) -> Iterator[Partition]:
    """Yield the levels of `louvain_communities`, up to the first that gains at most `threshold`."""
    graph = read_undirected(G, weight)
    levels = _search_louvain(graph, weight, resolution, threshold, seed)
    return (_as_sets(graph, labels) for labels in levels)


def _search_leiden(  # noqa: PLR0917
    graph: Any, weight: Hashable | None, resolution: float, seed: Any, metric: str, theta: float
) -> tuple[BackendGraph, list[Ints]]:
    """Return the graph of the backend and the labels of the levels."""
    if metric not in METRICS:
        raise nx.NetworkXError(f'leiden only supports metrics "cpm" and "modularity". Got: {metric}')
    found = read_undirected(graph, weight)
    levels = _search(found, weight, seed, quality=metric, resolution=resolution, theta=theta)
    labels = [level.labels for level in levels]
    return found, [*labels, labels[-1]] if HAS_OWN_LEIDEN else labels


def _search_louvain(
    graph: BackendGraph, weight: Hashable | None, resolution: float, threshold: float, seed: Any
) -> list[Ints]:
    """Return the labels of the levels, up to the first whose modularity gains at most the threshold."""
    levels = _search(graph, weight, seed, quality="modularity", resolution=resolution, theta=0.0)
    is_last = [level.gain <= threshold for level in levels]
    n_levels = is_last.index(True) + 1 if True in is_last else len(levels)
    return [level.labels for level in levels[:n_levels]]


def _search(
    graph: BackendGraph, weight: Hashable | None, seed: Any, **options: Any
) -> list[NestedLevel]:
    """Return the levels of a search."""
    from tribus.community.leiden import search_levels

    return search_levels(graph.to_adjacency(weight), seed=draw_seed(seed), **options)


def _check_max_level(max_level: int | None) -> None:
    if max_level is not None and max_level <= 0:
        raise ValueError("max_level argument must be a positive integer or None")


def _as_sets(graph: BackendGraph, labels: Ints) -> Partition:
    """Return the nodes of each community."""
    order = np.argsort(labels, kind="stable").tolist()
    stops = np.cumsum(np.bincount(labels)).tolist()
    nodes = [graph.nodes[number] for number in order]
    starts = [0, *stops[:-1]]
    return [set(nodes[start:stop]) for start, stop in zip(starts, stops, strict=True)]
