"""Flows: the users that each tribe of a window sends to each tribe of a later window."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.timeline.resamples import WindowResamples

MIN_SENT = 0.5  # share of itself that a tribe sends to a merger, or that a part got in a split
MIN_MADE = 0.2  # share of the merger that a tribe makes, or of the tribe that a part of a split is
MIN_JACCARD = 0.5  # with a group of a resample, for a tribe to exist in it


class Snapshot(NamedTuple):
    """Tribes of one window, with its resamples.

    Attributes
    ----------
    users
        Users with a tie, indices into all ids, ascending, int64, shape `(n_users,)`.
    tribe
        Stable number of each, -1 for none, int32.
    resamples
        The resamples of the window.
    """

    users: Ints64
    tribe: Ints
    resamples: WindowResamples

    def at(self, resolution: float) -> Snapshot:
        """Return the snapshot with the groups of its resamples at another resolution."""
        return self._replace(resamples=self.resamples.at(resolution))

    @property
    def resampled(self) -> Ints:
        """Group of each user in each resample, int32, shape `(n_resamples, n_users)`."""
        return self.resamples.groups

    @property
    def sizes(self) -> dict[int, int]:
        """Number of users of each tribe, by its number, ascending."""
        found = np.unique(self.tribe[self.tribe != NO_TRIBE], return_counts=True)
        return dict(zip(*(values.tolist() for values in found), strict=True))

    @property
    def tribes(self) -> list[int]:
        """Numbers of the tribes, ascending."""
        return list(self.sizes)

    def rows_of(self, users: Ints64) -> Ints64:
        """Return the rows of those users who are in the snapshot."""
        return np.flatnonzero(np.isin(self.users, users, assume_unique=True))

    def members(self, tribe: int) -> Ints64:
        """Return the users of a tribe."""
        members: Ints64 = self.users[self.tribe == tribe]
        return members

    def together(self, sets: list[Ints64]) -> Bools:
        """Whether all sets of users are in one group, most of each, in each resample.

        All events of the window must agree: the sets come from another window, so they were not chosen
        for their contact here.
        """
        groups, shares = self._main_groups(sets)
        same: Bools = (groups == groups[0]).all(axis=0) & (shares >= MIN_SENT).all(axis=0)
        if same.any():
            rows = [self.rows_of(users) for users in sets]
            contact = [self.resamples.measure_contact(*pair) for pair in combinations(rows, 2)]
            same &= min(contact, default=1.0) >= 1
        return same

    def apart(self, sets: list[Ints64]) -> Bools:
        """Whether all sets of users are mostly in groups of their own in each resample.

        The events that the resample leaves out must agree.
        """
        groups, _ = self._main_groups(sets)
        ordered = np.sort(groups, axis=0)
        apart: Bools = (ordered[1:] != ordered[:-1]).all(axis=0)
        for number in np.flatnonzero(apart).tolist():
            rows = [np.flatnonzero(self.resampled[number] == group) for group in groups[:, number]]
            contact = [
                self.resamples.measure_contact(*pair, left_out_by=number)
                for pair in combinations(rows, 2)
            ]
            apart[number] = max(contact, default=0.0) < 1
        return apart

    def exists(self, users: Ints64) -> Bools:
        """Whether a set of users is a group of its own in each resample, by Jaccard index.

        Only users of the snapshot count; fewer than half of the set is no tribe.
        """
        rows = self.rows_of(users)
        if 2 * len(rows) < len(users) or not len(rows):
            return np.zeros(len(self.resampled), np.bool_)
        found = []
        for groups in self.resampled:
            inside = np.bincount(groups[rows])
            sizes = np.bincount(groups, minlength=len(inside))[: len(inside)]
            found.append((inside / (sizes + len(rows) - inside)).max() >= MIN_JACCARD)
        return np.array(found)

    def main_sizes(self, users: Ints64) -> Floats:
        """Return the size of the group with most users of a set, in each resample."""
        rows = self.rows_of(users)
        sizes = [np.bincount(groups)[np.bincount(groups[rows]).argmax()] for groups in self.resampled]
        return np.array(sizes, float)

    def _main_groups(self, sets: list[Ints64]) -> tuple[Ints64, Floats]:
        """Return the group with most users of each set, and its share of the set, in each resample."""
        shape = len(sets), len(self.resampled)
        groups, shares = np.zeros(shape, np.int64), np.zeros(shape)
        for row, users in enumerate(sets):
            rows = self.rows_of(users)
            for number, found in enumerate(self.resampled[:, rows]):
                n_users = np.bincount(found)
                groups[row, number] = n_users.argmax()
                shares[row, number] = n_users.max() / len(rows)
        return groups, shares


@dataclass(frozen=True, eq=False)
class Flows:
    """Pairs of an earlier and a later tribe that have users in common.

    Attributes
    ----------
    before, after
        Tribes of each pair, sorted, int64, shape `(n_pairs,)`.
    sent
        Share of the earlier tribe that is in the later one, among its users with a tie in both windows.
    made
        Share of the later tribe that was in the earlier one.
    """

    before: Ints64
    after: Ints64
    sent: Floats
    made: Floats

    @classmethod
    def between(cls, earlier: Snapshot, later: Snapshot) -> Flows:
        """Return the flows from an earlier to a later window."""
        _, in_earlier, in_later = np.intersect1d(
            earlier.users, later.users, assume_unique=True, return_indices=True
        )
        source, target = (
            tribe.astype(np.int64) + 1  # 0 is no tribe
            for tribe in (earlier.tribe[in_earlier], later.tribe[in_later])
        )
        width = 1 + int(target.max(initial=0))
        pair, count = np.unique(source * width + target, return_counts=True)
        before, after = np.divmod(pair, width)
        sizes = np.bincount(later.tribe + 1, minlength=width)
        sent, made = count / np.bincount(source)[before], count / sizes[after]
        both = (before > 0) & (after > 0)
        return cls(before[both] - 1, after[both] - 1, sent[both], made[both])

    def find_merges(self) -> dict[int, list[int]]:
        """Return the earlier tribes that merged, by the later tribe."""
        joins = (self.sent >= MIN_SENT) & (self.made >= MIN_MADE)
        return _group(self.after[joins], self.before[joins])

    def find_splits(self) -> dict[int, list[int]]:
        """Return the later tribes that are parts, by the earlier tribe that divided."""
        parts = (self.made >= MIN_SENT) & (self.sent >= MIN_MADE)
        return _group(self.before[parts], self.after[parts])


def _group(one: Ints64, several: Ints64) -> dict[int, list[int]]:
    """Return the tribes of several pairs with one tribe; a single pair is no group."""
    groups: dict[int, list[int]] = {}
    for key, tribe in zip(one.tolist(), several.tolist(), strict=True):
        groups.setdefault(key, []).append(tribe)
    return {key: sorted(tribes) for key, tribes in sorted(groups.items()) if len(tribes) > 1}
