"""Affinity: how much two users belong together, from all evidence; groups are found on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tribus.network._kernel import cosine_on_ties

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._arrays import Floats
    from tribus.network.pattern import Pattern


@dataclass(frozen=True, kw_only=True)
class AffinityTerms:
    """The terms of an affinity; `build_network` explains each."""

    logarithm: bool = True
    balance: float = 0.5
    reciprocity: float = 0.5
    shared_attention: float = 1.0
    kind_weights: Mapping[str, float] = field(default_factory=dict)


def weigh_affinity(pattern: Pattern, counts: Mapping[str, Floats], terms: AffinityTerms) -> Floats:
    """Symmetric weight of every tie, from directed counts of each kind.

    Parameters
    ----------
    pattern
        Who has a tie.
    counts
        For each kind, `n_ij ≥ 0` on the pattern: what i did to j.
    terms
        Which terms count, and how much.

    Returns
    -------
    array of float64, shape (n_entries,)
        The same at (i, j) and (j, i); 0 where neither ever did anything to the other.

    Notes
    -----
    1. Evidence of a kind, `l_ij = log(1 + n_ij)`: the tenth reply says less than the first.
    2. Balanced by activity, `b_ij = l_ij / (out_i in_j)^β` with `out_i = Σ_j l_ij`, `in_j = Σ_i l_ij`
       and `β = balance`: who follows everybody has said little by following you. At β = 1/2 this is the
       weighted form of the normalisation of Chung (1997).
    3. Strength over all kinds, `s_ij = Σ_k weight_k b_ij^k`: a like can answer a reply.
    4. Both ways, `d_ij = (s_ij + s_ji) / 2 + ρ √(s_ij s_ji)` with `ρ = reciprocity`: one-way evidence
       counts, and mutual evidence counts more.
    5. Shared attention, `c_ij = Σ_k s_ik s_jk / (|s_i| |s_j|)`, the cosine of whom both attend to
       (Salton & McGill 1983), on ties only; scaled so that `Σ c = shared_attention Σ d`. The affinity
       is `d_ij + c_ij`.

    References
    ----------
    Chung (1997), Spectral Graph Theory, doi:10.1090/cbms/092, chapter 1. Salton & McGill (1983),
    Introduction to Modern Information Retrieval, p. 121.
    """
    strength = np.zeros(len(pattern.indices))
    for kind, count in counts.items():
        logarithm = np.log1p(count) if terms.logarithm else count
        strength += terms.kind_weights.get(kind, 1.0) * _balance(pattern, logarithm, terms.balance)
    direct = _join_directions(strength, strength[pattern.mirror], terms.reciprocity)
    affinity: Floats = direct + _share_attention(pattern, strength, direct, terms.shared_attention)
    return affinity


def _balance(pattern: Pattern, evidence: Floats, exponent: float) -> Floats:
    """Divide by the activity of the giver and the attention that the taker gets."""
    if exponent == 0:
        return evidence
    given = pattern.sum_rows(evidence)
    taken = np.bincount(pattern.indices, evidence, pattern.n_users)
    activity = given[pattern.rows] * taken[pattern.indices]
    balanced: Floats = np.divide(
        evidence, activity**exponent, out=np.zeros_like(evidence), where=evidence > 0
    )
    return balanced


def _join_directions(there: Floats, back: Floats, reciprocity: float) -> Floats:
    joined: Floats = (there + back) / 2 + reciprocity * np.sqrt(there * back)
    return joined


def _share_attention(pattern: Pattern, strength: Floats, direct: Floats, weight: float) -> Floats:
    """The cosine of attention on the ties that have evidence, scaled to the direct evidence."""
    if weight == 0:
        return np.zeros_like(direct)
    one_end = cosine_on_ties(pattern.indptr, pattern.indices, strength)
    cosine = np.where(direct > 0, one_end + one_end[pattern.mirror], 0.0)
    total = cosine.sum()
    return cosine * float(weight * direct.sum() / total) if total > 0 else cosine
