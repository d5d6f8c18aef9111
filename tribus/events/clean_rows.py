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
from tribus.events.users import UNKNOWN

if TYPE_CHECKING:
    from tribus._engine.protocol import StoredRows

EXTRAS = ("text", "thread")
COPIES = "copies"  # column of the number of equal rows, where they were counted before


def summarise_rows(frame: nw.LazyFrame[Any]) -> dict[str, int]:
    """Count faulty rows, each under one fault, and facts for the recognition of duplicates.

    Parameters
    ----------
    frame
        Rows with `source` and `target` (numbers, null if empty), `kind` (index into `KINDS`), and where
        the table has them `time` and `until` (microseconds; negative if unreadable), `count` (parts;
        null if unreadable) and `post`; or the result of `count_copies`.
    """
    found = frame.collect_schema().names()
    source, target = nw.col("source"), nw.col("target")
    nobody = source.is_null() & target.is_null()
    facts = {
        "nobody": nobody,
        "empty_ids": source.is_null() | target.is_null(),
        "self_interactions": source == target,
        "unknown_ids": (source == UNKNOWN) | (target == UNKNOWN),
        "anonymous": is_event(found) & ~is_identified(found),
    }
    total = nw.len().cast(nw.Float64)
    if "time" in found:
        facts |= {"impossible_times": (nw.col("time") < 0) & ~nobody, **_time_facts(found)}
    if "until" in found:
        until = nw.col("until")
        facts |= {"impossible_ends": (until < 0) & ~nobody, "local_ends": until == LOCAL}
    if "count" in found:
        count = nw.col("count")
        facts |= {"no_counts": count.is_null(), "zero_counts": (count == 0) & (source != target)}
        total = (count.cast(nw.Float64) / COUNT_PARTS).sum()
    if COPIES in found:
        return one_row(frame.select(**_sum_copies(facts, found)))
    sums = {name: fact.cast(nw.Int64).sum() for name, fact in facts.items()}
    return one_row(frame.select(rows=nw.len(), total=total, **sums))


def _time_facts(found: list[str]) -> dict[str, nw.Expr]:
    """Return facts about readable times; where copies were counted, times of follows are in `since`."""
    time = nw.col("time")
    facts = {
        "local_times": time == LOCAL,
        "readable_times": time > 0,
        "clock_times": (time > 0) & (time % MICROSECONDS_PER_HOUR != 0),
        "only_timed": is_event(found) & is_identified(found) & ~is_identified(found, only_days=True),
        "timed_follows": (nw.col("kind") == FOLLOW_CODE) & (time > 0),
    }
    if COPIES not in found:
        return facts
    is_timed_follow = ~nw.col("since").is_null()
    facts["timed_follows"] = is_timed_follow
    facts["readable_times"] = facts["readable_times"].fill_null(value=False) | is_timed_follow
    past_hour = (nw.col("past_hour") > 0).fill_null(value=False)
    facts["clock_times"] = facts["clock_times"].fill_null(value=False) | past_hour
    return facts


def _sum_copies(facts: dict[str, nw.Expr], found: list[str]) -> dict[str, nw.Expr]:
    """Return the sums of `summarise_rows` for rows with copies, and the number of different events."""
    copies = nw.col(COPIES)
    sums = {name: (fact.cast(nw.Int64) * copies).sum() for name, fact in facts.items()}
    sums["distinct"] = (is_event(found) & is_identified(found)).cast(nw.Int64).sum()
    if "only_timed" in facts:
        sums["distinct_timed"] = facts["only_timed"].cast(nw.Int64).sum()
    return {"rows": copies.sum(), "total": copies.cast(nw.Float64).sum(), **sums}


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
    n_rows = facts["rows"] - sum(_faults(facts).values())
    only_days, anonymous = has_only_days(facts), count_anonymous(facts)
    parts = split_by_source(frame.filter(is_event(found)), n_rows=n_rows, n_users=n_users)
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
    identified = is_identified(found, only_days=only_days).cast(nw.Int64).sum()
    n_identified = one_row(events.lazy().select(identified=identified))["identified"]
    return events, report_rows(facts, kept=anonymous + n_identified)


def has_only_days(facts: dict[str, int]) -> bool:
    """Return whether no time of the table is finer than an hour."""
    return facts.get("clock_times", 0) == 0


def count_anonymous(facts: dict[str, int]) -> int:
    """Return the number of rows that are events and do not identify theirs."""
    return facts["anonymous"] + (facts.get("only_timed", 0) if has_only_days(facts) else 0)


def report_rows(facts: dict[str, int], *, kept: int) -> Cleaning:
    """Return the report for a number of events that are kept."""
    faults = _faults(facts)
    return Cleaning(
        rows=facts["rows"],
        kept=kept,
        duplicates=facts["rows"] - sum(faults.values()) - kept,
        impossible_times=facts.get("impossible_times", 0) + facts.get("impossible_ends", 0),
        **faults,
    )


def _faults(facts: dict[str, int]) -> dict[str, int]:
    return {name: facts.get(name, 0) for name in ("empty_ids", "self_interactions", "zero_counts")}


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
    sums = {"count": nw.col(COPIES).sum() if COPIES in found else nw.len()} if counts else {}
    once: nw.Expr = nw.lit(COUNT_PARTS)
    if "time" in found:
        is_valid = nw.col("time") > 0
        times = {"time": nw.when(~is_follow & is_valid).then(nw.col("time"))}
        if follow_times:
            since = nw.col("since" if COPIES in found else "time")
            times["since"] = nw.when(is_follow & (since > 0)).then(since)
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
    optional = ("time", "since", "post", *EXTRAS)
    kept = [name for name in optional if name in sums or (name in found and name != "since")]
    columns = ["source", "target", "kind", *kept]
    if not counts:
        return merged.select(*columns)
    is_one = is_identified(found, only_days=only_days)
    summed = nw.col("count").cast(nw.Int64) * (1 if "count" in found else COUNT_PARTS)
    numbers = {"count": nw.when(is_one).then(once).otherwise(summed).cast(nw.Int64)}
    if "count" in found:
        numbers["n_rows"] = nw.when(is_one).then(nw.lit(1)).otherwise(nw.col("n_rows")).cast(nw.Int64)
    return merged.select(*columns, **numbers)


def is_event(found: list[str]) -> nw.Expr:
    """Whether one user acts on another; null, which filters as false, where an end is empty."""
    is_event = nw.col("source") != nw.col("target")
    return is_event & (nw.col("count") != 0) if "count" in found else is_event


def is_identified(found: list[str], *, only_days: bool = False) -> nw.Expr:
    """Whether a row identifies its event, so that an equal row is a duplicate."""
    is_identified = nw.col("kind") == FOLLOW_CODE
    if "post" in found:
        is_identified = is_identified | ~nw.col("post").is_null()
    if "time" in found and not only_days:
        is_identified = is_identified | (nw.col("time") > 0).fill_null(value=False)
    return is_identified
