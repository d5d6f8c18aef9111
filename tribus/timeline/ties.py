"""Ties of a timeline: pairs of users, with their acts in both directions in each bin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tribus.timeline.links import ALWAYS

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.timeline.result import Timeline


@dataclass(frozen=True, eq=False)
class TieActs:
    """Pairs of users with a dated act, and their acts, sorted by bin.

    An act is an event other than a follow, or the beginning of a follow.

    Attributes
    ----------
    n_users
        Number of users of the timeline.
    one, other
        Users of each tie, indices into `timeline.counts.ids`, `one < other`, int64, sorted.
    tie, bins
        Tie and bin of each row of acts, int64, shape `(n_rows,)`.
    is_forward
        Whether the acts of the row are from `one` to `other`, bool.
    count
        Number of acts of each row, float64.
    first, last
        Times of the first and the last act of each row, microseconds since 1970 UTC, int64.
    kind
        Kind of the acts of each row, index into `KINDS`, int64.
    """

    n_users: int
    one: Ints64
    other: Ints64
    tie: Ints64
    bins: Ints64
    is_forward: Bools
    count: Floats
    first: Ints64
    last: Ints64
    kind: Ints64

    @classmethod
    def of_timeline(cls, timeline: Timeline) -> Self:
        """Return the ties of all users."""
        counts, schedule = timeline.counts, timeline.schedule
        link = np.repeat(np.arange(len(counts.links)), np.diff(counts.start))
        dated = np.flatnonzero(counts.since != ALWAYS)
        source, target, kind = (
            np.concatenate([getattr(counts.links, name)[link], getattr(counts.follows, name)[dated]])
            for name in ("source", "target", "kind")
        )
        since = counts.since[dated]
        bins = np.concatenate([counts.bins, schedule.find_bins(since)])
        values = np.concatenate([counts.values, np.ones(len(dated))])
        first, last = (np.concatenate([time, since]) for time in (counts.first, counts.last))
        source, target = source.astype(np.int64), target.astype(np.int64)
        low, high = np.minimum(source, target), np.maximum(source, target)
        key, tie = np.unique(low * counts.n_users + high, return_inverse=True)
        order = np.lexsort((kind, target, source, bins))
        one, other = np.divmod(key, max(counts.n_users, 1))
        columns: list[Any] = [tie, bins, source < target, values, first, last, kind.astype(np.int64)]
        return cls(counts.n_users, one, other, *(column[order] for column in columns))

    def around(self, user: int) -> Self:
        """Return the ties among a user and all users with a tie to the user."""
        is_own = (self.one == user) | (self.other == user)
        near = np.zeros(self.n_users, np.bool_)
        near[self.one[is_own]] = near[self.other[is_own]] = True
        kept = near[self.one] & near[self.other]
        rows = np.flatnonzero(kept[self.tie])
        columns: list[Any] = [self.bins, self.is_forward, self.count, self.first, self.last, self.kind]
        tie = (np.cumsum(kept) - 1)[self.tie[rows]]
        return type(self)(
            self.n_users,
            self.one[kept],
            self.other[kept],
            tie,
            *(column[rows] for column in columns),
        )

    def count_acts(self, start: int, end: int) -> tuple[Floats, Floats]:
        """Return the acts of each tie in the bins from `start` to before `end`.

        Returns
        -------
        forward, backward
            From `one` to `other` and back, float64, shape `(n_ties,)`.
        """
        rows = slice(*np.searchsorted(self.bins, (start, end)).tolist())
        place = 2 * self.tie[rows] + ~self.is_forward[rows]
        sums = np.bincount(place, self.count[rows], 2 * len(self.one)).astype(np.float64, copy=False)
        return sums[::2], sums[1::2]
