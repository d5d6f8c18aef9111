"""Memberships: the degree of each user in each overlapping tribe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from tribus._core.frozen import Frozen
from tribus._storage import Array, require, stored
from tribus.community.numbering import number_by_size

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.facets.personas import Personas

MIN_FACET_SIZE = 3  # users; a couple is not a group
MIN_SHARE_OF_MAIN = 0.25  # of the degree in the user's main facet
ROUNDING_SHARE = 1e-12  # degrees that differ by less are equal


@stored(
    users=Array(np.int32),
    numbers=Array(np.int32),
    degrees=Array(np.float64),
    start=Array(np.int64),
    derived=["by_tribe", "tribe_start"],
)
@dataclass(frozen=True, eq=False)
class Memberships(Frozen):
    """Memberships in overlapping tribes: one element for each user and tribe.

    Attributes
    ----------
    users, numbers
        User (row) and number of the tribe of each membership, int32, shape `(n_memberships,)`; sorted
        by user, then by degree, highest first.
    degrees
        Share of the user's strength that is in the tribe, 0 to 1, float64, shape `(n_memberships,)`.
    start
        Start of each user's memberships, int64, shape `(n_users + 1,)`.
    by_tribe
        Memberships sorted by tribe, then by degree, highest first, int64, shape `(n_memberships,)`.
    tribe_start
        Start of each tribe in `by_tribe`, int64, shape `(n_tribes + 1,)`.
    """

    users: Ints
    numbers: Ints
    degrees: Floats
    start: Ints64
    by_tribe: Ints64
    tribe_start: Ints64

    @classmethod
    def of_labels(cls, personas: Personas, labels: Ints, strength: Floats) -> Memberships:
        """Map groups of personas to memberships of users; drop incidental groups and memberships."""
        users, groups, degrees = _sum_personas(personas, labels, strength)
        is_main = _is_near_highest(users, degrees, len(strength), share=1.0 - ROUNDING_SHARE)
        n_main = np.bincount(groups[is_main], minlength=int(groups.max(initial=-1)) + 1)
        users, groups, degrees = _select(n_main[groups] >= MIN_FACET_SIZE, users, groups, degrees)
        is_near = _is_near_highest(users, degrees, len(strength), share=MIN_SHARE_OF_MAIN)
        users, groups, degrees = _select(is_near, users, groups, degrees)
        return cls.of_groups(users, groups, degrees, len(strength))

    @classmethod
    def of_groups(cls, users: Ints, groups: Ints, degrees: Floats, n_users: int) -> Memberships:
        """Number the groups by size and sort; each pair of user and group occurs once."""
        code = np.unique(groups, return_inverse=True)[1]
        numbers = number_by_size(code, users, np.bincount(code))[code]
        order = np.lexsort((numbers, -degrees, users))
        users, numbers, degrees = _select(order, users.astype(np.int32), numbers, degrees)
        return cls.of_sorted(users, numbers, degrees, np.searchsorted(users, np.arange(n_users + 1)))

    @classmethod
    def of_sorted(cls, users: Ints, numbers: Ints, degrees: Floats, start: Ints64) -> Self:
        """Return memberships that are numbered and sorted by user, then by degree."""
        n_tribes = int(numbers.max(initial=-1)) + 1
        by_tribe = np.lexsort((users, -degrees, numbers))
        memberships = cls(
            users=users,
            numbers=numbers,
            degrees=degrees,
            start=start,
            by_tribe=by_tribe,
            tribe_start=np.searchsorted(numbers[by_tribe], np.arange(n_tribes + 1)),
        )
        for values in vars(memberships).values():
            values.flags.writeable = False
        return memberships

    @classmethod
    def _restore(cls, users: Ints, numbers: Ints, degrees: Floats, start: Ints64) -> Self:
        """Return saved memberships; `DamageError` if they are not sorted, or not of users and tribes."""
        n_users = len(start) - 1
        require(n_users >= 0 and len(users) == len(numbers) == len(degrees), "the lengths do not fit")
        is_inside = not len(users) or (
            users.min() >= 0
            and users.max() < n_users
            and numbers.min() >= 0
            and numbers.max() < len(numbers)
        )
        is_sorted = np.all(np.diff(users) >= 0) and np.array_equal(
            start, np.searchsorted(users, np.arange(n_users + 1))
        )
        is_share = not len(degrees) or (degrees.min() >= 0 and degrees.max() <= 1 + ROUNDING_SHARE)
        require(is_inside and is_sorted and is_share, "they are not sorted by user, or not shares")
        return cls.of_sorted(users, numbers, degrees, start)

    def select_tribes(self, which: Bools) -> Memberships:
        """Return the memberships of some tribes, numbered again from 0."""
        is_kept = which[self.numbers]
        kept = _select(is_kept, self.users, self.numbers, self.degrees)
        return Memberships.of_groups(*kept, len(self.start) - 1)

    @property
    def n_tribes(self) -> int:
        """Number of overlapping tribes."""
        return len(self.tribe_start) - 1

    @property
    def n_of_user(self) -> Ints64:
        """Number of facets of each user, int64, shape `(n_users,)`."""
        return np.diff(self.start)

    def of_user(self, row: int) -> slice:
        """Memberships of a user, the highest degree first."""
        return slice(int(self.start[row]), int(self.start[row + 1]))

    def of_tribe(self, number: int) -> Ints64:
        """Memberships of a tribe, the highest degree first."""
        return self.by_tribe[self.tribe_start[number] : self.tribe_start[number + 1]]


def _sum_personas(personas: Personas, labels: Ints, strength: Floats) -> tuple[Ints, Ints, Floats]:
    """Return each pair of user and group once, with the user's degree in the group."""
    n_groups = int(labels.max(initial=-1)) + 1
    key = personas.users.astype(np.int64) * n_groups + labels
    keys, index = np.unique(key, return_inverse=True)
    weight = np.bincount(index, personas.strength, len(keys))
    users = (keys // max(n_groups, 1)).astype(np.int32)
    return users, (keys % max(n_groups, 1)).astype(np.int32), weight / strength[users]


def _is_near_highest(users: Ints, degrees: Floats, n_users: int, *, share: float) -> Bools:
    """Whether each degree is at least a share of the user's highest degree."""
    highest = np.zeros(n_users)
    np.maximum.at(highest, users, degrees)
    is_near: Bools = degrees >= share * highest[users]
    return is_near


def _select(
    which: Bools | Ints64, users: Ints, groups: Ints, degrees: Floats
) -> tuple[Ints, Ints, Floats]:
    return users[which], groups[which], degrees[which]
