"""The default engine: DuckDB, embedded in the process."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import duckdb
import narwhals as nw

from tribus._engine import progress
from tribus._engine.column_types import TypedRelation, type_rows
from tribus._engine.database import StoredTable, connection, run
from tribus._engine.gathering import gather_parts
from tribus._engine.joins import join_numbers
from tribus._engine.own_plans import OnePlace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    import pyarrow as pa
    from duckdb import DuckDBPyRelation

    from tribus.events.columns import Columns
    from tribus.events.rules import Rules

ROWS_PER_PART = 1_250_000
MAX_PARTS = 32  # each part scans all rows once


class DuckDBEngine(OnePlace):
    """Tables in the embedded database; relations are its own tables."""

    plan_errors: tuple[type[Exception], ...] = (duckdb.Error,)

    def type_rows(
        self, rows: DuckDBPyRelation, columns: Columns, rules: Rules, *, kind: str
    ) -> TypedRelation:
        """Cast the columns of a relation to the types of the event table."""
        return type_rows(rows, columns, rules, kind=kind)

    def materialise(self, *parts: nw.LazyFrame[Any]) -> StoredTable:
        """Run plans one after another and keep all their rows in one table."""
        return StoredTable(*(part.to_native() for part in parts))

    def store_arrow(self, table: pa.Table) -> StoredTable:
        """Keep an Arrow table."""
        return StoredTable.of_arrow(table)

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Run a plan and return its rows as Arrow."""
        return run(lambda: frame.collect("pyarrow").to_native())

    def gather(self, parts: Sequence[nw.LazyFrame[Any]], *, max_rows: int) -> pa.Table:
        """Run plans with columns of numbers, one after another, into one table."""
        return gather_parts(parts, self.collect, max_rows=max_rows)

    def from_arrow(
        self,
        table: pa.Table,
        like: nw.LazyFrame[Any],  # noqa: ARG002  all tables are in one database
    ) -> nw.LazyFrame[Any]:
        """Return a small table as a lazy frame that can be joined to the tables of the database."""
        return nw.from_native(connection().from_arrow(table))

    def split_by_source(
        self, frame: nw.LazyFrame[Any], *, n_rows: int, n_users: int
    ) -> Sequence[nw.LazyFrame[Any]]:
        """Split a frame into parts that fit caches, each with all rows of its sources.

        Grouping part by part needs a fraction of the memory of grouping the whole, and less time.
        """
        n_parts = max(1, min(MAX_PARTS, n_rows // ROWS_PER_PART, n_users))
        ends = [n_users * part // n_parts for part in range(n_parts + 1)]
        source = nw.col("source")
        return [frame.filter(source >= low, source < high) for low, high in pairwise(ends)]

    def join_numbers(
        self, frame: nw.LazyFrame[Any], users: nw.LazyFrame[Any], *, ends: Sequence[str]
    ) -> nw.LazyFrame[Any]:
        """Add a column `{end}_number` for each end: the `number` of its `id`, null without one."""
        return join_numbers(frame, users, ends=ends)

    def as_timestamps(self, frame: nw.LazyFrame[Any], *columns: str) -> nw.LazyFrame[Any]:
        """Turn columns of microseconds since 1970 UTC into timestamps with the zone UTC."""
        casts = ", ".join(f"make_timestamptz({name}) AS {name}" for name in columns)
        cast: nw.LazyFrame[Any] = nw.from_native(frame.to_native().project(f"* REPLACE ({casts})"))
        return cast

    def report(self, what: str, *, shown: bool) -> AbstractContextManager[None]:
        """Show a progress bar while the queries inside take long."""
        return progress.report(what, connection(), shown=shown)


DUCKDB = DuckDBEngine()
