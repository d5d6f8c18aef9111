"""Follows with their start and end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import narwhals as nw
import numpy as np
import pyarrow as pa

from tribus._core.counts import mark_first
from tribus._engine.plans import to_arrow
from tribus.events.kinds import FOLLOW_CODE
from tribus.events.stored import local_tables
from tribus.timeline.links import ALWAYS, NEVER, Links, find_positions

if TYPE_CHECKING:
    from tribus._core.arrays import Ints64
    from tribus.events import Events

Held: TypeAlias = "tuple[Links, Ints64, Ints64]"  # links, and the times since and until which they hold


def collect_follows(events: Events) -> tuple[pa.Array, Held]:
    """Return all ids, and the follows with their start and end."""
    stored = local_tables(events, "trace_tribes")
    rows = stored.lazy().filter(nw.col("kind") == FOLLOW_CODE)
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
        number = find_positions(events.ids, ids)
        columns[:2] = [number[columns[0]], number[columns[1]]]
        more: list[Any] = [
            *(find_positions(undone[end].combine_chunks(), ids) for end in ("source", "target")),
            _fill(undone["time"], ALWAYS),
            _fill(undone["until"], NEVER),
        ]
        columns = [np.concatenate(pair) for pair in zip(columns, more, strict=True)]
    return ids, _sort_follows(*columns)


def _sort_follows(source: Any, target: Any, since: Any, until: Any) -> Held:
    """Return follows sorted by source, target and time, each once."""
    order = np.lexsort((until, since, target, source))
    columns = [values[order] for values in (source, target, since, until)]
    order = order[mark_first(*columns)]
    source, target = (end[order].astype(np.int32) for end in (source, target))
    kind = np.full(len(order), FOLLOW_CODE, np.int8)
    return Links(source, target, kind), since[order], until[order]


def _fill(column: pa.ChunkedArray, value: int) -> Ints64:
    filled: Ints64 = column.fill_null(int(value)).to_numpy().astype(np.int64)
    return filled


def join_follows(one: Held, later: Held) -> Held:
    """Return the follows of two periods; one that was undone later ends in the first too."""
    (links, since, until), (more, more_since, more_until) = one, later
    key, more_key = (follows.source.astype(np.int64) << 32 | follows.target for follows in (links, more))
    until = until.copy()
    open_rows = np.flatnonzero(until == NEVER)
    known = np.isin(more_key, key[open_rows])
    ends = known & (more_until != NEVER)
    end_of_key = dict(zip(more_key[ends].tolist(), more_until[ends].tolist(), strict=True))
    for row in open_rows[np.isin(key[open_rows], more_key[ends])].tolist():
        until[row] = end_of_key[int(key[row])]
    fresh = ~known
    return _sort_follows(
        np.concatenate([links.source, more.source[fresh]]),
        np.concatenate([links.target, more.target[fresh]]),
        np.concatenate([since, more_since[fresh]]),
        np.concatenate([until, more_until[fresh]]),
    )
