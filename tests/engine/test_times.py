from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tribus import Events
from tribus.errors import ColumnError, EventsError, OptionError, TribusWarning

MOMENT = dt.datetime(2018, 10, 10, 20, 19, 24, tzinfo=dt.UTC)
SECONDS = 1_539_202_764


def read(times, **options):
    """Events whose users are numbered, so that `to_frame` keeps the order of the rows."""
    return Events.from_frame(
        pa.table({"source": range(len(times)), "target": [-1] * len(times), "at": times}),
        kind="reply",
        time="at",
        **options,
    )


def read_one(time, **options):
    times = time if isinstance(time, (pa.Array, pa.ChunkedArray)) else pa.array([time])
    return read(times, **options).to_frame()["time"].iloc[0]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "+02:00"])
def test_a_time_with_a_zone_is_the_same_moment_in_utc(unit, zone):
    assert read_one(pa.array([MOMENT], pa.timestamp(unit, zone))) == MOMENT


def test_a_pandas_column_with_a_zone_is_read():
    times = pd.Series([MOMENT, None]).dt.tz_convert("Europe/Madrid")
    frame = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"], "at": times})
    read_back = Events.from_frame(frame, kind="reply", time="at").to_frame()["time"]
    assert read_back.tolist() == [pd.Timestamp(MOMENT), pd.NaT]


@pytest.mark.parametrize(
    "text",
    [
        "2018-10-10T20:19:24Z",
        "2018-10-10T20:19:24z",
        " 2018-10-10 20:19:24Z ",
        "2018-10-10T20:19:24.000Z",
        "2018-10-10T20:19:24+00:00",
        "2018-10-10T22:19:24+02:00",
        "2018-10-10T22:19:24+0200",
        "2018-10-10T22:19:24+02",
        "2018-10-10 22:19:24 +0200",
        "2018-10-10 22:19:24 +02:00",
        "2018-10-10T14:49:24-05:30",
        "2018-10-10 20:19:24 UTC",
        "2018-10-10 20:19:24 GMT",
        "2018-10-10 22:19:24 Europe/Madrid",
        "Wed Oct 10 20:19:24 +0000 2018",
        "Wed Oct 10 22:19:24 +0200 2018",
    ],
)
@pytest.mark.parametrize("time_zone", [None, "America/New_York"])
def test_text_that_carries_its_zone_is_read_whatever_the_zone_of_the_others(text, time_zone):
    assert read_one(text, time_zone=time_zone) == MOMENT


@pytest.mark.parametrize("day", ["1989-12-31", "1990-01-01", "2024-02-30", "2024-05-01", "2100-01-02"])
@pytest.mark.parametrize("clock", ["T23:59:59", "T23:59:59.123456", " 00:00", "T25:00:00"])
def test_a_z_is_read_as_an_offset_of_zero(day, clock):
    # Times that end in Z are read on a shorter way; a time in 2020 keeps the column readable.
    texts = [f"{day}{clock}Z", f"{day}{clock}+00:00", "2020-01-01T00:00:00Z"]
    found = read(pa.array(texts)).to_frame()["time"]
    assert found.iloc[0] is found.iloc[1] or found.iloc[0] == found.iloc[1]


def test_text_keeps_its_microseconds():
    moment = MOMENT.replace(microsecond=123_456)
    assert read_one("2018-10-10T20:19:24.123456Z") == moment
    assert read_one("2018-10-10T20:19:24.123456789Z") == moment
    assert read_one("2018-10-10 22:19:24.123456 +0200") == moment


@pytest.mark.parametrize("factor", [1, 10**3, 10**6, 10**9])
@pytest.mark.parametrize("type_", [int, float, str])
def test_unix_time_is_read_in_any_unit_and_type(factor, type_):
    assert read_one(type_(SECONDS * factor)) == MOMENT


@pytest.mark.parametrize("type_", [pa.uint64(), pa.int64(), pa.float64()])
def test_unix_time_is_read_at_any_width(type_):
    assert read_one(pa.array([SECONDS], type_)) == MOMENT


