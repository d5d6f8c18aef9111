"""Find the header of a table in text: its line and its delimiter."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tribus.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DELIMITERS = (",", "\t", ";", "|")
QUOTE = '"'
MAX_HEADER_COLUMNS = 5_000
MAX_LINES_ABOVE = 50  # maximum number of report lines above a header
N_LOOKED_AT = 200  # lines whose fields are counted
MIN_WIDTH = 2  # minimum number of columns, of rows, and of known names in a header below a report
_MARK = "sep="  # Excel's line that names the delimiter


class Header(NamedTuple):
    """The header of a table.

    Attributes
    ----------
    names
        Unique names of the columns.
    delimiter
        Field delimiter.
    line
        Number of lines above the header.
    n_passed
        Number of these lines that are not empty.
    """

    names: list[str]
    delimiter: str
    line: int
    n_passed: int


def find_header(lines: Sequence[str], is_header_name: Callable[[str], bool]) -> Header:
    """Return the header: the first line, or the first line that is as wide as the rows below it.

    Raises
    ------
    ReadError
        If it has too many columns.
    UnicodeDecodeError, csv.Error
        If it cannot be read.
    """
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if not filled:
        raise ReadError("no line has text, so there is no header; is this a table?")
    top = filled[0]
    delimiter = max(DELIMITERS, key=lines[top].count)
    if lines[top].lower().startswith(_MARK) and len(lines[top].strip()) == len(_MARK) + 1:
        delimiter, top = lines[top].strip()[-1], filled[1] if len(filled) > 1 else top
    else:
        top, delimiter = _below_a_report(lines, top, delimiter, is_header_name)
    header = lines[top]
    header.encode(errors="surrogateescape").decode()  # raises an error if a name is not UTF-8
    names = next(csv.reader([header], delimiter=delimiter, strict=True))
    if len(names) > MAX_HEADER_COLUMNS:
        raise ReadError(
            f"line {top + 1:,} would name {len(names):,} columns, over the limit of "
            f"{MAX_HEADER_COLUMNS:,}; is this a table with one event a row? Keep the columns that matter"
        )
    passed = sum(bool(line.strip()) for line in lines[:top])
    return Header(unique_names(names), delimiter, top, passed)


def unique_names(names: Sequence[str]) -> list[str]:
    """Return unique names: empty headers are named by position, repeated ones are numbered."""
    taken: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for place, name in enumerate(names):
        wanted = name or f"column_{place}"
        free, number = wanted, numbers.get(wanted.lower(), 2)
        while free.lower() in taken:
            free, number = f"{wanted}_{number}", number + 1
        numbers[wanted.lower()] = number
        taken[free.lower()] = free
    return list(taken.values())


def _below_a_report(
    lines: Sequence[str], top: int, delimiter: str, is_header_name: Callable[[str], bool]
) -> tuple[int, str]:
    """Return the line of the header and the delimiter, if report lines are above the header."""
    for mark in (delimiter, *(mark for mark in DELIMITERS if mark != delimiter)):
        widths = _widths(lines[top : top + N_LOOKED_AT], mark)
        common = Counter(width for width in widths if width > 0).most_common(1)
        width, n_lines = common[0] if common else (1, 0)
        if min(width, n_lines) < MIN_WIDTH:
            continue
        if widths[0] == width:
            return top, mark
        if widths[0] > 1 and n_lines <= sum(one > 0 for one in widths) / 2:
            continue
        for index, line in enumerate(lines[top : top + MAX_LINES_ABOVE]):
            names = _split(line, mark)
            if len(names) == width and sum(map(is_header_name, names)) >= MIN_WIDTH:
                return top + index, mark
    return top, delimiter


def _widths(lines: Sequence[str], mark: str) -> list[int]:
    """Return the number of fields of each row, 0 for an empty line. A row may span several lines."""
    try:
        return [
            len(row)
            for row in islice(csv.reader((f"{one}\n" for one in lines), delimiter=mark), len(lines))
        ]
    except csv.Error:
        return [len(_split(line, mark)) for line in lines]


def _split(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return line.split(mark)
