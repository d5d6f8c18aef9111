"""Columns of any type as ids, microseconds and counts; each value that cannot be one is shown.

Casting is the one step on rows that narwhals cannot say on every engine, so it is written for DuckDB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus._engine.problems import FLOATS, INTEGERS, TEXT, Problem, raise_first
from tribus._engine.sql import quote
from tribus._engine.times import check_time_zone, find_local_times, microseconds
from tribus.errors import ColumnError, EventsError

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

    from tribus.events.columns import Columns

WIDE_INTEGERS = INTEGERS & {"HUGEINT", "UHUGEINT", "UBIGINT"}
LONGEST_ID = 1_000  # characters; a longer id is a text in the wrong column
LARGEST_EXACT = 2**53  # a float tells whole numbers apart up to here
LARGEST_COUNT = 1e9  # acts in one row
LARGEST_TOTAL = 8e12  # acts in one table; sums of parts stay exact in 64 bits
COUNT_PARTS = 2**20  # counts are added up in millionths, exactly, in any row order

# Types that are read as another: columns without any value, nanoseconds, and JSON of mixed types.
_READ_AS = {
    '"NULL"': "CAST({} AS VARCHAR)",
    "TIMESTAMP_NS": "make_timestamp(epoch_ns({}) // 1000)",
    "TIMESTAMPTZ_NS": "make_timestamptz(epoch_ns({}) // 1000)",
    "JSON": "({} ->> '$')",
}
_WHOLE = r"\s*[+-]?\d+(\.0*)?\s*"  # 12, and 12.0 as a column of integers with gaps is often written


def type_rows(
    rows: DuckDBPyRelation,
    columns: Columns,
    kind: str,
    *,
    time_zone: str | None,
    fold_case: bool,
    integer_ids: bool = False,
) -> tuple[DuckDBPyRelation, list[Problem]]:
    """Rows with the columns of the event table: ids, kind, time in microseconds, count in parts.

    Empty ids and impossible times are counted later. What else cannot be read is so rare that it is
    marked, and the problems to look for are returned beside the rows: a count that is none is null, a
    time without zone `LOCAL`. Ids of types of which some cannot be read are looked at here.

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
    check_time_zone(time_zone)
    _check_mixed(rows, columns)
    rows = _plain_types(rows)
    types = dict(zip(rows.columns, map(str, rows.types), strict=True))
    ids = {part: _IdColumn(part, getattr(columns, part), types) for part in ("source", "target")}
    _check_same_type(ids["source"], ids["target"], integer_ids=integer_ids)
    select = [
        f"{ids[part].typed(fold_case=fold_case, integer_ids=integer_ids)} AS {part}" for part in ids
    ]
    select.append(f"{kind} AS kind")
    raise_first(
        rows, [problem for part in ids for problem in ids[part].misread(integer_ids=integer_ids)]
    )
    problems = [problem for part in ids for problem in ids[part].too_long()]
    if columns.time is not None:
        type_ = types[columns.time]
        select.append(f"{microseconds(columns.time, type_, time_zone)} AS time")
        problems.extend([] if time_zone else find_local_times(columns.time, type_))
    if columns.count is not None:
        select.append(f"{_count_in_parts(columns.count, types)} AS count")
        problems.extend(_count_problems(columns.count, types))
    texts = {part: getattr(columns, part) for part in ("text", "post", "thread")}
    select.extend(
        f"{_text(name, types[name])} AS {part}" for part, name in texts.items() if name is not None
    )
    return rows.project(", ".join(select)), problems


def type_people(
    people: DuckDBPyRelation, *, fold_case: bool, integer_ids: bool = False
) -> DuckDBPyRelation:
    """People in a column `id`, with ids typed as those of the ends of rows are."""
    column = _IdColumn("people", "id", dict(zip(people.columns, map(str, people.types), strict=True)))
    raise_first(people, column.misread(integer_ids=integer_ids))
    return people.project(f"{column.typed(fold_case=fold_case, integer_ids=integer_ids)} AS id")


def _check_mixed(rows: DuckDBPyRelation, columns: Columns) -> None:
    """Raise for ids that JSON writes in more than one way: 1 and "1" might be the same person or not."""
    types = dict(zip(rows.columns, map(str, rows.types), strict=True))
    for name in (columns.source, columns.target):
        if types[name] == "JSON":
            value = f"replace(json_type({quote(name)}), 'UBIGINT', 'BIGINT')"
            first = rows.filter(f"{value} != 'NULL'").project(value).limit(1).fetchall()
            bad = f"{value} NOT IN ('NULL', '{first[0][0]}')" if first else "false"
            advice = (
                "is of another type than the ids before it; write all ids as text, or all as integers"
            )
            raise_first(rows, [Problem(name, bad, advice)])


