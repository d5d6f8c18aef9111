"""Affinity: how much two users belong together, from all evidence; groups are found on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.ties._kernel import add_evidence, weigh_activity
from tribus.ties.directed_pairs import DirectedPairs, combine_directions, scatter_symmetric

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Floats, Ints64
    from tribus.ties.structure import TieStructure


@dataclass(frozen=True, kw_only=True)
class AffinityTerms:
    """The terms of an affinity; `build_network` explains each."""

    logarithm: bool = True
    normalization: float = 0.5
    reciprocity_weight: float = 0.5
    attention_weight: float = 1.0
    kind_weights: Mapping[str, float] = field(default_factory=dict)


class Activity(NamedTuple):
    """What the evidence of one kind is multiplied by to balance it by activity.

    Attributes
    ----------
    given, taken
        `weight out_i^-β` for each user as the one who acts, and `in_j^-β` as the one who is acted upon,
        shape `(n_users,)`.
    """

    given: Floats
    taken: Floats

    @classmethod
    def of_kind(
        cls, structure: TieStructure, kind: str, count: Floats, terms: AffinityTerms
    ) -> Activity:
        """Add up the evidence of everybody."""
        weight = float(terms.kind_weights.get(kind, 1.0))
        how = terms.logarithm, float(terms.normalization), weight
        return cls(*weigh_activity(structure.indptr, structure.indices, count, *how))


def weigh_affinity(
    structure: TieStructure,
    counts: Mapping[str, Floats],
    terms: AffinityTerms,
    *,
    attention: float | None = None,
) -> Floats:
    """Symmetric weight of every tie, from directed counts of each kind.

    Parameters
    ----------
    structure
        Who has a tie.
    counts
        For each kind, `n_ij ≥ 0` on the pattern: what i did to j.
    terms
        Which terms count, and how much.
    attention
        What a cosine of 1 adds to a tie (`weigh_attention`), where it is known from another network;
        by default it is found as in step 5.

    Returns
    -------
    array of float64, shape (n_entries,)
        The same at (i, j) and (j, i); 0 where neither ever did anything to the other.

    Notes
    -----
    1. Evidence of a kind, `l_ij = log(1 + n_ij)`: the tenth reply says less than the first.
    2. Normalised by activity, `b_ij = l_ij / (out_i in_j)^β` with `out_i = Σ_j l_ij`, `in_j = Σ_i l_ij`
       and `β = normalization`: a user who follows everybody has said little by following you. With
       β = 1/2 this is the weighted form of the normalisation of Chung (1997).
    3. Strength over all kinds, `s_ij = Σ_k weight_k b_ij^k`: a like can answer a reply.
    4. Both directions, `d_ij = (s_ij + s_ji) / 2 + ρ √(s_ij s_ji)` with `ρ = reciprocity_weight`:
       one-way evidence counts, and mutual evidence counts more.
    5. Shared attention, `c_ij = Σ_k s_ik s_jk / (|s_i| |s_j|)`, the cosine similarity of the people to
       whom both turn (Salton & McGill 1983), on ties only; scaled so that `Σ c = attention_weight Σ d`.
       The affinity is `d_ij + c_ij`.

    References
    ----------
    Chung (1997), Spectral Graph Theory, doi:10.1090/cbms/092, chapter 1. Salton & McGill (1983),
    Introduction to Modern Information Retrieval, p. 121.
    """
    return scatter_symmetric(structure, *_weigh_ties(structure, counts, terms, attention))


def weigh_attention(
    structure: TieStructure, counts: Mapping[str, Floats], terms: AffinityTerms
) -> float:
    """What a cosine of 1 adds to a tie so that `Σ c = attention_weight Σ d`; 0 if all are 0."""
    ties, direct = _join_ties(structure, counts, terms)
    return _find_attention(ties.cosine(), direct, terms) if terms.attention_weight > 0 else 0.0


def _weigh_ties(
    structure: TieStructure,
    counts: Mapping[str, Floats],
    terms: AffinityTerms,
    attention: float | None,
) -> tuple[Ints64, Floats]:
    """One entry of each tie, and its affinity."""
    ties, affinity = _join_ties(structure, counts, terms)
    if terms.attention_weight > 0:
        cosine = ties.cosine()
        cosine *= _find_attention(cosine, affinity, terms) if attention is None else attention
        affinity += cosine
    return ties.entries, affinity


def _join_ties(
    structure: TieStructure, counts: Mapping[str, Floats], terms: AffinityTerms
) -> tuple[DirectedPairs, Floats]:
    """Strength of each tie there and back, and both ways together."""
    ties = DirectedPairs.of_values(structure, _sum_kinds(structure, counts, terms))
    return ties, combine_directions(ties.there, ties.back, mean=1.0, root=terms.reciprocity_weight)


def _find_attention(cosine: Floats, direct: Floats, terms: AffinityTerms) -> float:
    """What a cosine of 1 adds: step 5 of `weigh_affinity`."""
    total, found = float(terms.attention_weight * direct.sum()), float(cosine.sum())
    return total / found if found > 0 else 0.0


def _sum_kinds(structure: TieStructure, counts: Mapping[str, Floats], terms: AffinityTerms) -> Floats:
    """Strength of each entry over all kinds, the evidence of each balanced by activity."""
    strength = np.zeros(len(structure.indices))
    for kind in counts:  # whose counts may be made when they are asked for, and are let go at once
        _add_kind(strength, structure, kind, counts[kind], terms)
    return strength


def _add_kind(
    strength: Floats, structure: TieStructure, kind: str, count: Floats, terms: AffinityTerms
) -> None:
    activity = Activity.of_kind(structure, kind, count, terms)
    add_evidence(structure.indptr, structure.indices, count, terms.logarithm, *activity, strength)


def weigh_row(
    structure: TieStructure, row: int, count: Floats, activity: Activity, terms: AffinityTerms
) -> Floats:
    """Strength of the entries of one user by one kind: step 2 of `weigh_affinity`, for a single row."""
    own = structure.entries_of(row)
    given, taken = activity.given[[row]], activity.taken[structure.indices[own]]
    indptr, indices = np.array([0, len(taken)]), np.arange(len(taken), dtype=np.int32)
    indptr.flags.writeable = indices.flags.writeable = False  # as in a network: one compiled loop does
    strength = np.zeros(len(taken))
    add_evidence(indptr, indices, count[own], terms.logarithm, given, taken, strength)
    return strength


def split_direct(there: Floats, back: Floats, terms: AffinityTerms) -> tuple[Floats, float]:
    """Step 4 of `weigh_affinity` for one tie: what each kind adds, and what being mutual adds.

    `there` and `back` are the strengths of either direction by kind.
    """
    of_kinds = combine_directions(there, back, mean=1.0, root=0.0)
    both = there.sum(keepdims=True), back.sum(keepdims=True)
    return of_kinds, float(combine_directions(*both, mean=0.0, root=terms.reciprocity_weight)[0])
