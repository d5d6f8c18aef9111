"""Compiled loops over ties: response rates, and the replies that they let expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints


@compiled
def measure_response_rates(
    users_i: Ints,
    users_j: Ints,
    w_ij: Floats,
    w_ji: Floats,
    prior: float,
    answers: Floats,
    answered: Floats,
) -> None:
    """Fill in the share of contacts that each user answers, and the share that answers them.

    Each tie stands once. `prior` is the number of typical contacts added to those of each user.
    """
    n_users = len(answers)
    in_degree, out_degree, mutual = np.zeros(n_users), np.zeros(n_users), np.zeros(n_users)
    for tie in range(len(users_i)):
        i, j = users_i[tie], users_j[tie]
        if w_ij[tie] > 0.0:
            out_degree[i] += 1.0
            in_degree[j] += 1.0
        if w_ji[tie] > 0.0:
            out_degree[j] += 1.0
            in_degree[i] += 1.0
            if w_ij[tie] > 0.0:
                mutual[i] += 1.0
                mutual[j] += 1.0
    typical = share_answered(mutual.sum(), in_degree.sum())
    for user in range(n_users):
        answers[user] = (mutual[user] + prior * typical) / (in_degree[user] + prior)
        answered[user] = (mutual[user] + prior * typical) / (out_degree[user] + prior)


@compiled
def share_answered(mutual: float, links: float) -> float:
    """Share of all links that are answered, by the rule of succession: 1/2 without links."""
    return (mutual + 1.0) / (links + 2.0)


@compiled
def expect_on_ties(
    users_i: Ints,
    users_j: Ints,
    w_ij: Floats,
    w_ji: Floats,
    faded_ij: Floats,
    faded_ji: Floats,
    answers: Floats,
    answered: Floats,
    expected: Floats,
) -> None:
    """Fill in the support of the stronger side of each tie, on a logarithmic scale."""
    for tie in range(len(users_i)):
        i, j = users_i[tie], users_j[tie]
        support_ij = _support(faded_ij[tie], w_ji[tie], min(answers[j], answered[i]))
        support_ji = _support(faded_ji[tie], w_ij[tie], min(answers[i], answered[j]))
        expected[tie] = np.log1p(max(support_ij, support_ji))


@compiled
def _support(given: float, returned: float, probability: float) -> float:
    """Support by the answered part of the events, and by the probability of an answer to the rest."""
    share = returned / (1.0 + returned)
    support: float = given * share + probability * np.log1p(given * (1.0 - share))
    return support
