"""The resampling of few counts by numpy, equal to the compiled loops to the byte."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import GOLDEN, mix_array

if TYPE_CHECKING:
    from tribus._core.arrays import Floats

MIN_COUNT_FOR_NUMPY = 10  # from this mean on, numpy's rejection method is faster than inversion


def drop_few(count: Floats, key: np.uint64, share: float, resampled: Floats) -> None:
    """Replace the same counts by 0 as the compiled loop."""
    is_kept = (count > 0.0) & (_draw_uniform(key, len(count)) >= share)
    resampled[:] = np.where(is_kept, count, 0.0)


def draw_few_small_counts(count: Floats, key: np.uint64, resampled: Floats) -> int:
    """Draw the same Poisson variables as the compiled loop; return the number of large means."""
    resampled[count <= 0.0] = 0.0
    small = np.flatnonzero((count > 0.0) & (count < MIN_COUNT_FOR_NUMPY))
    mean, u = count[small], _draw_uniform(key, len(count))[small]
    distinct, number = np.unique(mean, return_inverse=True)
    probability = np.array([math.exp(-value) for value in distinct.tolist()])[number]
    cumulative, k = probability.copy(), np.zeros(len(small))
    rest = np.flatnonzero(u >= cumulative)
    while len(rest):
        k[rest] += 1
        probability[rest] *= mean[rest] / k[rest]
        cumulative[rest] += probability[rest]
        rest = rest[(u[rest] >= cumulative[rest]) & (probability[rest] > 0.0)]
    resampled[small] = k
    return int(np.count_nonzero(count >= MIN_COUNT_FOR_NUMPY))


def _draw_uniform(key: np.uint64, n_values: int) -> Floats:
    """Return the first elements of a splitmix64 sequence as uniform numbers in [0, 1)."""
    bits = mix_array(key + np.arange(n_values, dtype=np.uint64) * GOLDEN) >> np.uint64(11)
    uniform: Floats = bits.astype(np.float64) * 2.0**-53
    return uniform
