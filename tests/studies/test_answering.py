import numpy as np
import pandas as pd
import pytest

from tests.studies.answering import compare_medians, compare_rates, log_loss


def test_the_log_loss_by_hand():
    # two of three people answered at a rate of 1/2: every outcome had the probability 1/2
    assert log_loss(pd.Series([0.5]), pd.Series([2]), pd.Series([3])) == pytest.approx(np.log(2))


@pytest.fixture(scope="module")
def table():
    """Users who answer every second message; 40 people write to each of 5 users in both halves."""
    rows = []
    for number in range(400):
        user, person, hour = f"u{number % 5}", f"p{number // 5 % 40}", 2 * number
        rows.append((person, user, hour))
        if number // 5 % 2:
            rows.append((user, person, hour + 1))
    frame = pd.DataFrame(rows, columns=["source", "target", "hour"])
    start = pd.Timestamp("2024-01-01", tz="UTC")
    return frame.assign(kind="reply", time=start + pd.to_timedelta(frame.pop("hour"), unit="h"))


def test_users_who_repeat_themselves_are_predicted_best_by_raw_shares(table):
    found = compare_rates(table)
    assert (found["users"], found["people later"]) == (25, 300)
    assert found["raw ± 1e-06"] < found["shrunk"] < found["overall share"]


def test_messages_at_the_end_of_each_half_can_be_left_out(table):
    found = compare_rates(table, left_out=0.1)
    assert 0.85 * 300 < found["people later"] < 300


def test_medians_are_compared_for_every_user_with_messages(table):
    n_users, n_equal, _ = compare_medians(table)
    assert n_equal == n_users >= 5
