"""Comments of TikTok as Zeeschuimer saves them."""

from __future__ import annotations

import json

import pytest

import tribus as tb

IDS = {"ana": "101", "ben": "102", "eva": "103"}


def comment(number, author, text="x", *, below="0", answers="0", **parts):
    return {
        "cid": str(number), "id": str(number), "aweme_id": "73", "create_time": 1_777_885_380,
        "text": text,
        "user": {"uid": IDS[author], "unique_id": author, "nickname": author.title(), "sec_uid": "x"},
        "reply_id": str(below), "reply_to_reply_id": str(answers), "reply_comment": None,
        "reply_comment_total": 0, "digg_count": 0, "text_extra": [], "share_info": {"url": "x"}, **parts,
    }  # fmt: skip


def captured(item, platform="tiktok-comments"):
    return {"nav_index": "1:2:0", "item_id": item["cid"], "source_platform": platform, "data": item}


def tag(name, start):
    return {"start": start, "end": start + 4, "user_id": IDS[name], "user_unique_id": name}


# Right: three replies and one mention; two comments are to nobody.
COMMENTS = [
    comment(1, "ana", reply_comment=[comment(2, "ben", below=1)]),
    comment(2, "ben", below=1),
    comment(3, "eva", "@ben sí", below=1, answers=2),
    comment(4, "ana", "no", below=1, answers=3),
    comment(5, "ana", "y yo", below=1, answers=4),
    comment(6, "eva", "mira @ana", text_extra=[tag("ana", 5), {"hashtag_name": "pan", "user_id": ""}]),
    comment(7, "ben"),
]
RIGHT = [
    ("ana", "eva", "reply"),
    ("ben", "ana", "reply"),
    ("eva", "ana", "mention"),
    ("eva", "ben", "reply"),
]


@pytest.fixture
def read(tmp_path):
    def read(records, **options):
        path = tmp_path / "comments.ndjson"
        path.write_text("".join(f"{json.dumps(one)}\n" for one in records))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


def test_answers_and_mentions_are_read(read):
    events = read([captured(one) for one in COMMENTS])
    assert rows(events) == RIGHT
    assert events.reading[0].format == "TikTok comments"
    assert events.reading[0].skipped == {"comments on videos, to nobody": 2}
    assert events.cleaning.self_interactions == 1
    assert len(events.activity) == 2
    assert str(events.to_frame()["time"].iloc[0]) == "2026-05-04 09:03:00+00:00"


def test_comments_without_a_wrapper_and_pages_of_them_are_the_same(read):
    assert rows(read(COMMENTS)) == RIGHT
    assert rows(read([{"comments": COMMENTS, "cursor": 20, "has_more": 1}])) == RIGHT


def test_an_answer_goes_to_the_top_comment_if_it_names_no_other(read):
    old = [
        {name: value for name, value in one.items() if name != "reply_to_reply_id"} for one in COMMENTS
    ]
    assert ("eva", "ana", "reply") in rows(read(old))


def test_an_answer_to_a_comment_in_no_file_is_counted(read):
    events = read([*COMMENTS, comment(9, "eva", below=88)])
    assert rows(events) == RIGHT
    assert events.reading[0].skipped["replies to unknown users"] == 1


def test_a_comment_without_an_author_is_counted(read):
    events = read([captured(one) for one in (*COMMENTS, COMMENTS[0] | {"user": {}, "cid": "99"})])
    assert events.reading[0].skipped["comments without an id or an author"] == 1
