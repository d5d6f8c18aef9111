import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.inference.certainty import is_in_own_tribe, measure_certainty
from tribus.stability.run_summary import RunSummary, measure_agreement

TRIBES = np.array([0, 0, 0, 0, 1, 1, 1, -1], np.int32)


def summarise(*runs, tribes=TRIBES):
    return RunSummary.of_runs(np.asarray(tribes, np.int32), np.array(runs, np.int32))


def test_tribes_that_never_change_are_as_certain_as_three_runs_allow():
    summary = summarise(*[TRIBES] * 3)
    assert summary.certainty[:7] == pytest.approx([4 / 5] * 7)  # (3 + 1) / (3 + 2)
    assert np.isnan(summary.certainty[7])
    assert summary.probability.tolist() == [1.0] * 8
    assert summary.second.tolist() == [-1] * 8
    assert summary.survival.tolist() == [1.0, 1.0]


def test_certainty_is_the_shrunk_share_of_runs_in_the_counterpart_of_the_tribe():
    # User 3 moves from tribe 0 to tribe 1. User 6 of tribe 1 has no tie.
    summary = summarise([0, 0, 0, 1, 1, 1, -2, -1])
    assert summary.certainty[:7] == pytest.approx([2 / 3, 2 / 3, 2 / 3, 1 / 3, 2 / 3, 2 / 3, 1 / 3])
    # {0, 1, 2} and {0, 1, 2, 3}; {4, 5} and {3, 4, 5}, without user 6.
    assert summary.survival == pytest.approx([3 / 4, 2 / 3])
    assert summary.seen.tolist() == [1, 1, 1, 1, 1, 1, 0, 1]


def test_probabilities_are_means_over_runs():
    stays, moves = [0, 0, 0, 0, 1, 1, 1, -1], [0, 0, 0, 1, 1, 1, 1, -1]
    summary = summarise(stays, stays, stays, moves)
    assert summary.certainty[3] == pytest.approx((3 + 1) / (4 + 2))
    assert summary.probability[3] == 0.75
    assert (summary.second[3], summary.second_probability[3]) == (1, 0.25)


def test_the_certainty_is_that_of_the_tribes():
    runs = np.random.default_rng(0).integers(-2, 3, (9, 200)).astype(np.int32)
    tribes = np.random.default_rng(1).integers(-1, 3, 200).astype(np.int32)
    np.testing.assert_array_equal(
        RunSummary.of_runs(tribes, runs).certainty,
        measure_certainty(tribes, [is_in_own_tribe(tribes, groups) for groups in runs]),
    )


def test_tribes_are_matched_by_overlap_not_by_number():
    summary = summarise([1, 1, 1, 1, 0, 0, 0, -1])
    assert summary.probability.tolist() == [1.0] * 8


def test_mergers_and_splits_move_no_user():
    for run in ([0] * 7 + [-1], [0, 0, 1, 1, 2, 2, 2, -1]):
        summary = summarise(run)
        assert summary.probability[:7].tolist() == [1.0] * 7
        assert (summary.second == -1).all()


def test_a_user_without_a_tribe_can_have_a_second_tribe():
    summary = summarise([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1, -1], [0, 0, 0, 0, 1, 1, 1, -2])
    assert summary.probability[7] == pytest.approx(2 / 3)
    assert (summary.second[7], summary.second_probability[7]) == (1, pytest.approx(1 / 3))


def test_without_tribes_nothing_is_certain():
    untribed = [-1] * 4
    summary = summarise(untribed, [0, 0, 1, 1], tribes=untribed)
    assert np.isnan(summary.certainty).all()
    assert summary.probability.tolist() == [1.0] * 4
    assert len(summary.survival) == 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_survival_matches_its_definition(data):
    n_users = data.draw(st.integers(1, 9))
    labels = st.lists(st.integers(-1, 2), min_size=n_users, max_size=n_users)
    tribes = np.unique([*data.draw(labels), -1], return_inverse=True)[1][:-1] - 1
    with_unseen = st.lists(st.integers(-2, 2), min_size=n_users, max_size=n_users)
    runs = np.array(data.draw(st.lists(with_unseen, min_size=1, max_size=4)))
    summary = summarise(*runs, tribes=tribes)
    for tribe in range(tribes.max() + 1):
        best = []
        for run in runs:
            members = {user for user in range(n_users) if tribes[user] == tribe and run[user] != -2}
            groups = [set(np.flatnonzero(run == group).tolist()) for group in range(3)]
            best.append(
                max((len(members & g) / len(members | g) for g in groups if members & g), default=0.0)
            )
        assert summary.survival[tribe] == pytest.approx(np.mean(best))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_two_probabilities_of_a_user_sum_to_at_most_one(data):
    labels = st.lists(st.integers(-2, 3), min_size=8, max_size=8)
    runs = data.draw(st.lists(labels, min_size=1, max_size=6))
    summary = summarise(*runs)
    assert (summary.probability + summary.second_probability <= 1 + 1e-12).all()
    assert ((summary.second == -1) == (summary.second_probability == 0)).all()
    assert (summary.second != TRIBES)[TRIBES >= 0].all()


def test_agreement_is_the_mean_ami_among_users_seen_in_both_runs():
    halves, other = [0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 0, 1]
    assert measure_agreement(np.array([halves, halves])) == 1.0
    assert measure_agreement(np.array([halves, other])) < 0.1
    assert measure_agreement(np.array([halves, [0, 0, 0, 1, 1, -2]])) == 1.0
    assert np.isnan(measure_agreement(np.full((2, 6), -2)))


def test_many_runs_are_compared_with_the_next_five():
    random = np.random.default_rng(0).integers(0, 4, (40, 300)).astype(np.int32)
    assert measure_agreement(random) == pytest.approx(0.0, abs=0.01)