def test_parts_of_a_unix_second_are_kept():
    assert read_one(SECONDS + 0.25) == MOMENT.replace(microsecond=250_000)
    assert read_one(f"{SECONDS}.25") == MOMENT.replace(microsecond=250_000)


def test_nanoseconds_as_integers_and_as_times_are_the_same_moment():
    nanoseconds = SECONDS * 10**9 + 123_456_789
    as_time = read_one(pa.array([nanoseconds], pa.timestamp("ns", "UTC")))
    assert read_one(nanoseconds) == as_time == MOMENT.replace(microsecond=123_456)


@pytest.mark.parametrize(
    "time",
    [
        MOMENT.replace(tzinfo=None),
        "2018-10-10 20:19:24",
        "2018-10-10T20:19",
    ],
    ids=str,
)
def test_a_time_without_zone_is_an_error_that_shows_it_and_the_remedy(time):
    message = rf"data row 1, column 'at': '?{time}'? is a time without a zone; .*time_zone="
    with pytest.raises(EventsError, match=message):
        read_one(time)


@pytest.mark.parametrize("day", [MOMENT.date(), "2018-10-10", "2018/10/10", "10.10.2018"], ids=str)
def test_days_without_a_zone_are_days_in_utc_with_a_warning(day):
    with pytest.warns(
        TribusWarning, match="the days of column 'at', as '.*2018.*', .* in UTC. Say time_z"
    ):
        assert read_one(day) == pd.Timestamp("2018-10-10", tz="UTC")
    assert read_one(day, time_zone="UTC") == pd.Timestamp("2018-10-10", tz="UTC")


def test_a_time_without_zone_among_days_is_an_error():
    with pytest.raises(EventsError, match="'2018-10-10' is a time without a zone"):
        read(["2018-10-10", "2018-10-10 20:19"])


def test_one_time_without_zone_among_others_is_named_by_its_row():
    with pytest.raises(EventsError, match="data row 3, column 'at': '2018-10-10 20:19:24' is a time"):
        read(["2018-10-10T20:19:24Z", None, "2018-10-10 20:19:24"])


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_without_zone_of_any_unit_are_read_in_the_zone_given(unit):
    naive = pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp(unit))
    # Madrid is two hours ahead of UTC in October, before the clocks go back.
    assert read_one(naive, time_zone="Europe/Madrid") == MOMENT - dt.timedelta(hours=2)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2018-07-10 20:19:24", "2018-07-10 18:19:24"),  # summer: two hours ahead
        ("2018-12-10 20:19:24", "2018-12-10 19:19:24"),  # winter: one hour
        ("2018-07-10", "2018-07-09 22:00:00"),
        ("2018-12-10", "2018-12-09 23:00:00"),
    ],
)
def test_a_zone_knows_summer_from_winter(local, utc):
    expected = pd.Timestamp(utc, tz="UTC")
    assert read_one(local, time_zone="Europe/Madrid") == expected
    moment = dt.datetime.fromisoformat(local)
    assert read_one(moment, time_zone="Europe/Madrid") == expected
    if len(local) == len("2018-07-10"):
        assert read_one(moment.date(), time_zone="Europe/Madrid") == expected


def test_a_zone_given_leaves_unix_time_alone():
    assert read_one(SECONDS, time_zone="Asia/Tokyo") == MOMENT


@pytest.mark.parametrize(
    ("zone", "message"),
    [
        (
            "Europe/Madird",
            r"time_zone 'Europe/Madird' is not a time zone - did you mean .Europe",
        ),
        ("utc", r"time_zone 'utc' is not a time zone - did you mean 'UTC'"),
        ("x'; DROP", "is not a time zone; give a name like 'Europe/Madrid'"),
        ("localtime", "time_zone 'localtime' is not a time zone"),
        (3, "time_zone 3 is not a time zone"),
        ("", "time_zone '' is not a time zone"),
    ],
)
def test_a_zone_that_does_not_exist_is_an_error_that_offers_the_nearest(zone, message):
    with pytest.raises(OptionError, match=message):
        read_one("2018-10-10 20:19:24", time_zone=zone)


