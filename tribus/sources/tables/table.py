"""What a file becomes when it is opened as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duckdb import DuckDBPyRelation


class RecordCounts(NamedTuple):
    """How many records of a file were read, and how many of them gave no row, by reason."""

    read: int
    skipped: Mapping[str, int]


def all_read(n_rows: int) -> RecordCounts:
    """RecordCounts for a file of which every record is a row."""
    return RecordCounts(n_rows, {})


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file as rows, valid while it is open.

    Attributes
    ----------
    rows
        The rows, in the order of the file.
    title
        What the file is, as people call it.
    account
        Accounts for the records of the file when its rows were read, given their number; raises
        `ReadError` if too many lines could not be read.
    is_read_by_rows
        Whether all of it must be read to see one column.
    roles
        Names of columns by what they hold, where that is told by something else than their names.
    kinds
        Kind of each of a tool's own names, in lower case; None for rows that are left out.
    people
        Relation of everybody whom the file names, in a column `id`, if rows do not name them all.
    said
        What else was decided about the file.
    time_zone
        Zone of its times, where the file names it.
    is_two_sided
        Whether sources and targets are different people by design.
    """

    rows: DuckDBPyRelation
    title: str
    account: Callable[[int], RecordCounts] = all_read
    is_read_by_rows: bool = True
    roles: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str | None] = field(default_factory=dict)
    people: DuckDBPyRelation | None = None
    said: str = ""
    time_zone: str | None = None
    is_two_sided: bool = False
