"""Expected replies of a whole network at once: for the study of predictions, and to test single rows."""

from tribus.ties.directed_pairs import DirectedPairs, PairValues, scatter_symmetric
from tribus.ties.expected_reply import ResponseRates, expect_on_pairs


def expect_replies(structure, counts, faded):
    """Return the expected replies of every nonzero, the same at (i, j) and (j, i)."""
    pairs = DirectedPairs.from_values(structure, counts)
    users, ij, ji = (pairs.row, pairs.col), pairs.nonzero, structure.reverse[pairs.nonzero]
    both = PairValues(*users, pairs.w_ij, pairs.w_ji)
    rates = ResponseRates.from_pairs(both, structure.n_users)
    expected = expect_on_pairs(both, PairValues(*users, faded[ij], faded[ji]), rates)
    return scatter_symmetric(structure, ij, expected)
