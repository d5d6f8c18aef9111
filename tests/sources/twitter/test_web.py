"""Objects of X's website, as browser extensions save them."""

from __future__ import annotations

import json

import pytest

import tribus as tb

IDS = {"ana": "101", "ben": "102", "eva": "103", "dan": "104"}
CREATED = "Mon May 04 10:39:00 +0000 2026"


def user(name, *, old=False):
    """Return a user; until 2025 the name stood under `legacy`."""
    names = {"screen_name": name, "name": name.title(), "created_at": CREATED}
    parts = {"legacy": names} if old else {"core": names, "legacy": {"description": ""}}
    return {"__typename": "User", "id": "VXNlcjo=", "rest_id": IDS[name], **parts}


def mention(name, start):
    return {"id_str": IDS[name], "screen_name": name, "name": name, "indices": [start, start + 4]}


def tweet(number, author, text, *, named=(), old=False, shown=0, legacy=(), **parts):
    """Return an object; its mentions are those of `named`, where they stand in the text."""
    mentions = [mention(name, text.index(f"@{name}")) for name in named]
    made = {
        "created_at": CREATED, "conversation_id_str": "1", "full_text": text, "id_str": str(number),
        "user_id_str": IDS[author], "display_text_range": [shown, len(text)],
        "entities": {"user_mentions": mentions, "hashtags": [], "urls": []}, **dict(legacy),
    }  # fmt: skip
    return {
        "__typename": "Tweet", "rest_id": str(number), "source": "<a>x</a>",
        "core": {"user_results": {"result": user(author, old=old)}},
        "edit_control": {"edit_tweet_ids": [str(number)]}, "legacy": made, **parts,
    }  # fmt: skip


def answer(name, post):
    return {
        "in_reply_to_user_id_str": IDS[name], "in_reply_to_screen_name": name,
        "in_reply_to_status_id_str": str(post),
    }.items()  # fmt: skip


def tweets(*, old=False):
    """Return posts with five acts: a reply, two mentions, a repost and a quote; one is to nobody."""
    ben = tweet(10, "ben", "hola", old=old)
    return [
        tweet(20, "ana", "@ben @dan mira @eva", named=("ben", "dan", "eva"), old=old, shown=10,
              legacy=answer("ben", 10)),
        tweet(21, "ana", "nadie como @ben", named=("ben",), old=old),
        tweet(22, "eva", "RT @ben: hola", named=("ben",), old=old,
              legacy={"retweeted_status_result": {"result": ben}}.items()),
        tweet(23, "eva", "bien dicho", old=old, quoted_status_result={"result": ben},
              legacy={"is_quote_status": True, "quoted_status_id_str": "10"}.items()),
        tweet(24, "ana", "y yo misma", old=old, legacy=answer("ana", 21)),
        ben,
    ]  # fmt: skip


RIGHT = [
    ("ana", "ben", "mention"),
    ("ana", "ben", "reply"),
    ("ana", "eva", "mention"),
    ("eva", "ben", "quote"),
    ("eva", "ben", "repost"),
]


def captured(item, platform="twitter.com"):
    """Return the line of Zeeschuimer for an object."""
    return {
        "nav_index": "1:2:0", "item_id": item.get("rest_id", "1"),
        "timestamp_collected": 1_777_885_000_000, "last_updated": 1_777_885_000_000,
        "source_platform": platform,
        "source_platform_url": "https://x.com/home", "source_url": "https://x.com/i/api/graphql/x",
        "user_agent": "M", "data": item | {"id": item.get("rest_id"), "promoted": False},
    }  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def read(content, name="x.ndjson", *, indent=None, **options):
        path = tmp_path / name
        if isinstance(content, list) and name.endswith("ndjson"):
            path.write_text("".join(f"{json.dumps(one)}\n" for one in content))
        else:
            path.write_text(json.dumps(content, indent=indent))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


@pytest.mark.parametrize("old", [False, True])
def test_lines_of_zeeschuimer_give_their_events(read, old):
    events = read([captured(one) for one in tweets(old=old)])
    assert rows(events) == RIGHT
    assert events.reading[0].format == "X, saved in a browser"
    assert events.reading[0].skipped == {"posts to nobody": 1}
    assert events.cleaning.self_interactions == 1
    assert str(events.to_frame()["time"].iloc[0]) == "2026-05-04 10:39:00+00:00"


