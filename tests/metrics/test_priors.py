import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import betabinom

from tribus.metrics.priors import MIN_ACCOUNTS, UNIFORM, fit_prior


def draw_counts(seed, a, b, n_accounts):
    """Accounts whose shares are drawn from Beta(a, b), with a lognormal number of trials."""
    generator = np.random.default_rng(seed)
    trials = np.maximum(generator.lognormal(1.5, 1, n_accounts).astype(int), 1)
    return generator.binomial(trials, generator.beta(a, b, n_accounts)), trials


@pytest.mark.parametrize(("a", "b"), [(0.3, 2), (2, 3), (8, 1)])
def test_the_prior_is_the_distribution_from_which_the_shares_are_drawn(a, b):
    found = fit_prior(*draw_counts(0, a, b, 20_000))
    assert found.hits == pytest.approx(a, rel=0.1)
    assert found.misses == pytest.approx(b, rel=0.1)


def test_the_prior_has_the_largest_posterior_by_the_beta_binomial_of_scipy():
    hits, trials = draw_counts(1, 0.5, 1.5, 200)

    def loss(point):
        mean, weight = 1 / (1 + np.exp(-point[0])), np.exp(point[1])
        likelihood = betabinom.logpmf(hits, trials, mean * weight, (1 - mean) * weight).sum()
        return -likelihood - np.log(mean * (1 - mean)) + point[1] / 2

    peer = minimize(loss, (0, 0), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-10}).x
    mean, weight = 1 / (1 + np.exp(-peer[0])), np.exp(peer[1])
    np.testing.assert_allclose(fit_prior(hits, trials), (mean * weight, (1 - mean) * weight), rtol=1e-4)


def test_few_accounts_with_two_trials_have_a_uniform_prior():
    hits, trials = np.array([0, 1] * 100), np.ones(200, int)  # one trial does not show how shares differ
    assert fit_prior(hits, trials) == UNIFORM
    many = np.full(MIN_ACCOUNTS, 2)
    assert fit_prior(many[1:], many[1:]) == UNIFORM
    assert fit_prior(many, many) != UNIFORM


def test_accounts_that_are_all_alike_keep_an_interval():
    never = fit_prior(np.zeros(1000), np.full(1000, 5))
    assert 0 < never.hits < 0.05
    assert sum(never) >= 1
    always = fit_prior(np.full(1000, 5), np.full(1000, 5))
    np.testing.assert_allclose(always, never[::-1], rtol=1e-4)


def test_accounts_without_trials_change_nothing():
    hits, trials = draw_counts(2, 1, 4, 300)
    silent = np.zeros(10_000)
    assert fit_prior(np.append(hits, silent), np.append(trials, silent)) == fit_prior(hits, trials)


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_accounts_is_irrelevant(seed):
    hits, trials = draw_counts(3, 0.4, 2, 400)
    order = np.random.default_rng(seed).permutation(len(hits))
    assert fit_prior(hits[order], trials[order]) == fit_prior(hits, trials)
