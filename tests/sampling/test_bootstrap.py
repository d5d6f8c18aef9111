from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.stats import binom, chisquare

from tribus.sampling.bootstrap import (
    KEPT_SHARE,
    LeftOutCounts,
    ResampledCounts,
    resample,
    resample_affinity,
)
from tribus.sampling.rewiring import rewire
from tribus.ties.structure import TieStructure

COUNTS = [1, 2, 5, 9, 10, 40, 10_000, 1_000_000_000]
N = 100_000


def draw(count, *, kind="reply", seed=(0, 0)):
    return ResampledCounts({kind: np.asarray(count, np.float64)}, seed)[kind]


def affinity_of(network, *, seed):
    return resample_affinity(network.evidence, network.terms, seed=seed)


@pytest.mark.parametrize("count", COUNTS)
def test_counts_have_a_binomial_distribution(count):
    drawn = draw(np.full(N, count))
    # Mean n q and variance n q (1 - q), with standard errors from the binomial moments.
    mean, variance = count * KEPT_SHARE, count * KEPT_SHARE * (1 - KEPT_SHARE)
    assert drawn.dtype == np.float64
    assert abs(drawn.mean() - mean) < 4 * np.sqrt(variance / N)
    assert np.array_equal(drawn, np.floor(drawn))
    # Values with at least 5 expected draws; the tails are pooled.
    events = np.arange(binom.ppf(5 / N, count, KEPT_SHARE), binom.ppf(1 - 5 / N, count, KEPT_SHARE) + 1)
    if 1 < len(events) < 2000:
        edges = binom.cdf(events[:-1], count, KEPT_SHARE)
        expected = N * np.diff(edges, prepend=0.0, append=1.0)
        observed = np.bincount(np.searchsorted(events[:-1], drawn), minlength=len(events))
        assert chisquare(observed, expected).pvalue > 0.001


@pytest.mark.parametrize("count", [0.3, 2.25, 9.5, 10.5, 1e4 + 0.5])
def test_the_fraction_of_a_count_is_kept_or_dropped_like_one_event(count):
    drawn = draw(np.full(N, count))
    fraction = drawn - np.floor(drawn)
    assert set(fraction.round(9).tolist()) == {0.0, round(count % 1, 9)}
    assert (fraction > 0).mean() == pytest.approx(KEPT_SHARE, abs=0.006)
    assert drawn.mean() == pytest.approx(count * KEPT_SHARE, rel=0.01)


def test_a_count_of_0_stays_0():
    assert not draw(np.zeros(N)).any()


def test_draws_are_independent_across_nonzeros_kinds_and_seeds():
    count = np.full(N, 2.0)
    drawn = draw(count)
    others = [draw(count, kind="like"), draw(count, seed=(0, 1)), draw(count, seed=(1, 0))]
    others += [np.roll(drawn, step) for step in (1, 2, 64)]
    for other in others:
        assert abs(np.corrcoef(drawn, other)[0, 1]) < 4 / np.sqrt(N)


def test_a_draw_does_not_depend_on_other_counts():
    count = np.random.default_rng(0).uniform(0, 9, 1000)
    drawn = draw(count)
    changed = np.where(np.arange(1000) % 2, count, 0.0)
    assert np.array_equal(draw(changed)[1::2], drawn[1::2])
    assert np.array_equal(draw(count[:10]), drawn[:10])


def test_a_resample_and_what_it_leaves_out_are_independent_parts():
    count = np.random.default_rng(0).poisson(2.0, N) + np.where(np.arange(N) % 5, 0.0, 0.5)
    counts, whole = {"reply": count}, np.floor(count)
    resampled = ResampledCounts(counts, (0, 0))
    left_out = LeftOutCounts(counts, resampled)["reply"]
    assert (left_out >= 0).all()
    assert np.array_equal(resampled["reply"] + left_out, count)
    assert left_out.sum() == pytest.approx(0.3 * count.sum(), rel=0.01)
    parts = np.floor(resampled["reply"]), whole - np.floor(resampled["reply"])
    assert abs(np.corrcoef(*parts)[0, 1]) < 4 / np.sqrt(N)  # of Poisson counts


@pytest.mark.parametrize("n_in_one_direction", [0, 1])
def test_both_directions_of_undirected_events_are_kept_or_dropped_together(n_in_one_direction):
    ties = np.arange(N, dtype=np.int32).reshape(-1, 2)
    structure = TieStructure.from_pairs(N, *ties.T)
    counts = np.repeat(np.random.default_rng(0).integers(1, 20, N // 2), 2).astype(float)
    counts[0] += n_in_one_direction  # then the events of the kind are directed
    drawn = ResampledCounts({"follow": counts}, (0, 0), structure)["follow"]
    one, other = drawn.reshape(-1, 2).T
    assert one.sum() == pytest.approx(0.7 * counts[::2].sum(), rel=0.01)
    assert np.array_equal(one, other) != bool(n_in_one_direction)


def test_a_follow_is_kept_like_an_event_seen_once():
    follows, replies = (draw(np.ones(N), kind=kind) for kind in ("follow", "reply"))
    assert set(follows.tolist()) == set(replies.tolist()) == {0.0, 1.0}
    assert follows.mean() == pytest.approx(0.7, abs=0.006)
    assert replies.mean() == pytest.approx(0.7, abs=0.006)


def test_concurrent_resamples_give_the_answers_of_one_thread(network):
    with ThreadPoolExecutor(4) as pool:
        concurrent = list(pool.map(lambda number: affinity_of(network, seed=(0, number)), range(8)))
    for number, affinity in enumerate(concurrent):
        assert np.array_equal(affinity, affinity_of(network, seed=(0, number)))


def test_a_resample_is_symmetric_with_the_same_structure(network):
    affinity = affinity_of(network, seed=(0, 0))
    structure = network.evidence.structure
    assert affinity.shape == structure.indices.shape
    assert np.array_equal(affinity, affinity[structure.reverse])
    assert (affinity >= 0).all()


def test_a_seed_determines_the_affinity_of(network):
    first = affinity_of(network, seed=(0, 1))
    assert np.array_equal(first, affinity_of(network, seed=(0, 1)))
    assert not np.array_equal(first, affinity_of(network, seed=(0, 2)))
    assert not np.array_equal(first, affinity_of(network, seed=(1, 1)))


def test_the_network_is_not_changed(network):
    before = {kind: counts.copy() for kind, counts in network.evidence.counts.items()}
    affinity_of(network, seed=(0, 0))
    for kind, counts in network.evidence.counts.items():
        assert np.array_equal(counts, before[kind])


def test_a_rewired_network_can_be_resampled_like_any_counted_ties(network):
    rewired = rewire(network.evidence, seed=(0,))
    drawn = resample(rewired, seed=(0, 1))
    assert drawn.structure is rewired.structure
    assert list(drawn.counts) == list(rewired.counts)
    total = sum(counts.sum() for counts in rewired.counts.values())
    assert sum(counts.sum() for counts in drawn.counts.values()) == pytest.approx(0.7 * total, rel=0.2)
