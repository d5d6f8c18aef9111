import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.moving import DAY, START, make_events, plant
from tribus.timeline.phases import count_circuits
from tribus.timeline.ties import TieActs


def trace(rows, *, days=6, **options):
    """Return a timeline of one window a day for rows of source, target and day."""
    frame = pd.DataFrame(rows, columns=["source", "target", "day"])
    frame["time"] = START + pd.to_timedelta(frame["day"] + 0.5, unit="D")
    clock = pd.DataFrame({"source": "c1", "target": "c2", "time": [START, START + (days - 0.1) * DAY]})
    events = tb.Events.from_frame(pd.concat([frame, clock]), kind="reply", time="time")
    options = {"window": "1d", "step": "1d", "half_life": "1h", "resamples": 2} | options
    return tb.trace_tribes(events, significance=None, progress=False, **options)


def phases_of(timeline, user, other):
    frame = timeline.phases
    return frame[(frame["user"] == user) & (frame["other"] == other)]["phase"].tolist()


def exchange(one, other, days):
    """Return two acts of each side a day."""
    return [
        (*pair, day + hour) for day in days for hour in (0, 0.2) for pair in ((one, other), (other, one))
    ]


TRIANGLE = [
    row for pair in (("ana", "ben"), ("ben", "eva"), ("ana", "eva")) for row in exchange(*pair, range(4))
]


def test_one_way_contact_is_sowing():
    timeline = trace([("ana", "ben", 0), ("ana", "ben", 1)], days=3)
    assert phases_of(timeline, "ana", "ben") == ["sowing", "sowing", "dormant"]


def test_a_single_answer_is_sowing_until_it_is_repeated():
    rows = [("ana", "ben", 0), ("ben", "ana", 0.2), ("ana", "ben", 1), ("ben", "ana", 1.2)]
    assert phases_of(trace(rows, days=3), "ben", "ana") == ["sowing", "consolidation", "dormant"]


def test_many_messages_for_two_answers_are_sowing():
    rows = [("ana", "ben", minute / 1440) for minute in range(30)]
    rows += [("ben", "ana", minute / 1440) for minute in (40, 50)]  # 2 < a tenth of 30
    assert phases_of(trace(rows, days=2), "ana", "ben")[0] == "sowing"


def test_an_exchange_without_third_users_stays_in_consolidation():
    timeline = trace(exchange("ana", "ben", range(4)), days=5)
    assert phases_of(timeline, "ana", "ben") == ["consolidation"] * 4 + ["dormant"]


def test_a_circuit_that_is_kept_up_is_return():
    timeline = trace(TRIANGLE)
    assert phases_of(timeline, "ana", "ben") == ["consolidation", *["return"] * 3, *["dormant"] * 2]


def test_a_tie_after_a_dormant_window_consolidates_again():
    rows = [row for row in TRIANGLE if not 2 <= row[2] < 3]
    phases = phases_of(trace(rows), "ana", "ben")
    assert phases[:4] == ["consolidation", "return", "dormant", "consolidation"]


def test_overlapping_windows_are_kept_up_after_a_whole_window():
    timeline = trace(TRIANGLE, window="2d")
    # windows of days 0-1, 1-2, 2-3: the third does not overlap the first
    assert phases_of(timeline, "ana", "ben")[:3] == ["consolidation", "consolidation", "return"]


def test_a_dated_follow_is_a_first_contact():
    rows = [("ana", "ben", "follow", 0), ("eva", "ben", "reply", 0), ("eva", "ben", "reply", 3)]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "day"])
    frame["time"] = START + pd.to_timedelta(frame["day"] + 0.5, unit="D")
    events = tb.Events.from_frame(frame, kind="kind", time="time")
    timeline = tb.trace_tribes(events, window="1d", step="1d", significance=None, progress=False)
    assert phases_of(timeline, "ana", "ben") == ["sowing", *["dormant"] * 3]


def test_each_tie_has_a_row_for_both_users():
    frame = trace(TRIANGLE).phases
    assert frame.columns.tolist() == ["window", "user", "other", "phase"]
    swapped = frame.rename(columns={"user": "other", "other": "user"})[frame.columns]
    swapped = swapped.sort_values(["window", "user", "other"], ignore_index=True)
    pd.testing.assert_frame_equal(frame, swapped)


def test_personal_evidence_agrees_with_the_phases_of_all():
    timeline = tb.trace_tribes(
        make_events([plant((12, 10))] * 4, partners=3), window="1d", step="1d", progress=False
    )
    own = timeline.of("g0u00").phases
    every = timeline.phases
    expected = every[every["user"] == "g0u00"].reset_index(drop=True)
    assert own["user"].tolist() == expected["other"].tolist()
    assert own["phase"].tolist() == expected["phase"].tolist()
    assert ((own["circuits"] > 0) == (own["phase"] == "return")).all()


def test_the_mix_counts_every_tie_once():
    person = trace(TRIANGLE).of("ana")
    mix = person.phase_mix()
    # ben and eva in each window
    assert mix.groupby("window")["ties"].sum().tolist() == [2] * 6
    second = mix[mix["window"] == mix["window"].unique()[1]].set_index("phase")
    assert second.loc["return", ["ties", "share", "tribe_ties", "tribe_share"]].tolist() == [2, 1, 2, 1]


def test_a_later_event_changes_no_phase():
    early, late = trace(TRIANGLE), trace([*TRIANGLE, ("ana", "ben", 8), ("new", "ben", 8)])
    end = early.phases["window"].max()
    before = late.phases[late.phases["window"] <= end].reset_index(drop=True)
    pd.testing.assert_frame_equal(before, early.phases)


def test_circuits_are_common_neighbours():
    generator = np.random.default_rng(0)
    one, other = np.triu_indices(30, 1)
    ties = TieActs(30, one, other, *[np.empty(0)] * 7)
    mutual = generator.random(len(one)) < 0.2
    adjacency = np.zeros((30, 30), int)
    adjacency[one[mutual], other[mutual]] = adjacency[other[mutual], one[mutual]] = 1
    expected = np.where(mutual, (adjacency @ adjacency)[one, other], 0)
    np.testing.assert_array_equal(count_circuits(ties, mutual, mutual), expected)


@pytest.mark.parametrize("seed", range(3))
def test_planted_phases_are_found(seed):
    from tests.planted_phases import make_planted_phases

    frame, truth = make_planted_phases(seed=seed)
    events = tb.Events.from_frame(frame, kind="kind", time="time")
    timeline = tb.trace_tribes(
        events, window="30d", step="30d", significance=None, resamples=2, progress=False
    )
    found = timeline.phases.merge(truth, on=["user", "other"], suffixes=("", "_planted"))
    last = found[found["window"] == found["window"].max()]
    assert len(last) == len(truth)
    for _, own in last.groupby("phase_planted"):
        assert (own["phase"] == own["phase_planted"]).mean() >= 0.9
