"""Durations as analysts write them: `"90d"`, `"12h"`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from tribus._core.checks import show
from tribus.errors import OptionError

SECONDS_PER_HOUR, SECONDS_PER_DAY = 3600, 86_400
MICROSECONDS_PER_SECOND = 1_000_000
MICROSECONDS_PER_HOUR = SECONDS_PER_HOUR * MICROSECONDS_PER_SECOND
MICROSECONDS_PER_DAY = SECONDS_PER_DAY * MICROSECONDS_PER_SECOND
SECONDS_PER_UNIT = {
    "s": 1.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86400.0,
    "w": 604800.0,
    "y": 31557600.0,
}
DURATION_TEXT = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*(s|min|h|d|w|y)\s*", re.ASCII)


def parse_duration(name: str, value: Any, *, alternatives: str) -> timedelta:
    """Return `"90d"` or a timedelta as a timedelta.

    Parameters
    ----------
    name
        Name of the option, for error messages.
    value
        A number with one of the units s, min, h, d, w or y, or a timedelta.
    alternatives
        Other accepted values of the option, for error messages.

    Raises
    ------
    OptionError
        If the value is neither of these, not above 0, or longer than a timedelta can be.

    Examples
    --------
    >>> parse_duration("half_life", "12h", alternatives="None for no decay")
    datetime.timedelta(seconds=43200)
    """
    duration = value if isinstance(value, timedelta) else _parse_text(name, value, alternatives)
    if duration <= timedelta(0):
        raise OptionError(f"{name} must be longer than 0, got {show(value)}; use {alternatives}")
    return duration


def format_duration(value: str | timedelta | None) -> str | None:
    """Return a timedelta as `parse_duration` takes it: `"90d"`; any other value as it is.

    Examples
    --------
    >>> format_duration(timedelta(hours=36))
    '36h'
    """
    if not isinstance(value, timedelta):
        return value
    for unit in ("d", "h", "min"):
        count, rest = divmod(value, timedelta(seconds=SECONDS_PER_UNIT[unit]))
        if not rest:
            return f"{count}{unit}"
    return f"{value.total_seconds():.6f}".rstrip("0").rstrip(".") + "s"


def _parse_text(name: str, value: Any, alternatives: str) -> timedelta:
    written = DURATION_TEXT.fullmatch(str(value))
    if written is None:
        units = ", ".join(SECONDS_PER_UNIT)
        raise OptionError(
            f"{name} must be like '90d' (units: {units}), a timedelta, {alternatives}; got {show(value)}"
        )
    seconds = float(written[1]) * SECONDS_PER_UNIT[written[2]]
    if seconds > timedelta.max.total_seconds():
        raise OptionError(f"{name} must be below {timedelta.max.days:,} days, got {show(value)}")
    return timedelta(seconds=seconds)
