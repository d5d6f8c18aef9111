"""Conversion between graphs of networkx and of the backend."""

from __future__ import annotations

from itertools import chain
from operator import methodcaller
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from tribus._networkx.graph import BackendGraph, read_numbers

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator


def convert_from_nx(  # noqa: PLR0917 - the signature of networkx
    graph: Any,
    edge_attrs: dict[Hashable, Any] | None = None,
    node_attrs: dict[Hashable, Any] | None = None,
    preserve_edge_attrs: bool = False,  # noqa: FBT001, FBT002
    preserve_node_attrs: bool = False,  # noqa: FBT001, FBT002
    preserve_graph_attrs: bool = False,  # noqa: FBT001, FBT002
    preserve_all_attrs: bool = False,  # noqa: FBT001, FBT002
    name: str | None = None,
    graph_name: str | None = None,  # noqa: ARG001
) -> BackendGraph:
    """Return a graph of networkx as a graph of the backend. networkx calls this, and caches the result.

    Parameters
    ----------
    graph
        Graph, DiGraph, MultiGraph or MultiDiGraph.
    edge_attrs, node_attrs
        Attributes to keep, with the value of edges or nodes that do not have them. Those of edges must
        be numbers.
    preserve_edge_attrs, preserve_node_attrs, preserve_graph_attrs, preserve_all_attrs
        Whether to keep all attributes.
    name
        Function that the graph is converted for. Without it, the edge attribute `weight` is kept.
    graph_name
        Argument that the graph is converted for.

    Returns
    -------
    BackendGraph

    Raises
    ------
    TypeError
        If an attribute of `edge_attrs` is not a number.
    """
    if name is None and edge_attrs is None:
        edge_attrs = {"weight": 1}
    numbers = {node: number for number, node in enumerate(graph)}
    rows = [neighbours for _, neighbours in graph.adjacency()]
    degrees = np.fromiter(map(len, rows), np.int64, len(rows))
    n_edges = int(degrees.sum())
    flat: Any = chain.from_iterable(rows)
    if list(numbers) != list(range(len(numbers))):  # if equal, each node is its own number
        flat = map(numbers.__getitem__, flat)
    indices = np.fromiter(flat, np.int32, n_edges)
    data: Any = _Values(rows)
    keys: Any = None
    if graph.is_multigraph():
        by_key = list(data)
        n_parallel = np.fromiter(map(len, by_key), np.int64, n_edges)
        indices = np.repeat(indices, n_parallel)
        ends = np.concatenate([[0], np.cumsum(n_parallel)])[np.cumsum(degrees)]
        degrees = np.diff(ends, prepend=0)
        data = _Values(by_key)
        keys = chain.from_iterable(by_key)
    indptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(degrees)])
    converted = BackendGraph(
        numbers,
        indptr,
        indices,
        is_directed=graph.is_directed(),
        is_multigraph=graph.is_multigraph(),
    )
    if preserve_edge_attrs or preserve_all_attrs:
        converted.edge_data = [dict(attributes) for attributes in data]
        converted.edge_keys = None if keys is None else list(keys)
    elif edge_attrs:
        _keep_values(converted, data, edge_attrs)
    if preserve_node_attrs or preserve_all_attrs:
        converted.node_data = [dict(graph.nodes[node]) for node in graph]
    elif node_attrs:
        converted.node_data = [
            {key: graph.nodes[node].get(key, default) for key, default in node_attrs.items()}
            for node in graph
        ]
    if preserve_graph_attrs or preserve_all_attrs:
        converted.graph = dict(graph.graph)
    return converted


def _keep_values(
    converted: BackendGraph, data: Iterable[dict[Any, Any]], edge_attrs: dict[Hashable, Any]
) -> None:
    """Read the attributes of the edges into arrays."""
    has_data = any(data)
    for name, default in edge_attrs.items():
        if has_data:
            values = read_numbers([each.get(name, default) for each in data], name)
        else:
            values = np.full(len(converted.indices), read_numbers([default], name)[0])
        converted.edge_values[name] = values


class _Values:
    """The values of several dicts, without a list of views, which would set off garbage collections."""

    def __init__(self, dicts: list[dict[Any, Any]]) -> None:
        self._dicts = dicts

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(map(methodcaller("values"), self._dicts))


def convert_to_nx(result: Any, *, name: str | None = None) -> Any:  # noqa: ARG001 - networkx gives it
    """Return a graph of the backend as a graph of networkx; return anything else as it is."""
    if not isinstance(result, BackendGraph):
        return result
    graph: Any = _CLASSES[result.is_directed(), result.is_multigraph()]()
    graph.graph.update(result.graph)
    graph.add_nodes_from(result.nodes)
    for node, data in zip(result.nodes, result.node_data or (), strict=False):
        graph.nodes[node].update(data)
    nodes, keep = result.nodes, _first_directions(result)
    ends = zip(result.rows()[keep].tolist(), result.indices[keep].tolist(), strict=True)
    pairs = [(nodes[row], nodes[col]) for row, col in ends]
    attributes = _edge_attributes(result, keep)
    if result.is_multigraph() and result.edge_keys is not None:
        keys = [result.edge_keys[edge] for edge in keep.tolist()]
        graph.add_edges_from(
            (*pair, key, data) for pair, key, data in zip(pairs, keys, attributes, strict=True)
        )
    else:
        graph.add_edges_from((*pair, data) for pair, data in zip(pairs, attributes, strict=True))
    return graph


def _first_directions(result: BackendGraph) -> Any:
    """Return the places of all directed edges, or of each undirected edge once."""
    if result.is_directed():
        return np.arange(len(result.indices))
    return np.flatnonzero(result.rows() <= result.indices)


def _edge_attributes(result: BackendGraph, keep: Any) -> list[dict[Any, Any]]:
    """Return the attributes of some edges."""
    if result.edge_data is not None:
        return [result.edge_data[edge] for edge in keep.tolist()]
    names = list(result.edge_values)
    columns = [result.edge_values[name][keep].tolist() for name in names]
    if not names:
        return [{} for _ in range(len(keep))]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


_CLASSES = {
    (False, False): nx.Graph,
    (False, True): nx.MultiGraph,
    (True, False): nx.DiGraph,
    (True, True): nx.MultiDiGraph,
}
