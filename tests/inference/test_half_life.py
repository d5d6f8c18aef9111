import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.metrics import average_precision_score

from tribus import Events, build_network
from tribus.errors import OptionError
from tribus.inference.half_life import HalfLifeTrial, average_precision

START = datetime(2024, 1, 1, tzinfo=UTC)


def events_of(rows):
    """Events of `(source, target, kind, days after the start)` rows."""
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "day"])
    frame["at"] = [
        None if math.isnan(day) else (START + timedelta(days=day)).isoformat() for day in frame["day"]
    ]
    return Events.from_frame(frame.drop(columns="day"), time="at")


TALK = [("ana", "ben", "reply", 0.0), ("ana", "ben", "reply", 10.0), ("carla", "ben", "reply", 5.0)]


def decayed_count(network, one):
    """Decayed events to ben in the expected reply, if all address ben and he addresses nobody.

    No link is answered, so the probability of an answer is (0 + 2 usual) / (people + 2) with the usual
    share (0 + 1) / (people + 2).
    """
    people = network.users_to_frame().set_index("user")["ties"]["ben"]
    chance = 2 / (people + 2) ** 2
    return math.expm1(math.expm1(network.expected_reply(one, "ben")) / chance)


def test_an_event_counts_half_after_each_half_life():
    # From day 10: ana's replies are 10 and 0 days old, 1/2 + 1; carla's 5 days, 2^(-1/2).
    network = build_network(events_of(TALK), half_life="10d")
    assert decayed_count(network, "ana") == pytest.approx(1.5, abs=1e-6)
    assert decayed_count(network, "carla") == pytest.approx(2**-0.5, abs=1e-6)


def test_without_a_half_life_nothing_decays():
    network = build_network(events_of(TALK), half_life=None)
    assert decayed_count(network, "ana") == pytest.approx(2)
    assert network.half_life is None


def test_follows_and_events_without_a_time_do_not_decay():
    undated = ("dan", "ben", "reply", math.nan)
    network = build_network(events_of([*TALK, undated]), half_life="1d")
    assert decayed_count(network, "dan") == pytest.approx(1)
    follows = [("dan", "ben", "follow", 0.0), ("ben", "dan", "follow", 0.0)]
    network = build_network(events_of([*TALK, *follows]), half_life="1d")
    index = network.evidence.structure.index_of(network.row_of("dan"), network.row_of("ben"))
    assert network.evidence.faded["follow"][index] == 1.0


def test_affinity_does_not_decay():
    faded, unfaded = (build_network(events_of(TALK), half_life=half_life) for half_life in ("1h", None))
    assert faded.affinity("carla", "ben") == pytest.approx(unfaded.affinity("carla", "ben"))


def test_a_very_old_event_decays_to_zero():
    network = build_network(events_of(TALK), half_life="1s")
    assert network.expected_reply("carla", "ben") == 0.0
    assert network.n_ties == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90d", timedelta(days=90)),
        ("12h", timedelta(hours=12)),
        ("2w", timedelta(weeks=2)),
        ("30min", timedelta(minutes=30)),
        ("45s", timedelta(seconds=45)),
        ("1y", timedelta(days=365.25)),
        (" 1.5 d ", timedelta(days=1.5)),
        (timedelta(days=3), timedelta(days=3)),
        (pd.Timedelta(hours=3), timedelta(hours=3)),
        (None, None),
    ],
)
def test_a_half_life_is_text_or_a_timedelta(written, meant):
    assert build_network(events_of(TALK), half_life=written).half_life == meant


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("90", "half_life must be like '90d'.*got '90'"),
        ("90 days", "units: s, min, h, d, w, y"),
        ("-1d", "half_life must be like '90d'.*got '-1d'"),
        ("d", "got 'd'"),
        ("", "got ''"),
        ("nand", "got 'nand'"),
        ("Auto", "or 'auto'; got 'Auto'"),
        (90, "got 90"),
        (True, "got True"),
        (np.timedelta64(90, "D"), "half_life must be like '90d'"),
        ("0d", "half_life must be longer than 0, got '0d'"),
        (timedelta(0), "half_life must be longer than 0"),
        (timedelta(days=-1), "half_life must be longer than 0"),
        ("999999999w", "half_life must be below 999,999,999 days, got '999999999w'"),
    ],
)
def test_another_half_life_is_an_error_that_shows_the_value(wrong, message):
    with pytest.raises(OptionError, match=message):
        build_network(events_of(TALK), half_life=wrong)


def test_auto_is_none_without_times():
    frame = pd.DataFrame({"source": ["ana"], "target": ["ben"]})
    assert build_network(Events.from_frame(frame, kind="reply")).half_life is None


def test_auto_is_none_with_one_time_or_too_few_answers():
    at_once = [("ana", "ben", "reply", 1.0), ("ben", "ana", "reply", 1.0)]
    assert build_network(events_of(at_once)).half_life is None
    assert build_network(events_of(TALK)).half_life is None


