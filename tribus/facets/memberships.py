"""Memberships: from groups of personas to who is in which overlapping tribe, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.numbering import number_by_size

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.facets.personas import Personas

FEWEST = 3  # people; with fewer, nobody but a couple talks *with* anybody
LEAST_OF_MAIN = 0.25  # of the degree of the same user's main facet
SAME = 1e-12  # share by which degrees may differ by rounding


@dataclass(frozen=True, eq=False)
class Memberships:
    """Who is in which overlapping tribe: one entry a user and tribe.

    Attributes
    ----------
    users, numbers
        Row of the user and number of the tribe of each entry, int32, shape `(n_memberships,)`; by
        user, the highest degree of each first.
    degrees
        Share of the weight of the user's ties that is in the tribe, 0 to 1, float64.
    start
        Where the entries of each user begin, int64, shape `(n_users + 1,)`.
    by_tribe
        The entries by tribe, the highest degree of each first, int64, shape `(n_memberships,)`.
    tribe_start
        Where the entries of each tribe begin in `by_tribe`, int64, shape `(n_tribes + 1,)`.
    """

    users: Ints
    numbers: Ints
    degrees: Floats
    start: Ints64
    by_tribe: Ints64
    tribe_start: Ints64

    @classmethod
    def of_labels(cls, personas: Personas, labels: Ints, strength: Floats) -> Memberships:
        """Give groups of personas back to the users with what these hold; drop what is accidental."""
        users, groups, degrees = _add_up(personas, labels, strength)
        at_home = _is_near_highest(users, degrees, len(strength), share=1.0 - SAME)
        n_at_home = np.bincount(groups[at_home], minlength=int(groups.max(initial=-1)) + 1)
        users, groups, degrees = _keep(n_at_home[groups] >= FEWEST, users, groups, degrees)
        is_near = _is_near_highest(users, degrees, len(strength), share=LEAST_OF_MAIN)
        users, groups, degrees = _keep(is_near, users, groups, degrees)
        return cls.of_groups(users, groups, degrees, len(strength))

    @classmethod
    def of_groups(cls, users: Ints, groups: Ints, degrees: Floats, n_users: int) -> Memberships:
        """Number the groups and put entries in order; no two have both user and group in common."""
        place = np.unique(groups, return_inverse=True)[1]
        numbers = number_by_size(place, users, np.bincount(place))[place]
        order = np.lexsort((numbers, -degrees, users))
        users, numbers, degrees = _keep(order, users, numbers, degrees)
        n_tribes = int(numbers.max(initial=-1)) + 1
        by_tribe = np.lexsort((users, -degrees, numbers))
        memberships = cls(
            users=users,
            numbers=numbers,
            degrees=degrees,
            start=np.searchsorted(users, np.arange(n_users + 1)),
            by_tribe=by_tribe,
            tribe_start=np.searchsorted(numbers[by_tribe], np.arange(n_tribes + 1)),
        )
        for values in vars(memberships).values():
            values.flags.writeable = False
        return memberships

    @property
    def n_tribes(self) -> int:
        """Number of overlapping tribes."""
        return len(self.tribe_start) - 1

    @property
    def n_of_user(self) -> Ints64:
        """Number of facets of each user, int64, shape `(n_users,)`."""
        return np.diff(self.start)

    def of_user(self, row: int) -> slice:
        """Entries of a user, the highest degree first."""
        return slice(int(self.start[row]), int(self.start[row + 1]))

    def of_tribe(self, number: int) -> Ints64:
        """Entries of a tribe, the highest degree first."""
        return self.by_tribe[self.tribe_start[number] : self.tribe_start[number + 1]]


def _add_up(personas: Personas, labels: Ints, strength: Floats) -> tuple[Ints, Ints, Floats]:
    """Each user and group that have a persona in common once, and the degree of the one in the other."""
    n_groups = int(labels.max(initial=-1)) + 1
    pair = personas.users.astype(np.int64) * n_groups + labels
    pairs, place = np.unique(pair, return_inverse=True)
    held = np.bincount(place, personas.held, len(pairs))
    users = (pairs // max(n_groups, 1)).astype(np.int32)
    return users, (pairs % max(n_groups, 1)).astype(np.int32), held / strength[users]


def _is_near_highest(users: Ints, degrees: Floats, n_users: int, *, share: float) -> Bools:
    """Whether the degree of each entry is at least a share of the highest of its user."""
    highest = np.zeros(n_users)
    np.maximum.at(highest, users, degrees)
    is_near: Bools = degrees >= share * highest[users]
    return is_near


def _keep(
    which: Bools | Ints64, users: Ints, groups: Ints, degrees: Floats
) -> tuple[Ints, Ints, Floats]:
    return users[which], groups[which], degrees[which]
