"""Choice of one resolution: its groups say much about people, and survive resampling."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tribus.inference.agreement import MIN_GROUPS, compare_across, share_in_crumbs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Bools, Floats, Ints

N_SURVIVALS = 8  # exponent of the stability; 6 to 12 choose alike on real networks
NEIGHBOUR_WEIGHTS = (1.0, 2.0, 3.0, 2.0, 1.0)  # of scores at steps of half an octave
MAX_CRUMB_SHARE = 0.25  # of users in groups of one or two, above the smallest share of any resolution


def find_answers(found: Sequence[Sequence[Ints]], n_groups: Floats) -> Bools:
    """Return a mask of the resolutions with at least two groups and few users outside groups.

    Parameters
    ----------
    found
        For each resolution the labels found on every resample.
    n_groups
        Number of groups at each resolution.
    """
    crumbs = np.array([np.median([share_in_crumbs(labels) for labels in each]) for each in found])
    is_answer: Bools = (n_groups >= MIN_GROUPS) & (crumbs <= crumbs.min() + MAX_CRUMB_SHARE)
    return is_answer


def measure_joint_agreement(
    found: Sequence[Sequence[Ints]], agreement: Floats, is_answer: Bools
) -> Floats:
    """Return the mean agreement of resamples at each resolution with itself and its neighbours.

    A real scale extends over a range of resolutions, so the neighbours on the grid are measured too, if
    they are answers. This makes the choice steadier than the agreement at one resolution.
    """
    across = [compare_across(first, second) for first, second in pairwise(found)]
    total, n_terms = agreement.copy(), np.ones(len(agreement))
    for number, value in enumerate(across):
        for here, there in ((number, number + 1), (number + 1, number)):
            if is_answer[there]:
                total[here] += value
                n_terms[here] += 1
    joint: Floats = total / n_terms
    return joint


def score_resolutions(stability: Floats, information: Floats, is_candidate: Bools) -> Floats:
    """Return the score of each candidate, and -inf for other resolutions.

    Parameters
    ----------
    stability
        Agreement beyond the null model S at each resolution.
    information
        Entropy of the groups H at each resolution.
    is_candidate
        Resolutions that may be chosen.

    Notes
    -----
    Finer groups say more about a person and survive less. ``S^8`` is the share that survives eight
    resamples in a row, and H the information of the groups. So no difference of stabilities has to be
    called small: one percent of stability weighs as much as eight percent of information. The score is
    the mean of ``H S^8`` over the candidates up to one octave of γ away, with triangular weights. This
    halves the standard error of the score, and the choice seldom depends on the seed.
    """
    value = np.where(is_candidate, information * np.maximum(stability, 0.0) ** N_SURVIVALS, 0.0)
    weight = is_candidate.astype(np.float64)
    total, n_terms = _sum_neighbours(value), _sum_neighbours(weight)
    score: Floats = np.where(is_candidate, total / np.maximum(n_terms, 1.0), -np.inf)
    return score


def _sum_neighbours(values: Floats) -> Floats:
    """Return the weighted sum of each value with the two before and the two after it."""
    sums: Floats = np.convolve(np.pad(values, 2), NEIGHBOUR_WEIGHTS, mode="valid")
    return sums
