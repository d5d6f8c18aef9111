"""Stability of tribes under resampling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tribus._core.frozen import FrozenMapping
from tribus._display import (
    CARD_ROWS,
    Bar,
    Card,
    Drawing,
    HasCard,
    HasPlot,
    Swatch,
    format_rest,
    percent,
    plural,
    plural_in_english,
)
from tribus._display.language import format_decimals, format_whole, translate
from tribus._storage import (
    NUMBER,
    PROVENANCE,
    WHOLE,
    Array,
    MappingOf,
    Saveable,
    form_of,
    require,
    stored,
)
from tribus.community.numbering import NO_TRIBE
from tribus.stability.person import PersonStability
from tribus.stability.runs import NOT_SEEN
from tribus.tribes.result import Tribes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus._core.provenance import Provenance

_OF_USERS = ("certainty", "probability", "second", "second_probability", "seen", "consensus")


@stored(
    tribes=form_of(Tribes),
    run_labels=Array(np.int32, n_dims=2),
    certainty=Array(np.float64),
    probability=Array(np.float64),
    second_probability=Array(np.float64),
    seen=Array(np.float64),
    second=Array(np.int32),
    consensus=Array(np.int32),
    survival=Array(np.float64),
    agreement=NUMBER,
    units=MappingOf(WHOLE, FrozenMapping),
    made_by=PROVENANCE,
)
@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Stability(HasCard, HasPlot, Saveable):
    """How stable tribes are when the events are resampled many times.

    Make it with `check_stability`. All arrays of users are in the order of `tribes.network.users`.

    Attributes
    ----------
    tribes
        The tribes of the original events.
    run_labels
        Tribe of each user in each run, int32, shape `(runs, n_users)`, numbered by size in each run; -1
        for none, -2 for users without a tie in the run.
    certainty
        Probability that each user is in the present tribe in fresh data, float64, shape `(n_users,)`, as
        `Tribes.certainty`. A run without a tie of the user counts as 0. NaN for users without a tribe.
    probability
        Share of runs with the user in the present tribe; for users without a tribe, in none.
    second, second_probability
        Most frequent other tribe of the user, int32, -1 for none; and its share of runs.
    seen
        Share of runs with a tie of the user.
    consensus
        The partition that agrees most with all runs, int32, shape `(n_users,)`; -1 for no tribe.
    survival
        Mean over runs of the largest Jaccard similarity of each tribe to a tribe of the run, among
        users with a tie in it, 0 to 1, shape `(n_tribes,)`.
    agreement
        Mean adjusted mutual information of pairs of runs.
    units
        Number of resampled units of each type: `thread`, `day`, `hour`, `event`, `follow`.
    made_by
        The call that made it.
    """

    _plot_hint: ClassVar = "; stability.of(user).to_frame() lists the companions of one user"

    tribes: Tribes
    run_labels: Ints
    certainty: Floats
    probability: Floats
    second: Ints
    second_probability: Floats
    seen: Floats
    consensus: Ints
    survival: Floats
    agreement: float
    units: Mapping[str, int]
    made_by: Provenance

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return saved stability; `DamageError` if its arrays are not of the users of its tribes."""
        stability = cls(**saved)
        n_users, n_tribes = len(stability.tribes.labels), stability.tribes.n_groups
        n_columns = stability.run_labels.shape[1]
        of_users = [value for name, value in saved.items() if name in _OF_USERS]
        is_of_users = n_columns == n_users and all(len(values) == n_users for values in of_users)
        require(is_of_users and len(stability.survival) == n_tribes, "the lengths do not fit the tribes")
        is_label = len(stability.run_labels) > 0 and stability.run_labels.min(initial=0) >= NOT_SEEN
        is_inside = stability.run_labels.max(initial=NO_TRIBE) < max(n_users, 1)
        is_second = stability.second.max(initial=NO_TRIBE) < n_tribes
        require(is_label and is_inside and is_second, "there is no such tribe")
        return stability

    @property
    def runs(self) -> int:
        """Number of resamples."""
        return len(self.run_labels)

    @cached_property
    def n_tribes(self) -> Ints64:
        """Number of tribes in each run, int64, shape `(runs,)`."""
        n_tribes: Ints64 = self.run_labels.max(axis=1, initial=NO_TRIBE).astype(np.int64) + 1
        n_tribes.flags.writeable = False
        return n_tribes

    @cached_property
    def between(self) -> Bools:
        """Whether each user is between two tribes (`Tribes.between`), bool, shape `(n_users,)`."""
        between: Bools = np.zeros(len(self.tribes.labels), np.bool_)
        between[self.tribes.between_rows.rows] = True
        between.flags.writeable = False
        return between

    def of(self, user: Any) -> PersonStability:
        """Return the stability of one user.

        Raises
        ------
        UserError
            If the user is not in the network; the message suggests similar names.
        """
        row = self.tribes.network.row_of(user)
        return PersonStability(stability=self, user=self.tribes.network.users_of_rows([row])[0])

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each user, by tribe, the most certain first; users without a tribe last.

        Returns
        -------
        DataFrame
            `user` (as given); `tribe` (int32, -1 for none); `certainty`, `probability` (float64);
            `second` (int32, -1 for none); `second_probability`, `seen` (float64); `consensus` (int32, -1
            for none); `between` (bool). The attributes document each.
        """
        import pandas as pd

        labels = self.tribes.labels
        last = np.where(labels == NO_TRIBE, len(self.survival), labels)
        certainty = np.where(labels == NO_TRIBE, self.probability, self.certainty)
        order = np.lexsort((np.arange(len(labels)), -certainty, last))
        columns = {
            "tribe": labels,
            "certainty": self.certainty,
            "probability": self.probability,
            "second": self.second,
            "second_probability": self.second_probability,
            "seen": self.seen,
            "consensus": self.consensus,
            "between": self.between,
        }
        frame = pd.DataFrame(columns).iloc[order].reset_index(drop=True)
        frame.insert(0, "user", self.tribes.network.users_of_rows(order))
        return frame

    def summary(self) -> pd.DataFrame:
        """Return one row for each tribe, the largest first.

        Returns
        -------
        DataFrame
            `tribe`; `users`; `survival`; `certainty`, the mean of its members; `between`, the number of
            members who are between this tribe and another.
        """
        import pandas as pd

        labels, n_tribes = self.tribes.labels, len(self.survival)
        has_tribe = labels != NO_TRIBE
        users = np.bincount(labels[has_tribe], minlength=n_tribes)
        sums = np.bincount(labels[has_tribe], self.certainty[has_tribe], n_tribes)
        return pd.DataFrame(
            {
                "tribe": np.arange(n_tribes),
                "users": users,
                "survival": self.survival,
                "certainty": sums / np.maximum(users, 1),
                "between": np.bincount(labels[self.between], minlength=n_tribes),
            }
        )

    def _drawing(self) -> Drawing:
        return Drawing("draw_stability", self)

    def _card(self) -> Card:
        certainties = self.certainty[self.tribes.labels != NO_TRIBE]
        mean_certainty = (
            translate("certainty {share}", share=percent(certainties.mean()))
            if len(certainties)
            else translate("no tribes")
        )
        n_none = int((self.n_tribes == 0).sum())
        facts = [
            plural(self.runs, "run"),
            mean_certainty,
            translate("agreement {number}", number=format_decimals(self.agreement, ".2f")),
            translate("{n} between two", n=format_whole(self.between.sum())),
            translate("{n} tribes", n=_span(self.n_tribes)),
            *([translate("none in {runs}", runs=plural(n_none, "run"))] if n_none else []),
        ]
        rows = [
            (
                Swatch(tribe),
                format_whole(users),
                percent(certainty),
                Bar.of(certainty, tribe),
                percent(survival),
                format_whole(between),
            )
            for tribe, users, survival, certainty, between in self.summary()
            .head(CARD_ROWS)
            .itertuples(index=False)
        ]
        resampled = ", ".join(plural_in_english(count, unit) for unit, count in self.units.items())
        header = ("tribe", "users", "certainty", "", "survives", "between two")
        return Card(
            title="Stability",
            facts=facts,
            header=header,
            rows=rows,
            rest=format_rest(len(self.survival) - CARD_ROWS, "smaller tribes"),
            made_by=f"{self.made_by}; resampled: {resampled}",
        )


def _span(numbers: Ints64) -> str:
    least, most = int(numbers.min()), int(numbers.max())
    first, last = format_whole(least), format_whole(most)
    return first if least == most else f"{first}–{last}"
