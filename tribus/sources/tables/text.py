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
_QUOTE, _NEWLINE = ord('"'), ord("\n")
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
    n_quoted_ends
        Number of line ends inside quotes; such a row spans several lines.
    ends_in_quotes
        Whether the last quote is not closed.
    encoding
        Encoding of the text if it is not UTF-8, or None.
    """

    file: Path
    first: list[str]
    n_ends: int
    ends_are_mixed: bool
    n_quoted_ends: int
    ends_in_quotes: bool
    encoding: str | None


def scan_text(file: Path) -> TextScan:
    """Return facts about the lines of a file. Bytes in the first lines that are not UTF-8 are kept."""
    with file.open("rb") as stream:
        head = stream.read(MAX_HEADER_BYTES)
    whole = head if len(head) < MAX_HEADER_BYTES else head[: head.rfind(b"\n") + 1]
    if not whole:
        raise ReadError(
            f"{format_path(file)} has a first line of over {MAX_HEADER_BYTES:,} bytes; is it a table?"
        )
    has_returns = is_other = False
    n_ends = n_quoted_ends = parity = n_bytes = 0
    with file.open("rb") as stream:
        for block in _blocks(stream):
            has_returns = has_returns or b"\r" in block
            letters = np.frombuffer(block, np.uint8)
            is_end = letters == _NEWLINE
            n_ends += int(np.count_nonzero(is_end))
            if b'"' in block:
                inside = np.bitwise_xor.accumulate((letters == _QUOTE).view(np.uint8)) ^ parity
                n_quoted_ends += int(np.count_nonzero(inside[is_end]))
                parity = int(inside[-1])
            elif parity:
                n_quoted_ends += int(np.count_nonzero(is_end))
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
        ends_are_mixed=has_returns and _are_mixed(file),
        n_quoted_ends=n_quoted_ends,
        ends_in_quotes=bool(parity),
        encoding=_find_encoding(file) if is_other else None,
    )


def count_filled_lines(file: Path) -> int:
    """Count the lines that are not empty."""
    n_lines, is_filled = 0, False
    with file.open("rb") as stream:
        for block in _blocks(stream):
            parts = block.split(b"\n")
            for part in parts[:-1]:
                n_lines += is_filled or part not in (b"", b"\r")
                is_filled = False
            is_filled = is_filled or parts[-1] not in (b"", b"\r")
    return n_lines + is_filled


def find_open_quote(file: Path) -> int:
    """Return the number, from 1, of the line that opens the unclosed quote."""
    number, opened, parity = 1, 1, 0
    with file.open("rb") as stream:
        for block in _blocks(stream):
            for part in block.split(b"\n"):
                if part.count(b'"') % 2:
                    parity ^= 1
                    opened = number if parity else opened
                number += 1
            number -= 1  # the last part continues in the next block
    return opened


def find_long_line(file: Path, n_bytes: int) -> int:
    """Return the number, from 1, of the first line longer than `n_bytes` bytes; 0 if there is none."""
    number, length = 1, 0
    with file.open("rb") as stream:
        for block in _blocks(stream):
            for place, part in enumerate(block.split(b"\n")):
                if place:
                    number, length = number + 1, 0
                length += len(part)
                if length > n_bytes:
                    return number
    return 0


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
            for block in _blocks(stream):
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
        for block in _blocks(stream):
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


def _are_mixed(file: Path) -> bool:
    """Return whether a file with Windows line ends has other line ends too."""
    returns, ends, both, last = 0, 0, 0, b""
    with file.open("rb") as stream:
        for block in _blocks(stream):
            returns += block.count(b"\r")
            ends += block.count(b"\n")
            both += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
            last = block[-1:]
    return not returns == ends == both


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(BLOCK_BYTES):
        yield block
