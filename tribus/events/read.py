"""Events straight from files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb

from tribus._checks import check_choice, check_share, show
from tribus.errors import ColumnError
from tribus.events.columns import Columns, check_columns, guess_column, guess_kind, need_column
from tribus.events.engine import connection
from tribus.events.events import Events
from tribus.events.exports import read_exports
from tribus.events.kinds import KINDS
from tribus.events.reading import Reading
from tribus.events.users import ENDS
from tribus.sources import (
    TABLE,
    Asked,
    Export,
    damaged,
    is_read_by_rows,
    list_files,
    open_table,
    recognise,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def read_events(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    format: str = "auto",  # noqa: A002  the analyst's word for it
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
    ego: str | None = None,
    names: bool = True,
    texts: bool = False,
    direct_messages: bool = False,
    bad_lines: float = 0.01,
    strict: bool = False,
    progress: bool = True,
) -> Events:
    """Read files that a platform, a tool or an analyst made, and clean what they tell.

    What a file is is told by what is in it, and `events.reading` says how each was read and what in it
    gave no event. Read are tables (CSV and the like, Parquet, JSON lines) and the exports listed under
    `format`, plain, compressed (`.gz`, `.zst`, `.bz2`, `.xz`) or as the archive in which they came.

    Parameters
    ----------
    path
        A file, a folder, or a list of them. Files of one platform are read together, so that one may
        tell whose post another one answers; what two files both tell counts once.
    format
        `"auto"`, or what the files must be: `"table"` (for columns of your own naming), `"jetstream"`.
    source, target, kind, time, count, text, post, thread
        Columns of a table, as in `Events.from_frame`. Those not named are found by their usual names
        (`from`, `user_id`, `follower`; `to`, `reply_to`, `followee`; `created_at`; `weight`; ...), and
        `events.reading` says which were taken. `kind` may be one kind for the whole file; where no
        column holds it, the target's column or the file's name may give it away (`follows.csv`). To
        name `source` or `target` says that the file is a table.
    kinds, time_zone, fold_case
        As in `Events.from_frame`. Times of exports carry their zone.
    ids
        `"text"` or `"integer"`: what the ids of a table that only holds text are. As text, `007` stays
        `007`.
    ego
        Whose list of followers or followed people a file is, where it does not say so itself.
    names
        Whether people in exports go by their names (`ana`) where these are told, or by the platform's
        ids (`1321902678188974081`). A name that two people have had is that of the later one; the other
        goes by id.
    texts
        Whether to keep the words of posts in exports, which may take more memory than all the rest.
    direct_messages
        Whether to read what was meant for its addressees alone, where an export holds it.
    bad_lines
        The largest share of the lines of a file that may be unreadable, 0 to 1; they are skipped and
        counted, and a hundred are always forgiven.
    strict
        Whether the first line that cannot be read is an error.
    progress
        Whether to show a bar if it takes more than two seconds.

    Raises
    ------
    ReadError
        If a file is not there, not what it was said to be, damaged, or has too many bad lines: it and
        the line are named.
    ColumnError, EventsError, OptionError
        As in `Events.from_frame`.
    """
    check_choice("ids", ids, ("text", "integer"))
    check_share("bad_lines", bad_lines)
    is_table = source is not None or target is not None
    wanted = TABLE if is_table and format == "auto" else format
    asked = Asked(
        ego=ego, direct_messages=direct_messages, texts=texts, bad_lines=0.0 if strict else bad_lines
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
    files = list_files(path)
    found = [recognise(file, asked=wanted) for file in files]
    platforms: dict[str, list[Export]] = {}
    for export in found:
        if export is not None:
            platforms.setdefault(export.format.platform, []).append(export)
    tables = [
        _read_table(
            file,
            columns,
            kind,
            kinds=kinds,
            time_zone=time_zone,
            fold_case=fold_case,
            integer_ids=ids == "integer",
            progress=progress,
        )
        for file, export in zip(files, found, strict=True)
        if export is None
    ]
    tables.extend(
        read_exports(exports, asked, named=names, fold_case=fold_case, progress=progress)
        for exports in platforms.values()
    )
    return Events.concat(tables) if len(tables) > 1 else tables[0]


def _read_table(path: Path, named: dict[str, str | None], kind: str | None, **options: Any) -> Events:
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
        events = Events.from_relation(
            rows, columns, kind, origin=str(path), read_once=is_read_by_rows(path), **options
        )
    except duckdb.Error as error:
        raise damaged(path, error) from None
    said = columns.told(kind, found)
    return replace(events, reading=(Reading(origin=str(path), columns=said, read=events.cleaning.rows),))
