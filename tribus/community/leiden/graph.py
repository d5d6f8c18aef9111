"""The graph that is searched: a checked sparse array, used without a copy where possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import issparse

from tribus._core.compiled import is_small, mix_array
from tribus.community.leiden._read import (
    ASYMMETRY,
    BAD_COLUMN,
    BAD_INDPTR,
    BAD_WEIGHT,
    SELF_LOOP,
    check_csr,
    check_small_csr,
    drop_loops_and_zeros,
)
from tribus.errors import OptionError

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Codes, Floats, Uints64

MAX_USERS = 2**31 - 1


class Graph(NamedTuple):
    """A weighted undirected graph in CSR form, without self-loops; each tie is stored twice.

    Compiled functions take it as one argument.

    Attributes
    ----------
    indptr
        Start of each row in `indices`, uint64, shape `(n_nodes + 1,)`.
    indices
        Column of each nonzero, uint32, shape `(n_nonzeros,)`.
    weights
        Weight of each nonzero, > 0, float32 or float64.
    strength
        Sum of all weights of each node, including the weight inside it, float64, shape `(n_nodes,)`.
    """

    indptr: Uints64
    indices: Codes
    weights: Floats
    strength: Floats


def read_graph(adjacency: Adjacency) -> Graph:
    """Check a sparse array and return it as a graph; weights of float32 stay float32.

    Raises
    ------
    OptionError
        If it is not sparse, square and symmetric, or has a negative or infinite weight; or if its
        arrays were edited by hand and no longer fit together.
    """
    if not issparse(adjacency):
        raise OptionError(
            f"adjacency must be a sparse array of scipy, got {type(adjacency).__name__}; "
            "scipy.sparse.csr_array makes one"
        )
    if adjacency.shape != 2 * adjacency.shape[:1]:
        raise OptionError(
            f"adjacency must be square, got shape {adjacency.shape}; "
            "give one row and one column for each user"
        )
    if adjacency.shape[0] > MAX_USERS:
        raise OptionError(
            f"adjacency must have at most {MAX_USERS:,} users, got {adjacency.shape[0]:,}; "
            "search its connected components one by one"
        )
    if adjacency.dtype.kind not in "biuf":
        raise OptionError(
            f"weights must be real numbers, got {adjacency.dtype}; "
            "use their real parts or absolute values"
        )
    csr = adjacency.tocsr()
    indptr = csr.indptr.astype(np.int64, order="C", copy=False).view(np.uint64)
    # As unsigned, a negative index is larger than any column.
    indices = np.ascontiguousarray(csr.indices).view(f"u{csr.indices.itemsize}")
    if indices.dtype != np.uint32:
        indices = np.minimum(indices, np.iinfo(np.uint32).max).astype(np.uint32)
    dtype = np.float32 if csr.data.dtype == np.float32 else np.float64
    weights: Floats = csr.data.astype(dtype, order="C", copy=False)
    check = check_small_csr if is_small(len(indices)) else check_csr
    strength, flaw, index = check(indptr, indices, weights, _draw_coefficients(len(indptr) - 1))
    _raise_flaw(flaw, csr, int(index))
    if flaw == SELF_LOOP:
        indptr, indices, weights = drop_loops_and_zeros(indptr, indices, weights)
    return Graph(indptr, indices, weights, strength)


def _draw_coefficients(n_nodes: int) -> Floats:
    """Return a pseudo-random number in [0, 1) for each node, which depends on its row alone."""
    bits = mix_array(np.arange(n_nodes, dtype=np.uint64))
    coefficients: Floats = (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return coefficients


def _raise_flaw(flaw: int, csr: Adjacency, index: int) -> None:
    """Raise the error of a flaw; show the first wrong element."""
    n_users = csr.shape[0]
    if flaw == BAD_INDPTR or len(csr.indptr) != n_users + 1:
        raise OptionError(
            f"adjacency has {n_users} rows, but its indptr, indices and data do not fit together: look "
            f"at indptr[{index}]; make it again with scipy.sparse.csr_array((weights, (rows, columns)))"
        )
    if flaw == BAD_COLUMN:
        raise OptionError(
            f"adjacency has {n_users} columns, but a nonzero in column {csr.indices[index]}; "
            "make it again with scipy.sparse.csr_array((weights, (rows, columns)), shape=...)"
        )
    if flaw == BAD_WEIGHT:
        raise OptionError(
            f"weights must be finite and at least 0, found {csr.data[index]}; drop or fix them"
        )
    if flaw == ASYMMETRY:
        raise OptionError(
            "adjacency must be symmetric, but some row differs from its column; "
            "add the transpose to make undirected ties"
        )
