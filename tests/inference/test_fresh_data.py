import numpy as np
import pytest

from tribus.inference.certainty import is_in_own_tribe
from tribus.inference.fresh_data import estimate_log_odds

TRIBES = np.repeat(np.array([0, 1], np.int32), 50)


def move(users):
    """The same tribes, except that these users have moved to the other one."""
    labels = TRIBES.copy()
    labels[users] = 1 - labels[users]
    return labels


def estimate(labels, resampled, left_out):
    stays = [is_in_own_tribe(labels, groups) for groups in resampled]
    return estimate_log_odds(labels, stays, resampled, left_out)


def test_groups_that_never_change_need_no_correction():
    assert estimate(TRIBES, [TRIBES, TRIBES], TRIBES) == 0.0


def test_fresh_data_agree_more_if_only_missing_events_are_to_blame():
    # Log odds of 100.5 : 0.5 in resamples, and of 80.5 : 20.5 in the events left out: 5.303 - 1.368.
    # h = log 0.7 / log 0.3 = 0.2962, so h x 3.935 = 1.166; of 100 users, the variance is
    # h² x 6.1 / 100 = 0.0054, so the factor is 1 - 0.0054 / 1.166² = 0.996.
    log_odds = estimate(TRIBES, [TRIBES, TRIBES], move(range(40, 60)))
    assert log_odds == pytest.approx(1.166 * 0.996, abs=0.002)


def test_fresh_data_agree_less_if_groups_hang_on_common_events():
    # The second resample shares events with those left out, and agrees with them.
    moved = move(range(40, 60))
    assert estimate(TRIBES, [TRIBES, moved], moved) < -1


def test_an_estimate_within_its_error_is_none():
    # the other resample agrees with the events left out about one user more of 100
    assert estimate(TRIBES, [move([0]), TRIBES], move([1])) == 0.0


@pytest.mark.parametrize(("n_users", "n_resamples"), [(29, 2), (100, 1), (0, 2), (100, 0)])
def test_few_users_or_resamples_show_no_difference(n_users, n_resamples):
    labels = np.where(np.arange(100) < n_users, TRIBES, -1).astype(np.int32)
    assert estimate(labels, [TRIBES] * n_resamples, move(range(40, 60))) == 0.0


def test_numbers_of_groups_and_the_order_of_users_do_not_matter():
    generator = np.random.default_rng(0)
    resampled = [move(generator.choice(100, 20)) for _ in range(3)]
    left_out, order = move(generator.choice(100, 30)), generator.permutation(100)
    log_odds = estimate(TRIBES, resampled, left_out)
    assert estimate(TRIBES, [1 - groups for groups in resampled], 1 - left_out) == log_odds
    mixed = estimate(TRIBES[order], [groups[order] for groups in resampled], left_out[order])
    assert mixed == pytest.approx(log_odds)
