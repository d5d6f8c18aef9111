import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.moving import DAY, START, make_days, plant

WHOLE = plant((12, 10))


def trace(days, **options):
    options = {"window": "1d", "step": "1d", "half_life": "1h", "resolution": 1.0} | options
    events = tb.Events.from_frame(days, kind="reply", time="time")
    return tb.trace_tribes(events, progress=False, **options)


@pytest.fixture(scope="module")
def timeline():
    """A user who moves, is absent, and returns to both tribes; and newcomers."""
    moved = WHOLE | {"g0u00": 1}
    absent = {user: group for user, group in WHOLE.items() if user != "g0u00"}
    truth = [WHOLE, moved, absent, moved, WHOLE | {"new": 0}]
    days = make_days(truth, partners=8, mixing=0.02)
    stranger = pd.DataFrame(
        {"source": ["x", "y"], "target": ["y", "x"], "time": START + 4 * DAY + DAY / 2}
    )
    return trace(pd.concat([days, stranger]))


def test_states_tell_who_joined_left_and_returned(timeline):
    assert timeline.of("g0u00").states == ["joined", "joined", "left", "returned", "returned"]
    assert timeline.of("g1u00").states == ["joined", *["stayed"] * 4]


def test_a_user_with_a_third_of_the_events_elsewhere_bridges():
    days = make_days([WHOLE] * 2, mixing=0.0, partners=4, events=1)
    own = days[
        (days["time"] >= START + DAY) & ((days["source"] == "g0u00") | (days["target"] == "g0u00"))
    ]
    n_other = len(own) // 2 + 1
    times = START + DAY + pd.to_timedelta(np.arange(n_other), unit="s")
    bridge = pd.DataFrame({"source": "g0u00", "target": "g1u00", "time": times})
    person = trace(pd.concat([days, bridge])).of("g0u00")
    assert person.states == ["joined", "bridged"]
    expected = [1.0, len(own) / (len(own) + n_other)]
    np.testing.assert_allclose(person.to_frame()["belonging"], expected, atol=1e-3)


def test_churn_is_the_share_of_partners_in_one_window_only():
    rows = [("ana", "ben", 0), ("ana", "carla", 0), ("carla", "ana", 1), ("dan", "ana", 1)]
    days = pd.DataFrame(rows, columns=["source", "target", "day"])
    days["time"] = START + pd.to_timedelta(days.pop("day"), unit="D")
    frame = trace(days).of("ana").to_frame()
    # {ben, carla} and {carla, dan}: 1 of 3 in both
    assert frame["partners"].tolist() == [2, 2]
    assert np.isnan(frame["churn"][0])
    assert frame["churn"][1] == 1 - 1 / 3


def test_newcomers_are_placed_or_refused_with_a_reason(timeline):
    newcomers = timeline.newcomers().set_index("user")
    assert set(newcomers.index) == {"new", "x", "y"}
    assert newcomers.loc["new", ["tribe", "reason"]].tolist() == [0, ""]
    assert newcomers.loc["x", ["tribe", "reason"]].tolist() == [-1, "no tie to a tribe"]
    assert (newcomers["window"] == START + 5 * DAY).all()


def test_newcomers_of_a_window_without_tribes_are_refused():
    rows = [("ana", "ben", 0), ("dan", "eva", 1)]
    days = pd.DataFrame(rows, columns=["source", "target", "day"])
    days["time"] = START + pd.to_timedelta(days.pop("day"), unit="D")
    assert trace(days).newcomers()["reason"].tolist() == ["no tribes in the window"] * 2


def test_the_summary_has_the_churn_of_links(timeline):
    churn = timeline.summary()["churn"]
    assert np.isnan(churn[0])
    assert churn[1:].between(0, 1).all()
