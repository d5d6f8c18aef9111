"""Archives, read in place: nothing is unpacked, so a path in an archive leads nowhere."""

from __future__ import annotations

import os
import struct
import tarfile
import zipfile
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, Self, cast

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.paths import format_path
from tribus.sources.streams import InflationLimit, Stream
from tribus.sources.tops import read_top

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tribus.sources.tops import FileTop

MAX_ARCHIVE_FILES = 1_000_000  # the largest exports have a few hundred thousand, mostly pictures
ARCHIVE_SUFFIXES = (".zip", ".tar", ".tgz", ".gz", ".7z", ".rar")
_TAR_MAGIC, _TAR_MAGIC_OFFSET = b"ustar", 257
_ZIP_END_MAGIC = b"PK\x05\x06"
_MAX_END_BYTES = 2**16 + 22  # of the end record with its comment
_UNKNOWN_COUNT = 2**16 - 1  # the number of files is in a record of zip64
_ENCRYPTED_FLAG = 1  # bit of a member's flags
_LOCAL_HEADER_BYTES = 30  # shortest header in front of a member of a zip
# zipfile inflates a whole piece of bzip2 or LZMA at once, before its size can be checked.
_ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER_ERRORS = (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError)  # type: ignore[attr-defined]
_ARCHIVE_ERRORS = (
    zipfile.BadZipFile, tarfile.TarError, struct.error,
    OSError, EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip


def open_archive(
    path: Path, on_read: Callable[[int], None] | None = None, *, top: FileTop | None = None
) -> Container | None:
    """Open a folder, a zip or a tar by its content, whatever its name; return None for other files.

    `top` is the top of the file, if it has been read before.
    """
    if path.is_dir():
        return UnpackedArchive(path)
    top = top or read_top(path)
    if top.is_zip:
        return ZipArchive(path, on_read)
    is_tar = top.head[_TAR_MAGIC_OFFSET:].startswith(_TAR_MAGIC)
    return TarArchive(path, on_read) if is_tar else None


class ArchiveMember(NamedTuple):
    """A file in an archive: its name without folders, and its content."""

    name: str
    stream: Stream


class Container(Protocol):
    """An archive or a folder whose members are read in place."""

    name: str

    def names(self) -> list[str]:
        """Return the names of all files, with their folders."""

    def members(self, wanted: Callable[[str], bool]) -> Iterator[ArchiveMember]:
        """Yield the files with a wanted name, without folders. Read each before asking for the next."""


class UnpackedArchive:
    """A folder, read like an archive: an export that somebody unpacked."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    def names(self) -> list[str]:
        """Return the names of all files, with their folders."""
        return [str(file) for file in self._files()]

    def members(self, wanted: Callable[[str], bool]) -> Iterator[ArchiveMember]:
        """Yield the wanted files, one after another."""
        for file in self._files():
            if wanted(file.name):
                with file.open("rb") as raw:
                    yield ArchiveMember(file.name, Stream(raw, str(file), file.stat().st_size))

    def _files(self) -> list[Path]:
        inside = islice(self._path.rglob("*"), MAX_ARCHIVE_FILES)
        return sorted(
            file
            for file in inside
            if file.is_file() and not file.is_symlink() and _is_own(str(file.relative_to(self._path)))
        )


class ZipArchive:
    """A `.zip`. All its members share one limit of inflation."""

    def __init__(self, path: Path, on_read: Callable[[int], None] | None = None) -> None:
        self.name = str(path)
        self._path, self._on_read = path, on_read
        self._limit = InflationLimit(path.stat().st_size)

    def names(self) -> list[str]:
        """Return the names of all files, with their folders."""
        with self._open() as opened:
            return [info.filename for info in _own_members(opened)]

    def members(self, wanted: Callable[[str], bool]) -> Iterator[ArchiveMember]:
        """Yield the wanted files, one after another."""
        with self._open() as opened:
            _check_overlap(opened)
            for info in _own_members(opened):
                name = PurePosixPath(info.filename).name
                if wanted(name):
                    path = f"{self.name}/{info.filename}"
                    _check_member(info, path)
                    with opened.open(info) as raw:
                        content = cast("BinaryIO", raw)
                        on_read = self._follow(opened)
                        stream = Stream(content, path, info.compress_size, on_read, limit=self._limit)
                        yield ArchiveMember(name, stream)

    def _follow(self, opened: zipfile.ZipFile) -> Callable[[int], None] | None:
        """Return a callback that reports the position in the archive while a member is read."""
        file, on_read = opened.fp, self._on_read
        if file is None or on_read is None:
            return None
        return lambda _: on_read(file.tell())

    @contextmanager
    def _open(self) -> Iterator[zipfile.ZipFile]:
        with _report_damage(self.name), self._path.open("rb") as raw:
            opened = zipfile.ZipFile(raw)
            _check_directory(raw, opened)
            yield opened


class TarArchive:
    """A `.tar`, compressed or not, read from the beginning each time. Its members share one limit."""

    def __init__(self, path: Path, on_read: Callable[[int], None] | None = None) -> None:
        self.name = str(path)
        self._path, self._on_read = path, on_read
        self._limit = InflationLimit(path.stat().st_size)

    def names(self) -> list[str]:
        """Return the names of all files, with their folders."""
        with self._open() as opened:
            files = (info for info in islice(opened, MAX_ARCHIVE_FILES) if info.isfile())
            return [info.name for info in files if _is_own(info.name)]

    def members(self, wanted: Callable[[str], bool]) -> Iterator[ArchiveMember]:
        """Yield the wanted files, one after another."""
        with self._open() as opened:
            for info in islice(opened, MAX_ARCHIVE_FILES):
                name = PurePosixPath(info.name).name
                if info.isfile() and _is_own(info.name) and wanted(name):
                    path = f"{self.name}/{info.name}"
                    if info.issparse():  # its size is only a claim: the archive does not hold the bytes
                        raise ReadError(
                            f"{format_path(path)} is a sparse file that claims {info.size:,} bytes, as "
                            "no export holds. If you trust the archive, unpack it and read the folder"
                        )
                    raw = cast("BinaryIO", opened.extractfile(info))
                    yield ArchiveMember(name, Stream(raw, path, info.size, limit=self._limit))

    @contextmanager
    def _open(self) -> Iterator[tarfile.TarFile]:
        with _report_damage(self.name), self._path.open("rb") as raw:
            stream = Stream(raw, self.name, self._path.stat().st_size, self._on_read)
            yield tarfile.open(  # noqa: SIM115  raw is closed
                fileobj=cast("BinaryIO", stream), mode="r|", tarinfo=_CheckedHeader
            )


class _DamagedHeaderError(tarfile.TarError):
    """A header of a tar is damaged."""


class _CheckedHeader(tarfile.TarInfo):
    """A header of a tar. A damaged one is an error; by default it ends the archive in silence."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """Return the next header."""
        try:
            return super().fromtarfile(tarfile)
        except _HEADER_ERRORS as error:
            raise _DamagedHeaderError(
                f"the header at byte {tarfile.offset:,} is damaged ({error})"
            ) from None


def _own_members(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    named = (info for info in opened.infolist()[:MAX_ARCHIVE_FILES] if info.filename)
    return [info for info in named if not info.is_dir() and _is_own(info.filename)]


def _is_own(name: str) -> bool:
    """Whether a file belongs to the export; macOS adds files of its own."""
    path = PurePosixPath(name)
    return not path.name.startswith("._") and "__MACOSX" not in path.parts


def _check_member(info: zipfile.ZipInfo, path: str) -> None:
    """Raise `ReadError` if a member of a zip is encrypted or compressed by an unusual method."""
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise ReadError(f"{format_path(path)} needs a password; unpack it first")
    if info.compress_type not in _ZIP_METHODS:
        name = zipfile.compressor_names.get(info.compress_type, "unknown")  # type: ignore[attr-defined]
        raise ReadError(
            f"{format_path(path)} is compressed by method {info.compress_type} ({name}), as no export "
            "is. If you trust the archive, unpack it and read the folder"
        )


def _check_directory(raw: BinaryIO, opened: zipfile.ZipFile) -> None:
    """Raise `BadZipFile` if the directory of a zip has not as many files as its end record says."""
    raw.seek(max(0, raw.seek(0, os.SEEK_END) - _MAX_END_BYTES))
    end = raw.read()
    record = end[end.rfind(_ZIP_END_MAGIC) :]
    n_named = int.from_bytes(record[10:12], "little")
    n_found = len(opened.infolist())
    if n_named not in (_UNKNOWN_COUNT, n_found % 2**16):
        raise zipfile.BadZipFile(f"its directory names {n_named:,} files and has {n_found:,}")


def _check_overlap(opened: zipfile.ZipFile) -> None:
    """Raise `BadZipFile` if two members of a zip share bytes, as in a bomb."""
    members = sorted(opened.infolist(), key=lambda info: info.header_offset)
    ends = [info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size for info in members]
    starts = [*(info.header_offset for info in members), opened.start_dir]
    for info, end, next_start in zip(members, ends, starts[1:], strict=True):
        if end > next_start:
            raise zipfile.BadZipFile(
                f"{info.filename} claims {info.compress_size:,} bytes, more than the archive has for it"
            )


@contextmanager
def _report_damage(name: str) -> Iterator[None]:
    """Raise `ReadError` for the exceptions of a damaged archive."""
    try:
        yield
    except _ARCHIVE_ERRORS as error:
        if isinstance(error, ReadError):
            raise
        message = " ".join(str(error).split())
        raise ReadError(
            f"{format_path(name)} cannot be opened: {show(message, at_most=200)[1:-1]}; it is cut off, "
            "damaged, or of a kind that is not supported. Get it again, or unpack it and read the folder"
        ) from None
