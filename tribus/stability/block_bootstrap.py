"""Block bootstrap of a network: resample threads, days or hours with all their events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._engine.column_types import COUNT_PARTS
from tribus.network.build import weigh_evidence
from tribus.sampling.bootstrap import KEPT_SHARE, ResampledCounts
from tribus.stability.units import NO_UNIT, count_units_of_events, count_units_of_network
from tribus.ties.evidence import Evidence
from tribus.ties.structure import TieStructure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    import pyarrow as pa

    from tribus._core.arrays import Floats, Ints64
    from tribus.events import Events
    from tribus.network import Network
    from tribus.stability.units import UnitCounts
    from tribus.ties import AffinityTerms

# Last element of a random seed, after the seed of the call and the number of the run.
SINGLE_EVENTS_STREAM, UNITS_STREAM = 1, 2


@dataclass(frozen=True, eq=False, kw_only=True)
class BlockBootstrap:
    """The events of a network by unit of resampling, and the options of its weights.

    Attributes
    ----------
    counts
        Events by pair and unit, for each kind.
    units
        Number of units of each type: `"thread"`, `"day"`, `"hour"`, `"event"`, `"follow"`.
    ids, structure, terms, unanswered_weight, half_life
        Attributes of the network.
    """

    counts: Mapping[str, UnitCounts]
    units: Mapping[str, int]
    ids: pa.Array
    structure: TieStructure
    terms: AffinityTerms
    unanswered_weight: float
    half_life: timedelta | None

    @classmethod
    def of(cls, network: Network, events: Events | None) -> BlockBootstrap:
        """Return the bootstrap of a network; without its events, single events are the units."""
        counts, units = (
            count_units_of_network(network) if events is None else count_units_of_events(events, network)
        )
        structure = network.evidence.structure
        return cls(
            counts=counts,
            units=units,
            ids=network.evidence.ids,
            structure=TieStructure(structure.indptr, structure.indices, structure.reverse),
            terms=network.terms,
            unanswered_weight=network.unanswered_weight,
            half_life=network.half_life,
        )

    @property
    def n_users(self) -> int:
        """Number of users, including users without ties."""
        return self.structure.n_users

    @property
    def n_events(self) -> float:
        """Number of events."""
        return float(sum(counts.count.sum() for counts in self.counts.values()))

    @cached_property
    def n_units(self) -> int:
        """Number of threads, days or hours."""
        largest = (int(counts.unit.max(initial=NO_UNIT)) for counts in self.counts.values())
        return 1 + max(largest, default=NO_UNIT)

    def arrays(self) -> list[Any]:
        """Return the arrays that determine the resamples, for a digest."""
        rows = [vars(counts).values() for counts in self.counts.values()]
        return [self.structure.indptr, self.structure.indices, *chain.from_iterable(rows)]

    def resample(self, seed: int, run: int) -> Network | None:
        """Return the network of a resample, with all users in the same rows; None if it has no events.

        Each thread, day or hour is kept with probability 0.7, and so is each event that is in none.
        """
        generator = np.random.default_rng(np.random.SeedSequence([seed, run, UNITS_STREAM]))
        unit_weight = (generator.random(self.n_units) < KEPT_SHARE).astype(np.float64)
        counts, faded = {}, {}
        for kind, observed in self.counts.items():
            drawn = self._draw(kind, unit_weight, seed=(seed, run, SINGLE_EVENTS_STREAM))
            if drawn.any():
                counts[kind] = self._sum(observed, drawn)
                decayed = np.rint(drawn / observed.count * observed.faded * COUNT_PARTS) / COUNT_PARTS
                faded[kind] = self._sum(observed, decayed)
        if not counts:
            return None
        return weigh_evidence(
            self._drop_empty_ties(counts, faded),
            self.terms,
            unanswered_weight=self.unanswered_weight,
            half_life=self.half_life,
            asked_half_life=self.half_life,
        )

    def _draw(self, kind: str, unit_weight: Floats, *, seed: tuple[int, ...]) -> Floats:
        """Return the resampled events of each row: by its unit, or event by event if it has none."""
        observed = self.counts[kind]
        is_single = observed.unit == NO_UNIT
        drawn = np.append(unit_weight, 0.0)[observed.unit] * observed.count  # at index -1 for no unit
        if is_single.any():
            single = {kind: self._sum(observed, np.where(is_single, observed.count, 0.0))}
            resampled = ResampledCounts(single, seed, self.structure)[kind]
            drawn[is_single] = resampled[observed.index[is_single]]
        return drawn

    def _sum(self, observed: UnitCounts, values: Floats) -> Floats:
        """Sum the rows of each nonzero; values are multiples of a fixed part, so sums are exact."""
        n_nonzeros = len(self.structure.indices)
        sums: Floats = np.bincount(observed.index, values, n_nonzeros).astype(np.float64)
        return sums

    def _drop_empty_ties(self, counts: dict[str, Floats], faded: dict[str, Floats]) -> Evidence:
        """Return the evidence without ties that have no event in either direction."""
        structure = self.structure
        has_events = reduce(np.add, counts.values()) > 0
        is_kept = has_events | has_events[structure.reverse]
        new_index: Ints64 = np.concatenate([[0], np.cumsum(is_kept)])
        kept_structure = TieStructure(
            new_index[structure.indptr],
            structure.indices[is_kept],
            new_index[structure.reverse[is_kept]].astype(np.int64),
        )
        counts = {kind: values[is_kept] for kind, values in counts.items()}
        faded = {kind: values[is_kept] for kind, values in faded.items()}
        return Evidence(self.ids, kept_structure, counts, counts if self.half_life is None else faded)
