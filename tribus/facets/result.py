"""Facets: overlapping tribes, and the facets of each user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tribus._core.numbered import NumberedResults
from tribus._display import CARD_ROWS, Bar, Card, HasCard, format_rest, plural
from tribus._display.language import format_whole, translate
from tribus._storage import NUMBER, PROVENANCE, Array, form_of, require, stored
from tribus.community.numbering import NO_TRIBE
from tribus.facets.facet import Facet
from tribus.facets.memberships import Memberships
from tribus.facets.personal import PersonalFacets
from tribus.inference.levels import require_groups
from tribus.network.network import Network

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Ints
    from tribus._core.provenance import Provenance


@stored(
    network=form_of(Network),
    labels=Array(np.int32),
    memberships=form_of(Memberships),
    resolution=NUMBER,
    made_by=PROVENANCE,
)
@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Facets(HasCard, NumberedResults[Facet]):
    """Overlapping tribes: a user may be in several.

    `len(facets)` is the number of overlapping tribes, `facets[0]` is the largest, iteration goes from
    large to small, `facets.of("ana")` returns the facets of Ana, and `"ana" in facets` is true if she
    has any.

    Attributes
    ----------
    network
        The network.
    labels
        Tribe (without overlap) of each user in the order of `network.users`, int32, shape
        `(n_users,)`; -1 for none.
    memberships
        Users of each overlapping tribe, with degrees (`Memberships`).
    resolution
        γ of the search.
    made_by
        The call that made them.
    """

    _items_name: ClassVar = "facets"
    _hint: ClassVar = "; facets.of(user) returns the facets of a user"

    network: Network
    labels: Ints
    memberships: Memberships
    resolution: float
    made_by: Provenance

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return saved facets; `DamageError` if they are not of the users of the network."""
        facets = cls(**saved)
        n_users = facets.network.n_users
        is_of_users = len(facets.labels) == len(facets.memberships.start) - 1 == n_users
        require(is_of_users, "there is not one label for each user")
        require_groups(facets.labels)
        return facets

    def __len__(self) -> int:
        return self.memberships.n_tribes

    def _make_item(self, number: int) -> Facet:
        return Facet(facets=self, number=number)

    def __contains__(self, user: object) -> bool:
        return user in self.network and self.memberships.n_of_user[self.network.row_of(user)].item() > 0

    def __eq__(self, other: object) -> bool:
        """Whether the same users have the same facets to the same degree."""
        if not isinstance(other, Facets):
            return NotImplemented
        return self._by_user() == other._by_user()

    def __hash__(self) -> int:
        return hash(tuple(map(len, self)))  # equality ignores the order of users

    def of(self, user: Any) -> PersonalFacets:
        """Return the facets of one user, the main one first.

        Raises
        ------
        UserError
            If the user is not in the network; the message suggests similar names.
        """
        row = self.network.row_of(user)
        return PersonalFacets(facets=self, user=self.network.users_of_rows([row])[0])

    @property
    def without_facet(self) -> list[Any]:
        """Users without a facet, as given."""
        return self.network.users_of_rows(np.flatnonzero(self.memberships.n_of_user == 0))

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each user and facet, in the order of `network.users`, the main facet first.

        Returns
        -------
        DataFrame
            `user` (as given); `facet` (int32, -1 for none: each user has a row); `degree`, the share of
            the user's strength that is in the facet, 0 to 1 (float64); `tribe`, the user's tribe without
            overlap (int32, -1 for none).
        """
        import pandas as pd

        memberships = self.memberships
        without = np.flatnonzero(memberships.n_of_user == 0).astype(np.int32)
        users = np.concatenate([memberships.users, without])
        order = np.argsort(users, kind="stable")
        rows = users[order]
        return pd.DataFrame(
            {
                "user": self.network.users_of_rows(rows),
                "facet": np.append(memberships.numbers, np.full_like(without, NO_TRIBE))[order],
                "degree": np.append(memberships.degrees, np.zeros(len(without)))[order],
                "tribe": self.labels[rows],
            }
        )

    def _by_user(self) -> dict[Any, Any]:
        memberships = self.memberships
        slices = map(memberships.of_user, range(self.network.n_users))
        return {
            user: (memberships.numbers[own].tolist(), memberships.degrees[own].tolist())
            for user, own in zip(self.network.users, slices, strict=True)
        }

    def _card(self) -> Card:
        n_facets = self.memberships.n_of_user
        facts = [
            translate(
                "{users} in {groups}",
                users=plural(int((n_facets > 0).sum()), "user"),
                groups=plural(len(self), "overlapping tribe"),
            ),
            translate("{n} in several", n=format_whole((n_facets > 1).sum())),
            translate("{n} in none", n=format_whole((n_facets == 0).sum())),
        ]
        largest = len(self[0]) if len(self) else 1
        rows = [
            (
                str(facet.number),
                format_whole(len(facet)),
                Bar.of(len(facet) / largest),
                format_whole(facet.n_shared),
                facet.core_names(),
            )
            for facet, _ in zip(self, range(CARD_ROWS), strict=False)
        ]
        return Card(
            title="Facets",
            facts=facts,
            header=("facet", "users", "", "shared", "core"),
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "smaller facets"),
            made_by=str(self.made_by),
        )
