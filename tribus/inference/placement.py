"""Placement: users of dissolved groups join the tribe with most of their affinity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc

from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints
    from tribus.ties.structure import TieStructure

MAX_CHANCE_P_VALUE = 0.05  # above it a share of affinity is no more than the null model gives
MIN_TIES = 1e-12  # below it a number of ties counts as none


def place_users(structure: TieStructure, affinity: Floats, labels: Ints, is_movable: Bools) -> Ints:
    """Return labels; movable users join the tribe with most of their affinity.

    Parameters
    ----------
    structure
        Sparsity structure of the ties.
    affinity
        Affinity of each nonzero, shape `(n_nonzeros,)`.
    labels
        Tribe of each user, -1 for none.
    is_movable
        Users who may join, bool, shape `(n_users,)`; users with a tribe keep it.

    Returns
    -------
    array of int32, shape (n_users,)
        Tribe of each user. Users whose share is no more than chance, or without a tie to a tribe,
        still have -1.

    Notes
    -----
    Each user i joins the tribe t with the largest share ``x`` of the user's affinity. Of equal tribes it
    is the one with the lowest number. All users join at once, so their order does not matter.

    In a rewired network, a tie of i leads to t with a probability equal to t's share ``v`` of all
    affinity. With the effective number of ties ``n = (Σ_j w_ij)² / Σ_j w_ij²``, the probability of a
    share of at least x is that of a binomial variable, ``P = I_v(n x, n (1 - x) + 1)``, with the
    regularised incomplete beta function I. There are many tribes to choose from, so the p-value is
    ``P / v``, a Bonferroni correction with weights v, which sum to at most 1 (Genovese, Roeder &
    Wasserman 2006). The user joins at a p-value of at most 0.05.

    References
    ----------
    Genovese, Roeder & Wasserman (2006), False discovery control with p-value weighting,
    doi:10.1093/biomet/93.3.509.
    """
    moved = is_movable & (labels == NO_TRIBE)
    entries = moved[structure.rows] & (labels[structure.indices] != NO_TRIBE) & (affinity > 0)
    if not entries.any():
        return labels
    row, tribe = structure.rows[entries], labels[structure.indices[entries]].astype(np.int64)
    n_tribes = int(labels.max()) + 1
    pair, index = np.unique(row * n_tribes + tribe, return_inverse=True)
    to_tribe = np.bincount(index, affinity[entries], len(pair))
    best = np.lexsort((pair % n_tribes, -to_tribe, pair // n_tribes))
    user, first = np.unique(pair[best] // n_tribes, return_index=True)
    joined, to_joined = pair[best[first]] % n_tribes, to_tribe[best[first]]
    strength, n_ties = sum_ties(structure, affinity)
    share = np.minimum(to_joined / strength[user], 1.0)
    in_tribe = labels != NO_TRIBE
    volume = np.bincount(labels[in_tribe], strength[in_tribe], n_tribes) / strength.sum()
    p_value = compute_share_p_values(share, n_ties[user], volume[joined])
    is_placed = p_value <= MAX_CHANCE_P_VALUE
    placed = labels.copy()
    placed[user[is_placed]] = joined[is_placed]
    placed.flags.writeable = False
    return placed


def sum_ties(structure: TieStructure, affinity: Floats) -> tuple[Floats, Floats]:
    """Return the strength of each user, and the effective number of ties, 0 without affinity."""
    strength, squares = structure.sum_rows(affinity), structure.sum_rows(affinity**2)
    n_ties: Floats = np.divide(strength**2, squares, out=np.zeros_like(strength), where=squares > 0)
    return strength, n_ties


def compute_share_p_values(share: Floats, n_ties: Floats, volume_share: Floats) -> Floats:
    """Return the p-value of the largest of many shares, each to a tribe of that volume, at most 1."""
    bounded: Floats = np.minimum(
        compute_share_probabilities(share, n_ties, volume_share) / volume_share, 1.0
    )
    return bounded


def compute_share_probabilities(share: Floats, n_ties: Floats, probability: Floats) -> Floats:
    """Return the probability that a share of ties is at least as large, if each leads there with one."""
    inside, outside = n_ties * share, n_ties * (1 - share)
    found: Floats = np.where(
        inside > 0, betainc(np.maximum(inside, MIN_TIES), outside + 1, probability), 1.0
    )
    return found
