"""Read GML as written by networkx, Gephi and igraph: keys with values, and groups in brackets."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tribus.sources.tables.edges import Edges

MAX_NESTING = 1_000  # maximum depth of nested brackets
MAX_QUOTE_LENGTH = 2**24  # maximum number of characters in lines joined by a quote
_GML_TOKEN = re.compile(r'"[^"]*"|\[|\]|[^\s\[\]"]+')


def read_gml(lines: Iterator[str], edges: Edges) -> None:
    """Read lines into edges.

    Raises
    ------
    ValueError
        If a bracket or a quote is not closed.
    """
    reader = _GmlReader(edges)
    for text in join_quotes(line for line in lines if not line.lstrip().startswith("#")):
        for mark in _GML_TOKEN.findall(text):
            reader.take(mark)
    if reader.groups:
        raise ValueError("a bracket that is not closed")


def join_quotes(lines: Iterable[str]) -> Iterator[str]:
    """Yield pieces of text without unclosed quotes."""
    waiting = ""
    for line in lines:
        waiting = f"{waiting}{line}\n"
        if waiting.count('"') % 2 == 0:
            yield waiting
            waiting = ""
        elif len(waiting) > MAX_QUOTE_LENGTH:
            raise ValueError("a quote that is not closed")
    if waiting.strip():
        raise ValueError("a quote that is not closed")


class _GmlReader:
    """Open groups, and the key of the next value."""

    def __init__(self, edges: Edges) -> None:
        self.groups: list[tuple[str, dict[str, str]]] = []
        self._edges = edges
        self._key = ""
        self._directed = False

    def take(self, mark: str) -> None:
        if mark == "[":
            self.groups.append((self._key.lower(), {}))
            self._key = ""
            if len(self.groups) > MAX_NESTING:
                raise ValueError(f"over {MAX_NESTING:,} brackets within one another")
        elif mark == "]":
            if not self.groups:
                raise ValueError("a bracket that was not opened")
            self._end(*self.groups.pop())
        elif not self._key:
            self._key = mark
        else:
            self._set(html.unescape(mark[1:-1]) if mark.startswith('"') else mark)

    def _set(self, value: str) -> None:
        if self.groups and self.groups[-1][0] == "graph" and self._key.lower() == "directed":
            self._directed = value == "1"
        elif self.groups:
            self.groups[-1][1].setdefault(self._key, value)
        self._key = ""

    def _end(self, name: str, values: dict[str, str]) -> None:
        if name == "node":
            self._edges.meet(values.get("id"), values.get("label"))
        elif name == "edge":
            ends = values.pop("source", None), values.pop("target", None)
            for one in values:
                self._edges.declare(one, one)
            self._edges.add(*ends, values, both_ways=not self._directed)
