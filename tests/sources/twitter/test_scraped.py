"""Posts of X as twscrape, snscrape and Apify write them."""

from __future__ import annotations

import json

import pytest

import tribus as tb

IDS = {"ana": 1321902678188974081, "ben": 1321902686107974098, "eva": 1321902694026974115}


def ref(name):
    return {
        "id": IDS[name], "id_str": str(IDS[name]), "username": name, "displayname": name.title(),
        "_type": "snscrape.modules.twitter.UserRef",
    }  # fmt: skip


def scraped(number, author, text, *, named=(), **parts):
    """Return a post of twscrape."""
    return {
        "id": number, "id_str": str(number), "url": f"https://x.com/{author}/status/{number}",
        "date": "2026-05-04 10:39:00+00:00", "user": ref(author) | {"url": "x", "created": "2020-01-01"},
        "lang": "es", "rawContent": text, "replyCount": 0, "conversationId": 1, "conversationIdStr": "1",
        "hashtags": [], "mentionedUsers": [ref(name) for name in named], "links": [],
        "retweetedTweet": None, "quotedTweet": None, "inReplyToTweetId": None, "inReplyToUser": None,
        "displayTextRange": None, "_type": "snscrape.modules.twitter.Tweet", **parts,
    }  # fmt: skip


BEN = scraped(10, "ben", "hola")
# Right: a reply, two mentions, a repost and a quote; one post is to nobody.
TWSCRAPE = [
    scraped(20, "ana", "@Ben @eva sí, con @eva", named=("ben", "eva"), inReplyToTweetId=10,
            inReplyToTweetIdStr="10", inReplyToUser=ref("ben")),
    scraped(21, "ana", "nadie como @benito y @ben", named=("ben",)),
    scraped(22, "eva", "RT @ben: hola", named=("ben",), retweetedTweet=BEN),
    scraped(23, "eva", "bien dicho", quotedTweet=BEN, isQuoteStatus=True),
    scraped(24, "ana", "y yo", inReplyToTweetId=21, inReplyToUser=ref("ana")),
    BEN,
]  # fmt: skip
RIGHT = [
    ("ana", "ben", "mention"),
    ("ana", "ben", "reply"),
    ("ana", "eva", "mention"),
    ("eva", "ben", "quote"),
    ("eva", "ben", "repost"),
]


def author(name):
    return {"type": "user", "userName": name, "id": str(IDS[name]), "name": name.title(), "followers": 3}


def named_at(text, *names):
    mentions = [
        {"id_str": str(IDS[name]), "screen_name": name, "indices": [text.index(f"@{name}"), 0]}
        for name in names
    ]
    return {"user_mentions": mentions, "hashtags": []}


def item(number, name, text, *, named=(), **parts):
    """Return a post of Apify's actor."""
    return {
        "type": "tweet", "id": str(number), "url": "https://x.com/x", "twitterUrl": "https://twitter.com/x",
        "text": text, "fullText": text, "createdAt": "Mon May 04 10:39:00 +0000 2026", "isReply": False,
        "conversationId": "1", "author": author(name), "isRetweet": False, "isQuote": False,
        "entities": named_at(text, *named), **parts,
    }  # fmt: skip


APIFY_BEN = item(10, "ben", "hola")
APIFY = [
    item(20, "ana", "@ben sí, con @eva", named=("ben", "eva"), isReply=True, inReplyToId="10",
         inReplyToUserId=str(IDS["ben"]), inReplyToUsername="ben"),
    item(21, "ana", "nadie como @ben", named=("ben",)),
    item(22, "eva", "RT @ben: hola", named=("ben",), isRetweet=True, retweet=APIFY_BEN),
    item(23, "eva", "bien dicho", isQuote=True, quoteId="10", quote=APIFY_BEN),
    item(24, "ana", "y yo", isReply=True, inReplyToId="21", inReplyToUserId=str(IDS["ana"])),
    APIFY_BEN,
]  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def read(records, *, lines=True, **options):
        path = tmp_path / "posts.json"
        made = [json.dumps(one) for one in records]
        path.write_text("\n".join(made) if lines else f"[{', '.join(made)}]")
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("records", [TWSCRAPE, APIFY], ids=["twscrape", "apify"])
def test_scraped_posts_give_their_events(read, records, lines):
    events = read(records, lines=lines)
    assert rows(events) == RIGHT
    assert events.reading[0].format == "X, scraped"
    assert events.reading[0].skipped == {"posts to nobody": 1}
    assert events.cleaning.self_interactions == 1
    assert str(events.to_frame()["time"].iloc[0]) == "2026-05-04 10:39:00+00:00"
    assert rows(read(records * 2, lines=lines)) == RIGHT


def test_snscrape_calls_the_text_otherwise(read):
    old = [{("content" if name == "rawContent" else name): one for name, one in post.items()}
           | {"renderedContent": post["rawContent"]} for post in TWSCRAPE]  # fmt: skip
    assert rows(read(old)) == RIGHT


def test_a_name_that_only_the_conversation_carries_is_no_mention(read):
    reply = scraped(20, "ana", "@ben @eva sí", named=("ben", "eva"), inReplyToUser=ref("ben"))
    assert rows(read([reply, BEN])) == [("ana", "ben", "reply")]


def test_the_displayed_range_tells_carried_names_from_written_ones(read):
    text = "@ben @eva"
    carried = scraped(20, "ana", text, named=("ben", "eva"), inReplyToUser=ref("ben"),
                      displayTextRange=[5, 9])  # fmt: skip
    assert rows(read([carried])) == [("ana", "ben", "reply"), ("ana", "eva", "mention")]


def test_posts_of_which_only_the_id_is_known_are_looked_up(read):
    items = [
        item(23, "eva", "bien dicho", isQuote=True, quoteId="10"),
        item(22, "eva", "RT @ben: hola", named=("ben",), isRetweet=True, retweetId="10"),
        item(20, "ana", "sí", isReply=True, inReplyToId="10"),
        APIFY_BEN,
    ]
    assert rows(read(items)) == [
        ("ana", "ben", "reply"),
        ("eva", "ben", "quote"),
        ("eva", "ben", "repost"),
    ]


def test_a_post_without_an_author_is_counted(read):
    events = read([*APIFY, {"type": "mock_tweet", "id": "-1", "author": None, "text": "x"}])
    assert rows(events) == RIGHT
    assert events.reading[0].skipped["posts without an id or an author"] == 1
