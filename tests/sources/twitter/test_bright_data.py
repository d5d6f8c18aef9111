"""Posts of X as Bright Data's example shows them."""

from __future__ import annotations

import json

import pytest

import tribus as tb

IDS = {"ana": "101", "ben": "102", "eva": "103"}
EMPTY = {"post_id": None, "profile_id": None, "profile_name": None, "data_posted": None, "url": None}


def post(number, author, text, *, parent=None, quoted=None):
    def refer(name, one):
        return {"post_id": str(one), "profile_id": IDS[name], "profile_name": name.title()}

    return {
        "id": str(number), "user_posted": author.title(), "name": f"{author.title()} Pan",
        "biography": f"I am {author}",
        "description": text, "date_posted": "2026-05-04T10:39:00.000Z",
        "url": f"https://x.com/{author}/status/{number}",
        "quoted_post": refer(*quoted) if quoted else EMPTY,
        "tagged_users": None, "replies": 0,
        "parent_post_details": refer(*(parent or (author, number))), "user_id": IDS[author],
    }  # fmt: skip


# Right: a reply, a mention and a quote; two posts are to nobody.
POSTS = [
    post(10, "ben", "hola"),
    post(20, "ana", "@ben sí, con @eva", parent=("ben", 10)),
    post(21, "eva", "bien dicho", quoted=("ben", 10)),
    post(22, "ana", "y yo", parent=("ana", 20)),
    post(23, "eva", "a nadie"),
]
RIGHT = [("Ana", "Ben", "reply"), ("Ana", "Eva", "mention"), ("Eva", "Ben", "quote")]


@pytest.mark.parametrize("lines", [True, False])
def test_posts_give_replies_mentions_and_quotes(tmp_path, lines):
    made = [json.dumps(one) for one in POSTS]
    (tmp_path / "x.json").write_text("\n".join(made) if lines else f"[{','.join(made)}]")
    events = tb.read_events(tmp_path / "x.json")
    frame = events.to_frame()
    assert sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True)) == RIGHT
    assert events.reading[0].format == "X by Bright Data"
    assert events.reading[0].skipped == {"posts to nobody": 2}
    assert events.cleaning.self_interactions == 1
    assert events.profiles.iloc[0].tolist() == [
        "Ana",
        "Ana Pan",
        "I am ana",
    ]
    assert str(frame["time"].iloc[0]) == "2026-05-04 10:39:00+00:00"


def test_a_post_without_an_author_is_counted(tmp_path):
    gone = POSTS[0] | {"user_id": None, "user_posted": None}
    (tmp_path / "x.json").write_text(json.dumps([*POSTS, gone]))
    skipped = tb.read_events(tmp_path / "x.json").reading[0].skipped
    assert skipped["posts without an id or an author"] == 1
