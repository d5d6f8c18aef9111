"""CSV files that are safe to open in a spreadsheet: no text is a formula."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

from tribus._display.words import is_plain
from tribus._export.endings import check_ending
from tribus._export.replacing import replace_when_complete

if TYPE_CHECKING:
    import os

    import pandas as pd

CSV_ENDINGS = (".csv", ".csv.gz", ".txt")
# Characters that may start a formula, = + - @ and their wide forms, also after blanks and quotes, and
# also after a separator other than the comma.
FORMULA_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212"
QUOTATION_MARKS = r"\"'`\u00b4\u2018\u2019\u201c\u201d\u00ab\u00bb"
FORMULA_START = re.compile(rf"(^|[,;|])(?=[\s{QUOTATION_MARKS}]*[{FORMULA_SIGNS}])")
SAFE_NUMBER = re.compile(r"[+-]?\d{1,30}([.,]\d{1,30})?")
SPELLED_CHARACTER = re.compile(r"_(?=x[0-9A-F]{4,6}(.))", re.DOTALL)


def write_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a frame as CSV in UTF-8, with texts in quotes and safe for spreadsheets.

    An apostrophe is added before a possible start of a formula (`=`, `+`, `-`, `@` and their wide
    forms, also after blanks and quotes), unless the whole text is a number. Control characters,
    direction marks and line ends are spelled by their code, as in the GEXF files: `_x001B_` for U+001B,
    and `_x005F_x001B_` for a text that contains `_x001B_`, so that two users never get the same name.
    Numbers are written unchanged. An older file is replaced when the new one is complete.
    """
    check_ending(path, CSV_ENDINGS, what="to_csv writes CSV")
    safe = frame.rename(columns=_make_safe)
    texts = [column for column, type_ in enumerate(frame.dtypes) if type_.kind not in "biufcmM"]
    for column in texts:
        safe.isetitem(column, [_make_safe(cell) for cell in safe.iloc[:, column]])
    with replace_when_complete(path) as new:
        safe.to_csv(new, index=False, quoting=csv.QUOTE_NONNUMERIC, encoding="utf-8")


def _make_safe(cell: Any) -> Any:
    """Return a text without formulas and control characters; other cells stay unchanged."""
    if not isinstance(cell, str) or SAFE_NUMBER.fullmatch(cell):
        return cell
    return FORMULA_START.sub(r"\1'", _spell_out(cell))


def _spell_out(text: str) -> str:
    """Return the text with hidden characters spelled by their code; different texts stay different."""
    text = SPELLED_CHARACTER.sub(_escape_spelled, text)
    if text.isprintable():
        return text
    return "".join(letter if is_plain(letter) else f"_x{ord(letter):04X}_" for letter in text)


def _escape_spelled(found: re.Match[str]) -> str:
    return "_x005F_" if found[1] == "_" or not is_plain(found[1]) else "_"
