"""Step counts: events of every ordered pair and kind in each bin of a schedule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import narwhals as nw
import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import to_arrow
from tribus.events import lazy_table, to_microseconds
from tribus.events.kinds import FOLLOW_CODE
from tribus.events.pairs import PAIR
from tribus.events.stored import stored_tables

if TYPE_CHECKING:
    from datetime import datetime

    from tribus._core.arrays import Floats, Ints, Ints8, Ints64
    from tribus.events import Events
    from tribus.timeline.schedule import Schedule

ALWAYS, NEVER = np.iinfo(np.int64).min, np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Links:
    """Ordered pairs of users with a kind, each once, sorted by source, target and kind.

    Attributes
    ----------
    source, target
        Users, int32, indices into the ids, shape `(n_links,)`.
    kind
        Index into `KINDS`, int8, shape `(n_links,)`.
    """

    source: Ints
    target: Ints
    kind: Ints8

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, eq=False)
class StepCounts:
    """Events of every link in each bin, and the follows with the time in which they held.

    Attributes
    ----------
    ids
        Ids of the users, sorted, as Arrow.
    links
        Links with events other than follows.
    counts
        Number of events of each link in each bin, shape `(n_links, n_bins)`.
    follows
        Links of follows, sorted by source, target and `since`.
    since, until
        Microseconds since 1970 UTC from which, and before which, each follow holds.
    undated
        Number of events other than follows without a time; they are in no bin.
    last_time
        Time of the last event, microseconds since 1970 UTC.
    """

    ids: pa.Array
    links: Links
    counts: csr_array[Any]
    follows: Links
    since: Ints64
    until: Ints64
    undated: float
    last_time: int

    def __post_init__(self) -> None:
        for values in self.arrays:
            values.flags.writeable = False

    @classmethod
    def of_events(cls, events: Events, schedule: Schedule) -> StepCounts:
        """Sum events per ordered pair, kind and bin, in one pass over the table."""
        rows = lazy_table(events)
        is_follow = nw.col("kind") == FOLLOW_CODE
        dated = ~nw.col("time").is_null()
        acts = rows.filter(~is_follow & dated).with_columns(bin=schedule.bin_of(nw.col("time")))
        total = nw.col("count").sum().cast(nw.Float64)
        summed = to_arrow(acts.group_by(*PAIR, "bin").agg(count=total))
        undated = to_arrow(rows.filter(~is_follow & ~dated).select(count=total))
        links, counts = _stack(*(summed[name].to_numpy() for name in (*PAIR, "bin", "count")))
        ids, follows, since, until = _collect_follows(events)
        if len(ids) > events.n_users:
            number = _positions(events.ids, ids)
            links = Links(number[links.source], number[links.target], links.kind)
        return cls(
            ids=ids,
            links=links,
            counts=counts,
            follows=follows,
            since=since,
            until=until,
            undated=(undated["count"][0].as_py() or 0) / COUNT_PARTS,
            last_time=to_microseconds(cast("tuple[datetime, datetime]", events.span)[1]),
        )

    @property
    def n_bins(self) -> int:
        """Number of bins up to the last event."""
        return int(self.counts.shape[1])

    @property
    def n_users(self) -> int:
        """Number of users, including users without a dated event."""
        return len(self.ids)

    @property
    def arrays(self) -> list[Any]:
        """All arrays, for a digest and for comparison."""
        parts = [*vars(self.links).values(), *vars(self.follows).values(), self.since, self.until]
        return [*parts, self.counts.data, self.counts.indices, self.counts.indptr]

    @cached_property
    def first_bin(self) -> Ints64:
        """First bin in which each user has an event, shape `(n_users,)`; `NEVER` without one."""
        first = np.full(len(self.ids), NEVER)
        of_link = self.counts.indices[self.counts.indptr[:-1]]
        for end in (self.links.source, self.links.target):
            np.minimum.at(first, end, of_link)
        first.flags.writeable = False
        return first


def _stack(
    source: Ints, target: Ints, kind: Ints8, bins: Ints64, count: Floats
) -> tuple[Links, csr_array[Any]]:
    """Return the links, and the counts of each link and bin as a sparse array."""
    order = np.lexsort((bins, kind, target, source))
    source, target, kind, bins = source[order], target[order], kind[order], bins[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (np.diff(source) != 0) | (np.diff(target) != 0) | (np.diff(kind) != 0)
    first = np.flatnonzero(is_first)
    counts = csr_array(
        (count[order] / COUNT_PARTS, bins, np.append(first, len(order))),
        shape=(len(first), int(bins.max(initial=-1)) + 1),
    )
    return Links(source[first], target[first], kind[first]), counts


def _collect_follows(events: Events) -> tuple[pa.Array, Links, Ints64, Ints64]:
    """Return all ids, and the follows with the times from which and until which they hold."""
    stored = stored_tables(events)
    rows = lazy_table(events).filter(nw.col("kind") == FOLLOW_CODE)
    has_since = "since" in rows.collect_schema().names()
    since = nw.col("since") if has_since else nw.lit(None, nw.Int64)
    held = to_arrow(rows.select("source", "target", since=since))
    ids = events.ids
    columns: list[Any] = [
        held["source"].to_numpy(),
        held["target"].to_numpy(),
        _fill(held["since"], ALWAYS),
        np.full(len(held), NEVER),
    ]
    if stored.undone is not None:
        undone = to_arrow(stored.undone.lazy().select("source", "target", "time", "until"))
        named = pa.chunked_array([*undone["source"].chunks, *undone["target"].chunks])
        ids = pa.array(sorted({*ids.to_pylist(), *named.to_pylist()}), ids.type)
        number = _positions(events.ids, ids)
        columns[:2] = [number[columns[0]], number[columns[1]]]
        more: list[Any] = [
            *(_positions(undone[end].combine_chunks(), ids) for end in ("source", "target")),
            _fill(undone["time"], ALWAYS),
            _fill(undone["until"], NEVER),
        ]
        columns = [np.concatenate(pair) for pair in zip(columns, more, strict=True)]
    order = np.lexsort((columns[3], columns[2], columns[1], columns[0]))
    source, target, begin, end = (column[order] for column in columns)
    kind = np.full(len(order), FOLLOW_CODE, np.int8)
    return ids, Links(source.astype(np.int32), target.astype(np.int32), kind), begin, end


def _fill(column: pa.ChunkedArray, value: int) -> Ints64:
    filled: Ints64 = column.fill_null(int(value)).to_numpy().astype(np.int64)
    return filled


def _positions(some: pa.Array, ids: pa.Array) -> Ints:
    import pyarrow.compute as pc

    found: Ints = pc.index_in(some, ids).to_numpy(zero_copy_only=False).astype(np.int32)
    return found
