"""Whole rows: equal rows of a plain table as one row, with the number of its copies.

A cluster counts copies in the pass that keeps the rows. What is kept are then the events, and no second
pass merges duplicates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._core.durations import MICROSECONDS_PER_HOUR
from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import engine_of
from tribus.events.clean_rows import (
    COPIES,
    clean_rows,
    count_anonymous,
    has_only_days,
    is_event,
    is_identified,
    report_rows,
)
from tribus.events.kinds import FOLLOW_CODE
from tribus.events.users import ENDS

if TYPE_CHECKING:
    from tribus._engine.protocol import StoredRows
    from tribus.events.cleaning import Cleaning

PLAIN_COLUMNS = {*ENDS, "kind", "time"}


def keep_rows(numbered: nw.LazyFrame[Any]) -> StoredRows:
    """Keep rows in their engine; where they are in several places, the copies of plain rows are counted.

    Parameters
    ----------
    numbered
        Rows as `summarise_rows` takes them.
    """
    engine = engine_of(numbered)
    together = engine.bring_together(numbered, by=ENDS)
    return engine.materialise(
        count_copies(together) if engine.has_places and is_plain(together) else together
    )


def clean_kept(kept: StoredRows, facts: dict[str, int], *, n_users: int) -> tuple[StoredRows, Cleaning]:
    """Return one row per event, and the report of the rows that are left out.

    Parameters
    ----------
    kept
        Result of `keep_rows`.
    facts
        Result of `summarise_rows` for it.
    n_users
        Number of users.
    """
    frame = kept.lazy()
    if COPIES not in frame.collect_schema().names() or facts.get("impossible_times"):
        return clean_rows(frame, facts, n_users=n_users)
    n_distinct = facts["distinct"] - (facts.get("distinct_timed", 0) if has_only_days(facts) else 0)
    return EventsOfCopies(kept, facts), report_rows(facts, kept=count_anonymous(facts) + n_distinct)


class EventsOfCopies:
    """Events as a selection of rows with copies, which are kept while this object lives."""

    def __init__(self, counted: StoredRows, facts: dict[str, int]) -> None:
        self._counted, self._facts = counted, facts

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the events as a lazy frame for narwhals expressions."""
        frame, facts = self._counted.lazy(), self._facts
        found = frame.collect_schema().names()
        columns = [name for name in (*ENDS, "kind", "time") if name in found]
        if facts.get("timed_follows"):
            columns.append("since")
        events = frame.filter(is_event(found))
        if not count_anonymous(facts):
            return events.select(*columns)
        is_one = is_identified(found, only_days=has_only_days(facts))
        copies = nw.when(is_one).then(nw.lit(1)).otherwise(nw.col(COPIES))
        return events.select(*columns, count=(copies * COUNT_PARTS).cast(nw.Int64))


def is_plain(frame: nw.LazyFrame[Any]) -> bool:
    """Return whether two rows are one event only if they are equal, or follows of one pair."""
    return set(frame.collect_schema().names()) <= PLAIN_COLUMNS


def count_copies(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return the different rows of a plain table with the number of their `copies`.

    The follows of a pair with a time are one row without a `time`: the earliest one is in `since`, and
    `past_hour` is positive if one of them is not at a full hour.

    Parameters
    ----------
    frame
        Plain rows (`is_plain`), as `summarise_rows` takes them.
    """
    found = frame.collect_schema().names()
    if "time" not in found:
        return frame.group_by(*found).agg(**{COPIES: nw.len()})
    time = nw.col("time")
    is_timed_follow = (nw.col("kind") == FOLLOW_CODE) & (time > 0)
    follows = {"since": time, "past_hour": time % MICROSECONDS_PER_HOUR}
    marked = frame.with_columns(
        time=nw.when(~is_timed_follow).then(time),
        **{name: nw.when(is_timed_follow).then(value) for name, value in follows.items()},
    )
    sums = {COPIES: nw.len(), "since": nw.col("since").min(), "past_hour": nw.col("past_hour").max()}
    return marked.group_by(*found).agg(**sums)
