"""Mixing: who turns to whom among the tribes, beside what chance would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_choice
from tribus._display import (
    CARD_ROWS,
    Bar,
    Card,
    HasCard,
    HasPlot,
    Swatch,
    display_name,
    format_rest,
    percent,
    plural,
)
from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus._core.provenance import Provenance
    from tribus.network import Network
    from tribus.ties.evidence import Evidence
    from tribus.tribes.result import Tribes
    from tribus.tribes.roles.assignment import RoleAssignment


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Mixing(HasCard, HasPlot):
    """The mixing matrix of the tribes: how many events the people of each give those of each.

    `tribes.mixing` has all events, `tribes.mixing_of("reply")` those of one kind. Only
    pairs of tribes that have any event are kept, for of many tribes most never deal with each other.

    Attributes
    ----------
    network, assignment
        In which the tribes are, and how their people stand in them.
    made_by
        The call that found the tribes.
    kind
        The kind of events that count; None for all.
    source, target
        Tribe that gives and tribe that gets, for each pair that has events, int32, shape `(n_pairs,)`;
        by source and then by target. All users without a tribe are -1, and come last.
    events
        From people of the one to people of the other, not faded, shape `(n_pairs,)`.
    returned
        How many of them the same two people returned, `Σ min(w_ij, w_ji)`, shape `(n_pairs,)`.
    given, received
        All events that the people of each tribe give and get, shape `(n_tribes + 1,)`; the last number
        is that of users without a tribe.
    assortativity
        Newman's coefficient r: 1 if all events stay inside tribes, 0 if as many as chance gives,
        negative if fewer; NaN where all are of one tribe. Users without a tribe count as a tribe of one
        each.

    Notes
    -----
    With `e_ij` the share of all events that goes from tribe i to tribe j, `a_i = Σ_j e_ij` the share
    that i gives and `b_j = Σ_i e_ij` the share that j gets,
    `r = (Σ_i e_ii - Σ_i a_i b_i) / (1 - Σ_i a_i b_i)` (eq. 2). What is expected by chance, `W a_i b_j`
    of W events, is what there would be if all people gave as much and got as much as they do, but to
    and from anybody: each event falls on somebody in proportion to what they get from all. That
    somebody may be the giver, which counts where people are few.

    References
    ----------
    Newman (2003), Mixing patterns in networks, doi:10.1103/PhysRevE.67.026126. Squartini, Picciolo,
    Ruzzenenti & Garlaschelli (2013), doi:10.1038/srep02729, for what is returned.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1)
    >>> tribes = tb.find_tribes(tb.build_network(society.events))
    >>> tribes.mixing
    <Mixing: ...% of ... events stay inside, by chance ...%, assortativity ...>
    """

    network: Network
    assignment: RoleAssignment
    made_by: Provenance
    kind: str | None
    source: Ints
    target: Ints
    events: Floats
    returned: Floats
    given: Floats
    received: Floats
    assortativity: float

    @classmethod
    def of_tribes(cls, tribes: Tribes, *, kind: str | None = None) -> Mixing:
        """Add up the events between each two tribes.

        Parameters
        ----------
        tribes
            From `find_tribes`.
        kind
            Kind of the events that count, such as `"reply"`; by default all do.

        Raises
        ------
        OptionError
            If the network has no events of that kind.
        """
        evidence, labels = tribes.network.evidence, tribes.labels
        n_tribes, counts = tribes.n_groups, _count(evidence, kind)
        group = np.where(labels == NO_TRIBE, n_tribes, labels).astype(np.int64)
        structure, given = evidence.structure, counts > 0
        there, back = counts[given], counts[structure.reverse][given]
        own, other = group[structure.rows[given]], group[structure.indices[given]]
        pairs, place = np.unique(own * (n_tribes + 1) + other, return_inverse=True)
        source, target = (_name(end, n_tribes) for end in np.divmod(pairs, n_tribes + 1))
        mixing = cls(
            network=tribes.network,
            assignment=tribes.assignment,
            made_by=tribes.made_by,
            kind=kind,
            source=source,
            target=target,
            events=_add_up(place, there, len(pairs)),
            returned=_add_up(place, np.minimum(there, back), len(pairs)),
            given=_add_up(own, there, n_tribes + 1),
            received=_add_up(other, there, n_tribes + 1),
            assortativity=_measure_assortativity(evidence, labels, counts),
        )
        for values in vars(mixing).values():
            if isinstance(values, np.ndarray):
                values.flags.writeable = False
        return mixing

    @property
    def n_tribes(self) -> int:
        """How many tribes there are."""
        return len(self.given) - 1

    def first_of(self, number: int, *, at_most: int = 3) -> list[Any]:
        """The first users of a tribe, those with the strongest bonds inside, as they were given."""
        return self.network.users_of_rows(self.assignment.rows(number)[:at_most])

    @property
    def n_events(self) -> float:
        """How many events there are, between whomever."""
        return float(self.given.sum())

    @property
    def expected(self) -> Floats:
        """Events that chance would give each pair of tribes, shape `(n_pairs,)`."""
        expected: Floats = self.given[self.source] * self.received[self.target] / self.n_events
        return expected

    @property
    def ratio(self) -> Floats:
        """Events of each pair as a multiple of what chance would give, shape `(n_pairs,)`."""
        return self.events / self.expected

    @property
    def inside(self) -> float:
        """Share of all events that stay inside a tribe, 0 to 1."""
        return float(self._stay().sum() / self.n_events)

    @property
    def inside_by_chance(self) -> float:
        """The same if people gave and got as much as they do, but to and from anybody."""
        within = self.given[:NO_TRIBE] * self.received[:NO_TRIBE]
        return float(within.sum() / self.n_events**2)

    @property
    def kept(self) -> Floats:
        """Share of what the people of each tribe give that stays in it, shape `(n_tribes,)`.

        0 to 1; NaN for a tribe that gives nothing.
        """
        given = self.given[:NO_TRIBE]
        nothing = np.full(len(given), np.nan)
        kept: Floats = np.divide(self._stay(), given, out=nothing, where=given > 0)
        return kept

    def to_frame(self) -> pd.DataFrame:
        """One row for each two tribes that have events, by source and then by target.

        Returns
        -------
        DataFrame
            `source` and `target`, the tribes that give and get (int32, -1 for all users without a
            tribe, last); `events` from people of the one to people of the other; how many are `expected`
            by chance; the `ratio` of the two; and how many the same two people `returned` (float64).
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

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the events between each two tribes as a matrix, shaded by their ratio to the null model.

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
        tribus.plot.draw_mixing : The drawing function, with the meaning of every mark.
        """
        return self._draw("draw_mixing", self, ax=ax)

    def _stay(self) -> Floats:
        """Events inside each tribe, shape `(n_tribes,)`."""
        within = (self.source == self.target) & (self.source != NO_TRIBE)
        stay = np.zeros(self.n_tribes)
        stay[self.source[within]] = self.events[within]
        return stay

    def _card(self) -> Card:
        what = f"{self.kind} event" if self.kind else "event"
        facts = [
            f"{self.inside:.0%} of {plural(round(self.n_events), what)} stay inside",
            f"by chance {self.inside_by_chance:.0%}",
            "one tribe" if np.isnan(self.assortativity) else f"assortativity {self.assortativity:.2f}",
        ]
        rows = [
            (
                Swatch(number),
                f"{self.given[number]:,.0f}",
                f"{self.received[number]:,.0f}",
                percent(kept),
                Bar.of(kept, number),
                ", ".join(map(display_name, self.first_of(number))),
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


def _count(evidence: Evidence, kind: str | None) -> Floats:
    """Events of each entry."""
    if kind is None:
        return evidence.total(faded=False)
    check_choice("kind", kind, evidence.counts)
    return evidence.counts[kind]


def _add_up(places: Ints64, values: Floats, n_places: int) -> Floats:
    """Sum of the values of each place; exact, and so in any order the same, for whole numbers."""
    return np.bincount(places, values, n_places).astype(np.float64, copy=False)


def _name(groups: Ints64, n_tribes: int) -> Ints:
    names: Ints = np.where(groups == n_tribes, NO_TRIBE, groups).astype(np.int32)
    return names


def _measure_assortativity(evidence: Evidence, labels: Ints, counts: Floats) -> float:
    """Assortativity with each user without a tribe in one of their own."""
    alone = labels == NO_TRIBE
    group = labels.astype(np.int64)
    group[alone] = labels.max(initial=NO_TRIBE) + 1 + np.arange(np.count_nonzero(alone))
    structure, n_events = evidence.structure, counts.sum()
    own, other = group[structure.rows], group[structure.indices]
    gives, gets = (_add_up(end, counts, len(labels)) / n_events for end in (own, other))
    by_chance = float((gives * gets).sum())
    within = float(counts[own == other].sum() / n_events)
    return (within - by_chance) / (1 - by_chance) if by_chance < 1 else np.nan