def test_objects_without_a_wrapper_are_the_same(read):
    assert rows(read(tweets())) == RIGHT
    imported = [one | {"__import_meta": {"source_platform": "twitter.com"}} for one in tweets()]
    assert rows(read(imported)) == RIGHT
    assert rows(read(tweets(), "posts.json", indent=1)) == RIGHT


def test_a_post_that_is_captured_twice_counts_once(read):
    assert rows(read([captured(one) for one in tweets() * 2])) == RIGHT


def newest(number, author, text, *, named=(), **parts):
    """Return an object without `legacy`, as X's website receives it since 2026."""
    mentions = [
        {"indices": [text.index(f"@{name}"), 0], "screen_name": name,
         "user_results": {"rest_id": IDS[name], "result": user(name)}}
        for name in named
    ]  # fmt: skip
    return {
        "__typename": "Tweet", "rest_id": str(number), "core": {"user_result": {"result": user(author)}},
        "details": {"full_text": text, "created_at_ms": 1_777_891_140_000}, "mention_entities": mentions,
        **parts,
    }  # fmt: skip


def test_objects_without_legacy_give_the_same_events(read):
    ben = newest(10, "ben", "hola")
    posts = [
        newest(20, "ana", "@ben @dan mira @eva", named=("ben", "dan", "eva"),
               reply_to_results={"rest_id": "10"},
               reply_to_user_results={"rest_id": IDS["ben"], "result": user("ben")}),
        newest(21, "ana", "nadie como @ben", named=("ben",)),
        newest(22, "eva", "RT @ben: hola", named=("ben",), repostedStatusResults={"result": ben}),
        newest(23, "eva", "bien dicho", quotedPostResults={"rest_id": "10", "result": ben}),
        ben,
    ]  # fmt: skip
    events = read([captured(one) for one in posts])
    assert rows(events) == RIGHT
    assert str(events.to_frame()["time"].iloc[0]) == "2026-05-04 10:39:00+00:00"


def test_a_post_of_limited_visibility_is_within_another_object(read):
    limited = {
        "__typename": "TweetWithVisibilityResults",
        "tweet": tweets()[1],
        "limitedActionResults": {},
    }
    quoting = tweet(30, "eva", "eh", quoted_status_result={"result": limited})
    assert rows(read([captured(limited), captured(quoting)])) == [
        ("ana", "ben", "mention"),
        ("eva", "ana", "quote"),
    ]


def test_posts_that_cannot_be_shown_are_counted(read):
    gone = {"__typename": "TweetTombstone", "rest_id": "9", "tombstone": {"text": {"text": "gone"}}}
    events = read([captured(gone), *map(captured, tweets())])
    assert rows(events) == RIGHT
    assert events.reading[0].skipped["posts that cannot be shown"] == 1


def test_a_quote_of_a_post_that_cannot_be_shown_is_looked_up(read):
    hidden = {"result": {"__typename": "TweetTombstone", "tombstone": {}}}
    quoting = tweet(30, "eva", "eh", quoted_status_result=hidden,
                    legacy={"quoted_status_id_str": "10"}.items())  # fmt: skip
    assert rows(read([captured(quoting), captured(tweets()[-1])])) == [("eva", "ben", "quote")]


def test_a_long_post_mentions_the_users_in_its_whole_text(read):
    note = {
        "note_tweet_results": {
            "result": {"text": "mucho texto @eva", "entity_set": {"user_mentions": [mention("eva", 12)]}}
        }
    }
    long = tweet(
        30, "ana", "@ben mucho…", named=("ben",), shown=5, legacy=answer("ben", 10), note_tweet=note
    )
    assert rows(read([captured(long)])) == [("ana", "ben", "reply"), ("ana", "eva", "mention")]


def test_versions_of_an_edited_post_are_one(read):
    first = tweet(30, "ana", "hola @ben", named=("ben",), edit_control={"edit_tweet_ids": ["30", "31"]})
    second = tweet(31, "ana", "¡hola @ben!", named=("ben",),
                   edit_control={"edit_control_initial": {"edit_tweet_ids": ["30", "31"]}})  # fmt: skip
    assert rows(read([captured(first), captured(second)])) == [("ana", "ben", "mention")]


