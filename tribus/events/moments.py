"""Moments as the event table stores them: microseconds since 1970 UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tribus._core.checks import show
from tribus.errors import OptionError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Return the microseconds from 1970 UTC to a moment with a time zone."""
    return (moment - _EPOCH) // _MICROSECOND


def to_datetime(microseconds: int) -> datetime:
    """Return a moment in UTC from microseconds since 1970 UTC."""
    return _EPOCH + microseconds * _MICROSECOND


def read_moment(name: str, value: Any) -> datetime | None:
    """Return an option as a moment in UTC; None stays None, a naive time is in UTC.

    Parameters
    ----------
    name
        Name of the option, for the error.
    value
        A datetime (a pandas Timestamp is one), a date, or ISO text.

    Raises
    ------
    OptionError
        If the value is none of these.
    """
    if value is None:
        return None
    moment = _parse(value) if isinstance(value, str) else value
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    if not isinstance(moment, datetime) or moment != moment:  # noqa: PLR0124  NaT is a datetime
        raise OptionError(
            f"{name} must be a datetime, a date or ISO text such as '2024-10-01', got {show(value)}"
        )
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _parse(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
