"""Bond: the strength of the exchange of two users, bounded by its weaker side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.ties.directed_pairs import DirectedPairs, PairValues, scatter_symmetric
from tribus.ties.logarithms import log1p

if TYPE_CHECKING:
    from tribus._core.arrays import Floats
    from tribus.ties.evidence import Evidence
    from tribus.ties.expected_reply import ResponseRates

UNANSWERED_WEIGHT = 0.1  # bond of a tie that is sure to be answered, and was not yet


def weigh_bonds(evidence: Evidence, *, unanswered_weight: float = UNANSWERED_WEIGHT) -> Floats:
    """Return the symmetric bond of every pair of users with at least one event.

    Parameters
    ----------
    evidence
        Directed counts of each kind, and the same faded by age.
    unanswered_weight
        Bond of a tie without an answer whose answer is certain, 0 to 1. With 0, only pairs with
        events in both directions have a bond.

    Returns
    -------
    array of float64, shape (n_nonzeros,)
        At least 0, the same at (i, j) and (j, i).

    Notes
    -----
    Let `x_ij` be the exchange from i to j: its events of each kind, faded by age, times the weight of
    the kind (`Evidence.exchange`). With `u = unanswered_weight`,

    `bond_ij = log(1 + 2 x_ij x_ji / (x_ij + x_ji)) + u p_ij`

    The harmonic mean of the two sides is at most twice the weaker one, so that the louder side cannot
    set the bond. `p_ij` is 1 if both turned to the other. If only i turned to j, it is the probability
    that j answers, less than 1: `h_ij n_ij / (1 + n_ij)` with `h_ij = min(answers_j, answered_i)` of
    `ResponseRates` and `n_ij` the events from i to j, both over the kinds that are exchange. It is 0
    for a pair with nothing but follows, where a network holds other exchange.

    It follows that the bond (a) is symmetric; (b) grows when both sides give more; (c) satisfies
    `bond(n, m) <= bond(2m, 2m)` for n > m; (d) is below u without a mutual event; (e) counts recent
    events more; (f) is larger for the tie whose weaker side gives at least twice as much, whatever the
    louder sides give.

    References
    ----------
    Squartini, Picciolo, Ruzzenenti & Garlaschelli (2013), Reciprocity of weighted networks,
    doi:10.1038/srep02729, for splitting a weight into its reciprocated part and the rest.
    """
    structure, talk = evidence.structure, evidence.talk
    pairs = DirectedPairs.from_values(structure, evidence.total(faded=False))
    users, ij, ji = (pairs.row, pairs.col), pairs.nonzero, structure.reverse[pairs.nonzero]
    exchange = evidence.exchange(faded=True)
    answer = _expect_answers(PairValues(*users, talk[ij], talk[ji]), evidence.response_rates)
    bond = _weigh_exchange(exchange[ij], exchange[ji]) + unanswered_weight * answer
    return scatter_symmetric(structure, ij, bond)


def split_bond(
    exchange: tuple[float, float],
    talk: tuple[float, float],
    rates: ResponseRates,
    *,
    unanswered_weight: float,
) -> tuple[float, float]:
    """Return the two terms of the bond of one pair: the mutual exchange, and the answer.

    `exchange` and `talk` hold the values from the first user to the second, and the reverse; `rates`
    holds the two users in this order. The terms add up to the bond.
    """
    users = np.array([0], np.int32), np.array([1], np.int32)
    x_ij, x_ji, talk_ij, talk_ji = (np.array([float(value)]) for value in (*exchange, *talk))
    mutual = _weigh_exchange(x_ij, x_ji)
    answer = _expect_answers(PairValues(*users, talk_ij, talk_ji), rates)
    whole = mutual + unanswered_weight * answer  # rounded like the bond of the network
    return float(mutual[0]), float((whole - mutual)[0])


def _weigh_exchange(x_ij: Floats, x_ji: Floats) -> Floats:
    """Return `log(1 + harmonic mean)` of both sides of each pair; 0 without an answer."""
    total = x_ij + x_ji
    harmonic_mean = np.divide(2.0 * x_ij * x_ji, total, out=np.zeros(len(total)), where=total > 0)
    return log1p(harmonic_mean)


def _expect_answers(talk: PairValues, rates: ResponseRates) -> Floats:
    """Return the probability that each pair is or will be answered; 1 with events in both directions."""
    i, j, n_ij, n_ji = talk
    probability_ij = np.minimum(rates.answers[j], rates.answered[i]) * n_ij / (1.0 + n_ij)
    probability_ji = np.minimum(rates.answers[i], rates.answered[j]) * n_ji / (1.0 + n_ji)
    one_way = np.where(n_ij > 0, probability_ij, probability_ji)
    return np.where((n_ij > 0) & (n_ji > 0), 1.0, one_way)
