"""Single posts: who acted on each, by hand."""

import numpy as np
import pandas as pd
import pytest

from tests.people.conftest import START, make_events
from tribus import Events, measure_people
from tribus.datasets import make_society

# ana writes two posts to ben (p1, p4). ben answers p1 in its thread, carla too; dan and eva like p1, dan
# reposts p4 and eva quotes it in its thread. gil likes nothing that is known.
ROWS = [
    ("ana", "ben", "mention", 0, "p1", "p1"),
    ("ben", "ana", "reply", 1, "p2", "p1"),
    ("carla", "ana", "reply", 2, "p3", "p1"),
    ("dan", "ana", "like", 3, "p1", None),
    ("eva", "ana", "like", 4, "p1", None),
    ("ana", "ben", "mention", 5, "p4", "p4"),
    ("dan", "ana", "repost", 6, "p4", None),
    ("eva", "ana", "quote", 7, "p5", "p4"),
    ("gil", "ana", "like", 8, "p9", None),
]


def measure(rows=ROWS):
    table = [(*row[:4], *row[4:]) for row in rows]
    frame = pd.DataFrame(table, columns=["source", "target", "kind", "hour", "post", "thread"])
    frame["time"] = START + pd.to_timedelta(frame.pop("hour"), unit="h")
    return measure_people(Events.from_frame(frame, time="time", post="post", thread="thread"))


def test_reach_conversation_and_applause_of_each_post():
    posts = measure().of("ana").posts().set_index("post")
    assert posts.index.tolist() == ["p1", "p4"]
    # p1: ben, carla, dan, eva acted; ben's reply is an answer. p4: dan and eva; nobody answered
    assert posts["reach"].tolist() == [4, 2]
    assert posts["exchanges"].tolist() == [1, 0]
    assert posts["likes"].tolist() == [2, 0]  # the like of p9, which is not known, is on no post
    assert posts["reposts"].tolist() == [0, 1]
    assert posts["quotes"].tolist() == [0, 1]
    assert posts["addressed"].tolist() == [1, 1]
    assert posts["time"].tolist() == [START, START + pd.Timedelta(hours=5)]


def test_all_posts_have_their_authors():
    posts = measure().by_post()
    assert posts["user"].tolist() == ["ana", "ana", "ben", "carla", "eva"]
    own = posts[posts["user"] == "ana"].drop(columns="user").reset_index(drop=True)
    pd.testing.assert_frame_equal(own, measure().of("ana").posts())
    # ben's reply answers ana's post: an exchange of his post too
    assert posts.set_index("post").loc["p2", "exchanges"] == 1


def test_ten_thousand_silent_followers_move_no_post():
    silent = [(f"s{number}", "ana", "follow", None, None, None) for number in range(10_000)]
    pd.testing.assert_frame_equal(measure([*ROWS, *silent]).by_post(), measure().by_post())


def test_without_ids_an_answer_is_on_the_message_that_it_answers():
    rows = [
        ("ana", "ben", "reply", 0),
        ("ana", "ben", "reply", 1),
        ("ben", "ana", "reply", 2),
        ("dan", "ana", "like", 3),
    ]
    posts = measure_people(make_events(rows)).of("ana").posts()
    assert posts["post"].isna().all()
    assert posts["reach"].tolist() == [0, 1]  # both messages wait together; the last is answered
    assert posts["exchanges"].tolist() == [0, 1]
    assert posts["likes"].isna().all()  # a like that names no post
    assert posts["reposts"].tolist() == [0, 0]


def test_without_times_each_event_is_a_post_without_exchanges():
    frame = pd.DataFrame({"source": ["ana", "ana", "ben"], "target": ["ben", "ben", "ana"]})
    frame["post"] = ["p1", "p2", "p3"]
    posts = measure_people(Events.from_frame(frame, kind="reply", post="post")).of("ana").posts()
    assert posts["post"].tolist() == ["p1", "p2"]
    assert posts["exchanges"].isna().all()
    assert posts["time"].isna().all()


def test_an_account_that_writes_nothing_has_no_posts():
    posts = measure().of("gil").posts()
    assert len(posts) == 0
    assert posts.columns.tolist() == measure().of("ana").posts().columns.tolist()


def test_only_follows_have_no_posts(measure):
    assert len(measure([("ana", "ben", "follow", None)]).by_post()) == 0


@pytest.fixture(scope="module")
def society():
    return make_society(n_people=40, n_tribes=2, n_ghosts=5, seed=3)


def test_exchanges_of_posts_add_up_to_those_of_their_author(society):
    people = measure_people(society.events, progress=False)
    total = people.by_post().groupby("user")["exchanges"].sum()
    expected = people.to_frame().set_index("user")["exchanges"]
    np.testing.assert_array_equal(total.reindex(expected.index, fill_value=0), expected)


def test_the_order_of_rows_changes_no_post(society):
    frame = society.to_frame()
    tables = [
        measure_people(Events.from_frame(rows, time="time"), progress=False).by_post()
        for rows in (frame, frame.sample(frac=1, random_state=0))
    ]
    pd.testing.assert_frame_equal(*tables, check_exact=True)
