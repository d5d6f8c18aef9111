"""The embedded database in which tables of events are cleaned and added up.

All work on rows is written as narwhals expressions; this is the one place that knows that they run on
DuckDB. Another engine would need `materialise` and the typing of columns, nothing else.
"""

from __future__ import annotations

import itertools
import threading
import weakref
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import duckdb
import narwhals as nw

if TYPE_CHECKING:
    import pyarrow as pa

_numbers = itertools.count()
_of_thread = threading.local()


def connection() -> duckdb.DuckDBPyConnection:
    """Return this thread's way into the database of this process."""
    if not hasattr(_of_thread, "connection"):
        _of_thread.connection = _database().cursor()
        _of_thread.connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return cast("duckdb.DuckDBPyConnection", _of_thread.connection)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Open the database: in memory, spilling to a temporary folder when memory is short."""
    return duckdb.connect(":memory:")


def quote(name: str) -> str:
    """Write a name as SQL does, so that no character in it can end it."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """Write a text as SQL does, so that no character in it can end it."""
    return "'" + text.replace("'", "''") + "'"


class StoredTable:
    """A table kept in the database for as long as this object lives."""

    def __init__(self, relation: duckdb.DuckDBPyRelation) -> None:
        self.name = f"tribus_{next(_numbers)}"
        relation.create(self.name)
        self._drop = weakref.finalize(self, _drop_table, self.name)

    def relation(self) -> duckdb.DuckDBPyRelation:
        """Return the stored rows as a DuckDB relation."""
        return connection().table(self.name)

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the stored rows, to be worked on with narwhals expressions."""
        return nw.from_native(self.relation())


def materialise(frame: nw.LazyFrame[Any]) -> StoredTable:
    """Run a plan and keep its rows in the database."""
    return StoredTable(frame.to_native())


def to_arrow(frame: nw.LazyFrame[Any]) -> pa.Table:
    """Run a plan and return its rows as Arrow."""
    return frame.collect("pyarrow").to_native()


def one_row(frame: nw.LazyFrame[Any]) -> dict[str, int]:
    """Run a plan that makes a single row of numbers; empty sums are 0."""
    row = to_arrow(frame).to_pylist()[0]
    return {name: int(value or 0) for name, value in row.items()}


def _drop_table(name: str) -> None:
    """Drop a table from wherever the garbage collector runs, be it in the middle of another query."""
    with _database().cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {quote(name)}")
