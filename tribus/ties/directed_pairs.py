"""Ties as pairs i > j, with the values of both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.compiled import is_small, read_only
from tribus.ties._kernel import cosine_on_ties, pair_directions
from tribus.ties._small_structure import pair_few_directions

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.ties.structure import TieStructure


class PairValues(NamedTuple):
    """Some pairs of users with a value in each direction, as compiled functions take them.

    Attributes
    ----------
    users_i, users_j
        Users i and j of each pair, int32, shape `(n_pairs,)`.
    w_ij, w_ji
        Value from i to j, and from j to i, float64, shape `(n_pairs,)`.
    """

    users_i: Ints
    users_j: Ints
    w_ij: Floats
    w_ji: Floats


class DirectedPairs(NamedTuple):
    """Each tie with a value in at least one direction, once, as the pair i > j.

    Attributes
    ----------
    start
        Start of the pairs of each i, int64, shape `(n_users + 1,)`.
    col
        User j of each pair, ascending for each i, int32, shape `(n_pairs,)`.
    nonzero
        Index of the nonzero (i, j) in the structure, int64, shape `(n_pairs,)`.
    w_ij, w_ji
        Value from i to j, and from j to i, float64, shape `(n_pairs,)`.
    """

    start: Ints64
    col: Ints
    nonzero: Ints64
    w_ij: Floats
    w_ji: Floats

    @classmethod
    def from_values(cls, structure: TieStructure, values: Floats) -> DirectedPairs:
        """Return the pairs of all ties with a value > 0."""
        if is_small(len(values)):
            return cls(*pair_few_directions(structure.csr, values))
        n_ties = structure.n_ties
        start, col = np.empty(structure.n_users + 1, np.int64), np.empty(n_ties, np.int32)
        nonzero, w_ij, w_ji = np.empty(n_ties, np.int64), np.empty(n_ties), np.empty(n_ties)
        n_pairs = pair_directions(structure.csr, read_only(values), cls(start, col, nonzero, w_ij, w_ji))
        return cls(start, col[:n_pairs], nonzero[:n_pairs], w_ij[:n_pairs], w_ji[:n_pairs])

    @property
    def row(self) -> Ints:
        """User i of each pair, int32, shape `(n_pairs,)`."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int32), np.diff(self.start))

    def cosine(self) -> Floats:
        """Return the cosine similarity of the rows i and j for each pair, 0 to 1."""
        return cosine_on_ties(self)


def combine_directions(w_ij: Floats, w_ji: Floats, *, mean: float, root: float) -> Floats:
    """Return `mean (w_ij + w_ji) / 2 + root √(w_ij w_ji)` of each pair."""
    combined: Floats = mean * (w_ij + w_ji) / 2.0 + root * np.sqrt(w_ij * w_ji)
    return combined


def scatter_symmetric(structure: TieStructure, nonzero: Ints64, weight: Floats) -> Floats:
    """Return the weights of pairs i > j at (i, j) and (j, i), shape `(n_nonzeros,)`; 0 elsewhere."""
    scattered = np.zeros(len(structure.indices))
    scattered[nonzero] = weight
    scattered[structure.reverse[nonzero]] = weight
    return scattered
