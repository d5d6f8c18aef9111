"""Quality of a partition, under the names and with the arguments of networkx."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import networkx as nx
import numpy as np
from networkx.algorithms.community.quality import NotAPartition

from tribus._networkx.arguments import HAS_OWN_LEIDEN, read_graph

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from tribus._core.arrays import Floats, Ints
    from tribus._networkx.graph import BackendGraph


def modularity(
    G: Any,  # noqa: N803 - the name in networkx
    communities: Iterable[Iterable[Hashable]],
    weight: Hashable | None = "weight",
    resolution: float = 1,
) -> float:
    """Return the modularity of a partition, as `networkx.community.modularity` does.

    Raises
    ------
    NotAPartition
        If the communities do not have each node once.
    """
    graph = read_graph(G, weight)
    quality = measure_modularity(graph, read_partition(graph, communities), weight, resolution)
    if math.isnan(quality) and not graph.weights(weight).any():
        return 0 if HAS_OWN_LEIDEN else 1 / 0  # networkx 3.6 divides by 0
    return quality


def constant_potts_model(
    G: Any,  # noqa: N803
    communities: Iterable[Iterable[Hashable]],
    weight: Hashable | None = "weight",
    node_weight: Hashable | None = "node_weight",
    resolution: float = 1,
) -> float:
    """Return the constant Potts model of a partition, as `networkx.community.constant_potts_model` does.

    It is ``Σ_c [ w_c - γ n_c² / 2 ]`` with the weight ``w_c`` of the edges inside community c and the
    sum ``n_c`` of the weights of its nodes, 1 where a node has none; without the half if the graph is
    directed. It differs from `tribus.metrics.constant_potts_model` by the pairs of a node with itself,
    γ / 2 for each node of weight 1, and by self-loops, which are inside.
    """
    graph = read_graph(G, weight)
    labels = read_partition(graph, communities)
    sizes = np.bincount(labels, _node_weights(G, node_weight))
    penalty = resolution * sizes**2 / (1 if graph.is_directed() else 2)
    return float(sum((_sum_internal(graph, labels, weight) - penalty).tolist()))


def measure_modularity(
    graph: BackendGraph, labels: Ints, weight: Hashable | None, resolution: float
) -> float:
    """Return the modularity of labels; NaN if the weights add up to 0."""
    weights, rows = graph.weights(weight), graph.rows()
    n_groups = int(labels.max(initial=-1)) + 1
    out_strength = np.bincount(labels[rows], weights, n_groups)
    if graph.is_directed():
        in_strength = np.bincount(labels[graph.indices], weights, n_groups)
    else:
        is_loop = rows == graph.indices  # stored once, and twice in the strength
        out_strength += np.bincount(labels[rows[is_loop]], weights[is_loop], n_groups)
        in_strength = out_strength
    total = float(out_strength.sum())
    if total == 0.0:
        return math.nan
    m = total if graph.is_directed() else total / 2
    internal = _sum_internal(graph, labels, weight) / m
    expected = resolution * out_strength * in_strength * (1 / total**2)
    return float(sum((internal - expected).tolist()))  # in the order of networkx, to the last digit


def read_partition(graph: BackendGraph, communities: Iterable[Iterable[Hashable]]) -> Ints:
    """Return the community of each node."""
    if not isinstance(communities, list):
        communities = list(communities)
    groups = [group if hasattr(group, "__len__") else list(group) for group in communities]
    sizes = np.array([len(group) for group in groups], dtype=np.int64)  # type: ignore[arg-type]
    number = graph.number_of_node
    numbers = [number.get(node, -1) for node in chain.from_iterable(groups)]
    labels = np.full(len(graph), -1, np.int32)
    if len(numbers) == len(graph) and -1 not in numbers and sizes.sum() == len(graph):
        labels[numbers] = np.repeat(np.arange(len(groups)), sizes)
    if len(numbers) != len(graph) or (labels < 0).any():
        raise NotAPartition(cast("Any", graph), communities)
    return labels


def _sum_internal(graph: BackendGraph, labels: Ints, weight: Hashable | None) -> Floats:
    """Return the weight of the edges inside each community; each undirected edge counts once."""
    rows, weights = graph.rows(), graph.weights(weight)
    is_inside = labels[rows] == labels[graph.indices]
    if not graph.is_directed():
        is_inside &= rows <= graph.indices
    inside, n_groups = labels[rows[is_inside]], int(labels.max(initial=-1)) + 1
    return np.bincount(inside, weights[is_inside], n_groups).astype(np.float64)


def _node_weights(graph: Any, name: Hashable | None) -> list[float]:
    """Return the weight of each node, 1 where it is missing."""
    data: Any = getattr(graph, "node_data", None)
    if isinstance(graph, nx.Graph):
        data = [graph.nodes[node] for node in graph]
    return [1.0] * len(graph) if data is None else [float(each.get(name, 1)) for each in data]
