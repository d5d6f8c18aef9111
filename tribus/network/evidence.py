"""Directed evidence: how often each user did each thing to each other, on one pattern of ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus.errors import NetworkError
from tribus.events.kinds import KINDS
from tribus.network.order import order_by_place
from tribus.network.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._arrays import Bools, Floats, Ints


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
    def of_pairs(cls, pairs: pa.Table) -> Evidence:
        """Number the users by their place in the network and put the pair table on one pattern."""
        ids, source, target = number_users(pairs)
        kind = pc.index_in(pairs["kind"], pa.array(KINDS)).to_numpy().astype(np.int32)
        count, faded = pairs["count"].to_numpy(), pairs["faded"].to_numpy()
        tied = (source != target) & (count > 0)
        if not tied.any():
            raise NetworkError(
                f"no ties: nobody of {len(ids)} users deals with anybody else; "
                "self-interactions and events that count nothing make no tie"
            )
        source, target, kind, count, faded = (
            part[tied] for part in (source, target, kind, count, faded)
        )
        order = order_by_place(len(ids), source, target, kind, count)
        place = np.empty(len(ids), np.int32)
        place[order] = np.arange(len(ids), dtype=np.int32)
        source, target = place[source], place[target]
        pattern = Pattern.of_pairs(len(ids), source, target)
        counts: dict[str, Floats] = {}
        fading: dict[str, Floats] = {}
        for number, name in enumerate(KINDS):
            of_kind = kind == number
            if of_kind.any():
                values = np.stack([count[of_kind], faded[of_kind]])
                counts[name], fading[name] = pattern.spread(source[of_kind], target[of_kind], values)
        return cls(ids.take(pa.array(order)), pattern, counts, fading)

    def mutual(self) -> Bools:
        """Whether both ends of each entry did something to the other, shape `(n_entries,)`."""
        linked: Bools = self.total(faded=False) > 0
        return linked & linked[self.pattern.mirror]

    def total(self, *, faded: bool) -> Floats:
        """Events of all kinds from each user to each other, shape `(n_entries,)`."""
        kinds = self.faded if faded else self.counts
        total: Floats = np.sum(list(kinds.values()), axis=0)
        return total


def number_users(pairs: pa.Table) -> tuple[pa.Array, Ints, Ints]:
    """Users sorted by id, and the numbers of both ends of each pair."""
    both = pa.chunked_array(pairs["source"].chunks + pairs["target"].chunks, type=pairs["source"].type)
    ids = pc.unique(both)
    ids = ids.take(pc.sort_indices(ids))
    ends = (pc.index_in(pairs[end], ids).to_numpy().astype(np.int32) for end in ("source", "target"))
    return ids, *ends
