import numpy as np
import pytest
from scipy.stats import beta

from tribus.metrics.priors import BetaPrior
from tribus.people.rates import estimate_rate, estimate_share
from tribus.people.words import format_cases, format_estimate, format_likely


def test_a_share_is_shrunk_towards_one_half():
    # (3 + 1) / (4 + 2) = 2/3; without trials nothing is known
    shares = estimate_share([3, 0, 0], [4, 1, 0])
    np.testing.assert_allclose(shares.value, [2 / 3, 1 / 3, np.nan])


def test_the_interval_of_a_share_is_that_of_its_beta_distribution():
    # Beta(1, 2) has the distribution function 1 - (1 - x)^2: quantiles 1 - sqrt(1 - p)
    shares = estimate_share([0], [1])
    assert shares.low[0] == pytest.approx(1 - np.sqrt(0.975))
    assert shares.high[0] == pytest.approx(1 - np.sqrt(0.025))


def test_a_rate_is_shrunk_towards_the_rate_of_all():
    # all together 12 events in 6 posts: 2 a post; (10 + 2) / (2 + 1) = 4 and (2 + 2) / (4 + 1) = 0.8
    rates = estimate_rate([10, 2, 5], [2, 4, 0])
    np.testing.assert_allclose(rates.value, [4, 0.8, np.nan])


def test_the_interval_of_a_rate_is_that_of_its_gamma_distribution():
    # one user with 1 event in 2 posts: r = 1/2, so Gamma(3/2) / 3; the limits come from 200,000 draws
    rates = estimate_rate([1], [2])
    draws = np.random.default_rng(0).gamma(1.5, 1 / 3, 200_000)
    assert rates.low[0] == pytest.approx(np.quantile(draws, 0.025), rel=0.03)
    assert rates.high[0] == pytest.approx(np.quantile(draws, 0.975), rel=0.03)


def test_more_trials_give_a_narrower_interval():
    shares = estimate_share([1, 100], [2, 200])
    assert np.diff(shares.high - shares.low) < 0


def test_no_event_at_all_gives_a_rate_of_0():
    rates = estimate_rate([0, 0], [3, 1])
    assert rates.value.tolist() == [0, 0]
    assert rates.low.tolist() == [0, 0]


def test_a_prior_counts_as_hits_and_misses_before_the_first():
    # (1 + 0.5) / (2 + 0.5 + 1.5) = 3/8; the interval is that of Beta(1.5, 2.5)
    shares = estimate_share([1], [2], BetaPrior(0.5, 1.5))
    assert shares.value[0] == 3 / 8
    np.testing.assert_allclose([shares.low[0], shares.high[0]], beta(1.5, 2.5).ppf([0.025, 0.975]))


def test_few_cases_are_counted_and_many_are_a_percentage():
    shares = estimate_share([1, 4, 0], [3, 6, 0])
    assert [shares.cases_of(row) for row in range(3)] == [(1, 3), None, None]
    assert [format_cases(shares, row) for row in range(3)] == ["1 of 3", "62%", "–"]  # (4+1)/(6+2)
    assert format_likely(shares, 0) == "1 of 3"
    assert format_estimate(shares, 1).startswith("62% (")


def test_the_counts_of_a_caller_stay_writable():
    hits, trials = np.array([1.0]), np.array([3.0])
    estimate_share(hits, trials)
    assert hits.flags.writeable
    assert trials.flags.writeable
