"""Tribes whose users have attributes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from tribus.tribes.attributes import AttributeAgreement, measure_agreement
from tribus.tribes.distinctive import find_distinctive_attributes
from tribus.tribes.names import NamedTribes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tribus._core.arrays import Ints
    from tribus._core.provenance import Provenance
    from tribus.facets import Facets
    from tribus.network import Network


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class DescribedTribes(NamedTribes):
    """Tribes whose users have attributes."""

    network: Network
    facets: Facets | None
    made_by: Provenance

    @property
    def labels(self) -> Ints:
        """Tribe of each user; defined by the subclass."""
        raise NotImplementedError

    @property
    def n_groups(self) -> int:
        """Number of tribes and audiences; defined by the subclass."""
        raise NotImplementedError

    def with_attributes(self, frame: Any, *, user: str | None = None, label: str | None = None) -> Self:
        """Return the same tribes with attributes of the users, such as a name, a party or a city.

        Parameters
        ----------
        frame, user, label
            As in `Network.with_attributes`.

        Returns
        -------
        Tribes
            Labels replace ids in cards, pictures and exports. The attributes are the last columns of
            `to_frame` and of exports.

        Raises
        ------
        OptionError, ReadError, ColumnError
            As in `Network.with_attributes`.

        Examples
        --------
        >>> import tribus as tb
        >>> society = tb.datasets.make_society(seed=0)
        >>> tribes = tb.find_tribes(tb.build_network(society.events))
        >>> known = tribes.with_attributes(society.groups[["user", "tribe_name"]])
        >>> known.to_frame().columns[-1]
        'tribe_name'
        """
        network = self.network.with_attributes(frame, user=user, label=label)
        facets = self.facets and replace(self.facets, network=network)
        return replace(self, network=network, facets=facets)

    def agreement_with(self, attribute: str) -> AttributeAgreement:
        """Return how well these tribes agree with an attribute of the users, such as a party.

        Parameters
        ----------
        attribute
            Name of a column of `network.attributes`.

        Returns
        -------
        AttributeAgreement
            With the agreement, the values in each tribe, and the users who do not fit.

        Raises
        ------
        OptionError
            If the users have no attributes, or none of this name.

        Examples
        --------
        >>> import tribus as tb
        >>> society = tb.datasets.make_society(seed=0)
        >>> tribes = tb.find_tribes(tb.build_network(society.events))
        >>> crafts = society.groups[society.groups["tribe"] >= 0]
        >>> tribes.with_attributes(crafts, user="user").agreement_with("tribe_name")
        <Tribes by tribe_name: 6 values of ... users, agreement ..., ...>
        """
        return measure_agreement(self, attribute)

    def distinctive_attributes(
        self, columns: Sequence[str] | None = None, *, significance: float = 0.05
    ) -> pd.DataFrame:
        """Return the values of attributes that distinguish each tribe from all other users.

        Parameters
        ----------
        columns
            Attributes to test. Default: all but the labels.
        significance
            Expected share of the rows that are there by chance (false-discovery rate), 0 to 1.
            Default 0.05.

        Returns
        -------
        DataFrame
            `tribe` (int32); `attribute` and `value`, or `higher` and `lower` for quantities; `users` of
            the tribe with this value, or with a number (int64); `share` of the users of the tribe with
            the value and `elsewhere`, the share of all others; for quantities the probability that a
            user of the tribe has the larger number of the two, and its complement; `p_value`, adjusted
            for all tests (float64). Sorted by tribe, then by p-value. Audiences are not tested.

        Raises
        ------
        OptionError
            If the users have no attributes, there is no such column, or `significance` is out of range.

        Notes
        -----
        A value is tested by the upper tail of the hypergeometric distribution among users whose value is
        known. A column of numbers with 20 or more different ones is a quantity, tested by ranks (Mann &
        Whitney 1947). A column with more than 1,000 values, or with fewer than two users a value, is
        left out, because it is a name or a text. Users are treated as independent, so an attribute that
        spreads along ties has smaller p-values than it should.

        References
        ----------
        Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x. Mann & Whitney (1947),
        doi:10.1214/aoms/1177730491.
        """
        return find_distinctive_attributes(self, columns, significance=significance)
