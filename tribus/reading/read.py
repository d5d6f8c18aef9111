"""Events from files of any supported format."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from tribus._core.checks import check_choice, check_share, show
from tribus.errors import OptionError
from tribus.events import Events, Reading
from tribus.events.reading import format_reading
from tribus.events.rules import make_rules
from tribus.reading.exports import read_exports
from tribus.reading.spark import read_on_spark
from tribus.reading.tables import read_table
from tribus.recognition import Request
from tribus.sources import TABLE_FORMAT, Export, ReadOptions, find_sources
from tribus.sources.paths import format_path
from tribus.sources.tables.workbooks import is_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyspark.sql import SparkSession

    from tribus.sources import FolderSummary
    from tribus.sources.folders import FoundFile


def read_events(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    format: str = "auto",  # noqa: A002  the analyst's word for it
    source: str | None = None,
    target: str | Mapping[str, str] | None = None,
    kind: str | None = None,
    time: str | Literal[False] | None = None,
    count: str | Literal[False] | None = None,
    text: str | Literal[False] | None = None,
    post: str | Literal[False] | None = None,
    thread: str | Literal[False] | None = None,
    parent: str | None = None,
    kinds: Mapping[str, str | None] | None = None,
    time_zone: str | None = None,
    day_first: bool | None = None,
    time_format: str | None = None,
    directed: bool = True,
    mentions_from_text: bool | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    fold_case: bool | None = None,
    ids: str = "text",
    ego: str | None = None,
    names: bool = True,
    texts: bool = False,
    direct_messages: bool = False,
    bad_lines: float = 0.01,
    strict: bool = False,
    engine: SparkSession | None = None,
    progress: bool = True,
) -> Events:
    r"""Read events from files of a platform, a tool or an analyst, and clean them.

    The format of each file is detected from its content. Supported are tables (CSV and similar, Parquet,
    JSON lines and lists), edge lists without a header (SNAP, KONECT, networkx), graphs (GEXF and
    GraphML of Gephi and NodeXL) and the exports listed under `format`. Files may be compressed (`.gz`,
    `.zst`, `.bz2`, `.xz`), and archives are read as they are.

    Parameters
    ----------
    path
        A file, a folder, or a list of files and folders. A folder that is not an export itself is
        searched for files at any depth; hidden files and files of other types are passed over. Files of
        one platform are read together, so one file may hold the author of a post that another file
        answers; an event that is in two files counts once.
    format
        `"auto"` detects the format. Otherwise the format that every file must have: `"table"`;
        `"twitter-v2"` (X API, as twarc2 saves it), `"twitter-v1"`, `"twitter-web"`,
        `"twitter-graphql"`, `"twitter-scraped"`, `"twitter-bright-data"`,
        `"twitter-archive"` (of an account);
        `"mastodon-api"`, `"mastodon-export"` (of an account), and its files `"mastodon-outbox"` and
        `"mastodon-follows"`; `"jetstream"`, `"jetstream-2"`, `"tap"`, `"bluesky-api"`,
        `"bluesky-repository"` (of a Bluesky account, `.car`) and `"bluesky-collection"` (of
        `collect_bluesky`); `"reddit"`; `"telegram"`, `"discord"`,
        `"slack"` and `"mbox"`; `"github"`; `"tiktok-comments"` and `"youtube-comments"`; `"threads"`,
        `"instagram-export"` (of an account), `"instagram-lists"` and `"instagram-comments"`.
    source, target, kind, time, count, text, post, thread
        Columns of a table, as in `Events.from_frame`. Columns that are not named are found by usual
        names (`from`, `user_id`, `follower`; `to`, `reply_to`, `followee`; `created_at`; `weight`; ...);
        `Events.reading` shows which were taken. `kind` may be one kind for the whole file; if there is
        no such column, the name of the target column or of the file may give it (`follows.csv`). With
        `source` or `target` the file is read as a table. Columns without a header are `column_0`,
        `column_1`, ...; after the two ends, their meaning is detected from their values.
    parent, kinds, time_zone, day_first, time_format, directed, mentions_from_text, fold_case
        As in `Events.from_frame`. Times in exports have a zone.
    encoding
        Encoding of a table in text, for example `"cp1252"`. None: UTF-8, UTF-16 or Windows-1252,
        whichever the bytes are.
    sheet
        Sheet of a workbook. None: the sheet of edges, or else the first with a header.
    ids
        `"text"` or `"integer"`: type of ids in a table of text. As text, `007` stays `007`.
    ego
        The user whose list of followers or followed users a file is, if the file does not contain it.
    names
        Whether users in exports and graphs are called by their names (`ana`) where these are known,
        instead of ids (`1321902678188974081`). A name that two users of a platform have had belongs to
        the later one; the other is called by id. In a graph, names are used only if each is unique.
    texts
        Whether to keep the texts of posts in exports. They may need more memory than everything else.
    direct_messages
        Whether to read messages that only their addressees can see, where an export holds them.
    bad_lines
        Largest share of the lines of a file that may be unreadable, 0 to 1. They are skipped and
        counted; up to three are always allowed. With 1, the rest of a damaged JSON document or
        repository, which is an error otherwise, is skipped too.
    strict
        Whether the first unreadable line is an error.
    engine
        Spark session that reads `path`, a path to Parquet or ORC in any storage that Spark reaches, or a
        list of them. The rows stay on Spark. None: files of this machine.
    progress
        Whether to show a bar if this takes more than two seconds.

    Returns
    -------
    Events
        With all users of all files, also users without events. `Events.reading` has the format of each
        file and the records that gave no event; `Events.cleaning` has the rows that were left out.

    Raises
    ------
    ReadError
        If a file does not exist, has another format than asked for, is damaged, or has too many bad
        lines; the message names the file and the line.
    ColumnError, EventsError, OptionError
        As in `Events.from_frame`.

    Examples
    --------
    >>> import pathlib, tempfile, tribus as tb
    >>> lines = ["from,to,at", "ana,ben,2024-05-01T10:00:00Z", "ben,ana,2024-05-02T08:30:00Z"]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "replies.csv"
    ...     _ = path.write_text("\n".join(lines))
    ...     events = tb.read_events(path, progress=False)
    >>> events
    <Events: 2 events, 2 users, 2 reply, nothing left out>
    >>> events.reading[0].columns
    "source from 'from', target from 'to', time from 'at', all reply"
    """
    given = dict(locals())
    check_choice("ids", ids, ("text", "integer"))
    check_share("bad_lines", bad_lines)
    reads_tables = source is not None or target is not None or parent is not None or sheet is not None
    format_name = TABLE_FORMAT if reads_tables and format == "auto" else format
    rules = make_rules(fold_case=fold_case, integer_ids=ids == "integer")
    options = ReadOptions(
        ego=ego, direct_messages=direct_messages, texts=texts, bad_lines=0.0 if strict else bad_lines
    )
    request = Request(
        source=source,
        target=target,
        kind=kind,
        time=time,
        count=count,
        text=text,
        post=post,
        thread=thread,
        parent=parent,
        kinds=kinds,
        time_zone=time_zone,
        day_first=day_first,
        time_format=time_format,
        directed=directed,
        mentions_from_text=mentions_from_text,
    )
    if engine is not None:
        others = {
            "format": None if format == "auto" else format,
            "encoding": encoding,
            "sheet": sheet,
            "ego": ego,
            "texts": texts or None,
            "direct_messages": direct_messages or None,
            "strict": strict or None,
        }
        events = read_on_spark(path, engine, request, rules, others=others, progress=progress)
        return _with_call(events, events.reading, given)
    found, folders = find_sources(path, format_name=format_name)
    exports = [file.export for file in found if file.export is not None]
    if len(exports) == len(found):
        table_options = {
            **request.named(),
            "kinds": kinds,
            "time_zone": time_zone,
            "day_first": day_first,
            "time_format": time_format,
            "directed": None if directed else False,
            "mentions_from_text": mentions_from_text,
            "ids": None if ids == "text" else ids,
        }
        _refuse_options(exports[0], table_options)
    _refuse_for_tables(found, ego=ego, sheet=sheet)
    tables = [
        read_table(
            file.path,
            request,
            bad_lines=options.bad_lines,
            by_label=names,
            encoding=encoding,
            sheet=sheet,
            top=file.top,
            nodes=file.nodes,
            progress=progress,
            rules=rules,
        )
        for file in found
        if file.export is None
    ]
    tables.extend(
        read_exports(together, options, rules, named=names, progress=progress)
        for together in _group_by_platform(exports)
    )
    events = Events.concat(tables) if len(tables) > 1 else tables[0]
    passed_over = (_report_folder(folder) for folder in folders if folder.skipped)
    return _with_call(events, (*events.reading, *passed_over), given)


def _with_call(events: Events, readings: Iterable[Reading], given: Mapping[str, Any]) -> Events:
    """Return the events with the call of `read_events` in each of their readings."""
    path = given["path"]
    paths = [os.fspath(one) for one in path] if isinstance(path, (list, tuple)) else os.fspath(path)
    call = format_reading(read_events, repr(paths), given)
    return replace(events, reading=tuple(replace(one, call=call) for one in readings))


def _refuse_options(export: Export, options: Mapping[str, Any]) -> None:
    """Raise `OptionError` for options of tables, which do nothing for an export."""
    given = [f"{name}={show(value)}" for name, value in options.items() if value is not None]
    if given:
        raise OptionError(
            f"{format_path(export.path)} is {export.format.title}, a format with fixed columns; "
            f"leave out {', '.join(given)}, or read it as a table with format='table'"
        )


def _refuse_for_tables(found: Sequence[FoundFile], *, ego: str | None, sheet: str | None) -> None:
    """Raise `OptionError` for options that do nothing for any of the files."""
    tables = [file for file in found if file.export is None]
    if ego is not None and tables and len(tables) == len(found):
        raise OptionError(
            f"ego={show(ego)} names the owner of a list of followers or of an export of a platform; "
            f"{format_path(tables[0].path)} is a table, whose columns name both people. Leave out ego="
        )
    if sheet is not None and tables and not any(_is_workbook(file) for file in tables):
        raise OptionError(
            f"sheet={show(sheet)} names a sheet of a workbook; {format_path(tables[0].path)} is none. "
            "Leave out sheet="
        )


def _is_workbook(file: FoundFile) -> bool:
    return file.top is not None and is_workbook(file.path, file.top)


def _group_by_platform(exports: Sequence[Export]) -> list[list[Export]]:
    platforms: dict[str, list[Export]] = {}
    for export in exports:
        platforms.setdefault(export.format.platform, []).append(export)
    return list(platforms.values())


def _report_folder(folder: FolderSummary) -> Reading:
    """Report the files of a folder that were skipped; the others have readings of their own."""
    return Reading(origin=str(folder.path), format="folder", read=folder.n_files, skipped=folder.skipped)
