import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tribus.errors import NetworkError, OptionError
from tribus.stability import check
from tribus.tribes import find

FAST = {"runs": 4, "resolution": 1.0, "progress": False}


@pytest.fixture(scope="module")
def society():
    return tb.datasets.make_society(n_people=40, n_tribes=3, n_ghosts=10, seed=1)


@pytest.fixture(scope="module")
def stability(society):
    return tb.check_stability(society.events, runs=6, resolution=1.0, progress=False)


def test_the_tribes_are_those_of_find_tribes(society, stability):
    network = tb.build_network(society.events)
    assert stability.tribes == tb.find_tribes(network, resolution=1.0)
    assert stability.tribes.network == network


def test_each_user_has_a_row(society, stability):
    frame = stability.to_frame()
    assert set(frame["user"]) == set(society.groups["user"])
    assert len(frame) == len(society.groups)
    assert frame["certainty"].isna().equals(frame["tribe"] == -1)
    shares = frame[["probability", "second_probability", "seen"]]
    assert ((shares >= 0) & (shares <= 1)).all(axis=None)


def test_a_seed_determines_the_answer_for_any_order_of_rows(society):
    frame = society.events.to_frame()
    shuffled = frame.sample(frac=1, random_state=3)
    first, second = (
        tb.check_stability(tb.Events.from_frame(rows, time="time"), **FAST) for rows in (frame, shuffled)
    )
    assert np.array_equal(first.run_labels, second.run_labels)
    pd.testing.assert_frame_equal(first.to_frame(), second.to_frame())
    assert first.made_by == second.made_by


def test_certainties_have_the_log_odds_of_those_of_the_tribes(society, stability, monkeypatch):
    monkeypatch.setattr(find, "estimate_log_odds", lambda *_: 1.5)
    monkeypatch.setattr(check, "sample_log_odds", lambda _sampler, labels, _resolution: len(labels))
    tribes = tb.find_tribes(tb.build_network(society.events), progress=False)
    assert check._estimate_log_odds(tribes) == tribes.levels.taken.log_odds == 1.5
    # none was estimated at a given resolution
    assert np.isnan(stability.tribes.levels.taken.log_odds)
    assert check._estimate_log_odds(stability.tribes) == len(stability.tribes.labels)


def test_another_seed_gives_other_resamples(society, stability):
    other = tb.check_stability(society.events, runs=6, resolution=1.0, seed=1, progress=False)
    assert not np.array_equal(other.run_labels, stability.run_labels)


def test_made_by_is_enough_to_repeat_the_call(society, stability):
    made_by = stability.made_by
    again = tb.check_stability(society.events, **made_by.parameters, seed=made_by.seed, progress=False)
    assert again.made_by == made_by
    assert np.array_equal(again.run_labels, stability.run_labels)
    network = tb.build_network(society.events)
    of_network = tb.check_stability(network, **FAST)
    again = tb.check_stability(network, **of_network.made_by.parameters, progress=False)
    assert again.made_by == of_network.made_by != made_by


def test_a_clique_is_more_certain_than_a_weak_ring(make_events):
    clique = [{"source": a, "target": b, "count": 9} for a in "abcdef" for b in "abcdef" if a != b]
    ring = [{"source": f"r{n}", "target": f"r{(n + 1) % 12}", "count": 1} for n in range(12)]
    stability = tb.check_stability(
        make_events(clique + ring), runs=10, resolution=1.0, significance=None, progress=False
    )
    assert stability.of("a").certainty > 0.9
    labels = stability.tribes.labels
    tribe = stability.of("a").tribe
    assert stability.survival[tribe] > 0.95
    assert np.nanmean(stability.certainty[labels != tribe]) < 0.7


