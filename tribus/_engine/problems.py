"""Values that cannot be read: one pass looks for every kind, and the first is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tribus._core.checks import show
from tribus._engine.database import run
from tribus._engine.sql import quote
from tribus.errors import EventsError

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

# Types of the database, grouped by how they are read.
TEXT_TYPES = frozenset({"VARCHAR"})
INTEGERS = frozenset(
    f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")
) | {"INTEGER", "UINTEGER"}
FLOATS = frozenset({"FLOAT", "DOUBLE"})

ROW = "tribus_row"  # column with the numbers of rows, if a relation has not all rows of its table


class Problem(NamedTuple):
    """A fault that the values of a column may have.

    Attributes
    ----------
    column
        Name of the column.
    bad
        SQL expression that is true for a faulty row.
    advice
        The fault and the remedy, to follow the value in an error message.
    table
        SQL of aggregates that must be true for the whole table too.
    """

    column: str
    bad: str
    advice: str
    table: str = "true"


def raise_first(rows: DuckDBPyRelation, problems: list[Problem]) -> None:
    """Raise `EventsError` for the first problem that occurs, with the first row that has it."""
    if not problems:
        return
    tests = [f"coalesce(bool_or({problem.bad}) AND {problem.table}, false)" for problem in problems]
    found = run(rows.aggregate(", ".join(tests)).fetchall)[0]
    for problem, hit in zip(problems, found, strict=True):
        if hit:
            row, value = _first_row(rows, problem)
            raise EventsError(
                f"data row {row:,}, column {show(problem.column)}: {value} {problem.advice}"
            )


def _first_row(rows: DuckDBPyRelation, problem: Problem) -> tuple[int, str]:
    """Return the number of the first faulty row, from 1, and its value as text."""
    name = quote(problem.column)
    type_ = str(rows.types[rows.columns.index(problem.column)])
    shown = name if type_ in TEXT_TYPES | INTEGERS | FLOATS else f"CAST({name} AS VARCHAR)"
    number = ROW if ROW in rows.columns else "row_number() OVER ()"
    numbered = rows.project(f"{number} AS row, {shown} AS value, {problem.bad} AS bad")
    row, value, _ = run(numbered.filter("bad").order("row").limit(1).fetchall)[0]
    return row, show(value) if shown == name or value is None else show(value)[1:-1]
