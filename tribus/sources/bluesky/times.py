"""Times of Bluesky: ISO text, and the identifiers that begin with a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"  # of a timestamp identifier, to the base of 32
_TID_LENGTH, _TID_CLOCK_BITS = 13, 10  # characters; lowest bits, which are not time
_MAX_MICROSECONDS = 2**52  # in the year 2112


def to_microseconds(time: str) -> int | None:
    """Return the microseconds since 1970 of a time as ISO text; None if it is none."""
    try:
        moment = datetime.fromisoformat(time)
        since = moment.replace(tzinfo=moment.tzinfo or UTC) - _UNIX_EPOCH
    except (ValueError, OverflowError):
        return None
    return since // timedelta(microseconds=1)


def time_of_tid(rev: str) -> int | None:
    """Return the microseconds since 1970 in a timestamp identifier; None if there are none."""
    if len(rev) != _TID_LENGTH or not set(rev) <= set(_TID_DIGITS):
        return None
    number = 0
    for digit in rev:
        number = number * len(_TID_DIGITS) + _TID_DIGITS.index(digit)
    time = number >> _TID_CLOCK_BITS
    return time if time < _MAX_MICROSECONDS else None
