"""Continuum: whether the borders of tribes are gaps, or cuts through a network without gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display.language import format_decimals, translate
from tribus.sampling.rewiring import rewire_within_groups
from tribus.ties.directed_pairs import DirectedPairs
from tribus.ties.structure import TieStructure

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints

MIN_CROSSING_TIES = 30  # with fewer, their closure is an accident
MIN_INSIDE_CLOSURE = 0.02  # cosine above the null model; with less there is no closure to compare with
MIN_CUT_CLOSURE = 0.13  # from here on borders are called cuts through a continuum
BORDER_SEED = 2**33  # seeds from here on belong to networks rewired within groups


def measure_border_closure(
    structure: TieStructure, is_tie: Bools, labels: Ints, *, seed: tuple[int, ...]
) -> float:
    """Return how well ties across borders close triangles, relative to ties inside the tribes.

    Parameters
    ----------
    structure
        Sparsity structure of the ties.
    is_tie
        Nonzeros that count: the mutual ties, bool, shape `(n_nonzeros,)`.
    labels
        Tribe of each user, -1 for none.
    seed
        Seed of the rewired networks.

    Returns
    -------
    float
        About 0 if the tribes explain all triangles across their borders, near 1 if ties across
        borders are like ties inside. NaN with fewer than 30 ties across borders, with no more closure
        inside than in the null model.

    Notes
    -----
    The closure of a tie i-j is the cosine similarity of the ties of i and j: common contacts over the
    geometric mean of the degrees. With the mean closure ``c`` of the ties across borders, and ``c'`` in
    a network in which each user keeps the number of ties to each tribe
    (`tribus.sampling.rewiring.rewire_within_groups`); with the mean closure ``a`` of the ties inside
    tribes, and ``a'`` in a network in which each user keeps the number of ties only, it is
    ``(c - c') / (a - a')``.

    In a planted partition, ties across borders join random people, and share nobody but by chance. On a
    ring or a plane, or where friends of friends become friends, a border is a cut through circles of
    acquaintance: people on both sides have common contacts on both sides. The measure is ours.
    """
    in_tribe = labels >= 0
    is_tie = is_tie & in_tribe[structure.rows] & in_tribe[structure.indices]
    crosses = labels[structure.rows] != labels[structure.indices]
    if np.count_nonzero(is_tie & crosses) < 2 * MIN_CROSSING_TIES:
        return np.nan
    observed = TieStructure.from_pairs(
        structure.n_users, structure.rows[is_tie], structure.indices[is_tie]
    )
    of_groups = rewire_within_groups(structure, is_tie, labels, seed=seed)
    of_degrees = rewire_within_groups(structure, is_tie, np.zeros_like(labels), seed=seed)
    inside, across = _measure_closure(observed, labels)
    excess_inside = inside - _measure_closure(of_degrees, labels)[0]
    if excess_inside < MIN_INSIDE_CLOSURE:
        return np.nan
    return float((across - _measure_closure(of_groups, labels)[1]) / excess_inside)


def describe_borders(closure: float) -> list[str]:
    """Return a sentence if borders are cuts through a continuum, else nothing."""
    if not closure >= MIN_CUT_CLOSURE:  # NaN too
        return []
    return [
        translate(
            "the borders are cuts through a continuum (closure {closure}), not gaps",
            closure=format_decimals(closure, ".2f"),
        )
    ]


def _measure_closure(structure: TieStructure, labels: Ints) -> tuple[float, float]:
    """Return the mean closure of the ties inside tribes, and of the ties across borders; 0 of none."""
    pairs = DirectedPairs.from_values(structure, np.ones(len(structure.indices)))
    closure, is_inside = pairs.cosine(), labels[pairs.row] == labels[pairs.col]
    inside, across = (
        float(closure[mask].sum() / max(mask.sum(), 1)) for mask in (is_inside, ~is_inside)
    )
    return inside, across
