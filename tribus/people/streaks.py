"""Streaks: times when silent followers arrive at a profile faster than its own rate allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.durations import MICROSECONDS_PER_SECOND, SECONDS_PER_HOUR
from tribus.people.reach import acting_pairs
from tribus.people.tables import UNKNOWN_TIME

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints64
from tribus.people.tables import EventTables

STREAK_HOURS = (1, 6, 24, 72, 168, 336)  # longest duration of the windows that are tried
MIN_ARRIVALS = 10  # silent ones in a streak
MIN_SILENT_SHARE = 0.8  # of the arrivals in a streak
STREAK_SIGNIFICANCE = 1e-3  # over all windows that are tried
MAX_STREAKS = 5  # of one profile
MAX_STREAK_WINDOWS = 500  # of one profile; those with the largest likelihood ratio


class Arrivals(NamedTuple):
    """Follows with a time, sorted by profile and time.

    Attributes
    ----------
    profile, person
        The followed user and the follower, int64.
    time
        Microseconds since 1970 UTC, int64.
    second
        Seconds since the first arrival, int64.
    silent
        Whether the follower never writes or posts, nobody ever acts towards the follower, nobody who
        writes follows the follower, who never acted towards the profile and is not followed back, bool.
    key
        Profile and second in one number, ascending.
    span
        Seconds from the first to the last arrival.
    """

    profile: Ints64
    person: Ints64
    time: Ints64
    second: Ints64
    silent: Bools
    key: Ints64
    span: int


class Streaks(NamedTuple):
    """Streaks of silent arrivals, one row each, sorted by profile and beginning.

    Attributes
    ----------
    profile
        The followed user, int64.
    start, end
        First row in `Arrivals`, and the row after the last, int64.
    score
        Logarithm of the likelihood ratio against the rate of the profile, float64.
    expected
        Number of silent arrivals at the rate of the profile outside of the streak, float64.
    p_value
        Probability of as many, times the number of windows that were tried, float64.
    """

    profile: Ints64
    start: Ints64
    end: Ints64
    score: Floats
    expected: Floats
    p_value: Floats

    def take(self, rows: Ints64 | Bools) -> Streaks:
        """Return some of the streaks."""
        return Streaks(
            self.profile[rows],
            self.start[rows],
            self.end[rows],
            self.score[rows],
            self.expected[rows],
            self.p_value[rows],
        )


def list_arrivals(tables: EventTables) -> Arrivals:
    """Return the follows with a time, and which of the followers are silent."""
    follows, n_users = tables.follows, tables.n_users
    dated = follows.since != UNKNOWN_TIME
    profile, person = (end[dated].astype(np.int64) for end in (follows.target, follows.source))
    time = follows.since[dated]
    second = (time - time.min(initial=np.iinfo(np.int64).max)) // MICROSECONDS_PER_SECOND
    given = np.unique(follows.source.astype(np.int64) * n_users + follows.target)
    takes_part = np.isin(profile * n_users + person, np.concatenate([given, acting_pairs(tables)]))
    acts = tables.acts
    speaks = np.zeros(n_users, np.bool_)
    speaks[acts.source[acts.talks]] = True
    speaks[tables.posts.user] = True
    is_known = speaks.copy()
    is_known[acts.target] = True
    is_known[follows.target[speaks[follows.source]]] = True
    span = int(second.max(initial=0))
    key = profile * (span + 1) + second
    return Arrivals(profile, person, time, second, ~is_known[person] & ~takes_part, key, span)


def find_streaks(arrivals: Arrivals) -> Streaks:
    """Return the streaks of all profiles, the clearest first in each profile.

    Notes
    -----
    For each silent arrival, windows of up to 1, 6, 24, 72, 168 and 336 hours begin with it. A window
    with k silent of m arrivals in d seconds is a streak if k is 10 or more, k / m is 0.8 or more, and
    both

    - ``P(Poisson(r d) >= k)``, with the rate r of silent arrivals of the profile at all other times, and
    - ``P(Binomial(m, s) >= k)``, with the share s of silent ones among its other arrivals, unless s is
      0.8 or more anyway,

    times the number of windows are 0.001 or less. Overlapping windows are one streak: the one with the
    largest likelihood ratio against r.
    """
    windows = _try_windows(arrivals)
    profile, start, end = windows.profile, windows.start, windows.end
    order = np.lexsort((start, -windows.score, profile))
    kept: dict[int, list[int]] = {}
    for row in order.tolist():  # windows that are streaks: none in most data, else few
        own = kept.setdefault(int(profile[row]), [])
        free = all(end[row] <= start[other] or start[row] >= end[other] for other in own)
        if free and len(own) < MAX_STREAKS:
            own.append(row)
    rows = np.array([row for own in kept.values() for row in sorted(own, key=start.item)], np.int64)
    return windows.take(rows)


def _try_windows(arrivals: Arrivals) -> Streaks:
    """Return the windows that are streaks, at most 500 of each profile; they may overlap."""
    from scipy.special import betainc, gammainc

    rows = np.flatnonzero(arrivals.silent)
    profile = arrivals.profile[rows]
    n_silent, n_all = _count_of_profile(arrivals, arrivals.silent), _count_of_profile(arrivals)
    cumulated = np.concatenate([[0], np.cumsum(arrivals.silent)])
    last_silent = np.maximum.accumulate(np.where(arrivals.silent, np.arange(len(arrivals.key)), -1))
    nothing, none = np.empty(0, np.int64), np.empty(0)
    found = [Streaks(nothing, nothing, nothing, none, none, none)]
    for hours in STREAK_HOURS:
        length = hours * SECONDS_PER_HOUR
        if 2 * length > arrivals.span or not len(rows):
            continue
        limit = np.minimum(arrivals.second[rows] + length, arrivals.span)
        end = np.searchsorted(arrivals.key, profile * (arrivals.span + 1) + limit, "right")
        end = last_silent[end - 1] + 1
        k, m = cumulated[end] - cumulated[rows], end - rows
        duration = np.maximum(arrivals.second[end - 1] - arrivals.second[rows], SECONDS_PER_HOUR)
        expected = (n_silent[profile] - k + 1) * duration / (arrivals.span - duration)
        share = (n_silent[profile] - k + 1) / (n_all[profile] - m + 2)
        likely = (k >= MIN_ARRIVALS) & (k >= MIN_SILENT_SHARE * m) & (k > expected)
        k, m, expected, share = k[likely], m[likely], expected[likely], share[likely]
        by_rate = gammainc(k, expected)
        by_share = np.where(share >= MIN_SILENT_SHARE, 0.0, betainc(k, m - k + 1, share))
        p_value = np.maximum(by_rate, by_share) * len(rows) * len(STREAK_HOURS)
        clear = p_value <= STREAK_SIGNIFICANCE
        score = k * np.log(k / expected) - k + expected
        chosen = rows[likely], end[likely]
        found.append(Streaks(profile[likely], *chosen, score, expected, p_value).take(clear))
    joined = Streaks(
        np.concatenate([windows.profile for windows in found]),
        np.concatenate([windows.start for windows in found]),
        np.concatenate([windows.end for windows in found]),
        np.concatenate([windows.score for windows in found]),
        np.concatenate([windows.expected for windows in found]),
        np.concatenate([windows.p_value for windows in found]),
    )
    order = np.lexsort((joined.start, -joined.score, joined.profile))
    place = np.arange(len(order)) - np.searchsorted(joined.profile[order], joined.profile[order])
    return joined.take(order[place < MAX_STREAK_WINDOWS])


def _count_of_profile(arrivals: Arrivals, chosen: Bools | None = None) -> Ints64:
    profile = arrivals.profile if chosen is None else arrivals.profile[chosen]
    return np.bincount(profile, minlength=int(arrivals.profile.max(initial=-1)) + 1)
