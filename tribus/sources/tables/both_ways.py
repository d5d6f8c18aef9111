"""Expand undirected edges into one row for each direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._engine.sql import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyRelation

    from tribus.sources.tables.table import RecordCounts


def both_ways(
    rows: DuckDBPyRelation, source: str, target: str, *, where: str = "true"
) -> DuckDBPyRelation:
    """Add the reverse edge of each undirected edge to the rows, except for loops.

    Parameters
    ----------
    rows
        Edges.
    source, target
        Columns of the source and the target.
    where
        SQL condition that is true for undirected edges.
    """
    ends = {source: target, target: source}
    there = _pack({name: name for name in rows.columns})
    back = _pack({name: ends.get(name, name) for name in rows.columns})
    is_pair = f"({where}) AND {quote(source)} IS DISTINCT FROM {quote(target)}"
    pair = f"CASE WHEN {is_pair} THEN [{there}, {back}] ELSE [{there}] END"
    return rows.project(f"unnest({pair}, max_depth := 2)")


def count_once(
    account: Callable[[int], RecordCounts], rows: DuckDBPyRelation, _both_ways: int
) -> RecordCounts:
    """Return `RecordCounts` that count an undirected edge once; `rows` are the unexpanded edges."""
    return account(rows.aggregate("count(*)").fetchall()[0][0])


def _pack(values: dict[str, str]) -> str:
    """Return SQL for a struct that has the given value for each column name."""
    parts = (f"{quote(name)} := {quote(value)}" for name, value in values.items())
    return f"struct_pack({', '.join(parts)})"
