"""Directed evidence: how often each user did each thing to each other, on one pattern of ties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tribus.errors import NetworkError
from tribus.events.kinds import KINDS
from tribus.events.pairs import PAIR
from tribus.ties._structure_kernel import BOTH, mark_ways, put_values
from tribus.ties.order import order_by_place
from tribus.ties.structure import Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Bools, Floats, Ints8, Ints64


@dataclass(frozen=True, eq=False)
class Evidence:
    """What each user did to each other user.

    Attributes
    ----------
    ids
        Users in the order of the rows, as Arrow.
    pattern
        Who has a tie.
    counts
        For each kind the events from the row's user to the entry's user, float64, shape `(n_entries,)`.
    faded
        The same with events faded by age.
    """

    ids: pa.Array
    pattern: Pattern
    counts: Mapping[str, Floats]
    faded: Mapping[str, Floats]

    @classmethod
    def of_pairs(cls, pairs: pa.Table, ids: pa.Array) -> Evidence:
        """Number the users by their place in the network and put the pair table on one pattern."""
        if not len(pairs):
            raise NetworkError(
                f"no ties: nobody of {len(ids)} users deals with anybody else; "
                "self-interactions and events that count nothing make no tie"
            )
        source, target, kind, count, faded = (
            pairs[name].to_numpy() for name in (*PAIR, "count", "faded")
        )
        del pairs  # what is no longer needed is let go, for the pair table weighs as much as the rest
        order = order_by_place(len(ids), source, target, kind, count)
        place = np.empty(len(ids), np.int32)
        place[order] = np.arange(len(ids), dtype=np.int32)
        source, target = place[source], place[target]
        pattern, places = Pattern.with_places(len(ids), source, target)
        del source, target
        counts = _spread_kinds(pattern, places, kind, count)
        if np.array_equal(faded, count):
            return cls(ids.take(pa.array(order)), pattern, counts, counts)
        del count
        fading = _spread_kinds(pattern, places, kind, faded)
        return cls(ids.take(pa.array(order)), pattern, counts, fading)

    def mutual(self) -> Bools:
        """Whether both ends of each entry did something to the other, shape `(n_entries,)`."""
        mutual: Bools = self.ways == BOTH
        return mutual

    @cached_property
    def ways(self) -> Ints8:
        """How the ends of each entry are linked: 1 there, 2 back, 3 both; shape `(n_entries,)`."""
        ways = mark_ways(self.total(faded=False), self.pattern.mirror)
        ways.flags.writeable = False
        return ways

    def dealings(self, row: int, *, faded: bool = False) -> tuple[Floats, Floats]:
        """Events of all kinds from a user to each of those with whom they have a tie, and back."""
        there = self.pattern.entries_of(row)
        back, kinds = self.pattern.mirror[there], (self.faded if faded else self.counts).values()
        given, received = (
            np.sum([counts[place] for counts in kinds], axis=0) for place in (there, back)
        )
        return given, received

    def total(self, *, faded: bool) -> Floats:
        """Events of all kinds from each user to each other, shape `(n_entries,)`."""
        kinds = self.faded if faded else self.counts
        return reduce(np.add, kinds.values())


def _spread_kinds(pattern: Pattern, places: Ints64, kind: Ints8, values: Floats) -> dict[str, Floats]:
    """Values of pairs on the pattern, for each kind that occurs; 0 where a direction has none."""
    occurs = np.flatnonzero(np.bincount(kind, minlength=len(KINDS)))
    spread, of_kind = np.zeros((len(occurs), len(pattern.indices))), np.zeros(len(KINDS), np.int64)
    of_kind[occurs] = np.arange(len(occurs))
    put_values(spread, of_kind, kind, places, values)
    return {KINDS[place]: values for place, values in zip(occurs, spread, strict=True)}
