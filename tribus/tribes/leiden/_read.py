"""One look at a sparse array: what it adds up to, and what is wrong with it. Compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._compiled import compiled

if TYPE_CHECKING:
    from tribus._arrays import Bools, Codes, Floats, Uints64

NONE, LOOP, SYMMETRY, WEIGHT, END = range(5)  # flaws, from none to the worst
SAME = 1e-9  # share by which the sum of a row and of its column may differ


@compiled
def inspect(indptr: Uints64, indices: Codes, weights: Floats) -> tuple[Floats, int, np.int64]:
    """Sum each row, and find the worst flaw and the place of its first entry.

    An entry on the diagonal or of weight zero ("loop") is none in truth, but is not to be searched.
    """
    n_nodes = len(indptr) - 1
    strength, taken = np.zeros(n_nodes), np.zeros(n_nodes)
    flaw, first = NONE, np.int64(0)
    for node in range(n_nodes):
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
                strength[node] += weight
                taken[end] += weight
    if flaw < SYMMETRY:
        for node in range(n_nodes):
            if abs(strength[node] - taken[node]) > SAME * taken[node]:
                flaw = SYMMETRY
    return strength, flaw, first


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
