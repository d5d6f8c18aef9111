"""Pages of Bluesky's API, as the lexicons describe them."""

from __future__ import annotations

import json

import pytest

import tribus as tb
from tests.sources.bluesky.car import (
    ANA,
    BEN,
    CARLA,
    FOLLOW,
    LIKE,
    POST,
    answer,
    post,
    post_of,
    subject,
)
from tribus.errors import TribusError
from tribus.sources import recognise

DAN = "did:plc:dan"
NAMES = {ANA: "ana.example", BEN: "ben.example", CARLA: "carla.example", DAN: "dan.example"}
DAY = "2024-05-01T10:00:00.000Z"
MENTION = "app.bsky.richtext.facet#mention"


def actor(did):
    return {"did": did, "handle": NAMES[did], "displayName": did[-3:].title(), "labels": []}


def view(did, record, key="3k1", *, seen=DAY, **parts):
    """Return a view of a post."""
    return {
        "uri": post_of(did, key), "cid": "bafy", "author": actor(did), "record": record,
        "replyCount": 0, "likeCount": 0, "indexedAt": seen, **parts,
    }  # fmt: skip


def named(*dids):
    return [
        {"features": [{"$type": MENTION, "did": did}], "index": {"byteStart": 0, "byteEnd": 4}}
        for did in dids
    ]


def quoted(did, key="3k9"):
    """Return the embed of a record and of its view."""
    record = {"$type": "app.bsky.embed.record", "record": {"cid": "bafy", "uri": post_of(did, key)}}
    shown = {
        "$type": "app.bsky.embed.record#view",
        "record": {
            "$type": "app.bsky.embed.record#viewRecord",
            "uri": post_of(did, key),
            "author": actor(did),
            "value": post(),
        },
    }
    return record, shown


QUOTE, QUOTE_SHOWN = quoted(DAN)
# Ana answers Ben, whom she names as well, and mentions Carla; Ben quotes Dan; Carla writes to nobody.
VIEWS = [
    view(ANA, answer(post_of(BEN), facets=named(BEN, CARLA)), "3k1"),
    view(BEN, post("mira", embed=QUOTE), "3k2", embed=QUOTE_SHOWN),
    view(CARLA, post("a nadie"), "3k3"),
]
RIGHT = [
    ("ana.example", "ben.example", "reply"),
    ("ana.example", "carla.example", "mention"),
    ("ben.example", "dan.example", "quote"),
]
FEED = [
    {"post": VIEWS[0], "reply": {"root": VIEWS[1], "parent": VIEWS[1]}},
    {"post": VIEWS[1], "reason": {"$type": "app.bsky.feed.defs#reasonPin"}},
    {"post": VIEWS[2]},
    {
        "post": view(DAN, post("hola"), "3k4"),
        "reason": {"$type": "app.bsky.feed.defs#reasonRepost", "by": actor(CARLA), "indexedAt": DAY},
    },
]
HIDDEN = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": post_of(DAN, "3k8"), "notFound": True}
BLOCKED = {
    "$type": "app.bsky.feed.defs#blockedPost", "uri": post_of(DAN, "3k7"), "blocked": True,
    "author": {"did": DAN},
}  # fmt: skip
SHOWN = "app.bsky.feed.defs#threadViewPost"
THREAD = {
    "$type": SHOWN,
    "post": VIEWS[0],
    "parent": {"$type": SHOWN, "post": VIEWS[1], "parent": HIDDEN},
    "replies": [{"$type": SHOWN, "post": VIEWS[2], "replies": []}, BLOCKED],
}
ITEM = "app.bsky.unspecced.defs#threadItemPost"
THREAD_2 = [
    {"uri": one["uri"], "depth": depth, "value": {"$type": ITEM, "post": one, "moreReplies": 0}}
    for depth, one in enumerate(VIEWS)
]
PAGES = {
    "searchPosts": {"hitsTotal": 3, "posts": VIEWS, "cursor": "25"},
    "getPosts": {"posts": VIEWS},
    "getAuthorFeed": {"feed": FEED[:3], "cursor": "x"},
    "getPostThread": {"thread": THREAD},
    "getPostThreadV2": {"hasOtherReplies": False, "thread": THREAD_2},
}


