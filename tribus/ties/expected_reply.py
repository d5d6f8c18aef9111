"""Expected replies: a prediction of who will answer each other next. It never ranks friends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.ties.directed_pairs import DirectedPairs, PairValues
from tribus.ties.logarithms import log1p

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.ties.structure import TieStructure

PRIOR_CONTACTS = 2.0  # typical contacts added to the contacts of each user


class ResponseRates(NamedTuple):
    """Shares of contacts that each user answers, and that answer each user.

    Attributes
    ----------
    answers
        Of the people who turned to the user, the share to whom the user turned too, `(n_users,)`.
    answered
        Of the people to whom the user turned, the share who turned to the user too, `(n_users,)`.
        Both are shrunk towards the share of the network by `PRIOR_CONTACTS` typical contacts.
    """

    answers: Floats
    answered: Floats

    @classmethod
    def from_pairs(cls, counts: PairValues, n_users: int) -> ResponseRates:
        """Return the rates of all users from the counts of each tie in both directions."""
        i, j, turned, answered = counts.users_i, counts.users_j, counts.w_ij > 0, counts.w_ji > 0
        both = turned & answered
        out_degree = _count(i[turned], n_users) + _count(j[answered], n_users)
        in_degree = _count(j[turned], n_users) + _count(i[answered], n_users)
        mutual = _count(i[both], n_users) + _count(j[both], n_users)
        expected = PRIOR_CONTACTS * share_answered(mutual.sum(), in_degree.sum())
        answers = (mutual + expected) / (in_degree + PRIOR_CONTACTS)
        answered_share = (mutual + expected) / (out_degree + PRIOR_CONTACTS)
        answers.flags.writeable = answered_share.flags.writeable = False
        return cls(answers, answered_share)

    @classmethod
    def from_structure(cls, structure: TieStructure, counts: Floats) -> ResponseRates:
        """Return the rates of all users from directed counts on the structure of ties."""
        pairs = DirectedPairs.from_values(structure, counts)
        both = PairValues(pairs.row, pairs.col, pairs.w_ij, pairs.w_ji)
        return cls.from_pairs(both, structure.n_users)


def share_answered(mutual: float, links: float) -> float:
    """Return the share of all links that are answered, by the rule of succession: 1/2 without links."""
    return (mutual + 1.0) / (links + 2.0)


def _count(users: Ints, n_users: int) -> Ints64:
    return np.bincount(users, minlength=n_users)


def expect_on_pairs(counts: PairValues, faded: PairValues, rates: ResponseRates) -> Floats:
    """Return the expected replies of some pairs: larger where an exchange is more likely to go on.

    Parameters
    ----------
    counts
        `m_ij` and `m_ji`, the events in both directions of each pair i, j, shape `(n_pairs,)`.
    faded
        `n_ij` and `n_ji`, the same with each event faded by its age.
    rates
        Response rates of the users.

    Returns
    -------
    array of float64, shape (n_pairs,)
        At least 0, the same for i, j and j, i, without a unit: only the order has a meaning.

    Notes
    -----
    Of the events from i to j, the share `m_ji / (1 + m_ji)` supports the tie because it was answered.
    The rest counts by the probability `h_ij` that j answers i:

    `support_ij = n_ij m_ji / (1 + m_ji) + h_ij log(1 + n_ij / (1 + m_ji))`

    `expected_ij = log(1 + max(support_ij, support_ji))`

    with `h_ij = min(answers_j, answered_i)` of `ResponseRates`. The stronger side stands for both,
    because it predicted later exchange best. For the same reason this measure is no bond: a loud
    account with one polite answer is expected to go on, and is still nobody's friend.

    References
    ----------
    Efron & Morris (1977), Stein's paradox in statistics, doi:10.1038/scientificamerican0577-119, for
    shrinking the rates of users with few contacts.
    """
    i, j, n_ij, n_ji = faded
    h_ij = np.minimum(rates.answers[j], rates.answered[i])
    h_ji = np.minimum(rates.answers[i], rates.answered[j])
    support_ij = _support(n_ij, counts.w_ji, h_ij)
    support_ji = _support(n_ji, counts.w_ij, h_ji)
    return log1p(np.maximum(support_ij, support_ji))


def _support(given: Floats, returned: Floats, probability: Floats) -> Floats:
    """Return the answered part of the events, and the rest by the probability of an answer."""
    share = returned / (1.0 + returned)
    return given * share + probability * log1p(given * (1.0 - share))
