import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.stability.statements import Statements, measure_agreement

TRIBES = np.array([0, 0, 0, 0, 1, 1, 1, -1], np.int32)


def read(*runs, tribes=TRIBES):
    return Statements.of_runs(np.asarray(tribes, np.int32), np.array(runs, np.int32))


def test_what_never_changes_is_certain():
    said = read(*[TRIBES] * 3)
    assert said.certainty[:7].tolist() == [1.0] * 7
    assert np.isnan(said.certainty[7])
    assert said.probability.tolist() == [1.0] * 8
    assert said.second.tolist() == [-1] * 8
    assert said.survival.tolist() == [1.0, 1.0]


def test_certainty_is_the_share_of_companions_who_are_there_and_together():
    # Of tribe 0, user 3 goes over to tribe 1; of tribe 1, user 6 has no tie.
    said = read([0, 0, 0, 1, 1, 1, -2, -1])
    assert said.certainty[:7] == pytest.approx([2 / 3, 2 / 3, 2 / 3, 0, 1, 1, 0])
    # {0, 1, 2} of {0, 1, 2, 3}; and {4, 5} in {3, 4, 5}, for user 6 is not there.
    assert said.survival == pytest.approx([3 / 4, 2 / 3])
    assert said.seen.tolist() == [1, 1, 1, 1, 1, 1, 0, 1]


def test_probabilities_are_means_over_runs():
    stays, goes = [0, 0, 0, 0, 1, 1, 1, -1], [0, 0, 0, 1, 1, 1, 1, -1]
    said = read(stays, stays, stays, goes)
    assert said.certainty[3] == 0.75
    assert said.certainty[0] == pytest.approx((3 + 2 / 3) / 4)
    assert said.probability[3] == 0.75
    assert (said.second[3], said.second_probability[3]) == (1, 0.25)


def test_tribes_are_matched_by_overlap_not_by_number():
    said = read([1, 1, 1, 1, 0, 0, 0, -1])
    assert said.probability.tolist() == [1.0] * 8


def test_a_merger_moves_nobody_and_a_split_moves_nobody():
    for run in ([0] * 7 + [-1], [0, 0, 1, 1, 2, 2, 2, -1]):
        said = read(run)
        assert said.probability[:7].tolist() == [1.0] * 7
        assert (said.second == -1).all()


def test_a_user_without_tribe_has_a_second_one_where_runs_put_them():
    said = read([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1, -1], [0, 0, 0, 0, 1, 1, 1, -2])
    assert said.probability[7] == pytest.approx(2 / 3)
    assert (said.second[7], said.second_probability[7]) == (1, pytest.approx(1 / 3))


def test_without_tribes_nothing_is_certain():
    nothing = [-1] * 4
    said = read(nothing, [0, 0, 1, 1], tribes=nothing)
    assert np.isnan(said.certainty).all()
    assert said.probability.tolist() == [1.0] * 4
    assert len(said.survival) == 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_certainty_and_survival_are_as_the_docstring_says(data):
    n_users = data.draw(st.integers(1, 9))
    labels = st.lists(st.integers(-1, 2), min_size=n_users, max_size=n_users)
    tribes = np.unique([*data.draw(labels), -1], return_inverse=True)[1][:-1] - 1
    with_unseen = st.lists(st.integers(-2, 2), min_size=n_users, max_size=n_users)
    runs = np.array(data.draw(st.lists(with_unseen, min_size=1, max_size=4)))
    said = read(*runs, tribes=tribes)
    for user in np.flatnonzero(tribes >= 0):
        shares = []
        for run in runs:
            there = [
                other
                for other in range(n_users)
                if other != user and tribes[other] == tribes[user] and run[other] != -2
            ]
            together = [other for other in there if run[other] == run[user] >= 0]
            shares.append(len(together) / len(there) if there else 0.0)
        assert said.certainty[user] == pytest.approx(np.mean(shares))
    for tribe in range(tribes.max() + 1):
        best = []
        for run in runs:
            own = {user for user in range(n_users) if tribes[user] == tribe and run[user] != -2}
            groups = [set(np.flatnonzero(run == group).tolist()) for group in range(3)]
            best.append(max((len(own & g) / len(own | g) for g in groups if own & g), default=0.0))
        assert said.survival[tribe] == pytest.approx(np.mean(best))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_probabilities_of_a_user_add_up_to_one_at_most(data):
    labels = st.lists(st.integers(-2, 3), min_size=8, max_size=8)
    runs = data.draw(st.lists(labels, min_size=1, max_size=6))
    said = read(*runs)
    assert (said.probability + said.second_probability <= 1 + 1e-12).all()
    assert ((said.second == -1) == (said.second_probability == 0)).all()
    assert (said.second != TRIBES)[TRIBES >= 0].all()


def test_runs_agree_by_their_mean_ami_among_those_who_are_there():
    halves, other = [0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 0, 1]
    assert measure_agreement(np.array([halves, halves])) == 1.0
    assert measure_agreement(np.array([halves, other])) < 0.1
    assert measure_agreement(np.array([halves, [0, 0, 0, 1, 1, -2]])) == 1.0
    assert np.isnan(measure_agreement(np.full((2, 6), -2)))


def test_many_runs_are_compared_with_the_next_five():
    random = np.random.default_rng(0).integers(0, 4, (40, 300)).astype(np.int32)
    assert measure_agreement(random) == pytest.approx(0.0, abs=0.01)
