"""One look at a sparse array: what it adds up to, and what is wrong with it. Compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled, mix_bits

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Codes, Floats, Uints64

NONE, LOOP, SYMMETRY, WEIGHT, END, ROW = range(6)  # flaws, from none to the worst
SAME = 1e-9  # share by which the sum of a row and of its column may differ


@compiled
def inspect(indptr: Uints64, indices: Codes, weights: Floats) -> tuple[Floats, int, np.int64]:
    """Sum each row, and find the worst flaw and the place of its first entry.

    An entry on the diagonal or of weight zero ("loop") is none in truth, but is not to be searched.
    Rows are compared with columns by sums in which each end counts by a share of its own, for
    plain sums are equal round a circle of one-way links too.
    """
    n_nodes = len(indptr) - 1
    strength, surplus = np.zeros(n_nodes), np.zeros(n_nodes)
    flaw, first = NONE, np.int64(0)
    for node in range(n_nodes):
        share, given, out = weigh_end(node), 0.0, 0.0
        if not indptr[node] <= indptr[node + 1] <= min(len(indices), len(weights)):
            return strength, ROW, np.int64(node)
        for entry in range(indptr[node], indptr[node + 1]):
            end, weight = indices[entry], weights[entry]
            found = NONE
            if end >= n_nodes:
                found = END
            elif not 0.0 <= weight < np.inf:
                found = WEIGHT
            elif weight == 0.0 or end == node:
                found = LOOP
            if found > flaw:
                flaw, first = found, np.int64(entry)
            if end < n_nodes:
                given += weight
                out += weight * weigh_end(end)
                surplus[end] -= weight * share
        strength[node] = given
        surplus[node] += out
    if flaw < SYMMETRY:
        for node in range(n_nodes):
            if abs(surplus[node]) > SAME * strength[node]:
                flaw = SYMMETRY
    return strength, flaw, first


@compiled
def weigh_end(node: int) -> float:
    """Share between 0 and 1 that belongs to one node."""
    return float(mix_bits(np.uint64(node)) >> np.uint64(11)) * 2.0**-53


@compiled
def drop_entries(indptr: Uints64, indices: Codes, weights: Floats) -> tuple[Uints64, Codes, Floats]:
    """Leave out entries on the diagonal and entries of weight zero."""
    keep: Bools = np.ones(len(indices), np.bool_)
    new_indptr = np.zeros_like(indptr)
    for node in range(len(indptr) - 1):
        n_kept = np.uint64(0)
        for entry in range(indptr[node], indptr[node + 1]):
            keep[entry] = indices[entry] != node and weights[entry] != 0.0
            n_kept += np.uint64(keep[entry])
        new_indptr[node + 1] = new_indptr[node] + n_kept
    return new_indptr, indices[keep], weights[keep]
