"""Units of the block bootstrap: threads, else days or hours, else single events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import count_rows, split_by_source, to_arrow
from tribus.events import to_microseconds
from tribus.events.kinds import KINDS, STATE_KIND
from tribus.events.pairs import PAIR, fade
from tribus.events.stored import local_tables
from tribus.events.users import number_users

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    import pyarrow as pa

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.events import Events
    from tribus.network import Network

MIN_UNITS = 20  # with fewer, a resample says more about the units drawn than about the tribes
UNIT_SPANS = {"day": 86_400_000_000, "hour": 3_600_000_000}  # microseconds
NO_UNIT = -1  # each event is drawn separately


@dataclass(frozen=True, eq=False)
class UnitCounts:
    """Events of one kind: a row for each pair of users and unit.

    Attributes
    ----------
    index
        Index of the pair in the sparsity structure, int64, shape `(n_rows,)`.
    unit
        Number of the unit, int32; -1 if each event is drawn separately.
    count, faded
        Number of events, and the same decayed by age, float64.
    """

    index: Ints64
    unit: Ints
    count: Floats
    faded: Floats


def count_units_of_network(network: Network) -> tuple[dict[str, UnitCounts], dict[str, int]]:
    """Return the counts of a network without its events, and the number of units of each type."""
    counts = {}
    for kind, count in network.evidence.counts.items():
        index = np.flatnonzero(count > 0)
        unit = np.full(len(index), NO_UNIT, np.int32)
        counts[kind] = UnitCounts(index, unit, count[index], network.evidence.faded[kind][index])
    return counts, _count_single_events(counts)


def count_units_of_events(
    events: Events, network: Network
) -> tuple[dict[str, UnitCounts], dict[str, int]]:
    """Return the counts of events by pair and unit, and the number of units of each type.

    Rows and units are sorted by their pair in the network, so that resamples depend neither on the
    order of rows nor on the names of users.
    """
    table, span = _aggregate(events, network.half_life)
    code, units = _code_units(table, span)
    index, kind = _find_indices(table, events, network), table["kind"].to_numpy()
    count, faded = table["count"].to_numpy(), table["faded"].to_numpy()
    order = np.lexsort((code, faded, count, kind, index))
    unit = _number_by_appearance(code[order])
    index, kind, count, faded = index[order], kind[order], count[order], faded[order]
    counts = {
        KINDS[number]: UnitCounts(*(values[kind == number] for values in (index, unit, count, faded)))
        for number in np.unique(kind)
    }
    return counts, units | _count_single_events(counts)


def _aggregate(events: Events, half_life: timedelta | None) -> tuple[pa.Table, str | None]:
    """Sum the events of each pair, kind and unit; return also the time span of a unit, if any."""
    import pyarrow as pa

    frame = local_tables(events, "check_stability").lazy()
    names = frame.collect_schema().names()
    is_action = nw.col("kind") != KINDS.index(STATE_KIND)
    threads = None  # owns a temporary table, which must exist until the end of this function
    if "thread" in names:
        frame = frame.with_columns(thread=nw.when(is_action).then(nw.col("thread")))
        threads = number_users(frame.select(id=nw.col("thread")))
        if count_rows(threads.lazy()) < MIN_UNITS:
            threads = None
    if threads is not None:
        numbers = threads.lazy().select(thread=nw.col("id"), unit=nw.col("number"))
        frame = frame.join(numbers, on="thread", how="left")
    else:
        frame = frame.with_columns(unit=nw.lit(None, nw.Int32))
    span = _choose_span(frame.filter(nw.col("unit").is_null())) if "time" in names else None
    moment = nw.lit(None, nw.Int64)
    if "time" in names:
        time = nw.col("time")
        start = time - time % UNIT_SPANS[span] if span else time
        moment = nw.when(nw.col("unit").is_null()).then(start)
    sums = {"count": nw.col("count")}
    if half_life is not None and events.span is not None:
        microsecond = half_life.resolution
        sums["faded"] = fade(half_life / microsecond, to_microseconds(events.span[1]))
    keys = (*PAIR, "unit", "moment")
    scaled = {name: nw.col(name).cast(nw.Float64) / COUNT_PARTS for name in sums}
    timed = frame.with_columns(moment=moment)
    parts = split_by_source(timed, n_rows=len(events), n_users=events.n_users)
    table = pa.concat_tables(
        to_arrow(
            part.group_by(*keys)
            .agg(**{name: values.sum() for name, values in sums.items()})
            .select(*keys, **scaled)
        )
        for part in parts
    )
    return (table if "faded" in sums else table.append_column("faded", table["count"])), span


def _choose_span(frame: nw.LazyFrame[Any]) -> str | None:
    """Return the longest time span with enough units; None if there is none."""
    time = nw.col("time")
    timed = frame.filter(~time.is_null())
    for name, span in UNIT_SPANS.items():
        if count_rows(timed.select(start=time - time % span).group_by("start").agg()) >= MIN_UNITS:
            return name
    return None


def _code_units(table: pa.Table, span: str | None) -> tuple[Ints64, dict[str, int]]:
    """Return a code for the unit of each row, threads first, and the number of units of each type."""
    thread = _fill_nulls(table["unit"])
    moment = _fill_nulls(table["moment"])
    n_threads = int(thread.max(initial=NO_UNIT)) + 1
    code = thread.copy()
    units = {"thread": n_threads} if n_threads else {}
    if span is not None:
        starts, number = np.unique(moment[moment >= 0], return_inverse=True)
        code[moment >= 0] = n_threads + number
        units[span] = len(starts)
    return code, units


def _fill_nulls(column: pa.ChunkedArray) -> Ints64:
    import pyarrow as pa
    import pyarrow.compute as pc

    filled: Ints64 = pc.fill_null(column.cast(pa.int64()), NO_UNIT).to_numpy().copy()
    return filled


def _find_indices(table: pa.Table, events: Events, network: Network) -> Ints64:
    import pyarrow.compute as pc

    row = pc.index_in(events.ids, value_set=network.evidence.ids).to_numpy().astype(np.int32)
    source, target = row[table["source"].to_numpy()], row[table["target"].to_numpy()]
    return network.evidence.structure.indices_of(source, target)


def _number_by_appearance(code: Ints64) -> Ints:
    """Number the units by first appearance; -1 stays -1."""
    codes, first, number = np.unique(code, return_index=True, return_inverse=True)
    n_missing = int(bool(len(codes)) and codes[0] == NO_UNIT)
    first[:n_missing] = -1
    rank = np.empty(len(codes), np.int32)
    rank[np.argsort(first, kind="stable")] = np.arange(len(codes), dtype=np.int32) - n_missing
    unit: Ints = rank[number]
    return unit


def _count_single_events(counts: Mapping[str, UnitCounts]) -> dict[str, int]:
    """Return the number of events and of follows that are drawn separately."""
    totals = {"event": 0.0, STATE_KIND: 0.0}
    for kind, observed in counts.items():
        single = observed.count[observed.unit == NO_UNIT]
        totals[STATE_KIND if kind == STATE_KIND else "event"] += float(single.sum())
    return {unit: round(total) for unit, total in totals.items() if total > 0}
