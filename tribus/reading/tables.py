"""Events from one table: which of its columns holds what, and what its lines came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from tribus._display.progress import move_bar, progress_bar
from tribus._engine.duckdb_engine import connection
from tribus.errors import ColumnError, EventsError, ReadError
from tribus.events.columns import (
    USUAL_NAMES,
    Columns,
    check_columns,
    guess_column,
    guess_kind,
    need_column,
)
from tribus.events.events import Events
from tribus.events.kinds import KINDS
from tribus.events.reading import Reading
from tribus.events.users import ENDS
from tribus.sources import open_table
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from pathlib import Path

    from tribus.sources import Table

_UTC = "utc"  # in the name of a column of times
_HEADER_NAMES = frozenset(name for usual in USUAL_NAMES.values() for name in usual)


def read_table(
    path: Path,
    named: Mapping[str, str | None],
    kind: str | None,
    *,
    bad_lines: float,
    by_label: bool,
    progress: bool,
    **options: Any,
) -> Events:
    """Read one table, and clean it.

    Parameters
    ----------
    path
        The file.
    named
        For each part of an event the column that the caller named; None if it is to be found.
    kind
        The column of kinds, or one kind for the whole table; None if it is to be found.
    bad_lines
        The largest share of lines that may be unreadable.
    by_label
        Whether people in files of graphs go by their labels.
    progress
        Whether to show a bar.
    **options
        As `Events.from_relation` takes them.
    """
    own_names = {name.strip().lower() for name in (*named.values(), kind) if name is not None}
    bar = progress_bar(total=path.stat().st_size, what=f"looking through {path.name}", shown=progress)
    with (
        bar,
        open_table(
            path,
            connection(),
            bad_lines=bad_lines,
            header_names=_HEADER_NAMES | own_names,
            by_label=by_label,
            on_read=partial(move_bar, bar),
        ) as table,
    ):
        bar.close()
        columns, kind = _find_columns(table, named, kind, path)
        options = _as_told(table, columns, options)
        try:
            events = Events.from_relation(
                table.rows,
                columns,
                kind,
                origin=str(path),
                read_once=table.is_read_by_rows,
                people=table.people,
                progress=progress,
                **options,
            )
        except EventsError as error:
            raise _after_skipping(table, error) from None
        read, skipped = table.account(events.cleaning.rows)
        said = columns.told(kind, table.rows.columns)
    reading = Reading(
        origin=str(path),
        format=table.title,
        columns=f"{said}, {table.said}" if table.said else said,
        read=read,
        skipped=skipped,
    )
    return replace(events, reading=(reading,))


def _find_columns(
    table: Table, named: Mapping[str, str | None], kind: str | None, path: Path
) -> tuple[Columns, str]:
    """Which column holds what, and the kind: by the caller, by the format, by usual names."""
    found = table.rows.columns
    taken = {*named.values(), kind}
    told = {part: name for part, name in table.roles.items() if name not in taken}
    told |= {part: name for part, name in named.items() if name is not None}
    try:
        ends = {part: told.get(part) or need_column(part, found) for part in ENDS}
        others = {
            part: told.get(part) or guess_column(part, found) for part in named if part not in ENDS
        }
        columns = Columns(source=ends["source"], target=ends["target"], **others)
        check_columns(columns, found)
    except ColumnError as error:
        raise ColumnError(f"{format_path(path)}: {error}") from None
    kind = kind or told.get("kind") or guess_column("kind", found)
    kind = kind or guess_kind(columns.target, str(path))
    if kind is None:
        raise ColumnError(
            f"nothing in {format_path(path)} says what kind of events it holds; "
            f"name a column with kind=, or give one kind for the whole file: {', '.join(KINDS)}"
        )
    return columns, kind


def _as_told(table: Table, columns: Columns, options: dict[str, Any]) -> dict[str, Any]:
    """Add to the caller's options what the tool calls its kinds, and the zone that a column names."""
    told, kinds = dict(options), options.get("kinds")
    if table.kinds and (kinds is None or isinstance(kinds, Mapping)):
        told["kinds"] = {**table.kinds, **(kinds or {})}
    if options.get("time_zone") is None and columns.time is not None and _UTC in columns.time.lower():
        told["time_zone"] = "UTC"
    return told


def _after_skipping(table: Table, error: EventsError) -> Exception:
    """Tell, with what is wrong with the rows, of lines that did not become rows."""
    try:
        skipped = table.account(table.rows.aggregate("count(*)").fetchall()[0][0]).skipped
    except ReadError as too_many:
        return too_many
    if not skipped:
        return error
    reasons = "; ".join(f"{reason}: {count:,}" for reason, count in skipped.items())
    return type(error)(f"{error} (lines that could not be read were skipped: {reasons})")
