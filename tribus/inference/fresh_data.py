"""Fresh data: whether users stay together there more, or less, than in resamples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.inference.certainty import is_in_own_tribe
from tribus.sampling.bootstrap import KEPT_SHARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Bools, Floats, Ints
    from tribus.inference.sampler import GroupSampler

N_RESAMPLES = 8  # that the difference is estimated from, if none are at hand
MIN_USERS = 30  # with a tribe; fewer do not show a difference
MIN_RESAMPLES = 2  # one to divide the events, and another that shares events with what it leaves out
DENSITY_WEIGHT = math.log(KEPT_SHARE) / math.log(1 - KEPT_SHARE)
OVERLAP_WEIGHT = (1 + DENSITY_WEIGHT) / math.sqrt(1 - KEPT_SHARE)


def sample_log_odds(sampler: GroupSampler, labels: Ints, resolution: float) -> float:
    """Return the estimate of `estimate_log_odds` from resamples at a resolution."""
    resampled = sampler.search_resamples([resolution], range(N_RESAMPLES), undirected=True)
    [left_out] = sampler.search_left_out([resolution])
    groups = [groups for [groups] in resampled]
    stays = [is_in_own_tribe(labels, one) for one in groups]
    return estimate_log_odds(labels, stays, groups, left_out)


def estimate_log_odds(
    labels: Ints, stays: Sequence[Bools], resampled: Sequence[Ints], left_out: Ints
) -> float:
    """Return how much larger the log odds of staying together are in fresh data than in a resample.

    Parameters
    ----------
    labels
        Tribe of each user, shape `(n_users,)`, -1 for none.
    stays
        For each resample a mask of the users in their own tribe (`is_in_own_tribe`).
    resampled
        Group of each user in each resample, negative for none.
    left_out
        Group of each user in the events that the first resample leaves out.

    Returns
    -------
    float
        Positive if resamples understate the agreement with fresh data, negative if they overstate it;
        0 with fewer than 30 users in tribes or with a single resample.

    Notes
    -----
    A resample keeps the share q = 0.7 of the events. It differs from fresh data in two ways: it has
    fewer events, and it has events in common with the data. The log odds of agreement are modelled as
    ``α + β log(d d') + γ ρ`` for two sets of events with the shares d and d' and the correlation ρ of
    their counts, in a Poisson process. Fresh data have ``d = d' = 1`` and ``ρ = 0``. Three agreements
    are known:

    - y_1 of the data with resamples: ``d d' = q``, ``ρ = √q``;
    - y_2 of other resamples with the events left out: ``d d' = q (1 - q)``, ``ρ = √(q (1 - q))``;
    - y_3 of the first resample with the events that it leaves out, which are independent of it:
      ``d d' = q (1 - q)``, ``ρ = 0``.

    So ``α - y_1 = h (y_1 - y_3) - (1 + h) (y_2 - y_3) / √(1 - q)``, with ``h = log q / log(1 - q)``. The
    first term adds what the missing events would show. The second removes what common events
    explain. The estimate is shrunk by the factor ``1 - v / (α - y_1)²``, at least 0, with its sampling
    variance v over users (after Efron & Morris 1973). The model is ours; events are divided as in data
    thinning (Neufeld et al. 2024).

    If the ties of the source are fixed and seen once each, as follows can be, fresh data repeat them.
    A single network does not show that, and the estimate is too low.

    References
    ----------
    Neufeld, Dharamshi, Gao & Witten (2024), Data thinning for convolution-closed distributions, Journal
    of Machine Learning Research 25(57). Efron & Morris (1973), Stein's estimation rule and its
    competitors, doi:10.1080/01621459.1973.10481350.
    """
    has_tribe = labels != NO_TRIBE
    if np.count_nonzero(has_tribe) < MIN_USERS or len(resampled) < MIN_RESAMPLES:
        return 0.0
    in_resamples = np.mean(stays, axis=0)
    again = [_stay_together(groups, left_out, has_tribe) for groups in resampled]
    density, of_density = _compare(in_resamples[has_tribe], again[0])
    overlap, of_overlap = _compare(np.mean(again[1:], axis=0), again[0])
    log_odds = DENSITY_WEIGHT * density - OVERLAP_WEIGHT * overlap
    influence = DENSITY_WEIGHT * of_density - OVERLAP_WEIGHT * of_overlap
    variance = float(influence.var()) / len(influence)
    return log_odds * max(0.0, 1 - variance / log_odds**2) if log_odds else 0.0


def _stay_together(groups: Ints, others: Ints, has_tribe: Bools) -> Floats:
    """Return 1 for each user with a tribe who is in the counterpart of the own group, else 0."""
    labels = np.where(has_tribe, groups, NO_TRIBE).astype(np.int32)
    stays: Floats = is_in_own_tribe(labels, others)[has_tribe].astype(np.float64)
    return stays


def _compare(first: Floats, second: Floats) -> tuple[float, Floats]:
    """Return the difference of the log odds of two mean shares, and the influence of each user on it."""
    # half a user on each side keeps the odds finite
    one, other = ((values.sum() + 0.5) / (len(values) + 1) for values in (first, second))
    influence: Floats = (first - one) / (one * (1 - one)) - (second - other) / (other * (1 - other))
    return math.log(one / (1 - one)) - math.log(other / (1 - other)), influence