def make_pairs(n_pairs, seed):
    generator = np.random.default_rng(seed)
    return generator, [(f"u{2 * pair}", f"u{2 * pair + 1}") for pair in range(n_pairs)]


def talk(one, other, days):
    """Replies of a pair, one each way at every time."""
    return [row for day in days for row in ((one, other, "reply", day), (other, one, "reply", day))]


def test_auto_decays_if_recent_pairs_talk_again():
    # Half of 400 pairs write a lot in the first 30 days and stop; half begin at day 30, less, and go on
    # to day 90. Sums say the first half are closer, recency says the second.
    generator, pairs = make_pairs(400, seed=0)
    rows = []
    for number, pair in enumerate(pairs):
        gone = number % 2 == 0
        days = generator.uniform(0, 30, 8) if gone else generator.uniform(30, 90, 9)
        rows += talk(*pair, days.tolist())
    half_life = build_network(events_of(rows)).half_life
    assert half_life is not None
    assert timedelta(0) < half_life <= timedelta(days=30)  # at most half of the first 60 days


def test_auto_is_none_if_decay_helps_at_one_cutoff_only():
    # Until day 50 each pair keeps its own pace, which the past tells best. Then those who talk most stop
    # for good, so that at day 60, and not at day 45, recency tells better who go on.
    generator, pairs = make_pairs(600, seed=0)
    rows = []
    for number, pair in enumerate(pairs):
        n_talks, goes_on = [(12, False), (3, True), (1, False)][number % 3]
        rows += talk(*pair, generator.uniform(0, 50, n_talks).tolist())
        rows += talk(*pair, generator.uniform(50, 90, 3 if goes_on else 0).tolist())
    events = events_of(rows)
    at_day_60, at_day_45 = (
        HalfLifeTrial.of_events(events, START + timedelta(days=day), [timedelta(days=2)])
        for day in (60, 45)
    )
    assert at_day_60.measure_gains()[0] > 1.1 > at_day_45.measure_gains()[0]
    assert build_network(events).half_life is None


def test_auto_is_none_if_pairs_keep_a_constant_pace():
    # Each pair writes at a constant pace of its own: more data say more, and fading throws some away.
    generator, pairs = make_pairs(400, seed=0)
    rows = []
    for pair in pairs:
        days = generator.uniform(0, 90, 1 + generator.poisson(generator.gamma(0.7, 6)))
        rows += talk(*pair, days.tolist())
    assert build_network(events_of(rows)).half_life is None


@pytest.mark.filterwarnings("ignore:of 400 targets")  # nobody answers
def test_auto_is_none_if_nobody_answers():
    generator, pairs = make_pairs(400, seed=0)
    rows = [(*pair, "reply", float(day)) for pair in pairs for day in generator.uniform(0, 90, 6)]
    assert build_network(events_of(rows)).half_life is None


def test_auto_is_the_same_for_any_order_of_rows():
    generator, pairs = make_pairs(300, seed=1)
    rows = [row for pair in pairs for row in talk(*pair, generator.uniform(0, 90, 2).tolist())]
    forwards, backwards = build_network(events_of(rows)), build_network(events_of(rows[::-1]))
    assert forwards.half_life == backwards.half_life


def test_directions_are_paired_if_one_has_an_event_before_the_cutoff():
    # 4 gave to 1 before and after, 1 gave to 4 after; 1 and 2 met only after; 2 gave to 3 before.
    trials = pa.table(
        {
            "source": pa.array([4, 1, 1, 2], pa.int32()),
            "target": pa.array([1, 2, 4, 3], pa.int32()),
            "count": [2.0, 0.0, 0.0, 5.0],
            "later": [1.0, 7.0, 3.0, 0.0],
        }
    )
    trial = HalfLifeTrial.of_sums(trials, n_half_lives=0)
    columns = [trial.row, trial.col, *trial.pair_directions("count"), *trial.pair_directions("later")]
    assert sorted(map(tuple, np.stack(columns, axis=1).tolist())) == [
        (3.0, 2.0, 0.0, 5.0, 0.0, 0.0),  # up to 3 from 2
        (4.0, 1.0, 2.0, 0.0, 1.0, 3.0),  # down from 4 to 1, and up
    ]


def test_average_precision_of_four_by_hand():
    # Best first: hit, miss, hit, miss: precision 1/1 at the first hit, 2/3 at the second.
    score, is_hit = np.array([4.0, 3.0, 2.0, 1.0]), np.array([True, False, True, False])
    assert average_precision(score, is_hit) == pytest.approx((1 + 2 / 3) / 2)


@pytest.mark.peer
@pytest.mark.parametrize("seed", range(5))
def test_average_precision_is_that_of_scikit_learn_with_equal_scores_too(seed):
    generator = np.random.default_rng(seed)
    score, is_hit = generator.integers(0, 10, 200).astype(float), generator.random(200) < 0.3
    assert average_precision(score, is_hit) == pytest.approx(
        average_precision_score(is_hit, score), abs=1e-12
    )
