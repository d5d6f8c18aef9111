"""One overlapping tribe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._display import CARD_ROWS, Bar, Card, format_rest, percent, plural
from tribus._display.language import format_whole, translate
from tribus.community.numbering import NO_TRIBE
from tribus.network.groups import UserGroup

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints
    from tribus._core.provenance import Provenance
    from tribus.facets.result import Facets
    from tribus.network import Network


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Facet(UserGroup):
    """An overlapping tribe.

    `len(facet)` is the number of members, iteration yields them, the highest degree first, and
    `"ana" in facet` tests membership.

    Attributes
    ----------
    facets
        All overlapping tribes of the network.
    number
        Number of the facet: 0 is the largest.
    """

    facets: Facets
    number: int

    @property
    def _network(self) -> Network:
        return self.facets.network

    @property
    def rows(self) -> Ints:
        """Rows of the members in the arrays of the network, the highest degree first."""
        memberships = self.facets.memberships
        rows: Ints = memberships.users[memberships.of_tribe(self.number)]
        return rows

    @property
    def degrees(self) -> Floats:
        """Share of each member's strength that is in the facet, 0 to 1, in the order of `users`."""
        memberships = self.facets.memberships
        degrees: Floats = memberships.degrees[memberships.of_tribe(self.number)]
        return degrees

    @property
    def n_shared(self) -> int:
        """Number of members with other facets too."""
        return int((self.facets.memberships.n_of_user[self.rows] > 1).sum())

    @property
    def tribe(self) -> int:
        """Most frequent tribe of the members; the lowest number if several; -1 if none has one."""
        labels = self.facets.labels[self.rows]
        labels = labels[labels != NO_TRIBE]
        return int(np.bincount(labels).argmax()) if len(labels) else NO_TRIBE

    @property
    def made_by(self) -> Provenance:
        """The call that made it."""
        return self.facets.made_by

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each member, the highest degree first.

        Returns
        -------
        DataFrame
            `user`; `degree`, the share of the user's strength that is in the facet, 0 to 1 (float64);
            `facets`, the number of the user's facets (int64); `tribe`, the user's tribe (int32, -1 for
            none).
        """
        import pandas as pd

        rows = self.rows
        return pd.DataFrame(
            {
                "user": self.users,
                "degree": self.degrees,
                "facets": self.facets.memberships.n_of_user[rows],
                "tribe": self.facets.labels[rows],
            }
        )

    def _card(self) -> Card:
        facts = [
            plural(len(self), "user"),
            translate("{n} with other facets", n=format_whole(self.n_shared)),
            translate("core {names}", names=self.core_names()),
        ]
        names, first = (
            self._network.names_of_rows(self.rows[:CARD_ROWS]),
            self.to_frame().head(CARD_ROWS),
        )
        rows = [
            (name, percent(degree), Bar.of(degree), str(count))
            for name, (_, degree, count, _) in zip(names, first.itertuples(index=False), strict=True)
        ]
        return Card(
            title=translate("Facet {number}", number=self.number),
            facts=facts,
            header=("user", "degree", "", "facets"),
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "more"),
            made_by=str(self.made_by),
        )
