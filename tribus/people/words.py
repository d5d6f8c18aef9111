"""Numbers of people in words: hours, shares with intervals, rates."""

from __future__ import annotations

import math

from tribus._display import percent
from tribus._display.language import format_decimals, translate

MAX_MINUTES, MAX_HOURS = 90, 48  # longer times have the next unit


def format_hours(hours: float) -> str:
    """Return `20 min`, `3.5 h` or `4 d`; `never` for infinity, a dash for NaN."""
    if math.isnan(hours):
        return "–"
    if math.isinf(hours):
        return translate("never")
    if hours * 60 < MAX_MINUTES:
        return f"{hours * 60:.0f} min"
    if hours < MAX_HOURS:
        return f"{format_decimals(hours, '.1f')} h"
    return f"{format_decimals(hours / 24, ',.1f')} d"


def format_number(number: float) -> str:
    """Return a number with three digits; a dash for NaN."""
    if math.isnan(number):
        return "–"
    return format_decimals(number, ",.0f" if number >= 100 else ".3g")  # noqa: PLR2004 - three digits


def format_share(share: float, low: float, high: float) -> str:
    """Return `67% (28% to 95%)`."""
    shares = {"share": percent(share), "low": percent(low), "high": percent(high)}
    return translate("{share} ({low} to {high})", **shares)
