"""Mixing: events from each tribe to each tribe, relative to the null model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_choice
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
)
from tribus._display.language import format_decimals, format_whole, translate, translate_count
from tribus._display.terms import translate_term
from tribus.community.numbering import NO_TRIBE
from tribus.tribes.labels import find_name

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus._core.provenance import Provenance
    from tribus.network import Network
    from tribus.ties.evidence import Evidence
    from tribus.tribes.result import Tribes
    from tribus.tribes.roles.assignment import RoleAssignment


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Mixing(HasCard, HasPlot):
    """The mixing matrix of the tribes: number of events from each tribe to each tribe.

    `tribes.mixing` counts all events, `tribes.mixing_of("reply")` the events of one kind. It is sparse:
    only pairs of tribes with events are kept. Tribes include audiences.

    Attributes
    ----------
    network, assignment
        The network of the tribes, and the roles of its users.
    made_by
        The call that found the tribes.
    given_names
        As `Tribes.given_names`.
    kind
        Kind of the events that count; None for all.
    source, target
        Source and target tribe of each pair with events, int32, shape `(n_pairs,)`, sorted by source,
        then by target. All users without a tribe together are -1; they come last.
    events
        Number of events from source to target, not faded, float64, shape `(n_pairs,)`.
    returned
        Events that the same two users returned, `Σ min(w_ij, w_ji)`, float64, shape `(n_pairs,)`.
    given, received
        Number of events from and to each tribe, float64, shape `(n_tribes + 1,)`; the last element is
        for users without a tribe.
    assortativity
        Newman's coefficient r: 1 if all events stay inside tribes, 0 if as many do as in the null
        model, negative if fewer do; NaN if all users are in one tribe. Each user without a tribe counts
        as a tribe of one.

    Notes
    -----
    Let `e_ij` be the share of all events that go from tribe i to tribe j, `a_i = Σ_j e_ij` and
    `b_j = Σ_i e_ij`. Then `r = (Σ_i e_ii - Σ_i a_i b_i) / (1 - Σ_i a_i b_i)` (Newman 2003, eq. 2).
    The expected number of events, `W a_i b_j` of W events, comes from a null model: all users
    give and receive as much as they do, and the target of each event is drawn in proportion to the
    events that users receive. It includes self-loops, which matters only if users are few.

    References
    ----------
    Newman (2003), Mixing patterns in networks, doi:10.1103/PhysRevE.67.026126. Squartini, Picciolo,
    Ruzzenenti & Garlaschelli (2013), doi:10.1038/srep02729, for the returned events.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1)
    >>> tribes = tb.find_tribes(tb.build_network(society.events))
    >>> tribes.mixing
    <Mixing: ...% of ... events stay inside, expected ...%, assortativity ...>
    """

    network: Network
    assignment: RoleAssignment
    made_by: Provenance
    given_names: tuple[str, ...]
    kind: str | None
    source: Ints
    target: Ints
    events: Floats
    returned: Floats
    given: Floats
    received: Floats
    assortativity: float

    @property
    def n_tribes(self) -> int:
        """Number of tribes and audiences."""
        return len(self.given) - 1

    def first_of(self, number: int, *, at_most: int = 3) -> list[Any]:
        """Return the ids of the first users of a tribe, in the order of `Tribe.users`."""
        return self.network.users_of_rows(self.assignment.rows(number)[:at_most])

    def name_of(self, number: int, *, at_most: int = 2) -> str:
        """Return the given name of a tribe, or the display names of its first users."""
        given = find_name(number, self.given_names)
        return given or ", ".join(self.network.names_of_rows(self.assignment.rows(number)[:at_most]))

    @property
    def n_events(self) -> float:
        """Number of events between any two users."""
        return float(self.given.sum())

    @property
    def expected(self) -> Floats:
        """Expected number of events of each pair of tribes, float64, shape `(n_pairs,)`."""
        expected: Floats = self.given[self.source] * self.received[self.target] / self.n_events
        return expected

    @property
    def ratio(self) -> Floats:
        """Events of each pair of tribes divided by their expected number, shape `(n_pairs,)`."""
        return self.events / self.expected

    @property
    def inside(self) -> float:
        """Share of all events that stay inside a tribe, 0 to 1."""
        return float(self._count_inside().sum() / self.n_events)

    @property
    def inside_by_chance(self) -> float:
        """Expected share of events inside a tribe, 0 to 1, in the null model of the notes."""
        within = self.given[:NO_TRIBE] * self.received[:NO_TRIBE]
        return float(within.sum() / self.n_events**2)

    @property
    def kept(self) -> Floats:
        """Share of the events given by each tribe that stay in it, 0 to 1, shape `(n_tribes,)`.

        NaN for a tribe that gives nothing.
        """
        given = self.given[:NO_TRIBE]
        nothing = np.full(len(given), np.nan)
        kept: Floats = np.divide(self._count_inside(), given, out=nothing, where=given > 0)
        return kept

    def to_frame(self) -> pd.DataFrame:
        """Return one row per pair of tribes with events, sorted by source, then by target.

        Returns
        -------
        DataFrame
            `source` and `target`, tribe numbers (int32; -1 for all users without a tribe, last);
            `events` from source to target; their `expected` number; the `ratio` of both; and the
            events that the same two users `returned` (float64).
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "source": self.source.copy(),
                "target": self.target.copy(),
                "events": self.events.copy(),
                "expected": self.expected,
                "ratio": self.ratio,
                "returned": self.returned.copy(),
            }
        )

    def _drawing(self) -> Drawing:
        return Drawing("draw_mixing", self)

    def _count_inside(self) -> Floats:
        """Return the number of events inside each tribe, shape `(n_tribes,)`."""
        within = (self.source == self.target) & (self.source != NO_TRIBE)
        inside = np.zeros(self.n_tribes)
        inside[self.source[within]] = self.events[within]
        return inside

    def count_events(self) -> str:
        """Return the number of events in words, with their kind if there is one."""
        n_events = round(self.n_events)
        if not self.kind:
            return plural(n_events, "event")
        kind = translate_term(self.kind)
        return translate_count("{n} {kind} event", "{n} {kind} events", n_events, kind=kind)

    def _card(self) -> Card:
        assortativity = format_decimals(self.assortativity, ".2f")
        facts = [
            translate(
                "{share} of {events} stay inside", share=percent(self.inside), events=self.count_events()
            ),
            translate("expected {share}", share=percent(self.inside_by_chance)),
            translate("one tribe")
            if np.isnan(self.assortativity)
            else translate("assortativity {number}", number=assortativity),
        ]
        rows = [
            (
                Swatch(number),
                format_whole(self.given[number]),
                format_whole(self.received[number]),
                percent(kept),
                Bar.of(kept, number),
                self.name_of(number, at_most=3),
            )
            for number, kept in enumerate(self.kept[:CARD_ROWS].tolist())
        ]
        return Card(
            title="Mixing",
            facts=facts,
            header=("tribe", "gives", "gets", "kept inside", "", "core"),
            rows=rows,
            rest=format_rest(self.n_tribes - CARD_ROWS, "smaller tribes"),
            made_by=str(self.made_by),
        )


