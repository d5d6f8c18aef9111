"""Dates and times of the day in two columns, and the caller's format of times."""

import pandas as pd
import pytest

import tribus as tb
from tribus.errors import TribusWarning

PEOPLE = {"source": ["ana", "ben", "cai"], "target": ["ben", "cai", "ana"]}
CLOCKS = ["10:30", "23:05", "07:00"]


def times_of(columns, **options):
    """Return the times of three replies, sorted as text."""
    frame = pd.DataFrame(PEOPLE | columns)
    events = tb.Events.from_frame(frame, kind="reply", time_zone="UTC", progress=False, **options)
    return events.to_frame().sort_values("source")["time"].dt.strftime("%Y-%m-%d %H:%M").tolist()


@pytest.mark.parametrize(
    "columns",
    [
        {"date": ["2026-05-01", "2026-05-02", "2026-05-13"], "time": CLOCKS},
        {"Fecha": ["01/05/2026", "02/05/2026", "13/05/2026"], "Hora": CLOCKS},
        {"Date": ["5/1/2026", "5/2/2026", "5/13/2026"], "Time": ["10:30 AM", "11:05 PM", "7:00 a.m."]},
        {
            "date": ["2026-05-01 00:00:00", "2026-05-02 00:00:00", "2026-05-13 00:00:00"],
            "hour": CLOCKS,
        },
        {
            "Datum": ["01.05.2026", "02.05.2026", "13.05.2026"],
            "Uhrzeit": [one + ":00" for one in CLOCKS],
        },
    ],
)
def test_a_date_is_joined_with_the_time_of_the_day_beside_it(columns):
    assert times_of(columns) == ["2026-05-01 10:30", "2026-05-02 23:05", "2026-05-13 07:00"]


def test_a_missing_time_of_the_day_is_midnight():
    columns = {"date": ["2026-05-01", "2026-05-02", "2026-05-13"], "time": ["10:30", None, "7:00"]}
    assert times_of(columns) == ["2026-05-01 10:30", "2026-05-02 00:00", "2026-05-13 07:00"]


def test_a_whole_time_keeps_its_clock():
    whole = ["2026-05-01 01:02", "2026-05-02 01:02", "2026-05-13 01:02"]
    assert times_of({"created_at": whole, "time": CLOCKS}) == whole


def test_a_format_of_both_is_that_of_the_joined_times():
    columns = {"date": ["1 May 26", "2 May 26", "13 May 26"], "time": CLOCKS}
    wanted = ["2026-05-01 10:30", "2026-05-02 23:05", "2026-05-13 07:00"]
    whole = {"at": [f"{day} {clock}" for day, clock in zip(columns["date"], CLOCKS, strict=True)]}
    assert times_of(whole, time_format="%d %b %y %H:%M") == wanted
    dotted = {"date": ["01.05.2026", "02.05.2026", "13.05.2026"], "time": CLOCKS}
    assert times_of(dotted, time_format="%d.%m.%Y %H:%M") == wanted


def test_a_format_finds_times_that_look_like_nothing_else():
    columns = {"sent": ["20260501", "20260502", "20260513"]}
    assert times_of(columns, time_format="%Y%m%d") == [
        "2026-05-01 00:00",
        "2026-05-02 00:00",
        "2026-05-13 00:00",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, r"time_format='%H' is not used, because no column of times is found; name .* with time="),
        ({"time": False}, r"time_format='%H' is not used, because time=False ignores the times"),
    ],
)
def test_a_format_without_times_is_a_warning(options, message):
    with pytest.warns(TribusWarning, match=message):
        tb.Events.from_frame(pd.DataFrame(PEOPLE), kind="reply", time_format="%H", **options)
