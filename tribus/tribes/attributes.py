"""Tribes beside an attribute of their users, such as a party: how well both agree, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import (
    CARD_ROWS,
    Bar,
    Card,
    Drawing,
    HasCard,
    HasPlot,
    Swatch,
    display_name,
    format_rest,
    percent,
    plain,
    plural,
)
from tribus._display.language import format_decimals, format_whole, translate
from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError
from tribus.metrics import adjusted_mutual_information

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Ints64
    from tribus._core.provenance import Provenance
    from tribus.network import Attributes
    from tribus.tribes.described import DescribedTribes

NO_VALUE = -1


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class AttributeAgreement(HasCard, HasPlot):
    """How well tribes agree with an attribute. Make it with `Tribes.agreement_with`.

    Attributes
    ----------
    tribes
        The tribes.
    attribute
        Name of the attribute.
    values
        Values that occur, the most frequent first; equally frequent ones in alphabetical order.
    codes
        Place in `values` of the value of each user, int64, shape `(n_users,)`; -1 for users without one.
    agreement
        Adjusted mutual information of both partitions on the users with a value: 1 if they are the same,
        0 on average if they are independent. A user without a tribe counts as a tribe of one. NaN
        without two users that have a value.
    """

    tribes: DescribedTribes
    attribute: str
    values: tuple[Any, ...]
    codes: Ints64
    agreement: float

    @property
    def made_by(self) -> Provenance:
        """The call that found the tribes."""
        return self.tribes.made_by

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each tribe and value that occurs in it.

        Returns
        -------
        DataFrame
            `tribe` (int32, -1 for the users without one, who come last); `value`; `users`, their number
            (int64); `share`, their share of the users of the tribe with a value, and `share_of_value`,
            their share of all users with this value, 0 to 1 (float64). Sorted by tribe, then by users in
            descending order.
        """
        import pandas as pd

        counts = self._counts
        tribe, value = np.nonzero(counts)
        users = counts[tribe, value]
        order = np.lexsort((value, -users, tribe))
        tribe, value, users = tribe[order], value[order], users[order]
        return pd.DataFrame(
            {
                "tribe": np.where(tribe == self.tribes.n_groups, NO_TRIBE, tribe).astype(np.int32),
                "value": [self.values[code] for code in value],
                "users": users,
                "share": users / counts.sum(axis=1)[tribe],
                "share_of_value": users / counts.sum(axis=0)[value],
            }
        )

    def users_to_frame(self) -> pd.DataFrame:
        """Return one row per user with a value, in the order of `network.users`.

        Returns
        -------
        DataFrame
            `user`; `tribe` (int32, -1 for none); `value`; `usual`, the value of most users of the tribe,
            missing for users without a tribe; and `fits`, whether both are the same (bool).
        """
        import pandas as pd

        rows = np.flatnonzero(self.codes != NO_VALUE)
        tribe = self.tribes.labels[rows]
        most = self._counts[:-1].argmax(axis=1) if self.tribes.n_groups else np.zeros(1, np.int64)
        usual = np.where(tribe == NO_TRIBE, NO_VALUE, most[tribe])
        values = np.array([*self.values, None], object)
        return pd.DataFrame(
            {
                "user": self.tribes.network.users_of_rows(rows),
                "tribe": tribe,
                "value": values[self.codes[rows]].tolist(),
                "usual": values[usual].tolist(),
                "fits": usual == self.codes[rows],
            }
        )

    @cached_property
    def _counts(self) -> Ints64:
        """Number of users of each tribe with each value; no tribe is the last row."""
        return count_values(self.tribes, self.codes, max(len(self.values), 1))

    def _drawing(self) -> Drawing:
        return Drawing("draw_tribes", self.tribes, {"colour_by": self.attribute})

    def _card(self) -> Card:
        counts, n_tribes = self._counts, len(self.tribes)
        n_known = int((self.codes != NO_VALUE).sum())
        usual_share = _divide(counts[:-1].max(axis=1, initial=0).sum(), counts[:-1].sum())
        facts = [
            translate(
                "{values} of {users}",
                values=plural(len(self.values), "value"),
                users=plural(n_known, "user"),
            ),
            translate("agreement {number}", number=format_decimals(self.agreement, ".2f")),
            translate("{share} have the usual value of their tribe", share=percent(usual_share)),
        ]
        rows = []
        for number in range(min(n_tribes, CARD_ROWS)):
            most, total = int(counts[number].argmax()), int(counts[number].sum())
            share = _divide(counts[number, most], total)
            usual = display_name(self.values[most]) if total else "–"
            bar = Bar.of(share if total else 0.0, number)
            rows.append((Swatch(number), format_whole(total), usual, percent(share), bar))
        return Card(
            title=translate("Tribes by {attribute}", attribute=plain(self.attribute)),
            facts=facts,
            header=("tribe", "known", "usual value", "share", ""),
            rows=rows,
            rest=format_rest(n_tribes - CARD_ROWS, "smaller tribes"),
            made_by=str(self.made_by),
        )


