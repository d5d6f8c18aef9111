"""Numbers of people in words: hours, shares with intervals, rates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tribus._display import percent
from tribus._display.language import format_decimals, translate

if TYPE_CHECKING:
    from tribus.people.rates import Estimate

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


def format_cases(estimate: Estimate, row: int) -> str:
    """Return `1 of 3` for a share of few cases, else its percentage; a dash if it is unknown."""
    cases = estimate.cases_of(row)
    if cases is None:
        return percent(float(estimate.value[row]))
    return translate("{n} of {all}", n=cases[0], all=cases[1])


def format_estimate(estimate: Estimate, row: int) -> str:
    """Return `67% (28% to 95%)`, or `1 of 3` for few cases."""
    if estimate.cases_of(row) is not None:
        return format_cases(estimate, row)
    share, low, high = map(percent, estimate.of(row))
    return translate("{share} ({low} to {high})", share=share, low=low, high=high)


def format_likely(estimate: Estimate, row: int) -> str:
    """Return `67% (likely 28% to 95%)`, or `1 of 3` for few cases."""
    if estimate.cases_of(row) is not None:
        return format_cases(estimate, row)
    share, low, high = map(percent, estimate.of(row))
    return translate("{share} (likely {low} to {high})", share=share, low=low, high=high)
