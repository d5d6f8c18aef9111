"""Acts and the units in which they are drawn anew: a thread, else a day, else the single event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from tribus._engine.duckdb_engine import count_rows, cut, to_arrow
from tribus._engine.typed import COUNT_PARTS
from tribus.events.kinds import KINDS, STATE_KIND
from tribus.events.pairs import PAIR, fade
from tribus.events.users import number_users

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    import pyarrow as pa

    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.events import Events
    from tribus.network import Network

FEWEST_UNITS = 20  # of fewer threads or days, resamples differ by which they have, and by little else
HOUR = 3_600_000_000  # microseconds
SPANS = {"day": 24 * HOUR, "hour": HOUR}
OWN = -1  # unit of acts that are drawn one by one


@dataclass(frozen=True, eq=False)
class Acts:
    """What was done of one kind, a row for each pair of users and unit.

    Attributes
    ----------
    place
        Place of the pair on the pattern of ties, shape `(n_rows,)`.
    unit
        Number of the unit, -1 where each event is drawn for itself.
    count, faded
        How many events, and the same faded by age.
    """

    place: Ints64
    unit: Ints
    count: Floats
    faded: Floats


def acts_of_network(network: Network) -> tuple[dict[str, Acts], dict[str, int]]:
    """Acts of a network without its events, and how many are drawn of each sort."""
    acts = {}
    for kind, count in network.evidence.counts.items():
        place = np.flatnonzero(count > 0)
        own = np.full(len(place), OWN, np.int32)
        acts[kind] = Acts(place, own, count[place], network.evidence.faded[kind][place])
    return acts, _count_own(acts)


def acts_of_events(events: Events, network: Network) -> tuple[dict[str, Acts], dict[str, int]]:
    """Acts of events on the pattern of their network, and how many units are drawn of each sort.

    Rows and units are numbered by their place in the network, so that neither the order of rows nor
    the names of users have a say in what is drawn.
    """
    table, span = _add_up(events, network.half_life)
    code, units = _code_units(table, span)
    place, kind = _find_places(table, events, network), table["kind"].to_numpy()
    count, faded = table["count"].to_numpy(), table["faded"].to_numpy()
    order = np.lexsort((code, faded, count, kind, place))
    unit = _number_by_appearance(code[order])
    place, kind, count, faded = place[order], kind[order], count[order], faded[order]
    acts = {
        KINDS[number]: Acts(*(values[kind == number] for values in (place, unit, count, faded)))
        for number in np.unique(kind)
    }
    return acts, units | _count_own(acts)


def _add_up(events: Events, half_life: timedelta | None) -> tuple[pa.Table, str | None]:
    """Sum each pair, kind and unit; tell the span of time that is a unit, if any is."""
    import pyarrow as pa

    frame = events.lazy()
    names = frame.collect_schema().names()
    is_act = nw.col("kind") != KINDS.index(STATE_KIND)
    threads = None  # a kept table, which is there as long as this name: so all is done in one function
    if "thread" in names:
        frame = frame.with_columns(thread=nw.when(is_act).then(nw.col("thread")))
        threads = number_users(frame.select(id=nw.col("thread")))
        if count_rows(threads.lazy()) < FEWEST_UNITS:
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
        begin = time - time % SPANS[span] if span else time
        moment = nw.when(nw.col("unit").is_null()).then(begin)
    sums = {"count": nw.col("count")}
    if half_life is not None and events.span is not None:
        microsecond = half_life.resolution
        sums["faded"] = fade(half_life / microsecond, events.microseconds(events.span[1]))
    keys = (*PAIR, "unit", "moment")
    whole = {name: nw.col(name).cast(nw.Float64) / COUNT_PARTS for name in sums}
    parts = cut(frame.with_columns(moment=moment), rows=len(events), users=events.n_users)
    table = pa.concat_tables(
        to_arrow(
            part.group_by(*keys)
            .agg(**{name: values.sum() for name, values in sums.items()})
            .select(*keys, **whole)
        )
        for part in parts
    )
    return (table if "faded" in sums else table.append_column("faded", table["count"])), span


def _choose_span(frame: nw.LazyFrame[Any]) -> str | None:
    """Pick the longest span of time of which there are enough; None if of none."""
    time = nw.col("time")
    timed = frame.filter(~time.is_null())
    for name, span in SPANS.items():
        if count_rows(timed.select(begin=time - time % span).group_by("begin").agg()) >= FEWEST_UNITS:
            return name
    return None


def _code_units(table: pa.Table, span: str | None) -> tuple[Ints64, dict[str, int]]:
    """Code of the unit of each row, threads first, and how many there are of each sort."""
    thread = _fill(table["unit"])
    moment = _fill(table["moment"])
    n_threads = int(thread.max(initial=OWN)) + 1
    code = thread.copy()
    units = {"thread": n_threads} if n_threads else {}
    if span is not None:
        begins, number = np.unique(moment[moment >= 0], return_inverse=True)
        code[moment >= 0] = n_threads + number
        units[span] = len(begins)
    return code, units


def _fill(column: pa.ChunkedArray) -> Ints64:
    import pyarrow as pa
    import pyarrow.compute as pc

    filled: Ints64 = pc.fill_null(column.cast(pa.int64()), OWN).to_numpy().copy()
    return filled


def _find_places(table: pa.Table, events: Events, network: Network) -> Ints64:
    import pyarrow.compute as pc

    row = pc.index_in(events.ids, value_set=network.evidence.ids).to_numpy().astype(np.int32)
    source, target = row[table["source"].to_numpy()], row[table["target"].to_numpy()]
    return network.evidence.structure.places(source, target)


def _number_by_appearance(code: Ints64) -> Ints:
    """Units 0, 1, ... in the order in which they first appear; what is drawn one by one stays -1."""
    codes, first, number = np.unique(code, return_index=True, return_inverse=True)
    own = bool(len(codes)) and codes[0] == OWN
    first[: int(own)] = -1
    rank = np.empty(len(codes), np.int32)
    rank[np.argsort(first, kind="stable")] = np.arange(len(codes), dtype=np.int32) - int(own)
    unit: Ints = rank[number]
    return unit


def _count_own(acts: Mapping[str, Acts]) -> dict[str, int]:
    """How many acts are drawn one by one, follows by themselves."""
    own: Mapping[str, Bools] = {kind: of_kind.unit == OWN for kind, of_kind in acts.items()}
    counts = {"event": 0.0, STATE_KIND: 0.0}
    for kind, of_kind in acts.items():
        counts[STATE_KIND if kind == STATE_KIND else "event"] += float(of_kind.count[own[kind]].sum())
    return {sort: round(count) for sort, count in counts.items() if count > 0}
