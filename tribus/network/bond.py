"""Bonds: how strong, how mutual and how recent the dealings of two users are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.network.both_ways import BothWays, join_both_ways, spread_both_ways

if TYPE_CHECKING:
    from tribus._arrays import Floats
    from tribus.network.pattern import Pattern


def weigh_bonds(pattern: Pattern, faded: Floats, *, one_way: float) -> Floats:
    """Symmetric weight of every pair of users who ever dealt with each other.

    Parameters
    ----------
    pattern
        Who has a tie.
    faded
        `n_ij`, what i did to j over all kinds, each event faded by its age, on the pattern.
    one_way
        What an unanswered act is worth beside an answered one, 0 to 1. At 0 only pairs who dealt both
        ways keep a bond; at 1 direction is ignored.

    Returns
    -------
    array of float64, shape (n_entries,)
        The same at (i, j) and (j, i).

    Notes
    -----
    With `s_ij = log(1 + n_ij)`,
    `bond_ij = (1 - one_way) √(s_ij s_ji) + one_way (s_ij + s_ji) / 2`:
    the geometric mean is 0 unless both gave, and largest, for the same sum, when both gave alike.

    References
    ----------
    Squartini, Picciolo, Ruzzenenti & Garlaschelli (2013), Reciprocity of weighted networks,
    doi:10.1038/srep02729, for the reciprocated part of a weight; the geometric mean stands in place of
    their minimum, so that giving more than one gets still counts for something.
    """
    ties = BothWays.of_values(pattern, np.log1p(faded))
    bond = join_both_ways(ties.there, ties.back, mean=one_way, root=1 - one_way)
    return spread_both_ways(pattern, ties.entries, bond)
