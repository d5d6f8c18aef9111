"""Events straight from a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import duckdb

from tribus._checks import check_choice, show
from tribus.errors import ColumnError, OptionError
from tribus.events.columns import Columns, check_columns, guess_column, guess_kind, need_column
from tribus.events.engine import connection
from tribus.events.events import Events
from tribus.events.kinds import KINDS
from tribus.events.users import ENDS
from tribus.sources import damaged, is_read_by_rows, open_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def read_events(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    source: str | None = None,
    target: str | None = None,
    kind: str | None = None,
    time: str | None = None,
    count: str | None = None,
    text: str | None = None,
    post: str | None = None,
    thread: str | None = None,
    kinds: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    fold_case: bool = False,
    ids: str = "text",
    progress: bool = True,
) -> Events:
    """Read and clean a table of events: CSV (plain or .gz), Parquet or JSON lines.

    Parameters
    ----------
    path
        A file; its ending says what it is. A CSV needs a header; comma, tab, semicolon and bar
        separate, whichever its header has most of. A list of files is read as `Events.concat` joins
        them, each with these options.
    source, target, kind, time, count, text, post, thread
        Columns, as in `Events.from_frame`. Those not named are found by their usual names (`from`,
        `user_id`, `follower`; `to`, `reply_to`, `followee`; `created_at`; `weight`; ...), and
        `events.reading` says which were taken. `kind` may be one kind for the whole file; where no
        column holds it, the target's column or the file's name may give it away (`follows.csv`).
    kinds, time_zone, fold_case
        As in `Events.from_frame`.
    ids
        `"text"` or `"integer"`: what the ids of a file that only holds text are. As text, `007` stays
        `007`.
    progress
        Whether to show a bar if it takes more than two seconds.

    Raises
    ------
    ReadError
        If the file is not there, not a table, or damaged.
    ColumnError, EventsError, OptionError
        As in `Events.from_frame`.
    """
    check_choice("ids", ids, ("text", "integer"))
    paths = [path] if isinstance(path, (str, os.PathLike)) else path
    if not isinstance(paths, (list, tuple)):
        raise OptionError(f"path must be the path of a file, or a list of paths, got {show(path)}")
    if not paths:
        raise OptionError(
            "path must be the path of a file, or a list of at least one, got an empty list"
        )
    columns = {
        "source": source,
        "target": target,
        "time": time,
        "count": count,
        "text": text,
        "post": post,
        "thread": thread,
    }
    tables = [
        _read_file(
            file,
            columns,
            kind,
            kinds=kinds,
            time_zone=time_zone,
            fold_case=fold_case,
            integer_ids=ids == "integer",
            progress=progress,
        )
        for file in paths
    ]
    return Events.concat(tables) if len(tables) > 1 else tables[0]


def _read_file(
    path: str | os.PathLike[str], named: dict[str, str | None], kind: str | None, **options: Any
) -> Events:
    rows = open_table(path, connection())
    found = rows.columns
    ends = {part: named[part] or need_column(part, found) for part in ENDS}
    others = {part: named[part] or guess_column(part, found) for part in named if part not in ENDS}
    columns = Columns(source=ends["source"], target=ends["target"], **others)
    check_columns(columns, found)
    kind = kind or guess_column("kind", found) or guess_kind(columns.target, str(path))
    if kind is None:
        raise ColumnError(
            f"nothing in {show(str(path), at_most=500)} says what kind of events it holds; "
            f"name a column with kind=, or give one kind for the whole file: {', '.join(KINDS)}"
        )
    try:
        return Events.from_relation(
            rows, columns, kind, origin=os.fspath(path), read_once=is_read_by_rows(path), **options
        )
    except duckdb.Error as error:
        raise damaged(path, error) from None
