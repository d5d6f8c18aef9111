"""Events from one table: its columns are found, its rows cleaned, its lines accounted for."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show
from tribus._display import plain
from tribus._display.progress import move_bar, progress_bar
from tribus._engine.database import connection, run
from tribus.errors import ColumnError, EventsError, ReadError
from tribus.events import Events
from tribus.events.recognised import check_events, clean_recognised, report_reading
from tribus.recognition import is_known_name, name_tool_columns, recognise_relation
from tribus.sources import open_table
from tribus.sources.paths import format_path
from tribus.sources.tables import RepeatedKeyError, put_labels

if TYPE_CHECKING:
    from pathlib import Path

    from tribus.events import Rules
    from tribus.recognition import Request
    from tribus.sources import Table
    from tribus.sources.tops import FileTop


def read_table(
    path: Path,
    request: Request,
    *,
    bad_lines: float,
    by_label: bool,
    encoding: str | None,
    sheet: str | None,
    top: FileTop | None = None,
    nodes: Path | None = None,
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
    top
        Top of the file, if it has been read before.
    nodes
        Table of the nodes of a table of edges, or None.
    progress
        Whether to show a bar.
    rules
        How ids are read; those for kinds and times are in `request`.
    """
    options: dict[str, Any] = {
        "bad_lines": bad_lines,
        "by_label": by_label,
        "encoding": encoding,
        "sheet": sheet,
        "top": top,
        "nodes": nodes,
        "progress": progress,
        "rules": rules,
    }
    try:
        return _read_table(path, request, **options)
    except RepeatedKeyError:
        return _read_table(path, request, **options, has_repeated_keys=True)


def _read_table(
    path: Path,
    request: Request,
    *,
    bad_lines: float,
    by_label: bool,
    encoding: str | None,
    sheet: str | None,
    top: FileTop | None,
    nodes: Path | None,
    progress: bool,
    rules: Rules,
    has_repeated_keys: bool = False,
) -> Events:
    own_names = {name.strip().lower() for name in request.named_columns()}
    bar = progress_bar(total=path.stat().st_size, what=f"looking through {path.name}", shown=progress)
    with (
        bar,
        nullcontext() if nodes is None else open_table(nodes, connection()) as node_table,
        open_table(
            path,
            connection(),
            top=top,
            bad_lines=bad_lines,
            is_header_name=lambda name: name.strip().lower() in own_names or is_known_name(name),
            by_label=by_label,
            encoding=encoding,
            sheet=sheet,
            on_read=partial(move_bar, bar),
            has_repeated_keys=has_repeated_keys,
        ) as edges,
    ):
        bar.close()
        table = edges if node_table is None else put_labels(edges, node_table)
        request = replace(
            request,
            roles=table.roles,
            format_kinds=table.kinds,
            origin=str(path),
            time_zone=request.time_zone or table.time_zone,
        )
        rows, request = name_tool_columns(table.rows, request)
        try:
            _check_rows(table, path)
            found = recognise_relation(rows, request)
            cleaned = clean_recognised(
                found,
                request,
                rules,
                read_once=table.is_read_by_rows,
                people=table.people,
                is_two_sided=table.is_two_sided,
                progress=progress,
            )
            check_events(found, cleaned, request)
        except ColumnError as error:
            text = str(error)
            raise ColumnError(text if str(path) in text else f"{format_path(path)}: {text}") from None
        except EventsError as error:
            raise _after_skipping(table, path, error) from None
        n_rows = cleaned.cleaning.rows if found.n_rows is None else found.n_rows
        read, skipped = table.account(n_rows + found.n_dropped())
        reading = report_reading(
            found, cleaned, request, title=table.title, said=table.said, read=read, skipped=skipped
        )
    return Events(cleaned.stored, cleaned.cleaning, (reading,))


def _check_rows(table: Table, path: Path) -> None:
    """Raise `EventsError` for a table with nothing below its header."""
    if not run(table.rows.limit(1).fetchall):
        raise EventsError(
            f"{plain(path.name)} has no rows, so there are no events to read, only the header "
            f"{show(table.rows.columns, at_most=200)}; was the export cut off?"
        )


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
