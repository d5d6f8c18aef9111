"""Archives that strangers made, read in place: nothing is unpacked, so that no path leads anywhere."""

from __future__ import annotations

import struct
import tarfile
import zipfile
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, cast

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.paths import format_path
from tribus.sources.streams import Stream, read_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_ARCHIVE_FILES = 1_000_000  # with pictures the largest exports have some hundred thousand
ARCHIVE_SUFFIXES = (".zip", ".tar", ".tgz", ".gz", ".7z", ".rar")
_ZIP_MAGIC, _TAR_MAGIC, _TAR_MAGIC_OFFSET = b"PK\x03\x04", b"ustar", 257
_ENCRYPTED_FLAG = 1  # the bit of a member's flags that says it needs a password
_ARCHIVE_ERRORS = (
    zipfile.BadZipFile, tarfile.TarError, struct.error,
    OSError, EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip


class ArchiveMember(NamedTuple):
    """A file in an archive: its name without folders, and its content."""

    name: str
    stream: Stream


class Container(Protocol):
    """An archive or a folder of which members are read in place."""

    name: str

    def names(self) -> list[str]:
        """Names of all files, with their folders."""

    def members(self, wanted: Callable[[str], bool]) -> Iterator[ArchiveMember]:
        """The files whose names, without folders, are wanted; each is read before the next comes."""


class UnpackedArchive:
    """A folder as an archive: what an export becomes when it is unpacked."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    def names(self) -> list[str]:
        """Names of all files, with their folders."""
        return [str(file) for file in self._files()]

    def members(self, wanted: Callable[[str], bool]) -> Iterator[ArchiveMember]:
        """The files that are wanted, one after another."""
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
    """A `.zip`."""

    def __init__(self, path: Path, on_read: Callable[[int], None] | None = None) -> None:
        self.name = str(path)
        self._path, self._on_read = path, on_read

    def names(self) -> list[str]:
        """Names of all files, with their folders."""
        with self._open() as opened:
            return [info.filename for info in _own_members(opened)]

    def members(self, wanted: Callable[[str], bool]) -> Iterator[ArchiveMember]:
        """The files that are wanted, one after another."""
        with self._open() as opened:
            for info in _own_members(opened):
                name = PurePosixPath(info.filename).name
                if wanted(name):
                    where = f"{self.name}/{info.filename}"
                    if info.flag_bits & _ENCRYPTED_FLAG:
                        raise ReadError(f"{format_path(where)} needs a password; unpack it first")
                    with opened.open(info) as raw:
                        content = cast("BinaryIO", raw)
                        yield ArchiveMember(
                            name, Stream(content, where, info.compress_size, self._follow(opened))
                        )

    def _follow(self, opened: zipfile.ZipFile) -> Callable[[int], None] | None:
        """Tell how far the archive is read by where in it a member is read."""
        file, on_read = opened.fp, self._on_read
        if file is None or on_read is None:
            return None
        return lambda _: on_read(file.tell())

    @contextmanager
    def _open(self) -> Iterator[zipfile.ZipFile]:
        with _told(self.name), self._path.open("rb") as raw:
            yield zipfile.ZipFile(raw)


class TarArchive:
    """A `.tar`, compressed or not, read from its beginning to its end each time."""

    def __init__(self, path: Path, on_read: Callable[[int], None] | None = None) -> None:
        self.name = str(path)
        self._path, self._on_read = path, on_read

    def names(self) -> list[str]:
        """Names of all files, with their folders."""
        with self._open() as opened:
            return [info.name for info in islice(opened, MAX_ARCHIVE_FILES) if _is_own(info.name)]

    def members(self, wanted: Callable[[str], bool]) -> Iterator[ArchiveMember]:
        """The files that are wanted, one after another."""
        with self._open() as opened:
            for info in islice(opened, MAX_ARCHIVE_FILES):
                name = PurePosixPath(info.name).name
                if info.isfile() and _is_own(info.name) and wanted(name):
                    raw = cast("BinaryIO", opened.extractfile(info))
                    yield ArchiveMember(name, Stream(raw, f"{self.name}/{info.name}", info.size))

    @contextmanager
    def _open(self) -> Iterator[tarfile.TarFile]:
        with _told(self.name), self._path.open("rb") as raw:
            stream = Stream(raw, self.name, self._path.stat().st_size, self._on_read)
            yield tarfile.open(fileobj=cast("BinaryIO", stream), mode="r|")  # noqa: SIM115  raw is closed


def open_archive(path: Path, on_read: Callable[[int], None] | None = None) -> Container | None:
    """Open a folder, a zip or a tar by what it is, whatever its name; None if it is none of them."""
    if path.is_dir():
        return UnpackedArchive(path)
    with path.open("rb") as raw:
        if raw.read(len(_ZIP_MAGIC)) == _ZIP_MAGIC:
            return ZipArchive(path, on_read)
        raw.seek(0)
        head = read_head(
            Stream(raw, str(path), path.stat().st_size), _TAR_MAGIC_OFFSET + len(_TAR_MAGIC)
        )
    return TarArchive(path, on_read) if head[_TAR_MAGIC_OFFSET:] == _TAR_MAGIC else None


def _own_members(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    named = (info for info in opened.infolist()[:MAX_ARCHIVE_FILES] if info.filename)
    return [info for info in named if not info.is_dir() and _is_own(info.filename)]


def _is_own(name: str) -> bool:
    """Whether a file was put there by a person, and not by a Mac beside it."""
    path = PurePosixPath(name)
    return not path.name.startswith("._") and "__MACOSX" not in path.parts


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Say of an archive that it is damaged."""
    try:
        yield
    except _ARCHIVE_ERRORS as error:
        if isinstance(error, ReadError):
            raise
        said = " ".join(str(error).split())
        raise ReadError(
            f"{format_path(name)} cannot be opened: {show(said, at_most=200)[1:-1]}; it is cut "
            "off, damaged, or of a kind that is not read. Get it again, or unpack it and read the folder"
        ) from None
