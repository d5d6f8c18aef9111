"""A look at files: how they are read, before any work."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show
from tribus._display import plural
from tribus._display.language import format_decimals, format_whole, translate
from tribus._display.reasons import translate_reason
from tribus._display.terms import translate_term
from tribus._engine.database import connection
from tribus.errors import TribusError
from tribus.events import lazy_table
from tribus.events.overlap import measure_overlap
from tribus.reading.read import read_events
from tribus.recognition import is_known_name
from tribus.sources import open_table
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from tribus.events import Events, Reading

MAX_EXAMPLES_LENGTH = 60  # characters
N_EXAMPLES = 3  # values of a column


def look(path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]], **options: Any) -> list[str]:
    """Return lines that show how files are read: columns, events, rows left out, and the call.

    Parameters
    ----------
    path
        As `read_events` takes it.
    **options
        Options of `read_events`.

    Raises
    ------
    ReadError, ColumnError, EventsError, OptionError
        As `read_events` does.
    """
    events = read_events(path, progress=False, **options)
    lines = [line for reading in events.reading for line in _show_reading(reading)]
    calls = dict.fromkeys(f"  {reading.call}" for reading in events.reading if reading.call)
    return [*lines, *calls, *_show_events(events)]


def list_columns(
    paths: Sequence[str], *, encoding: str | None = None, sheet: str | None = None
) -> Iterator[str]:
    """Yield the columns of tables with their first values, for files that cannot be read as events."""
    for path in paths:
        with (
            suppress(TribusError),  # an export or a damaged file has no columns to show
            open_table(
                path, connection(), is_header_name=is_known_name, encoding=encoding, sheet=sheet
            ) as table,
        ):
            rows = table.rows.limit(N_EXAMPLES).fetchall()
            yield format_path(path)
            width = max(map(len, table.rows.columns))
            for name, values in zip(table.rows.columns, zip(*rows, strict=True), strict=False):
                examples = ", ".join(map(show, values))
                yield f"  {name:<{width}}  {examples[:MAX_EXAMPLES_LENGTH]}"


def _show_reading(reading: Reading) -> Iterator[str]:
    yield str(reading)
    width = max((len(name) for name, _, _ in reading.roles), default=0)
    for name, role, examples in reading.roles:
        yield f"  {name:<{width}}  {role:<18}  {examples[:MAX_EXAMPLES_LENGTH]}"
    for reason, count in reading.skipped.items():
        shown = translate_reason(reason)
        yield "  " + translate("left out: {n} ({reason})", n=format_whole(count), reason=shown)


def _show_events(events: Events) -> Iterator[str]:
    counts = ", ".join(
        f"{format_decimals(count, ',.15g')} {translate_term(kind)}"
        for kind, count in events.counts.items()
    )
    yield translate(
        "{events} of {users}: {counts}",
        events=plural(len(events), "event"),
        users=plural(events.n_users, "user"),
        counts=counts or translate("none"),
    )
    left_out = events.cleaning.left_out()
    if left_out:
        yield translate("left out: {rows}", rows=left_out)
    found = measure_overlap(lazy_table(events))
    if found.n_targets:
        yield translate(
            "{n} of {targets} also act; {sources} (without follows)",
            n=format_whole(found.n_both),
            targets=plural(found.n_targets, "target"),
            sources=plural(found.n_sources, "source"),
        )
