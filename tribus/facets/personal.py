"""The facets of one user, with the companions in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tribus._core.numbered import NumberedResults
from tribus._display import CARD_ROWS, Bar, Card, HasCard, format_rest, list_names, percent, plural
from tribus._display.language import format_decimals, format_whole, translate
from tribus.network.groups import CompanionGroup

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Ints
    from tribus._core.provenance import Provenance
    from tribus.facets.result import Facets
    from tribus.network import Network


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PersonalFacet(CompanionGroup):
    """One facet of a user: the companions in it, the closest first.

    `len(facet)` is the number of companions, iteration yields them, `"ben" in facet` tests for one.

    Attributes
    ----------
    facets
        All overlapping tribes of the network.
    user
        The user, as given.
    number
        Number of the overlapping tribe.
    degree
        Share of the user's strength that is in it, 0 to 1.
    """

    facets: Facets
    user: Any
    number: int
    degree: float

    @property
    def _network(self) -> Network:
        return self.facets.network

    def _others(self) -> Ints:
        return self.facets[self.number].rows

    @property
    def made_by(self) -> Provenance:
        """The call that made it."""
        return self.facets.made_by

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each companion, the closest first.

        Returns
        -------
        DataFrame
            `user`; `bond` and `affinity` to the user of the facet (float64), 0 without a tie.
        """
        import pandas as pd

        bond, affinity = self._weights(self.rows)
        return pd.DataFrame({"user": self.companions, "bond": bond, "affinity": affinity})

    def _card(self) -> Card:
        names, first = (
            self._network.names_of_rows(self.rows[:CARD_ROWS]),
            self.to_frame().head(CARD_ROWS),
        )
        facts = [
            translate("{share} of the ties", share=percent(self.degree)),
            plural(len(self), "companion"),
            translate("closest {names}", names=", ".join(names[:2])),
        ]
        rows = [
            (name, format_decimals(bond, ".2f"), format_decimals(affinity, ".2f"))
            for name, (_, bond, affinity) in zip(names, first.itertuples(index=False), strict=True)
        ]
        return Card(
            title=translate(
                "Facet {number} of {name}", number=self.number, name=self._network.name_of(self.user)
            ),
            facts=facts,
            header=("user", "bond", "affinity"),
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "more"),
            made_by=str(self.made_by),
        )


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PersonalFacets(HasCard, NumberedResults[PersonalFacet]):
    """The facets of one user, the main one first.

    `len(facets)` is their number, `facets[0]` is the main one, iteration yields each as a
    `PersonalFacet`. It is empty for a user without facets.

    Attributes
    ----------
    facets
        All overlapping tribes of the network.
    user
        The user, as given.
    """

    _items_name: ClassVar = "facets of this user"

    facets: Facets
    user: Any

    def __len__(self) -> int:
        return len(self._items)

    def _make_item(self, number: int) -> PersonalFacet:
        return self._items[number]

    def __eq__(self, other: object) -> bool:
        """Whether both have the same user, and the same companions in each facet."""
        if not isinstance(other, PersonalFacets):
            return NotImplemented
        return bool(self.user == other.user) and self._items == other._items

    def __hash__(self) -> int:
        return hash((self.user, self._items))

    @property
    def made_by(self) -> Provenance:
        """The call that made them."""
        return self.facets.made_by

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each facet and companion: the main facet first, in each the closest first.

        Returns
        -------
        DataFrame
            `facet` (int32); `degree` of the user in it (float64); `user`, the companion; `bond` and
            `affinity` of the companion to the user (float64).
        """
        import pandas as pd

        n_companions = np.array([len(own) for own in self], np.int64)
        numbers, degrees = ([own.number for own in self], [own.degree for own in self])
        frames = [own.to_frame() for own in self]
        frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"user": []})
        return pd.DataFrame(
            {
                "facet": np.repeat(np.array(numbers, np.int32), n_companions),
                "degree": np.repeat(np.array(degrees, np.float64), n_companions),
                "user": frame["user"],
                "bond": frame["bond"] if frames else np.empty(0),
                "affinity": frame["affinity"] if frames else np.empty(0),
            }
        )

    @cached_property
    def _items(self) -> tuple[PersonalFacet, ...]:
        memberships = self.facets.memberships
        own = memberships.of_user(self.facets.network.row_of(self.user))
        return tuple(
            PersonalFacet(facets=self.facets, user=self.user, number=int(number), degree=float(degree))
            for number, degree in zip(memberships.numbers[own], memberships.degrees[own], strict=True)
        )

    def _card(self) -> Card:
        rows = [
            (
                str(own.number),
                percent(own.degree),
                Bar.of(own.degree),
                format_whole(len(own)),
                list_names(own.companion_names),
            )
            for own in self._items[:CARD_ROWS]
        ]
        main = (
            [
                translate(
                    "main facet {number} ({share} of the ties)",
                    number=self[0].number,
                    share=percent(self[0].degree),
                )
            ]
            if rows
            else []
        )
        return Card(
            title=translate("Facets of {name}", name=self.facets.network.name_of(self.user)),
            facts=[plural(len(self), "facet"), *main],
            header=("facet", "degree", "", "companions", "closest"),
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "more"),
            made_by=str(self.made_by),
        )
