"""How sure the tribes are: what became of them when events were drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import CARD_ROWS, Bar, Card, HasCard, HasPlot, Swatch, format_rest, percent, plural
from tribus.community.numbering import NO_TRIBE
from tribus.stability.person import PersonStability

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus._core.provenance import Provenance
    from tribus.tribes.result import Tribes

OFTEN_ENOUGH = 3  # runs in the rarer of two tribes; fewer are a slip
ODDS = 2  # at most so many runs in the one to a run in the other


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Stability(HasCard, HasPlot):
    """What became of tribes and their people when the events were drawn anew, many times.

    Make it with `check_stability`. All arrays of users are in the order of `tribes.network.users`.

    Attributes
    ----------
    tribes
        The tribes that are looked at, found on the events as they are.
    found
        Tribe of each user in each run, int32, shape `(runs, n_users)`, numbered in each run by size; -1
        for none, -2 for users who have no tie in the run.
    certainty
        Probability that a user shares a tribe with a companion of today, float64, shape `(n_users,)`:
        the mean over runs of the share of companions with whom they are together, of those who have any
        tie in the run; a run in which the user has none counts 0. NaN for users without tribe.
    probability
        Share of runs that put the user in their tribe (for users without one: in none).
    second, second_probability
        The other tribe in which the user is most often, int32, -1 for none, and in what share of runs.
    seen
        Share of runs in which the user has any tie.
    consensus
        The partition that agrees most with all runs, int32, shape `(n_users,)`; -1 for no tribe.
    survival
        How well each tribe comes back, 0 to 1, shape `(n_tribes,)`: the mean over runs of its best
        Jaccard likeness to a tribe of the run, among users who have a tie in it.
    agreement
        Mean adjusted mutual information of the runs with one another.
    units
        What was drawn, and how many of each: `thread`, `day`, `hour`, `event`, `follow`.
    made_by
        The call that made it.
    """

    tribes: Tribes
    found: Ints
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

    @property
    def runs(self) -> int:
        """How often events were drawn anew."""
        return len(self.found)

    @cached_property
    def n_tribes(self) -> Ints64:
        """Number of tribes in each run, int64, shape `(runs,)`."""
        n_tribes: Ints64 = self.found.max(axis=1, initial=NO_TRIBE).astype(np.int64) + 1
        n_tribes.flags.writeable = False
        return n_tribes

    @cached_property
    def between(self) -> Bools:
        """Who is truly between two tribes, bool, shape `(n_users,)`.

        They are in each of the two in three runs at least, and in neither more than twice as often as
        in the other.
        """
        own, second = (
            np.rint(share * self.runs).astype(np.int64)
            for share in (self.probability, self.second_probability)
        )
        rarer, commoner = np.minimum(own, second), np.maximum(own, second)
        between: Bools = (rarer >= OFTEN_ENOUGH) & (commoner <= ODDS * rarer)
        between &= self.tribes.labels != NO_TRIBE
        between.flags.writeable = False
        return between

    def of(self, user: Any) -> PersonStability:
        """How sure one person's tribe is.

        Raises
        ------
        UserError
            If the user is not in the network; the nearest names are offered.
        """
        number = self.tribes.network.row_of(user)
        return PersonStability(stability=self, user=self.tribes.network.users_of_rows([number])[0])

    def to_frame(self) -> pd.DataFrame:
        """One row a user, by tribe, the surest first; no tribe comes last.

        Returns
        -------
        DataFrame
            `user` (as given); `tribe` (int32, -1 for none); `certainty`, `probability` (float64);
            `second` (int32, -1 for none); `second_probability`, `seen` (float64); `consensus` (int32, -1
            for none); `between` (bool): as the attributes explain.
        """
        import pandas as pd

        labels = self.tribes.labels
        last = np.where(labels == NO_TRIBE, len(self.survival), labels)
        sure = np.where(labels == NO_TRIBE, self.probability, self.certainty)
        order = np.lexsort((np.arange(len(labels)), -sure, last))
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
        """One row a tribe, largest first.

        Returns
        -------
        DataFrame
            `tribe`; `users`; `survival`; `certainty`, the mean of its members; `between`, how many of
            them are between this tribe and another.
        """
        import pandas as pd

        labels, n_tribes = self.tribes.labels, len(self.survival)
        inside = labels != NO_TRIBE
        users = np.bincount(labels[inside], minlength=n_tribes)
        sums = np.bincount(labels[inside], self.certainty[inside], n_tribes)
        return pd.DataFrame(
            {
                "tribe": np.arange(n_tribes),
                "users": users,
                "survival": self.survival,
                "certainty": sums / np.maximum(users, 1),
                "between": np.bincount(labels[self.between], minlength=n_tribes),
            }
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the certainty of the users of each tribe, and the survival of the tribe.

        Parameters
        ----------
        ax
            Axes to draw on; by default the axes of a new figure.

        Returns
        -------
        Axes
            The axes with the picture. Nothing is shown or saved.

        See Also
        --------
        tribus.plot.draw_stability : The drawing function, with the meaning of every mark.
        """
        return self._draw("draw_stability", self, ax=ax)

    def _card(self) -> Card:
        certainty = self.certainty[self.tribes.labels != NO_TRIBE]
        sure = f"certainty {certainty.mean():.0%}" if len(certainty) else "no tribe to be sure of"
        n_none = int((self.n_tribes == 0).sum())
        facts = [
            plural(self.runs, "run"),
            sure,
            f"agreement {self.agreement:.2f}",
            f"{int(self.between.sum()):,} between two",
            f"{_span(self.n_tribes)} tribes",
            *([f"none in {plural(n_none, 'run')}"] if n_none else []),
        ]
        rows = [
            (
                Swatch(tribe),
                f"{users:,}",
                percent(sure),
                Bar.of(sure, tribe),
                percent(survival),
                f"{between:,}",
            )
            for tribe, users, survival, sure, between in self.summary()
            .head(CARD_ROWS)
            .itertuples(index=False)
        ]
        drawn = ", ".join(plural(count, unit) for unit, count in self.units.items())
        header = ("tribe", "users", "certainty", "", "survives", "between two")
        return Card(
            title="Stability",
            facts=facts,
            header=header,
            rows=rows,
            rest=format_rest(len(self.survival) - CARD_ROWS, "smaller tribes"),
            made_by=f"{self.made_by}; drawn anew: {drawn}",
        )


def _span(numbers: Ints64) -> str:
    least, most = int(numbers.min()), int(numbers.max())
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"
