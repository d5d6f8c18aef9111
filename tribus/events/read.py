"""Events straight from a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import duckdb

from tribus._checks import check_choice, show
from tribus.errors import ColumnError
from tribus.events.columns import Columns, check_columns, guess_column, guess_kind, need_column
from tribus.events.engine import connection
from tribus.events.events import Events
from tribus.events.kinds import KINDS
from tribus.sources import damaged, open_table

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_events(
    path: str | os.PathLike[str],
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
) -> Events:
    """Read and clean a table of events: CSV (plain or .gz), Parquet or JSON lines.

    Parameters
    ----------
    path
        A file; its ending says what it is. A CSV needs a header; comma, tab, semicolon and bar
        separate, whichever its header has most of.
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

    Raises
    ------
    ReadError
        If the file is not there, not a table, or damaged.
    ColumnError, EventsError, OptionError
        As in `Events.from_frame`.
    """
    check_choice("ids", ids, ("text", "integer"))
    rows = open_table(path, connection())
    found = rows.columns
    columns = Columns(
        source=source or need_column("source", found),
        target=target or need_column("target", found),
        time=time or guess_column("time", found),
        count=count or guess_column("count", found),
        text=text or guess_column("text", found),
        post=post or guess_column("post", found),
        thread=thread or guess_column("thread", found),
    )
    check_columns(columns, found)
    kind = kind or guess_column("kind", found) or guess_kind(columns.target, str(path))
    if kind is None:
        raise ColumnError(
            f"nothing in {show(str(path), at_most=500)} says what kind of events it holds; "
            f"name a column with kind=, or give one kind for the whole file: {', '.join(KINDS)}"
        )
    try:
        return Events.from_relation(
            rows,
            columns,
            kind,
            kinds=kinds,
            time_zone=time_zone,
            fold_case=fold_case,
            integer_ids=ids == "integer",
            origin=os.fspath(path),
        )
    except duckdb.Error as error:
        raise damaged(path, error) from None
