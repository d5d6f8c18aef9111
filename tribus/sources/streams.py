"""Bytes of a file: decompressed according to the first bytes, limited in size, cut into whole lines."""

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

READ_BLOCK_BYTES = 2**18  # bytes read at a time; the decoded records of a block fit the CPU caches
MAX_LINE_BYTES = 2**26  # a longer line is skipped and never held in memory
MAX_INFLATION_RATIO = 250  # decompressed bytes for each byte of the file; posts compress to a tenth
FREE_INFLATION_BYTES = 2**28  # decompressed bytes that any file may have
ZSTD_OPTIONS = {int(zstd.DecompressionParameter.window_log_max): 31}  # dumps of platforms need it

BYTE_ORDER_MARK = codecs.BOM_UTF8
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
INFLATION_ERRORS = (OSError, EOFError, lzma.LZMAError, zlib.error, zstd.ZstdError, BadZipFile)

_OPENERS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": lambda raw: gzip.GzipFile(fileobj=raw),
    b"\x28\xb5\x2f\xfd": lambda raw: zstd.ZstdFile(raw, options=ZSTD_OPTIONS),
    b"BZh": lambda raw: _read_chained(raw, bz2.BZ2Decompressor),
    b"\xfd7zXZ\x00": lambda raw: _read_chained(raw, lzma.LZMADecompressor),
}


class LineBlock(NamedTuple):
    """Some whole lines, and the number of the first line, counted from 1."""

    first: int
    data: bytes


class InflationLimit:
    """Limit on the decompressed bytes of a file, or of all files of an archive together.

    Parameters
    ----------
    size
        Size of the file or of the archive on disk, in bytes.
    """

    def __init__(self, size: int) -> None:
        self._n_left = max(FREE_INFLATION_BYTES, MAX_INFLATION_RATIO * size)

    def take(self, n_bytes: int, name: str) -> None:
        """Count decompressed bytes; raise `ReadError` above the limit."""
        self._n_left -= n_bytes
        if self._n_left < 0:
            raise ReadError(
                f"{format_path(name)} inflates to more than {MAX_INFLATION_RATIO} times its size, "
                "as no export does. If you trust it, unpack it and read that"
            )


class Stream(io.RawIOBase):
    """Content of a file, decompressed if it is compressed, without a byte order mark.

    Reading raises `ReadError` if the file is cut off, damaged or inflates too much.

    Parameters
    ----------
    raw
        The file, open at its beginning.
    name
        Name of the file in error messages.
    size
        Bytes of `raw`. They limit the decompressed bytes.
    on_read
        Called with the number of bytes of `raw` that were read so far.
    limit
        Limit that all files of an archive share, instead of one by `size`.
    """

    def __init__(
        self,
        raw: BinaryIO,
        name: str,
        size: int,
        on_read: Callable[[int], None] | None = None,
        *,
        limit: InflationLimit | None = None,
    ) -> None:
        super().__init__()
        self.name = name
        self._limit = limit or InflationLimit(size)
        self._content: Any = io.BufferedReader(_WatchedFile(raw, on_read), READ_BLOCK_BYTES)
        with self._report_damage():
            head = self._content.peek(len(max(_OPENERS, key=len)))
            opener = next((open_ for magic, open_ in _OPENERS.items() if head.startswith(magic)), None)
            self._content = self._content if opener is None else opener(self._content)
            self.is_compressed = opener is not None
            self._start: bytes = self._content.read(len(BYTE_ORDER_MARK)).removeprefix(BYTE_ORDER_MARK)

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most one block if no size is given; none at the end."""
        size = READ_BLOCK_BYTES if size < 0 else size
        data: bytes = self._start[:size]
        self._start = self._start[size:]
        with self._report_damage():
            data += self._content.read(size - len(data))
        self._limit.take(len(data), self.name)
        return data

    def readinto(self, buffer: Any) -> int:
        """Read bytes into a buffer and return their number."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def skip_to(self, marks: bytes, *, within: int) -> None:
        """Skip the bytes before the first of some marks, if the next `within` bytes have one."""
        head = read_head(self, within)
        places = [at for at in map(head.find, marks) if at >= 0]
        self._start = head[min(places, default=0) :]

    def readall(self) -> bytes:
        """Return all bytes to the end; raise `ReadError` above the maximal length of a line."""
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
        """Yield blocks of whole lines; `on_long` gets the number of each line that is too long."""
        rest: list[bytes] = []  # the beginning of a line without its end
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
        """Read to the end of a line and return the bytes after it."""
        while data := self.read(READ_BLOCK_BYTES):
            _, end, after = data.partition(b"\n")
            if end:
                return after
        return b""

    @contextmanager
    def _report_damage(self) -> Iterator[None]:
        try:
            yield
        except INFLATION_ERRORS as error:
            message = show(" ".join(str(error).split()), at_most=200)[1:-1]
            raise ReadError(
                f"{format_path(self.name)} cannot be inflated: {message}; it is cut off or damaged. "
                "Get it again, or unpack the readable part and read that"
            ) from None


def read_head(stream: Stream, size: int) -> bytes:
    """Return the first `size` bytes, fewer only if the file is shorter."""
    parts: list[bytes] = []
    while missing := size - sum(map(len, parts)):
        data = stream.read(missing)
        if not data:
            break
        parts.append(data)
    return b"".join(parts)


def _read_chained(raw: BinaryIO, make: Callable[[], Any]) -> io.BufferedReader:
    return io.BufferedReader(_ChainedStreams(raw, make), READ_BLOCK_BYTES)


class _ChainedStreams(io.RawIOBase):
    """Compressed streams one after another, to the last byte of a file.

    `BZ2File` and `LZMAFile` end in silence before bytes that are no stream, so that a damaged one would
    hide all that follows. Here it is an error; zeros between and after streams are padding.
    """

    def __init__(self, raw: BinaryIO, make: Callable[[], Any]) -> None:
        super().__init__()
        self._raw, self._make, self._stream = raw, make, make()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        inflated = b""
        while not inflated:
            data = b""
            if self._stream.eof:
                data = self._stream.unused_data.lstrip(b"\0")
                while not data and (block := self._raw.read(READ_BLOCK_BYTES)):
                    data = block.lstrip(b"\0")
                if not data:
                    return 0
                self._stream = self._make()
            elif self._stream.needs_input and not (data := self._raw.read(READ_BLOCK_BYTES)):
                raise EOFError("Compressed file ended before the end-of-stream marker was reached")
            inflated = self._stream.decompress(data, len(buffer))
        buffer[: len(inflated)] = inflated
        return len(inflated)


class _WatchedFile(io.RawIOBase):
    """A file that reports the number of bytes read from it."""

    def __init__(self, raw: BinaryIO, on_read: Callable[[int], None] | None) -> None:
        super().__init__()
        self._raw, self._on_read, self._n_read = raw, on_read, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size: int = self._raw.readinto(buffer)  # type: ignore[attr-defined]
        self._n_read += size
        if self._on_read is not None:
            self._on_read(self._n_read)
        return size
