import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.moving import DAY, START, make_days, make_events, plant
from tribus.errors import NetworkError, OptionError, UserError

SIZES = (14, 12, 10)


def trace(events, **options):
    return tb.trace_tribes(events, **{"window": "1d", "step": "1d", "progress": False} | options)


def tribes_of(timeline, number):
    frame = timeline[number].to_frame()
    return dict(zip(frame["user"], frame["tribe"], strict=True))


@pytest.fixture(scope="module")
def static():
    return trace(make_events([plant(SIZES)] * 4))


@pytest.fixture(scope="module")
def moving():
    """Groups of which the second is absent on two days, and one user moves on day 3."""
    whole = plant(SIZES)
    absent = {user: group for user, group in whole.items() if group != 1}
    moved = whole | {"g0u00": 2}
    return trace(make_events([whole, whole, absent, moved, moved]), half_life="1h")


def test_planted_groups_keep_their_numbers(static):
    frame = static.to_frame()
    own = frame.assign(group=frame["user"].str[1].astype(int))
    assert len(frame) == 4 * sum(SIZES)
    assert (own["tribe"] == own["group"]).all()


def test_the_frame_has_a_row_for_every_user_seen_so_far(moving):
    frame = moving.to_frame()
    assert frame.columns.tolist() == ["window", "user", "tribe", "certainty"]
    assert frame.groupby("window").size().tolist() == [sum(SIZES)] * 5
    assert frame["window"].iloc[0] == START + DAY
    assert frame["tribe"].dtype == np.int32


def test_an_absent_tribe_has_its_number_again_when_it_returns(moving):
    assert moving[2].tribes == [0, 2]
    assert moving[3].members(1) == moving[0].members(1)


def test_a_user_who_moves_changes_tribe_alone(moving):
    before, after = tribes_of(moving, 0), tribes_of(moving, 4)
    assert {user for user in before if before[user] != after[user]} == {"g0u00"}
    assert moving.of("g0u00").tribe.tolist() == [0, 0, 0, 2, 2]


def test_users_without_events_fade_out_of_their_tribe(moving):
    assert {tribes_of(moving, 2)[user] for user in moving[0].members(1)} == {-1}


def test_a_newcomer_has_rows_from_the_first_window_on():
    later = plant(SIZES) | {"new": 0}
    timeline = trace(make_events([plant(SIZES), later, later]))
    assert timeline.of("new").first == 1
    assert "new" not in set(timeline[0].to_frame()["user"])
    assert timeline.of("new").tribe.tolist() == [0, 0]


def test_a_later_window_never_changes_an_earlier_one():
    days = make_days([plant(SIZES)] * 3 + [plant((12, 12, 12))] * 2, mixing=0.3)
    short = days[days["time"] < START + 3 * DAY]
    long, short = (trace(tb.Events.from_frame(f, kind="reply", time="time")) for f in (days, short))
    for number in range(3):
        pd.testing.assert_frame_equal(long[number].to_frame(), short[number].to_frame())


def test_order_of_rows_changes_nothing():
    days = make_days([plant(SIZES)] * 2, mixing=0.3)
    mixed = days.sample(frac=1, random_state=1)
    first, second = (trace(tb.Events.from_frame(f, kind="reply", time="time")) for f in (days, mixed))
    assert first == second
    assert hash(first) == hash(second)
    assert first.made_by == second.made_by


def test_names_of_users_change_nothing():
    days = make_days([plant(SIZES)] * 3, mixing=0.3)
    users = sorted({*days["source"], *days["target"]})
    names = dict(zip(users, np.random.default_rng(0).permutation(len(users)).tolist(), strict=True))
    renamed = days.assign(source=days["source"].map(names), target=days["target"].map(names))
    first, second = (trace(tb.Events.from_frame(f, kind="reply", time="time")) for f in (days, renamed))
    for number in range(3):
        tribes = tribes_of(second, number)
        assert {user: tribes[names[user]] for user in users} == tribes_of(first, number)


def test_users_of_integers_come_back_as_integers():
    days = make_days([{int(user[1] + user[3:]): group for user, group in plant(SIZES).items()}] * 2)
    timeline = trace(tb.Events.from_frame(days, kind="reply", time="time"))
    assert timeline.to_frame()["user"].dtype == np.int64
    assert 0 in timeline
    assert timeline.of(0).user == 0


def test_a_gap_without_events_ends_in_nobody_placed_and_the_same_numbers():
    whole = plant(SIZES)
    days = make_days([whole, whole])
    later = make_days([whole], seed=1)
    later["time"] += 400 * DAY
    joined = pd.concat([days, later])
    timeline = trace(
        tb.Events.from_frame(joined, kind="reply", time="time"),
        window="10d",
        step="10d",
        half_life="10d",
    )
    placed = timeline.summary()["placed"].tolist()
    assert placed[0] == sum(SIZES)
    assert placed[20] == 0
    assert tribes_of(timeline, len(timeline) - 1) == tribes_of(timeline, 0)


def test_two_people_have_no_tribe():
    frame = pd.DataFrame(
        {"source": ["a", "b", "a"], "target": ["b", "a", "b"], "time": [START, START + DAY, START + DAY]}
    )
    timeline = trace(tb.Events.from_frame(frame, kind="reply", time="time"))
    assert timeline.to_frame()["tribe"].tolist() == [-1] * 4