def _plain_types(rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """Cast columns of types that only this database has."""
    replaced = [
        f"{_READ_AS[str(type_)].format(quote(name))} AS {quote(name)}"
        for name, type_ in zip(rows.columns, rows.types, strict=True)
        if str(type_) in _READ_AS
    ]
    return rows.project(f"* REPLACE ({', '.join(replaced)})") if replaced else rows


class _IdColumn:
    """How to read a column of ids, by its type."""

    def __init__(self, part: str, name: str, types: dict[str, str]) -> None:
        self.part, self.name, self.type = part, name, types[name]
        if self.type not in TEXT | INTEGERS | FLOATS:
            raise ColumnError(
                f"column {show(name)} for {part} is of type {self.type}; ids are text or integers. "
                "Cast it first, for example with astype(str)"
            )

    def is_text(self) -> bool:
        return self.type in TEXT

    def typed(self, *, fold_case: bool, integer_ids: bool) -> str:
        name = quote(self.name)
        if not self.is_text():
            return f"TRY_CAST({name} AS BIGINT)"
        filled = f"NULLIF({name}, '')"
        if integer_ids:
            return f"TRY_CAST({filled} AS BIGINT)"
        return f"lower({filled})" if fold_case else filled

    def too_long(self) -> list[Problem]:
        advice = (
            f"is longer than {LONGEST_ID} characters, which no id is; "
            f"is it the right column for {self.part}?"
        )
        bad = f"length({quote(self.name)}) > {LONGEST_ID}"
        return [Problem(self.name, bad, advice)] if self.is_text() else []

    def misread(self, *, integer_ids: bool) -> list[Problem]:
        """Problems of ids that are not read as they stand; none for text and integers of 64 bits."""
        name = quote(self.name)
        if self.is_text():
            # An integer as it is usually written needs no second look.
            unusual = f"CAST(TRY_CAST({name} AS BIGINT) AS VARCHAR) IS DISTINCT FROM {name}"
            whole = f"regexp_full_match({name}, '{_WHOLE}') AND TRY_CAST({name} AS BIGINT) IS NOT NULL"
            bad = f"CASE WHEN {unusual} THEN {name} != '' AND NOT coalesce({whole}, false) END"
            advice = "is not a whole number of 64 bits; leave ids as text (ids='text')"
            return [*self.too_long(), Problem(self.name, bad, advice)] if integer_ids else []
        if self.type in FLOATS:
            bad = f"NOT isnan({name}) AND ({name} != floor({name}) OR abs({name}) > {LARGEST_EXACT})"
            advice = "is not a whole number that a float holds exactly; give ids as text or integers"
            return [Problem(self.name, bad, advice)]
        if self.type in WIDE_INTEGERS:
            bad = f"{name} IS NOT NULL AND TRY_CAST({name} AS BIGINT) IS NULL"
            return [Problem(self.name, bad, "does not fit 64 bits; give such ids as text")]
        return []


def _check_same_type(source: _IdColumn, target: _IdColumn, *, integer_ids: bool) -> None:
    if source.is_text() != target.is_text() and not integer_ids:
        text, number = (source, target) if source.is_text() else (target, source)
        raise EventsError(
            f"mixed id types: column {show(text.name)} holds text and column {show(number.name)} holds "
            f"{number.type}, so nobody could be the same person in both; cast both to text"
        )


def _count_in_parts(name: str, types: dict[str, str]) -> str:
    """SQL for a count in parts; null where it is none."""
    number = _count(name, types)
    parts = f"CAST(round({number} * {COUNT_PARTS}) AS BIGINT)"
    return f"CASE WHEN {number} BETWEEN 0 AND {LARGEST_COUNT} THEN {parts} END"


def _count(name: str, types: dict[str, str]) -> str:
    """SQL for a count as a number; null where it is none."""
    if types[name] not in INTEGERS | FLOATS | TEXT and not types[name].startswith("DECIMAL"):
        raise ColumnError(f"column {show(name)} for count is of type {types[name]}; counts are numbers")
    return f"TRY_CAST({f'trim({quote(name)})' if types[name] in TEXT else quote(name)} AS DOUBLE)"


def _count_problems(name: str, types: dict[str, str]) -> list[Problem]:
    number = _count(name, types)
    wrong = f"{number} IS NULL OR isnan({number}) OR {number} < 0 OR {number} > {LARGEST_COUNT}"
    return [
        Problem(
            name, wrong, f"is not a count from 0 to {LARGEST_COUNT:.0e}; mend the row or leave it out"
        ),
        Problem(
            name,
            f"{number} > 0",
            f"and the counts after it add up to over {LARGEST_TOTAL:.0e}; divide all by a thousand",
            table=f"sum({number}) > {LARGEST_TOTAL}",
        ),
    ]


def _text(name: str, type_: str) -> str:
    """SQL for words or the id of a post; integers with gaps, which are floats, without the `.0`."""
    column = quote(name)
    if type_ in FLOATS:
        whole = f"CASE WHEN {column} = floor({column}) THEN TRY_CAST({column} AS BIGINT) END"
        return f"coalesce(CAST({whole} AS VARCHAR), CAST({column} AS VARCHAR))"
    return f"NULLIF(CAST({column} AS VARCHAR), '')"
