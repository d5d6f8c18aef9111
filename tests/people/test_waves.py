"""Waves: bought followers are found, and nobody else is ever accused."""

import numpy as np
import pandas as pd
import pytest

from tests.people.conftest import START
from tests.people.injected import Injection
from tests.realdata.folder import DATA
from tests.realdata.networks import read_politics_uk
from tribus import Events, datasets, measure_people
from tribus.people.streaks import find_streaks, list_arrivals


def find(table):
    people = measure_people(Events.from_frame(table, time="time", progress=False), progress=False)
    return people, people.waves()


def society(seed, n_people=240):
    return datasets.make_society(n_people=n_people, n_ghosts=0, seed=seed).to_frame()


@pytest.mark.parametrize("camouflage", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_bought_followers_are_found_and_nobody_else_is_accused(seed, camouflage):
    injection = Injection(society(seed), seed, camouflage=camouflage)
    bought = injection.buy(100)
    injection.share_pack()
    injection.follow_back()
    _, waves = find(injection.to_frame())
    accused = set(waves["user"])
    assert accused <= bought
    assert len(accused & bought) >= 0.9 * len(bought)


@pytest.mark.parametrize("seed", range(2))
def test_followers_bought_by_one_account_are_found(seed):
    injection = Injection(society(seed, n_people=120), seed, camouflage=False)
    bought = injection.buy(200, n_buyers=1, days=3)
    _, waves = find(injection.to_frame())
    assert set(waves["user"]) <= bought
    assert waves["user"].nunique() >= 180
    assert waves["profile"].nunique() == 1


@pytest.mark.parametrize("camouflage", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_a_starter_pack_is_never_accused(seed, camouflage):
    injection = Injection(society(seed), seed, camouflage=camouflage)
    injection.share_pack(n_people=150)
    assert len(find(injection.to_frame())[1]) == 0


def test_a_starter_pack_that_all_join_in_two_days_is_not_accused():
    injection = Injection(society(5, n_people=120), 5, camouflage=False)
    injection.share_pack(n_people=120, days=2)
    assert len(find(injection.to_frame())[1]) == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_clean_society_has_no_wave(seed):
    assert len(find(society(seed))[1]) == 0


@pytest.mark.realdata
@pytest.mark.parametrize("camouflage", [False, True])
def test_waves_in_a_real_follow_graph_with_synthetic_times(camouflage):
    folder = DATA / "politics-uk"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent; set TRIBUS_DATA to the folder of the real data")
    table = read_politics_uk(folder)[0].to_frame()[["source", "target", "kind"]]
    table = table.astype({"source": str, "target": str})
    seconds = np.random.default_rng(0).integers(0, 365 * 86_400, len(table))
    table["time"] = START + pd.to_timedelta(seconds, unit="s")
    injection = Injection(table, 0, camouflage=camouflage)
    bought = injection.buy(100)
    injection.share_pack()
    accused = set(find(injection.to_frame())[1]["user"])
    assert accused <= bought
    assert len(accused) >= 90


@pytest.fixture(scope="module")
def bought():
    injection = Injection(society(1, n_people=60), 1, camouflage=False)
    injection.buy(60, n_buyers=2, days=2)
    return injection.to_frame()


def test_waves_are_a_row_for_each_follower(bought):
    people, waves = find(bought)
    assert waves.columns.tolist() == ["user", "wave", "profile", "since"]
    assert waves["wave"].is_monotonic_increasing
    sizes = waves.groupby("wave").size()
    assert sizes.is_monotonic_decreasing
    evidence = people.wave_evidence()
    assert evidence["followers"].tolist() == sizes.tolist()
    assert (evidence["p_value"] <= 0.001).all()
    assert (evidence["expected"] < 1).all()
    assert (evidence["end"] - evidence["start"] < pd.Timedelta(days=2)).all()


def test_waves_do_not_depend_on_the_order_of_rows(bought):
    first, second = (find(table)[1] for table in (bought, bought.sample(frac=1, random_state=0)))
    pd.testing.assert_frame_equal(first, second)


def test_the_sentences_name_the_wave(bought):
    people, waves = find(bought)
    said = people.of(waves["profile"].iloc[0]).sentences
    assert any("arrived in waves" in sentence and "evidence, not proof" in sentence for sentence in said)


def test_without_times_of_follows_nobody_can_tell(bought):
    people, waves = find(bought.assign(time=bought["time"].where(bought["kind"] != "follow")))
    assert len(waves) == 0
    assert len(people.wave_evidence()) == 0
    assert "No times of follows: waves of followers cannot be seen." in people.gaps


def test_without_messages_nobody_can_tell(bought):
    assert len(find(bought[bought["kind"] == "follow"])[1]) == 0


def test_a_streak_by_hand():
    # 20 silent people follow ana within 10 h; 5 others over 1,000 h; ana writes to ben
    rows = [(f"s{number}", "ana", "follow", 500 + number / 2) for number in range(20)]
    rows += [(f"t{number}", "ana", "follow", number * 200) for number in range(5)]
    rows += [("ana", "ben", "follow", 0), ("x", "ben", "follow", 1000), ("ana", "ben", "reply", 1)]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "hour"])
    frame["time"] = START + pd.to_timedelta(frame.pop("hour"), unit="h")
    people = measure_people(Events.from_frame(frame, time="time"), progress=False)
    arrivals = list_arrivals(people.tables)
    streaks = find_streaks(arrivals)
    assert len(streaks.profile) == 1
    assert streaks.end - streaks.start == [20]
    # 5 others, and 1, in 990.5 of 1,000 h: (5 + 1) * 9.5 / 990.5 expected in 9.5 h
    assert streaks.expected[0] == pytest.approx(6 * 9.5 / 990.5, rel=1e-3)
