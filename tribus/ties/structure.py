"""Which users have a tie: the one sparse pattern on which all numbers about ties are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tribus.ties._structure_kernel import build_csr, find_entries, find_reverse

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64


@dataclass(frozen=True, eq=False)
class TieStructure:
    """Entries of a symmetric sparse array, each tie twice, rows and columns sorted, no diagonal.

    Attributes
    ----------
    indptr
        Where each user's entries begin, int64, shape `(n_users + 1,)`.
    indices
        The other end of each entry, int32, shape `(n_entries,)`.
    reverse
        For the entry of (i, j) the place of (j, i), int64, shape `(n_entries,)`.
    """

    indptr: Ints64
    indices: Ints
    reverse: Ints64

    @classmethod
    def from_pairs(cls, n_users: int, source: Ints, target: Ints) -> TieStructure:
        """Make the pattern of all pairs, in either direction."""
        return cls.with_indices(n_users, source, target)[0]

    @classmethod
    def with_indices(cls, n_users: int, source: Ints, target: Ints) -> tuple[TieStructure, Ints64]:
        """Make the pattern of all pairs, and tell the place of the entry of each."""
        indptr, indices, places = build_csr(n_users, source, target)
        return cls(indptr, indices, find_reverse(indptr, indices)), places

    @property
    def n_users(self) -> int:
        """Number of users, those without ties included."""
        return len(self.indptr) - 1

    @property
    def n_ties(self) -> int:
        """Number of undirected ties."""
        return len(self.indices) // 2

    @cached_property
    def rows(self) -> Ints:
        """The near end of each entry, int32, shape `(n_entries,)`."""
        rows = np.repeat(np.arange(self.n_users, dtype=np.int32), np.diff(self.indptr))
        rows.flags.writeable = False
        return rows

    def places(self, source: Ints, target: Ints) -> Ints64:
        """Places of the entries of the given pairs, all of which must be in the pattern."""
        return find_entries(self.indptr, self.indices, source, target)

    def entries_of(self, row: int) -> slice:
        """Where the entries of one user stand."""
        return slice(int(self.indptr[row]), int(self.indptr[row + 1]))

    def place(self, one: int, other: int) -> int | None:
        """Place of the entry of one pair; None if they have no tie."""
        own = self.entries_of(one)
        place = int(own.start + np.searchsorted(self.indices[own], other))
        return place if place < own.stop and self.indices[place] == other else None

    def spread(self, source: Ints, target: Ints, values: Floats) -> Floats:
        """Values of directed pairs on the pattern, 0 where a direction has none; one row or several."""
        spread = np.zeros((*values.shape[:-1], len(self.indices)))
        spread[..., self.places(source, target)] = values
        return spread

    def sum_rows(self, values: Floats) -> Floats:
        """Sum of each user's entries, float64, shape `(n_users,)`."""
        sums: Floats = np.bincount(self.rows, values, self.n_users).astype(np.float64, copy=False)
        return sums

    def to_csr(self, values: Floats) -> csr_array:
        """A sparse array of values on the pattern; entries of 0 are left out."""
        csr = csr_array(
            (values, self.indices, self.indptr), shape=(self.n_users, self.n_users), copy=True
        )
        csr.eliminate_zeros()
        return csr
