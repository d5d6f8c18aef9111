"""Equality of stored events, by value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._engine.plans import to_arrow
from tribus.events.event_frames import fill_columns, join_times
from tribus.events.join import common_columns

if TYPE_CHECKING:
    from tribus._engine.protocol import StoredRows
    from tribus.events.stored import StoredEvents


def equal_tables(one: StoredEvents, other: StoredEvents) -> bool:
    """Whether two tables with the same users hold the same events, undone follows and posts."""
    columns = common_columns([one, other])
    tables = [fill_columns(join_times(table.lazy()), columns) for table in (one, other)]
    first, second = (to_arrow(table.sort(*columns)) for table in tables)
    return (
        bool(first.equals(second))
        and _equal_rows(one.undone, other.undone)
        and _equal_rows(one.activity, other.activity)
    )


def _equal_rows(one: StoredRows | None, other: StoredRows | None) -> bool:
    if one is None or other is None:
        return one is other
    columns = sorted(one.lazy().collect_schema().names())
    first, second = (to_arrow(rows.lazy().select(*columns).sort(*columns)) for rows in (one, other))
    return bool(first.equals(second))
