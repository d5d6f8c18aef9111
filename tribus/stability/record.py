"""The record of what happened, from which a network as chance might have had it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._engine.typed import COUNT_PARTS
from tribus.network.build import weigh_evidence
from tribus.sampling.bootstrap import ResampledCounts
from tribus.stability.units import OWN, acts_of_events, acts_of_network
from tribus.ties.evidence import Evidence
from tribus.ties.structure import TieStructure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    import pyarrow as pa

    from tribus._core.arrays import Floats, Ints64
    from tribus.events import Events
    from tribus.network import Network
    from tribus.stability.units import Acts
    from tribus.ties import AffinityTerms

EVENTS, UNITS = 1, 2  # after the seed and the number of the run: what is drawn


@dataclass(frozen=True, eq=False, kw_only=True)
class Record:
    """Acts on the ties of a network, and how the network was weighed.

    Attributes
    ----------
    acts
        What was done, for each kind that occurs.
    units
        How many units are drawn of each sort: `"thread"`, `"day"`, `"hour"`, `"event"`, `"follow"`.
    ids, structure, terms, one_way, half_life
        Those of the network.
    """

    acts: Mapping[str, Acts]
    units: Mapping[str, int]
    ids: pa.Array
    structure: TieStructure
    terms: AffinityTerms
    one_way: float
    half_life: timedelta | None

    @classmethod
    def of(cls, network: Network, events: Events | None) -> Record:
        """Record the events of a network, or where these are gone, what it knows of them."""
        acts, units = acts_of_network(network) if events is None else acts_of_events(events, network)
        structure = network.evidence.structure
        return cls(
            acts=acts,
            units=units,
            ids=network.evidence.ids,
            structure=TieStructure(structure.indptr, structure.indices, structure.reverse),
            terms=network.terms,
            one_way=network.one_way,
            half_life=network.half_life,
        )

    @property
    def n_users(self) -> int:
        """Number of users, those without ties included."""
        return self.structure.n_users

    @property
    def n_events(self) -> float:
        """Number of events."""
        return float(sum(acts.count.sum() for acts in self.acts.values()))

    @cached_property
    def n_units(self) -> int:
        """Number of units of more than one event: threads, days or hours."""
        return 1 + max((int(acts.unit.max(initial=OWN)) for acts in self.acts.values()), default=OWN)

    def arrays(self) -> list[Any]:
        """All that decides what is drawn, to be digested."""
        rows = [vars(acts).values() for acts in self.acts.values()]
        return [self.structure.indptr, self.structure.indices, *chain.from_iterable(rows)]

    def draw(self, seed: int, run: int) -> Network | None:
        """Draw the network anew: all users at their old places; None if not a single event came.

        Each thread, day or hour comes a number of times that is drawn from the Poisson distribution
        around 1, with all its events; an event that is a unit of its own so too; a follow is forgotten
        with probability 0.15.
        """
        generator = np.random.default_rng(np.random.SeedSequence([seed, run, UNITS]))
        weight = generator.poisson(1.0, self.n_units).astype(np.float64)
        counts, faded = {}, {}
        for kind, acts in self.acts.items():
            drawn = _draw_counts(kind, acts, weight, seed=(seed, run, EVENTS))
            if drawn.any():
                counts[kind] = self._sum(acts, drawn)
                fresh = np.rint(drawn / acts.count * acts.faded * COUNT_PARTS) / COUNT_PARTS
                faded[kind] = self._sum(acts, fresh)
        if not counts:
            return None
        return weigh_evidence(
            self._leave_out_empty(counts, faded),
            self.terms,
            one_way=self.one_way,
            half_life=self.half_life,
            asked_half_life=self.half_life,
        )

    def _sum(self, acts: Acts, values: Floats) -> Floats:
        """Sum rows on the pattern; all are multiples of one part, so that sums are exact."""
        sums: Floats = np.bincount(acts.place, values, len(self.structure.indices)).astype(np.float64)
        return sums

    def _leave_out_empty(self, counts: dict[str, Floats], faded: dict[str, Floats]) -> Evidence:
        """Keep the ties in which anything happened."""
        structure = self.structure
        some = reduce(np.add, counts.values()) > 0
        kept = some | some[structure.reverse]
        number: Ints64 = np.concatenate([[0], np.cumsum(kept)])
        left = TieStructure(
            number[structure.indptr],
            structure.indices[kept],
            number[structure.reverse[kept]].astype(np.int64),
        )
        counts = {kind: values[kept] for kind, values in counts.items()}
        faded = {kind: values[kept] for kind, values in faded.items()}
        return Evidence(self.ids, left, counts, counts if self.half_life is None else faded)


def _draw_counts(kind: str, acts: Acts, weight: Floats, *, seed: tuple[int, ...]) -> Floats:
    """Events of each row: its own as often as its unit comes, or, drawn one by one, those that come."""
    own = acts.unit == OWN
    drawn = np.empty(len(own))
    drawn[~own] = weight[acts.unit[~own]] * acts.count[~own]
    drawn[own] = ResampledCounts({kind: acts.count[own]}, seed)[kind]
    return drawn