def test_objects_of_before_2023_have_the_user_beside_them(read):
    old = {"id": 20, "type": "adaptive", "legacy": tweets()[0]["legacy"],
           "user": {"id_str": IDS["ana"], "screen_name": "ana"}}  # fmt: skip
    assert rows(read([captured(old)])) == [("ana", "ben", "reply"), ("ana", "eva", "mention")]


def exported(one, *, metadata):
    """Return a row of twitter-web-exporter."""
    legacy = one["legacy"]
    reposted = legacy.get("retweeted_status_result", {}).get("result", {}).get("rest_id")
    quoted = one.get("quoted_status_result", {}).get("result", {}).get("rest_id")
    author = one["core"]["user_results"]["result"]
    row = {
        "id": one["rest_id"], "created_at": "2026-05-04 10:39:00 +00:00", "media": [],
        "full_text": legacy["full_text"], "screen_name": author["core"]["screen_name"], "name": "x",
        "user_id": author["rest_id"],
        "in_reply_to": legacy.get("in_reply_to_status_id_str"), "retweeted_status": reposted,
        "quoted_status": quoted, "favorite_count": 0, "url": "https://x.com",
    }  # fmt: skip
    return row | ({"metadata": one} if metadata else {})


@pytest.mark.parametrize("metadata", [False, True])
def test_twitter_web_exporter_gives_the_same_with_and_without_metadata(read, metadata):
    content = [exported(one, metadata=metadata) for one in tweets()]
    if not metadata:  # the names of users who wrote nothing stay names
        content.append(exported(tweet(40, "eva", "hola"), metadata=False))
    assert rows(read(content, "twitter-UserTweets.json", indent=2)) == RIGHT


def test_a_list_of_followers_of_twitter_web_exporter_needs_its_owner(read):
    row = {"id": IDS["ben"], "screen_name": "ben", "name": "Ben", "followers_count": 3,
           "friends_count": 4, "profile_banner_url": None, "metadata": user("ben")}  # fmt: skip
    assert rows(read([row], "twitter-Followers.json", ego="101")) == [("ben", "101", "follow")]


def entry(one):
    content = {"itemType": "TimelineTweet", "tweet_results": {"result": one}}
    return {
        "entryId": "tweet-1",
        "content": {"entryType": "TimelineTimelineItem", "itemContent": content},
    }


def responses():
    """Return answers to requests for a search, a thread, the posts of a user, and one post."""
    posts = [entry(one) for one in tweets()]
    module = {"content": {"items": [{"item": one["content"]} for one in posts], "__typename": "x"}}
    cursor = {"entryId": "cursor-bottom", "content": {"value": "x"}}
    add = {"type": "TimelineAddEntries", "entries": [*posts, cursor]}
    search = {"search_by_raw_query": {"search_timeline": {"timeline": {"instructions": [add]}}}}
    thread = {"threaded_conversation_with_injections_v2": {"instructions": [{"entries": [module]}]}}
    pin = {"type": "TimelinePinEntry", "entry": posts[0]}
    profile = {"user": {"result": {"timeline_v2": {"timeline": {"instructions": [pin, add]}}}}}
    return {"search": search, "thread": thread, "profile": profile}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", responses())
def test_answers_of_the_website_are_read_as_they_are(read, name, indent):
    events = read({"data": responses()[name]}, "answer.json", indent=indent)
    assert rows(events) == RIGHT
    assert events.reading[0].format == "answers of X's website"


def test_answers_one_a_line_count_each_post_once(read):
    assert rows(read([{"data": one} for one in responses().values()])) == RIGHT


def test_a_single_post_is_an_answer_too(read):
    answer_ = {"data": {"tweetResult": {"result": tweets()[0]}}}
    assert rows(read(answer_, "answer.json")) == [("ana", "ben", "reply"), ("ana", "eva", "mention")]


@pytest.mark.parametrize(
    "changed",
    [
        {"legacy": None},
        {"core": None},
        {"core": {"user_results": {}}},
        {"details": {"created_at_ms": "9" * 30}},
    ],
)
def test_missing_parts_are_no_error(read, changed):
    events = read([captured(tweets()[1] | changed), *map(captured, tweets())])
    assert set(rows(events)) >= set(RIGHT)
