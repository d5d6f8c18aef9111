"""Recognised tables as events: the way from a table of any origin to cleaned rows and a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show
from tribus._core.warn import warn_caller
from tribus._engine.duckdb_engine import DUCKDB
from tribus.errors import EventsError
from tribus.events.columns import Columns
from tribus.events.reading import Reading
from tribus.events.relation import CleanedTable, clean_relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._engine.protocol import TableEngine
    from tribus.events.rules import Rules
    from tribus.recognition import Recognised, Request

UNTIL = "until"


def clean_recognised(
    found: Recognised,
    request: Request,
    rules: Rules,
    *,
    until: str | None = None,
    rows: Any = None,
    engine: TableEngine = DUCKDB,
    read_once: bool = False,
    people: Any = None,
    is_two_sided: bool = False,
    progress: bool,
) -> CleanedTable:
    """Clean the rows of a recognised table.

    Parameters
    ----------
    found
        The table.
    request
        The caller's words about it.
    rules
        How ids are read; kinds and times are read as the request says.
    until
        Column of the times of unfollows.
    rows, engine
        The rows in another engine, with the columns of `found`. None: the rows of `found`.
    read_once
        As `clean_relation` takes it.
    people
        Users who may occur in no row, if the file lists them.
    is_two_sided
        Whether sources and targets are different people by design.
    progress
        Whether to show a bar.
    """
    kind = found.columns["kind"]
    columns = {part: name for part, name in found.columns.items() if part != "kind"}
    if until is None and UNTIL in found.rows.columns and UNTIL not in columns.values():
        until = UNTIL
    if until is not None and until in found.rows.columns:
        columns["until"] = until
    names = request.names_of_kinds()
    if kind not in found.rows.columns:
        names = {name: ours for name, ours in (request.kinds or {}).items() if ours is not None}
    if rules.joins_case is None and found.plan.ignores_case:
        rules = replace(rules, joins_case=True)
    rules = replace(rules, kinds=names, time_zone=found.time_zone)
    try:
        return clean_relation(
            found.rows if rows is None else rows,
            Columns(**columns),
            rules,
            kind=kind,
            engine=engine,
            origin=request.origin,
            read_once=read_once and found.stored is None,
            people=found.people if people is None else people,
            has_all_sources=people is None and found.stored is not None,
            is_table=not is_two_sided,
            progress=progress,
        )
    except EventsError as error:
        if found.stored is None and "data row" not in str(error):
            raise
        raise _in_table(found, columns, rules, error) from None


def _in_table(
    found: Recognised, columns: Mapping[str, str], rules: Rules, error: EventsError
) -> EventsError:
    """Return an error of recognised rows with the row and the column of the table."""
    plan = found.plan
    if found.stored is not None:
        columns = {"source": plan.source, "target": plan.source}
        columns |= {part: name for part, name in plan.parts().items() if part in ("time", "count")}
    try:
        DUCKDB.type_rows(found.table, Columns(**columns), rules, kind="reply").raise_problem()
    except EventsError as in_table:
        return in_table
    text = str(error)
    for part, name in (("source", plan.source), *plan.parts().items()):
        text = text.replace(f"column {show(part)}", f"column {show(name)}")
    return type(error)(text)


def check_events(found: Recognised, cleaned: CleanedTable, request: Request) -> None:
    """Raise `EventsError` if a file has no event between two users, with the outcome of its rows."""
    if cleaned.cleaning.kept or cleaned.stored.n_undone():
        return
    reasons = [f"{name}: {count:,}" for name, count in found.skipped.items()]
    left_out = cleaned.cleaning.left_out()
    raise EventsError(
        f"no row of {show(request.origin, at_most=500)} is an event between two users "
        f"({'; '.join([*reasons, *([left_out] if left_out else [])])}); read with {found.describe()}. "
        "Name the columns with source=, target= and kind="
    )


def report_reading(
    found: Recognised,
    cleaned: CleanedTable,
    request: Request,
    *,
    title: str = "table",
    said: str = "",
    read: int | None = None,
    skipped: Mapping[str, int] | None = None,
    call: str = "",
) -> Reading:
    """Return the report of a table, and give its warnings at the line of the caller."""
    for message in (*found.plan.warnings, *cleaned.warnings):
        warn_caller(message)
    n_rows = cleaned.cleaning.rows if found.n_rows is None else found.n_rows
    described = found.describe()
    if UNTIL in found.rows.columns and UNTIL not in found.columns.values():
        described += ", until from 'until'"
    return Reading(
        origin=request.origin,
        format=title,
        columns=", ".join(part for part in (described, *cleaned.notes, said) if part),
        read=n_rows + found.n_dropped() if read is None else read,
        skipped={**found.skipped, **(skipped or {})},
        roles=tuple(found.roles()),
        unused=tuple(found.unused()),
        call=call,
    )
