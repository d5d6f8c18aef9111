"""The graph that is searched: a sparse array checked, and read without a copy where it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import issparse

from tribus.community.leiden._read import END, LOOP, ROW, SYMMETRY, WEIGHT, drop_entries, inspect
from tribus.errors import OptionError

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Codes, Floats, Uints64

MOST_USERS = 2**31 - 1


class Graph(NamedTuple):
    """A weighted graph in CSR form, without self-loops, each tie twice.

    Attributes
    ----------
    indptr
        Where each node's entries begin, uint64, shape `(n_nodes + 1,)`.
    indices
        The other end of each entry, uint32, shape `(n_entries,)`.
    weights
        Weight of each entry, > 0, float32 or float64.
    strength
        Sum of all weights at each node, those inside it included, float64, shape `(n_nodes,)`.
    """

    indptr: Uints64
    indices: Codes
    weights: Floats
    strength: Floats


def read_graph(adjacency: Adjacency) -> Graph:
    """Check a sparse array and read it as a graph; weights stay float32 where they are.

    Raises
    ------
    OptionError
        If it is not sparse, square and symmetric, or has a negative or infinite weight; or if its arrays
        were changed by hand and no longer fit together.
    """
    if not issparse(adjacency):
        raise OptionError(
            f"adjacency must be a sparse array of scipy, got {type(adjacency).__name__}; "
            "scipy.sparse.csr_array makes one"
        )
    if adjacency.shape != 2 * adjacency.shape[:1]:
        raise OptionError(
            f"adjacency must be square, got shape {adjacency.shape}; "
            "give one row and one column to each user"
        )
    if adjacency.shape[0] > MOST_USERS:
        raise OptionError(
            f"adjacency must have at most {MOST_USERS:,} users, got {adjacency.shape[0]:,}; "
            "search its connected components one by one"
        )
    if adjacency.dtype.kind not in "biuf":
        raise OptionError(
            f"weights must be real numbers, got {adjacency.dtype}; give their real parts or sizes"
        )
    csr = adjacency.tocsr()
    indptr = csr.indptr.astype(np.int64, order="C", copy=False).view(np.uint64)
    indices = np.ascontiguousarray(csr.indices).view(
        f"u{csr.indices.itemsize}"
    )  # -1 is above all columns
    number = np.float32 if csr.data.dtype == np.float32 else np.float64
    weights: Floats = csr.data.astype(number, order="C", copy=False)
    strength, flaw, place = inspect(indptr, indices, weights)
    _raise_flaw(flaw, csr, int(place))
    indices = indices.astype(np.uint32, copy=False)
    if flaw == LOOP:
        indptr, indices, weights = drop_entries(indptr, indices, weights)
    return Graph(indptr, indices, weights, strength)


def _raise_flaw(flaw: int, csr: Adjacency, place: int) -> None:
    """Raise for an array that is no graph, showing the first entry that is wrong."""
    n_users = csr.shape[0]
    if flaw == ROW or len(csr.indptr) != n_users + 1:
        raise OptionError(
            f"adjacency has {n_users} rows, but its indptr, indices and data do not fit together: look "
            f"at indptr[{place}]; make it again with scipy.sparse.csr_array((weights, (rows, columns)))"
        )
    if flaw == END:
        raise OptionError(
            f"adjacency has {n_users} columns, but an entry in column {csr.indices[place]}; "
            "make it again with scipy.sparse.csr_array((weights, (rows, columns)), shape=...)"
        )
    if flaw == WEIGHT:
        raise OptionError(
            f"weights must be finite and at least 0, found {csr.data[place]}; drop or mend them"
        )
    if flaw == SYMMETRY:
        raise OptionError(
            "adjacency must be symmetric, but some row differs from its column; "
            "add the transpose to make ties of links"
        )
