"""Between two: users who share their ties out over two tribes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import betainc, betaincinv

from tribus._core.counts import mark_first
from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.ties.evidence import Evidence
    from tribus.ties.structure import TieStructure

MIN_SHARE = 0.3  # of the weight in both tribes, in each of the two
MAX_CHANCE_P_VALUE = 0.05  # of a typical member of the tribe with as large a share in the other
INTERVAL = 0.95


class Between(NamedTuple):
    """Users between two tribes; one element for each, by row.

    Attributes
    ----------
    rows
        Row of each user, int64.
    tribe, second
        The user's tribe and the other one, int32.
    share, second_share
        Share of the user's weight in each, 0 to 1, float64.
    low, high
        95 % interval of the share in the other tribe, float64.
    """

    rows: Ints64
    tribe: Ints
    second: Ints
    share: Floats
    second_share: Floats
    low: Floats
    high: Floats


def find_between(evidence: Evidence, labels: Ints) -> Between:
    """Return the users whose ties are shared out over their tribe and another one.

    Parameters
    ----------
    evidence
        Events of each pair of users.
    labels
        Tribe of each user, -1 for none.

    Notes
    -----
    A tie with n events in both directions weighs ``w = log(1 + n)``, so one busy tie does not decide.
    The *share* x of a user in a tribe is the weight of the ties to it, divided by that of all ties. The
    other tribe is the one with the largest share. A user is between the two if each has at least 30 % of
    their sum, and if the share in the other tribe is more than that of a typical member by chance. Of
    all weight of the users of the own tribe, the share v leads to the other. With ``n = (Σ w)² / Σ w²``
    effective ties, a typical member has a share of at least x with the probability
    ``I_v(n x, n (1 - x) + 1)``, with the regularised incomplete beta function I. It must be at most
    0.05.

    The interval is that of a binomial share with Jeffreys' prior: quantiles of the Beta distribution
    with the parameters ``n x + 1/2`` and ``n (1 - x) + 1/2`` (Brown, Cai & DasGupta 2001).

    Certainty answers another question: whether the tribe would be the same with other events. A user
    between two can be certain of both shares, and an uncertain user need not be between two.

    References
    ----------
    Brown, Cai & DasGupta (2001), Interval estimation for a binomial proportion,
    doi:10.1214/ss/1009213286.
    """
    structure, n_tribes = evidence.structure, int(labels.max(initial=NO_TRIBE)) + 1
    counts = evidence.total(faded=False)
    weight = np.log1p(counts + counts[structure.reverse])
    strength, squares = structure.sum_rows(weight), structure.sum_rows(weight**2)
    row, tribe, share = _list_shares(structure, weight, labels, strength, n_tribes)
    n_ties = strength[row] ** 2 / squares[row]
    typical = _average_by_tribe(labels[row], tribe, share * strength[row], strength, labels)
    is_own = tribe == labels[row]
    own = np.zeros(len(labels))
    own[row[is_own]] = share[is_own]
    p_value = betainc(n_ties * share, n_ties * (1 - share) + 1, typical)
    is_shared = np.minimum(share, own[row]) >= MIN_SHARE * (share + own[row])
    largest = _find_largest(row, share, ~is_own)
    chosen = largest[is_shared[largest] & (p_value[largest] <= MAX_CHANCE_P_VALUE)]
    n_inside, n_outside = n_ties[chosen] * share[chosen], n_ties[chosen] * (1 - share[chosen])
    ends = np.array([(1 - INTERVAL) / 2, (1 + INTERVAL) / 2])[:, None]
    low, high = betaincinv(n_inside + 0.5, n_outside + 0.5, ends).astype(np.float64)
    rows = row[chosen]
    second = tribe[chosen].astype(np.int32)
    found = Between(rows, labels[rows], second, own[rows], share[chosen], low, high)
    for values in found:
        values.flags.writeable = False
    return found


def _list_shares(
    structure: TieStructure, weight: Floats, labels: Ints, strength: Floats, n_tribes: int
) -> tuple[Ints64, Ints64, Floats]:
    """Return each user with a tribe, each tribe that the user has ties to, and the share there."""
    entries = (labels[structure.rows] != NO_TRIBE) & (labels[structure.indices] != NO_TRIBE)
    entries &= weight > 0
    key = structure.rows[entries] * np.int64(max(n_tribes, 1)) + labels[structure.indices[entries]]
    pair, index = np.unique(key, return_inverse=True)
    row, tribe = np.divmod(pair, max(n_tribes, 1))
    share: Floats = np.bincount(index, weight[entries], len(pair)) / strength[row]
    return row, tribe, share


def _average_by_tribe(
    own: Ints, other: Ints64, weight: Floats, strength: Floats, labels: Ints
) -> Floats:
    """Return, for each user and tribe, the share of all weight of the user's tribe that leads to it."""
    n_tribes = int(labels.max(initial=NO_TRIBE)) + 1
    pair, index = np.unique(own * np.int64(max(n_tribes, 1)) + other, return_inverse=True)
    between = np.bincount(index, weight, len(pair))
    in_tribe = labels != NO_TRIBE
    total = np.bincount(labels[in_tribe], strength[in_tribe], n_tribes)
    share: Floats = np.minimum(between[index] / total[own], 1.0)
    return share


def _find_largest(row: Ints64, share: Floats, which: Bools) -> Ints64:
    """Return the index of the largest of the chosen shares of each user, in the order of rows."""
    chosen = np.flatnonzero(which)
    order = chosen[np.lexsort((chosen, -share[chosen], row[chosen]))]
    first: Ints64 = order[mark_first(row[order])]
    return first