@pytest.fixture
def read(tmp_path):
    def read(content, name="page.json", *, indent=None, **options):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=indent))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


def lines(*records):
    return "".join(f"{json.dumps(record)}\n" for record in records)


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_gives_its_replies_mentions_and_quotes(read, page, indent):
    events = read(PAGES[page], indent=indent)
    assert rows(events) == RIGHT
    assert events.reading[0].format == "Bluesky API"
    assert events.reading[0].skipped["posts to nobody"] == 1


@pytest.mark.parametrize("page", PAGES)
def test_pages_one_a_line_count_each_post_once(read, page):
    events = read(lines(PAGES[page], PAGES[page]), "pages.jsonl")
    assert rows(events) == RIGHT
    assert len(events.activity) == 1


def test_posts_one_a_line_or_in_a_list_are_read_like_a_page(read):
    assert rows(read(lines(*VIEWS), "posts.jsonl")) == RIGHT
    assert rows(read(VIEWS)) == RIGHT
    assert rows(read(FEED[:3])) == RIGHT


def test_a_repost_is_of_the_user_who_made_it(read):
    events = read({"feed": FEED})
    assert rows(events) == sorted([*RIGHT, ("carla.example", "dan.example", "repost")])


def test_an_answered_post_beside_a_feed_is_no_event_of_its_own(read):
    context = view(CARLA, answer(post_of(DAN)), "3k5")
    events = read({"feed": [{"post": VIEWS[0], "reply": {"root": context, "parent": context}}]})
    assert rows(events) == [("ana.example", "carla.example", "mention"), ("ana.example", BEN, "reply")]


def test_posts_of_a_thread_that_cannot_be_shown_are_counted(read):
    assert read(PAGES["getPostThread"]).reading[0].skipped["posts that cannot be shown"] == 2


def test_a_list_of_followers_names_its_owner(read):
    page = {"subject": actor(ANA), "followers": [actor(BEN), actor(CARLA)], "cursor": "x"}
    right = [("ben.example", "ana.example", "follow"), ("carla.example", "ana.example", "follow")]
    for indent in (None, 1):
        assert rows(read(page, indent=indent)) == right
        assert rows(read(dict(reversed(page.items())), indent=indent)) == right


def test_a_list_of_followed_users_names_its_owner(read):
    page = {"subject": actor(ANA), "follows": [actor(BEN)]}
    assert rows(read(page)) == [("ana.example", "ben.example", "follow")]


def test_lists_of_likes_and_reposts_are_of_the_author_of_the_post(read):
    likes = {"uri": post_of(ANA), "likes": [{"createdAt": DAY, "indexedAt": DAY, "actor": actor(BEN)}]}
    reposts = {"uri": post_of(ANA), "repostedBy": [actor(CARLA)]}
    events = read(lines(likes, reposts), "lists.jsonl")
    assert rows(events) == [("ben.example", ANA, "like"), ("carla.example", ANA, "repost")]


def test_relationships_are_follows_in_both_directions(read):
    page = {
        "actor": ANA,
        "relationships": [
            {"did": BEN, "following": f"at://{ANA}/{FOLLOW}/1", "followedBy": f"at://{BEN}/{FOLLOW}/2"},
            {"did": CARLA},
        ],
    }
    assert rows(read(page)) == [(ANA, BEN, "follow"), (BEN, ANA, "follow")]


