"""Events from one table: its columns are found, its rows cleaned, its lines accounted for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tribus._core.warn import warn_caller
from tribus._display.progress import move_bar, progress_bar
from tribus._engine.database import connection
from tribus.errors import ColumnError, EventsError, ReadError
from tribus.events import Events, Reading
from tribus.events.columns import Columns
from tribus.events.relation import CleanedTable, clean_relation
from tribus.recognition import Recognised, is_known_name, recognise_relation
from tribus.sources import open_table
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from pathlib import Path

    from tribus.events import Rules
    from tribus.recognition import Request
    from tribus.sources import Table

_UNTIL = "until"


def read_table(
    path: Path,
    request: Request,
    *,
    bad_lines: float,
    by_label: bool,
    encoding: str | None,
    sheet: str | None,
    progress: bool,
    rules: Rules,
) -> Events:
    """Read one table, and clean it.

    Parameters
    ----------
    path
        The file.
    request
        The columns that the caller named, and how values are read.
    bad_lines
        The largest share of lines that may be unreadable.
    by_label
        Whether people in files of graphs go by their labels.
    encoding
        Encoding of a file of text; None to find it.
    sheet
        Sheet of a workbook; None to find it.
    progress
        Whether to show a bar.
    rules
        How ids are read; those for kinds and times are in `request`.
    """
    own_names = {name.strip().lower() for name in request.named_columns()}
    bar = progress_bar(total=path.stat().st_size, what=f"looking through {path.name}", shown=progress)
    with (
        bar,
        open_table(
            path,
            connection(),
            bad_lines=bad_lines,
            is_header_name=lambda name: name.strip().lower() in own_names or is_known_name(name),
            by_label=by_label,
            encoding=encoding,
            sheet=sheet,
            on_read=partial(move_bar, bar),
        ) as table,
    ):
        bar.close()
        request = replace(
            request,
            roles=table.roles,
            format_kinds=table.kinds,
            origin=str(path),
            time_zone=request.time_zone or table.time_zone,
        )
        try:
            found = recognise_relation(table.rows, request)
            cleaned = _clean(found, request, table, rules, progress=progress)
        except ColumnError as error:
            text = str(error)
            raise ColumnError(text if str(path) in text else f"{format_path(path)}: {text}") from None
        except EventsError as error:
            raise _after_skipping(table, path, error) from None
        n_rows = cleaned.cleaning.rows if found.n_rows is None else found.n_rows
        read, skipped = table.account(n_rows + _n_left_out(found))
        described = found.describe() + (", until from 'until'" if _has_until(found) else "")
    for message in found.plan.warnings:
        warn_caller(message)
    reading = Reading(
        origin=str(path),
        format=table.title,
        columns=f"{described}, {table.said}" if table.said else described,
        read=read,
        skipped={**found.skipped, **skipped},
    )
    return Events(cleaned.stored, cleaned.cleaning, (reading,))


def _clean(
    found: Recognised, request: Request, table: Table, rules: Rules, *, progress: bool
) -> CleanedTable:
    kind = found.columns["kind"]
    columns = {part: name for part, name in found.columns.items() if part != "kind"}
    if _has_until(found):
        columns["until"] = _UNTIL
    return clean_relation(
        found.rows,
        Columns(**columns),
        replace(
            rules,
            kinds=request.names_of_kinds() if kind in found.rows.columns else None,
            time_zone=found.time_zone,
        ),
        kind=kind,
        origin=request.origin,
        read_once=table.is_read_by_rows and found.stored is None,
        people=found.people if table.people is None else table.people,
        progress=progress,
    )


def _has_until(found: Recognised) -> bool:
    """Whether the table says when follows were undone, as `Events.to_frame` writes it."""
    return _UNTIL in found.rows.columns and _UNTIL not in found.columns.values()


def _n_left_out(found: Recognised) -> int:
    """Return the number of rows of kinds that are left out, which are no rows of the cleaning."""
    return sum(count for reason, count in found.skipped.items() if reason.startswith("kind "))


def _after_skipping(table: Table, path: Path, error: EventsError) -> Exception:
    """Return an error of rows that names the file, and counts the lines that did not become rows."""
    text = str(error)
    text = text if path.name in text else f"{format_path(path)}: {text}"
    try:
        skipped = table.account(table.rows.aggregate("count(*)").fetchall()[0][0]).skipped
    except ReadError as too_many:
        return too_many
    if not skipped:
        return type(error)(text)
    reasons = "; ".join(f"{reason}: {count:,}" for reason, count in skipped.items())
    return type(error)(f"{text} (lines that could not be read were skipped: {reasons})")
