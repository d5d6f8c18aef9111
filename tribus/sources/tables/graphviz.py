"""Read Graphviz (`.dot`): statements like `a -> b -> c [weight=2]`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from tribus.sources.tables.gml import join_quotes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus.sources.tables.edges import Edges

_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|^\s*#[^\n]*|"(?:[^"\\]|\\.)*"|<[^<>]*>|->|--|[\[\]{}=;,:]|-?[\w.]+'
    r"|[^\s\[\]{}=;,:\"<>-]+",
    re.DOTALL | re.MULTILINE,
)
_COMMENTS = ("//", "/*", "#")
_WORDS = ("node", "edge", "graph", "subgraph")


def read_graphviz(lines: Iterator[str], edges: Edges) -> None:
    """Read lines into edges. Edges that end in a group of nodes are skipped.

    Raises
    ------
    ValueError
        If a brace or a quote is not closed.
    """
    reader = _GraphvizReader(edges)
    for text in join_quotes(lines):
        for mark in map(str.strip, _TOKEN.findall(text)):
            if not mark.startswith(_COMMENTS):
                reader.take(mark)
    reader.end_statement()
    if reader.depth > 0:
        raise ValueError("a brace that is not closed")


class _GraphvizReader:
    """The current statement: its nodes and their attributes."""

    def __init__(self, edges: Edges) -> None:
        self.depth = 0
        self._edges = edges
        self._path: list[str] = []
        self._attributes: dict[str, str] = {}
        self._arrow = "->"
        self._is_joined = self._is_value = self._in_brackets = False
        self._key = ""

    def take(self, mark: str) -> None:
        if self.depth == 0:
            self.depth += mark == "{"
        elif self._in_brackets:
            self._take_attribute(mark)
        elif mark == "[":
            self._in_brackets = True
        elif mark in ("->", "--"):
            self._is_joined, self._arrow = True, mark
        elif mark in ("{", "}", ";"):
            self.end_statement()
            self.depth += (mark == "{") - (mark == "}")
        elif mark == "=":  # an attribute of the graph
            self._path.clear()
            self._is_value = True
        elif mark not in (",", ":"):
            self._take_node(_unquote(mark))

    def end_statement(self) -> None:
        """Add the edges and nodes of a statement."""
        if self._path and self._path[0] not in _WORDS:
            for node in self._path:
                self._edges.meet(node, None)
            for name in self._attributes:
                self._edges.declare(name, name)
            for source, target in pairwise(self._path):
                self._edges.add(source, target, dict(self._attributes), both_ways=self._arrow == "--")
        self._path.clear()
        self._attributes.clear()
        self._is_joined = False

    def _take_node(self, node: str) -> None:
        if self._is_value:
            self._is_value = False
            return
        if self._path and not self._is_joined:
            self.end_statement()
        self._path.append(node)
        self._is_joined = False

    def _take_attribute(self, mark: str) -> None:
        if mark == "]":
            self._in_brackets, self._key = False, ""
        elif self._key and mark not in (",", ";", "="):
            self._attributes[self._key], self._key = _unquote(mark), ""
        elif mark not in (",", ";", "="):
            self._key = mark


def _unquote(mark: str) -> str:
    return mark[1:-1].replace('\\"', '"') if mark.startswith('"') else mark
