"""People: every column of the frame by hand, and what must not move it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.people.conftest import make_events
from tribus import Events, build_network, datasets, find_tribes, measure_people
from tribus.errors import OptionError, UserError

# ben and carla write to ana at 0 h; she answers ben at 2 h; dan likes and reposts; eva mentions him.
ROWS = [
    ("ben", "ana", "reply", 0),
    ("carla", "ana", "mention", 0),
    ("ana", "ben", "reply", 2),
    ("dan", "ana", "like", 3),
    ("dan", "ana", "repost", 4),
    ("eva", "dan", "mention", 5),
    ("flo", "ana", "follow", None),
    ("ana", "carla", "like", 10),
]


@pytest.fixture
def people(measure):
    return measure(ROWS)


def test_the_answer_rate_counts_distinct_people(measure, people, row_of):
    # 1 of 2 people answered: (1 + 1) / (2 + 2)
    assert row_of(people, "ana")["answer_rate"] == 0.5
    # ben writes three more times without an answer: still 1 of 2 people
    more = measure([*ROWS, *(("ben", "ana", "reply", hour) for hour in (6, 7, 8))])
    assert row_of(more, "ana")["answer_rate"] == 0.5


def test_the_median_counts_messages_that_wait(people, row_of):
    # ben waited 2 h; carla still waits after 10 h: S(2 h) = 1/2, so the median is 2 h
    assert row_of(people, "ana")["median_answer_hours"] == 2


def test_the_median_is_infinite_if_most_messages_wait(measure, row_of):
    more = measure([*ROWS, ("eva", "ana", "reply", 1)])
    assert row_of(more, "ana")["median_answer_hours"] == np.inf  # S = 2/3 at the end


def test_reach_is_the_number_of_people_who_acted(people, row_of):
    # ben, carla and dan; flo only follows
    assert row_of(people, "ana")["reach"] == 3
    assert row_of(people, "flo")["reach"] == 0


def test_applause_is_likes_and_reposts_per_post(people):
    # posts: ben 1, carla 1, ana 1, eva 1. Applause: ana 2, carla 1. All: 3 / 4 a post.
    # ana: (2 + 3/4) / (1 + 1) = 1.375; ben: (0 + 3/4) / (1 + 1) = 0.375; dan has no post
    frame = people.to_frame().set_index("user")
    assert frame.loc["ana", "applause"] == 1.375
    assert frame.loc["ben", "applause"] == 0.375
    assert np.isnan(frame.loc["dan", "applause"])


def test_conversation_is_exchanges_per_post(people, row_of):
    # one exchange, of ana and ben: all together 2 in 4 posts; ana: (1 + 1/2) / (1 + 1) = 0.75
    assert row_of(people, "ana")["exchanges"] == 1
    assert row_of(people, "ana")["conversation"] == 0.75
    assert row_of(people, "carla")["conversation"] == 0.25


def test_the_monologue_is_the_share_of_posts_without_answer_that_answer_none(people):
    # ana's post is an answer: (0 + 1) / (1 + 2); ben's has one; carla's neither: (1 + 1) / (1 + 2)
    monologue = people.to_frame().set_index("user")["monologue"]
    np.testing.assert_allclose(monologue[["ana", "ben", "carla"]], [1 / 3, 1 / 3, 2 / 3])
    assert np.isnan(monologue["dan"])


def test_talking_about_somebody_is_a_mention_without_a_word_between(measure, row_of):
    rows = [
        *ROWS,
        ("ana", "gil", "mention", 6),
        ("ana", "eva", "mention", 6),
        ("eva", "ana", "reply", 7),
    ]
    people = measure(rows)
    # ana talks with ben and eva; about gil. eva answered, so she is none of them; ana never spoke to gil
    assert row_of(people, "ana")[["talks_with", "talks_about"]].tolist() == [2, 1]
    assert row_of(people, "eva")[["talks_with", "talks_about"]].tolist() == [1, 1]  # ana; dan


def test_a_post_to_several_people_is_one(measure, row_of):
    people = measure([("ana", name, "mention", 1) for name in ("ben", "carla", "dan")])
    assert row_of(people, "ana")["posts"] == 1


def test_posts_to_nobody_count_as_monologue_until_somebody_replies():
    # three posts of ana; ben replies after the second: 2 of 3 stay without an answer, (2 + 1) / (3 + 2)
    import narwhals as nw
    import pyarrow as pa

    from tribus._engine.plans import engine_of
    from tribus.events.events import Events as Table
    from tribus.events.stored import StoredEvents, stored_tables

    events = make_events([("ben", "ana", "reply", 2.5), ("carla", "ana", "like", 3)])
    stored = stored_tables(events)
    times = [1704067200 * 10**6 + hour * 3_600_000_000 for hour in (1, 2, 3)]
    posts = pa.table(
        {"user": ["ana"] * 3, "time": times, "text": ["a", "b", "c"], "post": ["1", "2", "3"]}
    )
    engine = engine_of(stored.lazy())
    activity = engine.materialise(engine.from_arrow(posts, stored.lazy()))
    events = Table(StoredEvents(stored.rows, stored.users, None, activity), events.cleaning, ())
    assert nw.from_native(events.activity, eager_only=True).shape[0] == 3
    row = measure_people(events).to_frame().set_index("user").loc["ana"]
    assert row["posts"] == 3
    assert row["monologue"] == 3 / 5
    assert row["applause"] == pytest.approx((1 + 1 / 4) / 4)  # all: 1 like in 4 posts


def test_ten_thousand_silent_followers_move_nothing(people, measure):
    silent = [(f"silent{number}", "ana", "follow", None) for number in range(10_000)]
    share = ["active_follower_share", "active_follower_share_low", "active_follower_share_high"]
    before = people.to_frame().drop(columns=share)  # the only columns about followers
    after = measure([*ROWS, *silent]).to_frame().drop(columns=share)
    pd.testing.assert_frame_equal(
        after[after["user"].isin(before["user"])].reset_index(drop=True), before
    )


def test_an_account_without_acts_has_a_row_of_unknown_values(people, row_of):
    row = row_of(people, "flo")
    assert row[["answer_rate", "median_answer_hours", "monologue", "conversation"]].isna().all()
    assert people.of("flo").sentences[0] == "flo neither acts nor is addressed in these events."
    assert len(people.of("flo").waiting) == 0


@settings(deadline=None, max_examples=5)
@given(order=st.permutations(range(len(ROWS))))
def test_the_order_of_rows_is_irrelevant(order):
    frames = [
        measure_people(make_events([ROWS[number] for number in numbers]), progress=False).to_frame()
        for numbers in (range(len(ROWS)), order)
    ]
    pd.testing.assert_frame_equal(*frames, check_exact=True)


def test_other_names_give_the_same_numbers():
    society = datasets.make_society(n_people=40, n_tribes=2, n_ghosts=5, seed=3)
    frame = society.to_frame()
    new = {user: f"x{user[::-1]}" for user in society.groups["user"]}
    renamed = frame.assign(source=frame["source"].map(new), target=frame["target"].map(new))
    tables = [
        measure_people(Events.from_frame(table, time="time"), progress=False)
        .to_frame()
        .set_index("user")
        for table in (frame, renamed)
    ]
    pd.testing.assert_frame_equal(
        tables[0].rename(index=new).sort_index(), tables[1].sort_index(), check_exact=True
    )


def test_times_later_for_all_change_no_number():
    later = [(*row[:3], None if row[3] is None else row[3] + 1000) for row in ROWS]
    frames = [measure_people(make_events(rows), progress=False).to_frame() for rows in (ROWS, later)]
    pd.testing.assert_frame_equal(*frames, check_exact=True)


def test_an_unknown_user_is_an_error_with_near_matches(people):
    with pytest.raises(UserError, match=r"no user 'anna' in these events.*did you mean 'ana'"):
        people.of("anna")


def test_anything_but_events_is_an_error():
    with pytest.raises(OptionError, match="measure_people takes Events, got DataFrame"):
        measure_people(pd.DataFrame())


def test_anything_but_tribes_is_an_error():
    with pytest.raises(OptionError, match=r"tribes must be Tribes, .* got 'ana'"):
        measure_people(make_events(ROWS), "ana")


def test_an_unknown_time_zone_is_an_error():
    with pytest.raises(OptionError, match="time_zone 'Europe/Madird' is not a time zone"):
        measure_people(make_events(ROWS), time_zone="Europe/Madird")


@pytest.fixture(scope="module")
def tribes():
    society = datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    return find_tribes(build_network(society.events, half_life=None), resolution=1.0, significance=None)


def test_tribes_of_other_users_are_an_error(tribes):
    with pytest.raises(OptionError, match=r"no user of the events is in the tribes: .* have 'ana'"):
        measure_people(make_events(ROWS), tribes)


def test_measures_inside_the_tribe_count_its_people_only(tribes):
    society = datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    people = measure_people(society.events, tribes, progress=False)
    frame = people.to_frame().set_index("user")
    label = tribes.to_frame().set_index("user")["tribe"]
    user = tribes[0].users[0]
    acts = society.to_frame().query("kind != 'follow' and target == @user and source != @user")
    inside = acts[acts["source"].map(label) == label[user]]
    assert frame.loc[user, "tribe"] == label[user]
    assert frame.loc[user, "reach_inside"] == inside["source"].nunique()
    assert frame.loc[user, "reach"] == acts["source"].nunique()
    assert set(people) == set(people.users)


def test_without_times_a_message_back_counts_as_an_answer():
    frame = pd.DataFrame({"source": ["ana", "ben", "carla"], "target": ["ben", "ana", "ana"]})
    people = measure_people(Events.from_frame(frame, kind="reply"), progress=False)
    row = people.to_frame().set_index("user").loc["ana"]
    assert row["answer_rate"] == 0.5  # ben of ben and carla: (1 + 1) / (2 + 2)
    assert np.isnan(row["median_answer_hours"])
    assert row["exchanges"] == 1
    account = people.of("ana")
    assert account.waiting["user"].tolist() == ["carla"]
    assert account.waiting["since"].isna().all()
    assert any(line.startswith("No times: any message back counts") for line in account.sentences)
    assert account.sentences[0].startswith("2 people wrote to ana, and at most 1 got an answer.")


def test_counts_without_times_are_numbers_of_posts():
    frame = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"], "n": [5, 3]})
    people = measure_people(Events.from_frame(frame, kind="reply", count="n"), progress=False)
    row = people.to_frame().set_index("user").loc["ana"]
    assert row[["posts", "exchanges"]].tolist() == [5, 3]


def test_events_at_one_instant_have_no_answers(measure):
    people = measure([("ana", "ben", "reply", 1), ("ben", "ana", "reply", 1)])
    assert people.to_frame()["people_answered"].sum() == 0
    assert "All events have one time: nothing is later, so nothing is an answer." in people.gaps


def test_messages_without_a_time_are_left_out_of_data_with_times(measure):
    people = measure([*ROWS, ("gil", "ana", "reply", None)])
    row = people.to_frame().set_index("user").loc["ana"]
    assert row[["people_addressing", "reach"]].tolist() == [2, 4]
    assert "1 message without a time: left out, because the order is unknown." in people.gaps


def test_only_follows_are_no_error(measure):
    people = measure([("ana", "ben", "follow", None)])
    assert people.to_frame()["reach"].tolist() == [0, 0]
    assert repr(people) == "<People: 2 users, 0 of 0 messages waiting>"


def test_rates_of_many_accounts_are_shrunk_towards_what_is_usual(measure):
    # 40 accounts with three writers each, of whom 10 answer one; ana answers her only writer
    rows = [
        (f"w{number}.{writer}", f"a{number}", "reply", 0) for number in range(40) for writer in "xyz"
    ]
    rows += [(f"a{number}", f"w{number}.x", "reply", 1) for number in range(10)]
    people = measure([*rows, ("ben", "ana", "reply", 0), ("ana", "ben", "reply", 1)])
    frame, prior = people.to_frame().set_index("user"), people.answering.prior
    assert prior.hits / sum(prior) == pytest.approx(10 / 121, abs=0.02)
    assert frame.loc["ana", "answer_rate"] == pytest.approx((1 + prior.hits) / (1 + sum(prior)))
    assert frame.loc["ana", "answer_rate"] < 0.3
