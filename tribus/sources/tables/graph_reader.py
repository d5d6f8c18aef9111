"""Base class of the GEXF and GraphML readers, which receive XML tags and add edges."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tribus._export.tie_counts import directed_counts, has_tie_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tribus.sources.tables.edges import Edges

KIND_KEY, COUNT_KEY = "edge type", "edge weight"  # attributes that the readers declare
MAX_TAG_DEPTH = 1_000  # maximum depth of nested tags


class GraphReader:
    """Target of an XML parser: receives the tags and the text of a file."""

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.titles: dict[str, str] = {}  # of the attributes of edges, by key
        self.defaults: dict[str, str] = {}
        edges.declare(KIND_KEY, "type")
        edges.declare(COUNT_KEY, "weight")
        self.n_tags = 0
        self._depth = 0
        self._text: list[str] | None = None

    def add_edge(
        self, ends: tuple[str | None, str | None], values: dict[str, str], *, both_ways: bool
    ) -> None:
        """Add an edge; the edge of a graph of tribus as one row for each kind and direction."""
        source, target = ends
        if not source or not target or not has_tie_counts(self.titles.values()):
            while self.defaults:
                self.edges.set_default(*self.defaults.popitem())
            self.edges.add(source, target, values, both_ways=both_ways)
            return
        named = {self.titles[key]: value for key, value in values.items() if key in self.titles}
        found = [
            ((source, target) if is_given else (target, source), kind, count)
            for is_given, kind, count in directed_counts(source, target, named)
        ]
        for (giver, taker), kind, count in found:
            row = {KIND_KEY: kind, COUNT_KEY: repr(count)}
            self.edges.add(giver, taker, row, both_ways=False)
        if not found:
            self.edges.skip("ties without events")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self.n_tags += 1
        self._depth += 1
        if self._depth > MAX_TAG_DEPTH:
            raise ValueError(f"over {MAX_TAG_DEPTH:,} tags within one another")
        self.begin(tag.rpartition("}")[2], attributes)

    def data(self, text: str) -> None:
        """Append text, if the reader waits for text."""
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """End an element."""
        self._depth -= 1
        self.finish(tag.rpartition("}")[2])

    def close(self) -> None:
        """Finish the file; nothing is left to do."""

    def wait_for_text(self) -> None:
        """Start collecting text."""
        self._text = []

    def take_text(self) -> str:
        """Return the collected text and stop collecting."""
        text, self._text = "".join(self._text or ()), None
        return text.strip()

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element, given its name without namespace."""
        raise NotImplementedError

    def finish(self, name: str) -> None:
        """End an element."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class GraphFormat:
    """A graph file format.

    Attributes
    ----------
    title
        Display name of the format.
    root
        Root tag of the file.
    reader
        Class that reads the file.
    kinds
        Kind of each edge name that tools write, in lower case.
    """

    title: str
    root: str
    reader: Callable[[Edges], GraphReader]
    kinds: Mapping[str, str] = field(default_factory=dict)

    def fits(self, text: str) -> bool:
        """Return whether a file has the root tag at its start, after comments and declarations."""
        return text.startswith("<") and f"<{self.root}" in text.lower()
