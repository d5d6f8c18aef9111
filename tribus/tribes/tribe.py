"""One tribe, seen from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tribus._cards import CARD_ROWS, Card, ShowsCard, name_of, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from matplotlib.axes import Axes

    from tribus._arrays import Ints64
    from tribus._made_by import MadeBy
    from tribus.tribes.result import Tribes

FEWEST_IN_A_CONVERSATION = 3  # with fewer, nobody but a couple talks *with* anybody


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Tribe(ShowsCard):
    """People who belong together: those with the strongest bonds inside first.

    `len(tribe)` counts them, iteration gives the users, and `"ana" in tribe` asks for one.

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
    def users(self) -> list[Any]:
        """Members as they were given, those with the strongest bonds inside first."""
        return self.tribes.network.users_at(self.rows)

    @property
    def rows(self) -> Ints64:
        """Rows of the members in the arrays of the network, in the order of `users`."""
        return self.tribes.standing.members(self.number)

    @property
    def inside(self) -> float:
        """Share of the members' affinity that stays inside, 0 to 1."""
        return float(self.tribes.standing.inside[self.number])

    @property
    def mutual(self) -> float:
        """Share of the links inside that are mutual, 0 to 1."""
        return float(self.tribes.standing.mutual[self.number])

    @property
    def conversing(self) -> int:
        """How many members have a mutual link inside: they answer, or follow back."""
        return int(self.tribes.standing.conversing[self.number])

    @property
    def is_audience(self) -> bool:
        """Whether fewer than three members converse: people who listen to somebody, not a tribe."""
        return self.conversing < FEWEST_IN_A_CONVERSATION

    @property
    def made_by(self) -> MadeBy:
        """The call that found it."""
        return self.tribes.made_by

    def core_names(self, *, at_most: int = 3) -> str:
        """Names of those with the strongest bonds inside, fit to be shown."""
        return ", ".join(map(name_of, self.tribes.network.users_at(self.rows[:at_most])))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.users)

    def __contains__(self, user: object) -> bool:
        network = self.tribes.network
        return user in network and bool(self.tribes.labels[network.number_of(user)] == self.number)

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same users."""
        return set(self.users) == set(other.users) if isinstance(other, Tribe) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self.users))

    def to_frame(self) -> pd.DataFrame:
        """One row a member, those with the strongest bonds inside first.

        Returns
        -------
        DataFrame
            `user`, `belonging`, `bond`, `given`, `received`, `converses`: as in `Tribes.to_frame`.
        """
        import pandas as pd

        standing, rows = self.tribes.standing, self.rows
        return pd.DataFrame(
            {
                "user": self.users,
                "belonging": standing.belonging[rows],
                "bond": standing.bond[rows],
                "given": standing.given[rows],
                "received": standing.received[rows],
                "converses": standing.converses[rows],
            }
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the map of all tribes with this one in colour; see `tribus.plot.draw_tribes`."""
        from tribus.plot import draw_tribes

        return draw_tribes(self.tribes, only=self.number, ax=ax)

    def _card(self) -> Card:
        facts = [
            plural(len(self), "user"),
            f"{self.conversing:,} converse" + (" (an audience)" if self.is_audience else ""),
            f"core {self.core_names()}",
        ]
        frame = self.to_frame().head(CARD_ROWS)
        rows = [
            (name_of(user), f"{belonging:.0%}", f"{bond:.1f}", f"{given:,.0f}", f"{received:,.0f}")
            for user, belonging, bond, given, received, _ in frame.itertuples(index=False)
        ]
        header = ("user", "belonging", "bond", "gives", "gets")
        return Card(
            title=f"Tribe {self.number}",
            facts=facts,
            header=header,
            rows=rows,
            made_by=str(self.made_by),
        )
