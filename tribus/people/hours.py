"""The hours of the week when an account writes, is addressed, and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.errors import OptionError
from tribus.people.survival import fit_curves
from tribus.people.waiting import to_moments

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Ints64
    from tribus.people.result import People

N_HOURS = 7 * 24
MIN_MESSAGES_IN_HOUR = 5  # for a median of one hour of the week


def measure_hours(people: People, row: int) -> pd.DataFrame:
    """Return the hours of the week of a user; `Account.hours_of_week` documents the columns."""
    import pandas as pd

    tables, messages = people.tables, people.messages
    if not tables.has_times:
        raise OptionError("the events have no times, so there are no hours; name a column of times")
    own = messages.received_by(row)
    received = hour_of_week(messages.since[own], people.time_zone)
    is_answered = messages.is_answered[own]
    n_received = np.bincount(received, minlength=N_HOURS)
    curves = fit_curves(received, messages.wait(tables.end)[own], is_answered, N_HOURS)
    median = np.where(n_received >= MIN_MESSAGES_IN_HOUR, curves.time_to(0.5)[0], np.nan)
    posts = people.posts
    written = hour_of_week(posts.time[posts.of(row)], people.time_zone)
    hours = np.arange(N_HOURS)
    return pd.DataFrame(
        {
            "weekday": hours // 24,
            "hour": hours % 24,
            "posts": np.bincount(written, minlength=N_HOURS),
            "messages": n_received,
            "answered": np.bincount(received[is_answered], minlength=N_HOURS),
            "median_answer_hours": median,
        }
    )


def hour_of_week(times: Ints64, time_zone: str) -> Ints64:
    """Return the hour of the week of each known time, 0 for the first hour of Monday, to 167."""
    local = to_moments(times[times >= 0]).tz_convert(time_zone)
    return (local.day_of_week * 24 + local.hour).to_numpy().astype(np.int64)
