"""Tables for spreadsheets, in which no text of a stranger's is taken for a formula."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

from tribus._display import plain

if TYPE_CHECKING:
    import os

    import pandas as pd

# What a program may read as the beginning of a formula: = + - @ and their wide forms, also behind blanks
# and quotes, and also where it cuts cells at another mark than the comma.
_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212"
_QUOTES = r"\"'`\u00b4\u2018\u2019\u201c\u201d\u00ab\u00bb"
_FORMULA = re.compile(rf"(^|[,;|])(?=[\s{_QUOTES}]*[{_SIGNS}])")
_NUMBER = re.compile(r"[+-]?\d{1,30}([.,]\d{1,30})?")


def write_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a frame as CSV in UTF-8, with its texts in quotes and safe for spreadsheets.

    An apostrophe is put before what would begin a formula (`=`, `+`, `-`, `@` and their wide forms,
    behind blanks and quotes too), unless the whole text is a number; control and direction marks, and
    ends of lines, are replaced by a mark of their own. Numbers are written as they are.
    """
    safe = frame.rename(columns=_neutral)
    texts = [place for place, type_ in enumerate(frame.dtypes) if type_.kind not in "biufcmM"]
    for place in texts:
        safe.isetitem(place, [_neutral(cell) for cell in safe.iloc[:, place]])
    safe.to_csv(path, index=False, quoting=csv.QUOTE_NONNUMERIC, encoding="utf-8")


def _neutral(cell: Any) -> Any:
    """Make a text safe; what is no text stays."""
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return _FORMULA.sub(r"\1'", plain(cell))
