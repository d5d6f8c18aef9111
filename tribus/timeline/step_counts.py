"""Step counts: events of every ordered pair and kind in each bin of a schedule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import narwhals as nw
import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from tribus._core.counts import mark_first
from tribus._core.frozen import Frozen
from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import count_rows, split_by_source, to_arrow
from tribus._storage import NUMBER, WHOLE, Array, Column, form_of, require, stored
from tribus.events import to_microseconds
from tribus.events.kinds import FOLLOW_CODE, KINDS
from tribus.events.pairs import PAIR
from tribus.events.stored import local_tables
from tribus.ties.structure import TieStructure
from tribus.timeline.bin_rows import BinRows
from tribus.timeline.follows import collect_follows, join_follows
from tribus.timeline.links import ALWAYS, NEVER, Links, find_positions

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64
    from tribus.events import Events
    from tribus.timeline.schedule import Schedule

MAX_BINS = 2**32  # of a saved file


@stored(
    ids=Column(),
    links=form_of(Links),
    start=Array(np.int64),
    bins=Array(np.int64),
    values=Array(np.float64),
    first=Array(np.int64),
    last=Array(np.int64),
    follows=form_of(Links),
    since=Array(np.int64),
    until=Array(np.int64),
    undated=NUMBER,
    last_time=WHOLE,
)
@dataclass(frozen=True, eq=False)
class StepCounts(Frozen):
    """Events of every link in each bin, and the follows with their start and end.

    Attributes
    ----------
    ids
        Ids of the users, sorted, as Arrow.
    links
        Links with events other than follows.
    start
        Start of each link in `bins` and `values`, int64, shape `(n_links + 1,)`.
    bins, values
        Bins with events of each link, ascending, int64, and their numbers of events, float64.
    first, last
        Times of the first and the last of these events, microseconds since 1970 UTC, int64.
    follows
        Links of follows, sorted by source, target and `since`.
    since, until
        Start and end of each follow, in microseconds since 1970 UTC; the end is excluded.
    undated
        Number of events other than follows without a time; they are in no bin.
    last_time
        Time of the last event, microseconds since 1970 UTC.
    """

    ids: pa.Array
    links: Links
    start: Ints64
    bins: Ints64
    values: Floats
    first: Ints64
    last: Ints64
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
        rows = local_tables(events, "trace_tribes").lazy()
        is_follow = nw.col("kind") == FOLLOW_CODE
        dated = ~nw.col("time").is_null()
        acts = rows.filter(~is_follow & dated).with_columns(bin=schedule.bin_of(nw.col("time")))
        total = nw.col("count").sum().cast(nw.Float64)
        undated = to_arrow(rows.filter(~is_follow & ~dated).select(count=total))
        summed = _stack(_collect_rows(acts, n_users=events.n_users))
        ids, (follows, since, until) = collect_follows(events)
        if len(ids) > events.n_users:
            summed["links"] = summed["links"].renumber(find_positions(events.ids, ids))
        return cls(
            ids=ids,
            follows=follows,
            since=since,
            until=until,
            undated=(undated["count"][0].as_py() or 0) / COUNT_PARTS,
            last_time=ALWAYS if events.span is None else to_microseconds(events.span[1]),
            **summed,
        )

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return saved counts; `DamageError` if their arrays contradict each other."""
        counts = cls(**saved)
        n_users, n_links = len(counts.ids), len(counts.links)
        for links in (counts.links, counts.follows):
            is_whole = len({len(links.source), len(links.target), len(links.kind)}) == 1
            require(is_whole, "its links are of different lengths")
            for values, limit in ((links.source, n_users), (links.target, n_users)):
                is_inside = values.min(initial=0) >= 0 and values.max(initial=-1) < limit
                require(is_inside, "there is no such user")
            is_kind = links.kind.min(initial=0) >= 0 and links.kind.max(initial=0) < len(KINDS)
            require(is_kind, "there is no such kind")
        is_sliced = len(counts.start) == n_links + 1 and counts.start[0] == 0
        is_sliced = is_sliced and counts.start[-1] == len(counts.bins) == len(counts.values)
        require(is_sliced and (np.diff(counts.start) > 0).all(), "its bins do not fit its links")
        is_bin = counts.bins.min(initial=0) >= 0 and counts.bins.max(initial=0) < MAX_BINS
        require(is_bin and (counts.values >= 0).all(), "its bins are out of range")
        is_timed = len(counts.first) == len(counts.last) == len(counts.bins)
        require(is_timed and bool((counts.first <= counts.last).all()), "its bins have no times")
        is_held = len(counts.since) == len(counts.until) == len(counts.follows)
        require(is_held, "its follows have no times")
        return counts

    @cached_property
    def counts(self) -> csr_array[Any]:
        """Number of events of each link in each bin, shape `(n_links, n_bins)`."""
        shape = len(self.links), int(self.bins.max(initial=-1)) + 1
        return csr_array((self.values, self.bins, self.start), shape=shape)

    @cached_property
    def ties(self) -> tuple[TieStructure, Ints64]:
        """Structure with all links and follows, and the index of each link, then of each follow."""
        links = self.links, self.follows
        source = np.concatenate([one.source for one in links])
        target = np.concatenate([one.target for one in links])
        structure, index_of_link = TieStructure.with_indices(self.n_users, source, target)
        index_of_link.flags.writeable = False
        return structure, index_of_link

    @cached_property
    def events_by_bin(self) -> Floats:
        """Number of events of each bin, shape `(n_bins,)`."""
        events = np.bincount(self.bins, self.values, self.n_bins).astype(np.float64)
        events.flags.writeable = False
        return events

    def joined(self, other: StepCounts) -> StepCounts:
        """Return the counts of both, with the same schedule; `other` has the later events.

        A follow of `other` that was undone ends the same follow of the first.
        """
        ids = pa.array(sorted({*self.ids.to_pylist(), *other.ids.to_pylist()}), self.ids.type)
        parts = []
        for counts in (self, other):
            number = find_positions(counts.ids, ids)
            parts.append((counts, counts.links.renumber(number), counts.follows.renumber(number)))
        rows = BinRows.join([_rows_of(counts, links) for counts, links, _ in parts])
        (_, _, follows), (_, _, later) = parts
        held, since, until = join_follows(
            (follows, self.since, self.until), (later, other.since, other.until)
        )
        return StepCounts(
            ids=ids,
            follows=held,
            since=since,
            until=until,
            undated=self.undated + other.undated,
            last_time=max(self.last_time, other.last_time),
            **_stack(rows.sum_equal()),
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
        return [*parts, self.start, self.bins, self.values, self.first, self.last]

    @cached_property
    def first_bin(self) -> Ints64:
        """First bin with an event of each user, shape `(n_users,)`; `NEVER` without one."""
        first = np.full(len(self.ids), NEVER)
        of_link = self.bins[self.start[:-1]]
        for end in (self.links.source, self.links.target):
            np.minimum.at(first, end, of_link)
        first.flags.writeable = False
        return first


def _collect_rows(acts: nw.LazyFrame[Any], *, n_users: int) -> BinRows:
    """Return the summed rows of dated events, sorted; the parts are in the order of their sources."""
    parts = split_by_source(acts, n_rows=count_rows(acts), n_users=n_users)
    return BinRows.join([_read_rows(to_arrow(part)).sum_equal() for part in parts])


def _read_rows(table: pa.Table) -> BinRows:
    names = *PAIR, "bin", "count", "time", "time"
    return BinRows(*(table[name].to_numpy() for name in names))


def _rows_of(counts: StepCounts, links: Links) -> BinRows:
    """Return the rows of counts, with the users of `links`."""
    link = np.repeat(np.arange(len(links)), np.diff(counts.start))
    columns = links.source[link], links.target[link], links.kind[link]
    count_parts = np.rint(counts.values * COUNT_PARTS).astype(np.int64)
    return BinRows(*columns, counts.bins, count_parts, counts.first, counts.last)


def _stack(rows: BinRows) -> dict[str, Any]:
    """Return the fields of `StepCounts` for sorted rows of different pairs, kinds or bins."""
    begins = np.flatnonzero(mark_first(*rows[:3]))
    return {
        "links": Links(rows.source[begins], rows.target[begins], rows.kind[begins]),
        "start": np.append(begins, len(rows.bins)),
        "bins": rows.bins,
        "values": rows.count_parts / COUNT_PARTS,
        "first": rows.first,
        "last": rows.last,
    }
