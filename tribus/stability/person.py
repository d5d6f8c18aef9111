"""Stability of the tribe of one user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import Bar, Card, HasCard, Sketch, Swatch, percent, plural
from tribus._display.language import translate
from tribus._display.terms import translate_term
from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    import pandas as pd

    from tribus.stability.result import Stability


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PersonStability(HasCard):
    """How certain the tribe of one user is.

    Attributes
    ----------
    stability
        The stability of all users.
    user
        The user, as given.
    """

    stability: Stability
    user: Any

    @property
    def row(self) -> int:
        """Row of the user in the arrays of the network."""
        return self.stability.tribes.network.row_of(self.user)

    @property
    def tribe(self) -> int:
        """Number of the user's tribe; -1 for none."""
        return int(self.stability.tribes.labels[self.row])

    @property
    def certainty(self) -> float:
        """Probability of being in this tribe in a run; NaN without a tribe."""
        return float(self.stability.certainty[self.row])

    @property
    def probability(self) -> float:
        """Share of runs with the user in this tribe; for a user without a tribe, in none."""
        return float(self.stability.probability[self.row])

    @property
    def second(self) -> int:
        """Most frequent other tribe; -1 for none."""
        return int(self.stability.second[self.row])

    @property
    def second_probability(self) -> float:
        """Share of runs with the user in the other tribe."""
        return float(self.stability.second_probability[self.row])

    @property
    def seen(self) -> float:
        """Share of runs with a tie of the user."""
        return float(self.stability.seen[self.row])

    @property
    def consensus(self) -> int:
        """Number of the consensus tribe; -1 for none."""
        return int(self.stability.consensus[self.row])

    @property
    def is_between(self) -> bool:
        """Whether the user is between two tribes (see `Stability.between`)."""
        return bool(self.stability.between[self.row])

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each present companion, the most certain first.

        Returns
        -------
        DataFrame
            `user` (as given); `together`, the share of runs with both in the same tribe
            (float64). All users of the tribe are companions; a user without a tribe has none.
        """
        import pandas as pd

        labels, run_labels = self.stability.tribes.labels, self.stability.run_labels
        own = run_labels[:, [self.row]]
        others = np.flatnonzero((labels == labels[self.row]) & (labels != NO_TRIBE))
        others = others[others != self.row]
        together = ((run_labels[:, others] == own) & (own != NO_TRIBE)).mean(axis=0)
        order = np.lexsort((others, -together))
        users = self.stability.tribes.network.users_of_rows(others[order])
        return pd.DataFrame({"user": users, "together": together[order]})

    def _card(self) -> Card:
        shares = {"tribe": (self.tribe, self.probability)}
        if self.second_probability > 0:
            shares["second"] = self.second, self.second_probability
        facts = [
            f"{translate_term(name)} {_format_number(number)} {percent(share)}"
            for name, (number, share) in shares.items()
        ]
        facts += [translate("between the two")] if self.is_between else []
        facts += (
            []
            if self.tribe == NO_TRIBE
            else [translate("certainty {share}", share=percent(self.certainty))]
        )
        rows: list[tuple[str | Sketch, ...]] = [
            (translate_term(name), Swatch(number), percent(share), Bar.of(share, number))
            for name, (number, share) in shares.items()
        ]
        return Card(
            title=translate(
                "Stability of {name}", name=self.stability.tribes.network.name_of(self.user)
            ),
            facts=facts,
            header=("", "tribe", "share of runs", ""),
            rows=[*rows, (translate("by consensus"), Swatch(self.consensus), "", "")],
            rest=translate(
                "seen in {share} of {runs}",
                share=percent(self.seen),
                runs=plural(self.stability.runs, "run"),
            ),
            made_by=str(self.stability.made_by),
        )


def _format_number(number: int) -> str:
    return translate("none") if number == NO_TRIBE else str(number)