def test_a_zone_that_does_not_exist_is_an_error_without_times_too():
    with pytest.raises(OptionError, match="time_zone 'Nope' is not a time zone"):
        Events.from_frame(pa.table({"source": [1], "target": [2]}), kind="like", time_zone="Nope")


@pytest.mark.parametrize(
    "impossible",
    ["1970-01-01T00:00:00Z", "1989-12-31T23:59:59Z", "2500-01-01T00:00:00Z", "yesterday", "inf", "nan"],
)
def test_text_that_is_not_a_possible_time_is_counted_and_becomes_nat(impossible):
    events = read(["2018-10-10T20:19:24Z", impossible])
    assert events.to_frame()["time"].isna().tolist() == [False, True]
    assert events.cleaning.impossible_times == 1


@pytest.mark.parametrize("impossible", [0, 1, -SECONDS, 2**63 - 1, -(2**63), 20_181_010])
def test_a_number_that_is_not_a_possible_time_is_counted_and_becomes_nat(impossible):
    events = read([SECONDS, impossible])
    assert events.to_frame()["time"].isna().tolist() == [False, True]
    assert events.cleaning.impossible_times == 1


@pytest.mark.parametrize("impossible", [np.inf, -np.inf, 1e300, np.nan])
def test_a_float_that_is_not_a_possible_time_is_counted(impossible):
    assert read([float(SECONDS), impossible]).cleaning.impossible_times == 1


@pytest.mark.parametrize("year", [1970, 2500])
def test_a_datetime_that_is_not_a_possible_time_is_counted(year):
    times = pa.array([MOMENT, MOMENT.replace(year=year)], pa.timestamp("us", "UTC"))
    assert read(times).cleaning.impossible_times == 1


@pytest.mark.parametrize(
    ("times", "value"),
    [
        (["yesterday", "soon"], "'yesterday'"),
        ([None, "soon"], "'soon'"),
        ([0, 1], "'0'"),
        (["1970-01-01T00:00:00Z"], "'1970-01-01T00:00:00Z'"),
    ],
)
def test_a_column_in_which_no_time_can_be_read_is_an_error_that_shows_a_value(times, value):
    with pytest.raises(EventsError, match=rf"no time can be read; column 'at' .*{value}"):
        read(times)


def test_a_date_whose_day_and_month_cannot_be_told_apart_is_an_error():
    with pytest.raises(EventsError, match=r"'10/10/2018 20:19' day and month .* day_first=True"):
        read(["", "10/10/2018 20:19"])


def test_a_column_in_which_no_time_can_be_read_is_an_error_despite_empty_ids():
    table = pa.table({"source": ["ana", None, "eve"], "target": ["ben"] * 3, "at": ["x"] * 3})
    with pytest.raises(EventsError, match="no time can be read"):
        Events.from_frame(table, kind="reply", time="at")


def test_follows_without_times_of_their_own_do_not_hide_that_times_can_be_read():
    table = pa.table(
        {"source": ["ana", "eve"], "target": ["ben"] * 2, "at": ["x", "2018-10-10T20:19:24Z"]}
    )
    assert Events.from_frame(table, kind="follow", time="at").cleaning.impossible_times == 1


@pytest.mark.parametrize("times", [[None, None], ["", None], pa.nulls(2, pa.timestamp("us", "UTC"))])
def test_a_column_without_any_time_is_read_as_none(times):
    events = read(times)
    assert events.span is None
    assert events.cleaning.left_out() == ""


@pytest.mark.parametrize("value", [True, dt.time(1, 2), [1], dt.timedelta(1)], ids=str)
def test_a_column_of_another_type_is_an_error_that_names_it(value):
    with pytest.raises(ColumnError, match=r"column 'at' for time has type .*; times must be timestamps"):
        read_one(value)
