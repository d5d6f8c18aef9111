"""Split delimited text into records by its quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.sources.tables.damaged_quotes import MAX_RECORD_BYTES, DamagedLines, find_damage
from tribus.sources.tables.text import BLOCK_BYTES, CARRIAGE_RETURN, NEWLINE, line_offset, read_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tribus.sources.tables.text import TextScan

MAX_EMPTIED_LINES = 1_000  # of consecutive damaged lines
_QUOTE = ord('"')


class Records(NamedTuple):
    """The records of a file, by its quotes alone.

    Attributes
    ----------
    n_inner_ends
        Number of line ends inside quoted fields.
    n_empty
        Number of empty lines between records; None if they were not counted.
    damaged
        Lines that are in no record, in the order of the file.
    are_regular
        Whether every quote encloses a field or is doubled inside one.
    """

    n_inner_ends: int = 0
    n_empty: int | None = None
    damaged: Sequence[DamagedLines] = ()
    are_regular: bool = True


def find_records(
    plain: Path, scan: TextScan, *, delimiter: str, quote: str, width: int, above: int, most: float
) -> Records:
    """Return the records below the first `above` lines of a file.

    Most files are regular, which is checked by looking at the neighbours of every quote. The others are
    split record by record.

    Parameters
    ----------
    plain, scan
        The file, and facts about its lines.
    delimiter, quote
        Delimiter of fields, and quote character; an empty quote if quotes have no special meaning.
    width
        Number of fields of a record.
    above
        Number of lines above the first record.
    most
        Number of lines that may be damaged; the search ends when there are more.
    """
    has_quotes = bool(quote) and scan.has_quotes
    if not has_quotes and not scan.has_long_lines:
        return Records()
    begin = line_offset(plain, above)
    if has_quotes and not scan.has_long_lines:
        regular = _check_quotes(plain, begin, ord(delimiter))
        if regular is not None:
            return regular
    damage = find_damage(
        plain, begin, line=above + 1, delimiter=delimiter, quote=quote, width=width, most=most
    )
    return Records(damage.n_inner_ends, damage.n_empty, damage.lines, are_regular=False)


def blank_lines(plain: Path, damaged: Sequence[DamagedLines], *, end: bytes) -> Iterator[bytes]:
    """Yield the content of a file with damaged lines emptied, so that most line numbers stay the same.

    The database counts empty lines as part of the next row, which may not be too long.
    """
    with plain.open("rb") as stream:
        for lines in damaged:
            while stream.tell() < lines.begin:
                yield stream.read(min(BLOCK_BYTES, lines.begin - stream.tell()))
            yield end * min(lines.n_ends, MAX_EMPTIED_LINES)
            stream.seek(lines.end)
        yield from read_blocks(stream)


def original_line(line: int, damaged: Sequence[DamagedLines]) -> int:
    """Return the number in the file of a line of the content without damaged lines."""
    for lines in damaged:
        if lines.line < line:
            line += max(0, lines.n_ends - MAX_EMPTIED_LINES)
    return line


def _check_quotes(plain: Path, begin: int, delimiter: int) -> Records | None:
    """Return the records of a regular file; None if a quote is at an unusual place.

    A quote that opens a field follows a delimiter, a line end or, inside a field, the quote that it
    doubles. A quote that closes a field is before a delimiter, a line end or the quote that doubles it.
    """
    may_be_before, may_be_after = (np.zeros(256, bool) for _ in range(2))
    may_be_before[[_QUOTE, NEWLINE, delimiter]] = True
    may_be_after[[_QUOTE, NEWLINE, CARRIAGE_RETURN, delimiter]] = True
    parity = n_inner_ends = n_empty = 0
    offset, last_end = 0, -1  # of the block, and of the line end before its first record
    for block in _with_neighbours(plain, begin):
        letters = np.frombuffer(block, np.uint8)
        inside = letters[1:-1]
        ends = np.flatnonzero(inside == NEWLINE)
        quotes = np.flatnonzero(inside == _QUOTE)
        opens, closes = quotes[parity::2], quotes[1 - parity :: 2]
        if not (may_be_before[letters[opens]].all() and may_be_after[letters[closes + 2]].all()):
            return None
        are_inner = (np.searchsorted(quotes, ends) + parity) % 2 == 1
        n_inner_ends += int(np.count_nonzero(are_inner))
        outer = ends[~are_inner] + offset
        lengths = np.diff(outer, prepend=last_end, append=offset + len(inside))
        if lengths.max() > MAX_RECORD_BYTES:
            return None
        are_empty = lengths[:-1] == 1
        are_empty |= (lengths[:-1] == len(b"\r\n")) & (letters[ends[~are_inner]] == CARRIAGE_RETURN)
        n_empty += int(np.count_nonzero(are_empty))
        last_end = int(outer[-1]) if len(outer) else last_end
        offset += len(inside)
        parity = (parity + len(quotes)) % 2
    return None if parity else Records(n_inner_ends, n_empty)


def _with_neighbours(plain: Path, begin: int) -> Iterator[bytes]:
    """Yield blocks of a file with the byte before and after each; line ends are around the file."""
    before, block = b"\n", b""
    with plain.open("rb") as stream:
        stream.seek(begin)
        for following in read_blocks(stream):
            if block:
                yield before + block + following[:1]
                before = block[-1:]
            block = following
    if block:
        yield before + block + b"\n"
