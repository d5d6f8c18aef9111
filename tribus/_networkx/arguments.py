"""What all functions of the backend do with their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

from tribus._networkx.convert import convert_from_nx
from tribus._networkx.graph import BackendGraph

if TYPE_CHECKING:
    from collections.abc import Hashable

# networkx has its own Leiden and constant Potts model since 3.7.
HAS_OWN_LEIDEN = hasattr(nx.community, "constant_potts_model")


def read_graph(graph: Any, weight: Hashable | None = None) -> BackendGraph:
    """Return a graph of the backend; convert one of networkx, which is given if it calls us directly."""
    if isinstance(graph, BackendGraph):
        return graph
    edge_attrs = {} if weight is None else {weight: 1}
    return convert_from_nx(graph, edge_attrs=edge_attrs, name="direct call")


def read_undirected(graph: Any, weight: Hashable | None) -> BackendGraph:
    """Return an undirected graph of the backend; raise the error of networkx for a directed one."""
    if graph.is_directed():
        raise nx.NetworkXNotImplemented("not implemented for directed type")
    return read_graph(graph, weight)


def draw_seed(seed: Any) -> int:
    """Return a seed of the compiled loops from any seed of networkx."""
    return int(nx.utils.create_py_random_state(seed).randrange(2**31))
