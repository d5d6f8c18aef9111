"""Compiled: build the sparsity structure of the ties, and order users by colour refinement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.compiled import compiled, mix_bits

if TYPE_CHECKING:
    from tribus._core.arrays import Ints, Ints64, Uints64

NO_PAIR = np.uint32(2**32 - 1)


class CsrStructure(NamedTuple):
    """A symmetric sparsity structure, as compiled functions take it; see `TieStructure`."""

    indptr: Ints64
    indices: Ints
    reverse: Ints64


@compiled
def build_csr(n_users: int, source: Ints, target: Ints) -> tuple[Ints64, Ints, Ints64, Ints64]:
    """Return the arrays of a `CsrStructure` with all pairs, and the index of each pair.

    Two counting sorts. The first collects the neighbours of each user, unsorted. The second visits the
    users in order and appends each to the rows of its neighbours, so the columns of a row are sorted.
    Duplicates are skipped. Last, the rows are visited in order for `reverse`, so that the nonzeros of
    each row j are met in the order of its columns.
    """
    begins = np.zeros(n_users + 1, np.int64)
    for pair in range(len(source)):
        begins[source[pair] + 1] += 1
        begins[target[pair] + 1] += 1
    for user in range(n_users):
        begins[user + 1] += begins[user]
    free = np.empty(n_users, np.int64)
    for user in range(n_users):
        free[user] = begins[user]
    neighbour = np.empty(2 * len(source), np.int32)
    pair_of = np.empty(2 * len(source), np.uint32)
    for pair in range(len(source)):
        i, j = source[pair], target[pair]
        neighbour[free[i]] = j
        pair_of[free[i]] = NO_PAIR
        free[i] += 1
        neighbour[free[j]] = i
        pair_of[free[j]] = pair
        free[j] += 1
    # One more than the latest user that was appended to each row, or 0.
    latest, indptr = np.zeros(n_users, np.int64), np.zeros(n_users + 1, np.int64)
    for user in range(n_users):
        for slot in range(begins[user], begins[user + 1]):
            if latest[neighbour[slot]] != user + 1:
                latest[neighbour[slot]] = user + 1
                indptr[neighbour[slot] + 1] += 1
    for user in range(n_users):
        indptr[user + 1] += indptr[user]
        free[user], latest[user] = indptr[user], 0
    indices, index_of_pair = np.empty(indptr[n_users], np.int32), np.empty(len(source), np.int64)
    for user in range(n_users):
        for slot in range(begins[user], begins[user + 1]):
            i = neighbour[slot]
            if latest[i] != user + 1:
                latest[i] = user + 1
                indices[free[i]] = user
                free[i] += 1
            if pair_of[slot] != NO_PAIR:  # the pair from i to this user
                index_of_pair[pair_of[slot]] = free[i] - 1
    reverse = np.empty(len(indices), np.int64)
    for user in range(n_users):
        free[user] = indptr[user]
    for entry in range(len(indices)):
        reverse[entry] = free[indices[entry]]
        free[indices[entry]] += 1
    return indptr, indices, reverse, index_of_pair


@compiled
def find_indices(indptr: Ints64, indices: Ints, source: Ints, target: Ints) -> Ints64:
    """Return the indices of pairs, each by binary search in the row of its source."""
    index_of_pair = np.empty(len(source), np.int64)
    for pair in range(len(source)):
        low, high = indptr[source[pair]], indptr[source[pair] + 1]
        while low < high:
            middle = (low + high) // 2
            if indices[middle] < target[pair]:
                low = middle + 1
            else:
                high = middle
        index_of_pair[pair] = low
    return index_of_pair


@compiled
def refine_colours(colours: Uints64, source: Ints, target: Ints, edges: Uints64) -> Uints64:
    """Return the colours after one round of refinement by the colours of all neighbours.

    Direction and edge colour count. Sums wrap at 64 bits, so the order of the pairs does not matter.
    """
    refined = np.zeros(len(colours), np.uint64)
    for pair in range(len(source)):
        i, j, edge_colour = source[pair], target[pair], edges[pair]
        refined[i] += mix_bits(colours[j] ^ edge_colour)
        refined[j] += mix_bits(~(colours[i] ^ edge_colour))
    for user in range(len(colours)):
        refined[user] = mix_bits(colours[user] + mix_bits(refined[user]))
    return refined
