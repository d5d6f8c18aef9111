"""Schedule: when each window of a timeline starts and ends, and how far earlier events count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

import narwhals as nw
import numpy as np

from tribus._core.checks import show
from tribus._core.durations import MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, parse_duration
from tribus._storage import WHOLE, require, stored
from tribus.errors import EventsError, OptionError
from tribus.events import to_microseconds
from tribus.events.moments import to_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from tribus._core.arrays import Floats, Ints64
    from tribus.events import Events

MIN_DURATION = timedelta(seconds=1)
MAX_WINDOWS = 10_000
MAX_TIME = 10**17  # microseconds since 1970, in the year 5138


@stored(start=WHOLE, window=WHOLE, step=WHOLE)
@dataclass(frozen=True)
class Schedule:
    """Windows of equal length at equal steps.

    Window k covers `[start + k step, start + k step + window)`. Time is divided at the starts and ends
    of all windows; the parts are *bins*. A window is a whole number of bins.

    Attributes
    ----------
    start
        Start of the first window, microseconds since 1970 UTC.
    window, step
        Length of a window, and time between the starts of two windows, in microseconds.
    """

    start: int
    window: int
    step: int

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return a saved schedule; `DamageError` if it has no possible lengths."""
        schedule = cls(**saved)
        possible = (
            schedule.window >= MICROSECONDS_PER_SECOND and schedule.step >= MICROSECONDS_PER_SECOND
        )
        require(possible and 0 < schedule.start < MAX_TIME, "its windows have no length")
        require(schedule.window < MAX_TIME and schedule.step < MAX_TIME, "its windows are too long")
        return schedule

    @classmethod
    def of_events(cls, events: Events, window: Any, step: Any) -> Schedule:
        """Return the schedule for events; see `trace_tribes` for the rules and errors."""
        length, between = (
            _read_length(name, value) for name, value in (("window", window), ("step", step))
        )
        if events.span is None:
            raise EventsError(
                "the events have no times, so there are no windows; name the column of times with "
                "time=, or find the tribes of all events with find_tribes"
            )
        first, last = map(to_microseconds, events.span)
        if first == last:
            raise EventsError(
                f"all events happened at one time, {events.span[0]:%Y-%m-%d %H:%M:%S}, so there is "
                "nothing to trace; find the tribes of all events with find_tribes"
            )
        schedule = cls(
            first - first % MICROSECONDS_PER_DAY if between % MICROSECONDS_PER_DAY == 0 else first,
            length,
            between,
        )
        schedule.check_number(schedule.count_windows(last), last)
        return schedule

    def check_number(self, n_windows: int, last: int) -> None:
        """Raise `OptionError` for too many windows up to the time `last`."""
        if n_windows > MAX_WINDOWS:
            between = timedelta(microseconds=self.step)
            raise OptionError(
                f"a step of {between} makes {n_windows:,} windows between "
                f"{to_datetime(self.start):%Y-%m-%d} and {to_datetime(last):%Y-%m-%d}, at most "
                f"{MAX_WINDOWS:,} are allowed; use a longer step, or leave out wrong times with "
                "events.between(start, end)"
            )

    def count_windows(self, last: int) -> int:
        """Return the number of windows up to the first one that ends after the time `last`."""
        return max(0, -(-(last + 1 - self.start - self.window) // self.step)) + 1

    def start_of(self, number: int) -> int:
        """Return the start of a window, microseconds since 1970 UTC."""
        return self.start + number * self.step

    def end_of(self, number: int) -> int:
        """Return the end of a window, microseconds since 1970 UTC; the end is not in the window."""
        return self.start_of(number) + self.window

    def ends(self, n_windows: int) -> Ints64:
        """Return the ends of the first windows, int64, shape `(n_windows,)`."""
        ends: Ints64 = self.end_of(0) + self.step * np.arange(n_windows)
        return ends

    def dates_of(self, number: int) -> tuple[datetime, datetime]:
        """Return the start and the end of a window in UTC."""
        return to_datetime(self.start_of(number)), to_datetime(self.end_of(number))

    @property
    def steps_per_window(self) -> float:
        """Length of a window in steps, at least 1."""
        return max(1.0, self.window / self.step)

    @property
    def _rest(self) -> int:
        return self.window % self.step

    @property
    def bins_per_step(self) -> int:
        """Number of bins of a step: 2 if a window ends inside a step, else 1."""
        return 2 if self._rest else 1

    def bin_of(self, time: nw.Expr) -> nw.Expr:
        """Return the bin of each time, int64."""
        age = time - self.start
        step = age // self.step
        if not self._rest:
            return step
        is_late = (age - step * self.step) >= self._rest
        return step * 2 + nw.when(is_late).then(nw.lit(1)).otherwise(nw.lit(0))

    def find_bins(self, time: Ints64) -> Ints64:
        """Return the bin of each time, in microseconds since 1970 UTC, int64."""
        step, age = np.divmod(time - self.start, self.step)
        bins: Ints64 = step * 2 + (age >= self._rest) if self._rest else step
        return bins

    def bins_of(self, number: int) -> tuple[int, int]:
        """Return the first bin of a window, and the first bin after it."""
        first = number * self.bins_per_step
        n_bins = (self.window // self.step) * self.bins_per_step + (self._rest > 0)
        return first, first + n_bins

    def edges_of_bins(self, n_bins: int) -> Floats:
        """Return the start of each bin and the end of the last, microseconds since 1970 UTC."""
        step, part = np.divmod(np.arange(n_bins + 1), self.bins_per_step)
        edges: Floats = (self.start + step * self.step + part * self._rest).astype(np.float64)
        return edges

    def weigh_bins(self, number: int, n_bins: int, half_life: float) -> Floats:
        """Return the weight of an event of each bin in a window, 0 to 1, shape `(n_bins,)`.

        Parameters
        ----------
        number
            Number of the window.
        n_bins
            Number of bins, from the first.
        half_life
            Steps after which an event counts half; 0 if earlier events do not count.

        Notes
        -----
        The weight is 1 in the window, 0 after it, and ``2^(-a / half_life)`` before it. The age a is
        the time from the start of the bin to the start of the window, in steps: 1 for the step before.
        """
        first, end = self.bins_of(number)
        weights = np.zeros(n_bins)
        weights[first:end] = 1.0
        if half_life > 0:
            starts = np.arange(min(first, n_bins))
            offset = (starts % self.bins_per_step) * self._rest / self.step
            age = number - (starts // self.bins_per_step + offset)
            weights[: len(starts)] = 2.0 ** (-age / half_life)
        return weights


def _read_length(name: str, value: Any) -> int:
    length = parse_duration(name, value, alternatives="a duration of a second or more")
    if length < MIN_DURATION:
        raise OptionError(f"{name} must be a second or more, got {show(value)}")
    return length // timedelta(microseconds=1)
