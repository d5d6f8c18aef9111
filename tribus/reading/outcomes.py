"""A table of outcomes, such as sales, from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._core.checks import show, suggest
from tribus._engine.database import connection
from tribus._engine.sql import quote
from tribus._engine.times import IMPOSSIBLE, microseconds
from tribus.errors import ColumnError, EventsError
from tribus.recognition.numbers import read_marks
from tribus.recognition.profile import Profile
from tribus.recognition.times import read_times
from tribus.sources import open_table
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from duckdb import DuckDBPyRelation

PARTS = {  # usual names of the columns, the name in tribus first
    "user": ("user", "customer", "client", "buyer", "person", "usuario", "cliente", "persona"),
    "time": ("time", "date", "day", "when", "fecha", "día", "hora", "fecha y hora"),
    "amount": ("amount", "total", "price", "value", "importe", "cantidad", "precio", "monto"),
    "kind": ("kind", "type", "tipo", "clase"),
    "currency": ("currency", "moneda", "divisa"),
}
CURRENCY_SIGNS = "€$£¥ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
N_PROFILED = 1_000  # values of a column


def read_outcomes(
    path: str | os.PathLike[str],
    columns: Mapping[str, str],
    *,
    time_zone: str | None = None,
    day_first: bool | None = None,
) -> pd.DataFrame:
    """Return the outcomes of a table, with the columns that `measure_return` takes by default.

    Decimal commas, separators of thousands, signs of currencies, and days before months are read as in
    tables of events.

    Parameters
    ----------
    path
        A table: CSV and the like, Parquet, JSON, or a workbook.
    columns
        Column of each part, by the names in `PARTS`; others are found by their usual names.
    time_zone
        Zone of times without one. None: UTC.
    day_first
        As in `read_events`.

    Raises
    ------
    ReadError
        If the file does not exist or is not a table.
    ColumnError
        If a named column does not exist, or there is no column of times.
    EventsError
        If there is no row, or a time or an amount cannot be read; the message has the remedy.
    """
    with open_table(path, connection(), is_header_name=bool) as table:
        rows, named = table.rows, _find_columns(table.rows.columns, columns, path)
        if not rows.aggregate("count(*)").fetchall()[0][0]:
            raise EventsError(f"{format_path(path)} has no row below its header; add the outcomes")
        rows = _order_days(rows, named["time"], day_first=day_first)
        type_ = str(dict(zip(rows.columns, rows.types, strict=True))[named["time"]])
        cells = {part: quote(name) for part, name in named.items()}
        cells["time"] = microseconds(named["time"], type_, time_zone or "UTC")
        if "amount" in named:
            cells["amount"] = _read_amounts(rows, named["amount"])
        frame = rows.project(", ".join(f"{sql} AS {part}" for part, sql in cells.items())).df()
    return _check(frame, named)


def _find_columns(
    names: Sequence[str], columns: Mapping[str, str], path: str | os.PathLike[str]
) -> dict[str, str]:
    """Return the column of each part that the table has."""
    for part, name in columns.items():
        if name not in names:
            raise ColumnError(
                f"{format_path(path)} has no column {show(name)}{suggest(name, names)} for {part}; its "
                f"columns are {show(list(names))}"
            )
    folded = {name.strip().casefold(): name for name in reversed(names)}
    found = dict(columns)
    for part, words in PARTS.items():
        usual = next((folded[word] for word in words if word in folded), None)
        if part not in found and usual is not None and usual not in columns.values():
            found[part] = usual
    if "time" not in found:
        raise ColumnError(
            f"{format_path(path)} has no column of times: its columns are {show(list(names))}; name it "
            "with --outcome-columns time=COLUMN, because an outcome without a time is before nothing"
        )
    return found


def _order_days(rows: DuckDBPyRelation, name: str, *, day_first: bool | None) -> DuckDBPyRelation:
    """Return the rows with times whose order of day and month is certain."""
    values = rows.project(quote(name)).limit(N_PROFILED).fetchall()
    profile = Profile(name, [value for (value,) in values])
    found = read_times(rows, profile, day_first=day_first, time_format=None, days_in_utc=False)
    if found.is_ambiguous:
        examples = ", ".join(map(show, profile.examples(2)))
        raise EventsError(
            f"column {show(name)} of the outcomes: in {examples} day and month cannot be told apart. "
            "Say day_first=True or day_first=False"
        )
    return rows if found.sql is None else rows.project(f"* REPLACE ({found.sql} AS {quote(name)})")


def _read_amounts(rows: DuckDBPyRelation, name: str) -> str:
    """Return SQL for the amounts of a column as numbers; text that is no number stays as it is."""
    column = f"translate(CAST({quote(name)} AS VARCHAR), '{CURRENCY_SIGNS}', '')"
    values = rows.project(f"{column} AS n").filter("n != ''").limit(N_PROFILED).fetchall()
    marks = read_marks([value for (value,) in values])
    if marks.is_ambiguous:
        raise EventsError(
            f"column {show(name)}: {show(marks.example)} may be a thousand times more or less; write "
            "amounts without separators of thousands, and all with two decimals"
        )
    for mark, written in ((marks.thousands, ""), (marks.decimal, ".")):
        column = f"replace({column}, '{mark}', '{written}')" if mark else column
    return f"nullif({column}, '')"


def _check(frame: pd.DataFrame, named: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows with times and numbers; `EventsError` for one that cannot be read."""
    import pandas as pd

    has_no_time = frame["time"].isna() | (frame["time"] == IMPOSSIBLE)
    if has_no_time.any():
        raise EventsError(
            f"{int(has_no_time.sum()):,} of {len(frame):,} outcomes have no time that can be read, the "
            f"first in data row {int(has_no_time.argmax()) + 1:,} of column {show(named['time'])}; "
            "write times as 2024-05-31, or leave these rows out"
        )
    frame["time"] = pd.to_datetime(frame["time"], unit="us", utc=True)
    if "amount" in frame:
        amount = pd.to_numeric(frame["amount"], errors="coerce")
        is_wrong = (amount.isna() & frame["amount"].notna()) | (amount < 0)
        if is_wrong.any():
            first = int(is_wrong.argmax())
            raise EventsError(
                f"{int(is_wrong.sum()):,} amounts are not numbers of 0 or more, the first in data row "
                f"{first + 1:,} of column {show(named['amount'])}: {show(frame['amount'][first])}; "
                "subtract a refund from its sale, or leave it out"
            )
        frame["amount"] = amount
    return frame
