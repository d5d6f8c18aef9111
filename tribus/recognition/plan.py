"""The plan of a table: the column of each part of an event, and how its rows become events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Way = Literal["person", "parent", "count"]


@dataclass(frozen=True)
class Act:
    """One column that makes events of a row.

    Attributes
    ----------
    column
        Name of the column.
    kind
        Kind of its events; empty if a column of kinds says it.
    way
        `"person"`: it holds the person acted on; `"parent"`: the post of that person; `"count"`: how
        many events of its kind the row has, or whether it has one.
    key
        For people in dicts the key of their ids; empty for others.
    separator
        Regular expression between several people in a cell; empty for one person a cell.
    """

    column: str
    kind: str
    way: Way = "person"
    key: str = ""
    separator: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How the rows of a table become events.

    Attributes
    ----------
    source, target
        Columns of the ends of an event; `target` is empty where `acts` name the people.
    acts
        Columns that make events; exactly one without separator for a plain table.
    kind
        The column of kinds, or one kind for all rows; empty where acts say it.
    time, count, text, post, thread
        Columns of the other parts; None for a part that the table lacks.
    lookup
        For ids of people in place of names, the columns (from, to) of a table of both.
    from_text
        Whether people are read from the text.
    drops
        Names of kinds, in lower case, whose rows are left out.
    kinds
        Kind of each name of a kind, in lower case.
    ignores_case
        Whether ids are names of a platform for which `Ana` and `ana` are the same.
    notes
        Decisions that the report of the reading shows.
    warnings
        Messages for `TribusWarning`.
    """

    source: str
    acts: tuple[Act, ...]
    target: str = ""
    kind: str = ""
    time: str | None = None
    count: str | None = None
    text: str | None = None
    post: str | None = None
    thread: str | None = None
    lookup: tuple[str, str] | None = None
    from_text: bool = False
    drops: frozenset[str] = frozenset()
    kinds: dict[str, str] = field(default_factory=dict)
    ignores_case: bool = False
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether a row is one event whose parts stand in columns of their own."""
        one = self.acts[0] if len(self.acts) == 1 else None
        return (
            not self.from_text
            and self.lookup is None
            and one is not None
            and one.way == "person"
            and not one.separator
            and not one.key
        )

    def parts(self) -> dict[str, str]:
        """Return the column of each optional part that the table has."""
        names = {part: getattr(self, part) for part in ("time", "count", "text", "post", "thread")}
        return {part: name for part, name in names.items() if name is not None}

    def used(self) -> set[str]:
        """Return all columns that are read."""
        columns = {self.source, self.target, self.kind, *self.parts().values()}
        columns |= {act.column for act in self.acts} | set(self.lookup or ())
        return columns - {""}
