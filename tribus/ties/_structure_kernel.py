"""Compiled loops that put pairs on the pattern of ties, and that put users in order by their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled, mix_bits

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints8, Ints64, Uints64


NO_ROW = np.uint32(2**32 - 1)
OUT_LINK, IN_LINK, MUTUAL_LINK = 1, 2, 3  # ways in which two users are linked


@compiled
def build_csr(n_users: int, source: Ints, target: Ints) -> tuple[Ints64, Ints, Ints64]:
    """Lay out the entries of all pairs: where rows begin, the other ends, and where pairs stand.

    A counting sort twice over: the ends of all pairs fall to their users in any order; then the users,
    in order, hand themselves on to everybody they met, who so get their entries in order. Those whom
    they met before are left out.
    """
    begins = np.zeros(n_users + 1, np.int64)
    for row in range(len(source)):
        begins[source[row] + 1] += 1
        begins[target[row] + 1] += 1
    for user in range(n_users):
        begins[user + 1] += begins[user]
    free = begins[:-1].copy()
    met, row_of = np.empty(2 * len(source), np.int32), np.empty(2 * len(source), np.uint32)
    for row in range(len(source)):
        giver, taker = source[row], target[row]
        met[free[giver]] = taker
        row_of[free[giver]] = NO_ROW
        free[giver] += 1
        met[free[taker]] = giver
        row_of[free[taker]] = row
        free[taker] += 1
    latest, indptr = np.full(n_users, -1, np.int32), np.zeros(n_users + 1, np.int64)
    for user in range(n_users):
        for slot in range(begins[user], begins[user + 1]):
            if latest[met[slot]] != user:
                latest[met[slot]] = user
                indptr[met[slot] + 1] += 1
    for user in range(n_users):
        indptr[user + 1] += indptr[user]
    latest[:] = -1
    free[:] = indptr[:-1]
    indices, places = np.empty(indptr[n_users], np.int32), np.empty(len(source), np.int64)
    for user in range(n_users):
        for slot in range(begins[user], begins[user + 1]):
            other = met[slot]
            if latest[other] != user:
                latest[other] = user
                indices[free[other]] = user
                free[other] += 1
            if row_of[slot] != NO_ROW:  # the pair from the other to this user
                places[row_of[slot]] = free[other] - 1
    return indptr, indices, places


@compiled
def find_reverse(indptr: Ints64, indices: Ints) -> Ints64:
    """For the entry of (i, j) the place of (j, i): rows in order meet each row's entries in order."""
    reverse, free = np.empty(len(indices), np.int64), indptr[:-1].copy()
    for place in range(len(indices)):
        other = indices[place]
        reverse[place] = free[other]
        free[other] += 1
    return reverse


@compiled
def find_entries(indptr: Ints64, indices: Ints, source: Ints, target: Ints) -> Ints64:
    """Places of the entries of pairs, each by halving the row of its source."""
    places = np.empty(len(source), np.int64)
    for row in range(len(source)):
        low, high = indptr[source[row]], indptr[source[row] + 1]
        while low < high:
            middle = (low + high) // 2
            if indices[middle] < target[row]:
                low = middle + 1
            else:
                high = middle
        places[row] = low
    return places


@compiled
def mark_link_types(counts: Floats, reverse: Ints64) -> Ints8:
    """In which ways the ends of each entry are linked."""
    link_types = np.empty(len(counts), np.int8)
    for place in range(len(counts)):
        link_types[place] = OUT_LINK * (counts[place] > 0.0) + IN_LINK * (counts[reverse[place]] > 0.0)
    return link_types


@compiled
def add_mutual(values: Floats, reverse: Ints64) -> tuple[int, int, float, float]:
    """How many entries have a value, how many back too; the sum, and that of the smaller way."""
    n_linked, n_mutual, total, returned = 0, 0, 0.0, 0.0
    for place in range(len(values)):
        there = values[place]
        if there > 0.0:
            back = values[reverse[place]]
            n_linked += 1
            n_mutual += back > 0.0
            total += there
            returned += min(there, back)
    return n_linked, n_mutual, total, returned


@compiled
def scatter_values(spread: Floats, of_kind: Ints64, kind: Ints8, places: Ints64, values: Floats) -> None:
    """Write each value into the row of its kind, at its place."""
    for pair in range(len(places)):
        spread[of_kind[kind[pair]], places[pair]] = values[pair]


@compiled
def colour_edges(kind: Ints8, count: Floats) -> Uints64:
    """Mix the kind and the count of each pair into a colour."""
    colours = count.view(np.uint64).copy()
    for pair in range(len(kind)):
        colours[pair] = mix_bits(mix_bits(np.uint64(kind[pair])) + colours[pair])
    return colours


@compiled
def refine_colours(colours: Uints64, source: Ints, target: Ints, edges: Uints64) -> Uints64:
    """One round of colour refinement: a user's colour takes in the colours of all it deals with.

    Sums wrap at 64 bits, so the order of the rows cannot matter; direction and edge colour do.
    """
    around = np.zeros_like(colours)
    for row in range(len(source)):
        giver, taker, edge = source[row], target[row], edges[row]
        around[giver] += mix_bits(colours[taker] ^ edge)
        around[taker] += mix_bits(~(colours[giver] ^ edge))
    for user in range(len(colours)):
        around[user] = mix_bits(colours[user] + mix_bits(around[user]))
    return around
