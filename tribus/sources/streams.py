"""Bytes of a file: inflated as its first bytes tell, up to a limit, and cut into whole lines."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import sys
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple
from zipfile import BadZipFile

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.paths import format_path

if sys.version_info >= (3, 14):  # pragma: no cover
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

READ_BLOCK_BYTES = 2**18  # bytes read at a time; what is made of them still fits the caches
MAX_LINE_BYTES = 2**26  # bytes; a longer line is skipped, and never held in memory
MAX_INFLATION_RATIO = 250  # bytes inflated from one; posts compress to a tenth
FREE_INFLATION_BYTES = 2**28  # bytes that may be inflated from anything
ZSTD_OPTIONS = {
    int(zstd.DecompressionParameter.window_log_max): 31
}  # what dumps of whole platforms need

BYTE_ORDER_MARK = codecs.BOM_UTF8
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # how text begins that is no UTF-8
INFLATION_ERRORS = (OSError, EOFError, lzma.LZMAError, zlib.error, zstd.ZstdError, BadZipFile)

_OPENERS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": lambda raw: gzip.GzipFile(fileobj=raw),
    b"\x28\xb5\x2f\xfd": lambda raw: zstd.ZstdFile(raw, options=ZSTD_OPTIONS),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}


class LineBlock(NamedTuple):
    """Some whole lines, and the number of the first of them, counted from 1."""

    first: int
    data: bytes


class Stream(io.RawIOBase):
    """The content of a file that may be compressed, without a byte order mark.

    Reading raises `ReadError` if the file is cut off or swells too much.

    Parameters
    ----------
    raw
        The file, from its beginning.
    name
        What errors call it.
    size
        Bytes of `raw`.
    on_read
        Told the number of bytes of `raw` that were read so far.
    """

    def __init__(
        self, raw: BinaryIO, name: str, size: int, on_read: Callable[[int], None] | None = None
    ) -> None:
        super().__init__()
        self.name = name
        self._most = max(FREE_INFLATION_BYTES, MAX_INFLATION_RATIO * size)
        self._given = 0
        self._content: Any = io.BufferedReader(_Watched(raw, on_read), READ_BLOCK_BYTES)
        with self._told():
            head = self._content.peek(len(max(_OPENERS, key=len)))
            opener = next((open_ for magic, open_ in _OPENERS.items() if head.startswith(magic)), None)
            self._content = self._content if opener is None else opener(self._content)
            self.is_compressed = opener is not None
            self._start: bytes = self._content.read(len(BYTE_ORDER_MARK)).removeprefix(BYTE_ORDER_MARK)

    def readable(self) -> bool:
        """Whether it can be read, which it can."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read some bytes; none at the end."""
        size = READ_BLOCK_BYTES if size < 0 else size
        data: bytes = self._start[:size]
        self._start = self._start[size:]
        with self._told():
            data += self._content.read(size - len(data))
        self._given += len(data)
        if self._given > self._most:
            raise ReadError(
                f"{format_path(self.name)} swells to more than {MAX_INFLATION_RATIO} times its size, as "
                "no export does. If you trust it, unpack it and read that"
            )
        return data

    def readinto(self, buffer: Any) -> int:
        """Read some bytes into a buffer; their number."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def skip_to(self, marks: bytes, *, within: int) -> None:
        """Leave out what stands before the first of some marks, if one is among the next bytes."""
        head = read_head(self, within)
        places = [at for at in map(head.find, marks) if at >= 0]
        self._start = head[min(places, default=0) :]

    def readall(self) -> bytes:
        """Read to the end; `ReadError` if that is more than the longest line that is read."""
        parts = []
        while data := self.read(READ_BLOCK_BYTES):
            parts.append(data)
            if sum(map(len, parts)) > MAX_LINE_BYTES:
                raise ReadError(
                    f"{format_path(self.name)} is one document of over {MAX_LINE_BYTES:,} bytes; "
                    "split it into one record a line"
                )
        return b"".join(parts)

    def lines(self, on_long: Callable[[int], None]) -> Iterator[LineBlock]:
        """Blocks of whole lines; `on_long` is told the number of each line left out as too long."""
        rest: list[bytes] = []  # of a line whose end is not read yet
        number = 1
        while data := self.read(READ_BLOCK_BYTES):
            end = data.rfind(b"\n") + 1
            if end:
                whole = b"".join([*rest, data[:end]])
                yield LineBlock(number, whole)
                number += whole.count(b"\n")
                rest = []
            rest.append(data[end:])
            if sum(map(len, rest)) > MAX_LINE_BYTES:
                on_long(number)
                rest, number = [self._skip_line()], number + 1
        if last := b"".join(rest):
            yield LineBlock(number, last)

    def _skip_line(self) -> bytes:
        """Read to the end of a line; what was read beyond it."""
        while data := self.read(READ_BLOCK_BYTES):
            _, end, beyond = data.partition(b"\n")
            if end:
                return beyond
        return b""

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except INFLATION_ERRORS as error:
            said = show(" ".join(str(error).split()), at_most=200)[1:-1]
            raise ReadError(
                f"{format_path(self.name)} cannot be inflated: {said}; it is cut off or damaged. "
                "Get it again, or unpack what can be saved of it and read that"
            ) from None


def read_head(stream: Stream, size: int) -> bytes:
    """Read the first bytes, fewer only where the file ends before."""
    parts: list[bytes] = []
    while missing := size - sum(map(len, parts)):
        data = stream.read(missing)
        if not data:
            break
        parts.append(data)
    return b"".join(parts)


class _Watched(io.RawIOBase):
    """A file that says how much of it was read."""

    def __init__(self, raw: BinaryIO, on_read: Callable[[int], None] | None) -> None:
        super().__init__()
        self._raw, self._on_read, self._done = raw, on_read, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size: int = self._raw.readinto(buffer)  # type: ignore[attr-defined]
        self._done += size
        if self._on_read is not None:
            self._on_read(self._done)
        return size
