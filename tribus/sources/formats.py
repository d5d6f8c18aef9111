"""Recognition of the format of a file by its content; the name alone is no evidence."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tribus._core.checks import check_choice, show
from tribus.errors import ReadError
from tribus.sources.archives import ARCHIVE_SUFFIXES, open_archive
from tribus.sources.bluesky.api import API as BLUESKY_API
from tribus.sources.bluesky.collected import COLLECTION
from tribus.sources.bluesky.jetstream import JETSTREAM, JETSTREAM_2, TAP
from tribus.sources.bluesky.repository import REPOSITORY
from tribus.sources.chats.discord import DISCORD
from tribus.sources.chats.mbox import MBOX
from tribus.sources.chats.slack import SLACK
from tribus.sources.chats.telegram import TELEGRAM
from tribus.sources.github import GITHUB
from tribus.sources.instagram.comments import COMMENTS as INSTAGRAM_COMMENTS
from tribus.sources.instagram.export import EXPORT as INSTAGRAM_EXPORT
from tribus.sources.instagram.lists import LISTS as INSTAGRAM_LISTS
from tribus.sources.instagram.threads import THREADS
from tribus.sources.json_files import JsonFormat, Sample, sample_records
from tribus.sources.mastodon.api import API as MASTODON_API
from tribus.sources.mastodon.archive import EXPORT as MASTODON_EXPORT
from tribus.sources.mastodon.archive import FOLLOWS as MASTODON_FOLLOWS
from tribus.sources.mastodon.archive import OUTBOX as MASTODON_OUTBOX
from tribus.sources.other_files import find_other_json, find_other_text
from tribus.sources.paths import format_path
from tribus.sources.reddit import REDDIT
from tribus.sources.streams import UTF_16_MARKS, Stream
from tribus.sources.tables.workbooks import is_workbook
from tribus.sources.tops import read_top
from tribus.sources.twitter.archive import X_ARCHIVE
from tribus.sources.twitter.bright_data import BRIGHT_DATA
from tribus.sources.twitter.responses import RESPONSES
from tribus.sources.twitter.scraped import SCRAPED
from tribus.sources.twitter.v1 import API_V1
from tribus.sources.twitter.v2 import API_V2
from tribus.sources.twitter.web import WEB
from tribus.sources.video.tiktok import TIKTOK
from tribus.sources.video.youtube import YOUTUBE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tribus.sources.format import ArchiveFormat, Format, StreamFormat
    from tribus.sources.nested_lists import DocumentFormat
    from tribus.sources.rows import Rows
    from tribus.sources.tops import FileTop

# The formats are tried in this order.
ARCHIVE_FORMATS: tuple[ArchiveFormat, ...] = (
    X_ARCHIVE, MASTODON_EXPORT, SLACK, INSTAGRAM_EXPORT, COLLECTION,
)  # fmt: skip
STREAM_FORMATS: tuple[StreamFormat, ...] = (REPOSITORY, MASTODON_FOLLOWS, MBOX)
JSON_FORMATS: tuple[JsonFormat | DocumentFormat, ...] = (
    WEB, RESPONSES, SCRAPED, BRIGHT_DATA, JETSTREAM, JETSTREAM_2, TAP, BLUESKY_API, TELEGRAM, DISCORD,
    GITHUB, TIKTOK, YOUTUBE, THREADS, INSTAGRAM_LISTS, INSTAGRAM_COMMENTS,
    API_V2, API_V1, MASTODON_API, MASTODON_OUTBOX, REDDIT,
)  # fmt: skip
FORMATS: dict[str, Format] = {
    format_.name: format_ for format_ in (*ARCHIVE_FORMATS, *STREAM_FORMATS, *JSON_FORMATS)
}
TABLE_FORMAT = "table"

SNIFF_BYTES = 4_096  # first bytes, to recognise formats other than JSON


@dataclass(frozen=True)
class Export:
    """A file of a known format, and its reader.

    Attributes
    ----------
    path
        The file, or the folder.
    format
        Its format.
    read
        Reads the file into `Rows`. It calls its second argument with the number of bytes read so far.
    """

    path: Path
    format: ArchiveFormat | StreamFormat | JsonFormat | DocumentFormat
    read: Callable[[Rows, Callable[[int], None]], None]


def recognise(path: Path, *, format_name: str = "auto", top: FileTop | None = None) -> Export | None:
    """Return the export that a file or folder is; None if it may be a table or a folder of files.

    Parameters
    ----------
    path
        An existing file or folder.
    top
        Top of the file, if it has been read before.
    format_name
        Name of the format that the file must have; `"auto"` accepts every format.

    Raises
    ------
    OptionError
        If `format_name` is not the name of a format.
    ReadError
        If the file has another format, is an archive of something else, or one of the files of a
        platform that have no events.
    """
    check_choice("format", format_name, ("auto", TABLE_FORMAT, *FORMATS))
    if format_name == TABLE_FORMAT:
        return None
    if path.is_dir():
        export = _recognise_archive(path, None)
        if export is None:
            return None
    else:
        top = top or read_top(path)
        export = _recognise_archive(path, top)
        export = export or _recognise_file(path, top.head, is_auto=format_name == "auto")
    found = export.format if export else None
    if format_name != "auto" and (found is None or found.name != format_name):
        is_ = f"is {found.title} (format={found.name!r})" if found else "has no known format"
        raise ReadError(
            f"{format_path(path)} {is_}, not {FORMATS[format_name].title}; leave out format="
        )
    return export


def _recognise_archive(path: Path, top: FileTop | None) -> Export | None:
    archive = None if top and is_workbook(path, top) else open_archive(path, top=top)
    if archive is None:
        return None
    inside = {PurePosixPath(name).name for name in archive.names()}
    for format_ in ARCHIVE_FORMATS:
        if format_.fits(inside):
            return Export(path, format_, partial(_read_archive, path, format_))
    if path.is_dir():
        return None
    nested = sorted(name for name in inside if name.lower().endswith(ARCHIVE_SUFFIXES))
    holds = f"another archive, {show(nested[0])}" if nested else show(sorted(inside)[:5], at_most=200)
    raise ReadError(
        f"{format_path(path)} is no known export; it holds {holds}. Unpack it and read the files with "
        "events in it"
    )


def _recognise_file(path: Path, head: bytes, *, is_auto: bool) -> Export | None:
    head = head[:SNIFF_BYTES]
    samples: list[Sample] = []
    for format_ in STREAM_FORMATS:
        if format_.fits(head, path.name):
            return Export(path, format_, partial(_read_file, path, format_.read))
    if _is_utf_16_json(head):
        raise ReadError(
            f"{format_path(path)} is JSON in UTF-16, as PowerShell writes with >; save it as UTF-8"
        )
    if any(line.lstrip().startswith((b"{", b"[")) for line in head.splitlines()):
        layout, samples = sample_records(partial(_open_stream, path))
        for json_format in JSON_FORMATS:
            if any(json_format.fits(sample) for sample in samples):
                return Export(path, json_format, partial(_read_file, path, json_format.reader(layout)))
    other = find_other_text(head.decode(errors="replace")) or find_other_json(samples)
    if is_auto and other is not None:
        raise ReadError(f"{format_path(path)} is {other.what}. {other.remedy}")
    return None


def _is_utf_16_json(head: bytes) -> bool:
    is_utf_16 = head.startswith(UTF_16_MARKS)
    return is_utf_16 and head.decode("utf-16", errors="replace").lstrip()[:1] in ("{", "[")


def _read_archive(
    path: Path, format_: ArchiveFormat, rows: Rows, on_read: Callable[[int], None]
) -> None:
    archive = open_archive(path, on_read)
    if archive is not None:
        format_.read(archive, rows)


def _read_file(
    path: Path, read: Callable[[Stream, Rows], None], rows: Rows, on_read: Callable[[int], None]
) -> None:
    with _open_stream(path, on_read) as stream:
        read(stream, rows)


@contextmanager
def _open_stream(path: Path, on_read: Callable[[int], None] | None = None) -> Iterator[Stream]:
    with path.open("rb") as raw:
        yield Stream(raw, str(path), path.stat().st_size, on_read)
