"""Events straight from files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from tribus._core.checks import check_choice, check_share, show
from tribus.errors import OptionError
from tribus.events.events import Events
from tribus.events.reading import Reading
from tribus.reading.exports import read_exports
from tribus.reading.tables import read_table
from tribus.recognition import Request
from tribus.sources import TABLE_FORMAT, Export, ReadOptions, find_sources
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from tribus.sources import FolderSummary


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
    gave no event. Read are tables (CSV and the like, Parquet, JSON lines and lists), lists of edges
    without a header (as SNAP, KONECT and networkx write them), graphs (GEXF and GraphML, as of Gephi and
    NodeXL) and the exports listed under `format`, plain, compressed (`.gz`, `.zst`, `.bz2`, `.xz`) or as
    the archive in which they came.

    Parameters
    ----------
    path
        A file, a folder, or a list of them. Of a folder that is no export itself all files are read,
        however deep, but for hidden ones and those of kinds that are not read. Files of one platform
        are read together, so that one may tell whose post another one answers; what two files both tell
        counts once.
    format
        `"auto"`, or what the files must be: `"table"`; of X `"twitter-v2"` (its API, as twarc2 keeps
        it), `"twitter-v1"`, `"twitter-archive"` (of an account); `"mastodon-api"`, `"mastodon-export"`
        (of an account) and the files of it `"mastodon-outbox"` and `"mastodon-follows"`; of Bluesky
        `"jetstream"` and `"bluesky-repository"` (of an account, `.car`); `"reddit"`.
    source, target, kind, time, count, text, post, thread
        Columns of a table, as in `Events.from_frame`. Those not named are found by their usual names
        (`from`, `user_id`, `follower`; `to`, `reply_to`, `followee`; `created_at`; `weight`; ...), and
        `events.reading` says which were taken. `kind` may be one kind for the whole file; where no
        column holds it, the target's column or the file's name may give it away (`follows.csv`). To
        name `source` or `target` says that the file is a table. Columns without a header are
        `column_0`, `column_1`, ...; what follows the two ends is told by its values.
    kinds, time_zone, fold_case
        As in `Events.from_frame`. Times of exports carry their zone.
    ids
        `"text"` or `"integer"`: what the ids of a table that only holds text are. As text, `007` stays
        `007`.
    ego
        Whose list of followers or followed people a file is, where it does not say so itself.
    names
        Whether people in exports and graphs go by their names (`ana`) where these are told, or by ids
        (`1321902678188974081`). A name that two people of a platform have had is that of the later one,
        the other goes by id; in a graph all go by id unless each has a name of their own.
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
    is_table = source is not None or target is not None or parent is not None or sheet is not None
    wanted = TABLE_FORMAT if is_table and format == "auto" else format
    asked = ReadOptions(
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
    found, folders = find_sources(path, format_name=wanted)
    exports = [one.export for one in found if one.export is not None]
    if len(exports) == len(found):
        of_tables = {
            **request.named(),
            "kinds": kinds,
            "time_zone": time_zone,
            "day_first": day_first,
            "time_format": time_format,
            "directed": None if directed else False,
            "mentions_from_text": mentions_from_text,
            "ids": None if ids == "text" else ids,
        }
        _refuse(exports[0], of_tables)
    tables = [
        read_table(
            one.path,
            request,
            bad_lines=asked.bad_lines,
            by_label=names,
            encoding=encoding,
            sheet=sheet,
            progress=progress,
            fold_case=fold_case,
            integer_ids=ids == "integer",
        )
        for one in found
        if one.export is None
    ]
    tables.extend(
        read_exports(together, asked, named=names, fold_case=fold_case, progress=progress)
        for together in _by_platform(exports)
    )
    events = Events.concat(tables) if len(tables) > 1 else tables[0]
    passed_over = (_read_folder(folder) for folder in folders if folder.skipped)
    return replace(events, reading=(*events.reading, *passed_over))


def _refuse(export: Export, options: Mapping[str, Any]) -> None:
    """Raise `OptionError` for options of tables that would do nothing."""
    given = [f"{name}={show(value)}" for name, value in options.items() if value is not None]
    if given:
        raise OptionError(
            f"{format_path(export.path)} is {export.format.title}, which says itself what "
            f"holds what; leave out {', '.join(given)}, or read it as a table with format='table'"
        )


def _by_platform(exports: Sequence[Export]) -> list[list[Export]]:
    platforms: dict[str, list[Export]] = {}
    for export in exports:
        platforms.setdefault(export.format.platform, []).append(export)
    return list(platforms.values())


def _read_folder(folder: FolderSummary) -> Reading:
    """Report the files of a folder that were skipped; the others have readings of their own."""
    return Reading(origin=str(folder.path), format="folder", read=folder.n_files, skipped=folder.skipped)
