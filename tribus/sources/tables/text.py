"""How a file of text is laid out in lines, told by one quick look at all of it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from tribus.errors import ReadError
from tribus.sources.paths import format_path
from tribus.sources.streams import BYTE_ORDER_MARK, MAX_LINE_BYTES, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 2**20  # bytes looked at together
FIRST_LINES = 1_000
LONGEST_HEADER = 1_000_000  # bytes; a longer first line is not a header


class Lines(NamedTuple):
    """What is seen of the lines of a file.

    Attributes
    ----------
    file
        The file.
    first
        The first lines, without their ends.
    ends_are_mixed
        Whether they end in more than one way, or as no system has written them for long.
    """

    file: Path
    first: list[str]
    ends_are_mixed: bool


def look_over(file: Path) -> Lines:
    """Look at the lines of a file; half characters in the first of them are kept as they are."""
    with file.open("rb") as stream:
        head = stream.read(LONGEST_HEADER)
        is_odd = any(b"\r" in block for block in chain([head], _blocks(stream)))
    whole = head if len(head) < LONGEST_HEADER else head[: head.rfind(b"\n") + 1]
    if not whole:
        raise ReadError(
            f"{format_path(file)} has a first line of over {LONGEST_HEADER:,} bytes; is it a table?"
        )
    text = whole.removeprefix(BYTE_ORDER_MARK).decode(errors="surrogateescape")
    first = text.replace("\r\n", "\n").split("\n")[:FIRST_LINES]
    return Lines(file, first, is_odd and _are_mixed(file))


def count_ends(file: Path) -> int:
    """Count the lines that have an end."""
    with file.open("rb") as stream:
        return sum(block.count(b"\n") for block in _blocks(stream))


def _are_mixed(file: Path) -> bool:
    """Whether not all lines end as on Windows, in a file in which some do."""
    returns, ends, both, last = 0, 0, 0, b""
    with file.open("rb") as stream:
        for block in _blocks(stream):
            returns += block.count(b"\r")
            ends += block.count(b"\n")
            both += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
            last = block[-1:]
    return not returns == ends == both


def unify_line_ends(file: Path) -> Iterator[bytes]:
    """Read a file with all of its lines ended as the database expects it, in its fields too."""
    rest = b""
    with file.open("rb") as stream:
        for block in _blocks(stream):
            data = rest + block
            rest = b"\r" if data.endswith(b"\r") else b""
            yield data.removesuffix(rest).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    yield rest and b"\n"


def whole_lines(file: Path) -> Iterator[bytes]:
    """Read a file in blocks of whole lines."""

    def refuse(line: int) -> None:
        raise ReadError(f"{format_path(file)}, line {line:,}: longer than {MAX_LINE_BYTES:,} bytes")

    with file.open("rb") as raw:
        for _, block in Stream(raw, str(file), file.stat().st_size).lines(refuse):
            yield block


def line_at(file: Path, offset: int) -> int:
    """Find the number, counted from 1, of the first line that is not empty at or after an offset."""
    number = 1
    with file.open("rb") as stream:
        while offset > 0 and (block := stream.read(min(BLOCK, offset))):
            number += block.count(b"\n")
            offset -= len(block)
        while (letter := stream.read(1)) in (b"\n", b"\r"):
            number += letter == b"\n"
    return number


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block
