from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from tribus import Events
from tribus._core.durations import MICROSECONDS_PER_DAY as DAY
from tribus.errors import EventsError, OptionError
from tribus.timeline.schedule import Schedule


def events_at(*times):
    frame = pd.DataFrame(
        {"source": "ana", "target": "ben", "time": pd.to_datetime(times, utc=True, format="ISO8601")}
    )
    return Events.from_frame(frame, kind="reply", time="time")


def schedule_of(times, window, step):
    return Schedule.of_events(events_at(*times), window, step)


def test_whole_days_start_at_midnight_before_the_first_event():
    schedule = schedule_of(["2024-03-05 15:30", "2024-04-01"], "7d", "2d")
    assert schedule.dates_of(0)[0] == datetime(2024, 3, 5, tzinfo=UTC)
    assert schedule.dates_of(1) == (datetime(2024, 3, 7, tzinfo=UTC), datetime(2024, 3, 14, tzinfo=UTC))


def test_other_steps_start_at_the_first_event():
    schedule = schedule_of(["2024-03-05 15:30", "2024-04-01"], "7d", "12h")
    assert schedule.dates_of(0)[0] == datetime(2024, 3, 5, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "step", "last", "expected"),
    [
        (3, 1, 0, 1),  # [0, 3) ends after 0
        (3, 1, 2, 1),
        (3, 1, 3, 2),  # 3 is in [1, 4)
        (1, 2, 1, 2),  # between [0, 1) and [2, 3): the second is the first that ends after it
        (1, 1, 9, 10),
        (100, 1, 9, 1),
    ],
)
def test_the_last_window_is_the_first_that_ends_after_the_last_event(window, step, last, expected):
    assert Schedule(0, window, step).count_windows(last) == expected


def test_earlier_bins_fade_by_their_age():
    # window [2, 3): the bins of days 0 and 1 are 2 and 1 steps old; half-life 1 step: 1/4 and 1/2
    assert Schedule(0, DAY, DAY).weigh_bins(2, 4, 1.0).tolist() == [0.25, 0.5, 1.0, 0.0]


def test_bins_divide_a_step_where_windows_end_inside_it():
    # window 1 is [24 h, 60 h): bins of 12 h from 24 to 60 h; the bin from 12 to 24 h is half a step old
    schedule = Schedule(0, 3 * DAY // 2, DAY)
    weights = schedule.weigh_bins(1, 6, 1.0)
    np.testing.assert_allclose(weights, [0.5, 0.5**0.5, 1.0, 1.0, 1.0, 0.0])


def test_without_a_half_life_nothing_before_the_window_counts():
    assert Schedule(0, DAY, DAY).weigh_bins(2, 4, 0.0).tolist() == [0.0, 0.0, 1.0, 0.0]


def test_an_infinite_half_life_never_fades():
    assert Schedule(0, DAY, DAY).weigh_bins(2, 4, np.inf).tolist() == [1.0, 1.0, 1.0, 0.0]


def test_a_window_longer_than_the_data_is_the_only_one():
    schedule = schedule_of(["2024-03-05", "2024-04-01"], "90d", "30d")
    assert schedule.count_windows(schedule.start + 27 * DAY) == 1


@pytest.mark.parametrize(
    ("window", "step", "message"),
    [
        ("0.5s", "1d", "window must be a second or more, got '0.5s'"),
        ("1d", "0d", "step must be longer than 0, got '0d'"),
        ("1d", 0, "step must be like '90d'"),
        ("week", "1d", "window must be like '90d'"),
    ],
)
def test_impossible_lengths_are_refused(window, step, message):
    with pytest.raises(OptionError, match=message):
        schedule_of(["2024-03-05", "2024-04-01"], window, step)


def test_events_without_times_have_no_windows():
    events = Events.from_frame(pd.DataFrame({"source": ["a"], "target": ["b"]}), kind="reply")
    with pytest.raises(EventsError, match="the events have no times, so there are no windows"):
        Schedule.of_events(events, "1d", "1d")


def test_events_at_one_time_have_nothing_to_trace():
    with pytest.raises(EventsError, match="all events happened at one time, 2024-03-05 00:00:00"):
        schedule_of(["2024-03-05", "2024-03-05"], "1d", "1d")


def test_a_stray_future_event_is_named_instead_of_a_million_windows():
    with pytest.raises(OptionError, match=r"makes 27,\d+ windows between 2024-03-05 and 2099-01-01"):
        schedule_of(["2024-03-05", "2099-01-01"], "1d", "1d")
