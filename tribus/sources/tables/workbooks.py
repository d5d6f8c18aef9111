"""Read one sheet of a workbook (`.xlsx`, `.ods`, `.xls`) as a table."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show, suggest
from tribus.errors import OptionError, ReadError
from tribus.sources.paths import format_path
from tribus.sources.streams import FREE_INFLATION_BYTES, MAX_INFLATION_RATIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tribus.sources.tops import FileTop

EDGE_SHEETS = ("edges", "events", "tweets", "posts", "data")  # NodeXL's name, and usual names
MAX_EXACT = 1e15  # a spreadsheet keeps 15 digits of a number
N_HEADER_ROWS = 20
_OLD = b"\xd0\xcf\x11\xe0"
_PARTS = ("xl/workbook.xml", "content.xml", "xl/workbook.bin")


def is_workbook(path: Path, top: FileTop) -> bool:
    """Return whether a file with this top is a workbook, detected from its content."""
    if top.raw.startswith(_OLD):
        return path.suffix.lower() in (".xls", ".xla")
    if not top.is_zip:
        return False
    try:
        with zipfile.ZipFile(path) as opened:
            names = set(opened.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return any(part in names for part in _PARTS) and (
        "[Content_Types].xml" in names or "mimetype" in names
    )


def read_sheet(
    path: Path, sheet: str | None, is_header_name: Callable[[str], bool]
) -> tuple[str, bytes]:
    """Return the name of a sheet and its rows, from the header, as CSV.

    Parameters
    ----------
    path
        Path of the workbook.
    sheet
        Name of the sheet; None for the sheet of edges, or else the first sheet with a header.
    is_header_name
        Function that returns whether a word is a column name.

    Raises
    ------
    OptionError
        If there is no such sheet, or the library for workbooks is not installed.
    ReadError
        If the workbook is damaged, is too large when decompressed, or has no rows.
    """
    try:
        import python_calamine
    except ImportError:
        raise OptionError(
            f"{format_path(path)} is a workbook; install what reads it with pip install "
            "'tribus-graph[excel]', or save the sheet as CSV"
        ) from None
    _check_size(path)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=True)
            for name in _order_sheets(path, list(workbook.sheet_names), sheet)
        }
    except OptionError:
        raise
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        said = show(" ".join(str(error).split()), at_most=200)[1:-1]
        raise ReadError(
            f"{format_path(path)} cannot be read as a workbook: {said}; it is damaged or has a "
            "password. Save the sheet as CSV, and read that"
        ) from None
    for name, rows in sheets.items():
        start = _find_header(rows, is_header_name)
        if start is not None and len(rows) > start + 1:
            return name, b"".join(_as_csv(rows[start:]))
    listed = ", ".join(map(show, sheets))
    raise ReadError(
        f"{format_path(path)} has no sheet with a header and rows; it has {listed}. Name one with sheet="
    )


def _order_sheets(path: Path, names: list[str], sheet: str | None) -> list[str]:
    """Return the sheets to examine: the named sheet, or all sheets with edge sheets first."""
    if sheet is None:
        return sorted(names, key=lambda name: (name.lower() not in EDGE_SHEETS, names.index(name)))
    if sheet not in names:
        raise OptionError(
            f"{format_path(path)} has no sheet {show(sheet)}{suggest(sheet, names)}; "
            f"it has {', '.join(map(show, names))}"
        )
    return [sheet]


def _find_header(rows: Sequence[Sequence[Any]], is_header_name: Callable[[str], bool]) -> int | None:
    """Return the row with the most column names. NodeXL has a row of groups above it."""
    known = [
        sum(isinstance(value, str) and is_header_name(value) for value in row)
        for row in rows[:N_HEADER_ROWS]
    ]
    if not known:
        return None
    return known.index(max(known)) if max(known) > 0 else 0


def _as_csv(rows: Sequence[Sequence[Any]]) -> Iterator[bytes]:
    for row in rows:
        if any(value not in ("", None) for value in row):
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerow(map(_as_text, row))
            yield out.getvalue().encode(errors="surrogateescape")


def _as_text(value: Any) -> str:
    """Return a cell as text. Whole numbers lose `.0`; long numbers keep their stored digits."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < MAX_EXACT else f"{value:.14E}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return "" if value is None else str(value).replace("\r", "")


def _check_size(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as opened:
        size = sum(info.file_size for info in opened.infolist())
    if size > max(FREE_INFLATION_BYTES, MAX_INFLATION_RATIO * path.stat().st_size):
        raise ReadError(
            f"{format_path(path)} swells to more than {MAX_INFLATION_RATIO} times its size. If you "
            "trust it, save the sheet as CSV, and read that"
        )
