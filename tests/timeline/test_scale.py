import numpy as np
import pytest

import tribus as tb
from tests.moving import make_events, plant
from tribus.timeline import scale
from tribus.timeline.scale import ScaleTracker

SIZES = (12, 12, 12, 12)


@pytest.fixture(scope="module")
def tribes():
    network = tb.build_network(make_events([plant(SIZES)], mixing=0.1), half_life=None, progress=False)
    return tb.find_tribes(network, progress=False)


def follow(tribes, remembered, monkeypatch, candidates, n_requests=0):
    """Return what the tracker does with these candidates: groups and stability by resolution."""
    own = {tribes.resolution: (tribes.labels, 1.0)}
    monkeypatch.setattr(scale, "_find_candidates", lambda *_, **__: own | candidates)
    return ScaleTracker(n_requests).follow(tribes, remembered, seed=0)


def test_the_first_window_keeps_the_chosen_scale(tribes):
    nobody = np.full(len(tribes.labels), -1, np.int32)
    assert ScaleTracker().follow(tribes, nobody, seed=0) == (None, ScaleTracker())


def test_the_same_tribes_keep_the_chosen_scale(tribes):
    assert ScaleTracker().follow(tribes, tribes.labels, seed=0) == (None, ScaleTracker())


def test_a_finer_scale_that_agrees_with_earlier_tribes_is_kept(tribes, monkeypatch):
    halves = tribes.labels * 2 + (np.arange(len(tribes.labels)) % 2).astype(np.int32)
    finer = {tribes.resolution * 2: (halves, 0.95)}
    assert follow(tribes, halves, monkeypatch, finer) == (tribes.resolution * 2, ScaleTracker())


def test_a_scale_that_became_finer_is_taken_at_the_second_request(tribes, monkeypatch):
    pairs = tribes.labels // 2
    coarser = {tribes.resolution / 2: (pairs, 0.95)}
    first, tracker = follow(tribes, pairs, monkeypatch, coarser)
    assert (first, tracker) == (tribes.resolution / 2, ScaleTracker(1))
    assert follow(tribes, pairs, monkeypatch, coarser, n_requests=1) == (None, ScaleTracker())


def test_an_unstable_scale_is_not_taken_for_a_little_agreement(tribes, monkeypatch):
    moved = tribes.labels.copy()
    moved[:1] = (moved[0] + 1) % 4
    other = {tribes.resolution * 2: (moved, 0.85)}
    assert follow(tribes, moved, monkeypatch, other)[0] is None
