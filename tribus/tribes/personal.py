"""One person's tribe: those with whom there is a reciprocity of interests and of support."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import (
    CARD_ROWS,
    Balance,
    Card,
    HasPlot,
    Rings,
    display_name,
    format_rest,
    list_names,
    plural,
)
from tribus.network.groups import CompanionGroup
from tribus.tribes.roles.assign import ROLES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus._core.provenance import Provenance
    from tribus.facets import PersonalFacets
    from tribus.network import Network
    from tribus.network.explanation import Explanation
    from tribus.tribes.result import Tribes

STRONG = 1.0  # a bond that is drawn large even if it is the strongest: a few answered replies


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PersonalTribe(CompanionGroup, HasPlot):
    """One person's tribe: their companions, the closest first.

    Companions are the other members of the tribe that the person was grouped with; `role` says whether
    the person is a member too. `len(own)` counts the companions, iteration gives them, `"ben" in own`
    asks for one. A person without a tribe has no companions; `number` is then -1 and `role` none.

    Attributes
    ----------
    tribes
        All tribes of the network.
    user
        Whose tribe this is, as given.
    """

    tribes: Tribes
    user: Any

    @property
    def number(self) -> int:
        """Number of the tribe; -1 for none."""
        return int(self.tribes.labels[self.row])

    @property
    def belonging(self) -> float:
        """Share of all that the person gives and gets that is mutual and stays inside, 0 to 1."""
        return float(self.tribes.assignment.belonging[self.row])

    @property
    def role(self) -> str:
        """What the person is in the tribe: core, member, heard, audience, or none."""
        return ROLES[self.tribes.assignment.role[self.row]]

    @property
    def facets(self) -> PersonalFacets | None:
        """The overlapping tribes that the person is in (`PersonalFacets`); None unless asked for."""
        facets = self.tribes.facets
        return None if facets is None else facets.of(self.user)

    @property
    def _network(self) -> Network:
        return self.tribes.network

    def _others(self) -> Ints64:
        number = self.number
        return self.tribes.assignment.members(number) if number >= 0 else np.empty(0, np.int64)

    @property
    def heard(self) -> list[Any]:
        """Whom the person turns to and who never turned to them, in any tribe; most heard first."""
        given, received = self._dealings()
        return self._where(given > 0, received == 0, most=self._dealings(faded=True)[0])

    @property
    def audience(self) -> list[Any]:
        """Who turns to the person, who never turned to them, in any tribe; most eager first."""
        given, received = self._dealings()
        return self._where(received > 0, given == 0, most=self._dealings(faded=True)[1])

    def explain(self, other: Any) -> Explanation:
        """Why, or why not, somebody is one of the person's: the terms of their tie, and both roles.

        Raises
        ------
        UserError
            If the other is not in the network; the nearest names are offered.
        OptionError
            If the other is the person.
        """
        explanation = self.tribes.network.explain(self.user, other)
        theirs = self.tribes.of(other)
        return replace(explanation, tribes=(self.number, theirs.number), roles=(self.role, theirs.role))

    @property
    def made_by(self) -> Provenance:
        """The call that found it."""
        return self.tribes.made_by

    def to_frame(self) -> pd.DataFrame:
        """One row a companion, the closest first.

        Returns
        -------
        DataFrame
            `user`; their `role` (text: core or member); `bond` and `affinity` to the person; `given`,
            events from the person to them, and `received`, back; the `balance` of the two,
            `(given - received) / (given + received)`: 1 if only the person gives, 0 if both give alike,
            -1 if only the companion gives (float64). Members with whom the person never dealt come last
            with zeros, and a balance of NaN.
        """
        import pandas as pd

        rows = self.rows
        bond, affinity = self._weights(rows)
        given, received = (values[rows] for values in self._dealings())
        both = given + received
        return pd.DataFrame(
            {
                "user": self.companions,
                "role": np.array(ROLES, object)[self.tribes.assignment.role[rows]],
                "bond": bond,
                "affinity": affinity,
                "given": given,
                "received": received,
                "balance": np.divide(
                    given - received, both, out=np.full(len(rows), np.nan), where=both > 0
                ),
            }
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the person among their companions, on rings by closeness.

        Parameters
        ----------
        ax
            Axes to draw on; by default the axes of a new figure.

        Returns
        -------
        Axes
            The axes with the picture. Nothing is shown or saved.

        See Also
        --------
        tribus.plot.draw_personal_tribe : The drawing function, with the meaning of every mark.
        """
        return self._draw("draw_personal_tribe", self, ax=ax)

    def _dealings(self, *, faded: bool = False) -> tuple[Floats, Floats]:
        """Events from the person to each user, and back, each of shape `(n_users,)`."""
        given, received = self.tribes.network.evidence.events_with(self.row, faded=faded)
        return self._spread(given), self._spread(received)

    def _where(self, acts: Bools, unanswered: Bools, *, most: Floats) -> list[Any]:
        others = np.flatnonzero(acts & unanswered)
        return self.tribes.network.users_of_rows(others[np.lexsort((others, -most[others]))])

    def _card(self) -> Card:
        if self.number < 0:
            facts = ["no tribe"]
        else:
            facts = [
                f"{self.role} in tribe {self.number}",
                plural(len(self), "companion"),
                f"closest {list_names(self.companions[:2])}" if len(self) else "nobody is a member",
            ]
        heard = self.heard
        if heard:
            facts.append(f"hears {list_names(heard[:2])} without an answer")
        bond, _ = self._weights(self.rows[: Rings.MOST])
        shares = bond / max(bond.max(initial=0.0), STRONG)
        return Card(
            title=f"Tribe of {display_name(self.user)}",
            facts=facts,
            picture=Rings(shares.tolist(), self.number) if len(self) else None,
            header=("user", "role", "bond", "gives", "", "gets"),
            rows=self._table_of_closest(),
            rest=format_rest(len(self) - CARD_ROWS, "more"),
            made_by=str(self.made_by),
        )

    def _table_of_closest(self) -> list[tuple[str | Balance, ...]]:
        frame = self.to_frame().head(CARD_ROWS)
        most = max(frame["given"].max(), frame["received"].max())
        return [
            (
                display_name(user),
                role,
                f"{bond:.2f}",
                f"{given:,.0f}",
                Balance.of(given, received, most=most, number=self.number),
                f"{received:,.0f}",
            )
            for user, role, bond, _, given, received, _ in frame.itertuples(index=False)
        ]
