"""Few counts are thinned by numpy: the same as by the compiled loop, to the byte."""

import numpy as np
import pytest

from tribus.sampling._small_thinning import thin_few_counts
from tribus.sampling.bootstrap import CUMULATIVE, KEPT_SHARE, _thin_small_counts

KEYS = np.array([[0, 1], [1, 0], [2**63, 7], [2**64 - 1, 2**63], [0x9E3779B97F4A7C15, 5]], np.uint64)


def make_counts(n):
    rng = np.random.default_rng(n)
    return np.where(rng.random(n) < 0.4, rng.random(n) * 12, rng.poisson(3, n)).astype(float)


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("n", [0, 1, 5000])
def test_few_counts_are_thinned_like_many(keys, n):
    count = make_counts(n)
    one, other = np.full(n, -1.0), np.full(n, -1.0)
    arguments = count, keys, CUMULATIVE, KEPT_SHARE
    assert thin_few_counts(*arguments, one) == _thin_small_counts(*arguments, other)
    assert one.tobytes() == other.tobytes()
