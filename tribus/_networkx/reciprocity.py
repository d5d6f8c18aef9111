"""Reciprocity of directed graphs, under the names and with the arguments of networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

from tribus._networkx.arguments import read_graph

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from tribus._core.arrays import Ints
    from tribus._networkx.graph import BackendGraph


def overall_reciprocity(G: Any) -> float:  # noqa: N803 - the name in networkx
    """Return the share of edges that are mutual, as `networkx.overall_reciprocity` does.

    Raises
    ------
    NetworkXNotImplemented
        If the graph is undirected or a multigraph.
    NetworkXError
        If it has no edges.
    """
    graph = _read_directed(G)
    if not len(graph.indices):
        raise nx.NetworkXError("Not defined for empty graphs")
    n_mutual = int(_count_mutual(graph).sum()) - int(np.count_nonzero(graph.is_loop()))
    return n_mutual / len(graph.indices)


def reciprocity(G: Any, nodes: Any = None) -> float | dict[Hashable, float | None]:  # noqa: N803
    """Return the reciprocity of the graph, of a node or of several, as `networkx.reciprocity` does.

    Raises
    ------
    NetworkXNotImplemented
        If the graph is undirected or a multigraph.
    NetworkXError
        If `nodes` is a node without edges, or neither a node nor a sequence.
    """
    graph = _read_directed(G)
    if nodes is None:
        return overall_reciprocity(graph)
    n_mutual = _count_mutual(graph).tolist()
    degree = np.bincount(graph.indices, minlength=len(graph)) + np.diff(graph.indptr)
    n_edges, number = degree.tolist(), graph.number_of_node
    if nodes in graph:
        only = number[nodes]
        if n_edges[only] == 0:
            raise nx.NetworkXError("Not defined for isolated nodes.")
        return 2 * n_mutual[only] / n_edges[only]  # type: ignore[no-any-return]
    chosen = [(node, number[node]) for node in _iterate(graph, nodes)]
    return {node: 2 * n_mutual[i] / n_edges[i] if n_edges[i] else None for node, i in chosen}


def _read_directed(graph: Any) -> BackendGraph:
    if not graph.is_directed():
        raise nx.NetworkXNotImplemented("not implemented for undirected type")
    if graph.is_multigraph():
        raise nx.NetworkXNotImplemented("not implemented for multigraph type")
    return read_graph(graph)


def _count_mutual(graph: BackendGraph) -> Ints:
    """Return the number of edges from each node whose reverse is an edge, as that of a self-loop is."""
    edges = np.ones(len(graph.indices), np.int8)
    forth = csr_array((edges, graph.indices, graph.indptr), shape=2 * (len(graph),))
    back = forth.T.tocsr()  # with sorted rows; the transpose of the transpose has them too
    counts: Ints = np.diff(back.T.tocsr().multiply(back).tocsr().indptr)
    return counts


def _iterate(graph: BackendGraph, nodes: Any) -> Iterator[Hashable]:
    """Yield the nodes of a sequence that are in the graph, with the errors of networkx."""
    try:
        sequence = iter(nodes)
    except TypeError:
        raise nx.NetworkXError(f"Node {nodes} is not in the graph.") from None
    for node in sequence:
        try:
            hash(node)
        except TypeError:
            raise nx.NetworkXError(f"Node {node} in sequence nbunch is not a valid node.") from None
        if node in graph:
            yield node
