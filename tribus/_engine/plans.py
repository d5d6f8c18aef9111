"""Plans: lazy frames that run on their own engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.duckdb_engine import DUCKDB
from tribus._engine.frame_engine import FRAMES
from tribus._engine.spark_engine import SPARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from tribus._engine.protocol import Engine, StoredRows


def engine_of(frame: nw.LazyFrame[Any]) -> Engine:
    """Return the engine that runs the plans of a frame."""
    if frame.implementation.is_duckdb():
        return DUCKDB
    return SPARK if frame.implementation.is_spark_like() else FRAMES


def materialise(*parts: nw.LazyFrame[Any]) -> StoredRows:
    """Run plans one after another and keep all their rows in their engine."""
    return engine_of(parts[0]).materialise(*parts)


def to_arrow(frame: nw.LazyFrame[Any]) -> pa.Table:
    """Run a plan and return its rows as Arrow."""
    return engine_of(frame).collect(frame)


def gather(parts: Sequence[nw.LazyFrame[Any]], *, max_rows: int) -> pa.Table:
    """Run plans with columns of numbers, one after another, into one table."""
    return engine_of(parts[0]).gather(parts, max_rows=max_rows)


def store_arrow(table: pa.Table) -> StoredRows:
    """Keep an Arrow table in the default engine."""
    return DUCKDB.store_arrow(table)


def one_row(frame: nw.LazyFrame[Any]) -> dict[str, int]:
    """Run a plan that makes a single row of numbers; empty sums are 0."""
    row = to_arrow(frame).to_pylist()[0]
    return {name: int(value or 0) for name, value in row.items()}


def count_rows(frame: nw.LazyFrame[Any]) -> int:
    """Run a plan and return its number of rows."""
    return one_row(frame.select(rows=nw.len()))["rows"]


def split_by_source(
    frame: nw.LazyFrame[Any], *, n_rows: int, n_users: int
) -> Sequence[nw.LazyFrame[Any]]:
    """Split a frame into parts that fit caches, each with all rows of its sources."""
    return engine_of(frame).split_by_source(frame, n_rows=n_rows, n_users=n_users)
