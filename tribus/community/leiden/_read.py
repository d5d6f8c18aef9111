"""Check a CSR array, sum its rows, and drop its diagonal and its zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled
from tribus._core.counts import sum_by

if TYPE_CHECKING:
    from tribus._core.arrays import Codes, Floats, Ints64, Uints64

# Flaws, from none to the worst.
NO_FLAW, SELF_LOOP, ASYMMETRY, BAD_WEIGHT, BAD_COLUMN, BAD_INDPTR = range(6)
# Maximum difference between the weighted sums of a row and of its column, as a share.
SYMMETRY_TOLERANCE = 1e-9


@compiled
def check_csr(
    indptr: Uints64, indices: Codes, weights: Floats, coefficients: Floats
) -> tuple[Floats, int, np.int64]:
    """Return the sum of each row, the worst flaw, and the index of the first element with that flaw.

    `SELF_LOOP` stands for elements on the diagonal and for stored zeros: both are valid, but dropped
    before the search. Symmetry is checked by random projection: each column has a random coefficient,
    and the sums of a row and of its column must agree. (Plain sums also agree on a directed cycle.)
    """
    n_nodes = len(indptr) - 1
    strength, surplus = np.zeros(n_nodes), np.zeros(n_nodes)
    worst, first = NO_FLAW, np.int64(0)
    for row in range(n_nodes):
        row_sum, projected = 0.0, 0.0
        if not indptr[row] <= indptr[row + 1] <= min(len(indices), len(weights)):
            return strength, BAD_INDPTR, np.int64(row)
        for edge in range(indptr[row], indptr[row + 1]):
            col, weight = indices[edge], weights[edge]
            flaw = NO_FLAW
            if col >= n_nodes:
                flaw = BAD_COLUMN
            elif not 0.0 <= weight < np.inf:
                flaw = BAD_WEIGHT
            elif weight == 0.0 or col == row:
                flaw = SELF_LOOP
            if flaw > worst:
                worst, first = flaw, np.int64(edge)
            if col < n_nodes:
                row_sum += weight
                projected += weight * coefficients[col]
                surplus[col] -= weight * coefficients[row]
        strength[row] = row_sum
        surplus[row] += projected
    if worst < ASYMMETRY:
        for row in range(n_nodes):
            if abs(surplus[row]) > SYMMETRY_TOLERANCE * strength[row]:
                worst = ASYMMETRY
    return strength, worst, first


def check_small_csr(
    indptr: Uints64, indices: Codes, weights: Floats, coefficients: Floats
) -> tuple[Floats, int, np.int64]:
    """Return the same as `check_csr`, by numpy: quicker than to compile for few nonzeros."""
    n_nodes, ends = len(indptr) - 1, np.minimum(len(indices), len(weights))
    is_bad = (indptr[:-1] > indptr[1:]) | (indptr[1:] > ends)
    if is_bad.any():
        return np.zeros(n_nodes), BAD_INDPTR, np.int64(is_bad.argmax())
    begin = int(indptr[0])
    rows, cols, values = list_nonzeros(indptr, indices, weights)
    flaw = np.full(len(cols), NO_FLAW, np.int8)
    flaw[(values == 0.0) | (cols == rows)] = SELF_LOOP
    flaw[~((values >= 0.0) & (values < np.inf))] = BAD_WEIGHT
    flaw[cols >= n_nodes] = BAD_COLUMN
    worst = int(flaw.max(initial=NO_FLAW))
    first = np.int64(begin + (flaw == worst).argmax() if worst > NO_FLAW else 0)
    if worst == BAD_COLUMN:
        return np.zeros(n_nodes), worst, first
    strength = sum_by(rows, values, n_nodes)
    if worst < ASYMMETRY:
        surplus = sum_by(rows, values * coefficients[cols], n_nodes)
        surplus -= sum_by(cols, values * coefficients[rows], n_nodes)
        if (np.abs(surplus) > SYMMETRY_TOLERANCE * strength).any():
            worst = ASYMMETRY
    return strength, worst, first


def drop_loops_and_zeros(
    indptr: Uints64, indices: Codes, weights: Floats
) -> tuple[Uints64, Codes, Floats]:
    """Return the array without its diagonal and without stored zeros."""
    rows, cols, values = list_nonzeros(indptr, indices, weights)
    keep = (cols != rows) & (values != 0.0)
    n_kept = np.zeros(len(keep) + 1, np.uint64)
    np.cumsum(keep, out=n_kept[1:])
    return n_kept[indptr - indptr[0]], cols[keep], values[keep]


def list_nonzeros(indptr: Uints64, indices: Codes, weights: Floats) -> tuple[Codes, Codes, Floats]:
    """Return the row, column and weight of each nonzero."""
    begin, end = int(indptr[0]), int(indptr[-1])
    starts: Ints64 = indptr.view(np.int64)
    lengths = starts[1:] - starts[:-1]
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    return rows, indices[begin:end], weights[begin:end]


@compiled
def sum_rows(indptr: Uints64, weights: Floats) -> Floats:
    """Return the sum of the weights of each row."""
    sums = np.zeros(len(indptr) - 1)
    for row in range(len(indptr) - 1):
        for edge in range(indptr[row], indptr[row + 1]):
            sums[row] += weights[edge]
    return sums
