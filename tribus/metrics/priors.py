"""Empirical Bayes: the Beta distribution of a share over all accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats

MIN_ACCOUNTS = 30  # with two trials or more; fewer do not show how much shares differ
MIN_TRIALS = 2  # of an account that shows whether its share is near 0 or 1, or between
LOGIT_RANGE = (-14.0, 14.0)  # of the logit of the mean
LOG_WEIGHT_RANGE = (0.0, 12.0)  # of the natural logarithm of the weight: at least one trial
MIN_PARAMETER = 0.01  # so that an interval does not shrink to a point where no account has a hit
MAX_STEPS = 200  # of Newton's method; it needs about ten
MIN_GAIN = 1e-12  # of the log posterior, relative to its size, of a further step
FIRST_DAMPING = 1e-3  # of Newton's steps, relative to the curvature
DAMPING_FACTOR = 8.0  # of the damping: more after a bad step, less after a good one
N_DIGITS = 6  # significant digits of a prior, so that rounding errors do not reach the answers


class BetaPrior(NamedTuple):
    """The Beta distribution of a share before the counts of an account are seen.

    Attributes
    ----------
    hits, misses
        Its two parameters: the number of hits and misses that it is worth. Their sum is its weight in
        trials.
    """

    hits: float
    misses: float


UNIFORM = BetaPrior(1.0, 1.0)


def fit_prior(hits: Any, trials: Any, *, n_accounts: Any = 1) -> BetaPrior:
    """Return the Beta distribution that fits the shares of all accounts.

    Parameters
    ----------
    hits, trials
        Counts of each account, shape `(n_users,)`, with `0 <= hits <= trials`. Accounts without trials
        are left out.
    n_accounts
        Number of accounts with each pair of counts. Default 1.

    Returns
    -------
    BetaPrior
        Uniform, `(1, 1)`, if fewer than `MIN_ACCOUNTS` accounts have two trials or more.

    Notes
    -----
    With the mean m and the weight w, the parameters are ``a = m w`` and ``b = (1 - m) w``. They maximise
    ``m (1 - m) w**-0.5 * Π B(hits_i + a, misses_i + b) / B(a, b)``. The product is the marginal
    likelihood of beta-binomial counts (Griffiths 1973). The factor before it is the noninformative prior
    of Gelman et al. (2013, section 5.3) for ``(log(a / b), log(a + b))``. It keeps m from 0 and 1 where
    all counts are alike, and w finite. The weight is at least 1, and each parameter at least 0.01.

    References
    ----------
    Griffiths (1973), Maximum likelihood estimation for the beta-binomial distribution,
    doi:10.2307/2529131. Gelman, Carlin, Stern, Dunson, Vehtari & Rubin (2013), Bayesian Data Analysis,
    3rd edition, doi:10.1201/b16018.
    """
    hits, trials = np.asarray(hits, np.float64), np.asarray(trials, np.float64)
    n_alike = np.broadcast_to(np.asarray(n_accounts, np.float64), hits.shape)
    if n_alike[trials >= MIN_TRIALS].sum() < MIN_ACCOUNTS:
        return UNIFORM
    known = (trials > 0) & (n_alike > 0)
    pairs, index = np.unique(np.column_stack([hits[known], trials[known]]), axis=0, return_inverse=True)
    counted = np.bincount(index, n_alike[known], len(pairs)).astype(np.float64)
    counts = _Counts(pairs[:, 0], pairs[:, 1] - pairs[:, 0], counted)
    n_hits, n_trials = (n_alike[known] * part[known] for part in (hits, trials))
    overall = (n_hits.sum() + 1) / (n_trials.sum() + 2)
    start = np.array([np.log(overall / (1 - overall)), np.log(2.0)])
    found = _maximise(start, counts)
    rounded = (float(f"{value:.{N_DIGITS}g}") for value in _parameters(found))
    return BetaPrior(*(max(value, MIN_PARAMETER) for value in rounded))


class _Counts(NamedTuple):
    """The distinct pairs of hits and misses, and the number of accounts with each."""

    hits: Floats
    misses: Floats
    n_accounts: Floats


def _parameters(point: Floats) -> tuple[float, float]:
    """Return both parameters from the logit of the mean and the logarithm of the weight."""
    mean, weight = 1 / (1 + np.exp(-point[0])), np.exp(point[1])
    return float(mean * weight), float((1 - mean) * weight)


def _maximise(start: Floats, counts: _Counts) -> Floats:
    """Return the mode of the posterior by Newton's method, damped as by Levenberg and Marquardt."""
    lowest, highest = np.transpose([LOGIT_RANGE, LOG_WEIGHT_RANGE])
    point, damping = np.clip(start, lowest, highest), FIRST_DAMPING
    value, gradient, curvature = _log_posterior(point, counts)
    for _ in range(MAX_STEPS):
        is_stuck = np.where(gradient > 0, point >= highest, point <= lowest)
        step = _damped_step(np.where(is_stuck, 0.0, gradient), curvature, is_stuck, damping)
        moved = np.clip(point + step, lowest, highest)
        new = _log_posterior(moved, counts)
        gain = new[0] - value
        if gain > 0:
            point, (value, gradient, curvature) = moved, new
            damping /= DAMPING_FACTOR
        else:
            damping *= DAMPING_FACTOR
        if abs(gain) <= MIN_GAIN * (1 + abs(value)):
            break
    return point


def _damped_step(gradient: Floats, curvature: Floats, is_stuck: Bools, damping: float) -> Floats:
    """Return a step of Newton's method; coordinates at the end of their range stay there.

    The damping makes the curvature negative in all directions, so that the step goes uphill.
    """
    free = np.where(is_stuck[:, None] | is_stuck, 0.0, -curvature)
    smallest, largest = np.linalg.eigvalsh(free)
    shift = max(0.0, -2 * smallest) + damping * max(largest, -smallest, 1.0)
    step: Floats = np.linalg.solve(free + shift * np.eye(2), gradient)
    return step


def _log_posterior(point: Floats, counts: _Counts) -> tuple[float, Floats, Floats]:
    """Return the logarithm of the posterior density, its gradient, and its matrix of curvatures."""
    from scipy.special import betaln, digamma, zeta

    a, b = _parameters(point)
    hits, misses, n_accounts = counts
    mean, weight = a / (a + b), a + b
    terms = betaln(hits + a, misses + b) - betaln(a, b)  # Griffiths 1973
    value = n_accounts @ terms + np.log(mean) + np.log1p(-mean) - point[1] / 2  # Gelman et al. 2013
    of_parameters = (hits, a), (misses, b), (hits + misses, weight)
    by_a, by_b, by_weight = (n_accounts @ (digamma(x + p) - digamma(p)) for x, p in of_parameters)
    # the trigamma function is ζ(2, x)
    by_aa, by_bb, by_ww = (n_accounts @ (zeta(2, x + p) - zeta(2, p)) for x, p in of_parameters)
    slope, skew = weight * mean * (1 - mean), 1 - 2 * mean  # slope of a in the logit of the mean
    gradient = np.array(
        [
            slope * (by_a - by_b) + skew,
            a * by_a + b * by_b - weight * by_weight - 0.5,
        ]
    )
    across = slope * (a * by_aa - b * by_bb + by_a - by_b)
    of_logit = slope**2 * (by_aa + by_bb) + slope * skew * (by_a - by_b) - 2 * mean * (1 - mean)
    of_weight = a**2 * by_aa + b**2 * by_bb - weight**2 * by_ww + gradient[1] + 0.5
    return float(value), gradient, np.array([[of_logit, across], [across, of_weight]])
