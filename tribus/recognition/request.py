"""Options of the caller for a table: named columns and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tribus._core.checks import show
from tribus.errors import OptionError
from tribus.recognition.words import KIND_WORDS

ACTED_ON = ("source", "target", "kind", "parent")
OPTIONAL_PARTS = ("time", "count", "text", "post", "thread")
Optional = str | Literal[False] | None


@dataclass(frozen=True, kw_only=True)
class Request:
    """Columns named by the caller or by the file format, and how to read their values.

    Attributes
    ----------
    source, kind, parent
        Name of a column; None to find it. `kind` may also be one kind for all rows.
    target
        Name of a column, or one column for each kind, for example `{"reply": "in_reply_to"}`.
    time, count, text, post, thread
        Name of a column; None to find it, False to ignore it.
    kinds
        The caller's names for kinds; the kind None drops rows.
    time_zone
        Time zone of times without one.
    day_first
        Whether 4/5/2026 is the 4th of May; None to decide from the values.
    time_format
        Format of times in `strptime` codes; None for the usual formats.
    directed
        Whether each row is directed from source to target.
    mentions_from_text
        Whether to read `@name` in texts; None to read it only if no column names a person.
    roles
        Column of each part of an event, if the file format defines it.
    format_kinds
        Kind of each name that the file format gives to kinds, in lower case.
    origin
        Name of the file, used in errors and to find the kind.
    """

    source: str | None = None
    target: str | Mapping[str, str] | None = None
    kind: str | None = None
    time: Optional = None
    count: Optional = None
    text: Optional = None
    post: Optional = None
    thread: Optional = None
    parent: str | None = None
    kinds: Mapping[str, str | None] | None = None
    time_zone: str | None = None
    day_first: bool | None = None
    time_format: str | None = None
    directed: bool = True
    mentions_from_text: bool | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    format_kinds: Mapping[str, str | None] = field(default_factory=dict)
    origin: str = "frame"

    def names_of_kinds(self) -> dict[str, str]:
        """Return the kind of each name of a kind, in lower case, without names of dropped rows."""
        given = {str(name).strip().lower(): kind for name, kind in (self.kinds or {}).items()}
        names = {**KIND_WORDS, **self.format_kinds, **given}
        return {name: kind for name, kind in names.items() if kind is not None}

    def __post_init__(self) -> None:
        for name in ("day_first", "mentions_from_text"):
            if getattr(self, name) not in (None, True, False):
                raise OptionError(f"{name} must be True, False or None, got {show(getattr(self, name))}")
        if not isinstance(self.directed, bool):
            raise OptionError(f"directed must be True or False, got {show(self.directed)}")
        if self.time_format is not None and not isinstance(self.time_format, str):
            raise OptionError(
                f"time_format must be text like '%d/%m/%Y %H:%M', got {show(self.time_format)}"
            )
        if self.kinds is not None and not isinstance(self.kinds, Mapping):
            raise OptionError(
                f"kinds must be a dict like {{'retweet': 'repost'}}, got {show(self.kinds)}"
            )
        if isinstance(self.target, Mapping) and not self.target:
            raise OptionError("target must name a column for at least one kind, got an empty dict")

    def named(self) -> dict[str, Any]:
        """Return every part of an event that the caller names, with its column."""
        parts = {part: getattr(self, part) for part in (*ACTED_ON, *OPTIONAL_PARTS)}
        return {part: name for part, name in parts.items() if name is not None and name is not False}

    def named_columns(self) -> set[str]:
        """Return the columns that the caller names."""
        columns: set[str] = set()
        for name in self.named().values():
            columns |= set(name.values()) if isinstance(name, Mapping) else {str(name)}
        return columns
