"""The graph that the backend computes on: the nodes of networkx, and their edges as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from tribus._core.arrays import Adjacency, Floats, Ints, Ints64


class BackendGraph:
    """A graph of networkx in CSR form. Row i has the edges from node i; parallel edges stay apart.

    Parameters
    ----------
    nodes
        The nodes, each with its number from 0, in the order of networkx.
    indptr, indices
        Start of each row, and number of the other node of each edge. An undirected edge is stored in
        both rows, a self-loop once.
    is_directed, is_multigraph
        As in networkx.

    Attributes
    ----------
    edge_values
        Values of the edges by name of the attribute, as numbers.
    edge_data
        Attributes of each edge, as a dict, or None if they were not kept.
    edge_keys
        Key of each edge of a multigraph, or None if it was not kept.
    node_data
        Attributes of each node, as a dict, or None if they were not kept.
    graph
        Attributes of the graph.
    """

    __networkx_backend__ = "tribus"

    def __init__(
        self,
        nodes: dict[Hashable, int],
        indptr: Ints64,
        indices: Ints,
        *,
        is_directed: bool,
        is_multigraph: bool,
    ) -> None:
        self.number_of_node = nodes
        self.nodes = list(nodes)
        self.indptr = indptr
        self.indices = indices
        self.edge_values: dict[Hashable, Floats] = {}
        self.edge_data: list[dict[Any, Any]] | None = None
        self.edge_keys: list[Hashable] | None = None
        self.node_data: list[dict[Any, Any]] | None = None
        self.graph: dict[Any, Any] = {}
        self._is_directed = is_directed
        self._is_multigraph = is_multigraph

    def is_directed(self) -> bool:
        """Return whether edges have a direction."""
        return self._is_directed

    def is_multigraph(self) -> bool:
        """Return whether two nodes can have several edges."""
        return self._is_multigraph

    def number_of_nodes(self) -> int:
        """Return the number of nodes."""
        return len(self.nodes)

    def number_of_edges(self) -> int:
        """Return the number of edges; each undirected edge counts once."""
        if self._is_directed:
            return len(self.indices)
        return (len(self.indices) + int(np.count_nonzero(self.is_loop()))) // 2

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.nodes)

    def __contains__(self, node: object) -> bool:
        try:
            return node in self.number_of_node
        except TypeError:  # as in networkx: what cannot be hashed is no node
            return False

    def __str__(self) -> str:
        kind = ("Multi" if self._is_multigraph else "") + ("DiGraph" if self._is_directed else "Graph")
        return f"{kind} with {self.number_of_nodes()} nodes and {self.number_of_edges()} edges"

    def rows(self) -> Ints64:
        """Return the number of the first node of each edge."""
        return np.repeat(np.arange(len(self.nodes)), np.diff(self.indptr))

    def is_loop(self) -> Any:
        """Return whether each edge is a self-loop."""
        return self.rows() == self.indices

    def weights(self, name: Hashable | None) -> Floats:
        """Return the weight of each edge: 1 if there is no name, or if the edge has no such attribute.

        Raises
        ------
        NetworkXError
            If the attribute was not kept in the conversion.
        """
        if name is None:
            return np.ones(len(self.indices))
        if name not in self.edge_values and self.edge_data is not None:
            self.edge_values[name] = read_numbers([data.get(name, 1) for data in self.edge_data], name)
        if name not in self.edge_values:
            raise nx.NetworkXError(
                f"the edge attribute {name!r} was not kept when the graph was converted; "
                f"convert it with edge_attrs={{{name!r}: 1}}, or give weight=None"
            )
        return self.edge_values[name]

    def to_adjacency(self, weight: Hashable | None) -> Adjacency:
        """Return the adjacency of an undirected graph, with twice the weight of self-loops.

        Raises
        ------
        NetworkXError
            If a weight is negative, infinite or NaN.
        """
        weights = self.weights(weight)
        if len(weights) and not (weights.min() >= 0.0 and weights.max() < np.inf):
            edge = int(np.flatnonzero(~((weights >= 0.0) & (weights < np.inf)))[0])
            row = int(np.searchsorted(self.indptr, edge, side="right")) - 1
            ends = self.nodes[row], self.nodes[self.indices[edge]]
            raise nx.NetworkXError(
                f"weights must be finite and at least 0, but edge {ends} has {weight!r} of "
                f'{weights[edge]}; fix or drop it, or use backend="networkx"'
            )
        weights = np.where(self.is_loop(), 2.0 * weights, weights)
        return csr_array((weights, self.indices, self.indptr), shape=2 * (len(self.nodes),))


def read_numbers(values: list[Any], name: Hashable) -> Floats:
    """Return attributes of edges as numbers; raise `TypeError`, as arithmetic would, for others."""
    try:
        array = np.array(values)
    except ValueError:  # sequences of different lengths
        array = np.array(values, dtype=object)
    if array.ndim == 1 and (array.dtype.kind in "biuf" or not len(array)):
        return array.astype(np.float64)
    wrong = next((value for value in values if not hasattr(value, "__float__")), None)
    if wrong is not None or None in values:
        raise TypeError(f"the edge attribute {name!r} must hold numbers, found {wrong!r}")
    return np.array([float(value) for value in values])
