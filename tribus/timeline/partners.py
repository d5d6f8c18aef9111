"""Partners of one user in each window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64
    from tribus.timeline.result import Timeline


@dataclass(frozen=True, eq=False)
class Partners:
    """The events of one user with each partner, in both directions, in each window.

    Attributes
    ----------
    users
        The partners, indices into all ids, int64, shape `(n_partners,)`.
    events
        Events in each window, without earlier ones, shape `(n_windows, n_partners)`.
    faded
        The same with earlier events, faded as in the window.
    """

    users: Ints64
    events: Floats
    faded: Floats

    @classmethod
    def of_user(cls, timeline: Timeline, user: int) -> Partners:
        """Return the partners of a user by events other than follows."""
        counts, schedule = timeline.counts, timeline.schedule
        rows = np.flatnonzero((counts.links.source == user) | (counts.links.target == user))
        others = counts.links.source[rows].astype(np.int64) + counts.links.target[rows] - user
        users, index = np.unique(others, return_inverse=True)
        by_bin = counts.counts[rows]
        tables = []
        for fading in (False, True):
            weights = np.array(
                [
                    schedule.weigh_bins(number, counts.n_bins, placed.half_life if fading else 0.0)
                    for number, placed in enumerate(timeline.placements)
                ]
            )
            table = np.zeros((len(weights), len(users)))
            np.add.at(table.T, index, by_bin @ weights.T)
            tables.append(table)
        for values in (users, *tables):
            values.flags.writeable = False
        return cls(users, *tables)

    def count(self) -> Ints64:
        """Return the number of partners in each window."""
        n_partners: Ints64 = np.count_nonzero(self.events, axis=1)
        return n_partners

    def churn(self) -> Floats:
        """Return the share of partners of a window and the one before who are in only one, by window.

        NaN in the first window, and if there are no partners in both windows together.
        """
        is_partner = self.events > 0
        both = (is_partner[1:] & is_partner[:-1]).sum(axis=1)
        either = (is_partner[1:] | is_partner[:-1]).sum(axis=1)
        with np.errstate(invalid="ignore"):
            return np.concatenate([[np.nan], 1 - both / either])

    def share_by_tribe(self, timeline: Timeline, number: int) -> dict[int, float]:
        """Return the share of the faded events of a window that is with each tribe."""
        faded = self.faded[number]
        if not faded.sum():
            return {}
        tribe = timeline.tribes_at(number)[self.users]
        found = np.unique(tribe[tribe != NO_TRIBE])
        return {int(one): float(faded[tribe == one].sum() / faded.sum()) for one in found}
