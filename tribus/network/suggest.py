"""The end of the message for a value that is not a network or events: what to do with it."""

from __future__ import annotations

from typing import Any

FROM_EVENTS = "build_network(events) makes a network of it"
FROM_GRAPH = "from_networkx(graph) makes a network of it"
FROM_MATRIX = "from_scipy(matrix, users=names) makes a network of it"
FROM_EDGES = "from_edges(frame) makes a network of a table or a list of pairs"
FROM_FRAME = "make events by Events.from_frame or read_events; build_network makes a network of them"


def suggest_conversion(value: Any) -> str:
    """Return the call that makes a network of a value, by its attributes: no library is imported."""
    name = type(value).__name__
    if name == "Events":
        return FROM_EVENTS
    if hasattr(value, "get_edgelist") or (hasattr(value, "edges") and hasattr(value, "is_directed")):
        return FROM_GRAPH
    if hasattr(value, "tocsr") or (hasattr(value, "shape") and hasattr(value, "dtype")):
        return FROM_MATRIX
    if hasattr(value, "columns"):
        return f"{FROM_EDGES}; {FROM_FRAME}"
    if isinstance(value, (list, tuple, set, dict)):
        return FROM_EDGES
    return FROM_FRAME
