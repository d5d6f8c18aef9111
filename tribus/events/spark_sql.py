"""Typed rows in the SQL of Spark, for columns that need no more than a cast.

Most lakes hold text or integers as ids and timestamps with a zone. Spark casts these without a Python
worker. Columns of any other type, and tables that the recognition changes, are cast by `RowTask`; both
give the same rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._engine.column_types import COUNT_PARTS, MAX_COUNT
from tribus._engine.spark_engine import quote_name
from tribus._engine.times import EARLIEST, IMPOSSIBLE, LATEST
from tribus.recognition.words import POST_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.events.columns import Columns
    from tribus.events.rules import Rules
    from tribus.events.spark_rows import SparkTable

TEXT = "string"
INTEGERS = frozenset({"tinyint", "smallint", "int", "bigint"})
FLOATS = frozenset({"float", "double"})
MOMENT = "timestamp"
ENDS = ("source", "target")


def typed_sql(table: SparkTable, columns: Columns, rules: Rules, *, kind: str) -> list[str] | None:
    """Return the typed columns of a table as SQL of Spark; None if they need more than casts.

    Parameters
    ----------
    table
        The table.
    columns, rules, kind
        As `type_rows` takes them.
    """
    types = dict(table.frame.dtypes)
    if _is_changed(table, kind) or not _are_simple(columns, rules, types, kind):
        return None
    header = _is_header(columns, types)
    select = [f"{_id(getattr(columns, end), types, header)} AS {end}" for end in ENDS]
    select.append(f"{quote_name(kind) if kind in types else _literal(kind)} AS kind")
    for part, name in columns.items():
        column = quote_name(name)
        if part in ("time", "until"):
            select.append(f"{_microseconds(column)} AS {part}")
        elif part == "count":
            select.append(f"{_count_in_parts(column)} AS count")
        elif part not in ENDS:
            select.append(f"nullif({column}, '') AS {part}")
    return select


def _is_changed(table: SparkTable, kind: str) -> bool:
    """Return whether the recognition changes values of the table before they are cast."""
    plan, found = table.plan, table.found
    has_conversion = found.times is not None and found.times.sql is not None
    named = found.profiles[kind].filled if kind in found.profiles else ()
    words = {str(value).strip().lower() for value in named}
    return bool(
        has_conversion
        or plan.clock
        or plan.blanks
        or plan.drops
        or words & POST_WORDS
        or not table.request.directed
    )


def _are_simple(columns: Columns, rules: Rules, types: Mapping[str, str], kind: str) -> bool:
    """Return whether the columns have types that are cast in the same way by Spark."""
    fitting = {
        **dict.fromkeys(ENDS, INTEGERS | {TEXT}),
        "time": {MOMENT},
        "until": {MOMENT},
        "count": INTEGERS | FLOATS,
    }
    are_fitting = all(types[name] in fitting.get(part, {TEXT}) for part, name in columns.items())
    ids_as_text = TEXT in {types[columns.source], types[columns.target]}
    rereads_ids = ids_as_text and (rules.fold_case or rules.integer_ids)
    return are_fitting and not rereads_ids and types.get(kind, TEXT) == TEXT


def _is_header(columns: Columns, types: Mapping[str, str]) -> str | None:
    """Return SQL for whether a row repeats the header; None if none can."""
    names = [columns.source, columns.target]
    if columns.source == columns.target or any(types[name] != TEXT for name in names):
        return None
    return " AND ".join(f"{quote_name(name)} = {_literal(name)}" for name in names)


def _id(name: str, types: Mapping[str, str], header: str | None) -> str:
    column = quote_name(name)
    if types[name] != TEXT:
        return f"CAST({column} AS BIGINT)"
    nothing = f"{column} = ''" + (f" OR ({header})" if header else "")
    return f"CASE WHEN {nothing} THEN NULL ELSE {column} END"


def _microseconds(column: str) -> str:
    moment = f"unix_micros({column})"
    limits = [f"unix_micros(TIMESTAMP '{day} 00:00:00Z')" for day in (EARLIEST, LATEST)]
    is_possible = f"{moment} BETWEEN {limits[0]} AND {limits[1]}"
    return f"CASE WHEN {is_possible} THEN {moment} WHEN {column} IS NOT NULL THEN {IMPOSSIBLE}L END"


def _count_in_parts(column: str) -> str:
    number = f"CAST({column} AS DOUBLE)"
    parts = f"CAST(round({number} * {COUNT_PARTS}) AS BIGINT)"
    return f"CASE WHEN {number} BETWEEN 0 AND {MAX_COUNT:.0f} THEN {parts} END"


def _literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
