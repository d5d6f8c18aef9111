"""Events from exports of one platform: read file by file, resolved together, then cleaned."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tribus._display.progress import move_bar, progress_bar
from tribus.errors import EventsError
from tribus.events import Events, Reading
from tribus.events.columns import Columns
from tribus.events.relation import clean_relation
from tribus.reading.references import resolve_references
from tribus.reading.staging import Staging
from tribus.sources import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus.events import Rules
    from tribus.sources import Export, ReadOptions

MAX_SHOWN_READINGS = 5  # in a message
EXPORT_COLUMNS = Columns(
    source="source",
    target="target",
    time="time",
    text="text",
    post="post",
    thread="thread",
    until="until",
)


def read_exports(
    exports: Sequence[Export], options: ReadOptions, rules: Rules, *, named: bool, progress: bool
) -> Events:
    """Read files of one platform together, so that references between them are resolved.

    Parameters
    ----------
    exports
        The files.
    options
        Options of the caller for the readers.
    rules
        How values are read.
    named
        Whether users are called by their names where these are known.
    progress
        Whether to show a bar if this takes more than two seconds.

    Raises
    ------
    ReadError
        If a file is damaged or has too many bad lines.
    EventsError
        If no file has an event; the message gives the reasons.
    """
    staging = Staging()
    found = [
        _read(export, number, options, staging, shown=progress) for number, export in enumerate(exports)
    ]
    resolved = resolve_references(staging, named=named)
    for dropped in resolved.dropped():
        found[dropped.file].skipped[dropped.reason] += dropped.records
    readings = tuple(
        Reading(
            origin=str(export.path),
            format=export.format.title,
            read=rows.read,
            skipped=rows.skipped,
            ego=rows.ego and resolved.name(rows.ego),
        )
        for export, rows in zip(exports, found, strict=True)
    )
    if not any(reading.kept for reading in readings):
        raise EventsError(f"no events were found: {_show_readings(readings)}")
    cleaned = clean_relation(
        resolved.events().to_native(),
        EXPORT_COLUMNS if resolved.has_undone() else replace(EXPORT_COLUMNS, until=None),
        rules,
        kind="kind",
        people=resolved.people.lazy().to_native(),
        activity=None if resolved.activity is None else resolved.activity.lazy(),
        profiles=None if resolved.profiles is None else resolved.profiles.lazy(),
        origin=str(exports[0].path),
        progress=progress,
    )
    return Events(cleaned.stored, cleaned.cleaning, readings)


def _show_readings(readings: Sequence[Reading]) -> str:
    """Return the first few readings for a message; a folder may have many thousand files."""
    shown = "; ".join(map(str, readings[:MAX_SHOWN_READINGS]))
    n_others = len(readings) - MAX_SHOWN_READINGS
    return f"{shown}; and {n_others:,} files more" if n_others > 0 else shown


def _read(export: Export, number: int, options: ReadOptions, staging: Staging, *, shown: bool) -> Rows:
    rows = Rows(options, partial(staging.store, file=number), file=export.path.name)
    size = export.path.stat().st_size
    bar = progress_bar(total=size, what=f"reading {export.path.name}", shown=shown)
    with bar, _without_garbage_collection():
        export.read(rows, partial(move_bar, bar))
        rows.flush(min_rows=1)
        rows.check_bad_lines()
    return rows


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Switch off the search for reference cycles: records have none, and it runs every few hundred."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
