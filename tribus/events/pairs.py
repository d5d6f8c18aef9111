"""From events to pairs: how often each user did each thing to each other, altogether and lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from tribus.events.engine import to_arrow
from tribus.events.kinds import STANDING
from tribus.events.typed import COUNT_PARTS

if TYPE_CHECKING:
    import pyarrow as pa

PAIR = ("source", "target", "kind")


def sum_pairs(events: nw.LazyFrame[Any], *, half_life: float | None, now: int | None) -> pa.Table:
    """One row for each source, target and kind that ever occurred.

    Parameters
    ----------
    events
        The cleaned table.
    half_life
        Microseconds in which an event comes to count half; None for no fading.
    now
        Microseconds since 1970 from which ages are counted.

    Returns
    -------
    Arrow table
        `source`, `target`, `kind`; `count`, `n = Σ count`; `faded`, `Σ count 2^(-age / half_life)`.
        Events without a time, and follows, do not fade. Rows from a user to themselves say that the
        user exists and count 0. Sums are of integers, so the order of rows cannot change them.
    """
    faded = nw.col("count")
    if half_life is not None and now is not None:
        faded = fade(half_life, now)
    summed = events.group_by(*PAIR).agg(
        nw.col("count").sum().cast(nw.Float64).alias("count"),
        faded.sum().cast(nw.Float64).alias("faded"),
    )
    return to_arrow(
        summed.with_columns(count=nw.col("count") / COUNT_PARTS, faded=nw.col("faded") / COUNT_PARTS)
    )


def fade(half_life: float, now: int) -> nw.Expr:
    """Count an event as `count 2^(-age / half_life)`, in whole parts; without a time, as it is."""
    age = (nw.lit(now) - nw.col("time")).cast(nw.Float64)
    weight = (age * (-np.log(2.0) / half_life)).exp()
    standing = nw.col("time").is_null() | (nw.col("kind") == STANDING)
    faded = (nw.col("count").cast(nw.Float64) * weight).round(0).cast(nw.Int64)
    return nw.when(standing).then(nw.col("count")).otherwise(faded)


def sum_trials(events: nw.LazyFrame[Any], half_lives: list[float], split: int) -> pa.Table:
    """Sum each pair up to a moment under several half-lives, and after it.

    Returns
    -------
    Arrow table
        One row for each ordered pair of whom the one dealt with the other at a known time: up to `split`
        `count`, `faded_0`, `faded_1`, ..., and after it `later`; 0 where there is nothing.
    """
    acts = events.filter(~nw.col("time").is_null(), nw.col("source") != nw.col("target"))
    before = nw.col("time") <= split
    trials = [fade(half_life, split) for half_life in half_lives]
    summed = acts.group_by("source", "target").agg(
        nw.when(before).then(nw.col("count")).sum().cast(nw.Float64).alias("count"),
        nw.when(~before).then(nw.col("count")).sum().cast(nw.Float64).alias("later"),
        *(
            nw.when(before).then(trial).sum().cast(nw.Float64).alias(f"faded_{number}")
            for number, trial in enumerate(trials)
        ),
    )
    sums = [name for name in summed.collect_schema().names() if name not in ("source", "target")]
    return to_arrow(summed.with_columns(nw.col(*sums).fill_null(0.0)))
