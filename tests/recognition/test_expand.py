"""Rows of several events: one row for each, with ids of the type in which the table has them."""

from __future__ import annotations

import pandas as pd
import pytest

from tribus import Events
from tribus.errors import EventsError

ANA, BEN, EVE, DAN = 132_190_267, 132_190_268, 132_190_269, 132_190_270


def read_frame(frame, **options):
    return Events.from_frame(frame, progress=False, **options)


@pytest.mark.parametrize("as_integers", [False, True])
def test_numbers_with_gaps_that_pandas_turned_into_floats_stay_the_same_users(pairs, as_integers):
    posts = pd.DataFrame(
        {
            "id": [11, 12, 13, 14],
            "author_id": [ANA, BEN, EVE, DAN],
            "in_reply_to_user_id": [None, ANA, None, None],
            "retweeted_user_id": [None, None, ANA, BEN],
        }
    )
    events = read_frame(posts.convert_dtypes() if as_integers else posts)
    assert pairs(events) == [(BEN, ANA, "reply"), (EVE, ANA, "repost"), (DAN, BEN, "repost")]
    assert events.ids.to_pylist() == [ANA, BEN, EVE, DAN]
    assert events.to_frame()["post"].tolist() == ["12", "13", "14"]
    assert dict(events.reading[0].skipped) == {"posts to nobody": 1}


def test_a_parent_post_by_number_leads_to_an_author_by_number(pairs):
    posts = pd.DataFrame({"id": [7, 8, 9], "author": [ANA, BEN, EVE], "parent_id": [None, 7.0, 8.0]})
    assert pairs(read_frame(posts)) == [(BEN, ANA, "reply"), (EVE, BEN, "reply")]


@pytest.mark.parametrize("make", [list, lambda ids: ",".join(map(str, ids)), str])
def test_lists_of_numbers_are_users_by_number(pairs, make):
    people = [ANA, BEN, EVE, DAN]
    mentions = [make([one for one in people if one != who][:2]) for who in people]
    events = read_frame(pd.DataFrame({"user_id": people, "mentions": mentions}))
    assert len(pairs(events)) == 8
    assert events.ids.to_pylist() == people


def test_counts_between_users_by_number_are_read():
    table = pd.DataFrame(
        {"source": [ANA, BEN], "target": [BEN, ANA], "replies": [1, 2], "likes": [0, 3]}
    )
    assert read_frame(table).counts == {"reply": 3.0, "like": 3.0}


def test_names_in_a_list_beside_users_by_number_are_refused():
    table = pd.DataFrame({"user_id": [ANA, BEN], "mentions": ["ben,eve", "ana"]})
    with pytest.raises(
        EventsError, match=r"data row 1, column 'mentions': 'ben,eve' is not an integer as"
    ):
        read_frame(table, source="user_id", target={"mention": "mentions"})


def test_a_row_is_counted_once_among_those_without_an_event():
    text = pd.DataFrame(
        {
            "post_id": ["p1", "p2", "p3"],
            "author": ["ana", "ben", "eve"],
            "parent_id": ["", "p1", "p9"],
        }
    )
    reading = read_frame(text).reading[0]
    assert dict(reading.skipped) == {
        "posts to nobody": 1,
        "replies to posts that are not in the table": 1,
    }
    assert (reading.read, reading.kept) == (3, 1)


def test_a_person_named_twice_in_a_cell_is_mentioned_once(pairs):
    table = pd.DataFrame(
        {"author": ["ana", "ben", "eve"], "mentions": ["ben, ben;", "[ana, 'ana', \"eve\"]", "( ana )"]}
    )
    table["mentions"] = table["mentions"].str.replace(";", "")
    assert pairs(read_frame(table)) == [
        ("ana", "ben", "mention"),
        ("ben", "ana", "mention"),
        ("ben", "eve", "mention"),
        ("eve", "ana", "mention"),
    ]
