"""Selections of events by time, kind or users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import narwhals as nw

from tribus._engine.plans import engine_of
from tribus.events.kinds import FOLLOW_CODE, KINDS, STATE_KIND
from tribus.events.moments import to_microseconds
from tribus.events.stored import n_events
from tribus.events.users import ENDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pyarrow as pa

    from tribus.events.selection import Selection


def select_between(
    selection: Selection, start: datetime | None, end: datetime | None
) -> tuple[Selection, int]:
    """Select the events from `start` until before `end`, and count events without a time.

    Follows stay, unless they are known to begin at `end` or later. Undone follows stay if they held at
    some time of the window.
    """
    rows, undone, activity = selection.rows, selection.undone, selection.activity
    names = rows.collect_schema().names()
    is_follow = nw.col("kind") == FOLLOW_CODE
    has_time = ~nw.col("time").is_null() if "time" in names else nw.lit(value=False)
    undated = n_events(rows.filter(~is_follow & ~has_time))
    keep = is_follow
    if "since" in names and end is not None:
        keep = keep & _is_before("since", end)
    if "time" in names:
        keep = keep | (~is_follow & _is_within(start, end))
    if undone is not None:
        if end is not None:
            undone = undone.filter(_is_before("time", end))
        if start is not None:
            undone = undone.filter(nw.col("until") >= to_microseconds(start))
    if activity is not None:
        activity = activity.filter(_is_within(start, end))
    kept = selection._replace(rows=rows.filter(keep), undone=undone, activity=activity)
    return kept, undated


def select_kinds(selection: Selection, kinds: Sequence[str]) -> Selection:
    """Select the events of some kinds."""
    rows = selection.rows.filter(nw.col("kind").is_in([KINDS.index(kind) for kind in kinds]))
    return selection.with_events(rows, selection.undone if STATE_KIND in kinds else None)


def select_users(selection: Selection, users: pa.Table, *, inside: bool) -> Selection:
    """Select the events with both ends in a set of users, or with no end in it.

    Parameters
    ----------
    selection
        The events.
    users
        `number` and `id` of each user of the set.
    inside
        Whether both ends must be in the set; otherwise none may be.
    """
    rows, undone, activity = selection.rows, selection.undone, selection.activity
    chosen = engine_of(rows).from_arrow(users, rows)
    how: Literal["semi", "anti"] = "semi" if inside else "anti"
    for end in ENDS:
        rows = rows.join(chosen.select(**{end: nw.col("number")}), on=end, how=how)
        if undone is not None:
            undone = undone.join(chosen.select(**{end: nw.col("id")}), on=end, how=how)
    if activity is not None:
        activity = activity.join(chosen.select(user=nw.col("id")), on="user", how=how)
    return selection._replace(rows=rows, undone=undone, activity=activity)


def _is_within(start: datetime | None, end: datetime | None) -> nw.Expr:
    """Whether a time is known, at `start` or later, and before `end`."""
    time = nw.col("time")
    is_within = ~time.is_null()
    if start is not None:
        is_within = is_within & (time >= to_microseconds(start))
    return is_within if end is None else is_within & (time < to_microseconds(end))


def _is_before(column: str, end: datetime) -> nw.Expr:
    """Whether a time is unknown or before `end`."""
    time = nw.col(column)
    return time.is_null() | (time < to_microseconds(end))
