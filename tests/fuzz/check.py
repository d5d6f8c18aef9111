"""Checks for every file, however damaged: it is read, or refused with an error of tribus."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tribus import read_events
from tribus.errors import TribusError
from tribus.sources import ReadOptions, Rows, recognise
from tribus.sources.rows import ROW_SCHEMAS

if TYPE_CHECKING:
    import pyarrow as pa

    from tribus import Events

MAX_MESSAGE_LENGTH = 5_000  # characters


class Failure(NamedTuple):
    """An exception of another class: its kind and line, which identify it, and the traceback."""

    what: str
    traceback: str


def read_fast(path: Path, options: dict[str, Any]) -> None:
    """Read a file without the database if it is no table."""
    export = recognise(path)
    if export is None:
        check_events(read_events(path, **options))
        return
    read_options = ReadOptions(
        ego=options.get("ego"), texts=options["texts"], bad_lines=options["bad_lines"]
    )
    rows = Rows(read_options, _check_table, file=path.name)
    export.read(rows, lambda _: None)
    rows.flush(min_rows=1)
    assert rows.read >= sum(rows.skipped.values())


def _check_table(what: str, table: pa.Table) -> None:
    assert table.column_names == list(ROW_SCHEMAS[what])
    table.validate(full=True)


def check_events(events: Events) -> None:
    """Check that events are consistent and can be shown."""
    for reading in events.reading:
        assert reading.read == reading.kept + sum(reading.skipped.values())
        assert reading.kept >= 0
        assert min(reading.skipped.values(), default=1) > 0
        assert str(reading).isprintable()
        assert repr(reading).isprintable()
        reading.to_frame()
    assert repr(events).isprintable()
    assert events._repr_html_().replace("\n", "").isprintable()
    assert events.to_frame()["count"].sum() <= sum(events.counts.values()) * (1 + 1e-9)
    assert set(events.to_frame()["source"]) <= set(events.ids.to_pylist())
    assert events.n_users == len(events.ids)


def try_file(path: Path, options: dict[str, Any], *, whole: bool) -> Failure | None:
    """Read a file and return its failure; None if there is none."""
    try:
        if whole:
            check_events(read_events(path, **options))
        else:
            read_fast(path, options)
    except TribusError as error:
        return check_message(str(error))
    except BaseException as error:  # the fuzzer looks for all of them
        if isinstance(error, KeyboardInterrupt):
            raise
        return Failure(place_of(error), traceback.format_exc())
    return None


def check_message(message: str) -> Failure | None:
    """Return a failure if the message of an error cannot be shown."""
    if len(message) <= MAX_MESSAGE_LENGTH and message.isprintable():
        return None
    return Failure("a message that cannot be shown", repr(message))


def place_of(error: BaseException) -> str:
    """Return the kind of an exception, and the last line of tribus in its traceback."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "/tribus/" in frame.filename
    ]
    last = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "outside"
    return f"{type(error).__name__} at {last}"
