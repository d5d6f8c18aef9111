"""Posts of Threads as Zeeschuimer saves them."""

from __future__ import annotations

import json

import pytest

import tribus as tb

IDS = {"ana": "101", "ben": "102", "eva": "103"}


def user(name):
    return {"pk": IDS[name], "id": None, "username": name, "is_verified": False}


def post(number, author, text="x", *, names=(), share=None, **info):
    fragments = [{"fragment_type": "plaintext", "mention_fragment": None, "plaintext": text}]
    fragments += [
        {"fragment_type": "mention", "mention_fragment": {"mentioned_user": user(name)}}
        for name in names
    ]
    return {
        "pk": str(number), "id": f"{number}_1", "code": f"C{number}", "user": user(author),
        "taken_at": 1_777_885_380, "caption": {"text": text}, "carousel_media": None, "like_count": 0,
        "text_post_app_info": {
            "is_reply": False, "reply_to_author": None, "share_info": share or {"quoted_post": None},
            "text_fragments": {"fragments": fragments}, "direct_reply_count": 0, **info,
        },
    }  # fmt: skip


def captured(item):
    return {"item_id": item["pk"], "source_platform": "threads.net", "data": item}


# Right: a reply, two mentions, a quote and a repost; one post is to nobody.
POSTS = [
    post(1, "ana"),
    post(2, "ben", is_reply=True, reply_to_author=user("ana"), names=["ana", "eva"]),
    post(3, "ana", is_reply=True, reply_to_author=user("ana")),
    post(4, "eva", names=["ben"]),
    post(5, "eva", share={"quoted_post": post(1, "ana")}),
    post(6, "eva", share={"reposted_post": post(2, "ben")}),
]
RIGHT = [
    ("ben", "ana", "reply"),
    ("ben", "eva", "mention"),
    ("eva", "ana", "quote"),
    ("eva", "ben", "mention"),
    ("eva", "ben", "repost"),
]


@pytest.fixture
def read(tmp_path):
    def read(records, **options):
        path = tmp_path / "threads.ndjson"
        path.write_text("".join(f"{json.dumps(one)}\n" for one in records))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


def test_posts_give_their_events(read):
    events = read([captured(one) for one in POSTS])
    assert rows(events) == RIGHT
    assert events.reading[0].format == "Threads"
    assert events.reading[0].skipped == {"posts to nobody": 1}
    assert events.cleaning.self_interactions == 1
    assert str(events.to_frame()["time"].iloc[0]) == "2026-05-04 09:03:00+00:00"
    assert rows(read([*POSTS, *POSTS])) == RIGHT


def test_a_reply_to_nobody_who_is_known_is_counted(read):
    events = read([*POSTS, post(7, "ana", is_reply=True)])
    assert events.reading[0].skipped["replies to unknown users"] == 1
