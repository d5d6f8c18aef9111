"""Changes of tribes from window to window: birth, death, merge, split, growth, shrinking, return."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.timeline.flows import Flows, Snapshot
from tribus.timeline.judging import EVENTS, Pending

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus.timeline.judging import Change

MIN_GROWTH = 1.25  # ratio to the size at the last reported change
MIN_NET_GROWTH = 3.5  # standard deviations of the net growth if users join and leave at random


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
    pending
        Changes that no window has confirmed yet.
    """

    last: Snapshot | None = None
    known: int = 0
    sizes: Mapping[int, int] = field(default_factory=dict)
    turnover: Mapping[int, int] = field(default_factory=dict)
    pending: tuple[Pending, ...] = ()

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
        two resamples of one window. Both windows are looked at with one scale, that of the earlier or of
        the later one, so that a finer scale is no split. In a merge or split, the events that a resample
        leaves out must agree that users are apart, or together (`WindowResamples.measure_contact`). A
        change of groups that is not confirmed waits for the next two windows, while its tribes stay so
        and have no other change. A window without tribes has no changes; the next one is compared with
        the last window that had tribes.

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
        pending: list[Pending] = []
        if self.last is not None:
            for tribe, n_users in _count_turnover(self.last, now).items():
                turnover[tribe] = turnover.get(tribe, 0) + n_users
            new = [Pending(*named, self.last) for named in self._candidates(self.last, now, turnover)]
            changed = {tribe for one in new if one.is_of_groups for tribe in one.tribes}
            open_before = [
                one for one in self.pending if one.holds(now) and changed.isdisjoint(one.tribes)
            ]
            busy = {tribe for one in open_before for tribe in one.tribes}
            new = [one for one in new if one.is_of_groups or busy.isdisjoint(one.tribes)]
            for candidate in (*open_before, *new):
                change = candidate.judge(now)
                if change is not None:
                    found.append(change)
                elif candidate.waits:
                    pending.append(candidate._replace(n_windows=candidate.n_windows + 1))
            found.sort(key=lambda change: (EVENTS.index(change.event), change.before, change.after))
        for change in found:
            for tribe in (*change.before, *change.after):
                sizes.pop(tribe, None)
                turnover.pop(tribe, None)
        for tribe, size in now.sizes.items():
            sizes.setdefault(tribe, size)
        known = max(self.known, now.tribes[-1] + 1)
        return found, ChangeFinder(now, known, sizes, turnover, tuple(pending))

    def _candidates(
        self, last: Snapshot, now: Snapshot, turnover: Mapping[int, int]
    ) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...], float]]:
        """Yield every change of the tribes as found, with the limit of a growth or shrinking."""
        flows = Flows.between(last, now)
        merges, splits = flows.find_merges(), flows.find_splits()
        merged = {tribe for tribes in merges.values() for tribe in tribes}
        parts = {tribe for tribes in splits.values() for tribe in tribes}
        for after, before in merges.items():
            yield "merge", tuple(before), (after,), math.nan
        for one, several in splits.items():
            yield "split", (one,), tuple(several), math.nan
        sizes = now.sizes
        gone, here = set(last.tribes), set(sizes)
        for tribe in sorted(here - gone - parts):
            yield "birth" if tribe >= self.known else "return", (), (tribe,), math.nan
        for tribe in sorted(gone - here - merged):
            yield "death", (tribe,), (), math.nan
        quiet = (gone & here) - merged - parts - merges.keys() - splits.keys()
        for tribe in sorted(quiet):
            size = self.sizes[tribe]
            net = MIN_NET_GROWTH * turnover.get(tribe, 0) ** 0.5
            largest, smallest = max(size * MIN_GROWTH, size + net), min(size / MIN_GROWTH, size - net)
            if sizes[tribe] >= largest:
                yield "growth", (tribe,), (tribe,), largest
            elif sizes[tribe] <= smallest:
                yield "shrinking", (tribe,), (tribe,), smallest


def _count_turnover(last: Snapshot, now: Snapshot) -> dict[int, int]:
    """Return the number of users who joined or left each tribe between two windows."""
    users = np.union1d(last.users, now.users)
    spread = np.full((2, len(users)), NO_TRIBE)
    for row, window in zip(spread, (last, now), strict=True):
        row[np.searchsorted(users, window.users)] = window.tribe
    moved = spread[:, spread[0] != spread[1]]
    tribes = moved[moved != NO_TRIBE]
    return dict(zip(*(values.tolist() for values in np.unique(tribes, return_counts=True)), strict=True))
