"""The compiled sum behind the mutual information that chance alone would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64


# A term this much smaller than the largest of its sum changes no digit of it.
SMALLEST_SHARE = 1e-20


@compiled
def expect_information(
    sizes: Ints64, times: Ints64, other_sizes: Ints64, other_times: Ints64, n_users: int
) -> float:
    """Expected mutual information of two random partitions with groups of the given sizes.

    Vinh, Epps & Bailey (2010), eq. 24a. Groups of one size are taken together: `times` says how many
    there are, so that the cost grows with the number of different sizes, not of groups.
    """
    logarithm = np.zeros(n_users + 1)
    for number in range(1, n_users + 1):
        logarithm[number] = np.log(number)
    log_factorial = np.cumsum(logarithm)
    expected = 0.0
    for a, n_a in zip(sizes, times):  # noqa: B905 - numba knows no strict
        for b, n_b in zip(other_sizes, other_times):  # noqa: B905 - numba knows no strict
            chance = log_factorial[a] + log_factorial[b] + log_factorial[n_users - a]
            chance += log_factorial[n_users - b] - log_factorial[n_users]
            constant = logarithm[n_users] - logarithm[a] - logarithm[b]
            of_pair = expect_of_pair(a, b, n_users, chance, constant, logarithm, log_factorial)
            expected += n_a * n_b * of_pair
    return expected


@compiled
def expect_of_pair(
    a: int,
    b: int,
    n_users: int,
    chance: float,
    constant: float,
    logarithm: Floats,
    log_factorial: Floats,
) -> float:
    """Sum over the users that groups of sizes a and b may share, from the likeliest number outwards.

    The chance of each number follows from that of its neighbour; where it no longer counts, the sum
    ends.
    """
    fewest, most = max(1, a + b - n_users), min(a, b)
    likeliest = min(max((a + 1) * (b + 1) // (n_users + 2), fewest), most)
    rest = n_users - a - b
    chance -= log_factorial[likeliest] + log_factorial[a - likeliest] + log_factorial[b - likeliest]
    top = np.exp(chance - log_factorial[rest + likeliest])
    total, share, both = 0.0, top, likeliest
    while both <= most and share > SMALLEST_SHARE * top:
        total += both * (constant + logarithm[both]) * share
        share *= (a - both) * (b - both) / ((both + 1.0) * (rest + both + 1.0))
        both += 1
    share, both = top, likeliest
    while both > fewest and share > SMALLEST_SHARE * top:
        share *= both * (rest + both) / ((a - both + 1.0) * (b - both + 1.0))
        both -= 1
        total += both * (constant + logarithm[both]) * share
    return total / n_users
