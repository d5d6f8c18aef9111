"""Compiled: the expected mutual information of two random partitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled, inlined

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64


# A term below this share of the largest term does not change the sum in double precision.
MIN_TERM_SHARE = 1e-20


@compiled
def expect_information(
    sizes: Ints64, counts: Ints64, other_sizes: Ints64, other_counts: Ints64, n_users: int
) -> float:
    """Return the expected mutual information of two random partitions with the given group sizes.

    Vinh, Epps & Bailey (2010), eq. 24a. `counts` is the number of groups of each size, so the cost
    grows with the number of distinct sizes and not with the number of groups.
    """
    logarithm, log_factorial = np.zeros(n_users + 1), np.zeros(n_users + 1)
    for number in range(1, n_users + 1):
        logarithm[number] = np.log(number)
        log_factorial[number] = log_factorial[number - 1] + logarithm[number]
    expected = 0.0
    for i in range(len(sizes)):
        for j in range(len(other_sizes)):
            a, b = sizes[i], other_sizes[j]
            log_constant = log_factorial[a] + log_factorial[b] + log_factorial[n_users - a]
            log_constant += log_factorial[n_users - b] - log_factorial[n_users]
            offset = logarithm[n_users] - logarithm[a] - logarithm[b]
            of_pair = expect_of_pair(a, b, n_users, log_constant, offset, logarithm, log_factorial)
            expected += counts[i] * other_counts[j] * of_pair
    return expected


@inlined
def expect_of_pair(
    a: int,
    b: int,
    n_users: int,
    log_constant: float,
    offset: float,
    logarithm: Floats,
    log_factorial: Floats,
) -> float:
    """Return the term of two groups of sizes a and b: a sum over the possible overlaps.

    The overlap is hypergeometric. The sum starts at its mode and uses the recurrence of the
    probabilities in both directions until they are negligible.
    """
    min_overlap, max_overlap = max(1, a + b - n_users), min(a, b)
    mode = min(max((a + 1) * (b + 1) // (n_users + 2), min_overlap), max_overlap)
    rest = n_users - a - b
    log_constant -= log_factorial[mode] + log_factorial[a - mode] + log_factorial[b - mode]
    peak = np.exp(log_constant - log_factorial[rest + mode])
    total, probability, overlap = 0.0, peak, mode
    while overlap <= max_overlap and probability > MIN_TERM_SHARE * peak:
        total += overlap * (offset + logarithm[overlap]) * probability
        probability *= (a - overlap) * (b - overlap) / ((overlap + 1.0) * (rest + overlap + 1.0))
        overlap += 1
    probability, overlap = peak, mode
    while overlap > min_overlap and probability > MIN_TERM_SHARE * peak:
        probability *= overlap * (rest + overlap) / ((a - overlap + 1.0) * (b - overlap + 1.0))
        overlap -= 1
        total += overlap * (offset + logarithm[overlap]) * probability
    return total / n_users
