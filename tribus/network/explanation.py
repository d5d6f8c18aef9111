"""The terms of a tie, in words, in a table and on a card."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._display import Bar, Card, HasCard, display_name, list_names, plural

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.provenance import Provenance

BELONG = {"core", "member"}  # roles of those who are of their tribe
DONE = {
    "follow": "followed",
    "reply": "replied to",
    "mention": "mentioned",
    "repost": "reposted",
    "quote": "quoted",
    "like": "liked",
}


class KindTerms(NamedTuple):
    """What two users did to each other of one kind, and what it adds to their affinity.

    Attributes
    ----------
    kind
        Of the events.
    there, back
        How many, from the one to the other, and back.
    expected_there, expected_back
        How many chance would give: all that the giver gave, times the taker's share of what all gave.
    age_there_days, age_back_days
        How lately: the age at which as many events, all of one day, would have faded as much. None where
        there are none, or where nothing fades.
    affinity
        What they add, 0 or more.
    """

    kind: str
    there: float
    back: float
    expected_there: float
    expected_back: float
    age_there_days: float | None
    age_back_days: float | None
    affinity: float


@dataclass(frozen=True, repr=False, kw_only=True)
class Explanation(HasCard):
    """The terms of the tie of two users, which add up to its affinity and to its bond.

    `print(explanation)` tells them in words, `explanation.to_frame()` in a table.

    Attributes
    ----------
    one, other
        The two users, as given.
    kinds
        What they did to each other, by kind (`KindTerms`).
    reciprocity, shared_attention
        What being mutual, and what turning to the same people, adds to the affinity.
    cosine
        How alike those are to whom either turns, 0 to 1.
    common
        To whom both turn, the most important to both first.
    mutual, one_way
        What is mutual in their bond, and what an unanswered act adds to it.
    made_by
        The call that made the network.
    tribes, roles
        The tribe of each, -1 for none, and the role of each there; empty where no tribes were asked.
    """

    one: Any
    other: Any
    kinds: tuple[KindTerms, ...]
    reciprocity: float
    shared_attention: float
    cosine: float
    common: tuple[Any, ...]
    mutual: float
    one_way: float
    made_by: Provenance = field(compare=False)
    tribes: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def affinity(self) -> float:
        """Affinity of the two: the sum of its terms."""
        return sum(term.affinity for term in self.kinds) + self.reciprocity + self.shared_attention

    @property
    def bond(self) -> float:
        """Bond of the two: the sum of its terms."""
        return self.mutual + self.one_way

    @property
    def text(self) -> str:
        """The terms in words, a line each."""
        weights = f"affinity {self.affinity:.2f}, bond {self.bond:.2f}"
        told = [f"{self._names}: {weights}", *self._tell_tribes(), *self._tell_deeds()]
        if self.common:
            told.append(f"both turn to {list_names(self.common)} (cosine {self.cosine:.2f})")
        terms = {term.kind: term.affinity for term in self.kinds}
        terms |= {"mutual": self.reciprocity, "shared attention": self.shared_attention}
        if self.affinity > 0:
            told.append(f"affinity = {_tell_sum(terms)}")
        if self.bond > 0:
            told.append(f"bond = {_tell_sum({'mutual': self.mutual, 'one way': self.one_way})}")
        return "\n".join(told)

    def __str__(self) -> str:
        """Tell the terms in words."""
        return self.text

    def to_frame(self) -> pd.DataFrame:
        """One row a term; the columns `affinity` and `bond` add up to those of the tie.

        Returns
        -------
        DataFrame
            `term` (text: direct, once for each kind of the network; then reciprocity,
            shared_attention, mutual, one_way); `kind` (text, empty for all but direct); `there` and
            `back`, events from the one to the other and back; `expected_there` and `expected_back`, what
            chance would give; `age_there_days` and `age_back_days`, how lately; `affinity` and `bond`,
            what the term adds to each (float64). What a term does not have is NaN.
        """
        import pandas as pd

        direct = [("direct", *term, np.nan) for term in self.kinds]
        nothing = ("", *[np.nan] * (len(KindTerms._fields) - 2))
        others = [
            ("reciprocity", *nothing, self.reciprocity, np.nan),
            ("shared_attention", *nothing, self.shared_attention, np.nan),
            ("mutual", *nothing, np.nan, self.mutual),
            ("one_way", *nothing, np.nan, self.one_way),
        ]
        frame = pd.DataFrame([*direct, *others], columns=["term", *KindTerms._fields, "bond"])
        return frame.astype(dict.fromkeys(frame.columns[2:], np.float64))

    @property
    def _names(self) -> str:
        return f"{display_name(self.one)} and {display_name(self.other)}"

    def _tell_tribes(self) -> list[str]:
        if not self.tribes:
            return []
        if self.tribes[0] == self.tribes[1] >= 0:
            both_belong = set(self.roles) <= BELONG
            how = "same tribe" if both_belong else "grouped together in tribe"
            return [f"{how} {self.tribes[0]}: {' and '.join(self.roles)}"]
        standings = [
            "no tribe" if tribe < 0 else f"{role} in tribe {tribe}"
            for tribe, role in zip(self.tribes, self.roles, strict=True)
        ]
        return [f"not of one tribe: {' and '.join(standings)}"]

    def _tell_deeds(self) -> list[str]:
        one, other = display_name(self.one), display_name(self.other)
        told = []
        for term in self.kinds:
            link_types = (
                (one, other, term.there, term.expected_there, term.age_there_days),
                (other, one, term.back, term.expected_back, term.age_back_days),
            )
            told += [
                f"{source} {DONE[term.kind]} {target} {_times(count)} (chance: {expected:.2g})"
                f"{_lately(age)}"
                for source, target, count, expected, age in link_types
                if count > 0
            ]
        return told or ["they never dealt with each other"]

    def _card(self) -> Card:
        facts = [f"affinity {self.affinity:.2f}", f"bond {self.bond:.2f}", *self._tell_tribes()]
        if not any(term.there or term.back for term in self.kinds):
            facts += self._tell_deeds()
        elif self.common:
            facts.append(f"both turn to {list_names(self.common)}")
        rows: list[tuple[str | Bar, ...]] = [
            (
                term.kind,
                f"{term.there:g} ({term.expected_there:.2g})",
                f"{term.back:g} ({term.expected_back:.2g})",
                *_show_part(term.affinity, self.affinity),
                "",
                "",
            )
            for term in self.kinds
            if term.there or term.back
        ]
        mutual, one_way = (_show_part(term, self.bond) for term in (self.mutual, self.one_way))
        rows += [
            ("mutual", "", "", *_show_part(self.reciprocity, self.affinity), *mutual),
            ("shared attention", "", "", *_show_part(self.shared_attention, self.affinity), "", ""),
            ("one way", "", "", "", "", *one_way),
        ]
        header = ("term", "there (by chance)", "back (by chance)", "affinity", "", "bond", "")
        return Card(title=self._names, facts=facts, header=header, rows=rows, made_by=str(self.made_by))


def _show_part(term: float, whole: float) -> tuple[str, Bar]:
    """A term of a sum, and its share of it."""
    return f"{term:.3f}", Bar.of(term / whole if whole > 0 else 0.0)


def _times(count: float) -> str:
    return {1.0: "once", 2.0: "twice"}.get(count, f"{count:,.6g} times")


def _lately(age_days: float | None) -> str:
    """How lately, as far as is known."""
    if age_days is None or not 0 < age_days < math.inf:
        return ""
    return ", within a day" if age_days < 1 else f", about {plural(round(age_days), 'day')} ago"


def _tell_sum(terms: dict[str, float]) -> str:
    """`1.100 reply + 0.200 mutual`: the terms that add something."""
    return " + ".join(f"{value:.3f} {name}" for name, value in terms.items() if value > 0)
