"""Scan text files once for line ends, quotes and encoding."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import numpy as np

from tribus._core.checks import show, suggest
from tribus.errors import OptionError, ReadError
from tribus.sources.paths import format_path
from tribus.sources.streams import BYTE_ORDER_MARK, MAX_LINE_BYTES, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK_BYTES = 2**20
N_FIRST_LINES = 1_000
MAX_HEADER_BYTES = 1_000_000  # a longer first line is not a header
MAX_CUT_BYTES = 3  # maximum bytes of a UTF-8 character that begins in the previous block
MAX_LETTERS = 100_000  # characters used to detect the encoding
ENCODING_BYTES = 2**25  # bytes at the start of the file that are searched for another encoding
WINDOWS = "cp1252"
MIN_WINDOWS_LINES = 2  # one line that is not UTF-8 is damage, several are another encoding
NEWLINE, CARRIAGE_RETURN = b"\n\r"
_WESTERN = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒœŠšŽž\u201c\u201d\u2018\u2019\u2013\u2014\u2026€¿¡ªº«»°·\u00b4\u00a0"
)


class TextScan(NamedTuple):
    """Facts about the lines of a file.

    Attributes
    ----------
    file
        Path of the file.
    first
        The first lines, without line ends.
    n_ends
        Number of line ends.
    ends_are_mixed
        Whether the file has more than one kind of line end, or single carriage returns.
    ends_with_line
        Whether the last line has a line end.
    has_quotes
        Whether the file has a double quote.
    has_long_lines
        Whether a line has a whole block of the file; every line of two blocks has one.
    encoding
        Encoding of the text if it is not UTF-8, or None.
    """

    file: Path
    first: list[str]
    n_ends: int
    ends_are_mixed: bool
    ends_with_line: bool
    has_quotes: bool
    has_long_lines: bool
    encoding: str | None


def scan_text(file: Path) -> TextScan:
    """Return facts about the lines of a file. Bytes in the first lines that are not UTF-8 are kept."""
    has_quotes = has_long_lines = is_other = False
    n_ends = n_returns = n_both = n_bytes = 0
    whole, last = b"", b""
    with file.open("rb") as stream:
        for block in read_blocks(stream):
            whole = whole or _take_first_lines(file, block)
            if b"\r" in block or last == b"\r":
                n_returns += block.count(b"\r")
                n_both += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
            last = block[-1:]
            has_quotes = has_quotes or b'"' in block
            n_ends_here = int(np.count_nonzero(np.frombuffer(block, np.uint8) == NEWLINE))
            has_long_lines = has_long_lines or (n_ends_here == 0 and len(block) == BLOCK_BYTES)
            n_ends += n_ends_here
            n_bytes += len(block)
            is_other = is_other or (
                n_bytes <= ENCODING_BYTES and not block.isascii() and not _is_utf8(block)
            )
    text = whole.removeprefix(BYTE_ORDER_MARK).decode(errors="surrogateescape")
    first = text.replace("\r\n", "\n").split("\n")[:N_FIRST_LINES]
    return TextScan(
        file=file,
        first=first,
        n_ends=n_ends,
        ends_are_mixed=n_returns > 0 and not n_returns == n_ends == n_both,
        ends_with_line=last == b"\n",
        has_quotes=has_quotes,
        has_long_lines=has_long_lines,
        encoding=_find_encoding(file) if is_other else None,
    )


def _take_first_lines(file: Path, block: bytes) -> bytes:
    """Return the whole lines of the first block."""
    head = block[:MAX_HEADER_BYTES]
    whole = head if len(head) < MAX_HEADER_BYTES else head[: head.rfind(b"\n") + 1]
    if not whole:
        raise ReadError(
            f"{format_path(file)} has a first line of over {MAX_HEADER_BYTES:,} bytes; is it a table?"
        )
    return whole


def count_empty_lines(file: Path, begin: int) -> int:
    """Count the empty lines from an offset at the start of a line; no field may contain a line end."""
    n_empty, before = 0, b"\n\n"
    with file.open("rb") as stream:
        stream.seek(begin)
        for block in read_blocks(stream):
            n_empty += count_empty_in(block, before)
            before = (before + block)[-2:]
    return n_empty


def count_empty_in(text: bytes, before: bytes = b"\n\n") -> int:
    """Count the empty lines that end in a text; `before` are the two bytes before it."""
    letters = np.frombuffer(before + text, np.uint8)
    ends = np.flatnonzero(letters[2:] == NEWLINE)
    previous, earlier = letters[ends + 1], letters[ends]
    is_empty = (previous == NEWLINE) | ((previous == CARRIAGE_RETURN) & (earlier == NEWLINE))
    return int(np.count_nonzero(is_empty))


def count_comments(file: Path, begin: int, mark: str) -> int:
    """Count the lines that begin with a mark, from an offset at the start of a line."""
    n_comments, before = 0, b"\n"
    with file.open("rb") as stream:
        stream.seek(begin)
        for block in read_blocks(stream):
            letters = np.frombuffer(before + block, np.uint8)
            is_start = letters[:-1] == NEWLINE
            n_comments += int(np.count_nonzero(is_start & (letters[1:] == ord(mark))))
            before = block[-1:]
    return n_comments


def line_offset(file: Path, n_lines: int) -> int:
    """Return the offset of the first byte after some lines."""
    with file.open("rb") as stream:
        for _ in range(n_lines):
            while (part := stream.readline(BLOCK_BYTES)) and not part.endswith(b"\n"):
                pass
        return stream.tell()


def transcode(file: Path, encoding: str) -> Iterator[bytes]:
    """Read a file in another encoding as UTF-8.

    Raises
    ------
    OptionError
        If there is no such encoding.
    ReadError
        If the file has a different encoding.
    """
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        near = suggest(
            encoding, ["utf-8", "cp1252", "latin-1", "utf-16", "cp1251", "shift_jis", "gb18030"]
        )
        raise OptionError(
            f"encoding {show(encoding)} is not an encoding{near}; give one like 'utf-8' or 'cp1252'"
        ) from None
    try:
        with file.open("rb") as stream:
            for block in read_blocks(stream):
                yield decoder.decode(block).encode(errors="surrogateescape")
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise ReadError(
            f"{format_path(file)} is not text in {encoding}: {show(str(error), at_most=200)[1:-1]}. "
            "Give its encoding with encoding=, or save it as UTF-8"
        ) from None


def unify_line_ends(file: Path) -> Iterator[bytes]:
    """Yield the content of a file with uniform line ends, also inside fields."""
    rest = b""
    with file.open("rb") as stream:
        for block in read_blocks(stream):
            data = rest + block
            rest = b"\r" if data.endswith(b"\r") else b""
            yield data.removesuffix(rest).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    yield rest and b"\n"


def whole_lines(file: Path) -> Iterator[bytes]:
    """Yield blocks of whole lines."""

    def refuse(line: int) -> None:
        raise ReadError(f"{format_path(file)}, line {line:,}: longer than {MAX_LINE_BYTES:,} bytes")

    with file.open("rb") as raw:
        for _, block in Stream(raw, str(file), file.stat().st_size).lines(refuse):
            yield block


def line_at(file: Path, offset: int) -> int:
    """Return the number, from 1, of the first line at or after an offset that is not empty."""
    number = 1
    with file.open("rb") as stream:
        while offset > 0 and (block := stream.read(min(BLOCK_BYTES, offset))):
            number += block.count(b"\n")
            offset -= len(block)
        while (letter := stream.read(1)) in (b"\n", b"\r"):
            number += letter == b"\n"
    return number


def _is_utf8(block: bytes) -> bool:
    """Return whether a block is UTF-8, ignoring characters cut at its ends."""
    head = block[:MAX_CUT_BYTES].lstrip(bytes(range(0x80, 0xC0)))
    try:
        (head + block[MAX_CUT_BYTES:]).decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _find_encoding(file: Path) -> str | None:
    """Return Windows-1252 if it decodes every line that is not ASCII and none of them is UTF-8."""
    with file.open("rb") as stream:
        lines = stream.read(ENCODING_BYTES).split(b"\n")
    letters: list[str] = []
    n_lines = 0
    for line in lines:
        if line.isascii():
            continue
        try:
            line.decode()
        except UnicodeDecodeError:
            n_lines += 1
            if len(letters) < MAX_LETTERS:
                letters.extend(
                    letter for letter in line.decode(WINDOWS, errors="replace") if letter > "\x7f"
                )
        else:
            return None
    western = sum(letter in _WESTERN for letter in letters)
    is_windows = n_lines >= MIN_WINDOWS_LINES and western >= 0.9 * len(letters)
    return WINDOWS if is_windows else None


def read_blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the rest of a file in blocks."""
    while block := stream.read(BLOCK_BYTES):
        yield block
