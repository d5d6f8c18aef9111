"""The result of opening a file as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duckdb import DuckDBPyRelation


class RecordCounts(NamedTuple):
    """Number of records read, and number of records that gave no row, by reason."""

    read: int
    skipped: Mapping[str, int]


def all_read(n_rows: int) -> RecordCounts:
    """Return `RecordCounts` for a file with one row for each record."""
    return RecordCounts(n_rows, {})


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file as rows, valid while it is open.

    Attributes
    ----------
    rows
        The rows, in the order of the file.
    title
        Display name of the format.
    account
        Function that accounts for the records of the file, given the number of rows read. It raises
        `ReadError` if too many lines are unreadable.
    is_read_by_rows
        Whether the whole file must be read to get one column.
    roles
        Column of each part of an event, if the format defines it.
    kinds
        Kind of each name that the tool gives to kinds, in lower case; None to leave rows out.
    people
        Relation of all people in the file, with a column `id`, if some people are in no row.
    said
        Other decisions about the file, for the report.
    time_zone
        Time zone of the times, if the file names it.
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
