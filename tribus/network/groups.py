"""What all results have that are some of the people of a network."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import HasCard, display_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.network import Network


class People(HasCard):
    """Some of the people of a network; each result says who, in its `rows`.

    `len(people)` counts them, iteration gives them in order, and `"ana" in people` asks for one.
    """

    @property
    def _network(self) -> Network:
        raise NotImplementedError  # each result knows its own

    @property
    def rows(self) -> Ints | Ints64:
        """Rows of the users in the arrays of the network, in their order."""
        raise NotImplementedError  # each result says who they are

    @property
    def users(self) -> list[Any]:
        """The users as they were given."""
        return self._network.users_of_rows(self.rows)

    def core_names(self, *, at_most: int = 3) -> str:
        """Names of the first users, fit to be shown."""
        return self._name(self.rows[:at_most])

    def _name(self, rows: Ints | Ints64) -> str:
        return ", ".join(map(display_name, self._network.users_of_rows(rows)))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.users)

    def __contains__(self, user: object) -> bool:
        return user in self._network and self._network.row_of(user) in self.rows

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same users."""
        return set(self.users) == set(other.users) if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self.users))


class Companions(People):
    """Who is with one person, in one way or another, the closest first; each result says who may be."""

    user: Any

    def _others(self) -> Ints | Ints64:
        raise NotImplementedError  # rows of those who may be companions, the person perhaps among them

    @property
    def row(self) -> int:
        """Row of the person in the arrays of the network."""
        return self._network.row_of(self.user)

    @cached_property
    def rows(self) -> Ints | Ints64:
        """Rows of the companions, strongest bond to the person first, then strongest affinity."""
        others = self._others()
        others = others[others != self.row]
        bond, affinity = self._weights(others)
        rows: Ints | Ints64 = others[np.lexsort((others, -affinity, -bond))]
        rows.flags.writeable = False
        return rows

    @property
    def companions(self) -> list[Any]:
        """The companions as they were given, the closest to the person first."""
        return self.users

    def __eq__(self, other: object) -> bool:
        """Whether both are of the same person and hold the same companions in the same order."""
        if not isinstance(other, type(self)):
            return NotImplemented
        return bool(self.user == other.user) and self.companions == other.companions

    def __hash__(self) -> int:
        return hash((self.user, len(self)))

    def _weights(self, others: Ints | Ints64) -> tuple[Floats, Floats]:
        """Bond and affinity of the person to each of the others; 0 where they have no tie."""
        weights = self._network.bond_values, self._network.affinity_values
        bond, affinity = (self._spread(values[self._own])[others] for values in weights)
        return bond, affinity

    @property
    def _own(self) -> slice:
        """Where the ties of the person stand."""
        return self._network.evidence.structure.entries_of(self.row)

    def _spread(self, values: Floats) -> Floats:
        """Values of the person's ties, spread over all users."""
        structure = self._network.evidence.structure
        spread = np.zeros(structure.n_users)
        spread[structure.indices[self._own]] = values
        return spread
