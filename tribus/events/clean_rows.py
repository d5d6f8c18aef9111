"""From numbered rows to one row per event, with a report of the rows that are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._core.durations import MICROSECONDS_PER_HOUR
from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import materialise, one_row, split_by_source
from tribus._engine.times import LOCAL
from tribus.events.cleaning import Cleaning
from tribus.events.kinds import FOLLOW_CODE

if TYPE_CHECKING:
    from tribus._engine.protocol import StoredRows

EXTRAS = ("text", "thread")


def summarise_rows(frame: nw.LazyFrame[Any]) -> dict[str, int]:
    """Count faulty rows, each under one fault, and facts for the recognition of duplicates.

    Parameters
    ----------
    frame
        Rows with `source` and `target` (numbers, null if empty), `kind` (index into `KINDS`), and where
        the table has them `time` and `until` (microseconds; negative if unreadable), `count` (parts;
        null if unreadable) and `post`.
    """
    found = frame.collect_schema().names()
    source, target = nw.col("source"), nw.col("target")
    nobody = source.is_null() & target.is_null()
    facts = {
        "nobody": nobody,
        "empty_ids": source.is_null() | target.is_null(),
        "self_interactions": source == target,
        "anonymous": _is_event(found) & ~_is_identified(found),
    }
    total = nw.len().cast(nw.Float64)
    if "time" in found:
        time = nw.col("time")
        facts |= {
            "impossible_times": (time < 0) & ~nobody,
            "local_times": time == LOCAL,
            "readable_times": time > 0,
            "clock_times": (time > 0) & (time % MICROSECONDS_PER_HOUR != 0),
            "only_timed": _is_event(found)
            & _is_identified(found)
            & ~_is_identified(found, only_days=True),
            "timed_follows": (nw.col("kind") == FOLLOW_CODE) & (time > 0),
        }
    if "until" in found:
        until = nw.col("until")
        facts |= {"impossible_ends": (until < 0) & ~nobody, "local_ends": until == LOCAL}
    if "count" in found:
        count = nw.col("count")
        facts |= {"no_counts": count.is_null(), "zero_counts": (count == 0) & (source != target)}
        total = (count.cast(nw.Float64) / COUNT_PARTS).sum()
    sums = {name: fact.cast(nw.Int64).sum() for name, fact in facts.items()}
    return one_row(frame.select(rows=nw.len(), total=total, **sums))


def clean_rows(
    frame: nw.LazyFrame[Any], facts: dict[str, int], *, n_users: int
) -> tuple[StoredRows, Cleaning]:
    """Store one row per event, and report the rows that were left out.

    Rows that are not events are left out; their users keep their numbers. Where every row is one event
    there is no column `count`.

    Parameters
    ----------
    frame
        Rows as `summarise_rows` takes them.
    facts
        Result of `summarise_rows`.
    n_users
        Number of users.
    """
    found = frame.collect_schema().names()
    faults = {name: facts.get(name, 0) for name in ("empty_ids", "self_interactions", "zero_counts")}
    n_rows = facts["rows"] - sum(faults.values())
    only_days = facts.get("clock_times", 0) == 0
    anonymous = facts["anonymous"] + (facts.get("only_timed", 0) if only_days else 0)
    parts = split_by_source(frame.filter(_is_event(found)), n_rows=n_rows, n_users=n_users)
    events = materialise(
        *(
            merge_duplicates(
                part,
                only_days=only_days,
                counts="count" in found or anonymous > 0,
                follow_times=facts.get("timed_follows", 0) > 0,
            )
            for part in parts
        )
    )
    identified = _is_identified(found, only_days=only_days).cast(nw.Int64).sum()
    kept = anonymous + one_row(events.lazy().select(identified=identified))["identified"]
    cleaning = Cleaning(
        rows=facts["rows"],
        kept=kept,
        duplicates=n_rows - kept,
        impossible_times=facts.get("impossible_times", 0) + facts.get("impossible_ends", 0),
        **faults,
    )
    return events, cleaning


def merge_duplicates(
    frame: nw.LazyFrame[Any], *, only_days: bool, counts: bool, follow_times: bool = False
) -> nw.LazyFrame[Any]:
    """Merge rows of the same event, and sum rows that cannot be told apart.

    Parameters
    ----------
    frame
        Rows that are events.
    only_days
        Whether no time of the table is finer than an hour: then two replies at one time are two events.
    counts
        Whether rows need a `count`; if not, every row is identified as one event.
    follow_times
        Whether follows have times: the earliest of a pair becomes `since`.
    """
    found = frame.collect_schema().names()
    is_follow = nw.col("kind") == FOLLOW_CODE
    identity = ["source", "target", "kind"]
    sums = {"count": nw.len()} if counts else {}
    once: nw.Expr = nw.lit(COUNT_PARTS)
    if "time" in found:
        is_valid = nw.col("time") > 0
        times = {"time": nw.when(~is_follow & is_valid).then(nw.col("time"))}
        if follow_times:
            times["since"] = nw.when(is_follow & is_valid).then(nw.col("time"))
            sums["since"] = nw.col("since").min()
        frame = frame.with_columns(**times)
    if "post" in found:
        frame = frame.with_columns(post=nw.when(~is_follow).then(nw.col("post")))
        identity.append("post")
        if "time" in found:
            frame = frame.with_columns(moment=nw.when(nw.col("post").is_null()).then(nw.col("time")))
            identity.append("moment")
            sums["time"] = nw.col("time").min()
    elif "time" in found:
        identity.append("time")
    if "count" in found:
        n_rows = nw.col("n_rows").sum() if "n_rows" in found else nw.len()
        sums |= {"count": nw.col("count").sum(), "once": nw.col("count").max(), "n_rows": n_rows}
        once = nw.when(is_follow).then(nw.lit(COUNT_PARTS)).otherwise(nw.col("once"))
    sums |= {name: nw.col(name).min() for name in EXTRAS if name in found}
    merged = frame.group_by(*identity).agg(**sums)
    kept = [name for name in ("time", "since", "post", *EXTRAS) if name in found or name in sums]
    columns = ["source", "target", "kind", *kept]
    if not counts:
        return merged.select(*columns)
    is_identified = _is_identified(found, only_days=only_days)
    summed = nw.col("count").cast(nw.Int64) * (1 if "count" in found else COUNT_PARTS)
    numbers = {"count": nw.when(is_identified).then(once).otherwise(summed).cast(nw.Int64)}
    if "count" in found:
        numbers["n_rows"] = (
            nw.when(is_identified).then(nw.lit(1)).otherwise(nw.col("n_rows")).cast(nw.Int64)
        )
    return merged.select(*columns, **numbers)


def _is_event(found: list[str]) -> nw.Expr:
    """Whether one user acts on another; null, which filters as false, where an end is empty."""
    is_event = nw.col("source") != nw.col("target")
    return is_event & (nw.col("count") != 0) if "count" in found else is_event


def _is_identified(found: list[str], *, only_days: bool = False) -> nw.Expr:
    """Whether a row identifies its event, so that an equal row is a duplicate."""
    is_identified = nw.col("kind") == FOLLOW_CODE
    if "post" in found:
        is_identified = is_identified | ~nw.col("post").is_null()
    if "time" in found and not only_days:
        is_identified = is_identified | (nw.col("time") > 0).fill_null(value=False)
    return is_identified
