"""Build a network from graphs, matrices or tables of edges of other programs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_choice, show
from tribus._export.graph_xml import spell_text
from tribus._export.tie_counts import COUNT_NAMES, directed_counts, has_tie_counts
from tribus.errors import NetworkError, OptionError
from tribus.events import KINDS, Events
from tribus.network.build import build_network
from tribus.network.suggest import suggest_conversion

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx

    from tribus.network.network import Network

    Edge = tuple[Any, Any, dict[Any, Any]]


def from_networkx(
    graph: nx.Graph[Any], *, weight: str | None = "weight", kind: str = "reply", **options: Any
) -> Network:
    """Build a network from a graph of networkx or igraph.

    Parameters
    ----------
    graph
        Directed or undirected graph; an undirected edge counts in both directions. All nodes are text,
        or all are integers. Parallel edges are added up; self-loops are dropped. Vertices of igraph are
        named by their attribute `name`, or else by their index.
    weight
        Edge attribute with the number of events, 0 or more; 1 for edges without the attribute. None
        ignores weights. Default `"weight"`.
    kind
        Kind of all edges (follow, reply, mention, repost, quote or like), or an edge attribute with the
        kind of each edge. Default `"reply"`.
    **options
        Options of `build_network`.

    Returns
    -------
    Network
        All nodes of the graph as users, including isolated nodes.

    Raises
    ------
    NetworkError
        If no edge has the attribute `weight` (other than the default), if a weight is not a number, if
        all edges are self-loops, or if a node is an empty text.
    EventsError
        If nodes are of mixed types, or neither text nor integers, or if a weight is negative.
    OptionError
        If `graph` is not a graph, or `kind` or an option is invalid.

    Notes
    -----
    A graph of tribus is read back with the events of each kind and direction, not with the affinity as
    a number of events: what `Network.to_networkx` returns, and what networkx reads from the files of
    `to_gexf` and `to_graphml`. To use its weights, name `weight` or `kind`.

    Examples
    --------
    >>> import networkx as nx
    >>> import tribus as tb
    >>> tb.from_networkx(nx.karate_club_graph())
    <Network: 34 users, 78 ties, 100% of links mutual>
    """
    nodes, edges, directed = _read_graph(graph)
    if not nodes or "" in nodes:
        found = "has a node named ''; rename it" if nodes else "has no nodes; add edges"
        raise NetworkError(f"the graph {found}")
    is_default = weight == "weight" and kind == "reply"
    if is_default and any(has_tie_counts(data) for _, _, data in edges):
        rows = [row for edge in edges for row in _read_tie_counts(*edge)]
    else:
        rows = _read_edges(edges, weight, kind)
        if not directed:
            rows += [(j, i, count, of_kind) for i, j, count, of_kind in rows]
    network = _build(rows, nodes, **options)
    return _with_call(network, "from_networkx", weight=weight, kind=kind)


def from_scipy(
    matrix: Any, *, users: Sequence[Any] | None = None, kind: str = "reply", **options: Any
) -> Network:
    """Build a network from a matrix of numbers of events.

    Parameters
    ----------
    matrix
        Sparse matrix or array of scipy, or array of numpy, shape `(n_users, n_users)`: the number of
        events from the user of the row to the user of the column, 0 or more. The diagonal is dropped.
    users
        Ids of the users in the order of the rows, all text or all integers, each once; by default the
        numbers of the rows.
    kind
        Kind of all events (follow, reply, mention, repost, quote or like). Default `"reply"`.
    **options
        Options of `build_network`.

    Returns
    -------
    Network
        All users, including users without ties.

    Raises
    ------
    OptionError
        If `matrix` is not a square matrix of finite numbers of 0 or more, `users` are not as many as
        rows or not different, or `kind` or an option is invalid.
    NetworkError
        If no two users have a tie.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> import tribus as tb
    >>> matrix = csr_array([[0, 3, 0], [1, 0, 0], [0, 0, 0]])
    >>> tb.from_scipy(matrix, users=["ana", "ben", "carla"], half_life=None)
    <Network: 3 users, 1 tie, 100% of links mutual>
    """
    from scipy.sparse import coo_array

    check_choice("kind", kind, KINDS)
    if not hasattr(matrix, "shape") or len(matrix.shape) != 2 or matrix.shape[0] != matrix.shape[1]:  # noqa: PLR2004
        found = f"shape {matrix.shape}" if hasattr(matrix, "shape") else show(matrix)
        raise OptionError(
            f"matrix must be square, with one row and one column for each user, got {found}"
        )
    entries = coo_array(matrix)
    if entries.dtype.kind not in "biuf":
        raise OptionError(f"matrix must hold numbers of events, got {entries.dtype}")
    counts = entries.data.astype(np.float64)
    is_count = (counts >= 0) & (counts < np.inf)
    if not is_count.all():
        raise OptionError(
            f"matrix must hold finite numbers of 0 or more, got {show(counts[~is_count][0].item())}"
        )
    names = list(range(matrix.shape[0])) if users is None else list(users)
    if len(names) != matrix.shape[0] or len(set(names)) != len(names):
        raise OptionError(
            f"users must be {matrix.shape[0]:,} different ids, one for each row, got {len(names):,} of "
            f"which {len(set(names)):,} are different"
        )
    ends = ([names[at] for at in end.tolist()] for end in (entries.row, entries.col))
    rows = [(i, j, count, kind) for i, j, count in zip(*ends, counts.tolist(), strict=True)]
    return _with_call(_build(rows, names, **options), "from_scipy", kind=kind)


def from_edges(
    edges: Any,
    *,
    source: str | None = None,
    target: str | None = None,
    weight: str | None = None,
    kind: str = "reply",
    directed: bool = True,
    **options: Any,
) -> Network:
    """Build a network from a table or a list of edges, without times.

    Parameters
    ----------
    edges
        A dataframe with one row per edge, or a list of pairs `("ana", "ben")` or of triples
        `("ana", "ben", 3)` with the number of events.
    source, target
        Columns of the two ends. None: found by names and values, as in `Events.from_frame`.
    weight
        Column with the number of events, 0 or more. None: found by names and values; 1 without one.
    kind
        Column of the kind of each edge, or one kind for all (follow, reply, mention, repost, quote or
        like). Default `"reply"`.
    directed
        Whether an edge goes from its source to its target only. False: it counts in both directions.
        Default True.
    **options
        Options of `build_network`.

    Returns
    -------
    Network
        All users of an edge.

    Raises
    ------
    ColumnError
        If a column does not exist; the nearest names are offered.
    EventsError
        If a value cannot be read.
    OptionError
        If `edges` is neither a dataframe nor a list of pairs or triples, or an option is invalid.
    NetworkError
        If no two users have a tie.

    Examples
    --------
    >>> import tribus as tb
    >>> tb.from_edges([("ana", "ben"), ("ben", "ana"), ("ben", "carla")], half_life=None)
    <Network: 3 users, 2 ties, 67% of links mutual>
    """
    frame = _frame_of_pairs(edges) if isinstance(edges, (list, tuple)) else edges
    if isinstance(edges, (list, tuple)):
        source, target, weight = "source", "target", "count"
    elif not hasattr(frame, "columns"):
        raise OptionError(
            f"from_edges takes a dataframe or a list of pairs, got {type(edges).__name__}; "
            f"{suggest_conversion(edges)}"
        )
    events = Events.from_frame(
        frame, source=source, target=target, kind=kind, count=weight, directed=directed, fold_case=False
    )
    network = build_network(events, **options)
    return _with_call(
        network, "from_edges", source=source, target=target, weight=weight, kind=kind, directed=directed
    )


def _read_graph(graph: Any) -> tuple[list[Any], list[Edge], bool]:
    """Return nodes, edges with their attributes, and whether edges are directed."""
    if hasattr(graph, "get_edgelist") and hasattr(graph, "vs"):  # igraph
        named = "name" in graph.vs.attributes()
        nodes = graph.vs["name"] if named else list(range(graph.vcount()))
        attributes = (edge.attributes() for edge in graph.es)
        pairs = zip(graph.get_edgelist(), attributes, strict=True)
        return list(nodes), [(nodes[i], nodes[j], data) for (i, j), data in pairs], graph.is_directed()
    if not (hasattr(graph, "edges") and hasattr(graph, "is_directed")):
        raise OptionError(
            f"from_networkx takes a graph of networkx or igraph, got {type(graph).__name__}; "
            f"{suggest_conversion(graph)}"
        )
    return list(graph.nodes), list(graph.edges(data=True)), graph.is_directed()


def _read_edges(edges: list[Edge], weight: str | None, kind: str) -> list[tuple[Any, Any, float, Any]]:
    is_attribute = kind not in KINDS and any(kind in data for _, _, data in edges)
    if not is_attribute:
        check_choice("kind", kind, KINDS)
    named = any(weight in data for _, _, data in edges)
    if weight not in (None, "weight") and not named:
        raise NetworkError(
            f"no edge has an attribute {show(weight)}; name another, or ignore weights with weight=None"
        )
    return [
        (i, j, _read_weight(i, j, data.get(weight, 1.0)), data.get(kind) if is_attribute else kind)
        for i, j, data in edges
    ]


def _read_tie_counts(one: Any, other: Any, data: dict[Any, Any]) -> list[tuple[Any, Any, float, str]]:
    """Return the events of an edge of a graph of tribus, by kind and direction."""
    try:
        found = list(directed_counts(spell_text(str(one)), spell_text(str(other)), data))
    except (TypeError, ValueError):
        counts = {name: data.get(name) for name in COUNT_NAMES.values() if name in data}
        raise NetworkError(
            f"the edge from {show(one)} to {show(other)} has the counts {show(counts)}, "
            "which are not numbers; fix them, or use the weights with kind='like' or weight=None"
        ) from None
    return [
        (one, other, count, kind) if is_given else (other, one, count, kind)
        for is_given, kind, count in found
    ]


def _read_weight(source: Any, target: Any, weight: Any) -> float:
    try:
        return float(weight)
    except (TypeError, ValueError):
        raise NetworkError(
            f"the edge from {show(source)} to {show(target)} has the weight {show(weight)}, "
            "which is not a number; fix it, or ignore weights with weight=None"
        ) from None


def _build(rows: list[tuple[Any, Any, float, Any]], nodes: Sequence[Any], **options: Any) -> Network:
    """Build the network of some events, with all nodes as users."""
    import pandas as pd

    everybody = [(node, node, 0.0, "mention") for node in nodes]
    frame = pd.DataFrame([*rows, *everybody], columns=["source", "target", "count", "kind"])
    events = Events.from_frame(
        frame, source="source", target="target", kind="kind", count="count", fold_case=False
    )
    return build_network(events, **options)


def _frame_of_pairs(edges: Sequence[Any]) -> Any:
    import pandas as pd

    for number, edge in enumerate(edges):
        if not isinstance(edge, (list, tuple)) or len(edge) not in (2, 3):
            raise OptionError(
                f"edges must be pairs, or triples with a number of events; edge {number} is {show(edge)}"
            )
    if not edges:
        raise OptionError("edges is empty; give at least one pair")
    rows = [(*edge, 1) if len(edge) == 2 else tuple(edge) for edge in edges]  # noqa: PLR2004
    return pd.DataFrame(rows, columns=["source", "target", "count"])


def _with_call(network: Network, function: str, **parameters: Any) -> Network:
    """Return the network with another function as the one that made it."""
    made_by = network.made_by
    parameters |= made_by.parameters
    return replace(network, made_by=replace(made_by, function=function, parameters=parameters))
