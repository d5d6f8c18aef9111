import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.people.conftest import make_events
from tribus import measure_people
from tribus.errors import OptionError

DAY = 24


def test_first_contacts_after_a_naming_are_compared_with_those_without(measure):
    # ben and carla turn to xavi on day 0; he names ana on day 10; ben comes on day 12, carla on day 30
    rows = [
        ("ben", "xavi", "reply", 0),
        ("carla", "xavi", "reply", 0),
        ("xavi", "ana", "mention", 10 * DAY),
        ("ben", "ana", "reply", 12 * DAY),
        ("carla", "ana", "like", 30 * DAY),
        ("ben", "xavi", "like", 40 * DAY),
    ]
    frame = measure(rows).of("ana").brought_by("7d")
    row = frame.set_index("user").loc["xavi"]
    assert row[["named", "people", "came"]].tolist() == [1, 2, 1]
    # inside: ben 2 days, carla 7; outside: ben 10, carla 10 + 13, and one contact in 33 days
    assert row["expected"] == pytest.approx(9 / 33, rel=1e-4)
    # the share inside is shrunk towards 9 / 42, and the ratio is its odds times 33 / 9
    share = (1 + 9 / 42) / 3
    assert row["ratio"] == pytest.approx(share / (1 - share) * 33 / 9, rel=1e-4)
    assert row["low"] < row["ratio"] < row["high"]


def test_somebody_who_knew_the_account_before_is_not_brought(measure):
    rows = [
        ("ben", "ana", "like", 0),
        ("ben", "xavi", "reply", 1),
        ("xavi", "ana", "repost", 2),
        ("ben", "ana", "reply", 3),
        ("eva", "xavi", "like", 9),
        ("gil", "eva", "like", 20),
    ]
    row = measure(rows).of("ana").brought_by("7d").set_index("user").loc["xavi"]
    assert row[["people", "came"]].tolist() == [1, 0]  # eva only


def test_followers_are_people_tied_to_the_namer(measure):
    rows = [("ben", "xavi", "follow", None), ("dan", "eva", "like", 0), ("xavi", "ana", "quote", 5)]
    rows += [("ben", "ana", "reply", 6), ("dan", "eva", "like", 30)]
    row = measure(rows).of("ana").brought_by("1d").set_index("user").loc["xavi"]
    assert row[["people", "came"]].tolist() == [1, 1]


def test_an_account_that_nobody_names_has_an_empty_table(measure):
    assert len(measure([("ben", "ana", "like", 1)]).of("ana").brought_by()) == 0


def test_nobody_is_first_without_times(measure):
    with pytest.raises(OptionError, match="the events have no times, so nobody comes first"):
        measure([("ben", "ana", "like", None)]).of("ana").brought_by()


def test_a_window_is_a_duration(measure):
    with pytest.raises(OptionError, match="window must be like '90d'"):
        measure([("ben", "ana", "like", 1)]).of("ana").brought_by("soon")


NAMING = {"mention", "repost", "quote"}


def slow_table(rows, window):
    """Count contacts and hours at risk hour by hour; person `a` is the account."""
    end = max(row[3] for row in rows)
    found = {}
    for namer in {row[0] for row in rows if row[1] == "a" and row[2] in NAMING}:
        named = [row[3] for row in rows if row[:2] == (namer, "a") and row[2] in NAMING]
        came = others = hours = outside = people = 0
        for person in {row[0] for row in rows} - {"a", namer}:
            begin = min((row[3] for row in rows if row[:2] == (person, namer)), default=None)
            contact = min((row[3] for row in rows if row[:2] == (person, "a")), default=end + 1)
            if begin is None or contact <= begin or begin >= end:
                continue
            people += 1
            last = min(contact, end)
            inside = sum(
                any(time <= hour < time + window for time in named) for hour in range(begin, last)
            )
            hours, outside = hours + inside, outside + last - begin - inside
            is_brought = any(time < contact <= time + window for time in named)
            came += contact <= end and is_brought
            others += contact <= end and not is_brought
        found[namer] = (people, came, others / outside * hours if outside else None)
    return found


USERS = st.sampled_from("abcd")
KINDS = st.sampled_from(["mention", "repost", "like", "reply"])
ROWS = st.lists(st.tuples(USERS, USERS, KINDS, st.integers(0, 30)), min_size=2, max_size=25)


@settings(deadline=None, max_examples=12)
@given(rows=ROWS)
def test_the_table_equals_a_count_hour_by_hour(rows):
    rows = [row for row in rows if row[0] != row[1]] + [("b", "a", "mention", 3), ("c", "b", "like", 1)]
    people = measure_people(make_events(rows), progress=False)
    frame = people.of("a").brought_by("3h").set_index("user")
    expected = slow_table(rows, 3)
    assert set(frame.index) == set(expected)
    for user, (n_people, came, n_expected) in expected.items():
        row = frame.loc[user]
        assert row[["people", "came"]].tolist() == [n_people, came]
        if n_expected is not None:
            assert row["expected"] == pytest.approx(n_expected, rel=0.01, abs=0.01)
        if n_expected is not None and n_people:
            assert row["low"] <= row["ratio"] <= row["high"] or np.isnan(row["ratio"])
