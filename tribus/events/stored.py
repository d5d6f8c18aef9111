"""The stored tables of Events, and the functions through which tribus reads them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

import narwhals as nw

from tribus._core.frozen import Frozen
from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import count_rows, one_row, store_arrow, to_arrow
from tribus._storage import Optional, stored
from tribus.errors import OptionError
from tribus.events.saved import ACTIVITY, PROFILES, ROWS, UNDONE, USERS, RowsForm, require_fit

if TYPE_CHECKING:
    from tribus._engine.protocol import StoredRows
    from tribus.events.events import Events


@stored(
    rows=RowsForm(ROWS),
    users=RowsForm(USERS),
    undone=Optional(RowsForm(UNDONE)),
    activity=Optional(RowsForm(ACTIVITY)),
    profiles=Optional(RowsForm(PROFILES)),
)
@dataclass(frozen=True, eq=False)
class StoredEvents(Frozen):
    """The tables of one `Events` object; they live as long as it.

    Attributes
    ----------
    rows
        `source` and `target` (int32, indices into `Events.ids`), `kind` (int8, index into `KINDS`),
        and, where the table has them: `time` (microseconds since 1970 UTC, null for follows),
        `since` (the same for follows), `count` (in parts), `n_rows` (rows of the input), `post`,
        `text` and `thread`.
    users
        `id`, and `number` in the order of ids.
    undone
        Follows that were undone: `source` and `target` (ids), `time` and `until`; None without any.
    activity
        Posts that address nobody: `user` (id), `time`, `text` and `post`; None without any.
    profiles
        Names and self-descriptions: `user` (id), `name` and `bio`; None without any.
    """

    rows: StoredRows
    users: StoredRows
    undone: StoredRows | None = None
    activity: StoredRows | None = None
    profiles: StoredRows | None = None

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        tables = cls(**saved)
        require_fit(tables)
        return tables

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the rows, with a `count` in any case."""
        rows = self.rows.lazy()
        if "count" in rows.collect_schema().names():
            return rows
        return rows.with_columns(count=nw.lit(COUNT_PARTS, nw.Int64))

    def is_on_spark(self) -> bool:
        """Return whether the rows are on the executors of Spark."""
        return bool(self.rows.lazy().implementation.is_spark_like())

    def collect(self) -> StoredEvents:
        """Return the same tables in the default engine."""
        tables: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, table in tables.items():
            tables[name] = None if table is None else store_arrow(to_arrow(table.lazy()))
        return StoredEvents(**tables)

    def n_undone(self) -> int:
        """Return the number of follows that were undone."""
        return 0 if self.undone is None else count_rows(self.undone.lazy())


def lazy_table(events: Events) -> nw.LazyFrame[Any]:
    """Return the table of events as a lazy frame, valid while the events live.

    Returns
    -------
    LazyFrame
        One row per event that holds, or per group of events that cannot be told apart: `source` and
        `target` (int32, indices into `Events.ids`), `kind` (int8, index into `KINDS`), `count` (int64,
        in parts of `1 / COUNT_PARTS`) and, where known, `time` (int64, microseconds since 1970 UTC;
        null for follows, which last), `post`, `text` and `thread`. Follows that were undone are not
        in it.
    """
    return stored_tables(events).lazy()


def stored_tables(events: Events) -> StoredEvents:
    """Return the stored tables of events."""
    return events._stored  # noqa: SLF001  the only access from outside of the class


def local_tables(events: Events, what: str) -> StoredEvents:
    """Return the stored tables of events whose rows are in this process.

    Parameters
    ----------
    events
        The events.
    what
        The function that needs them, for the error.

    Raises
    ------
    OptionError
        If the rows are on Spark.
    """
    stored = stored_tables(events)
    if stored.is_on_spark():
        raise OptionError(
            f"{what} needs the rows of the events in this process, and they are on Spark; bring them "
            "over with events.collect(), or a part of them with events.between(...).collect()"
        )
    return stored


def n_events(rows: nw.LazyFrame[Any]) -> int:
    """Count the events in stored rows; a row of n events that cannot be told apart counts n times.

    Rows of a table with counts count once, whatever their count: `len(events)` counts rows that were
    kept, `events.counts` sums them.
    """
    names = rows.collect_schema().names()
    if "n_rows" in names:
        number = nw.col("n_rows").cast(nw.Int64).sum()
    elif "count" in names:
        number = nw.col("count").sum()
    else:
        number = nw.len()
    total = one_row(rows.select(total=number))["total"]
    return total // COUNT_PARTS if "count" in names and "n_rows" not in names else total
