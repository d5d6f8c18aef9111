"""One person's tribe: those with whom there is a reciprocity of interests and of support."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._cards import CARD_ROWS, Card, ShowsCard, list_names, name_of, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from matplotlib.axes import Axes

    from tribus._arrays import Floats, Ints64
    from tribus._made_by import MadeBy
    from tribus.tribes.result import Tribes


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PersonalTribe(ShowsCard):
    """One person's tribe: their companions, the closest first.

    `len(own)` counts the companions, iteration gives them, `"ben" in own` asks for one. A person
    without a tribe has no companions; `number` is then -1.

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
    def row(self) -> int:
        """Row of the user in the arrays of the network."""
        return self.tribes.network.number_of(self.user)

    @property
    def belonging(self) -> float:
        """Share of the user's bonds that lies inside the tribe, 0 to 1."""
        return float(self.tribes.standing.belonging[self.row])

    @cached_property
    def rows(self) -> Ints64:
        """Rows of the companions, strongest bond to the user first, then strongest affinity."""
        members = (
            self.tribes.standing.members(self.number) if self.number >= 0 else np.empty(0, np.int64)
        )
        others = members[members != self.row]
        network = self.tribes.network
        bond, affinity = self._to_user(network.bond_values), self._to_user(network.affinity_values)
        rows: Ints64 = others[np.lexsort((others, -affinity[others], -bond[others]))]
        rows.flags.writeable = False
        return rows

    @property
    def companions(self) -> list[Any]:
        """Members of the tribe as they were given, the closest to the user first."""
        return self.tribes.network.users_at(self.rows)

    @property
    def conversing(self) -> int:
        """How many of the companions have a mutual link with anybody in the tribe."""
        return int(self.tribes.standing.converses[self.rows].sum())

    @property
    def made_by(self) -> MadeBy:
        """The call that found it."""
        return self.tribes.made_by

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.companions)

    def __contains__(self, user: object) -> bool:
        network = self.tribes.network
        return self.number >= 0 and user in network and network.number_of(user) in self.rows

    def __eq__(self, other: object) -> bool:
        """Whether both are the tribe of the same user and hold the same companions in the same order."""
        if not isinstance(other, PersonalTribe):
            return NotImplemented
        return bool(self.user == other.user) and self.companions == other.companions

    def __hash__(self) -> int:
        return hash((self.user, len(self)))

    def to_frame(self) -> pd.DataFrame:
        """One row a companion, the closest first.

        Returns
        -------
        DataFrame
            `user`; `bond` and `affinity` to the person; `given`, events from the person to them, and
            `received`, from them to the person (float64). Members with whom the person never dealt
            have zeros and come last.
        """
        import pandas as pd

        network = self.tribes.network
        counts = network.evidence.total(faded=False)
        columns = {
            "bond": network.bond_values,
            "affinity": network.affinity_values,
            "given": counts,
            "received": counts[network.evidence.pattern.mirror],
        }
        frame = pd.DataFrame({"user": self.companions})
        for name, values in columns.items():
            frame[name] = self._to_user(values)[self.rows]
        return frame

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the person among their companions; see `tribus.plot.draw_personal_tribe`."""
        from tribus.plot import draw_personal_tribe

        return draw_personal_tribe(self, ax=ax)

    def _to_user(self, values: Floats) -> Floats:
        """Values of the user's ties, spread over all users."""
        pattern = self.tribes.network.evidence.pattern
        own = slice(pattern.indptr[self.row], pattern.indptr[self.row + 1])
        spread = np.zeros(pattern.n_users)
        spread[pattern.indices[own]] = values[own]
        return spread

    def _card(self) -> Card:
        if self.number < 0:
            facts = ["no tribe"]
        else:
            facts = [
                f"tribe {self.number}",
                f"{plural(len(self), 'companion')} ({self.conversing:,} converse)",
                f"closest {list_names(self.companions[:2])}",
            ]
        frame = self.to_frame().head(CARD_ROWS)
        rows = [
            (name_of(user), f"{bond:.2f}", f"{given:,.0f}", f"{received:,.0f}")
            for user, bond, _, given, received in frame.itertuples(index=False)
        ]
        return Card(
            title=f"Tribe of {name_of(self.user)}",
            facts=facts,
            header=("user", "bond", "gives", "gets"),
            rows=rows,
            made_by=str(self.made_by),
        )
