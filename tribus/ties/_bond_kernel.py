"""The compiled loop that weighs bonds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints


@compiled
def bond_on_ties(
    users_i: Ints,
    users_j: Ints,
    x_ij: Floats,
    x_ji: Floats,
    talk_ij: Floats,
    talk_ji: Floats,
    answers: Floats,
    answered: Floats,
    unanswered_weight: float,
    bond: Floats,
) -> None:
    """Fill in the bond of each tie: the logarithm of a harmonic mean, and the share of an answer."""
    for tie in range(len(users_i)):
        i, j = users_i[tie], users_j[tie]
        total = x_ij[tie] + x_ji[tie]
        mean = 2.0 * x_ij[tie] * x_ji[tie] / total if total > 0.0 else 0.0
        n_ij, n_ji = talk_ij[tie], talk_ji[tie]
        if n_ij > 0.0 and n_ji > 0.0:
            answer = 1.0
        elif n_ij > 0.0:
            answer = min(answers[j], answered[i]) * n_ij / (1.0 + n_ij)
        else:
            answer = min(answers[i], answered[j]) * n_ji / (1.0 + n_ji)
        bond[tie] = np.log1p(mean) + unanswered_weight * answer
