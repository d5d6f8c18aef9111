"""Ties by their two directions: what one end gives the other, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.ties._kernel import (
    combine_values,
    cosine_on_ties,
    pair_directions,
    scatter_reverse,
)

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.ties.structure import TieStructure


class DirectedPairs(NamedTuple):
    """Each tie with a value in either direction once, at its end of the higher number.

    Attributes
    ----------
    start
        Where each user's ties begin, int64, shape `(n_users + 1,)`.
    other
        The end of the lower number, ascending for each user, int32, shape `(n_ties,)`.
    entries
        The place of each tie on the pattern, int64, shape `(n_ties,)`.
    there, back
        The value from the end of the higher number to the other, and back, shape `(n_ties,)`.
    """

    start: Ints64
    other: Ints
    entries: Ints64
    there: Floats
    back: Floats

    @classmethod
    def of_values(cls, structure: TieStructure, values: Floats) -> DirectedPairs:
        """Face the values of both directions of each tie."""
        n_ties = structure.n_ties
        start, other = np.empty(structure.n_users + 1, np.int64), np.empty(n_ties, np.int32)
        entries, there, back = np.empty(n_ties, np.int64), np.empty(n_ties), np.empty(n_ties)
        indptr, indices, reverse = structure.indptr, structure.indices, structure.reverse
        found = pair_directions(indptr, indices, reverse, values, start, other, entries, there, back)
        return cls(start, other[:found], entries[:found], there[:found], back[:found])

    def near(self) -> Ints:
        """The end of the higher number of each tie, int32, shape `(n_ties,)`."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int32), np.diff(self.start))

    def cosine(self) -> Floats:
        """Cosine of the values that both ends of each tie give to all others."""
        return cosine_on_ties(self.start, self.other, self.there, self.back)


def combine_directions(there: Floats, back: Floats, *, mean: float, root: float) -> Floats:
    """Weigh each tie by `mean (there + back) / 2 + root √(there back)`."""
    joined = np.empty(len(there))
    combine_values(there, back, float(mean), float(root), joined)
    return joined


def scatter_symmetric(structure: TieStructure, entries: Ints64, weight: Floats) -> Floats:
    """Weights of ties on the pattern, the same at (i, j) and (j, i); 0 for all other ties."""
    spread = np.zeros(len(structure.indices))
    scatter_reverse(structure.indptr, structure.indices, structure.reverse, entries, weight, spread)
    return spread
