"""One tribe: its members, and the users grouped with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import CARD_ROWS, Balance, Bar, Card, Drawing, HasPlot, format_rest, percent, plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_decimals, format_whole, translate
from tribus._display.terms import translate_term
from tribus.network.groups import UserGroup
from tribus.tribes.labels import find_name
from tribus.tribes.roles.assign import AUDIENCE, CORE, HEARD, MEMBER, NEWCOMER, ROLES

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints64
    from tribus._core.provenance import Provenance
    from tribus.network import Network
    from tribus.tribes.result import Tribes


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Tribe(UserGroup, HasPlot):
    """One tribe: users who belong together, and the other users grouped with them.

    `members` exchange events with the tribe evenly in both directions; `newcomers`, `heard` and
    `audience` are the other users of the group. `len(tribe)` counts all of them, iteration yields them,
    the core and the members first, and `"ana" in tribe` tests for a user. A group without members is
    an audience.

    Attributes
    ----------
    tribes
        All tribes of the network.
    number
        Number of the tribe; tribe 0 has the most members.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0)
    >>> tribes[0].n_members >= tribes[1].n_members
    True
    """

    tribes: Tribes
    number: int

    @property
    def core(self) -> list[Any]:
        """The fewest members with half of the bonds among members; the strongest bond first."""
        return self._users_of(CORE)

    @property
    def members(self) -> list[Any]:
        """Members of the tribe: the core first, then by the sum of their bonds inside."""
        return self._users_of(CORE, MEMBER)

    @property
    def newcomers(self) -> list[Any]:
        """Users who meet the conditions of members with a single mutual tie, to a member."""
        return self._users_of(NEWCOMER)

    @property
    def heard(self) -> list[Any]:
        """Users who receive more from the tribe than they give, such as gurus and media."""
        return self._users_of(HEARD)

    @property
    def audience(self) -> list[Any]:
        """Users who give more to the tribe than they receive, such as fans, lurkers and spam."""
        return self._users_of(AUDIENCE)

    @property
    def _network(self) -> Network:
        return self.tribes.network

    @property
    def rows(self) -> Ints64:
        """Rows of all users of the group, sorted by role, then by bond; int64, shape `(n,)`."""
        return self.tribes.assignment.rows(self.number)

    @property
    def belonging(self) -> Floats:
        """Share of the exchange of each user that is returned and stays inside, 0 to 1.

        float64, shape `(n,)`, in the order of iteration.
        """
        return self.tribes.assignment.belonging[self.rows]

    def core_names(self, *, at_most: int = 3) -> str:
        """Return the names of the first users of the core, or of an audience, safe to display."""
        assignment = self.tribes.assignment
        rows = assignment.rows_of(self.number, CORE) if self.n_members else self.rows
        return self._format_names(rows[:at_most])

    @property
    def name(self) -> str:
        """Name of the tribe; the first users of the core for a tribe without one."""
        return self._given_name or self.core_names()

    @property
    def _given_name(self) -> str:
        return find_name(self.number, self.tribes.given_names)

    @property
    def n_members(self) -> int:
        """Number of members, including the core."""
        return int(self.tribes.assignment.sizes[self.number, [CORE, MEMBER]].sum())

    @property
    def inside(self) -> float:
        """Share of the affinity of the group that stays inside, 0 to 1."""
        return float(self.tribes.assignment.inside[self.number])

    @property
    def mutual(self) -> float:
        """Share of the links inside the group that are mutual, 0 to 1."""
        return float(self.tribes.assignment.mutual[self.number])

    @property
    def certainty(self) -> float:
        """Mean certainty of the users of the group, 0 to 1; NaN if the resolution was given."""
        return float(self.tribes.certainty[self.rows].mean())

    @property
    def made_by(self) -> Provenance:
        """The call that found the tribes."""
        return self.tribes.made_by

    def to_frame(self) -> pd.DataFrame:
        """Return one row per user of the group, in the order of `users`.

        Returns
        -------
        DataFrame
            `user`; `role` (text); `belonging`, `bond`, `given` and `received` (float64), as in
            `Tribes.to_frame`.
        """
        import pandas as pd

        assignment, rows = self.tribes.assignment, self.rows
        return pd.DataFrame(
            {
                "user": self.users,
                "role": np.array(ROLES, object)[assignment.role[rows]],
                "belonging": self.belonging,
                "bond": assignment.bond[rows],
                "given": assignment.given[rows],
                "received": assignment.received[rows],
            }
        )

    def _drawing(self) -> Drawing:
        return Drawing("draw_tribes", self.tribes, {"only": self.number})

    def _users_of(self, *roles: int) -> list[Any]:
        return self.tribes.network.users_of_rows(self.tribes.assignment.rows_of(self.number, *roles))

    def _card(self) -> Card:
        n_by_role = self.tribes.assignment.sizes[self.number]
        sizes = [
            plural(self.n_members, "member")
            if self.n_members
            else translate("an audience without members"),
            translate("{n} heard", n=format_whole(n_by_role[HEARD])),
            translate("{n} in the audience", n=format_whole(n_by_role[AUDIENCE])),
        ]
        names = self.core_names()
        core = (
            translate("core {names}", names=names)
            if self.n_members
            else translate("first {names}", names=names)
        )
        frame = self.to_frame().head(CARD_ROWS)
        most = max(frame["given"].max(), frame["received"].max())
        rows = [
            (
                name,
                translate_term(role),
                percent(belonging),
                format_decimals(bond, ".1f"),
                format_whole(given),
                Balance.of(given, received, most=most, number=self.number),
                format_whole(received),
            )
            for name, (_, role, belonging, bond, given, received) in zip(
                self._network.names_of_rows(self.rows[:CARD_ROWS]),
                frame.itertuples(index=False),
                strict=True,
            )
        ]
        called = f", {self._given_name}" if self._given_name else ""
        return Card(
            title=translate("Tribe {number}", number=self.number) + called,
            facts=[*sizes, translate("{share} kept inside", share=percent(self.inside))],
            in_line=[*sizes, core],
            header=("user", "role", "belonging", "bond", "gives", "", "gets"),
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "more"),
            made_by=str(self.made_by),
        )


def draw_roles(tribe: Tribe, most: int) -> Bar:
    """Return a bar of members, heard and audience; `most` users fill the bar."""
    heard, audience = tribe.tribes.assignment.sizes[tribe.number, [HEARD, AUDIENCE]]
    shares = np.array([tribe.n_members, heard, audience]) / most
    return Bar(
        list(zip(shares.tolist(), (tribe_colour(tribe.number), "currentColor", GREY), strict=True))
    )
