"""Which format a file is of, told by what is in it; its name alone is no evidence."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tribus._core.checks import check_choice, show
from tribus.errors import ReadError
from tribus.sources.archives import ARCHIVE_SUFFIXES, open_archive
from tribus.sources.bluesky.jetstream import JETSTREAM
from tribus.sources.bluesky.repository import REPOSITORY
from tribus.sources.json_files import JsonFormat, sample_records
from tribus.sources.mastodon.api import API as MASTODON_API
from tribus.sources.mastodon.archive import EXPORT as MASTODON_EXPORT
from tribus.sources.mastodon.archive import FOLLOWS as MASTODON_FOLLOWS
from tribus.sources.mastodon.archive import OUTBOX as MASTODON_OUTBOX
from tribus.sources.paths import format_path
from tribus.sources.reddit import REDDIT
from tribus.sources.streams import UTF_16_MARKS, Stream, read_head
from tribus.sources.twitter.archive import X_ARCHIVE
from tribus.sources.twitter.v1 import API_V1
from tribus.sources.twitter.v2 import API_V2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tribus.sources.format import ArchiveFormat, Format, StreamFormat
    from tribus.sources.rows import Rows

# In the order in which they are tried.
ARCHIVE_FORMATS: tuple[ArchiveFormat, ...] = (X_ARCHIVE, MASTODON_EXPORT)
STREAM_FORMATS: tuple[StreamFormat, ...] = (REPOSITORY, MASTODON_FOLLOWS)
JSON_FORMATS: tuple[JsonFormat, ...] = (JETSTREAM, API_V2, API_V1, MASTODON_API, MASTODON_OUTBOX, REDDIT)
FORMATS: dict[str, Format] = {
    format_.name: format_ for format_ in (*ARCHIVE_FORMATS, *STREAM_FORMATS, *JSON_FORMATS)
}
TABLE_FORMAT = "table"

SNIFF_BYTES = 4_096  # bytes by which a file is told that is no JSON


@dataclass(frozen=True)
class Export:
    """A file of a format that is known, and how to read it.

    Attributes
    ----------
    path
        The file, or the folder.
    format
        What it is.
    read
        Reads it into `Rows`; its second argument is told how many bytes of the file were read so far.
    """

    path: Path
    format: ArchiveFormat | StreamFormat | JsonFormat
    read: Callable[[Rows, Callable[[int], None]], None]


def recognise(path: Path, *, format_name: str = "auto") -> Export | None:
    """Tell what a file or folder is; None if it may be a table, or a folder of several files.

    Parameters
    ----------
    path
        An existing file or folder.
    format_name
        The name of the format that it must be of; `"auto"` for whichever it is.

    Raises
    ------
    OptionError
        If `format_name` is not the name of a format.
    ReadError
        If the file is of another format than format_name for, or an archive of something else.
    """
    check_choice("format", format_name, ("auto", TABLE_FORMAT, *FORMATS))
    if format_name == TABLE_FORMAT:
        return None
    export = _recognise_archive(path)
    if export is None and path.is_dir():
        return None
    export = export or _recognise_file(path)
    found = export.format if export else None
    if format_name != "auto" and (found is None or found.name != format_name):
        is_ = (
            f"is {found.title} (format={found.name!r})" if found else "looks like nothing that is known"
        )
        raise ReadError(
            f"{format_path(path)} {is_}, not {FORMATS[format_name].title}; leave out format="
        )
    return export


def _recognise_archive(path: Path) -> Export | None:
    archive = open_archive(path)
    if archive is None:
        return None
    names = archive.names()
    inside = {PurePosixPath(name).name for name in names}
    for format_ in ARCHIVE_FORMATS:
        if format_.fits(inside):
            return Export(path, format_, partial(_read_archive, path, format_))
    if path.is_dir():
        return None
    nested = sorted(name for name in inside if name.lower().endswith(ARCHIVE_SUFFIXES))
    holds = (
        f"another archive, {show(nested[0])}" if nested else f"{show(sorted(inside)[:5], at_most=200)}"
    )
    raise ReadError(
        f"{format_path(path)} is no export that is known; it holds {holds}. Unpack it and "
        "read the files in it that hold events"
    )


def _recognise_file(path: Path) -> Export | None:
    with _opened(path) as stream:
        head = read_head(stream, SNIFF_BYTES)
    for format_ in STREAM_FORMATS:
        if format_.fits(head, path.name):
            return Export(path, format_, partial(_read_file, path, format_.read))
    if head.startswith(UTF_16_MARKS) and head.decode("utf-16", errors="replace").lstrip()[:1] in (
        "{",
        "[",
    ):
        raise ReadError(
            f"{format_path(path)} is JSON in UTF-16, as PowerShell writes with >; save it as UTF-8"
        )
    if any(line.lstrip().startswith((b"{", b"[")) for line in head.splitlines()):
        layout, samples = sample_records(partial(_opened, path))
        for json_format in JSON_FORMATS:
            if any(json_format.fits(sample) for sample in samples):
                return Export(path, json_format, partial(_read_file, path, json_format.reader(layout)))
    return None


def _read_archive(
    path: Path, format_: ArchiveFormat, rows: Rows, on_read: Callable[[int], None]
) -> None:
    archive = open_archive(path, on_read)
    if archive is not None:
        format_.read(archive, rows)


def _read_file(
    path: Path, read: Callable[[Stream, Rows], None], rows: Rows, on_read: Callable[[int], None]
) -> None:
    with _opened(path, on_read) as stream:
        read(stream, rows)


@contextmanager
def _opened(path: Path, on_read: Callable[[int], None] | None = None) -> Iterator[Stream]:
    with path.open("rb") as raw:
        yield Stream(raw, str(path), path.stat().st_size, on_read)
