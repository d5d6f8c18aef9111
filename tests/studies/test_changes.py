import numpy as np
import pandas as pd
import pytest

from tests.studies.changes import CHANGED_SHARE, change_events, measure_moved


def test_other_numbers_of_the_same_tribes_are_no_moves():
    one = np.array([[0, 0, 1, 1, -1]])
    assert measure_moved(one, np.array([[1, 1, 0, 0, -1]])) == 0


def test_moved_users_are_counted_among_users_with_a_tribe():
    # tribe 0 is 1 later; one of two windows of the third user differs, and the last user lost a tribe
    one = np.array([[0, 0, 1, -1, 1], [0, 0, 1, -1, 1]])
    other = np.array([[1, 1, 0, -1, 0], [1, 1, 1, -1, -1]])
    assert measure_moved(one, other) == pytest.approx(2 / 8)


def test_one_event_in_a_hundred_has_another_target():
    generator = np.random.default_rng(0)
    source, target = generator.integers(0, 50, (2, 1000))
    target = np.where(source == target, target + 50, target)
    times = pd.date_range("2024-01-01", periods=1000, freq="h", tz="UTC")
    frame = pd.DataFrame({"source": source, "target": target, "time": times})
    changed = change_events(frame, 0).to_frame()
    same = frame.merge(changed, on=["source", "target", "time"])
    assert len(frame) - len(same) <= CHANGED_SHARE * len(frame)
    assert len(same) < len(frame)
