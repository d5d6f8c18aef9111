"""Changes of tribes from window to window: birth, death, merge, split, growth, shrinking, return."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from tribus._storage import NUMBER, WHOLE, Choice, TupleOf, stored
from tribus.community.numbering import NO_TRIBE
from tribus.timeline.flows import Flows, Snapshot

Named: TypeAlias = "tuple[str, tuple[int, ...], tuple[int, ...]]"  # event, tribes before, and after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus._core.arrays import Bools, Ints64

EVENTS = ("birth", "death", "merge", "split", "growth", "shrinking", "return")
MIN_GROWTH = 1.25  # ratio to the size at the last reported change
MIN_NET_GROWTH = 3.5  # standard deviations of the net growth if users join and leave at random
MIN_SHARE = 0.5  # of the resamples must have the change


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

        The share is that of pairs of one resample of the earlier window, in which the state before the
        change holds, and one of the later window, in which the state after it holds. Pairs of two
        resamples of one window, without any time in between, show what resampling alone causes.
        """
        share = float(self.before_in_earlier.mean() * self.after_in_later.mean())
        by_chance = max(
            float(self.before_in_earlier.mean() * self.after_in_earlier.mean()),
            float(self.before_in_later.mean() * self.after_in_later.mean()),
        )
        if share < MIN_SHARE or share <= by_chance:
            return None
        return Change(self.event, self.before, self.after, share)


@dataclass(frozen=True, eq=False)
class ChangeFinder:
    """Compares each window with the last one that had tribes.

    Attributes
    ----------
    last
        The last window with tribes; None before it.
    known
        Numbers of all tribes so far: this many.
    sizes
        Size of each tribe at its last reported change.
    turnover
        Number of users who joined or left each tribe since then.
    """

    last: Snapshot | None = None
    known: int = 0
    sizes: Mapping[int, int] = field(default_factory=dict)
    turnover: Mapping[int, int] = field(default_factory=dict)

    def compare(self, now: Snapshot) -> tuple[list[Change], ChangeFinder]:
        """Return the changes of a window, in the order of `EVENTS`, and the finder after it.

        Notes
        -----
        *Merge*: two or more tribes each send at least half of their users to one tribe, and each makes
        at least a fifth of it. *Split*: two or more tribes each got at least half of their users from
        one tribe, and each is at least a fifth of it. *Birth*: a tribe with a new number, if it is no
        part of a split; *return*: the same with an old number. *Death*: a tribe is not found, and did
        not merge. *Growth* and *shrinking*: a tribe, without merge and split, is 1.25 times as large, or
        as small, as at its last reported change, or first window. The difference must also be 3.5 times
        the square root of the number who joined or left since then, its deviation if at random.

        A change is reported if it happens in at least half of the resamples, and more often than between
        two resamples of one window. A window without tribes has no changes; the next one is compared
        with the last window that had tribes.

        References
        ----------
        Palla, Barabási & Vicsek (2007), Quantifying social group evolution, doi:10.1038/nature05670, for
        the changes. Rosvall & Bergstrom (2010), Mapping change in large networks,
        doi:10.1371/journal.pone.0008694, for resamples of both windows.
        """
        if not now.tribes:
            return [], self
        sizes, turnover = dict(self.sizes), dict(self.turnover)
        found: list[Change] = []
        if self.last is not None:
            for tribe, n_users in _count_turnover(self.last, now).items():
                turnover[tribe] = turnover.get(tribe, 0) + n_users
            judged = (c.judge() for c in self._candidates(self.last, now, turnover))
            found = sorted(
                (change for change in judged if change is not None),
                key=lambda change: (EVENTS.index(change.event), change.before, change.after),
            )
        for change in found:
            for tribe in (*change.before, *change.after):
                sizes.pop(tribe, None)
                turnover.pop(tribe, None)
        for tribe, size in now.sizes.items():
            sizes.setdefault(tribe, size)
        known = max(self.known, now.tribes[-1] + 1)
        return found, ChangeFinder(now, known, sizes, turnover)

    def _candidates(
        self, last: Snapshot, now: Snapshot, turnover: Mapping[int, int]
    ) -> Iterator[Candidate]:
        """Yield every change of the tribes as found."""
        flows = Flows.between(last, now)
        merges, splits = flows.find_merges(), flows.find_splits()
        merged = {tribe for tribes in merges.values() for tribe in tribes}
        parts = {tribe for tribes in splits.values() for tribe in tribes}
        for after, before in merges.items():
            yield _judge_groups(("merge", tuple(before), (after,)), last, now)
        for one, several in splits.items():
            yield _judge_groups(("split", (one,), tuple(several)), last, now)
        sizes = now.sizes
        gone, here = set(last.tribes), set(sizes)
        for tribe in sorted(here - gone - parts):
            event = "birth" if tribe >= self.known else "return"
            yield _judge_existence((event, (), (tribe,)), now.members(tribe), last, now)
        for tribe in sorted(gone - here - merged):
            yield _judge_existence(("death", (tribe,), ()), last.members(tribe), last, now)
        quiet = (gone & here) - merged - parts - merges.keys() - splits.keys()
        for tribe in sorted(quiet):
            size = self.sizes[tribe]
            net = MIN_NET_GROWTH * turnover.get(tribe, 0) ** 0.5
            if sizes[tribe] >= max(size * MIN_GROWTH, size + net):
                yield _judge_size(
                    ("growth", (tribe,), (tribe,)), max(size * MIN_GROWTH, size + net), last, now
                )
            elif sizes[tribe] <= min(size / MIN_GROWTH, size - net):
                yield _judge_size(
                    ("shrinking", (tribe,), (tribe,)), min(size / MIN_GROWTH, size - net), last, now
                )


def _count_turnover(last: Snapshot, now: Snapshot) -> dict[int, int]:
    """Return the number of users who joined or left each tribe between two windows."""
    users = np.union1d(last.users, now.users)
    spread = np.full((2, len(users)), NO_TRIBE)
    for row, window in zip(spread, (last, now), strict=True):
        row[np.searchsorted(users, window.users)] = window.tribe
    moved = spread[:, spread[0] != spread[1]]
    tribes = moved[moved != NO_TRIBE]
    return dict(zip(*(values.tolist() for values in np.unique(tribes, return_counts=True)), strict=True))


def _judge_groups(change: Named, last: Snapshot, now: Snapshot) -> Candidate:
    """Return a merge or split: sets of users are apart in one window, and together in the other."""
    event, before, after = change
    shared = np.intersect1d(last.users, now.users, assume_unique=True)
    sets = [
        _intersect(_intersect(last.members(one), now.members(other)), shared)
        for one in before
        for other in after
    ]
    states = {"apart": Snapshot.apart, "together": Snapshot.together}
    first, second = ("apart", "together") if event == "merge" else ("together", "apart")
    return Candidate(
        *change,
        before_in_earlier=states[first](last, sets),
        after_in_earlier=states[second](last, sets),
        before_in_later=states[first](now, sets),
        after_in_later=states[second](now, sets),
    )


def _judge_existence(change: Named, users: Ints64, last: Snapshot, now: Snapshot) -> Candidate:
    """Return a birth, return or death: a set of users is a group in one window only."""
    earlier, later = last.exists(users), now.exists(users)
    is_death = change[0] == "death"
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
