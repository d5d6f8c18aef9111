"""Explanation: the terms of a tie in words, in a table and on a card."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._display import Bar, Card, HasCard, list_names
from tribus._display.language import format_decimals, format_whole, translate, translate_count
from tribus._display.terms import translate_term
from tribus.ties.exchange import are_friends

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.provenance import Provenance

MEMBER_ROLES = {"core", "member"}


class KindTerms(NamedTuple):
    """Events of one kind between two users, and their share of the affinity.

    Attributes
    ----------
    kind
        Kind of the events.
    given, received
        Number of events from the first user to the second, and the reverse.
    expected_given, expected_received
        Number expected by activity: all events of the giver, times the share of the receiver in the
        events that everybody receives.
    age_given_days, age_received_days
        Age at which the same number of events, all of one day, would have faded as much. None without
        events, or without fading.
    affinity
        Their part of the affinity, 0 or more.
    """

    kind: str
    given: float
    received: float
    expected_given: float
    expected_received: float
    age_given_days: float | None
    age_received_days: float | None
    affinity: float


@dataclass(frozen=True, repr=False, kw_only=True)
class Explanation(HasCard):
    """The terms of the tie of two users; they add up to its affinity and to its bond.

    `print(explanation)` shows them in words, `explanation.to_frame()` in a table.

    Attributes
    ----------
    one, other
        The two users, as given.
    kinds
        Events of each kind between them (`KindTerms`).
    reciprocity, shared_attention
        Parts of the affinity for events in both directions, and for turning to the same people.
    cosine
        Similarity of the people to whom both turn, 0 to 1.
    common
        People to whom both turn, the most important to both first.
    mutual, answer
        Terms of the bond: the mutual exchange, and the share of an answer, given or expected.
    talk
        Number of events that are exchange, from the first user to the second, and the reverse.
    made_by
        The call that made the network.
    tribes, roles
        Tribe of each, -1 for none, and role there; empty if the network alone explains.
    helped, helped_by
        Number of questions of the other user that the first user answered first, and the reverse; 0
        without texts (`tribus.network.support.measure_support`).
    names
        Display names of both, then of `common`.
    tribe_labels
        Number of the tribe of each, with its name if it has one.
    """

    one: Any
    other: Any
    kinds: tuple[KindTerms, ...]
    reciprocity: float
    shared_attention: float
    cosine: float
    common: tuple[Any, ...]
    mutual: float
    answer: float
    talk: tuple[float, float]
    made_by: Provenance = field(compare=False)
    tribes: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), compare=False)
    tribe_labels: tuple[str, ...] = field(default=(), compare=False)
    helped: int = 0
    helped_by: int = 0

    @property
    def affinity(self) -> float:
        """Affinity of the two: the sum of its terms."""
        return sum(term.affinity for term in self.kinds) + self.reciprocity + self.shared_attention

    @property
    def bond(self) -> float:
        """Bond of the two: the sum of its terms."""
        return self.mutual + self.answer

    @property
    def are_friends(self) -> bool:
        """Whether the exchange is even enough for friends (`tribus.ties.exchange.are_friends`)."""
        return bool(are_friends(np.array(self.talk[:1]), np.array(self.talk[1:]))[0])

    @property
    def text(self) -> str:
        """The terms in words, one per line."""
        weights = ", ".join(self._describe_weights())
        lines = [f"{self._names}: {weights}", *self._describe_tribes(), *self._describe_events()]
        lines += [*self._describe_support(), *self._describe_friendship()]
        if self.common:
            cosine = format_decimals(self.cosine, ".2f")
            both = list_names(self.names[2:])
            lines.append(translate("both turn to {names} (cosine {cosine})", names=both, cosine=cosine))
        terms = {translate_term(term.kind): term.affinity for term in self.kinds}
        terms[translate("mutual")] = self.reciprocity
        terms[translate("shared attention")] = self.shared_attention
        if self.affinity > 0:
            lines.append(translate("affinity = {sum}", sum=_format_sum(terms)))
        if self.bond > 0:
            parts = {translate("mutual"): self.mutual, translate("answer"): self.answer}
            lines.append(translate("bond = {sum}", sum=_format_sum(parts)))
        return "\n".join(lines)

    def __str__(self) -> str:
        """Return the terms in words."""
        return self.text

    def to_frame(self) -> pd.DataFrame:
        """Return one row per term; `affinity` and `bond` add up to the affinity and the bond of the tie.

        Returns
        -------
        DataFrame
            `term` (text: direct, once for each kind of the network; then reciprocity,
            shared_attention, mutual, answer); `kind` (text, empty for all but direct); `given` and
            `received`, events from the first user to the second and the reverse; `expected_given` and
            `expected_received`, by activity; `age_given_days` and `age_received_days`; `affinity` and
            `bond`, the part of each (float64). Values that a term does not have are NaN.
        """
        import pandas as pd

        direct = [("direct", *term, np.nan) for term in self.kinds]
        nothing = ("", *[np.nan] * (len(KindTerms._fields) - 2))
        others = [
            ("reciprocity", *nothing, self.reciprocity, np.nan),
            ("shared_attention", *nothing, self.shared_attention, np.nan),
            ("mutual", *nothing, np.nan, self.mutual),
            ("answer", *nothing, np.nan, self.answer),
        ]
        frame = pd.DataFrame([*direct, *others], columns=["term", *KindTerms._fields, "bond"])
        return frame.astype(dict.fromkeys(frame.columns[2:], np.float64))

    @property
    def _names(self) -> str:
        one, other = self.names[:2]
        return translate("{one} and {other}", one=one, other=other)

    def _describe_weights(self) -> list[str]:
        affinity, bond = (format_decimals(weight, ".2f") for weight in (self.affinity, self.bond))
        return [translate("affinity {number}", number=affinity), translate("bond {number}", number=bond)]

    def _describe_tribes(self) -> list[str]:
        if not self.tribes:
            return []
        if self.tribes[0] == self.tribes[1] >= 0:
            one, other = map(translate_term, self.roles)
            values = {"tribe": _translate_label(self.tribe_labels[0]), "one": one, "other": other}
            if set(self.roles) <= MEMBER_ROLES:
                return [translate("same {tribe}: {one} and {other}", **values)]
            return [translate("grouped together in {tribe}: {one} and {other}", **values)]
        one, other = (
            translate("no tribe")
            if tribe < 0
            else translate("{role} in {tribe}", role=translate_term(role), tribe=_translate_label(label))
            for tribe, label, role in zip(self.tribes, self.tribe_labels, self.roles, strict=True)
        )
        return [translate("not of one tribe: {one} and {other}", one=one, other=other)]

    def _describe_events(self) -> list[str]:
        one, other = self.names[:2]
        lines = []
        for term in self.kinds:
            sides = (
                (one, other, term.given, term.expected_given, term.age_given_days),
                (other, one, term.received, term.expected_received, term.age_received_days),
            )
            lines += [
                _describe_act(term.kind, source, target, count) + _format_expected(expected, age)
                for source, target, count, expected, age in sides
                if count > 0
            ]
        return lines or [translate("no events between them")]

    def _describe_support(self) -> list[str]:
        one, other = self.names[:2]
        parts = []
        if self.helped:
            parts.append(_describe_help(one, other, self.helped))
        if self.helped_by and parts:
            number = format_whole(self.helped_by)
            parts.append(translate("{one} answered {n} of {other}", one=other, n=number, other=one))
        elif self.helped_by:
            parts.append(_describe_help(other, one, self.helped_by))
        return [", ".join(parts)] if parts else []

    def _describe_friendship(self) -> list[str]:
        """Return the verdict on a tie with events in both directions."""
        if not all(self.talk):
            return []
        if self.are_friends:
            return [translate("friends: both sides answer")]
        weaker, stronger = sorted(self.talk)
        values = {"n": format_decimals(weaker, ",.6g"), "all": format_decimals(stronger, ",.6g")}
        return [translate("not friends: {n} of {all} events returned", **values)]

    def _card(self) -> Card:
        facts = [*self._describe_weights(), *self._describe_tribes()]
        if not any(term.given or term.received for term in self.kinds):
            facts += self._describe_events()
        elif self.common:
            facts.append(translate("both turn to {names}", names=list_names(self.names[2:])))
        facts += self._describe_support()
        rows: list[tuple[str | Bar, ...]] = [
            (
                translate_term(term.kind),
                _show_counts(term.given, term.expected_given),
                _show_counts(term.received, term.expected_received),
                *_show_part(term.affinity, self.affinity),
                "",
                "",
            )
            for term in self.kinds
            if term.given or term.received
        ]
        mutual, answer = (_show_part(term, self.bond) for term in (self.mutual, self.answer))
        rows += [
            (translate("mutual"), "", "", *_show_part(self.reciprocity, self.affinity), *mutual),
            (
                translate("shared attention"),
                "",
                "",
                *_show_part(self.shared_attention, self.affinity),
                "",
                "",
            ),
            (translate("answer"), "", "", "", "", *answer),
        ]
        header = ("term", "given (expected)", "received (expected)", "affinity", "", "bond", "")
        return Card(title=self._names, facts=facts, header=header, rows=rows, made_by=str(self.made_by))


def _describe_act(kind: str, source: str, target: str, count: float) -> str:
    """Return what one user did to another, and how often."""
    values = {"source": source, "target": target, "times": _format_times(count)}
    acts = {
        "follow": translate("{source} followed {target} {times}", **values),
        "reply": translate("{source} replied to {target} {times}", **values),
        "mention": translate("{source} mentioned {target} {times}", **values),
        "repost": translate("{source} reposted {target} {times}", **values),
        "quote": translate("{source} quoted {target} {times}", **values),
        "like": translate("{source} liked {target} {times}", **values),
    }
    return acts[kind]


def _format_expected(expected: float, age_days: float | None) -> str:
    number = format_decimals(expected, ".2g")
    return f" ({translate('expected: {number}', number=number)}){_format_age(age_days)}"


def _describe_help(one: str, other: str, n_questions: int) -> str:
    return translate_count(
        "{one} answered {n} question of {other}",
        "{one} answered {n} questions of {other}",
        n_questions,
        one=one,
        other=other,
    )


def _show_counts(count: float, expected: float) -> str:
    return f"{format_decimals(count, 'g')} ({format_decimals(expected, '.2g')})"


def _show_part(term: float, whole: float) -> tuple[str, Bar]:
    """Return a term of a sum, and a bar of its share."""
    return format_decimals(term, ".3f"), Bar.of(term / whole if whole > 0 else 0.0)


def _format_times(count: float) -> str:
    if count in (1.0, 2.0):
        return translate("once") if count == 1.0 else translate("twice")
    return translate("{n} times", n=format_decimals(count, ",.6g"))


def _format_age(age_days: float | None) -> str:
    if age_days is None or not 0 < age_days < math.inf:
        return ""
    if age_days < 1:
        return translate(", within a day")
    return translate_count(", about {n} day ago", ", about {n} days ago", round(age_days))


def _format_sum(terms: dict[str, float]) -> str:
    """Return `1.100 reply + 0.200 mutual`, without terms of 0."""
    return " + ".join(
        f"{format_decimals(value, '.3f')} {name}" for name, value in terms.items() if value > 0
    )


def _translate_label(label: str) -> str:
    """Return a label such as `tribe 3 (bakers)` in the current language."""
    return translate("tribe {number}", number=label.removeprefix("tribe "))
