"""What readers of GEXF and GraphML have in common: they are told of tags, and tell of edges."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tribus.sources.tables.edges import Edges

MAX_TAG_DEPTH = 1_000  # tags within one another


class GraphReader:
    """Told of the tags and the text of a file, as the parser of XML comes to them."""

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.n_tags = 0
        self._depth = 0
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self.n_tags += 1
        self._depth += 1
        if self._depth > MAX_TAG_DEPTH:
            raise ValueError(f"over {MAX_TAG_DEPTH:,} tags within one another")
        self.begin(tag.rpartition("}")[2], attributes)

    def data(self, text: str) -> None:
        """Take text, if it was waited for."""
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """End an element."""
        self._depth -= 1
        self.finish(tag.rpartition("}")[2])

    def close(self) -> None:
        """End the file, of which nothing is left to be told."""

    def wait_for_text(self) -> None:
        """Keep the text from here on."""
        self._text = []

    def take_text(self) -> str:
        """Return the text that was kept, and keep no more."""
        text, self._text = "".join(self._text or ()), None
        return text.strip()

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element, by its name without namespace."""
        raise NotImplementedError

    def finish(self, name: str) -> None:
        """End an element."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class GraphFormat:
    """A format of files of graphs.

    Attributes
    ----------
    title
        What it is called.
    root
        The tag it begins with.
    reader
        What reads it.
    kinds
        Which kind each of the names is that tools give to edges, in lower case.
    """

    title: str
    root: str
    reader: Callable[[Edges], GraphReader]
    kinds: Mapping[str, str] = field(default_factory=dict)

    def fits(self, text: str) -> bool:
        """Whether a file begins like this, below comments and the like."""
        return text.startswith("<") and f"<{self.root}" in text.lower()
