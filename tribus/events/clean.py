"""From numbered rows to one row an event: what is left out, what is mended, and how many of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.duckdb_engine import cut, materialise, one_row
from tribus._engine.times import LOCAL
from tribus._engine.typed import COUNT_PARTS
from tribus.events.cleaning import Cleaning
from tribus.events.kinds import KINDS, STATE_KIND

if TYPE_CHECKING:
    from tribus._engine.duckdb_engine import StoredRows

EXTRAS = ("text", "thread")
AN_HOUR = 3_600_000_000  # microseconds
_STATE_KIND = KINDS.index(STATE_KIND)


def look_over(frame: nw.LazyFrame[Any]) -> dict[str, int]:
    """Count what is wrong with the rows, each row under one fault, and what tells them apart.

    Parameters
    ----------
    frame
        Rows with `source` and `target` (numbers, null if empty), `kind` (place in `KINDS`), and as far
        as the table has them `time` (microseconds; negative if it cannot be read), `count` (parts; null
        if it cannot be read), `post`.
    """
    found = frame.collect_schema().names()
    source, target = nw.col("source"), nw.col("target")
    nobody = source.is_null() & target.is_null()
    facts = {
        "nobody": nobody,
        "empty_ids": source.is_null() | target.is_null(),
        "self_interactions": source == target,
        "untold": _is_event(found) & ~_is_told(found),  # neither post nor time
    }
    total = nw.len().cast(nw.Float64)
    if "time" in found:
        time = nw.col("time")
        facts |= {
            "impossible_times": (time < 0) & ~nobody,
            "local_times": time == LOCAL,
            "readable_times": time > 0,
            "clock_times": (time > 0) & (time % AN_HOUR != 0),
            "only_timed": _is_event(found) & _is_told(found) & ~_is_told(found, only_days=True),
        }
    if "count" in found:
        count = nw.col("count")
        facts |= {"no_counts": count.is_null(), "zero_counts": (count == 0) & (source != target)}
        total = (count.cast(nw.Float64) / COUNT_PARTS).sum()
    sums = {name: fact.cast(nw.Int64).sum() for name, fact in facts.items()}
    return one_row(frame.select(rows=nw.len(), total=total, **sums))


def clean(frame: nw.LazyFrame[Any], facts: dict[str, int], *, users: int) -> tuple[StoredRows, Cleaning]:
    """One row an event, and the report of what was done.

    Rows that are no events are left out here; their users keep their numbers. Where every row is one
    event there is no column `count`.
    """
    found = frame.collect_schema().names()
    faults = {name: facts.get(name, 0) for name in ("empty_ids", "self_interactions", "zero_counts")}
    n_events = facts["rows"] - sum(faults.values())
    only_days = facts.get("clock_times", 0) == 0
    untold = facts["untold"] + (facts.get("only_timed", 0) if only_days else 0)
    counts = "count" in found or untold > 0
    parts = cut(frame.filter(_is_event(found)), rows=n_events, users=users)
    events = materialise(*(merge_duplicates(part, only_days=only_days, counts=counts) for part in parts))
    once = _is_told(found, only_days=only_days).cast(nw.Int64).sum()
    kept = untold + one_row(events.lazy().select(once=once))["once"]
    report = Cleaning(
        rows=facts["rows"],
        kept=kept,
        duplicates=n_events - kept,
        impossible_times=facts.get("impossible_times", 0),
        **faults,
    )
    return events, report


def merge_duplicates(frame: nw.LazyFrame[Any], *, only_days: bool, counts: bool) -> nw.LazyFrame[Any]:
    """Count the same event once, and add up rows that nothing tells apart.

    Where no row of the table tells more than the day or the hour, two replies at one time are two.
    Without `counts` every row is known to tell which event it is.
    """
    found = frame.collect_schema().names()
    standing = nw.col("kind") == _STATE_KIND
    if "time" in found:
        frame = frame.with_columns(time=nw.when(~standing & (nw.col("time") > 0)).then(nw.col("time")))
    identity = ["source", "target", "kind"]
    sums = {"count": nw.len()} if counts else {}
    once: nw.Expr = nw.lit(COUNT_PARTS)
    if "post" in found:
        frame = frame.with_columns(post=nw.when(~standing).then(nw.col("post")))
        identity.append("post")
        if "time" in found:
            frame = frame.with_columns(moment=nw.when(nw.col("post").is_null()).then(nw.col("time")))
            identity.append("moment")
            sums["time"] = nw.col("time").min()
    elif "time" in found:
        identity.append("time")
    if "count" in found:
        sums |= {"count": nw.col("count").sum(), "once": nw.col("count").max()}
        once = nw.when(standing).then(nw.lit(COUNT_PARTS)).otherwise(nw.col("once"))
    sums |= {name: nw.col(name).min() for name in EXTRAS if name in found}
    merged = frame.group_by(*identity).agg(**sums)
    columns = ["source", "target", "kind", *(n for n in ("time", "post", *EXTRAS) if n in found)]
    if not counts:
        return merged.select(*columns)
    added_up = nw.col("count").cast(nw.Int64) * (1 if "count" in found else COUNT_PARTS)
    told = _is_told(found, only_days=only_days)
    return merged.select(*columns, count=nw.when(told).then(once).otherwise(added_up).cast(nw.Int64))


def _is_event(found: list[str]) -> nw.Expr:
    """Whether somebody did something to somebody else; null, which is no, where an end is empty."""
    is_event = nw.col("source") != nw.col("target")
    return is_event & (nw.col("count") != 0) if "count" in found else is_event


def _is_told(found: list[str], *, only_days: bool = False) -> nw.Expr:
    """Whether a row tells which event it is, so that another that tells the same is the same."""
    told = nw.col("kind") == _STATE_KIND
    if "post" in found:
        told = told | ~nw.col("post").is_null()
    if "time" in found and not only_days:
        told = told | (nw.col("time") > 0).fill_null(value=False)
    return told
