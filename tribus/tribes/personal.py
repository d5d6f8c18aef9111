"""Personal tribe: the relations of one person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._display import (
    Card,
    Drawing,
    HasPlot,
    Rings,
)
from tribus.community.numbering import NO_TRIBE
from tribus.network.groups import UserGroup
from tribus.tribes.helping import HasKnowledge
from tribus.tribes.labels import label_tribe
from tribus.tribes.personal_card import card_of_person
from tribus.tribes.relations import (
    ELSEWHERE,
    FRIEND,
    HEARS,
    LISTENS,
    RELATIONS,
    TO_MEET,
    Relations,
    find_relations,
)
from tribus.tribes.roles.assign import ROLES

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus._core.provenance import Provenance
    from tribus.facets import PersonalFacets
    from tribus.network import Network
    from tribus.network.explanation import Explanation
    from tribus.tribes.result import Tribes


class PersonalLevel(NamedTuple):
    """A person's tribe at one level.

    Attributes
    ----------
    level
        Number of the level, 0 for the coarsest.
    tribe
        Number of the tribe in `tribes.at_level(level)`; -1 for none.
    n_users
        Number of users in the tribe; 0 for none.
    """

    level: int
    tribe: int
    n_users: int


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PersonalTribe(HasKnowledge, UserGroup, HasPlot):
    """One person's tribe: friends, people heard, people who listen, and members to meet.

    Two users are *friends* if both give, and the weaker side gives at least a tenth of the stronger
    (`tribus.ties.exchange.are_friends`). `len(own)` counts the friends, in the person's tribe and
    elsewhere; iteration yields them, the strongest bond first; `"ben" in own` tests for a friend.

    Attributes
    ----------
    tribes
        All tribes of the network.
    user
        The person, as given.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0)
    >>> own = tribes.of("obrador_de_hector")
    >>> own.friends[0]
    'aitana_pan'
    """

    tribes: Tribes
    user: Any

    @property
    def row(self) -> int:
        """Row of the person in the arrays of the network."""
        return self._network.row_of(self.user)

    @property
    def display_name(self) -> str:
        """Name of the person in cards and pictures: the label of the attributes, or the id."""
        return self._network.names_of_rows([self.row])[0]

    @property
    def number(self) -> int:
        """Number of the person's tribe; -1 for none."""
        return int(self.tribes.labels[self.row])

    @property
    def role(self) -> str:
        """Role of the person in the tribe: core, member, newcomer, heard, audience, or none."""
        return ROLES[self.tribes.assignment.role[self.row]]

    @property
    def belonging(self) -> float:
        """Share of the person's exchange that is returned and stays in the tribe, 0 to 1."""
        return float(self.tribes.assignment.belonging[self.row])

    @property
    def certainty(self) -> float:
        """Probability that the person is in this tribe in fresh data of the source, 0 to 1.

        NaN without a tribe, or if the resolution was given.
        """
        return float(self.tribes.certainty[self.row])

    @property
    def is_between(self) -> bool:
        """Whether the person is between two tribes (`Tribes.between`)."""
        return self.row in self.tribes.between_rows.rows

    @property
    def levels(self) -> list[PersonalLevel]:
        """The person's tribe at each level, from coarse to fine (`PersonalLevel`)."""
        found = []
        for number, tribes in enumerate(self.tribes.all_levels):
            tribe = int(tribes.labels[self.row])
            n_users = int(np.count_nonzero(tribes.labels == tribe)) if tribe != NO_TRIBE else 0
            found.append(PersonalLevel(number, tribe, n_users))
        return found

    @property
    def facets(self) -> PersonalFacets | None:
        """The overlapping tribes of the person (`PersonalFacets`); None unless asked for."""
        facets = self.tribes.facets
        return None if facets is None else facets.of(self.user)

    @property
    def rows(self) -> Ints64:
        """Rows of the friends in the arrays of the network, the strongest bond first."""
        return self._relations.rows_of(FRIEND, ELSEWHERE)

    @property
    def friends(self) -> list[Any]:
        """Friends in the person's tribe, the strongest bond first."""
        return self._users_in(FRIEND)

    @property
    def friends_elsewhere(self) -> list[Any]:
        """Friends in another tribe or in none, the strongest bond first."""
        return self._users_in(ELSEWHERE)

    @property
    def heard(self) -> list[Any]:
        """People to whom the person turns with too little in return, the likeliest answer first."""
        return self._users_in(HEARS)

    @property
    def listening(self) -> list[Any]:
        """People who turn to the person with too little in return, the likeliest answer first."""
        return self._users_in(LISTENS)

    @property
    def to_meet(self) -> list[Any]:
        """Members of the tribe without events with the person.

        They are sorted by common friends, then by the people to whom both turn.
        """
        return self._users_in(TO_MEET)

    @property
    def made_by(self) -> Provenance:
        """The call that found the tribes."""
        return self.tribes.made_by

    def explain(self, other: Any) -> Explanation:
        """Return the terms of the tie to another user, with the tribes and roles of both.

        Parameters
        ----------
        other
            Another user.

        Returns
        -------
        Explanation
            As `Network.explain`, with `tribes` and `roles` filled in.

        Raises
        ------
        UserError
            If `other` is not in the network; near matches are offered.
        OptionError
            If `other` is the person.
        """
        explanation = self.tribes.network.explain(self.user, other)
        theirs = self.tribes.of(other)
        return replace(
            explanation,
            tribes=(self.number, theirs.number),
            tribe_labels=(self.tribe_label, theirs.tribe_label),
            roles=(self.role, theirs.role),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per person in a relation to this one.

        Returns
        -------
        DataFrame
            `user`; `relation` (text: friend, friend elsewhere, heard, listening, to meet); `tribe` of
            the user (int32, -1 for none) and `role` there; `bond` and `affinity` to the person;
            `given`, events from the person to them, and `received`, the reverse; the `balance` of both,
            `(given - received) / (given + received)`, from -1 to 1, NaN without events;
            `expected_reply` (float64). Friends of both kinds come first, sorted by bond; then heard and
            listening, by expected reply; then to meet, by common friends and shared attention.

            If the events have texts, two columns follow (int64): `helped`, the number of their questions
            that the person answered first, and `helped_by`, the number of questions of the person that
            they answered first. `tribus.network.support.measure_support` defines both.
        """
        import pandas as pd

        rows = self._relations.rows
        given, received = self._network.evidence.events_with(self.row)
        values = (
            self._network.bond_values[self._own],
            self._network.affinity_values[self._own],
            given,
            received,
            self._network.evidence.expect_replies_of(self.row),
        )
        bond, affinity, given, received, expected = (self._scatter(part)[rows] for part in values)
        both = given + received
        frame = pd.DataFrame(
            {
                "user": self._network.users_of_rows(rows),
                "relation": np.array(RELATIONS, object)[self._relations.relation],
                "tribe": self.tribes.labels[rows],
                "role": np.array(ROLES, object)[self.tribes.assignment.role[rows]],
                "bond": bond,
                "affinity": affinity,
                "given": given,
                "received": received,
                "balance": np.divide(
                    given - received, both, out=np.full(len(rows), np.nan), where=both > 0
                ),
                "expected_reply": expected,
            }
        )
        support = self._network.support
        if support.has_texts:
            frame["helped"] = self._scatter_counts(*support.helped(self.row))[rows]
            frame["helped_by"] = self._scatter_counts(*support.helped_by(self.row))[rows]
        return frame

    def _drawing(self) -> Drawing:
        return Drawing("draw_personal_tribe", self)

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same person with the same people in the same relations."""
        if not isinstance(other, PersonalTribe):
            return NotImplemented
        mine, theirs = self._relations, other._relations
        return (
            bool(self.user == other.user)
            and np.array_equal(mine.relation, theirs.relation)
            and self._network.users_of_rows(mine.rows) == other._network.users_of_rows(theirs.rows)
        )

    def __hash__(self) -> int:
        return hash((self.user, len(self)))

    @property
    def _network(self) -> Network:
        return self.tribes.network

    @cached_property
    def _relations(self) -> Relations:
        relations = find_relations(self.tribes, self.row)
        for values in relations:
            values.flags.writeable = False
        return relations

    def _users_in(self, relation: int) -> list[Any]:
        return self._network.users_of_rows(self._relations.rows_of(relation))

    @property
    def _own(self) -> slice:
        return self._network.evidence.structure.row_slice(self.row)

    def _scatter(self, values: Floats) -> Floats:
        """Return the values of the person's ties as a dense array of shape `(n_users,)`."""
        structure = self._network.evidence.structure
        dense = np.zeros(structure.n_users)
        dense[structure.indices[self._own]] = values
        return dense

    def _scatter_counts(self, users: Ints, counts: Ints64) -> Ints64:
        """Return the counts of some users as a dense array of shape `(n_users,)`."""
        dense = np.zeros(self._network.n_users, np.int64)
        dense[users] = counts
        return dense

    @property
    def tribe_label(self) -> str:
        """Number of the person's tribe with its name, such as `tribe 3 (bakers)`."""
        return label_tribe(self.number, self.tribes.given_names)

    def _card(self) -> Card:
        bond = self._scatter(self._network.bond_values[self._own])
        return card_of_person(self, self._relations, bond[self.rows[: Rings.MOST]])
