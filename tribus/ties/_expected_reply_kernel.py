"""Compiled: response rates, and the expected replies of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Floats
    from tribus.ties.directed_pairs import PairValues
    from tribus.ties.expected_reply import ResponseRates


@compiled
def measure_response_rates(counts: PairValues, prior: float, rates: ResponseRates) -> None:
    """Fill in the share of contacts that each user answers, and the share that answers them.

    `prior` is the number of typical contacts added to those of each user.
    """
    n_users = len(rates.answers)
    in_degree, out_degree, mutual = np.zeros(n_users), np.zeros(n_users), np.zeros(n_users)
    for tie in range(len(counts.users_i)):
        i, j = counts.users_i[tie], counts.users_j[tie]
        if counts.w_ij[tie] > 0.0:
            out_degree[i] += 1.0
            in_degree[j] += 1.0
        if counts.w_ji[tie] > 0.0:
            out_degree[j] += 1.0
            in_degree[i] += 1.0
            if counts.w_ij[tie] > 0.0:
                mutual[i] += 1.0
                mutual[j] += 1.0
    typical = share_answered(mutual.sum(), in_degree.sum())
    for user in range(n_users):
        rates.answers[user] = (mutual[user] + prior * typical) / (in_degree[user] + prior)
        rates.answered[user] = (mutual[user] + prior * typical) / (out_degree[user] + prior)


@compiled
def share_answered(mutual: float, links: float) -> float:
    """Return the share of all links that are answered, by the rule of succession: 1/2 without links."""
    return (mutual + 1.0) / (links + 2.0)


@compiled
def expect_on_ties(
    counts: PairValues, faded: PairValues, rates: ResponseRates, expected: Floats
) -> None:
    """Fill in the support of the stronger side of each pair, on a logarithmic scale."""
    for tie in range(len(counts.users_i)):
        i, j = counts.users_i[tie], counts.users_j[tie]
        h_ij = min(rates.answers[j], rates.answered[i])
        h_ji = min(rates.answers[i], rates.answered[j])
        support_ij = _support(faded.w_ij[tie], counts.w_ji[tie], h_ij)
        support_ji = _support(faded.w_ji[tie], counts.w_ij[tie], h_ji)
        expected[tie] = np.log1p(max(support_ij, support_ji))


@compiled
def _support(given: float, returned: float, probability: float) -> float:
    """Return the answered part of the events, and the rest by the probability of an answer."""
    share = returned / (1.0 + returned)
    support: float = given * share + probability * np.log1p(given * (1.0 - share))
    return support
