"""The compiled loop that assigns users to positions around a ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Ints64


@compiled
def take_seats(first: Ints64, n_seats: Ints64, preferred: Ints64, order: Ints64) -> Ints64:
    """Return for each person the free seat of their ring that is nearest to the preferred one.

    People choose in the order of `order`. Person i may take one of the `n_seats[i]` seats of a ring that
    starts at `first[i]`, and each ring has one seat per person. A taken seat points to the next seats
    that may be free on both sides; these paths are shortened when they are followed (union-find).
    """
    after, before = np.arange(len(first)), np.arange(len(first))
    seats = np.empty_like(first)
    for person in order:
        start, size = first[person], n_seats[person]
        right = preferred[person]
        while after[right] != right:
            after[right] = after[after[right]]
            right = after[right]
        left = preferred[person]
        while before[left] != left:
            before[left] = before[before[left]]
            left = before[left]
        clockwise, counterclockwise = (
            (right - preferred[person]) % size,
            (preferred[person] - left) % size,
        )
        seat = right if clockwise <= counterclockwise else left
        seats[person] = seat
        if size > 1:  # a ring of one seat needs no pointers
            after[seat] = start + (seat - start + 1) % size
            before[seat] = start + (seat - start - 1) % size
    return seats
