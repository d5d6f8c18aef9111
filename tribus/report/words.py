"""Words and numbers of a report: lists of names, times, shares."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tribus._display.language import (
    current_language,
    format_date,
    format_share,
    format_whole,
    translate,
    translate_count,
)
from tribus.inference.certainty import FAIRLY_SURE, MAX_SHOWN_CERTAINTY, SURE, VERY_SURE
from tribus.report.page import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

HOURS_PER_DAY, MAX_HOURS = 24, 48  # longer times are days


def join_names(names: Sequence[str]) -> str:
    """Return names as a list: `ana, ben and carla`, or `ana, ben y carla`."""
    from babel.lists import format_list

    return str(format_list(names, locale="en_GB" if current_language() == "en" else current_language()))


def describe_certainty(share: float) -> str:
    """Return how sure a tribe or a membership is: the word of the share that is shown, and the share."""
    if math.isnan(share):
        return "–"
    words = (translate("very sure"), translate("sure"), translate("fairly sure"), translate("unsure"))
    word = words[sum(round(share, 2) < limit for limit in (VERY_SURE, SURE, FAIRLY_SURE))]
    return f"{word} ({format_share(min(share, MAX_SHOWN_CERTAINTY))})"


def describe_wait(hours: float) -> str:
    """Return a time of waiting: `5 hours`, `12 days`; a dash if it is unknown."""
    if math.isnan(hours):
        return "–"
    if hours < MAX_HOURS:
        return translate_count("{n} hour", "{n} hours", round(hours))
    return translate_count("{n} day", "{n} days", round(hours / HOURS_PER_DAY))


def number(value: float) -> Cell:
    """Return a cell with a whole number."""
    return Cell("–" if math.isnan(value) else format_whole(value), is_number=True)


def day(moment: datetime) -> Cell:
    """Return a cell with a day; a dash for an unknown time."""
    return Cell("–" if moment != moment else format_date(moment))  # noqa: PLR0124  NaT differs from itself


def count_rest(n_left: int) -> str:
    """Return the text about the rows that a table leaves out; empty for none."""
    return translate("and {n} more", n=format_whole(n_left)) if n_left > 0 else ""
