"""Expected replies: a prediction of who will answer each other next. It never ranks friends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.ties._expected_reply_kernel import expect_on_ties, measure_response_rates
from tribus.ties.directed_pairs import DirectedPairs, scatter_symmetric

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints
    from tribus.ties.structure import TieStructure

PRIOR_CONTACTS = 2.0  # typical contacts added to those of each user


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
    def from_pairs(
        cls, row: Ints, col: Ints, counts: tuple[Floats, Floats], n_users: int
    ) -> ResponseRates:
        """Return the rates of all users from each tie once, with its counts in both directions."""
        rates = cls(np.empty(n_users), np.empty(n_users))
        measure_response_rates(row, col, *counts, PRIOR_CONTACTS, *rates)
        return rates

    @classmethod
    def from_structure(cls, structure: TieStructure, counts: Floats) -> ResponseRates:
        """Return the rates of all users from directed counts on the structure of ties."""
        pairs = DirectedPairs.of_values(structure, counts)
        return cls.from_pairs(pairs.near(), pairs.other, (pairs.there, pairs.back), structure.n_users)


def expect_replies(structure: TieStructure, counts: Floats, faded: Floats) -> Floats:
    """Return the expected replies of every tie: larger where an exchange is more likely to go on.

    Parameters
    ----------
    structure
        Which pairs have a tie.
    counts
        `m_ij`, events from i to j, on the structure, shape `(n_entries,)`.
    faded
        `n_ij`, the same with each event faded by its age.

    Returns
    -------
    array of float64, shape (n_entries,)
        At least 0, the same at (i, j) and (j, i), without a unit: only the order has a meaning.

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
    pairs = DirectedPairs.of_values(structure, counts)
    row, col = pairs.near(), pairs.other
    lately = faded[pairs.entries], faded[structure.reverse[pairs.entries]]
    rates = ResponseRates.from_pairs(row, col, (pairs.there, pairs.back), structure.n_users)
    expected = expect_on_pairs(row, col, (pairs.there, pairs.back), lately, rates)
    return scatter_symmetric(structure, pairs.entries, expected)


def expect_on_pairs(
    row: Ints,
    col: Ints,
    counts: tuple[Floats, Floats],
    faded: tuple[Floats, Floats],
    rates: ResponseRates,
) -> Floats:
    """Return the expected replies of some pairs, from their counts and faded counts both ways."""
    expected = np.empty(len(row))
    expect_on_ties(row, col, *counts, *faded, *rates, expected)
    return expected