def test_a_user_with_equal_ties_to_two_tribes_is_between_them(make_events):
    tribes = ["abcde", "vwxyz"]
    rows = [{"source": a, "target": b, "count": 5} for t in tribes for a in t for b in t if a != b]
    for other in "".join(tribes):
        rows += [{"source": "mia", "target": other, "count": 2}]
        rows += [{"source": other, "target": "mia", "count": 2}]
    stability = tb.check_stability(
        make_events(rows), runs=20, resolution=1.0, significance=None, progress=False
    )
    mia = stability.of("mia")
    assert mia.is_between
    assert {mia.tribe, mia.second} == {0, 1}
    assert mia.probability + mia.second_probability == pytest.approx(1)
    assert stability.between.sum() == 1
    assert 0.3 < mia.certainty < 0.8
    assert stability.of("a").certainty > 0.8  # mia is one of five companions


def test_the_half_life_is_that_of_the_network(society):
    stability = tb.check_stability(society.events, half_life="30d", **FAST)
    assert stability.tribes.network.half_life.days == 30
    assert stability.made_by.parameters["half_life"] == "30d"


def test_a_network_without_events_is_resampled_event_by_event(society):
    network = tb.build_network(society.events)
    stability = tb.check_stability(network, **FAST)
    assert stability.tribes.network is network
    assert set(stability.units) == {"event", "follow"}
    assert set(tb.check_stability(society.events, **FAST).units) == {"day", "follow"}


def test_the_resolution_is_inferred_in_each_run_unless_given(events):
    inferred = tb.check_stability(events, runs=2, resamples=3, progress=False)
    assert inferred.tribes.curve is not None
    assert inferred.made_by.parameters["resolution"] == "auto"
    assert tb.check_stability(events, **FAST).tribes.curve is None


def test_users_without_ties_are_in_the_result(events):
    loner = tb.check_stability(events, **FAST).of("loner")
    assert (loner.tribe, loner.second, loner.consensus) == (-1, -1, -1)
    assert np.isnan(loner.certainty)
    assert (loner.probability, loner.seen, loner.is_between) == (1.0, 0.0, False)


def test_without_tribes_the_result_is_empty(make_events):
    ring = make_events([{"source": user, "target": (user + 1) % 12, "count": 9} for user in range(12)])
    stability = tb.check_stability(ring, **FAST)
    assert len(stability.tribes) == len(stability.survival) == 0
    assert stability.to_frame()["tribe"].tolist() == [-1] * 12
    assert len(stability.summary()) == 0
    assert "no tribes" in repr(stability)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"runs": 1}, "runs must be a whole number of 2 or more, got 1"),
        ({"runs": 2.5}, "runs must be a whole number of 2 or more, got 2.5"),
        ({"runs": 10_000}, "runs must be at most the number of events, 202, got 10000"),
        ({"seed": -1}, "seed must be a whole number of 0 or more, got -1"),
        ({"processes": 0}, "processes must be a whole number of 1 or more, got 0"),
        ({"resolutoin": 1.0}, "an option must be one of .*got 'resolutoin' - did you mean 'resolution'"),
        ({"resolution": -1}, "resolution must be a finite number above 0, got -1"),
        ({"half_life": "soon"}, "half_life must be like '90d'"),
    ],
)
def test_invalid_options_are_errors_that_show_them(events, options, message):
    with pytest.raises(OptionError, match=message):
        tb.check_stability(events, **options)


def test_options_of_build_network_are_an_error_with_a_network(events):
    with pytest.raises(
        OptionError, match=r"half_life, unanswered_weight are options of build_network, but a network"
    ):
        tb.check_stability(tb.build_network(events), half_life="9d", unanswered_weight=0.5)


@pytest.mark.parametrize("wrong", [None, "events.csv", pd.DataFrame()])
def test_any_other_input_is_an_error(wrong):
    with pytest.raises(OptionError, match="check_stability takes Events or a Network, got"):
        tb.check_stability(wrong)


def test_events_without_ties_are_an_error(make_events):
    with pytest.raises(NetworkError, match="no ties"):
        tb.check_stability(make_events([{"source": "ana", "target": "ana"}]))
