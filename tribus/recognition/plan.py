"""The plan of a table: the column of each part of an event, and how rows become events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Way = Literal["person", "parent", "count", "names"]


@dataclass(frozen=True)
class Act:
    """A column that makes events from a row.

    Attributes
    ----------
    column
        Name of the column.
    kind
        Kind of the events; empty if there is a column of kinds.
    way
        `"person"` if the column holds the person acted on, `"parent"` if it holds the post of that
        person, `"count"` if it holds the number of events of its kind, or a flag, `"names"` if it is a
        text of Reddit with `u/name`.
    key
        Key of the ids in a column of dicts; otherwise empty.
    separator
        Regular expression that separates several people in a cell; empty for one person in each cell.
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
        Columns of the source and the target; `target` is empty if `acts` name the people.
    acts
        Columns that make events; a plain table has exactly one, without separator.
    kind
        Column of kinds, or one kind for all rows; empty if `acts` have the kinds.
    time, count, text, post, thread
        Columns of the other parts; None for a missing part.
    clock
        Column of the times of the day, if `time` holds dates; otherwise None.
    lookup
        Columns (from, to) of a table that maps names of people to ids; None if it is not needed.
    from_text
        Whether people are read from the text.
    drops
        Names of kinds, in lower case, whose rows are dropped.
    kinds
        Kind of each name of a kind, in lower case.
    ignores_case
        Whether ids ignore case: `Ana` and `ana` are the same person.
    blanks
        Words that stand for nobody, in lower case, by column of people.
    notes
        Decisions for the report of the reading.
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
    clock: str | None = None
    lookup: tuple[str, str] | None = None
    from_text: bool = False
    drops: frozenset[str] = frozenset()
    kinds: dict[str, str] = field(default_factory=dict)
    ignores_case: bool = False
    blanks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Return whether each row is one event with one column for each part."""
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
        """Return the column of each optional part in the table."""
        names = {part: getattr(self, part) for part in ("time", "count", "text", "post", "thread")}
        return {part: name for part, name in names.items() if name is not None}

    def used(self) -> set[str]:
        """Return all columns that are read."""
        columns = {self.source, self.target, self.kind, self.clock or "", *self.parts().values()}
        columns |= {act.column for act in self.acts} | set(self.lookup or ())
        return columns - {""}
