"""Bond: the strength of the exchange of two users, bounded by its weaker side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.ties._bond_kernel import bond_on_ties
from tribus.ties.directed_pairs import DirectedPairs, PairValues, scatter_symmetric

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
    bond = np.empty(len(ij))
    bond_on_ties(
        PairValues(*users, exchange[ij], exchange[ji]),
        PairValues(*users, talk[ij], talk[ji]),
        evidence.response_rates,
        float(unanswered_weight),
        bond,
    )
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
    both = PairValues(*users, x_ij, x_ji), PairValues(*users, talk_ij, talk_ji)
    terms = []
    for weight in (unanswered_weight, 0.0):
        bond = np.empty(1)
        bond_on_ties(*both, rates, float(weight), bond)
        terms.append(float(bond[0]))
    whole, mutual = terms
    return mutual, whole - mutual
