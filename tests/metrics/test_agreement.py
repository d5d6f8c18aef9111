import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score

from tribus.errors import OptionError
from tribus.metrics import adjusted_mutual_information

labels = st.integers(1, 40).flatmap(
    lambda n_users: st.tuples(*[st.lists(st.integers(0, 6), min_size=n_users, max_size=n_users)] * 2)
)


def test_a_renumbered_partition_has_agreement_1():
    assert adjusted_mutual_information([0, 0, 1, 1, 2], [9, 9, 4, 4, 7]) == 1.0


def test_four_users_by_hand():
    # {0 1}{2 3} against {0 2}{1 3}: I = 0, and both entropies are log 2. Of the three ways to pair four
    # users one has I = log 2 and two have 0, so E[I] = log(2) / 3, AMI = (0 - 1/3) / (1 - 1/3).
    assert adjusted_mutual_information([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-1 / 2)


def test_independent_partitions_have_agreement_0_on_average():
    generator = np.random.default_rng(0)
    agreement = [
        adjusted_mutual_information(*generator.integers(0, 20, (2, 100)).tolist()) for _ in range(200)
    ]
    assert np.mean(agreement) == pytest.approx(0, abs=0.01)  # the normalised information is about .6


def test_each_user_with_label_minus_one_is_a_group_of_one():
    with_none, separate = [0, 0, -1, 1, 1, -1], [0, 0, 2, 1, 1, 3]
    other = [0, 1, 0, 1, 1, 1]
    assert adjusted_mutual_information(with_none, other) == adjusted_mutual_information(separate, other)
    assert adjusted_mutual_information(with_none, separate) == 1.0


SEPARATE, TOGETHER, HALVES = [0, 1, 2, 3, 4, 5], [0] * 6, [0, 0, 0, 1, 1, 1]


@pytest.mark.peer
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(TOGETHER, TOGETHER, 1.0, id="one group and one group"),
        pytest.param(SEPARATE, SEPARATE, 1.0, id="all separate and all separate"),
        pytest.param(SEPARATE, TOGETHER, 0.0, id="all separate and one group"),
        pytest.param(SEPARATE, HALVES, 0.0, id="all separate and halves"),
        pytest.param(TOGETHER, HALVES, 0.0, id="one group and halves"),
        pytest.param(HALVES, HALVES[::-1], 1.0, id="halves, renumbered"),
        pytest.param([3], [8], 1.0, id="one user"),
        pytest.param([0, 1], [0, 0], 0.0, id="two users, separate and together"),
    ],
)
def test_edge_cases_match_scikit_learn(one, other, expected):
    assert adjusted_mutual_information(one, other) == pytest.approx(expected, abs=1e-9)
    assert adjusted_mutual_information(other, one) == pytest.approx(expected, abs=1e-9)
    assert adjusted_mutual_info_score(one, other) == pytest.approx(expected, abs=1e-9)


@pytest.mark.peer
@given(labels)
@settings(max_examples=60, deadline=None)
def test_agreement_matches_scikit_learn(drawn):
    one, other = drawn
    expected = adjusted_mutual_info_score(one, other)
    assert adjusted_mutual_information(one, other) == pytest.approx(expected, abs=1e-9)


@pytest.mark.peer
@pytest.mark.parametrize(("n_users", "n_groups"), [(3000, 5), (3000, 700), (3000, 2999)])
def test_many_users_match_scikit_learn(n_users, n_groups):
    one, other = np.random.default_rng(1).integers(0, n_groups, (2, n_users))
    expected = adjusted_mutual_info_score(one, other)
    assert adjusted_mutual_information(one, other) == pytest.approx(expected, abs=1e-9)


@given(labels)
@settings(max_examples=30, deadline=None)
def test_agreement_is_symmetric_and_at_most_one(drawn):
    one, other = drawn
    agreement = adjusted_mutual_information(one, other)
    assert agreement == pytest.approx(adjusted_mutual_information(other, one), abs=1e-12)
    assert agreement <= 1 + 1e-12


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ([0, 1], [0], "both partitions must label the same users, got 2 and 1 labels"),
        ([], [], "both partitions must label the same users, got 0 and 0 labels"),
        ([0, 1], ["a", "b"], "labels must be a list of integers.*return_inverse"),
        ([0.0, 1.5], [0, 1], "labels must be a list of integers.*of float64"),
    ],
)
def test_invalid_labels_are_an_error_that_shows_them(one, other, message):
    with pytest.raises(OptionError, match=message):
        adjusted_mutual_information(one, other)
