from datetime import timedelta

import pytest

from tribus._core.durations import format_duration, parse_duration
from tribus.errors import OptionError


@pytest.mark.parametrize(
    ("value", "duration"),
    [
        ("90d", timedelta(days=90)),
        ("12h", timedelta(hours=12)),
        (" 1.5 w ", timedelta(days=10.5)),
        ("30min", timedelta(minutes=30)),
        ("45s", timedelta(seconds=45)),
        ("1y", timedelta(days=365.25)),
        (timedelta(days=3), timedelta(days=3)),
    ],
)
def test_a_duration_is_text_with_a_unit_or_a_timedelta(value, duration):
    assert parse_duration("window", value, alternatives="None") == duration


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("90", r"window must be like '90d' \(units: s, min, h, d, w, y\), a timedelta, None; got '90'"),
        (None, "window must be like '90d'.*got None"),
        ("0d", "window must be longer than 0, got '0d'; use None"),
        (timedelta(days=-1), "window must be longer than 0"),
        ("999999999w", "window must be below 999,999,999 days, got '999999999w'"),
    ],
)
def test_another_duration_is_an_error_that_shows_it(value, message):
    with pytest.raises(OptionError, match=message):
        parse_duration("window", value, alternatives="None")


@pytest.mark.parametrize("text", ["90d", "36h", "45min", "90s", "1.5s", None, "auto"])
def test_a_duration_is_formatted_as_it_is_parsed(text):
    is_duration = text not in (None, "auto")
    value = parse_duration("window", text, alternatives="None") if is_duration else text
    assert format_duration(value) == text
