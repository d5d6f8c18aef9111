"""Affinity: weight of a tie from all evidence. Groups are found on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.compiled import is_small, read_only
from tribus._core.frozen import Frozen
from tribus._storage import FLAG, NUMBER, MappingOf, stored
from tribus.ties._kernel import add_evidence, weigh_activity
from tribus.ties._small_evidence import add_few_evidence, weigh_few_activities
from tribus.ties._structure_kernel import CsrStructure
from tribus.ties.directed_pairs import DirectedPairs, combine_directions, scatter_symmetric

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Floats, Ints64
    from tribus.ties.structure import TieStructure


BALANCED, COUNTS, TIES = AFFINITIES = ("balanced", "counts", "ties")


@stored(
    logarithm=FLAG,
    normalization=NUMBER,
    reciprocity_weight=NUMBER,
    attention_weight=NUMBER,
    kind_weights=MappingOf(NUMBER),
    equal_ties=FLAG,
)
@dataclass(frozen=True, kw_only=True)
class AffinityTerms(Frozen):
    """Options of the affinity; see `build_network`."""

    logarithm: bool = True
    normalization: float = 0.5
    reciprocity_weight: float = 0.5
    attention_weight: float = 1.0
    kind_weights: Mapping[str, float] = field(default_factory=dict)
    equal_ties: bool = False

    @property
    def name(self) -> str:
        """Name of the affinity: `"balanced"`, `"counts"` or `"ties"`; see `build_network`."""
        named = name_affinities(self)
        return TIES if self.equal_ties else COUNTS if self == named[COUNTS] else BALANCED


def name_affinities(balanced: AffinityTerms) -> dict[str, AffinityTerms]:
    """Return the terms of the affinities that `build_network` chooses from, by name."""
    counts = replace(
        balanced, logarithm=True, normalization=0.0, reciprocity_weight=0.0, attention_weight=0.0
    )
    return {BALANCED: balanced, COUNTS: counts, TIES: replace(counts, equal_ties=True)}


class Activity(NamedTuple):
    """Factors that normalise the evidence of one kind by activity.

    Attributes
    ----------
    out_factor
        `weight out_i^-β` of each user as source, float64, shape `(n_users,)`; 0 without evidence.
    in_factor
        `in_j^-β` of each user as target, float64, shape `(n_users,)`; 0 without evidence.
    """

    out_factor: Floats
    in_factor: Floats

    @classmethod
    def from_counts(
        cls, structure: TieStructure, kind: str, count: Floats, terms: AffinityTerms
    ) -> Activity:
        """Return the factors of one kind from its directed counts."""
        weight = float(terms.kind_weights.get(kind, 1.0))
        logarithm, normalization = terms.logarithm, float(terms.normalization)
        if is_small(len(count)):
            factors = weigh_few_activities(
                structure.csr, count, logarithm=logarithm, normalization=normalization, weight=weight
            )
            return cls(*factors)
        return cls(*weigh_activity(structure.csr, read_only(count), logarithm, normalization, weight))


def weigh_affinity(
    structure: TieStructure,
    counts: Mapping[str, Floats],
    terms: AffinityTerms,
    *,
    attention: float | None = None,
) -> Floats:
    """Return the affinity of every tie, from directed counts of each kind.

    Parameters
    ----------
    structure
        Sparsity structure of the ties.
    counts
        For each kind the number of events `n_ij` ≥ 0 from i to j, shape `(n_nonzeros,)`.
    terms
        Options of the affinity.
    attention
        Weight of a cosine of 1, from `weigh_attention` of another network; by default that of step 5.

    Returns
    -------
    array of float64, shape (n_nonzeros,)
        At least 0, the same at (i, j) and (j, i); 0 without events of a kind that counts.

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

    With `equal_ties`, `d_ij = 1` on each tie with a strength above 0 in step 3.

    References
    ----------
    Chung (1997), Spectral Graph Theory, doi:10.1090/cbms/092, chapter 1. Salton & McGill (1983),
    Introduction to Modern Information Retrieval, p. 121.
    """
    return scatter_symmetric(structure, *_weigh_ties(structure, counts, terms, attention))


def weigh_attention(
    structure: TieStructure, counts: Mapping[str, Floats], terms: AffinityTerms
) -> float:
    """Return the weight of a cosine of 1, for which `Σ c = attention_weight Σ d`; 0 without cosines."""
    pairs, direct = _weigh_direct(structure, counts, terms)
    return _scale_attention(pairs.cosine(), direct, terms) if terms.attention_weight > 0 else 0.0


def _weigh_ties(
    structure: TieStructure,
    counts: Mapping[str, Floats],
    terms: AffinityTerms,
    attention: float | None,
) -> tuple[Ints64, Floats]:
    """Return the index of each pair i > j, and its affinity."""
    pairs, affinity = _weigh_direct(structure, counts, terms)
    if terms.attention_weight > 0:
        cosine = pairs.cosine()
        cosine *= _scale_attention(cosine, affinity, terms) if attention is None else attention
        affinity += cosine
    return pairs.nonzero, affinity


def _weigh_direct(
    structure: TieStructure, counts: Mapping[str, Floats], terms: AffinityTerms
) -> tuple[DirectedPairs, Floats]:
    """Return the strengths of each pair i > j, and its direct weight: step 4 of `weigh_affinity`."""
    pairs = DirectedPairs.from_values(structure, _sum_kinds(structure, counts, terms))
    if terms.equal_ties:
        return pairs, np.ones(len(pairs.col))
    return pairs, combine_directions(pairs.w_ij, pairs.w_ji, mean=1.0, root=terms.reciprocity_weight)


def _scale_attention(cosine: Floats, direct: Floats, terms: AffinityTerms) -> float:
    """Return the weight of a cosine of 1: step 5 of `weigh_affinity`."""
    total, found = float(terms.attention_weight * direct.sum()), float(cosine.sum())
    return total / found if found > 0 else 0.0


def _sum_kinds(structure: TieStructure, counts: Mapping[str, Floats], terms: AffinityTerms) -> Floats:
    """Return the strength of each nonzero over all kinds: step 3 of `weigh_affinity`."""
    strength = np.zeros(len(structure.indices))
    for kind in counts:  # a bootstrap makes the counts of a kind on access; only one kind is in memory
        _add_kind(strength, structure, kind, counts[kind], terms)
    return strength


def _add_kind(
    strength: Floats, structure: TieStructure, kind: str, count: Floats, terms: AffinityTerms
) -> None:
    activity = Activity.from_counts(structure, kind, count, terms)
    if is_small(len(count)):
        add_few_evidence(structure.csr, count, activity, strength, logarithm=terms.logarithm)
    else:
        add_evidence(structure.csr, read_only(count), terms.logarithm, *activity, strength)


def weigh_row(
    structure: TieStructure, row: int, count: Floats, activity: Activity, terms: AffinityTerms
) -> Floats:
    """Return the strength of one row by one kind: step 2 of `weigh_affinity`."""
    own = structure.row_slice(row)
    out_factor, in_factor = activity.out_factor[[row]], activity.in_factor[structure.indices[own]]
    indices = np.arange(len(in_factor), dtype=np.int32)
    row_only = CsrStructure(
        read_only(np.array([0, len(in_factor)])), read_only(indices), structure.reverse[own]
    )
    strength = np.zeros(len(in_factor))
    activity_of = out_factor, in_factor
    add_few_evidence(row_only, count[own], activity_of, strength, logarithm=terms.logarithm)
    return strength


def split_direct(s_ij: Floats, s_ji: Floats, terms: AffinityTerms) -> tuple[Floats, float]:
    """Return the direct weight of one tie by kind, and its mutual part: step 4 of `weigh_affinity`.

    `s_ij` and `s_ji` are the strengths of both directions, shape `(n_kinds,)`.
    """
    by_kind = combine_directions(s_ij, s_ji, mean=1.0, root=0.0)
    if terms.equal_ties:
        return by_kind / max(by_kind.sum(), np.finfo(np.float64).tiny), 0.0
    totals = s_ij.sum(keepdims=True), s_ji.sum(keepdims=True)
    return by_kind, float(combine_directions(*totals, mean=0.0, root=terms.reciprocity_weight)[0])
