"""Changes of a synthetic society over time: members who move, tribes that merge or split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints64

CHANGE_SPAN = (0.4, 0.8)  # of the time: all changes happen between
SPLIT_SHARE = 0.4  # of the members, who leave a tribe that splits


class PlannedChange(NamedTuple):
    """A merge or split: its time, and the numbers of the tribes before and after."""

    event: str
    time: int
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Evolution:
    """The tribe of each user before and after a time of its own.

    Attributes
    ----------
    tribe
        Tribe of each user at the end, -1 for none.
    since
        When each user joined it, in microseconds since 1970; 0 for users who never moved.
    first_tribe
        Tribe of each user at the start.
    changes
        Merges and splits, by time.
    """

    tribe: Ints64
    since: Ints64
    first_tribe: Ints64
    changes: tuple[PlannedChange, ...]

    @classmethod
    def plan(
        cls,
        rng: np.random.Generator,
        tribe: Ints64,
        span: tuple[int, int],
        *,
        churn: float,
        merge: int,
        split: int,
    ) -> Evolution:
        """Plan moves of members, merges and splits; each user moves once at most.

        Merges and splits take different tribes: pairs and single tribes in a random order.
        """
        after, since = tribe.copy(), np.zeros(len(tribe), np.int64)
        n_tribes = int(tribe.max()) + 1
        order = rng.permutation(n_tribes)
        first, last = (span[0] + int(share * (span[1] - span[0])) for share in CHANGE_SPAN)
        times = np.sort(rng.integers(first, last, merge + split)).tolist()
        rng.shuffle(times)
        changes = []
        for number in range(merge):
            pair = order[2 * number : 2 * number + 2].tolist()
            large, small = sorted(pair, key=lambda one: (-np.count_nonzero(tribe == one), one))
            joined = np.isin(tribe, pair)
            after[joined], since[joined] = large, times[number]
            changes.append(PlannedChange("merge", times[number], (large, small), (large,)))
        for number in range(split):
            whole, part = int(order[2 * merge + number]), n_tribes + number
            users = np.flatnonzero(tribe == whole)
            leaving = rng.permutation(users)[: max(3, int(SPLIT_SHARE * len(users)))]
            since[users] = times[merge + number]
            after[leaving] = part
            changes.append(PlannedChange("split", times[merge + number], (whole,), (whole, part)))
        members = np.flatnonzero((tribe >= 0) & (since == 0))
        movers = rng.permutation(members)[: int(churn * np.count_nonzero(tribe >= 0))]
        alive = np.unique(after[after >= 0])
        if len(alive) > 1:
            shift = rng.integers(1, len(alive), len(movers))
            at = np.searchsorted(alive, after[movers])
            after[movers] = alive[(at + shift) % len(alive)]
            since[movers] = rng.integers(first, last, len(movers))
        return cls(after, since, tribe, tuple(sorted(changes, key=lambda change: change.time)))

    @property
    def is_static(self) -> bool:
        """Whether nobody moves."""
        return not self.since.any()

    def tribe_at(self, users: Ints64, time: Ints64 | int) -> Ints64:
        """Return the tribe of each user at a time."""
        has_moved = (self.since[users] > 0) & (time >= self.since[users])
        found: Ints64 = np.where(has_moved, self.tribe[users], self.first_tribe[users])
        return found

    def first_change(self, one: Ints64, other: Ints64) -> Ints64:
        """Return when a tie of two users of one tribe is replaced; 0 for never."""
        moves = np.stack([self.since[one], self.since[other]])
        never = np.iinfo(np.int64).max
        first = np.where(moves > 0, moves, never).min(axis=0)
        return np.where(first == never, 0, first)

    def keeper(self, one: Ints64, other: Ints64) -> Bools:
        """Whether the second user, who alone moves, keeps the tie with a new partner."""
        swapped: Bools = (self.since[one] == 0) & (self.since[other] > 0)
        return swapped
