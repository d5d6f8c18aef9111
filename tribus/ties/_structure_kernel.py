"""Compiled: build the sparsity structure of the ties, and order users by colour refinement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.compiled import compiled, mix_bits

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints8, Ints64, Uints64

NO_PAIR = np.uint32(2**32 - 1)
OUT_LINK, IN_LINK, MUTUAL_LINK = 1, 2, 3  # directions in which two users are linked


class CsrStructure(NamedTuple):
    """A symmetric sparsity structure, as compiled functions take it; see `TieStructure`."""

    indptr: Ints64
    indices: Ints
    reverse: Ints64


@compiled
def build_csr(n_users: int, source: Ints, target: Ints) -> tuple[Ints64, Ints, Ints64]:
    """Return the CSR arrays `indptr` and `indices` of all pairs, and the index of each pair.

    Two counting sorts. The first collects the neighbours of each user, unsorted. The second visits the
    users in order and appends each to the rows of its neighbours, so the columns of a row are sorted.
    Duplicates are skipped.
    """
    begins = np.zeros(n_users + 1, np.int64)
    for pair in range(len(source)):
        begins[source[pair] + 1] += 1
        begins[target[pair] + 1] += 1
    for user in range(n_users):
        begins[user + 1] += begins[user]
    free = begins[:-1].copy()
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
    latest, indptr = np.full(n_users, -1, np.int32), np.zeros(n_users + 1, np.int64)
    for user in range(n_users):
        for slot in range(begins[user], begins[user + 1]):
            if latest[neighbour[slot]] != user:
                latest[neighbour[slot]] = user
                indptr[neighbour[slot] + 1] += 1
    for user in range(n_users):
        indptr[user + 1] += indptr[user]
    latest[:] = -1
    free[:] = indptr[:-1]
    indices, index_of_pair = np.empty(indptr[n_users], np.int32), np.empty(len(source), np.int64)
    for user in range(n_users):
        for slot in range(begins[user], begins[user + 1]):
            i = neighbour[slot]
            if latest[i] != user:
                latest[i] = user
                indices[free[i]] = user
                free[i] += 1
            if pair_of[slot] != NO_PAIR:  # the pair from i to this user
                index_of_pair[pair_of[slot]] = free[i] - 1
    return indptr, indices, index_of_pair


@compiled
def find_reverse(indptr: Ints64, indices: Ints) -> Ints64:
    """Return for each nonzero (i, j) the index of (j, i).

    The rows are visited in order, so the nonzeros of each row j are met in the order of its columns.
    """
    reverse, free = np.empty(len(indices), np.int64), indptr[:-1].copy()
    for entry in range(len(indices)):
        j = indices[entry]
        reverse[entry] = free[j]
        free[j] += 1
    return reverse


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
def mark_link_types(counts: Floats, reverse: Ints64) -> Ints8:
    """Return the directions in which both users of each nonzero are linked."""
    link_types = np.empty(len(counts), np.int8)
    for entry in range(len(counts)):
        link_types[entry] = OUT_LINK * (counts[entry] > 0.0) + IN_LINK * (counts[reverse[entry]] > 0.0)
    return link_types


@compiled
def count_mutual(values: Floats, reverse: Ints64) -> tuple[int, int, float, float]:
    """Return the number of links and of mutual links, `Σ w_ij`, and `Σ min(w_ij, w_ji)`."""
    n_links, n_mutual, total, returned = 0, 0, 0.0, 0.0
    for entry in range(len(values)):
        w_ij = values[entry]
        if w_ij > 0.0:
            w_ji = values[reverse[entry]]
            n_links += 1
            n_mutual += w_ji > 0.0
            total += w_ij
            returned += min(w_ij, w_ji)
    return n_links, n_mutual, total, returned


@compiled
def scatter_values(
    scattered: Floats, row_of_kind: Ints64, kind: Ints8, index_of_pair: Ints64, values: Floats
) -> None:
    """Write the value of each pair into the row of its kind, at the index of the pair."""
    for pair in range(len(index_of_pair)):
        scattered[row_of_kind[kind[pair]], index_of_pair[pair]] = values[pair]


@compiled
def colour_edges(kind: Ints8, count: Floats) -> Uints64:
    """Return a colour of each pair, mixed from its kind and its count."""
    colours = count.view(np.uint64).copy()
    for pair in range(len(kind)):
        colours[pair] = mix_bits(mix_bits(np.uint64(kind[pair])) + colours[pair])
    return colours


@compiled
def refine_colours(colours: Uints64, source: Ints, target: Ints, edges: Uints64) -> Uints64:
    """Return the colours after one round of refinement by the colours of all neighbours.

    Direction and edge colour count. Sums wrap at 64 bits, so the order of the pairs does not matter.
    """
    refined = np.zeros_like(colours)
    for pair in range(len(source)):
        i, j, edge_colour = source[pair], target[pair], edges[pair]
        refined[i] += mix_bits(colours[j] ^ edge_colour)
        refined[j] += mix_bits(~(colours[i] ^ edge_colour))
    for user in range(len(colours)):
        refined[user] = mix_bits(colours[user] + mix_bits(refined[user]))
    return refined
