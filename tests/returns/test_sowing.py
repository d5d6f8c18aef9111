import pickle
import warnings

import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.moving import START
from tribus.errors import EventsError, OptionError, UserError
from tribus.returns.tie_histories import NEVER, TieHistories


def make_timeline(rows, days=12, **options):
    """Return a timeline of one window a day, with two others on the first and the last day."""
    clock = [("c1", "c2", "reply", 0), ("c2", "c1", "reply", days - 0.01)]
    frame = pd.DataFrame([*rows, *clock], columns=["source", "target", "kind", "day"])
    frame["time"] = START + pd.to_timedelta(frame["day"], unit="D")
    events = tb.Events.from_frame(frame, kind="kind", time="time")
    options = {"window": "1d", "step": "1d", "half_life": "1h", "resamples": 2} | options
    return tb.trace_tribes(events, significance=None, progress=False, **options)


ROWS = [
    # ana replies to ben, who answers after half a day; both go on for two days, then silence
    *[("ana", "ben", "reply", day) for day in (2.1, 3.2, 4.2)],
    *[("ben", "ana", "reply", day) for day in (2.6, 3.4, 4.4)],
    ("ana", "eva", "like", 3.0),  # never answered
    ("dan", "ana", "mention", 5.0),
    ("ana", "dan", "reply", 7.0),
    ("ana", "fay", "reply", 0.5),  # in the first window: left out
]


@pytest.fixture(scope="module")
def timeline():
    return make_timeline(ROWS)


def test_histories_by_hand(timeline):
    users = timeline.counts.ids.to_pylist()
    histories = TieHistories.of_timeline(timeline)
    days = {
        (users[starter], users[other]): [
            None if time == NEVER else round((time - timeline.schedule.start) / 86_400_000_000, 3)
            for time in (first, answer, habit, silence)
        ]
        for starter, other, _, first, answer, habit, silence in zip(*histories, strict=True)
    }
    # ana and ben are consolidated in the window of day 3, which ends at 4; day 5 is silent, to its end 6
    assert days["ana", "ben"] == [2.1, 2.6, 4, 6]
    assert days["ana", "eva"] == [3, None, None, None]
    assert days["dan", "ana"] == [5, 7, None, None]


def test_the_summary_has_the_shares_after_one_window(timeline):
    sowing = tb.measure_sowing(timeline, account="ana")
    frame = sowing.to_frame().set_index(["stage", "by", "group"])
    whole = frame.loc[("answer", "all", "all")]
    # 3 new ties, 2 answered, one of them within a day
    assert whole[["ties", "happened"]].tolist() == [3, 2]
    assert whole["share"] == pytest.approx(1 / 3)
    assert whole["median_days"] == 2
    assert frame.loc[("answer", "first_act", "mention received"), "share"] == 0
    assert frame.loc[("answer", "first_act", "mention received"), "base_rate"] == whole["share"]
    assert frame.loc[("habit", "all", "all"), ["ties", "happened"]].tolist() == [2, 1]
    assert frame.loc[("lasting", "all", "all"), "median_days"] == 2
    assert sowing.early == 1
    assert repr(sowing) == "<Sowing of ana: 3 new ties, 33% answered within 1 days>"


def test_first_acts_are_sorted_by_the_lower_limit(timeline):
    frame = tb.measure_sowing(timeline).first_acts()
    assert sorted(frame["group"]) == ["like", "mention", "reply"]
    assert (frame["low"].fillna(-1).diff().dropna() <= 0).all()


def test_common_friends_had_exchanged_before():
    rows = [("ben", "eva", "reply", 1.2), ("eva", "ben", "reply", 1.4)]
    rows += [("ana", "eva", "reply", 2.2), ("eva", "ana", "reply", 2.4)]
    rows += [("ana", "ben", "like", 3)]
    rows += [("dan", "ben", "like", 4), ("dan", "eva", "like", 5), ("eva", "dan", "like", 6)]
    frame = tb.measure_sowing(make_timeline(rows)).to_frame()
    frame = frame[(frame["stage"] == "answer") & (frame["by"] == "common_friends")]
    # ana and ben have eva in common at 3; dan and eva had no exchange before 6
    assert dict(zip(frame["group"], frame["ties"], strict=True)) == {
        "none": 4,
        "one": 1,
        "two or more": 0,
    }


