import numpy as np
import pytest
from scipy.stats import false_discovery_control

from tests.topics.planted import make_usage
from tribus.topics.distinctive import adjust_p_values, compute_scores, find_distinctive


def test_the_score_is_the_log_odds_ratio_in_standard_deviations():
    # 4 of 20 uses in the tribe, 2 of 60 elsewhere; prior 10/50 of 6 = 1.2 for the word, of 80 = 16
    scores = compute_scores(np.array([4]), np.array([6]), np.array([20]), 80.0, 50.0)
    log_odds = np.log(5.2 / (20 + 16 - 5.2)) - np.log(3.2 / (60 + 16 - 3.2))
    deviation = np.sqrt(1 / 5.2 + 1 / 3.2)
    assert scores.log_odds[0] == pytest.approx(log_odds)
    assert scores.deviation[0] == pytest.approx(deviation)
    assert scores.score[0] == pytest.approx(log_odds / deviation)


def test_p_values_are_those_of_benjamini_and_hochberg():
    p_values = np.array([0.001, 0.2, 0.02, 0.9])
    assert adjust_p_values(p_values, 4) == pytest.approx(false_discovery_control(p_values))


def test_tests_that_are_not_given_count_as_one():
    p_values = np.array([0.001, 0.02])
    padded = np.append(p_values, np.ones(8))
    assert adjust_p_values(p_values, 10) == pytest.approx(false_discovery_control(padded)[:2])


def test_words_of_few_authors_are_left_out():
    usage = make_usage({"pan": {0, 1}, "masa": {0, 1, 2}}, [5] * 4)
    words = find_distinctive(usage, np.array([0, 0, 0, 1], np.int32), 1, min_authors=3)
    assert [usage.words[word] for word in words.word] == ["masa"]
