"""Base classes of the results that hold a group of users of one network."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from tribus._core.checks import read_index
from tribus._display import HasCard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.network import Network


class UserGroup(HasCard):
    """A group of users of a network. A subclass defines `rows` and the network.

    `len(group)` is the number of users, iteration yields them in order, and `"ana" in group` tests
    membership. Two groups of one class are equal if they hold the same users.
    """

    @property
    def _network(self) -> Network:
        raise NotImplementedError  # defined by a subclass

    @property
    def rows(self) -> Ints | Ints64:
        """Rows of the users in the arrays of the network, in the order of the group."""
        raise NotImplementedError  # defined by a subclass

    @property
    def users(self) -> list[Any]:
        """Ids of the users, as they were given."""
        return self._network.users_of_rows(self.rows)

    def core_names(self, *, at_most: int = 3) -> str:
        """Return the names of the first users, safe to display."""
        return self._format_names(self.rows[:at_most])

    def _format_names(self, rows: Ints | Ints64) -> str:
        return ", ".join(self._network.names_of_rows(rows))

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, number: int) -> Any: ...

    @overload
    def __getitem__(self, number: slice) -> list[Any]: ...

    def __getitem__(self, number: int | slice) -> Any:
        """Return the id of the user at a place in the order of iteration; a slice gives a list."""
        if isinstance(number, slice):
            return self._network.users_of_rows(self.rows[number])
        place = read_index(
            "users", number, len(self), instead="; to test for a user, write: user in group"
        )
        return self._network.users_of_rows(self.rows[place : place + 1])[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.users)

    def __contains__(self, user: object) -> bool:
        return user in self._network and self._network.row_of(user) in self.rows

    def __eq__(self, other: object) -> bool:
        """Return whether both groups hold the same users."""
        return set(self.users) == set(other.users) if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self.users))


class CompanionGroup(UserGroup):
    """The companions of one person, the closest first. A subclass selects the candidates."""

    user: Any

    def _others(self) -> Ints | Ints64:
        """Rows of the candidates; the person may be one of them."""
        raise NotImplementedError  # defined by a subclass

    @property
    def row(self) -> int:
        """Row of the person in the arrays of the network."""
        return self._network.row_of(self.user)

    @cached_property
    def rows(self) -> Ints | Ints64:
        """Rows of the companions, sorted by bond to the person, then by affinity, both descending."""
        others = self._others()
        others = others[others != self.row]
        bond, affinity = self._weights(others)
        rows: Ints | Ints64 = others[np.lexsort((others, -affinity, -bond))]
        rows.flags.writeable = False
        return rows

    @property
    def companions(self) -> list[Any]:
        """Ids of the companions, as they were given, the closest to the person first."""
        return self.users

    @property
    def companion_names(self) -> list[str]:
        """Display names of the companions."""
        return self._network.names_of_rows(self.rows)

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same person and the same companions in the same order."""
        if not isinstance(other, type(self)):
            return NotImplemented
        return bool(self.user == other.user) and self.companions == other.companions

    def __hash__(self) -> int:
        return hash((self.user, len(self)))

    def _weights(self, others: Ints | Ints64) -> tuple[Floats, Floats]:
        """Return bond and affinity between the person and each of `others`; 0 without a tie."""
        weights = self._network.bond_values, self._network.affinity_values
        bond, affinity = (self._scatter(values[self._own])[others] for values in weights)
        return bond, affinity

    @property
    def _own(self) -> slice:
        """Slice of the person's ties in the arrays of ties."""
        return self._network.evidence.structure.row_slice(self.row)

    def _scatter(self, values: Floats) -> Floats:
        """Return the values of the person's ties as a dense array of shape `(n_users,)`."""
        structure = self._network.evidence.structure
        dense = np.zeros(structure.n_users)
        dense[structure.indices[self._own]] = values
        return dense
