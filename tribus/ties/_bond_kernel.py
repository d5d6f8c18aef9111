"""Compiled loops over ties: who answers, who is answered, and the bond that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints


@compiled
def measure_answering(
    left: Ints, right: Ints, there: Floats, back: Floats, prior: float, answers: Floats, answered: Floats
) -> None:
    """Fill in what share of those who turned to each user got an answer, and of those they turned to.

    Each tie stands once, with what the left gave the right, and back. `prior` is how many people
    more, answered as is usual in the network, are counted with those of each user.
    """
    n_users = len(answers)
    turned_to, turned_from, mutual = np.zeros(n_users), np.zeros(n_users), np.zeros(n_users)
    for tie in range(len(left)):
        one, other = left[tie], right[tie]
        if there[tie] > 0.0:
            turned_from[one] += 1.0
            turned_to[other] += 1.0
        if back[tie] > 0.0:
            turned_from[other] += 1.0
            turned_to[one] += 1.0
            if there[tie] > 0.0:
                mutual[one] += 1.0
                mutual[other] += 1.0
    usual = share_answered(mutual.sum(), turned_to.sum())
    for user in range(n_users):
        answers[user] = (mutual[user] + prior * usual) / (turned_to[user] + prior)
        answered[user] = (mutual[user] + prior * usual) / (turned_from[user] + prior)


@compiled
def share_answered(mutual: float, links: float) -> float:
    """Share of all links that are answered, by the rule of succession: 1/2 if there are none."""
    return (mutual + 1.0) / (links + 2.0)


@compiled
def bond_ties(
    left: Ints,
    right: Ints,
    there: Floats,
    back: Floats,
    faded_there: Floats,
    faded_back: Floats,
    answers: Floats,
    answered: Floats,
    one_way: float,
    bond: Floats,
) -> None:
    """Fill in the bond of each tie: the support of its stronger side, on a logarithmic scale."""
    for tie in range(len(left)):
        one, other = left[tie], right[tie]
        hope_there = one_way * min(answers[other], answered[one])
        hope_back = one_way * min(answers[one], answered[other])
        support_there = _support(faded_there[tie], back[tie], hope_there)
        support_back = _support(faded_back[tie], there[tie], hope_back)
        bond[tie] = np.log1p(max(support_there, support_back))


@compiled
def _support(given: float, returned: float, hope: float) -> float:
    """What was given as far as it is answered, and its unanswered rest as far as there is hope."""
    share = returned / (1.0 + returned)
    support: float = given * share + hope * np.log1p(given * (1.0 - share))
    return support
