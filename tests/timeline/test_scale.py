from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.moving import DAY, make_days, make_events, plant
from tribus.timeline import detect, scale
from tribus.timeline.scale import EvidenceSize, ScaleTracker

SIZES = (12, 12, 12, 12)


@pytest.fixture(scope="module")
def tribes():
    network = tb.build_network(make_events([plant(SIZES)], mixing=0.1), half_life=None, progress=False)
    return tb.find_tribes(network, progress=False)


def follow(tribes, remembered, monkeypatch, candidates, n_requests=0):
    """Return what the tracker does with these candidates: groups and stability by resolution."""
    own = {tribes.resolution: (tribes.labels, 1.0)}
    monkeypatch.setattr(scale, "_find_candidates", lambda *_, **__: own | candidates)
    return ScaleTracker(1.0, n_requests).follow(tribes, remembered, seed=0)


def test_the_first_window_keeps_the_chosen_scale(tribes):
    nobody = np.full(len(tribes.labels), -1, np.int32)
    assert ScaleTracker().follow(tribes, nobody, seed=0) == (None, ScaleTracker(tribes.resolution))


def test_the_same_tribes_keep_the_chosen_scale(tribes):
    tracker = ScaleTracker(tribes.resolution)
    assert tracker.follow(tribes, tribes.labels, seed=0) == (None, tracker)


def test_a_finer_scale_that_agrees_with_earlier_tribes_is_kept(tribes, monkeypatch):
    halves = tribes.labels * 2 + (np.arange(len(tribes.labels)) % 2).astype(np.int32)
    fine = tribes.resolution * 2
    assert follow(tribes, halves, monkeypatch, {fine: (halves, 0.95)}) == (fine, ScaleTracker(fine))


def test_a_scale_that_became_finer_is_taken_at_the_second_request(tribes, monkeypatch):
    pairs, coarse = tribes.labels // 2, tribes.resolution / 2
    candidates = {coarse: (pairs, 0.95)}
    assert follow(tribes, pairs, monkeypatch, candidates) == (coarse, ScaleTracker(coarse, 1))
    taken = follow(tribes, pairs, monkeypatch, candidates, n_requests=1)
    assert taken == (None, ScaleTracker(tribes.resolution))


def test_a_coarser_scale_that_agrees_less_is_not_taken(tribes, monkeypatch):
    remembered = tribes.labels.copy()
    remembered[:3] = (remembered[:3] + 1) % 4
    coarser = {tribes.resolution / 2: (tribes.labels // 2, 1.1)}
    taken = follow(tribes, remembered, monkeypatch, coarser)
    assert taken == (None, ScaleTracker(tribes.resolution))


def test_an_unstable_scale_is_not_taken_for_a_little_agreement(tribes, monkeypatch):
    moved = tribes.labels.copy()
    moved[:1] = (moved[0] + 1) % 4
    other = {tribes.resolution * 2: (moved, 0.85)}
    assert follow(tribes, moved, monkeypatch, other)[0] is None


@pytest.mark.parametrize("last", [0.25, 1.0, 8.0])
def test_no_candidate_is_coarser_than_both_the_last_and_the_chosen_scale(tribes, last):
    curve, chosen = tribes.curve, tribes.resolution
    candidates = scale._find_candidates(tribes, curve, min(last, chosen), seed=0)
    at_choice = curve.stability[np.abs(curve.resolutions - chosen).argmin()]
    is_stable = curve.stability >= at_choice - scale.MAX_STABILITY_LOSS
    expected = curve.resolutions[
        is_stable & (curve.n_groups > 1) & (curve.resolutions >= min(last, chosen))
    ]
    np.testing.assert_allclose(sorted(candidates), sorted({chosen, *expected}))


def test_a_scale_whose_null_model_agrees_completely_is_a_candidate(tribes):
    curve, chosen = tribes.curve, tribes.resolution
    other = int(np.flatnonzero((curve.n_groups > 1) & (curve.resolutions != chosen))[0])
    null_agreement, stability = curve.null_agreement.copy(), curve.stability.copy()
    null_agreement[other], stability[other] = scale.MAX_NULL_AGREEMENT, -9.0
    undefined = replace(curve, null_agreement=null_agreement, stability=stability)
    found = scale._find_candidates(tribes, undefined, 0.0, seed=0)
    assert found[float(curve.resolutions[other])][1] == curve.agreement[other]


SIZE = EvidenceSize(100, 400, 2_000.0)


@pytest.mark.parametrize(
    ("size", "is_kept"),
    [
        (EvidenceSize(100, 400, 2_000.0), True),
        (EvidenceSize(60, 700, 3_900.0), True),
        (EvidenceSize(100, 900, 2_000.0), False),
        (EvidenceSize(100, 400, 900.0), False),
    ],
)
def test_a_known_scale_is_kept_while_the_evidence_is_as_large(size, is_kept):
    tracker = ScaleTracker(1.0).settle(SIZE, 0.9, is_known=True)
    assert tracker.keeps(size) == is_kept
    assert not ScaleTracker(1.0).settle(SIZE, 0.9, is_known=False).keeps(size)


def test_a_scale_whose_resamples_agree_less_is_not_kept():
    tracker = ScaleTracker(1.0).settle(SIZE, 0.9, is_known=True)
    assert tracker.still_fits(0.87)
    assert not tracker.still_fits(0.85)


def test_resolutions_with_the_same_groups_are_of_one_scale(tribes):
    assert scale.is_same_scale(tribes, tribes.resolution * 1.01, seed=0)
    assert not scale.is_same_scale(tribes, tribes.resolution * 50, seed=0)


@pytest.mark.parametrize(("days", "n_inferred"), [([4, 4, 4, 4], 1), ([4, 4, 12, 12], 2)])
def test_the_scale_is_inferred_again_only_with_more_evidence(days, n_inferred, monkeypatch):
    inferred, find = [], detect.find_tribes

    def count(network, *, resolution, **options):
        inferred.extend([resolution] if resolution == "auto" else [])
        return find(network, resolution=resolution, **options)

    monkeypatch.setattr(detect, "find_tribes", count)
    frames = [
        make_days([plant((14, 12, 10))], partners=partners, seed=day)
        for day, partners in enumerate(days)
    ]
    frame = pd.concat([frame.assign(time=frame["time"] + day * DAY) for day, frame in enumerate(frames)])
    events = tb.Events.from_frame(frame, kind="reply", time="time")
    tb.trace_tribes(events, window="1d", step="1d", half_life="1h", progress=False)
    assert len(inferred) == n_inferred
