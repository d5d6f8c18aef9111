"""Sums of events per ordered pair of users: in total, and decayed by age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import count_rows, gather, split_by_source

if TYPE_CHECKING:
    import pyarrow as pa

PAIR = ("source", "target", "kind")


def sum_pairs(
    events: nw.LazyFrame[Any], *, n_users: int, half_life: float | None, now: int | None
) -> pa.Table:
    """Return the number of events of each source, target and kind, in total and decayed.

    Parameters
    ----------
    events
        The table of events, as `lazy_table` returns it.
    n_users
        Number of users.
    half_life
        Microseconds after which an event counts half; None for no decay.
    now
        Microseconds since 1970 UTC at which the age of an event is 0.

    Returns
    -------
    Arrow table
        `source` and `target` (int32, indices into `Events.ids`), `kind` (int8, index into `KINDS`),
        `count` (float64, ``n = Σ count``) and `faded` (float64, ``Σ count 2^(-age / half_life)``).
        Events without a time, such as follows, do not decay. The sums are exact sums of integers, so
        the order of rows does not matter.
    """
    has_time = "time" in events.collect_schema().names()
    sums = {"count": nw.col("count")}
    if has_time and half_life is not None and now is not None:
        sums["faded"] = fade(half_life, now)
    n_rows = count_rows(events)
    parts = split_by_source(events, n_rows=n_rows, n_users=n_users)
    pairs = gather([_sum_part(part, sums) for part in parts], max_rows=n_rows)
    return pairs if "faded" in sums else pairs.append_column("faded", pairs["count"])


def _sum_part(events: nw.LazyFrame[Any], sums: dict[str, nw.Expr]) -> nw.LazyFrame[Any]:
    summed = events.group_by(*PAIR).agg(**{name: parts.sum() for name, parts in sums.items()})
    whole = {name: nw.col(name).cast(nw.Float64) / COUNT_PARTS for name in sums}
    return summed.select(*PAIR, **whole)


def fade(half_life: float, now: int) -> nw.Expr:
    """Return ``count 2^(-age / half_life)`` in whole parts; the count itself without a time."""
    age = (nw.lit(now) - nw.col("time")).cast(nw.Float64)
    weight = (age * (-np.log(2.0) / half_life)).exp()
    faded = (nw.col("count").cast(nw.Float64) * weight).round(0).cast(nw.Int64)
    return nw.when(nw.col("time").is_null()).then(nw.col("count")).otherwise(faded)


def sum_trials(
    events: nw.LazyFrame[Any], half_lives: list[float], split: int, *, n_users: int
) -> pa.Table:
    """Return the number of events of each ordered pair up to a cut-off time, and after it.

    Parameters
    ----------
    events
        The table of events, as `lazy_table` returns it.
    half_lives
        Half-lives in microseconds.
    split
        Cut-off time in microseconds since 1970 UTC; an event at this time is up to it.
    n_users
        Number of users.

    Returns
    -------
    Arrow table
        One row per ordered pair with an event at a known time: `source` and `target`, then in parts
        `count` and `faded_0`, `faded_1`, ... (decayed, one per half-life) up to the cut-off, and
        `later` after it.
    """
    acts = events.filter(~nw.col("time").is_null())
    n_rows = count_rows(acts)
    parts = split_by_source(acts, n_rows=n_rows, n_users=n_users)
    trials = [_sum_trials_of_part(part, half_lives, split) for part in parts]
    return gather(trials, max_rows=n_rows)


def _sum_trials_of_part(
    acts: nw.LazyFrame[Any], half_lives: list[float], split: int
) -> nw.LazyFrame[Any]:
    before = nw.col("time") <= split
    known, later = nw.when(before).then(nw.col("count")), nw.when(~before).then(nw.col("count"))
    sums = {"count": known.sum(), "later": later.sum()}
    for number, half_life in enumerate(half_lives):
        sums[f"faded_{number}"] = nw.when(before).then(fade(half_life, split)).sum()
    whole = {name: total.cast(nw.Float64) for name, total in sums.items()}
    return acts.group_by("source", "target").agg(**whole).with_columns(nw.col(*sums).fill_null(0.0))
