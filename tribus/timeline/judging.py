"""Judging: whether resamples confirm a change of tribes between two windows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from tribus._storage import NUMBER, WHOLE, Choice, TupleOf, stored
from tribus.timeline.flows import Snapshot

Named: TypeAlias = "tuple[str, tuple[int, ...], tuple[int, ...]]"  # event, tribes before, and after

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints64

EVENTS = ("birth", "death", "merge", "split", "growth", "shrinking", "return")
MIN_SHARE = 0.5  # of the resamples must have the change
MAX_WINDOWS_TO_CONFIRM = 3  # windows that may confirm a change of groups


@stored(event=Choice(EVENTS), before=TupleOf(WHOLE), after=TupleOf(WHOLE), share=NUMBER)
class Change(NamedTuple):
    """A change of tribes between two windows.

    Attributes
    ----------
    event
        One of `EVENTS`.
    before, after
        Numbers of the tribes before and after.
    share
        Share of resamples with this change, 0 to 1.
    """

    event: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    share: float


class Pending(NamedTuple):
    """A change of the tribes as found, which resamples have to confirm.

    Attributes
    ----------
    event, before, after
        As in `Change`.
    limit
        Smallest size after a growth, or largest size after a shrinking; NaN for other changes.
    earlier
        The last window before the change.
    n_windows
        Number of windows so far that did not confirm it.
    """

    event: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    limit: float
    earlier: Snapshot
    n_windows: int = 0

    @property
    def tribes(self) -> set[int]:
        """Numbers of all tribes of the change."""
        return {*self.before, *self.after}

    @property
    def waits(self) -> bool:
        """Whether a later window may confirm the change."""
        return self.is_of_groups and self.n_windows + 1 < MAX_WINDOWS_TO_CONFIRM

    @property
    def is_of_groups(self) -> bool:
        """Whether it is neither a growth nor a shrinking."""
        return math.isnan(self.limit)

    def holds(self, now: Snapshot) -> bool:
        """Whether the tribes after the change are still there, and the others still gone."""
        here = set(now.tribes)
        return here.issuperset(self.after) and here.isdisjoint(set(self.before) - set(self.after))

    def judge(self, now: Snapshot) -> Change | None:
        """Return the change if there is a scale at which the tribes of both windows differ so.

        A finer scale divides tribes that did not change. So if the two windows have different scales,
        they are compared at each of them.
        """
        scales = sorted({one.resamples.resolution for one in (self.earlier, now)})
        found = [self._compare(self.earlier.at(scale), now.at(scale)).judge() for scale in scales]
        return max((one for one in found if one is not None), key=lambda one: one.share, default=None)

    def _compare(self, earlier: Snapshot, later: Snapshot) -> Candidate:
        named = self.event, self.before, self.after
        if self.event in ("merge", "split"):
            return _judge_groups(named, earlier, later)
        if not self.is_of_groups:
            return _judge_size(named, self.limit, earlier, later)
        return _judge_existence(named, earlier, later)


class Candidate(NamedTuple):
    """A change of the tribes as found, with its frequency in the resamples of both windows.

    Attributes
    ----------
    before_in_earlier, before_in_later
        Whether the state before the change holds, in each resample of both windows.
    after_in_earlier, after_in_later
        Whether the state after the change holds, in each resample of both windows.
    """

    event: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    before_in_earlier: Bools
    after_in_earlier: Bools
    before_in_later: Bools
    after_in_later: Bools

    def judge(self) -> Change | None:
        """Return the change; None if resampling alone causes it as often, or in half of the resamples.

        A pair of resamples, one of each window, has the change if the earlier one has the state before
        it and the later one the state after it; the share is over all pairs. Pairs of two resamples of
        one window, without any time in between, show what resampling alone causes.
        """
        share = float(self.before_in_earlier.mean() * self.after_in_later.mean())
        by_chance = max(
            float(self.before_in_earlier.mean() * self.after_in_earlier.mean()),
            float(self.before_in_later.mean() * self.after_in_later.mean()),
        )
        if share < MIN_SHARE or share <= by_chance:
            return None
        return Change(self.event, self.before, self.after, share)


def _judge_groups(change: Named, last: Snapshot, now: Snapshot) -> Candidate:
    """Return a merge or split: sets of users are apart in one window, and together in the other."""
    event, before, after = change
    shared = np.intersect1d(last.users, now.users, assume_unique=True)
    sets = [
        _intersect(_intersect(last.members(one), now.members(other)), shared)
        for one in before
        for other in after
    ]
    if not all(len(users) for users in sets):  # after some windows, all of them may have moved
        nowhere = np.zeros(len(now.resampled), np.bool_)
        return Candidate(*change, nowhere, nowhere, nowhere, nowhere)
    states = {"apart": Snapshot.apart, "together": Snapshot.together}
    first, second = ("apart", "together") if event == "merge" else ("together", "apart")
    return Candidate(
        *change,
        before_in_earlier=states[first](last, sets),
        after_in_earlier=states[second](last, sets),
        before_in_later=states[first](now, sets),
        after_in_later=states[second](now, sets),
    )


def _judge_existence(change: Named, last: Snapshot, now: Snapshot) -> Candidate:
    """Return a birth, return or death: a set of users is a group in one window only."""
    event, before, after = change
    users = last.members(before[0]) if event == "death" else now.members(after[0])
    earlier, later = last.exists(users), now.exists(users)
    is_death = event == "death"
    return Candidate(
        *change,
        before_in_earlier=earlier if is_death else ~earlier,
        after_in_earlier=~earlier if is_death else earlier,
        before_in_later=later if is_death else ~later,
        after_in_later=~later if is_death else later,
    )


def _judge_size(change: Named, limit: float, last: Snapshot, now: Snapshot) -> Candidate:
    """Return the growth or shrinking of a tribe to a size beyond a limit."""
    event, (tribe,), _ = change
    earlier, later = (window.main_sizes(window.members(tribe)) for window in (last, now))
    if event == "shrinking":
        earlier, later, limit = -earlier, -later, -limit
    return Candidate(
        *change,
        before_in_earlier=earlier < limit,
        after_in_earlier=earlier >= limit,
        before_in_later=later < limit,
        after_in_later=later >= limit,
    )


def _intersect(one: Ints64, other: Ints64) -> Ints64:
    shared: Ints64 = np.intersect1d(one, other, assume_unique=True)
    return shared
