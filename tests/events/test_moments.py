from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribus.events.moments import read_moment, to_datetime, to_microseconds

EARLIEST, LATEST = dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)  # noqa: DTZ001


@given(st.datetimes(EARLIEST, LATEST, timezones=st.just(dt.UTC)))
def test_a_moment_survives_the_way_to_microseconds_and_back(moment):
    assert to_datetime(to_microseconds(moment)) == moment


def test_none_stays_none():
    assert read_moment("start", None) is None


@pytest.mark.parametrize("text", ["2024-10-01T02:00:00+02:00", " 2024-10-01 ", "2024-10-01T00:00:00Z"])
def test_text_is_read_in_utc(text):
    moment = read_moment("start", text)
    assert moment.isoformat() == "2024-10-01T00:00:00+00:00"
