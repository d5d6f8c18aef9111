"""Directed evidence: how often each user did each thing to each other, on one pattern of ties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tribus.errors import NetworkError
from tribus.events.kinds import KINDS, STATE_KIND
from tribus.events.pairs import PAIR
from tribus.ties._structure_kernel import MUTUAL_LINK, mark_link_types, scatter_values
from tribus.ties.exchange import are_friends, weigh_kinds
from tribus.ties.expected_reply import ResponseRates
from tribus.ties.order import order_by_place
from tribus.ties.structure import TieStructure

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
    structure
        Who has a tie.
    counts
        For each kind the events from the row's user to the entry's user, float64, shape `(n_entries,)`.
    faded
        The same with events faded by age.
    """

    ids: pa.Array
    structure: TieStructure
    counts: Mapping[str, Floats]
    faded: Mapping[str, Floats]

    @classmethod
    def from_pairs(cls, pairs: pa.Table, ids: pa.Array) -> Evidence:
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
        structure, places = TieStructure.with_indices(len(ids), source, target)
        del source, target
        counts = _spread_kinds(structure, places, kind, count)
        if np.array_equal(faded, count):
            return cls(ids.take(pa.array(order)), structure, counts, counts)
        del count
        fading = _spread_kinds(structure, places, kind, faded)
        return cls(ids.take(pa.array(order)), structure, counts, fading)

    def mutual(self) -> Bools:
        """Whether both ends of each entry did something to the other, shape `(n_entries,)`."""
        mutual: Bools = self.link_types == MUTUAL_LINK
        return mutual

    @cached_property
    def link_types(self) -> Ints8:
        """How the ends of each entry are linked: 1 there, 2 back, 3 both; shape `(n_entries,)`."""
        link_types = mark_link_types(self.total(faded=False), self.structure.reverse)
        link_types.flags.writeable = False
        return link_types

    @cached_property
    def kind_weights(self) -> dict[str, float]:
        """Weight of each kind as exchange; see `weigh_kinds`."""
        return weigh_kinds(self.counts, self.structure.reverse)

    @property
    def exchange_kinds(self) -> tuple[str, ...]:
        """Kinds that are exchange: all but follows, unless follows are the exchange of the network."""
        weights = self.kind_weights
        follows_count = weights.get(STATE_KIND, 0.0) == max(weights.values())
        return tuple(kind for kind in weights if kind != STATE_KIND or follows_count)

    @cached_property
    def talk(self) -> Floats:
        """Events of the kinds that are exchange, not faded, shape `(n_entries,)`."""
        talk = reduce(np.add, [self.counts[kind] for kind in self.exchange_kinds])
        talk = talk.view()
        talk.flags.writeable = False
        return talk

    def exchange(self, *, faded: bool, entries: slice | Ints64 = slice(None)) -> Floats:
        """Events of each entry, or of some, times the weight of their kind."""
        counts = self.faded if faded else self.counts
        weights = self.kind_weights.items()
        return reduce(np.add, [weight * counts[kind][entries] for kind, weight in weights])

    @cached_property
    def friends(self) -> Bools:
        """Whether both ends of each entry are friends; see `are_friends`. Shape `(n_entries,)`."""
        friends = are_friends(self.talk, self.talk[self.structure.reverse])
        friends.flags.writeable = False
        return friends

    @cached_property
    def follow_each_other(self) -> Bools:
        """Whether both ends of each entry follow the other, shape `(n_entries,)`."""
        nothing = np.zeros(len(self.structure.indices))
        follows = self.counts.get(STATE_KIND, nothing) > 0
        follows &= follows[self.structure.reverse]
        follows.flags.writeable = False
        return follows

    @cached_property
    def response_rates(self) -> ResponseRates:
        """How readily each user answers, and is answered, by the kinds that are exchange."""
        rates = ResponseRates.from_structure(self.structure, self.talk)
        for values in rates:
            values.flags.writeable = False
        return rates

    def events_with(self, row: int, *, faded: bool = False) -> tuple[Floats, Floats]:
        """Events of all kinds from a user to each of those with whom they have a tie, and back."""
        there = self.structure.entries_of(row)
        back, kinds = self.structure.reverse[there], (self.faded if faded else self.counts).values()
        given, received = (
            np.sum([counts[place] for counts in kinds], axis=0) for place in (there, back)
        )
        return given, received

    def total(self, *, faded: bool) -> Floats:
        """Events of all kinds from each user to each other, shape `(n_entries,)`."""
        kinds = self.faded if faded else self.counts
        return reduce(np.add, kinds.values())


def _spread_kinds(
    structure: TieStructure, places: Ints64, kind: Ints8, values: Floats
) -> dict[str, Floats]:
    """Values of pairs on the pattern, for each kind that occurs; 0 where a direction has none."""
    occurs = np.flatnonzero(np.bincount(kind, minlength=len(KINDS)))
    spread, of_kind = np.zeros((len(occurs), len(structure.indices))), np.zeros(len(KINDS), np.int64)
    of_kind[occurs] = np.arange(len(occurs))
    scatter_values(spread, of_kind, kind, places, values)
    return {KINDS[place]: values for place, values in zip(occurs, spread, strict=True)}
