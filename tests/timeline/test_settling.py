import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.moving import START
from tribus.timeline.settling import count_changes, find_fall


def test_a_clear_fall_is_found_at_its_place():
    found = find_fall(np.array([9, 8, 9, 1, 0, 1, 0]), np.full(7, 10))
    assert found.probability > 0.99
    assert found.at.argmax() == 2  # between the third and the fourth


def test_a_rise_is_no_fall():
    assert find_fall(np.array([1, 0, 1, 9, 9, 8]), np.full(6, 10)).probability < 0.5


def test_one_pair_of_rates_by_hand():
    # 1 of 1, then 0 of 1. Constant: B(2, 2) = 1/6. Fall: B(2, 1) B(1, 2) = 1/4, times
    # 2 P(after < before) with densities 2p and 2(1 - q): P(q < p) = ∫ 2p (2p - p²) dp = 4/3 - 1/2 = 5/6
    expected = (1 / 4 * 2 * 5 / 6) / (1 / 4 * 2 * 5 / 6 + 1 / 6)
    assert find_fall(np.array([1, 0]), np.array([1, 1])).probability == pytest.approx(expected, abs=1e-3)


def test_a_constant_rate_is_rarely_a_fall():
    generator = np.random.default_rng(0)
    draws = [find_fall(generator.binomial(10, 0.4, 10), np.full(10, 10)) for _ in range(200)]
    assert np.mean([found.probability > 0.9 for found in draws]) <= 0.05


def test_changes_are_partners_in_one_window_only():
    is_partner = np.array([[1, 1, 0], [1, 0, 1], [1, 0, 1]], bool)
    changed, either = count_changes(is_partner)
    assert changed.tolist() == [2, 0]
    assert either.tolist() == [3, 2]


def test_a_user_whose_partners_stop_changing_settles():
    rows = [("ana", f"u{5 * day + number}", day) for day in range(5) for number in range(5)]
    rows += [("ana", f"u{number}", day) for day in range(5, 12) for number in range(5)]
    frame = pd.DataFrame(rows, columns=["source", "target", "day"])
    frame["time"] = START + pd.to_timedelta(frame["day"] + 0.5, unit="D")
    events = tb.Events.from_frame(frame, kind="reply", time="time")
    timeline = tb.trace_tribes(
        events, window="1d", step="1d", half_life="1h", resamples=2, significance=None, progress=False
    )
    settled = timeline.of("ana").settling().iloc[0]
    # the partners are the same from the window of day 5 on, which ends at day 6
    assert settled["settled"] == START + pd.Timedelta(days=6)
    assert settled["low"] <= settled["settled"] <= settled["high"]
    assert settled["probability"] > 0.95
    assert (settled["churn_before"], settled["churn_after"]) == (1, 0)


def test_few_windows_settle_nothing():
    frame = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"]})
    frame["time"] = [START, START + pd.Timedelta(days=1)]
    events = tb.Events.from_frame(frame, kind="reply", time="time")
    timeline = tb.trace_tribes(
        events, window="1d", step="1d", resamples=2, significance=None, progress=False
    )
    assert timeline.of("a").settling().iloc[0].isna().all()
