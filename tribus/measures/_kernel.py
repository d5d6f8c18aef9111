"""The compiled sum behind the mutual information that chance alone would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._compiled import compiled

if TYPE_CHECKING:
    from tribus._arrays import Floats, Ints64


@compiled
def expect_information(
    sizes: Ints64, times: Ints64, other_sizes: Ints64, other_times: Ints64, log_factorial: Floats
) -> float:
    """Expected mutual information of two random partitions with groups of the given sizes.

    Vinh, Epps & Bailey (2010), eq. 24a. Groups of one size are taken together: `times` says how many
    there are, so that the cost grows with the number of different sizes, not of groups.
    """
    n_users = len(log_factorial) - 1
    expected = 0.0
    for a, n_a in zip(sizes, times):  # noqa: B905 - numba knows no strict
        for b, n_b in zip(other_sizes, other_times):  # noqa: B905 - numba knows no strict
            fixed = log_factorial[a] + log_factorial[b] + log_factorial[n_users - a]
            fixed += log_factorial[n_users - b] - log_factorial[n_users]
            of_pair = 0.0
            for both in range(max(1, a + b - n_users), min(a, b) + 1):
                chance = fixed - log_factorial[both] - log_factorial[a - both] - log_factorial[b - both]
                chance -= log_factorial[n_users - a - b + both]
                share = both / n_users
                of_pair += share * np.log(n_users * both / (a * b)) * np.exp(chance)
            expected += n_a * n_b * of_pair
    return expected
