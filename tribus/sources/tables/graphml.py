"""Read GraphML by NodeXL, Gephi, networkx, igraph and yEd: http://graphml.graphdrawing.org."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus.sources.tables.graph_reader import GraphFormat, GraphReader

if TYPE_CHECKING:
    from tribus.sources.tables.edges import Edges

_LABELS = ("label", "name")  # names of node attributes, the best first
_DRAWN = "drawn"  # replaces a key: the label that yEd draws
_UNSET = ""


class GraphmlReader(GraphReader):
    """Reader of nodes and edges, including nested graphs. It skips ports and drawings."""

    def __init__(self, edges: Edges) -> None:
        super().__init__(edges)
        self._key = self._for = _UNSET
        self._labels: dict[str, int] = {_DRAWN: len(_LABELS)}  # rank of keys that hold a label
        self._both_ways = [True]
        self._nodes: list[tuple[str | None, dict[str, str]]] = []
        self._edge: dict[str, str] | None = None
        self._values: dict[str, str] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name == "data":
            self._key = attributes.get("key", _UNSET)
            self.wait_for_text()
        elif name == "edge":
            self._edge, self._values = attributes, {}
        elif name == "node":
            self._nodes.append((attributes.get("id"), {}))
        elif name == "key":
            self._begin_key(attributes)
        elif name == "default":
            self.wait_for_text()
        elif name == "graph":
            self._both_ways.append(attributes.get("edgedefault") != "directed")
        elif name == "hyperedge":
            self.edges.skip("edges of more than two people")
        elif name == "NodeLabel":
            self._key = _DRAWN
            self.wait_for_text()

    def finish(self, name: str) -> None:
        """End an element."""
        if name in ("data", "NodeLabel"):
            self._take_value()
        elif name == "edge" and self._edge is not None:
            directed = self._edge.get("directed", _UNSET)
            both_ways = directed == "false" if directed else self._both_ways[-1]
            ends = self._edge.get("source"), self._edge.get("target")
            self.add_edge(ends, self._values, both_ways=both_ways)
            self._edge = None
        elif name == "node" and self._nodes:
            node, labels = self._nodes.pop()
            best = min(labels, key=lambda key: self._labels[key], default=_UNSET)
            self.edges.meet(node, labels.get(best))
        elif name == "default" and self._for == "edge":
            self.defaults[self._key] = self.take_text()
        elif name == "graph" and len(self._both_ways) > 1:
            self._both_ways.pop()

    def _begin_key(self, attributes: dict[str, str]) -> None:
        self._key, self._for = attributes.get("id", _UNSET), _UNSET
        title = attributes.get("attr.name", _UNSET)
        told_of = attributes.get("for", "all")
        if told_of in ("edge", "all") and title:
            self._for = "edge"
            self.titles[self._key] = title
            self.edges.declare(self._key, title)
        if told_of in ("node", "all") and title.lower() in _LABELS:
            self._labels[self._key] = _LABELS.index(title.lower())

    def _take_value(self) -> None:
        """Take the value of an element for the current edge or node."""
        value, key = self.take_text(), self._key
        self._key = _UNSET
        if self._edge is not None:
            self._values.setdefault(key, value)
        elif self._nodes and key in self._labels and value:
            self._nodes[-1][1].setdefault(key, value)


# NodeXL's names of relationships in networks of posts; a post to nobody is a loop of its author.
_NODEXL = {
    "followed": "follow",
    "replies to": "reply",
    "mentions": "mention",
    "retweet": "repost",
    "quote": "quote",
    "tweet": "mention",
}

GRAPHML = GraphFormat(title="GraphML", root="graphml", reader=GraphmlReader, kinds=_NODEXL)
