import numpy as np
import pytest

from tribus.tribes.resample import _draw_again, resample_affinity


def test_counts_are_drawn_from_a_poisson_distribution():
    counts = {"reply": np.repeat([0.0, 1.0, 5.0, 100.0], 20_000)}
    drawn = _draw_again(counts, np.random.default_rng(0))["reply"].reshape(4, -1)
    # Mean and variance are the count; their errors over 20,000 draws are below 2 % here.
    assert drawn.mean(axis=1) == pytest.approx([0, 1, 5, 100], rel=0.03)
    assert drawn.var(axis=1) == pytest.approx([0, 1, 5, 100], rel=0.05)
    assert drawn.dtype == np.float64


def test_follows_are_forgotten_15_times_in_100_and_never_doubled():
    drawn = _draw_again({"follow": np.ones(20_000)}, np.random.default_rng(0))["follow"]
    assert set(drawn.tolist()) == {0.0, 1.0}
    assert drawn.mean() == pytest.approx(0.85, abs=0.01)


def test_a_resample_is_symmetric_on_the_same_ties(network):
    affinity = resample_affinity(network, seed=(0, 0))
    pattern = network.evidence.pattern
    assert affinity.shape == pattern.indices.shape
    assert np.array_equal(affinity, affinity[pattern.mirror])
    assert (affinity >= 0).all()


def test_one_seed_gives_one_resample(network):
    first = resample_affinity(network, seed=(0, 1))
    assert np.array_equal(first, resample_affinity(network, seed=(0, 1)))
    assert not np.array_equal(first, resample_affinity(network, seed=(0, 2)))
    assert not np.array_equal(first, resample_affinity(network, seed=(1, 1)))


def test_the_network_is_left_as_it_was(network):
    before = {kind: counts.copy() for kind, counts in network.evidence.counts.items()}
    resample_affinity(network, seed=(0, 0))
    for kind, counts in network.evidence.counts.items():
        assert np.array_equal(counts, before[kind])
