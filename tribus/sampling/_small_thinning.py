"""The thinning of few counts by numpy, equal to the compiled loop to the byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import GOLDEN, mix_array

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Uints64


def thin_few_counts(
    count: Floats, keys: Uints64, cumulative: Floats, share: float, thinned: Floats
) -> int:
    """Draw the same binomial variables as the compiled loop; return the number of large counts."""
    n_tabulated = len(cumulative)
    thinned[:] = 0.0
    small = np.flatnonzero((count > 0.0) & (count < n_tabulated))
    whole = count[small].astype(np.int64)
    u = draw_uniform(keys[0], len(count))[small]
    kept = np.zeros(len(small))
    for k in range(int(whole.max(initial=0))):
        kept += (whole > k) & (u >= cumulative[whole, k])
    rest = count[small] - whole
    kept += np.where(draw_uniform(keys[1], len(count))[small] < share, rest, 0.0)
    thinned[small] = kept
    return int(np.count_nonzero(count >= n_tabulated))


def draw_uniform(key: np.uint64, n_values: int) -> Floats:
    """Return the first elements of a splitmix64 sequence as uniform numbers in [0, 1)."""
    bits = mix_array(key + np.arange(n_values, dtype=np.uint64) * GOLDEN) >> np.uint64(11)
    uniform: Floats = bits.astype(np.float64) * 2.0**-53
    return uniform
