"""Certainty: the probability that a user is in the same tribe in fresh data of the same source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.metrics.matching import NO_COUNTERPART, match_groups
from tribus.metrics.priors import fit_prior

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Bools, Floats, Ints

MAX_SHOWN_CERTAINTY = 0.99  # in words; a few resamples never make it 100 %
# Smallest certainty with this word; less is unsure. Certainties can be fifteen points too high in the
# middle, so a membership is fairly sure from where it is more likely than not even then.
VERY_SURE, SURE, FAIRLY_SURE = 0.9, 0.75, 0.65


def measure_certainty(labels: Ints, stays: Sequence[Bools], *, log_odds: float = 0.0) -> Floats:
    """Return the probability that each user is in the present tribe in fresh data of the same source.

    Parameters
    ----------
    labels
        Tribe of each user, shape `(n_users,)`, -1 for none.
    stays
        For each resample a mask of the users in their own tribe (`is_in_own_tribe`).
    log_odds
        Added to the log odds of each certainty: how much fresh data differ from resamples
        (`tribus.inference.fresh_data`). With the default 0 these are certainties in a resample.

    Returns
    -------
    array of float64, shape (n_users,)
        Between 0 and 1. NaN for users without a tribe, and for all without resamples.

    Notes
    -----
    In each resample a tribe is matched with at most one group (`tribus.metrics.matching`), and each user
    of the tribe is in it or not. For k of n resamples the certainty is ``(k + a) / (n + a + b)``, the
    mean of the posterior distribution. Its prior is the Beta distribution with parameters a and b that
    fits the counts of all users (`tribus.metrics.priors`). So few resamples never make a user certain,
    and more resamples count more than the prior. With the correction δ, `log_odds`, the certainty c
    becomes ``1 / (1 + exp(-δ) (1 - c) / c)``. The order of users stays the same.
    """
    has_tribe = labels != NO_TRIBE
    certainty = np.full(len(labels), np.nan)
    if len(stays) and has_tribe.any():
        n_inside = np.sum(stays, axis=0)
        share = shrink_shares(n_inside[has_tribe], len(stays))
        certainty[has_tribe] = 1 / (1 + np.exp(-log_odds) * (1 - share) / share)
    certainty.flags.writeable = False
    return certainty


def is_in_own_tribe(labels: Ints, groups: Ints) -> Bools:
    """Return a mask of the users whose group in a resample is the counterpart of their tribe."""
    counterpart = match_groups(labels, groups, int(labels.max(initial=NO_TRIBE)) + 1)
    expected = np.append(counterpart, NO_COUNTERPART)[labels]  # at index -1 for no tribe
    is_inside: Bools = (expected == groups) & (expected != NO_COUNTERPART)
    return is_inside


def shrink_shares(n_inside: Ints, n_resamples: int) -> Floats:
    """Return the posterior mean of each share, with the prior that fits all of them."""
    n_users = np.bincount(n_inside, minlength=n_resamples + 1)
    number = np.arange(n_resamples + 1.0)
    prior = fit_prior(number, np.full(n_resamples + 1, float(n_resamples)), n_accounts=n_users)
    share: Floats = (number + prior.hits) / (n_resamples + prior.hits + prior.misses)
    return share[n_inside]