def test_curves_are_those_of_lifelines():
    from lifelines import KaplanMeierFitter

    generator = np.random.default_rng(0)
    rows = []
    for number in range(200):
        day = generator.uniform(1, 30)
        rows.append(("ana", f"u{number}", ("reply", "like")[number % 2], day))
        if generator.random() < 0.6:
            rows.append((f"u{number}", "ana", "reply", min(day + generator.exponential(4), 31.9)))
    timeline = make_timeline(rows, days=32)
    histories = TieHistories.of_timeline(timeline)
    new = np.flatnonzero(histories.first >= timeline.schedule.end_of(0))
    answered = histories.answer[new] != NEVER
    end = np.where(answered, histories.answer[new], timeline.counts.last_time)
    days = (end - histories.first[new]) / 86_400_000_000
    sowing = tb.measure_sowing(timeline)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for group, kept in (("reply", histories.kind[new] == 1), ("all", np.ones(len(new), bool))):
            fitted = KaplanMeierFitter().fit(days[kept], answered[kept])
            curve = sowing.curve("answer", "all" if group == "all" else "first_act")
            curve = curve[curve["group"] == group]
            own = fitted.survival_function_at_times(curve["days"] + 1e-9).to_numpy()
            np.testing.assert_allclose(curve["share"], 1 - own, atol=1e-12)
            limits = fitted.confidence_interval_.to_numpy()
            at = np.searchsorted(fitted.timeline, curve["days"] + 1e-9) - 1
            np.testing.assert_allclose(curve["high"], 1 - limits[at, 0], atol=1e-6)
            np.testing.assert_allclose(curve["low"], 1 - limits[at, 1], atol=1e-6)


def test_shared_topics_make_groups():
    rows = [("ana", "ben", "reply", 2, "pan"), ("ben", "ana", "reply", 3, "pan")]
    rows += [("ana", "eva", "reply", 2.5, "pan"), ("eva", "dan", "reply", 2.7, "vino")]
    rows += [("c1", "c2", "reply", 0, "x"), ("c2", "c1", "reply", 9, "x")]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "day", "text"])
    frame["time"] = START + pd.to_timedelta(frame["day"], unit="D")
    events = tb.Events.from_frame(frame, kind="kind", time="time", text="text")
    tribes = tb.find_tribes(tb.build_network(events), significance=None, resamples=3)
    words = {"bread": ["pan"], "wine": ["vino"]}
    topics = tb.find_topics(events, tribes, min_authors=1, topics=words, progress=False)
    timeline = tb.trace_tribes(events, window="1d", step="1d", significance=None, progress=False)
    found = tb.measure_sowing(timeline, topics=topics).to_frame()
    found = found[(found["by"] == "topic") & (found["stage"] == "answer")]
    # ana and ben both write of bread; eva writes of wine; dan writes nothing
    counts = dict(zip(found["group"], found["ties"], strict=True))
    assert counts == {"not shared": 1, "shared": 1, "unknown": 1}


def test_a_saved_result_is_equal(timeline, tmp_path):
    sowing = tb.measure_sowing(timeline)
    sowing.save(tmp_path / "sowing.tribus")
    assert tb.load(tmp_path / "sowing.tribus") == sowing
    assert pickle.loads(pickle.dumps(sowing)) == sowing  # noqa: S301 - our own


def test_bad_input_is_an_error(timeline):
    with pytest.raises(OptionError, match="takes a Timeline"):
        tb.measure_sowing(None)
    with pytest.raises(OptionError, match="topics of your own"):
        tb.measure_sowing(timeline, topics="bread")
    with pytest.raises(UserError, match="did you mean 'ana'"):
        tb.measure_sowing(timeline, account="anna")
    with pytest.raises(EventsError, match=r"no tie of 'c1' begins after the first window of 1 days"):
        tb.measure_sowing(timeline, account="c1")
    with pytest.raises(OptionError, match="stage must be one of"):
        tb.measure_sowing(timeline).curve("answers")
    with pytest.raises(OptionError, match="by must be one of"):
        tb.measure_sowing(timeline).curve(by="act")