def mix_tribes(tribes: Tribes, *, kind: str | None = None) -> Mixing:
    """Return the mixing matrix of the tribes, from all events or from one kind.

    Raises
    ------
    OptionError
        If the network has no events of that kind.
    """
    evidence, labels = tribes.network.evidence, tribes.labels
    n_tribes, counts = tribes.n_groups, _count(evidence, kind)
    group = np.where(labels == NO_TRIBE, n_tribes, labels).astype(np.int64)
    structure, is_link = evidence.structure, counts > 0
    w_ij, w_ji = counts[is_link], counts[structure.reverse][is_link]
    row, col = group[structure.rows[is_link]], group[structure.indices[is_link]]
    pairs, pair_of_link = np.unique(row * (n_tribes + 1) + col, return_inverse=True)
    source, target = (_number_tribes(groups, n_tribes) for groups in np.divmod(pairs, n_tribes + 1))
    mixing = Mixing(
        network=tribes.network,
        assignment=tribes.assignment,
        made_by=tribes.made_by,
        given_names=tribes.given_names,
        kind=kind,
        source=source,
        target=target,
        events=_sum_by(pair_of_link, w_ij, len(pairs)),
        returned=_sum_by(pair_of_link, np.minimum(w_ij, w_ji), len(pairs)),
        given=_sum_by(row, w_ij, n_tribes + 1),
        received=_sum_by(col, w_ij, n_tribes + 1),
        assortativity=_measure_assortativity(evidence, labels, counts),
    )
    for values in vars(mixing).values():
        if isinstance(values, np.ndarray):
            values.flags.writeable = False
    return mixing


def _count(evidence: Evidence, kind: str | None) -> Floats:
    """Return the events of each nonzero, of one kind or of all."""
    if kind is None:
        return evidence.total(faded=False)
    check_choice("kind", kind, evidence.counts)
    return evidence.counts[kind]


def _sum_by(group: Ints64, values: Floats, n_groups: int) -> Floats:
    """Return the sum of the values of each group; exact, and independent of order, for whole numbers."""
    return np.bincount(group, values, n_groups).astype(np.float64, copy=False)


def _number_tribes(groups: Ints64, n_tribes: int) -> Ints:
    """Return tribe numbers, with -1 for the last group."""
    numbers: Ints = np.where(groups == n_tribes, NO_TRIBE, groups).astype(np.int32)
    return numbers


def _measure_assortativity(evidence: Evidence, labels: Ints, counts: Floats) -> float:
    """Return the assortativity, with each user without a tribe in a group of one."""
    alone = labels == NO_TRIBE
    group = labels.astype(np.int64)
    group[alone] = labels.max(initial=NO_TRIBE) + 1 + np.arange(np.count_nonzero(alone))
    structure, n_events = evidence.structure, counts.sum()
    row, col = group[structure.rows], group[structure.indices]
    given, received = (_sum_by(groups, counts, len(labels)) / n_events for groups in (row, col))
    expected = float((given * received).sum())
    inside = float(counts[row == col].sum() / n_events)
    return (inside - expected) / (1 - expected) if expected < 1 else np.nan
