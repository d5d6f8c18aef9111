"""Columns of any type as ids, microseconds and counts; each value that cannot be one is shown.

Casting is the one step on rows that narwhals cannot say on every engine, so it is written for DuckDB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from tribus._checks import show
from tribus.errors import ColumnError, EventsError, OptionError
from tribus.events.engine import quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

    from tribus.events.columns import Columns

LONGEST_ID = 1_000  # characters; a longer id is a text in the wrong column
LARGEST_COUNT = 1e9  # acts in one row; sums stay exact in 64 bits
COUNT_PARTS = 2**20  # counts are added up in millionths, exactly, in any row order
EARLIEST, LATEST = "1990-01-01", "2100-01-01"  # before and after this nobody replied to anybody

_TEXT = {"VARCHAR"}
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
_BIG_INTEGERS = {"UBIGINT", "HUGEINT", "UHUGEINT"}
_FLOATS = {"FLOAT", "DOUBLE"}
_ZONE = r"(?i)(z|utc|gmt|[+-]\d\d(:?\d\d)?)\s*$"


def type_rows(
    rows: DuckDBPyRelation,
    columns: Columns,
    kind: str,
    *,
    time_zone: str | None,
    fold_case: bool,
    integer_ids: bool = False,
) -> DuckDBPyRelation:
    """Rows with the columns of the event table: ids, kind, time in microseconds, count in parts.

    Empty ids and impossible times become null, to be counted later; everything else that cannot be
    read raises an error with the row, the value and the remedy.

    Parameters
    ----------
    rows
        A relation in its own order.
    columns
        Which of its columns holds what.
    kind
        An SQL expression of text.
    time_zone
        Zone of the times that do not carry one, for example `"Europe/Madrid"`.
    fold_case
        Whether `Ana` and `ana` are the same user.
    integer_ids
        Whether ids that are text are to be read as integers.
    """
    types = dict(zip(rows.columns, map(str, rows.types), strict=True))
    ids = {part: _IdColumn(part, getattr(columns, part), types) for part in ("source", "target")}
    _check_same_type(ids["source"], ids["target"], integer_ids=integer_ids)
    select = [f"{ids[part].typed(fold_case, integer_ids)} AS {part}" for part in ids]
    problems = [problem for part in ids for problem in ids[part].problems(integer_ids)]
    select.append(f"{kind} AS kind")
    if columns.time is not None:
        time = _time_in_microseconds(columns.time, types[columns.time], time_zone)
        _check_zone(rows, columns.time, types[columns.time], time_zone)
        select.append(f"CASE WHEN {time} BETWEEN {_limit(EARLIEST)} AND {_limit(LATEST)} THEN {time} END AS time")
        select.append(f"{quote(columns.time)} IS NOT NULL AS had_time")
    if columns.count is not None:
        count, problem = _count(columns.count, types[columns.count])
        select.append(f"CAST(round({count} * {COUNT_PARTS}) AS BIGINT) AS count")
        problems.append(problem)
    else:
        select.append(f"CAST({COUNT_PARTS} AS BIGINT) AS count")
    for part in ("text", "post", "thread"):
        if getattr(columns, part) is not None:
            select.append(f"CAST({quote(getattr(columns, part))} AS VARCHAR) AS {part}")
    _raise_first(rows, problems)
    return rows.project(", ".join(select))


class _IdColumn:
    """How to read a column of ids, by its type."""

    def __init__(self, part: str, name: str, types: dict[str, str]) -> None:
        self.part, self.name, self.type = part, name, types[name]
        if self.type == "\"NULL\"":
            self.type = "VARCHAR"
        if self.type not in _TEXT | _INTEGERS | _BIG_INTEGERS | _FLOATS:
            raise ColumnError(
                f"column {show(name)} for {part} is of type {self.type}; ids are text or integers. "
                "Cast it first, for example with astype(str)"
            )

    def is_text(self) -> bool:
        return self.type in _TEXT

    def typed(self, fold_case: bool, integer_ids: bool) -> str:  # noqa: FBT001 - internal
        name = quote(self.name)
        if not self.is_text():
            return f"TRY_CAST({name} AS BIGINT)"
        filled = f"NULLIF(CAST({name} AS VARCHAR), '')"
        if integer_ids:
            return f"TRY_CAST({filled} AS BIGINT)"
        return f"lower({filled})" if fold_case else filled

    def problems(self, integer_ids: bool) -> list[tuple[str, str, str]]:  # noqa: FBT001 - internal
        """Triples of (column, SQL that is true of a bad row, what is wrong and what to do)."""
        name = quote(self.name)
        if self.is_text():
            too_long = (
                self.name,
                f"length({name}) > {LONGEST_ID}",
                f"is longer than {LONGEST_ID} characters, which no id is; is it the right column for {self.part}?",
            )
            not_integer = (
                self.name,
                f"NULLIF({name}, '') IS NOT NULL AND TRY_CAST({name} AS BIGINT) IS NULL",
                "is not a whole number; leave ids as text (ids='text')",
            )
            return [too_long, not_integer] if integer_ids else [too_long]
        if self.type in _FLOATS:
            wrong = f"NOT isnan({name}) AND ({name} != floor({name}) OR abs({name}) > 9007199254740992)"
            return [(self.name, wrong, "is not a whole number; ids are text or integers: cast them first")]
        wrong = f"{name} IS NOT NULL AND TRY_CAST({name} AS BIGINT) IS NULL"
        return [(self.name, wrong, "does not fit 64 bits; give such ids as text")]


def _check_same_type(source: _IdColumn, target: _IdColumn, *, integer_ids: bool) -> None:
    if source.is_text() != target.is_text() and not integer_ids:
        text, number = (source, target) if source.is_text() else (target, source)
        raise EventsError(
            f"mixed id types: column {show(text.name)} holds text and column {show(number.name)} holds "
            f"{number.type}, so nobody could be the same person in both; cast both to text"
        )


def _time_in_microseconds(name: str, type_: str, time_zone: str | None) -> str:
    """SQL for a time as microseconds since 1970 UTC; null where it cannot be read."""
    column = quote(name)
    if type_ in _INTEGERS | _BIG_INTEGERS | _FLOATS:
        # Seconds until the year 5138, then milliseconds, microseconds, nanoseconds: by size.
        return (
            f"CASE WHEN abs({column}) < 1e11 THEN TRY_CAST({column} * 1e6 AS BIGINT) "
            f"WHEN abs({column}) < 1e14 THEN TRY_CAST({column} * 1e3 AS BIGINT) "
            f"WHEN abs({column}) < 1e17 THEN TRY_CAST({column} AS BIGINT) "
            f"ELSE TRY_CAST({column} / 1e3 AS BIGINT) END"
        )
    if type_ == "TIMESTAMP WITH TIME ZONE":
        return f"epoch_us({column})"
    if type_ == "VARCHAR":
        number = f"TRY_CAST({column} AS DOUBLE)"
        zoned = f"epoch_us(TRY_CAST({column} AS TIMESTAMPTZ))"
        twitter = f"epoch_us(TRY_STRPTIME({column}, '%a %b %d %H:%M:%S %z %Y'))"
        local = f"epoch_us({_in_zone(f'TRY_CAST({column} AS TIMESTAMP)', time_zone)})"
        text = f"CASE WHEN regexp_matches({column}, '{_ZONE}') THEN {zoned} ELSE coalesce({twitter}, {local}) END"
        as_number = _time_in_microseconds("\0", "DOUBLE", None).replace(quote("\0"), number)
        return f"CASE WHEN {number} IS NOT NULL THEN {as_number} ELSE {text} END"
    if type_.startswith("TIMESTAMP") or type_ == "DATE":
        return f"epoch_us({_in_zone(f'CAST({column} AS TIMESTAMP)', time_zone)})"
    raise ColumnError(f"column {show(name)} for time is of type {type_}; give times, text or unix seconds")


def _in_zone(timestamp: str, time_zone: str | None) -> str:
    zone = (time_zone or "UTC").replace("'", "''")
    return f"timezone('{zone}', {timestamp})"


def _check_zone(rows: DuckDBPyRelation, name: str, type_: str, time_zone: str | None) -> None:
    """A time without zone could be any of 38 hours: refuse to guess which."""
    if time_zone is not None:
        if time_zone not in available_timezones():
            raise OptionError(f"time_zone {show(time_zone)} is not a zone; give a name like 'Europe/Madrid'")
        return
    column = quote(name)
    if type_ == "VARCHAR":
        naive = (
            f"TRY_CAST({column} AS TIMESTAMP) IS NOT NULL AND TRY_CAST({column} AS DOUBLE) IS NULL "
            f"AND NOT regexp_matches({column}, '{_ZONE}')"
        )
    elif type_ == "DATE" or (type_.startswith("TIMESTAMP") and type_ != "TIMESTAMP WITH TIME ZONE"):
        naive = f"{column} IS NOT NULL"
    else:
        return
    _raise_first(rows, [(name, naive, "is a time without zone; say which with time_zone='UTC' or your own")])


def _limit(day: str) -> str:
    return f"epoch_us(TIMESTAMP '{day}')"


def _count(name: str, type_: str) -> tuple[str, tuple[str, str, str]]:
    """SQL for a count, and the problem that a row may have with it."""
    column = quote(name)
    if type_ not in _INTEGERS | _BIG_INTEGERS | _FLOATS | _TEXT and not type_.startswith("DECIMAL"):
        raise ColumnError(f"column {show(name)} for count is of type {type_}; counts are numbers")
    number = f"TRY_CAST({column} AS DOUBLE)"
    wrong = f"{number} IS NULL OR isnan({number}) OR {number} < 0 OR {number} > {LARGEST_COUNT}"
    return number, (
        name,
        wrong,
        f"is not a count from 0 to {LARGEST_COUNT:.0e}; mend the row or leave it out",
    )


def _raise_first(rows: DuckDBPyRelation, problems: list[tuple[str, str, str]]) -> None:
    """Look for all problems in one pass; on a hit, find the first row that has one and raise."""
    tests = [f"coalesce(bool_or({wrong}), false)" for _, wrong, _ in problems]
    found = rows.aggregate(", ".join(tests)).fetchall()[0]
    for (name, wrong, advice), hit in zip(problems, found, strict=True):
        if hit:
            numbered = rows.project(f"row_number() OVER () - 1 AS row, {quote(name)} AS value, {wrong} AS bad")
            row, value, _ = numbered.filter("bad").order("row").limit(1).fetchall()[0]
            raise EventsError(f"row {row}, column {show(name)}: {show(value)} {advice}")
