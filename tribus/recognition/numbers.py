"""Marks in numbers: `1,5` has a decimal comma, and the points of `1.234.567` separate thousands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER_CELL = re.compile(r"[+-]?\d*([.,]\d+)*")
_GROUPS = {
    ",": re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
    ".": re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?"),
}


class NumberMarks(NamedTuple):
    """The marks in the numbers of a column.

    Attributes
    ----------
    decimal
        Mark before decimals; empty if there is none.
    thousands
        Mark between thousands; empty if there is none.
    is_ambiguous
        Whether `thousands` may mark decimals instead.
    example
        An ambiguous number; empty if there is none.
    """

    decimal: str = ""
    thousands: str = ""
    is_ambiguous: bool = False
    example: str = ""


def read_marks(values: Sequence[str]) -> NumberMarks:
    """Return the marks in the numbers of a column.

    Examples
    --------
    >>> read_marks(["1,5", "2"]).decimal, read_marks(["1.234.567", "12"]).thousands
    (',', '.')
    >>> read_marks(["1,234", "5"]).is_ambiguous
    True
    """
    if not all(map(_NUMBER_CELL.fullmatch, values)):
        return NumberMarks()
    for mark, other in (",.", ".,"):
        marked = [value for value in values if mark in value]
        if not marked or not all(map(_GROUPS[mark].fullmatch, marked)):
            continue
        if any(value.count(mark) > 1 or other in value for value in marked):
            return NumberMarks(decimal=other, thousands=mark)
        if not any(other in value for value in values):
            return NumberMarks(thousands=mark, is_ambiguous=True, example=marked[0])
    return NumberMarks(decimal=",") if any("," in value for value in values) else NumberMarks()
