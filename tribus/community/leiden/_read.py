"""Compiled: check a CSR array and sum its rows, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Codes, Floats, Uints64

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


@compiled
def drop_loops_and_zeros(
    indptr: Uints64, indices: Codes, weights: Floats
) -> tuple[Uints64, Codes, Floats]:
    """Return the array without its diagonal and without stored zeros."""
    keep: Bools = np.ones(len(indices), np.bool_)
    new_indptr = np.zeros_like(indptr)
    for row in range(len(indptr) - 1):
        n_kept = np.uint64(0)
        for edge in range(indptr[row], indptr[row + 1]):
            keep[edge] = indices[edge] != row and weights[edge] != 0.0
            n_kept += np.uint64(keep[edge])
        new_indptr[row + 1] = new_indptr[row] + n_kept
    return new_indptr, indices[keep], weights[keep]


@compiled
def sum_rows(indptr: Uints64, weights: Floats) -> Floats:
    """Return the sum of the weights of each row."""
    sums = np.zeros(len(indptr) - 1)
    for row in range(len(indptr) - 1):
        for edge in range(indptr[row], indptr[row + 1]):
            sums[row] += weights[edge]
    return sums
