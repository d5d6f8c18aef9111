"""Columns of any type as ids, times and counts, in the SQL of DuckDB.

Narwhals cannot express these casts on every engine, so each engine has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._core.checks import show
from tribus._engine.problems import FLOATS, INTEGERS, TEXT_TYPES, Problem, raise_first
from tribus._engine.sql import quote, quote_text
from tribus._engine.times import find_local_times, microseconds, unreadable_times
from tribus.errors import ColumnError, EventsError

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

    from tribus.events.columns import Columns
    from tribus.events.rules import Rules

WIDE_INTEGERS = INTEGERS & {"HUGEINT", "UHUGEINT", "UBIGINT"}
MAX_ID_LENGTH = 1_000  # characters; a longer id is a text in the wrong column
MAX_EXACT_INTEGER = 2**53  # a float holds every whole number up to here
MAX_COUNT = 1e9  # events in one row
MAX_TOTAL_COUNT = 8e12  # events in one table; sums of parts stay exact in 64 bits
COUNT_PARTS = 2**20  # counts are summed in parts of 2^-20, exactly and in any order of rows

# Types that are cast first: columns without a value, nanoseconds, and JSON of mixed types.
_CASTS = {
    '"NULL"': "CAST({} AS VARCHAR)",
    "TIMESTAMP_NS": "make_timestamp(epoch_ns({}) // 1000)",
    "TIMESTAMPTZ_NS": "make_timestamptz(epoch_ns({}) // 1000)",
    "JSON": "({} ->> '$')",
}
_WHOLE_NUMBER = r"\s*[+-]?\d+(\.0*)?\s*"  # 12, and 12.0 as integers with gaps are often written


@dataclass(frozen=True)
class TypedRelation:
    """Typed rows of a relation, and the problems to look for if something could not be read.

    Attributes
    ----------
    frame
        The typed rows.
    rows
        The relation as it came, in its own order.
    problems
        Faults so rare that the typed rows only mark them: null for a count that cannot be read,
        `LOCAL` for a time without a zone.
    time
        Name of the column of times.
    """

    frame: nw.LazyFrame[Any]
    rows: DuckDBPyRelation
    problems: list[Problem]
    time: str | None

    @property
    def is_costly(self) -> bool:
        """Whether the rows take longer to make than to keep: the database reads a column quickly."""
        return False

    @property
    def is_stable(self) -> bool:
        """Whether the rows are the same each time they are made."""
        return True

    def raise_problem(self) -> None:
        """Raise `EventsError` for the first value that cannot be read, if there is one."""
        raise_first(self.rows, self.problems)

    def unreadable_times(self) -> EventsError:
        """Return the error for a table without a readable time."""
        return unreadable_times(self.rows, self.time or "")


def type_rows(rows: DuckDBPyRelation, columns: Columns, rules: Rules, *, kind: str) -> TypedRelation:
    """Cast the columns of a relation to the types of the event table.

    Empty ids and impossible times are counted later. Ids of types that can hold values which are not
    ids (floats, wide integers, text read as integers) are checked here.

    Parameters
    ----------
    rows
        A relation in its own order.
    columns
        The column that holds each part of an event.
    rules
        How values are read.
    kind
        The column of kinds, or one kind for all rows if there is no such column.
    """
    _check_mixed(rows, columns)
    given, rows = rows, _cast_special_types(rows)
    types = _types_by_name(rows)
    ids = [_IdColumn(part, getattr(columns, part), types, rules) for part in ("source", "target")]
    _check_same_type(*ids, integer_ids=rules.integer_ids)
    raise_first(rows, [problem for column in ids for problem in column.misread()])
    problems = [problem for column in ids for problem in column.too_long()]
    select = [f"{column.typed()} AS {column.part}" for column in ids]
    select.append(f"{f'CAST({quote(kind)} AS VARCHAR)' if kind in types else quote_text(kind)} AS kind")
    times = {part: getattr(columns, part) for part in ("time", "until")}
    for part, name in times.items():
        if name is not None:
            select.append(f"{microseconds(name, types[name], rules.time_zone)} AS {part}")
            problems.extend([] if rules.time_zone else find_local_times(name, types[name]))
    if columns.count is not None:
        select.append(f"{_count_in_parts(columns.count, types)} AS count")
        problems.extend(_count_problems(columns.count, types))
    texts = {part: getattr(columns, part) for part in ("text", "post", "thread")}
    select.extend(
        f"NULLIF({text_of(quote(name), types[name])}, '') AS {part}"
        for part, name in texts.items()
        if name is not None
    )
    frame = nw.from_native(rows.project(", ".join(select)))
    return TypedRelation(frame, given, problems, columns.time)


def type_people(people: DuckDBPyRelation, rules: Rules) -> DuckDBPyRelation:
    """Cast a relation with a column `id` in the same way as the ids of rows."""
    column = _IdColumn("people", "id", _types_by_name(people), rules)
    raise_first(people, column.misread())
    return people.project(f"{column.typed()} AS id")


def _types_by_name(rows: DuckDBPyRelation) -> dict[str, str]:
    return dict(zip(rows.columns, map(str, rows.types), strict=True))


def _check_mixed(rows: DuckDBPyRelation, columns: Columns) -> None:
    """Raise for ids that JSON writes as text and as numbers: 1 and "1" may be one person or two."""
    types = _types_by_name(rows)
    for name in (columns.source, columns.target):
        if types[name] == "JSON":
            value = f"replace(json_type({quote(name)}), 'UBIGINT', 'BIGINT')"
            first = rows.filter(f"{value} != 'NULL'").project(value).limit(1).fetchall()
            bad = f"{value} NOT IN ('NULL', '{first[0][0]}')" if first else "false"
            advice = "has another type than the ids before it; write all ids as text, or all as integers"
            raise_first(rows, [Problem(name, bad, advice)])


def _cast_special_types(rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """Cast columns of types that only this database has."""
    casts = [
        f"{_CASTS[type_].format(quote(name))} AS {quote(name)}"
        for name, type_ in _types_by_name(rows).items()
        if type_ in _CASTS
    ]
    return rows.project(f"* REPLACE ({', '.join(casts)})") if casts else rows


class _IdColumn:
    """SQL for a column of ids, by its type."""

    def __init__(self, part: str, name: str, types: dict[str, str], rules: Rules) -> None:
        self.part, self.name, self.type, self.rules = part, name, types[name], rules
        if self.type not in TEXT_TYPES | INTEGERS | FLOATS:
            raise ColumnError(
                f"column {show(name)} for {part} has type {self.type}; ids must be text or integers. "
                "Cast it first, for example with astype(str)"
            )

    def is_text(self) -> bool:
        return self.type in TEXT_TYPES

    def typed(self) -> str:
        name = quote(self.name)
        if not self.is_text():
            return f"TRY_CAST({name} AS BIGINT)"
        filled = f"NULLIF({name}, '')"
        if self.rules.integer_ids:
            return f"TRY_CAST({filled} AS BIGINT)"
        return f"lower({filled})" if self.rules.fold_case else filled

    def too_long(self) -> list[Problem]:
        advice = (
            f"is longer than {MAX_ID_LENGTH} characters, the limit for an id; "
            f"is it the right column for {self.part}?"
        )
        bad = f"length({quote(self.name)}) > {MAX_ID_LENGTH}"
        return [Problem(self.name, bad, advice)] if self.is_text() else []

    def misread(self) -> list[Problem]:
        """Problems of ids that a cast may change; none for text and for integers of 64 bits."""
        name = quote(self.name)
        if self.is_text():
            # An integer in its usual form needs no second look.
            unusual = f"CAST(TRY_CAST({name} AS BIGINT) AS VARCHAR) IS DISTINCT FROM {name}"
            is_whole = f"regexp_full_match({name}, '{_WHOLE_NUMBER}')"
            whole = f"{is_whole} AND TRY_CAST({name} AS BIGINT) IS NOT NULL"
            bad = f"CASE WHEN {unusual} THEN {name} != '' AND NOT coalesce({whole}, false) END"
            advice = "is not a whole number of 64 bits; leave ids as text (ids='text')"
            return [*self.too_long(), Problem(self.name, bad, advice)] if self.rules.integer_ids else []
        if self.type in FLOATS:
            return [inexact_floats(self.name)]
        if self.type in WIDE_INTEGERS:
            bad = f"{name} IS NOT NULL AND TRY_CAST({name} AS BIGINT) IS NULL"
            return [Problem(self.name, bad, "does not fit 64 bits; give such ids as text")]
        return []


def inexact_floats(name: str) -> Problem:
    """Return the problem of ids in a column of floats that no float can hold exactly."""
    column = quote(name)
    bad = f"NOT isnan({column}) AND ({column} != floor({column}) OR abs({column}) > {MAX_EXACT_INTEGER})"
    advice = "is not a whole number that a float holds exactly; give ids as text or integers"
    return Problem(name, bad, advice)


def _check_same_type(source: _IdColumn, target: _IdColumn, *, integer_ids: bool) -> None:
    if source.is_text() != target.is_text() and not integer_ids:
        text, number = (source, target) if source.is_text() else (target, source)
        raise EventsError(
            f"mixed id types: column {show(text.name)} holds text and column {show(number.name)} holds "
            f"{number.type}, so no user could occur in both; cast both to text"
        )


def _count_in_parts(name: str, types: dict[str, str]) -> str:
    """SQL for a count in parts; null if it cannot be read."""
    number = _count(name, types)
    parts = f"CAST(round({number} * {COUNT_PARTS}) AS BIGINT)"
    return f"CASE WHEN {number} BETWEEN 0 AND {MAX_COUNT} THEN {parts} END"


def _count(name: str, types: dict[str, str]) -> str:
    """SQL for a count as a number; null if it cannot be read."""
    if types[name] not in INTEGERS | FLOATS | TEXT_TYPES and not types[name].startswith("DECIMAL"):
        raise ColumnError(f"column {show(name)} for count has type {types[name]}; counts are numbers")
    return f"TRY_CAST({f'trim({quote(name)})' if types[name] in TEXT_TYPES else quote(name)} AS DOUBLE)"


def _count_problems(name: str, types: dict[str, str]) -> list[Problem]:
    number = _count(name, types)
    wrong = f"{number} IS NULL OR isnan({number}) OR {number} < 0 OR {number} > {MAX_COUNT}"
    return [
        Problem(name, wrong, f"is not a count from 0 to {MAX_COUNT:.0e}; fix the row or leave it out"),
        Problem(
            name,
            f"{number} > 0",
            f"and the counts after it add up to over {MAX_TOTAL_COUNT:.0e}; divide all by a thousand",
            table=f"sum({number}) > {MAX_TOTAL_COUNT}",
        ),
    ]


def text_of(column: str, type_: str) -> str:
    """Return SQL for a value as text; integers with gaps, which are floats, lose their `.0`."""
    if type_ in TEXT_TYPES:
        return column
    if type_ in FLOATS:
        whole = f"CASE WHEN {column} = floor({column}) THEN TRY_CAST({column} AS BIGINT) END"
        return f"coalesce(CAST({whole} AS VARCHAR), CAST({column} AS VARCHAR))"
    return f"CAST({column} AS VARCHAR)"
