"""From events to pairs: how often each user did each thing to each other, altogether and lately."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from tribus._engine.duckdb_engine import count_rows, cut, to_arrow
from tribus._engine.progress import step
from tribus._engine.typed import COUNT_PARTS

PAIR = ("source", "target", "kind")


def sum_pairs(
    events: nw.LazyFrame[Any], *, users: int, half_life: float | None, now: int | None
) -> pa.Table:
    """One row for each source, target and kind that occurs.

    Parameters
    ----------
    events
        The cleaned table, `Events.lazy()`.
    users
        How many there are.
    half_life
        Microseconds in which an event comes to count half; None for no fading.
    now
        Microseconds since 1970 from which ages are counted.

    Returns
    -------
    Arrow table
        `source` and `target` (int32, places in `Events.ids`), `kind` (int8, place in `KINDS`); `count`,
        `n = Σ count`; `faded`, `Σ count 2^(-age / half_life)`, both float64. Events without a time,
        which all follows are, do not fade. Sums are of integers, so the order of rows cannot change
        them.
    """
    has_time = "time" in events.collect_schema().names()
    sums = {"count": nw.col("count")}
    if has_time and half_life is not None and now is not None:
        sums["faded"] = fade(half_life, now)
    rows = count_rows(events)
    pairs = _gather([_sum_part(part, sums) for part in cut(events, rows=rows, users=users)], rows)
    return pairs if "faded" in sums else pairs.append_column("faded", pairs["count"])


def _gather(parts: list[nw.LazyFrame[Any]], most: int) -> pa.Table:
    """Run plans that make numbers, one after another, into one table of at most so many rows.

    Each part is copied to its place and let go, so that the table is never there twice; room that is
    not needed is never taken.
    """
    columns: dict[str, np.ndarray[Any, Any]] = {}
    n_rows = 0
    for part in parts:
        with step(1 / len(parts)):
            table = to_arrow(part)
        for name in table.column_names:
            values = table[name].to_numpy()
            columns.setdefault(name, np.empty(most, values.dtype))[n_rows : n_rows + len(table)] = values
        n_rows += len(table)
    return pa.table({name: values[:n_rows] for name, values in columns.items()})


def _sum_part(events: nw.LazyFrame[Any], sums: dict[str, nw.Expr]) -> nw.LazyFrame[Any]:
    summed = events.group_by(*PAIR).agg(**{name: parts.sum() for name, parts in sums.items()})
    whole = {name: nw.col(name).cast(nw.Float64) / COUNT_PARTS for name in sums}
    return summed.select(*PAIR, **whole)


def fade(half_life: float, now: int) -> nw.Expr:
    """Count an event as `count 2^(-age / half_life)`, in whole parts; without a time, as it is."""
    age = (nw.lit(now) - nw.col("time")).cast(nw.Float64)
    weight = (age * (-np.log(2.0) / half_life)).exp()
    faded = (nw.col("count").cast(nw.Float64) * weight).round(0).cast(nw.Int64)
    return nw.when(nw.col("time").is_null()).then(nw.col("count")).otherwise(faded)


def sum_trials(
    events: nw.LazyFrame[Any], half_lives: list[float], split: int, *, users: int
) -> pa.Table:
    """Sum each pair up to a moment under several half-lives, and after it.

    Returns
    -------
    Arrow table
        One row for each ordered pair of whom the one dealt with the other at a known time: up to `split`
        `count`, `faded_0`, `faded_1`, ..., and after it `later`; 0 where there is nothing.
    """
    acts = events.filter(~nw.col("time").is_null())
    rows = count_rows(acts)
    return _gather(
        [_try_part(part, half_lives, split) for part in cut(acts, rows=rows, users=users)], rows
    )


def _try_part(acts: nw.LazyFrame[Any], half_lives: list[float], split: int) -> nw.LazyFrame[Any]:
    before = nw.col("time") <= split
    known, later = nw.when(before).then(nw.col("count")), nw.when(~before).then(nw.col("count"))
    sums = {"count": known.sum(), "later": later.sum()}
    for number, half_life in enumerate(half_lives):
        sums[f"faded_{number}"] = nw.when(before).then(fade(half_life, split)).sum()
    whole = {name: total.cast(nw.Float64) for name, total in sums.items()}
    return acts.group_by("source", "target").agg(**whole).with_columns(nw.col(*sums).fill_null(0.0))
