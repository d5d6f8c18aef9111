"""Read GEXF as written by Gephi: https://gexf.net, versions 1.1 to 1.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus.sources.tables.graph_reader import KIND_KEY, GraphFormat, GraphReader

if TYPE_CHECKING:
    from tribus.sources.tables.edges import Edges

# Attributes of the tag `edge` itself, and the titles of their columns.
_OWN = {"weight": "weight", "kind": "kind", "label": "label", "start": "start", "timestamp": "start"}
_DIRECTIONS = {"directed": False, "undirected": True, "mutual": True}


class GexfReader(GraphReader):
    """Reader of nodes and edges. It skips visual attributes (`viz:`)."""

    def __init__(self, edges: Edges) -> None:
        super().__init__(edges)
        self._both_ways = True
        self._is_of_edges = False
        self._attribute = ""
        self._edge: dict[str, str] | None = None
        self._values: dict[str, str] = {}
        for title in dict.fromkeys(_OWN.values()):
            edges.declare(f"edge {title}", title)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name == "attvalue":
            self._begin_value(attributes)
        elif name == "edge":
            self._begin_edge(attributes)
        elif name == "node":
            self.edges.meet(attributes.get("id"), attributes.get("label"))
        elif name == "spell" and self._edge is not None:
            begun = attributes.get("start") or attributes.get("timestamp")
            if begun:
                self._values.setdefault("edge start", begun)
        elif name == "attribute" and self._is_of_edges:
            self._attribute = f"value {attributes.get('id', '')}"
            self.titles[self._attribute] = attributes.get("title", "")
            self.edges.declare(self._attribute, attributes.get("title", ""))
        elif name == "attributes":
            self._is_of_edges = attributes.get("class") == "edge"
        elif name == "default" and self._attribute:
            self.wait_for_text()
        elif name == "graph":
            self._both_ways = _DIRECTIONS.get(attributes.get("defaultedgetype", ""), True)

    def finish(self, name: str) -> None:
        """End an element."""
        if name == "edge" and self._edge is not None:
            both_ways = _DIRECTIONS.get(self._edge.get("type", ""), self._both_ways)
            ends = self._edge.get("source"), self._edge.get("target")
            self.add_edge(ends, self._values, both_ways=both_ways)
            self._edge = None
        elif name == "default" and self._attribute:
            self.defaults[self._attribute] = self.take_text()
        elif name == "attribute":
            self._attribute = ""

    def _begin_edge(self, attributes: dict[str, str]) -> None:
        self._edge = attributes
        self._values = {
            f"edge {_OWN[own]}": value for own, value in attributes.items() if own in _OWN and value
        }
        if attributes.get("type", "").lower() not in (*_DIRECTIONS, ""):
            self._values[KIND_KEY] = attributes["type"]  # networkx writes an attribute of that name here

    def _begin_value(self, attributes: dict[str, str]) -> None:
        """Take the value of an edge attribute; the first value if it changes over time."""
        if self._edge is not None and "value" in attributes:
            attribute = attributes.get("for") or attributes.get("id", "")  # `id` before version 1.2
            self._values.setdefault(f"value {attribute}", attributes["value"])


GEXF = GraphFormat(title="GEXF", root="gexf", reader=GexfReader)
