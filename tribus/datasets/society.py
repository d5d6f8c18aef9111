"""A synthetic society of small businesses and freelancers with known tribes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._display import Card, HasCard, list_names, plural
from tribus._display.language import translate
from tribus.datasets._population import SOCIETY_ROLES, Population
from tribus.datasets._simulation import frame_events
from tribus.errors import OptionError
from tribus.events import Events, to_microseconds
from tribus.events.kinds import FOLLOW_CODE
from tribus.events.moments import read_moment

if TYPE_CHECKING:
    from datetime import date, datetime

    import pandas as pd

    from tribus._core.provenance import Provenance
    from tribus.datasets._evolution import Evolution
    from tribus.datasets._simulation import SyntheticEvents


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Society(HasCard):
    """A synthetic society: its events, and the true tribe and role of every user.

    Attributes
    ----------
    events
        The events, cleaned, as `build_network` takes them.
    population
        Handle, tribe and role of every user as arrays; `groups` returns them as a table.
    raw_events
        The events as arrays, self-interactions included; `to_frame` returns them as a table.
    made_by
        The call that made the society, and a digest of the result.
    evolution
        Moves of members, merges and splits; None if there are none.
    """

    events: Events
    population: Population
    raw_events: SyntheticEvents
    made_by: Provenance
    evolution: Evolution | None = None

    @property
    def groups(self) -> pd.DataFrame:
        """The true tribe and role of every user of the events, one row per user.

        Returns
        -------
        DataFrame
            `user` (text), `tribe` (int64, 0 is the largest, -1 is none), `tribe_name` (text), `role`
            (text: member, guru, brand, ghost, lurker, loner, pushy or ring). Members come first, by
            tribe.
        """
        return self.population.to_frame()

    @property
    def moves(self) -> pd.DataFrame:
        """Members whose tribe changes, by time; `groups` has their tribe at the start.

        Returns
        -------
        DataFrame
            `time` (UTC), `user` (text), `before` and `after`, the tribes (int64). Members of a tribe
            that keeps its number in a merge or split are not in it.
        """
        import pandas as pd

        evolution = self.evolution
        if evolution is None:
            return pd.DataFrame(
                {
                    "time": pd.to_datetime([], utc=True),
                    "user": np.empty(0, object),
                    **{name: np.empty(0, np.int64) for name in ("before", "after")},
                }
            )
        users = np.flatnonzero(evolution.tribe != evolution.first_tribe)
        users = users[np.argsort(evolution.since[users], kind="stable")]
        return pd.DataFrame(
            {
                "time": pd.to_datetime(evolution.since[users], unit="us", utc=True),
                "user": self.population.handles[users],
                "before": evolution.first_tribe[users],
                "after": evolution.tribe[users],
            }
        )

    @property
    def changes(self) -> pd.DataFrame:
        """Merges and splits of tribes, by time.

        Returns
        -------
        DataFrame
            `time` (UTC), `event` (merge or split), `tribes` (a tuple of the numbers before, and one of
            the numbers after, as in `Timeline.changes`).
        """
        import pandas as pd

        changes = () if self.evolution is None else self.evolution.changes
        times = [change.time for change in changes]
        return pd.DataFrame(
            {
                "time": pd.to_datetime(times, unit="us", utc=True),
                "event": np.array([change.event for change in changes], object),
                "tribes": [(change.before, change.after) for change in changes],
            }
        )

    def tribes_at(self, time: datetime | date | str) -> pd.Series:
        """Return the true tribe of every user at a time, int64, -1 for none; the index is the user.

        Parameters
        ----------
        time
            A datetime, a date, or ISO text; without a zone it is in UTC.
        """
        import pandas as pd

        moment = read_moment("time", time)
        if moment is None:
            raise OptionError("time must be a datetime, a date or ISO text, got None")
        users = np.arange(len(self.population.tribe))
        found = self.population.tribe
        if self.evolution is not None:
            found = self.evolution.tribe_at(users, to_microseconds(moment))
        return pd.Series(found, index=pd.Index(self.population.handles, name="user"), name="tribe")

    def friends(self) -> pd.DataFrame:
        """Return the true friends: the pairs of members with events in both directions.

        Follows do not count. A pushy account and its target are not friends: such an account is not a
        member, and it gets one answer for about 300 events. In the default society, 7 in 10 pairs of
        friends are in one tribe, and 3 in 10 are friends across tribes (`same_tribe` is False).

        Returns
        -------
        DataFrame
            One row per pair: `user`, `other` (text, `user` first in `groups`), `given` and `received`
            (int64: events from `user` to `other`, and from `other` to `user`; at least 1 each),
            `same_tribe` (bool). Ordered as in `groups`, by `user`, then by `other`.
        """
        import pandas as pd

        source, target, kind, _ = self.raw_events
        n_users, tribe = len(self.population.tribe), self.population.tribe
        counted = (kind != FOLLOW_CODE) & (tribe[source] >= 0) & (tribe[target] >= 0)
        low, high = np.minimum(source, target)[counted], np.maximum(source, target)[counted]
        pairs, pair = np.unique(low * n_users + high, return_inverse=True)
        by_low = source[counted] == low
        given = np.bincount(pair[by_low], minlength=len(pairs))
        received = np.bincount(pair[~by_low], minlength=len(pairs))
        mutual = (given > 0) & (received > 0)
        users, others = np.divmod(pairs[mutual], n_users)
        return pd.DataFrame(
            {
                "user": self.population.handles[users],
                "other": self.population.handles[others],
                "given": given[mutual],
                "received": received[mutual],
                "same_tribe": tribe[users] == tribe[others],
            }
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per event, ordered by time, as in an export.

        Returns
        -------
        DataFrame
            `source`, `target`, `kind` (text), `time` (UTC). The replies of loners to themselves are
            included.
        """
        return frame_events(self.raw_events, self.population)

    def _card(self, at_most: int = 12) -> Card:
        population = self.population
        size = {role: len(population.of(role)) for role in SOCIETY_ROLES}
        n_tribes = plural(len(population.tribe_names), "tribe")
        people = plural(size["member"], "person")
        facts = [translate("{users} in {groups}", users=people, groups=n_tribes)]
        facts += [plural(size["guru"], "guru")] if size["guru"] else []
        facts += [plural(size["ghost"], "ghost")] if size["ghost"] else []
        named = enumerate(population.tribe_names[:at_most])
        tribes = [(tribe, name, population.handles[population.tribe == tribe]) for tribe, name in named]
        return Card(
            title="Society",
            facts=[*facts, plural(len(self.events), "event")],
            header=("tribe", "name", "people", "members"),
            rows=[(tribe, name, len(users), list_names(users)) for tribe, name, users in tribes],
            made_by=str(self.made_by),
        )
