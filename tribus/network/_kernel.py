"""Compiled loops over ties: shared attention, and the colours by which users are put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._compiled import compiled, mix_bits

if TYPE_CHECKING:
    from tribus._arrays import Floats, Ints, Ints64, Uints64


@compiled
def cosine_on_ties(indptr: Ints64, indices: Ints, attention: Floats) -> Floats:
    """Cosine of the attention of the two ends of each tie, and of no other pair.

    For each tie the shorter of the two lists is walked against the longer, which lies open in a dense
    array: the cost is the sum over ties of the smaller number of people attended to.
    """
    n_users = len(indptr) - 1
    start = np.zeros(n_users + 1, np.int64)
    norm = np.zeros(n_users)
    for user in range(n_users):
        n_attended = 0
        for entry in range(indptr[user], indptr[user + 1]):
            if attention[entry] > 0.0:
                n_attended += 1
                norm[user] += attention[entry] * attention[entry]
        start[user + 1] = start[user] + n_attended
        norm[user] = np.sqrt(norm[user])
    attended, given = np.empty(start[n_users], np.int32), np.empty(start[n_users])
    place = 0
    for entry in range(len(indices)):
        if attention[entry] > 0.0:
            attended[place] = indices[entry]
            given[place] = attention[entry]
            place += 1
    cosine, lies_open = np.zeros(len(indices)), np.zeros(n_users)
    for user in range(n_users):
        n_own = start[user + 1] - start[user]
        for place in range(start[user], start[user + 1]):
            lies_open[attended[place]] = given[place]
        for entry in range(indptr[user], indptr[user + 1]):
            other = indices[entry]
            n_other = start[other + 1] - start[other]
            if n_other > n_own or (n_other == n_own and other > user):
                continue  # the other end does this tie
            common = 0.0
            for place in range(start[other], start[other + 1]):
                common += given[place] * lies_open[attended[place]]
            if common > 0.0:
                cosine[entry] = common / (norm[user] * norm[other])
        for place in range(start[user], start[user + 1]):
            lies_open[attended[place]] = 0.0
    return cosine


@compiled
def mix_array(values: Uints64) -> Uints64:
    """Mix each of many values."""
    mixed = np.empty_like(values)
    for place in range(len(values)):
        mixed[place] = mix_bits(values[place])
    return mixed


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
