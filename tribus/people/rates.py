"""Shares and rates with intervals; small counts are shrunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.counts import mark_first
from tribus._core.frozen import freeze_fields
from tribus.metrics.priors import UNIFORM, BetaPrior

if TYPE_CHECKING:
    from collections.abc import Callable

    from tribus._core.arrays import Bools, Floats, Ints64

LOW, HIGH = 0.025, 0.975  # quantiles of the 95 % interval
MIN_CASES = 5  # of a share that is shown as a percentage; of fewer the cases are shown
PRIOR_POSTS = 1.0  # weight of the rate of all users, in posts


@dataclass(frozen=True, eq=False, kw_only=True)
class Estimate:
    """An estimate of each user, with its 95 % interval; NaN for users without data.

    Attributes
    ----------
    value, low, high
        float64, shape `(n_users,)`.
    hits, trials
        The counts behind a share or a rate, float64, shape `(n_users,)`; None for other estimates.
    """

    value: Floats
    low: Floats
    high: Floats
    hits: Floats | None = None
    trials: Floats | None = None

    def of(self, row: int) -> tuple[float, float, float]:
        """Return the estimate of one user, and the limits of its interval."""
        return float(self.value[row]), float(self.low[row]), float(self.high[row])

    def cases_of(self, row: int) -> tuple[int, int] | None:
        """Return hits and trials of one user if they are too few for a percentage, else None."""
        if self.hits is None or self.trials is None or not 0 < self.trials[row] < MIN_CASES:
            return None
        return int(self.hits[row]), int(self.trials[row])

    def columns(self, name: str) -> dict[str, Floats]:
        """Return the three columns under a name."""
        return {name: self.value, f"{name}_low": self.low, f"{name}_high": self.high}


def estimate_share(hits: Any, trials: Any, prior: BetaPrior = UNIFORM) -> Estimate:
    """Return shares shrunk towards a prior, with the 95 % interval of their Beta distribution.

    Parameters
    ----------
    hits, trials
        Counts, shape `(n_users,)`, with `0 <= hits <= trials`.
    prior
        The hits ``a`` and misses ``b`` that every user has before any is counted. Default one of each: a
        uniform prior.

    Notes
    -----
    The share has the distribution ``Beta(hits + a, trials - hits + b)``. The value is its mean,
    ``(hits + a) / (trials + a + b)``. Without trials all three are NaN.
    """
    from scipy.special import betaincinv

    hits, trials = np.asarray(hits, np.float64), np.asarray(trials, np.float64)
    known = trials > 0
    a, b = prior

    def quantile(hits: Floats, trials: Floats, share: float) -> Floats:
        return np.asarray(betaincinv(hits + a, trials - hits + b, share), np.float64)

    value = np.where(known, (hits + a) / (trials + (a + b)), np.nan)
    return _with_limits(value, known, hits, trials, quantile)


def estimate_rate(events: Any, posts: Any) -> Estimate:
    """Return events per post, shrunk towards the rate of all users, with a 95 % interval.

    Parameters
    ----------
    events, posts
        Counts, shape `(n_users,)`, 0 or more.

    Notes
    -----
    With ``r = Σ events / Σ posts`` over all users with posts, the value is
    ``(events + r) / (posts + 1)``, the mean of a gamma distribution whose prior has the weight of one
    post. The limits are its quantiles. Without posts all three are NaN.
    """
    from scipy.special import gammaincinv

    events, posts = np.asarray(events, np.float64), np.asarray(posts, np.float64)
    known = posts > 0
    total = posts[known].sum()
    overall = events[known].sum() / total if total else 0.0

    def quantile(events: Floats, posts: Floats, share: float) -> Floats:
        shape = events + PRIOR_POSTS * overall
        limits = gammaincinv(np.maximum(shape, 1e-12), share) / (posts + PRIOR_POSTS)
        return np.asarray(limits, np.float64)

    value = np.where(known, (events + PRIOR_POSTS * overall) / (posts + PRIOR_POSTS), np.nan)
    return _with_limits(value, known, events, posts, quantile)


def _with_limits(
    value: Floats,
    known: Bools,
    hits: Floats,
    trials: Floats,
    quantile: Callable[[Floats, Floats, float], Floats],
) -> Estimate:
    """Compute the limits once for each pair of counts that occurs."""
    pairs, of_user = _distinct_pairs(hits[known], trials[known])
    limits = []
    for share in (LOW, HIGH):
        limit = np.full(len(value), np.nan)
        limit[known] = quantile(*pairs, share)[of_user]
        limits.append(limit)
    return freeze_fields(
        Estimate(value=value, low=limits[0], high=limits[1], hits=hits.copy(), trials=trials.copy())
    )


def _distinct_pairs(hits: Floats, trials: Floats) -> tuple[tuple[Floats, Floats], Ints64]:
    """Return the distinct pairs of counts, and the pair of each user."""
    order = np.lexsort((trials, hits))
    hits, trials = hits[order], trials[order]
    first = mark_first(hits, trials)
    of_user = np.empty(len(hits), np.int64)
    of_user[order] = np.cumsum(first) - 1
    return (hits[first], trials[first]), of_user
