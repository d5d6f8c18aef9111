"""Events from the exports of one platform: read file by file, brought together, cleaned."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tribus._display.progress import move_bar, progress_bar
from tribus.errors import EventsError
from tribus.events.columns import Columns
from tribus.events.events import Events
from tribus.events.reading import Reading
from tribus.reading.references import resolve_references
from tribus.reading.staging import Staging
from tribus.sources import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus.sources import Export, ReadOptions

COLUMNS = Columns(
    source="source", target="target", time="time", text="text", post="post", thread="thread"
)


def read_exports(
    exports: Sequence[Export], asked: ReadOptions, *, named: bool, fold_case: bool, progress: bool
) -> Events:
    """Read files of one platform together: what one tells of a post holds in all.

    Raises
    ------
    ReadError
        If a file is damaged or has too many bad lines.
    EventsError
        If there is no event in any of them; the reasons are told.
    """
    staging = Staging()
    found = [_read(one, number, asked, staging, shown=progress) for number, one in enumerate(exports)]
    resolved = resolve_references(staging, named=named)
    for lost in resolved.lost():
        found[lost.file].skipped[lost.reason] += lost.records
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
        raise EventsError(f"there is no event to be found: {'; '.join(map(str, readings))}")
    events = Events.from_relation(
        resolved.events().to_native(),
        COLUMNS,
        "kind",
        fold_case=fold_case,
        people=resolved.people.lazy().to_native(),
        origin=str(exports[0].path),
        progress=progress,
    )
    return replace(events, reading=readings)


def _read(export: Export, number: int, asked: ReadOptions, staging: Staging, *, shown: bool) -> Rows:
    rows = Rows(asked, partial(staging.store, file=number), file=export.path.name)
    size = export.path.stat().st_size
    bar = progress_bar(total=size, what=f"reading {export.path.name}", shown=shown)
    with bar, _no_collection():
        export.read(rows, partial(move_bar, bar))
        rows.flush(min_rows=1)
    return rows


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python from looking for circles among records, of which there are none, every few hundred."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