def test_follows_alone_are_traced_where_another_event_has_a_time():
    pairs = [(a, b) for a in plant(SIZES) for b in plant(SIZES) if a != b and a[:2] == b[:2]]
    frame = pd.DataFrame(pairs, columns=["source", "target"]).assign(kind="follow", time=START)
    replies = frame.iloc[:2].assign(kind="reply", time=[START, START + 3 * DAY])
    events = tb.Events.from_frame(pd.concat([frame, replies]), time="time")
    timeline = trace(events)
    assert timeline.summary()["tribes"].tolist() == [3] * 4


def test_smoothing_takes_the_most_frequent_tribe():
    whole = plant(SIZES)
    odd = whole | {"g0u00": 1}
    events = make_events([whole, whole, odd, whole, whole], mixing=0.02)
    plain, smooth = (trace(events, half_life="1h", smoothing=width) for width in (1, 3))
    assert plain.of("g0u00").tribe.tolist() == [0, 0, 1, 0, 0]
    assert smooth.of("g0u00").tribe.tolist() == [0] * 5


def test_the_network_of_a_window_is_what_its_tribes_were_found_in(static):
    network = static[2].network
    assert set(network.users) == set(static.users)
    assert len(tb.find_tribes(network, progress=False)) == 3


def test_an_empty_window_has_no_network():
    frame = make_days([plant(SIZES)])
    late = frame.iloc[:1].assign(time=START + 30 * DAY)
    events = tb.Events.from_frame(pd.concat([frame, late]), kind="reply", time="time")
    with pytest.raises(NetworkError, match="window 20 has no events, and earlier ones have faded"):
        trace(events, half_life="1h")[20].network  # noqa: B018 - the access is the test


def test_the_summary_counts_each_window(moving):
    summary = moving.summary()
    assert summary["tribes"].tolist() == [3, 3, 2, 3, 3]
    assert summary["placed"].tolist() == [36, 36, 24, 36, 36]
    assert (summary["events"] > 0).all()
    assert np.isnan(summary["kept"][0])
    assert summary["kept"][1] == 1.0


def test_tribes_have_a_first_and_a_last_window(moving):
    tribes = moving.tribes_to_frame()
    assert tribes["windows"].tolist() == [5, 4, 5]
    assert tribes["largest"].tolist() == [14, 12, 11]


@pytest.fixture(scope="module")
def with_audience():
    """Two tribes, and on the second day fans who write to a guru who never answers."""
    frame = make_days([plant((14, 12))] * 2)
    fans = [
        (f"fan{number:02}", "guru", START + (1 + hour / 24) * DAY)
        for number in range(12)
        for hour in range(6)
    ]
    frame = pd.concat([frame, pd.DataFrame(fans, columns=frame.columns)])
    events = tb.Events.from_frame(frame, kind="reply", time="time")
    return trace(events, half_life="1h", resolution=1.0, significance=None)


def test_a_group_without_members_is_an_audience_and_no_tribe(with_audience):
    assert with_audience.summary()["tribes"].tolist() == [2, 2]
    assert with_audience.summary()["audiences"].tolist() == [0, 1]
    assert (with_audience[1].tribes, with_audience[1].audiences) == ([0, 1], [2])
    assert len(with_audience[1].members(2)) == 13
    assert (with_audience.n_tribes, with_audience.n_groups) == (2, 3)
    assert with_audience.tribes_to_frame()["audience"].tolist() == [False, False, True]


def test_cards_count_audiences_apart(with_audience):
    assert "39 users in 2 windows, 2 tribes," in repr(with_audience)
    assert (
        "<li>26 users in 2 tribes</li><li>13 users in 1 audience</li>" in with_audience[1]._repr_html_()
    )


def test_a_saved_timeline_has_its_audiences(with_audience, tmp_path):
    with_audience.save(tmp_path / "timeline.tribus")
    assert tb.load(tmp_path / "timeline.tribus")[1].audiences == [2]


def test_certainty_is_a_share_of_companions(static):
    certainty = static.to_frame()["certainty"]
    assert certainty.between(0, 1).all()
    assert certainty.mean() > 0.8


def test_unknown_users_tribes_and_windows_are_errors(static):
    with pytest.raises(UserError, match="no user 'g0u0' in this timeline of 36 users - did you mean"):
        static.of("g0u0")
    with pytest.raises(OptionError, match="windows are numbered from 0 to 3, got 4"):
        static[4]
    with pytest.raises(OptionError, match="no tribe 7 in window 0; its tribes are 0, 1, 2"):
        static[0].members(7)
    assert "nobody" not in static
    assert [] not in static


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"smoothing": 2}, "smoothing must be an odd number from 1 to 99, got 2"),
        ({"half_life": "soon"}, "half_life must be like '90d'"),
        ({"resolution": -1}, "resolution must be a finite number above 0, got -1"),
        ({"resolution": "fine"}, "resolution must be one of 'auto'"),
        ({"resamples": 1}, "resamples must be a whole number of 2 or more, got 1"),
        ({"seed": -1}, "seed must be a whole number of 0 or more, got -1"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        trace(make_events([plant((3,))] * 2), **options)


def test_only_events_are_traced():
    with pytest.raises(OptionError, match="trace_tribes takes Events, got DataFrame"):
        tb.trace_tribes(pd.DataFrame())
