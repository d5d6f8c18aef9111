"""Few counts are resampled by numpy: the same as by the compiled loops, to the byte."""

import numpy as np
import pytest

from tribus.sampling._small_bootstrap import draw_few_small_counts, drop_few
from tribus.sampling.bootstrap import _draw_small_counts, _drop_some

KEYS = np.array([0, 1, 2**63, 2**64 - 1, 0x9E3779B97F4A7C15], np.uint64)


def make_counts(n):
    rng = np.random.default_rng(n)
    return np.where(rng.random(n) < 0.4, rng.random(n) * 12, rng.poisson(3, n)).astype(float)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("n", [0, 1, 5000])
def test_few_counts_are_drawn_like_many(key, n):
    count = make_counts(n)
    one, other = np.full(n, -1.0), np.full(n, -1.0)
    assert draw_few_small_counts(count, key, one) == _draw_small_counts(count, key, other)
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("key", KEYS)
def test_few_follows_are_dropped_like_many(key):
    count = make_counts(3000)
    one, other = np.empty(3000), np.empty(3000)
    drop_few(count, key, 0.15, one)
    _drop_some(count, key, 0.15, other)
    assert one.tobytes() == other.tobytes()
