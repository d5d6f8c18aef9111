"""The sparsity structure of the ties: all arrays of ties share it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.sparse import csr_array

from tribus._core.compiled import is_small, read_only
from tribus._core.frozen import Frozen
from tribus._storage import Array, require, stored
from tribus.ties._small_structure import build_small_csr
from tribus.ties._structure_kernel import CsrStructure, build_csr, find_indices

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64

VALUES_PER_BLOCK = 500_000  # that fit the cache


@stored(indptr=Array(np.int64), indices=Array(np.int32), derived=["reverse"])
@dataclass(frozen=True, eq=False)
class TieStructure(Frozen):
    """Sparsity structure of a symmetric CSR array with sorted columns and an empty diagonal.

    Each tie has two nonzeros, (i, j) and (j, i). Values of ties are arrays of shape `(n_nonzeros,)`.

    Attributes
    ----------
    indptr
        Start of each row, int64, shape `(n_users + 1,)`.
    indices
        Column of each nonzero, int32, shape `(n_nonzeros,)`.
    reverse
        For each nonzero (i, j) the index of (j, i), int64, shape `(n_nonzeros,)`.
    """

    indptr: Ints64
    indices: Ints
    reverse: Ints64

    @classmethod
    def from_pairs(cls, n_users: int, source: Ints, target: Ints) -> TieStructure:
        """Return the structure with a tie for each pair, in either direction."""
        return cls.with_indices(n_users, source, target)[0]

    @classmethod
    def with_indices(cls, n_users: int, source: Ints, target: Ints) -> tuple[TieStructure, Ints64]:
        """Return the structure with a tie for each pair, and the index of each pair."""
        build = build_small_csr if is_small(len(source)) else build_csr
        indptr, indices, reverse, index_of_pair = build(n_users, source, target)
        return cls(read_only(indptr), read_only(indices), read_only(reverse)), index_of_pair

    @classmethod
    def _restore(cls, indptr: Ints64, indices: Ints) -> Self:
        """Return the structure of saved arrays; `DamageError` unless they are symmetric and sorted."""
        n_users, n_nonzeros = len(indptr) - 1, len(indices)
        is_within = n_users >= 0 and indptr[0] == 0 and indptr[-1] == n_nonzeros and indptr.min() >= 0
        is_csr = is_within and np.all(np.diff(indptr) >= 0)
        require(is_csr, "the rows do not follow one another")
        is_inside = not n_nonzeros or (indices.min() >= 0 and indices.max() < n_users)
        require(is_inside, "a column is outside of the network")
        index_type = np.int32 if n_nonzeros < np.iinfo(np.int32).max else np.int64
        numbers: Any = np.arange(1, n_nonzeros + 1, dtype=index_type)
        numbered = csr_array((numbers, indices, indptr.astype(index_type)), shape=(n_users, n_users))
        is_sorted = numbered.has_canonical_format and not numbered.diagonal().any()
        require(is_sorted, "the columns of a row are not sorted, or a user has a tie to themselves")
        transposed = numbered.tocsc()
        is_symmetric = np.array_equal(transposed.indptr, indptr) and np.array_equal(
            transposed.indices, indices
        )
        require(is_symmetric, "a tie has one direction")
        reverse: Ints64 = np.subtract(transposed.data, 1, dtype=np.int64)
        reverse.flags.writeable = False
        return cls(indptr, indices, reverse)

    @property
    def csr(self) -> CsrStructure:
        """The arrays as compiled functions take them."""
        return CsrStructure(self.indptr, self.indices, self.reverse)

    @property
    def n_users(self) -> int:
        """Number of users, including users without ties."""
        return len(self.indptr) - 1

    @property
    def n_ties(self) -> int:
        """Number of undirected ties."""
        return len(self.indices) // 2

    @cached_property
    def rows(self) -> Ints:
        """Row of each nonzero, int32, shape `(n_nonzeros,)`."""
        rows = np.repeat(np.arange(self.n_users, dtype=np.int32), np.diff(self.indptr))
        rows.flags.writeable = False
        return rows

    @property
    def first_direction(self) -> Ints64:
        """For each nonzero (i, j) the index of (min(i, j), max(i, j)), int64, shape `(n_nonzeros,)`."""
        first: Ints64 = np.minimum(self.reverse, np.arange(len(self.reverse)))
        return first

    def row_slice(self, row: int) -> slice:
        """Return the slice of the nonzeros of one row."""
        return slice(int(self.indptr[row]), int(self.indptr[row + 1]))

    def index_of(self, row: int, col: int) -> int | None:
        """Return the index of the nonzero (row, col); None without a tie."""
        own = self.row_slice(row)
        index = int(own.start + np.searchsorted(self.indices[own], col))
        return index if index < own.stop and self.indices[index] == col else None

    def indices_of(self, source: Ints, target: Ints) -> Ints64:
        """Return the indices of pairs; every pair must have a tie."""
        return find_indices(self.indptr, self.indices, source, target)

    def scatter(self, source: Ints, target: Ints, values: Floats) -> Floats:
        """Return values of directed pairs, last axis `(n_nonzeros,)`; 0 for all other nonzeros."""
        scattered = np.zeros((*values.shape[:-1], len(self.indices)))
        scattered[..., self.indices_of(source, target)] = values
        return scattered

    def is_symmetric(self, values: Floats) -> bool:
        """Return whether the values at (i, j) and (j, i) are equal, compared block by block."""
        blocks = range(0, len(values), VALUES_PER_BLOCK)
        return all(
            np.array_equal(
                values[at : at + VALUES_PER_BLOCK], values[self.reverse[at : at + VALUES_PER_BLOCK]]
            )
            for at in blocks
        )

    def sum_rows(self, values: Floats | Bools | Ints8, entries: Ints64 | None = None) -> Floats:
        """Return the sum of the values of each row, float64, shape `(n_users,)`.

        With `entries`, the values belong to some nonzeros only.
        """
        rows = self.rows if entries is None else self.rows[entries]
        sums: Floats = np.bincount(rows, values, self.n_users).astype(np.float64, copy=False)
        return sums

    def find_inside(self, labels: Ints) -> Ints64:
        """Return the nonzeros between two users of one group, `(n_inside,)`; label -1 is no group."""
        row_label = labels[self.rows]
        return np.flatnonzero((row_label == labels[self.indices]) & (row_label >= 0))

    def to_csr(self, values: Floats) -> csr_array:
        """Return the values as a sparse array of its own, without zeros."""
        csr = csr_array(
            (values, self.indices, self.indptr), shape=(self.n_users, self.n_users), copy=True
        )
        csr.eliminate_zeros()
        return csr