def test_records_of_a_repository_have_their_author_in_the_address(read):
    listed = [
        {"uri": f"at://{ANA}/{LIKE}/1", "cid": "bafy", "value": subject(LIKE, post_of(BEN))},
        {"uri": f"at://{ANA}/{FOLLOW}/2", "cid": "bafy", "value": subject(FOLLOW, CARLA)},
        {"uri": f"at://{ANA}/{POST}/3", "cid": "bafy", "value": answer(post_of(DAN))},
    ]
    right = [(ANA, BEN, "like"), (ANA, CARLA, "follow"), (ANA, DAN, "reply")]
    assert rows(read({"records": listed, "cursor": "x"}, indent=1)) == right
    assert rows(read(lines(*listed), "records.jsonl")) == right


def test_notifications_are_read_like_posts(read):
    note = view(BEN, subject(FOLLOW, ANA)) | {"uri": f"at://{BEN}/{FOLLOW}/1", "reason": "follow"}
    events = read({"notifications": [note, view(CARLA, answer(post_of(ANA)))]})
    assert rows(events) == [("ben.example", ANA, "follow"), ("carla.example", ANA, "reply")]


def in_snake_case(value):
    """Return a page as Python's SDK dumps it."""
    if isinstance(value, list):
        return [in_snake_case(one) for one in value]
    if not isinstance(value, dict):
        return value
    names = {"$type": "py_type", "repostedBy": "reposted_by"}
    made = {}
    for name, one in value.items():
        spelled = names.get(name) or "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
        made[spelled] = in_snake_case(one)
    return made


def test_a_dump_of_the_python_sdk_is_read_like_the_page(read):
    assert rows(read(in_snake_case({"feed": FEED}))) == rows(read({"feed": FEED}))
    page = in_snake_case({"uri": post_of(ANA), "repostedBy": [actor(CARLA)]})
    assert rows(read(page)) == [("carla.example", ANA, "repost")]


def test_a_post_has_the_earlier_of_its_two_times(read):
    late = "2030-01-01T00:00:00.000Z"
    posts = [
        view(ANA, answer(post_of(BEN), at=late), seen=DAY),
        view(BEN, answer(post_of(ANA)), seen=late),
    ]
    assert set(map(str, read({"posts": posts}).to_frame()["time"])) == {"2024-05-01 10:00:00+00:00"}


def test_a_handle_that_cannot_be_verified_is_no_name(read):
    page = {"subject": {"did": ANA, "handle": "handle.invalid"}, "follows": [actor(BEN)]}
    assert rows(read(page)) == [(ANA, "ben.example", "follow")]


def test_pages_and_a_stream_of_the_network_are_read_together(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(PAGES["getPosts"]))
    like = {
        "operation": "create",
        "collection": LIKE,
        "rkey": "1",
        "record": subject(LIKE, post_of(ANA)),
    }
    (tmp_path / "b.jsonl").write_text(
        lines({"did": DAN, "time_us": 1_714_557_600_000_000, "commit": like})
    )
    events = tb.read_events([tmp_path / "a.json", tmp_path / "b.jsonl"])
    assert ("dan.example", "ana.example", "like") in rows(events)


def test_a_list_of_users_without_an_owner_needs_one(read):
    assert rows(read([actor(BEN)], "followers.json", ego=ANA)) == [("ben.example", ANA, "follow")]
    with pytest.raises(TribusError, match="users on lists without an owner, which ego= gives"):
        read([actor(BEN)], "followers.json")


def test_a_damaged_post_of_a_page_is_counted_and_the_others_are_read(read):
    page = {"posts": [*VIEWS, view(ANA, {"facets": "many"})]}
    events = read(page, indent=1)
    assert rows(events) == RIGHT
    assert events.reading[0].skipped["not a record of this format"] == 1


@pytest.mark.parametrize(
    "record", [{"uri": "https://x.y", "record": {}}, {"did": 3, "handle": "x"}, {"posts": [{"id": 1}]}]
)
def test_other_json_is_no_page_of_bluesky(tmp_path, record):
    path = tmp_path / "other.json"
    path.write_text(json.dumps(record))
    assert recognise(path) is None
