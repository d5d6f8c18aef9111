import numpy as np
import pytest
from sklearn.metrics import f1_score

from tests.studies.scores import alone, bcubed_f1, best_matches, score_groups, two_way_f1


def test_bcubed_of_four_by_hand():
    # 0 1 | 2 3 are known, 0 1 2 | 3 found. Of 0 and 1: 2 together of 3 found and 2 known, F1 4/5.
    # Of 2: only itself together, of 3 found and 2 known, 2/5. Of 3: of 1 found and 2 known, 2/3.
    assert bcubed_f1([0, 0, 0, 1], [0, 0, 1, 1]) == pytest.approx((4 / 5 + 4 / 5 + 2 / 5 + 2 / 3) / 4)


@pytest.mark.parametrize("seed", range(3))
def test_bcubed_is_the_mean_f1_of_each_persons_groups(seed):
    generator = np.random.default_rng(seed)
    found, known = generator.integers(0, 4, 40), generator.integers(0, 6, 40)
    expected = [f1_score(known == known[one], found == found[one]) for one in range(40)]
    assert bcubed_f1(found, known) == pytest.approx(np.mean(expected))


def test_everybody_without_a_tribe_is_a_group_of_one():
    assert alone([1, -1, 0, -1, 1]).tolist() == [1, 2, 0, 3, 1]
    assert alone([-1, -1]).tolist() == [0, 1]


def test_the_same_groups_score_1_and_groups_of_one_are_not_counted():
    scores = score_groups([5, 5, 2, 2, -1], [0, 0, 1, 1, 7])
    assert scores == {"AMI": pytest.approx(1), "ARI": 1, "BCubed": 1, "groups": 2}


def test_a_circle_is_matched_with_the_one_most_like_it():
    # {1 2 3} with {1 2}: 2 x 2 / (3 + 2); with {3 4 5 6}: 2 x 1 / (3 + 4).
    assert best_matches([{1, 2, 3}], [{3, 4, 5, 6}, {1, 2}]) == [pytest.approx(4 / 5)]
    assert best_matches([{1}, {2}], []) == [0.0, 0.0]


def test_both_ways_count_alike():
    # Known {1 2} and {3 4}, found {1 2}: best matches 1 and 0 of the known, 1 of the found.
    assert two_way_f1([{1, 2}], [{1, 2}, {3, 4}]) == pytest.approx((1 / 2 + 1) / 2)
    assert two_way_f1([], [{1, 2}]) == 0.0
