"""The compiled loop that seats people around a ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Ints64


@compiled
def take_seats(first: Ints64, n_seats: Ints64, wanted: Ints64, eager: Ints64) -> Ints64:
    """Give everybody, in the order of `eager`, the free seat of their ring nearest to the one wanted.

    Person i may sit on the seats from `first[i]` on, `n_seats[i]` of them around a ring, and there are
    as many people as seats on each. A seat that is taken points to the next that may be free, to either
    side; the way there is shortened each time that it is walked (union-find).
    """
    after, before = np.arange(len(first)), np.arange(len(first))
    seats = np.empty_like(first)
    for person in eager:
        start, size = first[person], n_seats[person]
        right = wanted[person]
        while after[right] != right:
            after[right] = after[after[right]]
            right = after[right]
        left = wanted[person]
        while before[left] != left:
            before[left] = before[before[left]]
            left = before[left]
        there, back = (right - wanted[person]) % size, (wanted[person] - left) % size
        seat = right if there <= back else left
        seats[person] = seat
        if size > 1:  # the last seat of a ring is asked for no more
            after[seat] = start + (seat - start + 1) % size
            before[seat] = start + (seat - start - 1) % size
    return seats
