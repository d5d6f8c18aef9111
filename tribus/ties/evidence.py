"""Directed evidence: number of events of each kind between every two users with a tie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from tribus._core.frozen import Frozen
from tribus._storage import Column, CountsForm, PackedCounts, form_of, require, stored
from tribus.errors import NetworkError
from tribus.events.kinds import KINDS, STATE_KIND
from tribus.events.pairs import PAIR
from tribus.ties.directed_pairs import PairValues
from tribus.ties.exchange import are_friends, weigh_kinds
from tribus.ties.expected_reply import ResponseRates, expect_on_pairs
from tribus.ties.order import order_by_structure
from tribus.ties.structure import TieStructure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64

OUT_LINK, IN_LINK, MUTUAL_LINK = 1, 2, 3  # directions of the links of two users


def require_weights(values: Floats, structure: TieStructure) -> None:
    """Raise `DamageError` unless values are finite, 0 or more, and one for each nonzero."""
    require(len(values) == len(structure.indices), "there is not one value for each tie")
    is_finite = not len(values) or (values.min() >= 0 and values.max() < np.inf)
    require(is_finite, "a value is negative or not finite")


@stored(
    ids=Column(),
    structure=form_of(TieStructure),
    counts=CountsForm(),
    faded=CountsForm(),
)
@dataclass(frozen=True, eq=False)
class Evidence(Frozen):
    """Directed event counts of each kind, on one sparsity structure.

    Attributes
    ----------
    ids
        Ids of the users in the order of the rows, as Arrow, shape `(n_users,)`.
    structure
        Sparsity structure of the ties.
    counts
        For each kind the number of events of each nonzero (i, j), float64, shape `(n_nonzeros,)`.
    faded
        The same with events decayed by age; `counts` itself without decay.
    """

    ids: pa.Array
    structure: TieStructure
    counts: Mapping[str, Floats]
    faded: Mapping[str, Floats]

    @classmethod
    def from_pairs(cls, pairs: pa.Table, ids: pa.Array) -> Evidence:
        """Return the evidence of a pair table, with the users in the order of `order_by_structure`.

        Raises
        ------
        NetworkError
            If the table has no pairs.
        """
        if not len(pairs):
            raise NetworkError(
                f"no ties: none of {len(ids)} users has an event with another user; "
                "self-interactions and events with a count of 0 make no tie"
            )
        source, target, kind, count, faded = (
            pairs[name].to_numpy() for name in (*PAIR, "count", "faded")
        )
        del pairs  # frees memory: the pair table is as large as the rest
        order = order_by_structure(len(ids), source, target, kind, count)
        row_of_user = np.empty(len(ids), np.int32)
        row_of_user[order] = np.arange(len(ids), dtype=np.int32)
        source, target = row_of_user[source], row_of_user[target]
        structure, index_of_pair = TieStructure.with_indices(len(ids), source, target)
        del source, target
        counts = _scatter_kinds(structure, index_of_pair, kind, count)
        if np.array_equal(faded, count):
            return cls(ids.take(pa.array(order)), structure, counts, counts)
        del count
        fading = _scatter_kinds(structure, index_of_pair, kind, faded)
        return cls(ids.take(pa.array(order)), structure, counts, fading)

    @classmethod
    def _restore(
        cls, ids: pa.Array, structure: TieStructure, counts: PackedCounts, faded: PackedCounts
    ) -> Self:
        """Return the evidence of saved arrays; `DamageError` if they do not fit the structure."""
        require(len(ids) == structure.n_users, "there are not as many ids as users")
        is_known = counts and list(counts) == list(faded) == [kind for kind in KINDS if kind in counts]
        require(is_known, "the kinds are not the same, or not in order")
        faded = counts if counts.holds_same(faded) else faded
        for each in {id(part): part for part in (counts, faded)}.values():
            each.check(len(structure.indices))
        return cls(ids, structure, counts, faded)

    def mutual(self) -> Bools:
        """Return whether both users of each nonzero have events to the other, `(n_nonzeros,)`."""
        mutual: Bools = self.link_types == MUTUAL_LINK
        return mutual

    @cached_property
    def link_types(self) -> Ints8:
        """Links of each nonzero (i, j): 1 i to j, 2 j to i, 3 both; int8, shape `(n_nonzeros,)`."""
        is_out_link = self.total(faded=False) > 0
        is_in_link = is_out_link[self.structure.reverse]
        link_types = OUT_LINK * is_out_link.view(np.int8) + IN_LINK * is_in_link.view(np.int8)
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

    @property
    def follows_are_exchange(self) -> bool:
        """Whether mutual follows are the exchange of the network, for want of other events."""
        return STATE_KIND in self.exchange_kinds

    @cached_property
    def talk(self) -> Floats:
        """Events of the kinds that are exchange, not faded, shape `(n_nonzeros,)`."""
        talk = reduce(np.add, [self.counts[kind] for kind in self.exchange_kinds])
        talk = talk.view()
        talk.flags.writeable = False
        return talk

    def exchange(self, *, faded: bool, entries: slice | Ints64 = slice(None)) -> Floats:
        """Return the events of each nonzero, or of some, times the weight of their kind."""
        counts = self.faded if faded else self.counts
        weights = self.kind_weights.items()
        return reduce(np.add, [weight * counts[kind][entries] for kind, weight in weights])

    @cached_property
    def friends(self) -> Bools:
        """Whether both users of each nonzero are friends, see `are_friends`; shape `(n_nonzeros,)`."""
        friends = are_friends(self.talk, self.talk[self.structure.reverse])
        friends.flags.writeable = False
        return friends

    @cached_property
    def follow_each_other(self) -> Bools:
        """Whether both users of each nonzero follow the other, shape `(n_nonzeros,)`."""
        nothing = np.zeros(len(self.structure.indices))
        follows = self.counts.get(STATE_KIND, nothing) > 0
        follows &= follows[self.structure.reverse]
        follows.flags.writeable = False
        return follows

    @cached_property
    def response_rates(self) -> ResponseRates:
        """Shares of contacts that each user answers, and that answer, by the kinds that are exchange."""
        return ResponseRates.from_structure(self.structure, self.talk)

    def expect_replies_of(self, row: int) -> Floats:
        """Return the expected replies of the ties of one row; see `expect_on_pairs`."""
        own = self.structure.row_slice(row)
        reverse, col = self.structure.reverse[own], self.structure.indices[own]
        users = np.zeros(len(col), np.int32), np.arange(1, len(col) + 1, dtype=np.int32)
        rates = (np.concatenate([values[[row]], values[col]]) for values in self.response_rates)
        faded = (self.exchange(faded=True, entries=entries) for entries in (own, reverse))
        return expect_on_pairs(
            PairValues(*users, self.talk[own], self.talk[reverse]),
            PairValues(*users, *faded),
            ResponseRates(*rates),
        )

    def expect_replies_on(self, rows: Ints, entries: slice) -> Floats:
        """Return the expected replies of some nonzeros, whose rows are given; see `expect_on_pairs`."""
        structure = self.structure
        users, reverse = (rows, structure.indices[entries]), structure.reverse[entries]
        faded = (self.exchange(faded=True, entries=own) for own in (entries, reverse))
        return expect_on_pairs(
            PairValues(*users, self.talk[entries], self.talk[reverse]),
            PairValues(*users, *faded),
            self.response_rates,
        )

    def events_with(self, row: int, *, faded: bool = False) -> tuple[Floats, Floats]:
        """Return the events of all kinds on the ties of one row: given, and received."""
        own, kinds = self.structure.row_slice(row), (self.faded if faded else self.counts).values()
        given, received = (
            np.sum([counts[index] for counts in kinds], axis=0)
            for index in (own, self.structure.reverse[own])
        )
        return given, received

    def total(self, *, faded: bool) -> Floats:
        """Return the events of all kinds of each nonzero, shape `(n_nonzeros,)`."""
        kinds = self.faded if faded else self.counts
        return reduce(np.add, kinds.values())


def _scatter_kinds(
    structure: TieStructure, index_of_pair: Ints64, kind: Ints8, values: Floats
) -> dict[str, Floats]:
    """Return the values of pairs for each kind that occurs, shape `(n_nonzeros,)`; 0 elsewhere."""
    codes = np.flatnonzero(np.bincount(kind, minlength=len(KINDS)))
    scattered = np.zeros((len(codes), len(structure.indices)))
    row_of_kind = np.zeros(len(KINDS), np.int64)
    row_of_kind[codes] = np.arange(len(codes))
    scattered[row_of_kind[kind], index_of_pair] = values
    return {KINDS[code]: values for code, values in zip(codes, scattered, strict=True)}
