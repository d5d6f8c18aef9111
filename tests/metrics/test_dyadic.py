import math

import numpy as np
import pytest

from tribus.metrics.dyadic import dyadic_error, is_clearly_positive


def test_the_error_matches_a_case_by_hand():
    # Ties a-b and a-c with 1, d-e with 4; the mean is 2. Residuals -1, -1, 2.
    # Sums of users: a -2, b -1, c -1, d 2, e 2; squares 4 + 1 + 1 + 4 + 4 = 14, less 1 + 1 + 4 = 8.
    ends = np.array([[0, 0, 3], [1, 2, 4]])
    assert dyadic_error(np.array([1.0, 1.0, 4.0]), ends) == pytest.approx(math.sqrt(8) / 3)


def test_the_error_of_ties_without_common_users_is_that_of_independent_values():
    values = np.random.default_rng(0).normal(size=50)
    ends = np.arange(100).reshape(2, 50)
    assert dyadic_error(values, ends) == pytest.approx(values.std() / math.sqrt(50))


def test_the_error_is_never_below_that_of_independent_values():
    # Both ties of a cancel, so its sum is 0.
    ends = np.array([[0, 0], [1, 2]])
    assert dyadic_error(np.array([-1.0, 1.0]), ends) == pytest.approx(math.sqrt(2) / 2)


def test_a_mean_is_clear_above_two_standard_errors():
    ends = np.arange(200).reshape(2, 100)
    values = np.tile([0.0, 2.0], 50)  # the standard error of the mean is .1
    assert is_clearly_positive(values - 0.79, ends)
    assert not is_clearly_positive(values - 0.81, ends)
