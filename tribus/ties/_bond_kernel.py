"""Compiled: weigh the bonds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Floats
    from tribus.ties.directed_pairs import PairValues
    from tribus.ties.expected_reply import ResponseRates


@compiled
def bond_on_ties(
    exchange: PairValues, talk: PairValues, rates: ResponseRates, unanswered_weight: float, bond: Floats
) -> None:
    """Fill in the bond of each pair: log(1 + harmonic mean), and the weight of an answer."""
    for tie in range(len(exchange.users_i)):
        i, j = exchange.users_i[tie], exchange.users_j[tie]
        x_ij, x_ji = exchange.w_ij[tie], exchange.w_ji[tie]
        total = x_ij + x_ji
        mean = 2.0 * x_ij * x_ji / total if total > 0.0 else 0.0
        n_ij, n_ji = talk.w_ij[tie], talk.w_ji[tie]
        if n_ij > 0.0 and n_ji > 0.0:
            answer = 1.0
        elif n_ij > 0.0:
            answer = min(rates.answers[j], rates.answered[i]) * n_ij / (1.0 + n_ij)
        else:
            answer = min(rates.answers[i], rates.answered[j]) * n_ji / (1.0 + n_ji)
        bond[tie] = np.log1p(mean) + unanswered_weight * answer
