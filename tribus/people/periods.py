"""Reach, conversation and applause of one account over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._core.checks import check_choice
from tribus._core.counts import count_by, sum_by
from tribus.errors import OptionError
from tribus.people.rates import estimate_rate
from tribus.people.tables import APPLAUSE_KINDS, UNKNOWN_TIME
from tribus.people.waiting import to_moments

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.people.result import People

PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}  # weeks start on Monday


class _Marks(NamedTuple):
    """Things that happened, each with its time and weight."""

    time: Ints64
    weight: Floats
    person: Ints | None = None


def measure_periods(people: People, row: int, period: str) -> pd.DataFrame:
    """Return the measures of a user in each period; `Account.over_time` documents the columns."""
    import pandas as pd

    check_choice("period", period, PERIODS)
    tables = people.tables
    if not tables.has_times:
        raise OptionError(
            "the events have no times, so there is nothing over time; name a column of times"
        )
    limits = _periods(np.array([tables.start, tables.end]), period, people.time_zone)
    index = pd.period_range(limits[0], limits[1], freq=PERIODS[period])
    counts = {
        name: _count_in(marks, index, period, people.time_zone)
        for name, marks in _collect(people, row).items()
    }
    per_post = {
        "conversation": estimate_rate(counts["exchanges"], counts["posts"]),
        "applause": estimate_rate(counts["likes_and_reposts"], counts["posts"]),
    }
    columns: dict[str, Any] = {
        "start": index.start_time.tz_localize(
            people.time_zone, ambiguous=np.ones(len(index), np.bool_), nonexistent="shift_forward"
        ),
        "reach": counts["reach"].astype(np.int64),
    }
    for name, estimate in per_post.items():
        columns |= estimate.columns(name)
    columns |= {name: counts[name] for name in ("posts", "exchanges", "likes_and_reposts")}
    return pd.DataFrame(columns).copy()


def _collect(people: People, row: int) -> dict[str, _Marks]:
    """Return the events to a user and the posts of the user, with times."""
    acts, messages, posts = people.tables.acts, people.messages, people.posts
    received, own = acts.received_by(row), posts.of(row)
    applauds = np.flatnonzero(np.isin(acts.kind[received], APPLAUSE_KINDS)) + received.start
    exchanged = messages.is_answered & ((messages.sender == row) | (messages.receiver == row))
    answered = messages.answered[exchanged]
    return {
        "reach": _Marks(acts.time[received], acts.weight(received), acts.source[received]),
        "likes_and_reposts": _Marks(acts.time[applauds], acts.weight(applauds)),
        "exchanges": _Marks(answered, np.ones(len(answered))),
        "posts": _Marks(posts.time[own], posts.count[own]),
    }


def _count_in(marks: _Marks, index: pd.PeriodIndex, period: str, time_zone: str) -> Floats:
    """Return the sum of weights in each period; of people, the number of distinct ones."""
    known = marks.time != UNKNOWN_TIME
    place = index.get_indexer(_periods(marks.time[known], period, time_zone))
    if marks.person is None:
        return sum_by(place, marks.weight[known], len(index))
    person = marks.person[known].astype(np.int64)
    stride = int(person.max(initial=0)) + 1
    people = np.unique(place * stride + person)
    return count_by(people // stride, len(index)).astype(np.float64)


def _periods(times: Ints64, period: str, time_zone: str) -> pd.PeriodIndex:
    local = to_moments(times).tz_convert(time_zone).tz_localize(None)
    return local.to_period(PERIODS[period])
