"""Rate limits that servers announce in the headers of their answers."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_WINDOW_SECONDS = 86_400.0  # the longest time for which a server counts requests


@dataclass
class RateLimit:
    """Requests that a server still allows.

    Attributes
    ----------
    remaining
        Number of requests until `reset`; None if the server has no limit.
    reset
        Unix time of the next allowance.
    retry_after
        Seconds that the server asked for, once.
    """

    remaining: int | None = None
    reset: float = 0.0
    retry_after: float | None = None

    def read(self, headers: Mapping[str, str], now: float) -> None:
        """Take the headers `RateLimit-Remaining` and `RateLimit-Reset` of an answer."""
        remaining, reset = _read_number(headers, "ratelimit-remaining"), _read_reset(headers, now)
        if remaining is not None and reset is not None:
            self.remaining, self.reset = int(remaining), reset

    def wait_seconds(self, now: float) -> float:
        """Return the seconds until the next request is allowed; 0 if it is now."""
        if self.remaining is None or self.remaining > 0:
            return 0.0
        self.remaining = None
        return max(self.reset - now, 0.0)


def read_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds until the next attempt that a refusal asks for; None if it asks for none."""
    asked = headers.get("retry-after")
    if asked is None:
        reset = _read_reset(headers, now)
        return None if reset is None else max(reset - now, 0.0)
    number = _read_number(headers, "retry-after")
    if number is not None:
        return number
    try:
        return max(parsedate_to_datetime(asked).timestamp() - now, 0.0)
    except (TypeError, ValueError):
        return None


def _read_reset(headers: Mapping[str, str], now: float) -> float | None:
    """Return the time of the next allowance; servers write Unix time, or seconds from now."""
    reset = _read_number(headers, "ratelimit-reset")
    if reset is None:
        return None
    return reset if reset > MAX_WINDOW_SECONDS * 365 else now + reset


def _read_number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        number = float(headers[name])
    except (KeyError, ValueError):
        return None
    return number if 0 <= number < 1e12 else None  # noqa: PLR2004  also not `nan`