def measure_agreement(tribes: DescribedTribes, attribute: str) -> AttributeAgreement:
    """Return how well tribes agree with an attribute; see `Tribes.agreement_with`.

    Raises
    ------
    OptionError
        If the tribes have no attributes, or none of this name.
    """
    values, codes = code_values(tribes, attribute)
    known, labels = codes != NO_VALUE, tribes.labels.astype(np.int64)
    alone = labels == NO_TRIBE
    labels[alone] = tribes.n_groups + np.arange(np.count_nonzero(alone))
    is_enough = np.count_nonzero(known) > 1
    agreement = adjusted_mutual_information(labels[known], codes[known]) if is_enough else np.nan
    return AttributeAgreement(
        tribes=tribes,
        attribute=attribute,
        values=values,
        codes=codes,
        agreement=float(agreement),
    )


def code_values(tribes: DescribedTribes, attribute: str) -> tuple[tuple[Any, ...], Ints64]:
    """Return the values of an attribute, the most frequent first, and the code of each user.

    Raises
    ------
    OptionError
        If the tribes have no attributes, or none of this name.
    """
    import pandas as pd

    column = attributes_of(tribes).values(attribute)
    codes, found = pd.factorize(column, sort=True)
    counts = np.bincount(codes[codes >= 0], minlength=len(found))
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(len(order) + 1, np.int64)
    rank[order], rank[-1] = np.arange(len(order)), NO_VALUE
    ranked: Ints64 = rank[codes]
    ranked.flags.writeable = False
    return tuple(pd.Index(found)[order].tolist()), ranked


def count_values(tribes: DescribedTribes, codes: Ints64, n_values: int) -> Ints64:
    """Return the number of users of each group with each value, int64, shape `(n_groups + 1, n_values)`.

    The last row has the users without a tribe.
    """
    group = np.where(tribes.labels == NO_TRIBE, tribes.n_groups, tribes.labels).astype(np.int64)
    known = codes != NO_VALUE
    n_cells = (tribes.n_groups + 1) * n_values
    cells = np.bincount(group[known] * n_values + codes[known], minlength=n_cells)
    counts: Ints64 = cells.reshape(-1, n_values).astype(np.int64)
    counts.flags.writeable = False
    return counts


def attributes_of(tribes: DescribedTribes) -> Attributes:
    """Return the attributes of the users.

    Raises
    ------
    OptionError
        If they have none.
    """
    attributes = tribes.network.attributes
    if attributes is None:
        raise OptionError(
            "the users of these tribes have no attributes; add them with "
            "tribes.with_attributes(frame), one row per person"
        )
    return attributes


def _divide(part: Any, whole: Any) -> float:
    return float(part / whole) if whole else np.nan
