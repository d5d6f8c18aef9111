"""One tribe, seen from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import (
    CARD_ROWS,
    Balance,
    Bar,
    Card,
    HasPlot,
    display_name,
    format_rest,
    percent,
    plural,
)
from tribus._display.colours import GREY, tribe_colour
from tribus.network.groups import UserGroup
from tribus.tribes.roles.assign import AUDIENCE, CORE, HEARD, MEMBER, ROLES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tribus._core.arrays import Floats, Ints64
    from tribus._core.provenance import Provenance
    from tribus.network import Network
    from tribus.tribes.result import Tribes


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Tribe(UserGroup, HasPlot):
    """People who belong together, and those who are grouped with them.

    `members` are those of whom reciprocity says that they belong; the others are `heard` by them, or
    their `audience`. Nobody is lost: `len(tribe)` counts all, iteration gives them, the core and the
    members first, and `"ana" in tribe` asks for one. A tribe without members is an audience.

    Attributes
    ----------
    tribes
        All tribes of the network.
    number
        Its number: 0 is the largest.
    """

    tribes: Tribes
    number: int

    @property
    def core(self) -> list[Any]:
        """The fewest members who hold half of the mutual bonds, and their equals; strongest first."""
        return self._users_of(CORE)

    @property
    def members(self) -> list[Any]:
        """Those who are of the tribe, by their mutual bonds: the core first, then by strength."""
        return self._users_of(CORE, MEMBER)

    @property
    def heard(self) -> list[Any]:
        """Those whom the tribe listens to without being answered: gurus, media; strongest first."""
        return self._users_of(HEARD)

    @property
    def audience(self) -> list[Any]:
        """Those who turn to the tribe without being answered: fans, lurkers, bought followers, spam."""
        return self._users_of(AUDIENCE)

    @property
    def _network(self) -> Network:
        return self.tribes.network

    @property
    def rows(self) -> Ints64:
        """Rows of all grouped here: core, members, heard, audience; the strongest of each first."""
        return self.tribes.assignment.rows(self.number)

    @property
    def belonging(self) -> Floats:
        """Share of all that each user gives and gets that is mutual and stays inside, 0 to 1.

        In the order of iteration, shape `(n,)`.
        """
        return self.tribes.assignment.belonging[self.rows]

    def core_names(self, *, at_most: int = 3) -> str:
        """Names of the first of the core, fit to be shown; of an audience, of whoever comes first."""
        assignment = self.tribes.assignment
        rows = assignment.rows_of(self.number, CORE) if self.n_members else self.rows
        return self._format_names(rows[:at_most])

    @property
    def n_members(self) -> int:
        """How many members it has, the core included."""
        return int(self.tribes.assignment.sizes[self.number, [CORE, MEMBER]].sum())

    @property
    def inside(self) -> float:
        """Share of the members' affinity that stays inside, 0 to 1."""
        return float(self.tribes.assignment.inside[self.number])

    @property
    def mutual(self) -> float:
        """Share of the links inside that are mutual, 0 to 1."""
        return float(self.tribes.assignment.mutual[self.number])

    @property
    def made_by(self) -> Provenance:
        """The call that found it."""
        return self.tribes.made_by

    def to_frame(self) -> pd.DataFrame:
        """One row a user in the order of `users`.

        Returns
        -------
        DataFrame
            `user`, `role`, `belonging`, `bond`, `given`, `received`: as in `Tribes.to_frame`.
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

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the map of all tribes with this one in colour.

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
        tribus.plot.draw_tribes : The drawing function, with the meaning of every mark.
        """
        return self._draw("draw_tribes", self.tribes, only=self.number, ax=ax)

    def _users_of(self, *roles: int) -> list[Any]:
        return self.tribes.network.users_of_rows(self.tribes.assignment.rows_of(self.number, *roles))

    def _card(self) -> Card:
        n_of = self.tribes.assignment.sizes[self.number]
        sizes = [
            plural(self.n_members, "member") if self.n_members else "an audience without members",
            f"{n_of[HEARD]:,} heard",
            f"{n_of[AUDIENCE]:,} in the audience",
        ]
        core = f"core {self.core_names()}" if self.n_members else f"first {self.core_names()}"
        frame = self.to_frame().head(CARD_ROWS)
        most = max(frame["given"].max(), frame["received"].max())
        rows = [
            (
                display_name(user),
                role,
                percent(belonging),
                f"{bond:.1f}",
                f"{given:,.0f}",
                Balance.of(given, received, most=most, number=self.number),
                f"{received:,.0f}",
            )
            for user, role, belonging, bond, given, received in frame.itertuples(index=False)
        ]
        return Card(
            title=f"Tribe {self.number}",
            facts=[*sizes, f"{percent(self.inside)} kept inside"],
            in_line=[*sizes, core],
            header=("user", "role", "belonging", "bond", "gives", "", "gets"),
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "more"),
            made_by=str(self.made_by),
        )


def show_roles(tribe: Tribe, most: int) -> Bar:
    """Members in the colour of the tribe, whom they hear, and their audience; `most` fills the bar."""
    heard, audience = tribe.tribes.assignment.sizes[tribe.number, [HEARD, AUDIENCE]]
    shares = np.array([tribe.n_members, heard, audience]) / most
    return Bar(
        list(zip(shares.tolist(), (tribe_colour(tribe.number), "currentColor", GREY), strict=True))
    )
