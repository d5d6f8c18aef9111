"""Placements: the tribe of each user in one window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tribus._core.frozen import Frozen
from tribus._storage import NUMBER, Array, require, stored
from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.timeline.detect import FoundTribes


@stored(
    users=Array(np.int64),
    tribe=Array(np.int32),
    audiences=Array(np.int32),
    certainty=Array(np.float64),
    half_life=NUMBER,
)
@dataclass(frozen=True, eq=False)
class Placements(Frozen):
    """The tribe of each user with evidence in one window; all other users have none.

    Attributes
    ----------
    users
        Indices into all ids, ascending, int64, shape `(n_users,)`.
    tribe
        Stable number of the tribe or audience, int32, -1 for none.
    audiences
        Numbers of the groups that are audiences in this window, ascending, int32.
    certainty
        0 to 1, float64, NaN without a tribe.
    half_life
        Steps after which an event before the window counts half; 0 if it does not count.
    """

    users: Ints64
    tribe: Ints
    audiences: Ints
    certainty: Floats
    half_life: float

    def __post_init__(self) -> None:
        for values in (self.users, self.tribe, self.audiences, self.certainty):
            values.flags.writeable = False

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return saved placements; `DamageError` if their arrays contradict each other."""
        placed = cls(**saved)
        is_whole = len(placed.users) == len(placed.tribe) == len(placed.certainty)
        require(is_whole, "its arrays are of different lengths")
        is_sorted = placed.users.min(initial=0) >= 0 and (np.diff(placed.users) > 0).all()
        require(is_sorted, "its users are not in order")
        is_tribe = placed.tribe.min(initial=0) >= NO_TRIBE and placed.half_life >= 0
        require(is_tribe, "there is no such tribe")
        require(bool(np.isin(placed.audiences, placed.tribe).all()), "there is no such audience")
        return placed

    @classmethod
    def of_nobody(cls, half_life: float) -> Placements:
        """Return the placements of a window without evidence."""
        nobody = np.empty(0, np.int32)
        return cls(np.empty(0, np.int64), nobody, nobody, np.empty(0), half_life)

    @classmethod
    def of_found(cls, found: FoundTribes, tribe: Ints, half_life: float) -> Placements:
        """Return the placements of the groups of a window with their stable numbers."""
        audiences = np.unique(tribe[found.labels >= found.n_tribes])
        return cls(found.users, tribe, audiences, found.certainty, half_life)

    def spread(self, n_users: int) -> Ints:
        """Return the tribe of all users, int32, shape `(n_users,)`."""
        tribe = np.full(n_users, NO_TRIBE, np.int32)
        tribe[self.users] = self.tribe
        return tribe

    def spread_certainty(self, n_users: int) -> Floats:
        """Return the certainty of all users, float64, shape `(n_users,)`."""
        certainty = np.full(n_users, np.nan)
        certainty[self.users] = self.certainty
        return certainty

    def row_of(self, user: int) -> int | None:
        """Return the row of a user; None without evidence."""
        row = int(np.searchsorted(self.users, user))
        return row if row < len(self.users) and self.users[row] == user else None


def smooth_placements(
    placements: Sequence[Placements], n_users: int, n_windows: int
) -> tuple[Placements, ...]:
    """Return placements after a majority filter over `n_windows` windows, an odd number.

    The tribe of a placed user is the most frequent one among the windows around, the window in the
    middle included. Windows without a tribe of the user do not count. If several tribes are as
    frequent, the user stays. At both ends the filter has fewer windows.
    """
    half = n_windows // 2
    if not half:
        return tuple(placements)
    spread = [placed.spread(n_users) for placed in placements]
    smoothed = []
    for number, placed in enumerate(placements):
        around = np.array(spread[max(0, number - half) : number + half + 1])[:, placed.users]
        votes = np.array([((around == own) & (around != NO_TRIBE)).sum(axis=0) for own in around])
        own_votes = ((around == placed.tribe) & (placed.tribe != NO_TRIBE)).sum(axis=0)
        best = around[votes.argmax(axis=0), np.arange(len(placed.users))]
        moves = (votes.max(axis=0, initial=0) > own_votes) & (placed.tribe != NO_TRIBE)
        tribe = np.where(moves, best, placed.tribe).astype(np.int32)
        smoothed.append(replace(placed, tribe=tribe))
    return tuple(smoothed)
