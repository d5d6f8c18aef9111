"""A small file of each format, as values that can be changed and written again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from tests.fuzz.writing import (
    write_document,
    write_lines,
    write_parquet,
    write_repository,
    write_rows,
    write_tabs,
    write_tar,
    write_text,
    write_zip,
)
from tests.sources.bluesky import car
from tribus.sources.bluesky.steps import FORMAT_NAME, KeptRecord, KeptUser, Step, encode_step

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = "table"
OPTIONS = {"texts": True, "bad_lines": 1.0, "progress": False}
NOW = "2024-05-01T10:00:00.000Z"
HOST = "https://example.social"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@dataclass(frozen=True)
class Seed:
    """A file to change: its format, its name, its content, and the function that writes it."""

    format: str
    name: str
    data: Any
    write: Callable[[Any], bytes]
    options: dict[str, Any] | None = None

    @property
    def content(self) -> bytes:
        """Bytes of the file."""
        return self.write(self.data)

    @property
    def read_options(self) -> dict[str, Any]:
        """Options for reading the file; the columns of a table name both people, so it has no owner."""
        owner = {} if self.format == TABLE else {"ego": "ana@example.social"}
        return OPTIONS | owner | (self.options or {})


def line(did: str, collection: str, record: Any, key: str, operation: str = "create") -> dict[str, Any]:
    """Return a line of Jetstream."""
    commit = {"rev": "3k", "operation": operation, "collection": collection, "rkey": key, "cid": "bafy"}
    made = {"did": did, "time_us": 1_714_557_600_000_000, "kind": "commit", "commit": commit}
    return made if record is None else made | {"commit": commit | {"record": record}}


def _write_steps() -> str:
    """Return the file of a collection in which Ana answers Ben."""
    record = msgspec.convert({"key": "3k1", **car.answer(car.post_of(car.BEN))}, KeptRecord)
    users = [KeptUser(did=car.ANA, handle="ana.test"), KeptUser(did=car.BEN, handle="ben.test")]
    steps = [
        Step(number=1, round=1, task="seeds", subject="ana.test", asked=[car.ANA]),
        Step(number=2, round=1, task="profiles", asked=[car.ANA, car.BEN], users=users, time=2**51),
        Step(
            number=3,
            round=1,
            task="records",
            subject=car.ANA,
            collection=car.POST,
            listing="1",
            records=[record],
        ),
    ]
    return b"".join(map(encode_step, steps)).decode()


COLLECTION = {
    "collection.json": {"format": FORMAT_NAME, "version": 1, "who": ["ana.test"]},
    "steps-000001.ndjson": _write_steps(),
}
BLUESKY_RECORDS = {
    f"{car.POST}/3k1": car.answer(car.post_of(car.BEN), car.post_of(car.CARLA)),
    f"{car.POST}/3k2": car.post(
        facets=[{"features": [{"did": car.BEN}], "index": {"byteStart": 0, "byteEnd": 4}}],
        embed={"record": {"record": {"uri": car.post_of(car.CARLA), "cid": "bafy"}}, "media": {}},
    ),
    f"{car.LIKE}/3k3": car.subject(car.LIKE, car.post_of(car.BEN)),
    f"{car.REPOST}/3k4": car.subject(car.REPOST, car.post_of(car.BEN)),
    f"{car.FOLLOW}/3k5": car.subject(car.FOLLOW, car.BEN),
    f"{car.POST}/3k6": car.post("a nadie"),
}
JETSTREAM = [
    *(
        line(car.ANA, *key.split("/")[:1], record, key.split("/")[1])
        for key, record in BLUESKY_RECORDS.items()
    ),
    line(car.ANA, car.LIKE, None, "3k3", "delete"),
    {
        "did": car.BEN,
        "time_us": 1_714_557_600_000_001,
        "identity": {"did": car.BEN, "handle": "ben.example"},
    },
    {"did": car.BEN, "time_us": 1_714_557_600_000_001, "account": {"active": True, "did": car.BEN}},
]

FRAMES = [
    *(
        {
            "$type": "message",
            "payload": {
                "$type": "network.bsky.jetstream.subscribeEvents#commit",
                "seq": number,
                "did": car.ANA,
                "time": "2026-08-04T10:39:00.000001Z",
                "operation": "create",
                "collection": key.split("/")[0],
                "rkey": key.split("/")[1],
                "record": record,
            },
        }
        for number, (key, record) in enumerate(BLUESKY_RECORDS.items())
    ),
    {
        "$type": "network.bsky.jetstream.subscribeEvents#identity",
        "did": car.BEN,
        "time": "2026-08-04T10:39:00Z",
        "identity": {"did": car.BEN, "handle": "ben.example"},
    },
]
TAP = [
    *(
        {
            "id": number,
            "type": "record",
            "record": {
                "live": number % 2 == 0,
                "did": car.ANA,
                "rev": "3mkx5v5xfs22a",
                "collection": key.split("/")[0],
                "rkey": key.split("/")[1],
                "action": "create",
                "record": record,
            },
        }
        for number, (key, record) in enumerate(BLUESKY_RECORDS.items())
    ),
    {"id": 9, "type": "user", "user": {"did": car.BEN, "handle": "ben.example", "isActive": True}},
]
BLUESKY_ANA, BLUESKY_BEN = ({"did": did, "handle": f"{did[-3:]}.example"} for did in (car.ANA, car.BEN))
BLUESKY_POSTS = [
    {
        "uri": f"at://{car.ANA}/{key}",
        "author": BLUESKY_ANA,
        "record": record,
        "embed": {"record": {"record": {"author": BLUESKY_BEN}}},
        "indexedAt": NOW,
    }
    for key, record in BLUESKY_RECORDS.items()
]
BLUESKY_FEED = {
    "feed": [
        *({"post": post, "reply": {"root": post, "parent": post}} for post in BLUESKY_POSTS),
        {"post": BLUESKY_POSTS[0], "reason": {"by": BLUESKY_BEN, "indexedAt": NOW}},
    ],
    "cursor": "x",
}
BLUESKY_THREAD = {
    "thread": {
        "post": BLUESKY_POSTS[0],
        "parent": {"post": BLUESKY_POSTS[5], "parent": {"uri": "at://x", "notFound": True}},
        "replies": [{"post": BLUESKY_POSTS[1], "replies": []}],
    }
}
BLUESKY_FOLLOWERS = {"subject": BLUESKY_ANA, "followers": [BLUESKY_BEN, BLUESKY_BEN]}

USERS = [
    {"id": str(number), "username": name, "name": name} for number, name in enumerate(("ana", "ben"), 1)
]
TWEETS = [
    {
        "id": "101",
        "text": "@ben sí @carla",
        "author_id": "1",
        "conversation_id": "100",
        "created_at": NOW,
        "in_reply_to_user_id": "2",
        "referenced_tweets": [{"type": "replied_to", "id": "100"}],
        "edit_history_tweet_ids": ["101"],
        "entities": {
            "mentions": [
                {"start": 0, "end": 4, "username": "ben", "id": "2"},
                {"start": 8, "end": 14, "username": "carla", "id": "3"},
            ]
        },
    },
    {
        "id": "102",
        "text": "RT @ben: hola",
        "author_id": "1",
        "created_at": NOW,
        "referenced_tweets": [{"type": "retweeted", "id": "99"}, {"type": "quoted", "id": "98"}],
        "note_tweet": {"text": "hola", "entities": {}},
    },
]
PAGE = {
    "data": TWEETS,
    "includes": {"users": USERS, "tweets": [{"id": "99", "author_id": "2", "text": "hola"}]},
    "meta": {"result_count": 2},
    "errors": [{"resource_id": "98", "title": "Not Found Error"}],
    "__twarc": {"url": "https://api.twitter.com/2/tweets/search/all?query=pan", "version": "2.8"},
}
FOLLOWERS = {
    "data": USERS,
    "meta": {"result_count": 2},
    "__twarc": {"url": "https://api.twitter.com/2/users/7/followers?max_results=1000"},
}
CREATED = "Wed Oct 10 20:19:24 +0000 2018"
OLD_ANA = {"id": 1, "id_str": "1", "screen_name": "ana"}
OLD_BEN = {"id": 2, "id_str": "2", "screen_name": "ben"}
OLD_ENTITIES = {"user_mentions": [OLD_BEN | {"indices": [0, 4]}], "hashtags": [], "urls": []}
OLD_TWEETS = [
    {
        "created_at": CREATED,
        "id": 101,
        "id_str": "101",
        "full_text": "@ben sí",
        "display_text_range": [5, 7],
        "user": OLD_ANA,
        "in_reply_to_status_id": 100,
        "in_reply_to_status_id_str": "100",
        "in_reply_to_user_id": 2,
        "in_reply_to_user_id_str": "2",
        "in_reply_to_screen_name": "ben",
        "entities": OLD_ENTITIES,
    },
    {
        "created_at": CREATED,
        "id": 102,
        "id_str": "102",
        "text": "RT @ben: hola",
        "truncated": True,
        "user": OLD_ANA,
        "entities": OLD_ENTITIES,
        "extended_tweet": {
            "full_text": "RT @ben: hola",
            "entities": OLD_ENTITIES,
            "display_text_range": [0, 13],
        },
        "retweeted_status": {
            "id": 99,
            "id_str": "99",
            "text": "hola",
            "user": OLD_BEN,
            "created_at": CREATED,
        },
        "quoted_status": {
            "id": 98,
            "id_str": "98",
            "text": "hola",
            "user": OLD_BEN,
            "created_at": CREATED,
        },
        "quoted_status_id_str": "98",
    },
    {
        "delete": {
            "status": {"id": 50, "id_str": "50", "user_id": 1, "user_id_str": "1"},
            "timestamp_ms": "1",
        }
    },
    {"limit": {"track": 3, "timestamp_ms": "1"}},
]
ARCHIVE = {
    "data/account.js": [{"account": {"accountId": "1", "username": "ana", "email": "a@b"}}],
    "data/manifest.js": {"userInfo": {"accountId": "1", "userName": "ana"}, "archiveInfo": {}},
    "data/tweets.js": [
        {
            "tweet": {
                key: str(value) if key == "id" else value for key, value in one.items() if key != "user"
            }
        }
        for one in OLD_TWEETS[:2]
    ],
    "data/follower.js": [{"follower": {"accountId": "3", "userLink": "https://twitter.com/x"}}],
    "data/following.js": [{"following": {"accountId": "4", "userLink": "https://twitter.com/x"}}],
    "data/like.js": [{"like": {"tweetId": "99", "fullText": "hola", "expandedUrl": "https://x"}}],
}

GRAPH_USER = {"rest_id": "2", "core": {"screen_name": "ben"}, "legacy": {"screen_name": "ben"}}
GRAPH_BEN = {
    "__typename": "Tweet",
    "rest_id": "99",
    "core": {"user_results": {"result": GRAPH_USER}},
    "legacy": {"full_text": "hola", "user_id_str": "2", "id_str": "99", "created_at": CREATED},
}
GRAPH_TWEETS = [
    {
        "__typename": "Tweet",
        "rest_id": "101",
        "core": {"user_results": {"result": GRAPH_USER | {"rest_id": "1"}}},
        "legacy": OLD_TWEETS[0] | {"user_id_str": "1", "conversation_id_str": "100"},
        "quoted_status_result": {"result": {"tweet": GRAPH_BEN}},
        "edit_control": {"edit_control_initial": {"edit_tweet_ids": ["100", "101"]}},
        "note_tweet": {"note_tweet_results": {"result": {"text": "hola", "entity_set": OLD_ENTITIES}}},
    },
    {
        "rest_id": "102",
        "core": {"user_result": {"result": GRAPH_USER | {"rest_id": "1"}}},
        "details": {"full_text": "@ben sí", "created_at_ms": 1_777_891_140_000},
        "mention_entities": [{"indices": [0, 4], "screen_name": "ben"}],
        "reply_to_results": {"rest_id": "99"},
        "reply_to_user_results": {"rest_id": "2", "result": GRAPH_USER},
        "repostedStatusResults": {"result": GRAPH_BEN},
    },
    {"rest_id": "103", "legacy": {"retweeted_status_result": {"result": GRAPH_BEN}}, "user_id_str": "1"},
]
CAPTURED = [
    {"source_platform": "twitter.com", "item_id": one["rest_id"], "data": one} for one in GRAPH_TWEETS
]
EXPORTED = [
    {
        "id": "101",
        "full_text": "@ben sí @eva",
        "screen_name": "ana",
        "user_id": "1",
        "in_reply_to": "99",
        "retweeted_status": None,
        "quoted_status": "99",
        "created_at": NOW,
    },
    {"id": "2", "screen_name": "ben", "followers_count": 1, "friends_count": 2, "metadata": GRAPH_USER},
    {"id": "99", "full_text": "hola", "screen_name": "ben", "user_id": "2", "metadata": GRAPH_BEN},
]
RESPONSE = {
    "data": {
        "user": {
            "result": {
                "timeline_v2": {
                    "timeline": {
                        "instructions": [
                            {
                                "type": "TimelineAddEntries",
                                "entries": [
                                    {"content": {"itemContent": {"tweet_results": {"result": one}}}}
                                    for one in GRAPH_TWEETS
                                ],
                            }
                        ]
                    }
                }
            }
        }
    }
}
SCRAPED_BEN = {"id": 99, "date": NOW, "user": {"id": 2, "username": "ben"}, "rawContent": "hola"}
SCRAPED = [
    SCRAPED_BEN
    | {
        "id": 101,
        "user": {"id": 1, "username": "ana"},
        "rawContent": "@ben sí @eva",
        "conversationId": 100,
        "mentionedUsers": [{"id": 2, "username": "ben"}, {"id": 3, "username": "eva"}],
        "inReplyToTweetId": 99,
        "inReplyToUser": {"id": 2, "username": "ben"},
        "retweetedTweet": None,
        "quotedTweet": SCRAPED_BEN,
    },
    {
        "id": "102",
        "createdAt": CREATED,
        "author": {"id": "1", "userName": "ana"},
        "text": "RT @ben: hola",
        "isRetweet": True,
        "entities": OLD_ENTITIES,
        "retweet": {"id": "99", "author": {"id": "2", "userName": "ben"}},
        "inReplyToId": "98",
        "inReplyToUserId": "2",
        "quoteId": "97",
    },
]
BRIGHT_DATA = [
    {
        "id": "101",
        "user_posted": "Ana",
        "user_id": "1",
        "description": "@ben sí @eva",
        "date_posted": NOW,
        "parent_post_details": {"post_id": "99", "profile_id": "2"},
        "quoted_post": {"post_id": "98", "profile_id": "Ben"},
    }
]

ACCOUNT = {
    "id": "1",
    "username": "ana",
    "acct": "ana",
    "url": f"{HOST}/@ana",
    "uri": f"{HOST}/users/ana",
}
FRIEND = {"id": "2", "username": "ben", "acct": "ben@there.social", "url": "https://there.social/@ben"}
LINK = (
    '<p><span class="h-card"><a href="https://there.social/@ben" class="u-url mention">@<span>ben</span>'
    "</a></span> sí</p>"
)
STATUS = {
    "id": "110000000000000001",
    "created_at": NOW,
    "in_reply_to_id": "110000000000000000",
    "in_reply_to_account_id": "2",
    "visibility": "public",
    "uri": f"{HOST}/users/ana/statuses/110000000000000001",
    "url": f"{HOST}/@ana/110000000000000001",
    "content": LINK,
    "reblog": None,
    "account": ACCOUNT,
    "mentions": [FRIEND],
    "quote": None,
}
STATUSES = [
    STATUS,
    STATUS
    | {
        "id": "110000000000000002",
        "reblog": STATUS | {"account": FRIEND, "id": "9"},
        "uri": f"{HOST}/2",
    },
    STATUS | {"id": "110000000000000003", "visibility": "direct", "uri": f"{HOST}/3"},
    STATUS
    | {
        "id": "110000000000000004",
        "quote": {"state": "accepted", "quoted_status": STATUS},
        "uri": f"{HOST}/4",
    },
]
TRUTHS = [{"source_platform": "truthsocial.com", "data": status} for status in STATUSES]
CONTEXT = {"ancestors": STATUSES[:1], "descendants": STATUSES[1:]}
NOTE = {
    "id": f"{HOST}/users/ana/statuses/1",
    "type": "Note",
    "attributedTo": f"{HOST}/users/ana",
    "inReplyTo": "https://there.social/users/ben/statuses/7",
    "published": NOW,
    "content": LINK,
    "conversation": "tag:example.social,2024:objectId=1",
    "to": [PUBLIC],
    "cc": [f"{HOST}/users/ana/followers", "https://there.social/users/ben"],
    "tag": [{"type": "Mention", "href": "https://there.social/users/ben", "name": "@ben@there.social"}],
}
ACTIVITY = {
    "id": f"{HOST}/users/ana/statuses/1/activity",
    "type": "Create",
    "actor": f"{HOST}/users/ana",
    "published": NOW,
    "to": [PUBLIC],
    "cc": [f"{HOST}/users/ana/followers"],
    "object": NOTE,
}
OUTBOX = {
    "@context": "https://www.w3.org/ns/activitystreams",
    "id": "outbox.json",
    "type": "OrderedCollection",
    "totalItems": 3,
    "orderedItems": [
        ACTIVITY,
        ACTIVITY
        | {
            "type": "Announce",
            "object": "https://there.social/users/ben/statuses/8",
            "id": f"{HOST}/a/2",
        },
        ACTIVITY | {"to": ["https://there.social/users/ben"], "cc": [], "id": f"{HOST}/a/3"},
        ACTIVITY
        | {
            "object": NOTE
            | {"inReplyTo": None, "quote": "https://there.social/@ben/9", "id": f"{HOST}/n/4"}
        },
    ],
}
FOLLOWS = [
    ["Account address", "Show boosts", "Notify on new posts", "Languages"],
    ["ben@there.social", "true", "false", ""],
    ["carla@there.social", "true", "false", "es"],
]
EXPORT = {
    "actor.json": {"id": f"{HOST}/users/ana", "preferredUsername": "ana", "type": "Person"},
    "outbox.json": OUTBOX,
    "likes.json": {"id": "likes.json", "orderedItems": ["https://there.social/@ben/9"]},
    "bookmarks.json": {"id": "bookmarks.json", "orderedItems": ["https://there.social/@ben/9"]},
    "following_accounts.csv": FOLLOWS,
}

COMMENT = {
    "id": "c1",
    "author": "Ana",
    "created_utc": 1_714_557_600,
    "link_id": "t3_s1",
    "parent_id": "t3_s1",
    "body": "sí /u/carla",
    "subreddit": "pan",
}
SUBMISSION = {
    "id": "s1",
    "author": "ben",
    "created_utc": 1_714_557_000,
    "title": "hola",
    "selftext": "u/dan",
    "subreddit": "pan",
}
REDDIT = [
    SUBMISSION,
    COMMENT,
    COMMENT | {"id": "c2", "author": "[deleted]", "parent_id": "t1_c1"},
    COMMENT | {"id": "c3", "author": "ben", "parent_id": "t1_c1", "created_utc": "1714557700"},
    SUBMISSION
    | {"id": "s2", "author": "ana", "crosspost_parent": "t3_s1", "crosspost_parent_list": [SUBMISSION]},
]
LISTING = {
    "kind": "Listing",
    "data": {
        "children": [
            {"kind": "t3", "data": SUBMISSION},
            {"kind": "t1", "data": COMMENT | {"replies": {"kind": "Listing", "data": {"children": []}}}},
            {"kind": "more", "data": {"children": ["c9"], "count": 1}},
        ]
    },
}

TELEGRAM = {
    "name": "Pan",
    "type": "private_supergroup",
    "id": 15,
    "messages": [
        {"id": 1, "type": "service", "date_unixtime": "1777881600", "actor": "Ana", "action": "x"},
        {
            "id": 2,
            "type": "message",
            "date": "2026-05-04T11:03:00",
            "date_unixtime": "1777885380",
            "from": "Ana",
            "from_id": "user1",
            "text": "hola",
            "text_entities": [{"type": "plain", "text": "hola"}],
            "reactions": [{"type": "emoji", "recent": [{"from": "Ben", "from_id": "user2"}]}],
        },
        {
            "id": 3,
            "type": "message",
            "date_unixtime": "1777885381",
            "from": "Ben",
            "from_id": "user2",
            "reply_to_message_id": 2,
            "text": ["sí ", {"type": "mention", "text": "@eva"}],
        },
        {
            "id": 4,
            "type": "message",
            "date_unixtime": "1777885382",
            "from": None,
            "from_id": "user3",
            "forwarded_from": "Canal",
            "text": "",
        },
        {
            "id": 5,
            "type": "message",
            "date_unixtime": "1777885383",
            "from": "Eva",
            "from_id": "user4",
            "forwarded_from": "Canal",
            "text": "",
        },
    ],
}
TELEGRAM_ACCOUNT = {
    "about": "x",
    "personal_information": {"user_id": 1},
    "chats": {"about": "x", "list": [TELEGRAM, TELEGRAM | {"type": "personal_chat", "id": 16}]},
}
DISCORD_ANA, DISCORD_BEN = (
    {"id": number, "name": name, "discriminator": "0000", "nickname": name.title()}
    for number, name in (("101", "ana"), ("102", "ben"))
)
DISCORD = {
    "guild": {"id": "1", "name": "G"},
    "channel": {"id": "2", "type": "GuildTextChat", "name": "general"},
    "messages": [
        {
            "id": "1",
            "type": "Default",
            "timestamp": NOW,
            "content": "hola",
            "author": DISCORD_ANA,
            "mentions": [],
            "reactions": [{"emoji": {"id": ""}, "users": [DISCORD_BEN]}],
        },
        {
            "id": "2",
            "type": "Reply",
            "timestamp": NOW,
            "content": "sí @Ana",
            "author": DISCORD_BEN,
            "mentions": [DISCORD_ANA],
            "reference": {"messageId": "1", "channelId": "2", "guildId": "1"},
        },
        {
            "id": "3",
            "type": "Default",
            "timestamp": NOW,
            "content": "",
            "author": DISCORD_BEN,
            "mentions": [DISCORD_ANA],
            "reference": {"type": "Forward", "messageId": "1"},
        },
        {"id": "4", "type": "GuildMemberJoin", "author": DISCORD_BEN},
    ],
}
SLACK = {
    "users.json": [{"id": "U0ANA00", "name": "ana", "profile": {"display_name": "Ana"}}],
    "channels.json": [{"id": "C0GENERAL", "name": "general", "members": ["U0ANA00"]}],
    "dms.json": [{"id": "D0ANABEN0", "members": ["U0ANA00"]}],
    "general/2026-05-04.json": [
        {
            "type": "message",
            "user": "U0ANA00",
            "text": "hola",
            "ts": "1777885301.000100",
            "reactions": [{"name": "+1", "users": ["U0BEN00"]}],
        },
        {
            "type": "message",
            "user": "U0BEN00",
            "text": "sí <@U0EVA00>",
            "ts": "1777885302.000100",
            "thread_ts": "1777885301.000100",
            "parent_user_id": "U0ANA00",
        },
        {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": "1777885303.000100"},
    ],
    "D0ANABEN0/2026-05-05.json": [{"type": "message", "user": "U0ANA00", "ts": "1777885301.000100"}],
}
MAILS = """From ana@example.org Mon May  4 09:00:00 2026
From: Ana <ana@example.org>
Date: Mon, 04 May 2026 11:03:00 +0200
Message-ID: <1@x>

hola

From ben@example.org Mon May  4 09:00:00 2026
From: Ben <ben@example.org>
Date: Mon, 04 May 2026 11:04:00 +0200
Message-ID: <2@x>
References: <0@x>
 <1@x>

=?utf-8?q?s=C3=AD?=
"""

GITHUB_EVENT = {
    "id": "9",
    "actor": {"login": "Ana"},
    "repo": {"name": "pan/horno"},
    "created_at": NOW,
}
GITHUB = [
    GITHUB_EVENT
    | {
        "type": "IssueCommentEvent",
        "payload": {
            "action": "created",
            "issue": {"number": 7, "user": {"login": "ben"}},
            "comment": {"id": 1, "body": "sí @eva `@x`"},
        },
    },
    GITHUB_EVENT
    | {
        "type": "PullRequestReviewCommentEvent",
        "payload": {"pull_request": {"number": 8}, "comment": {"id": 2, "in_reply_to_id": 1}},
    },
    GITHUB_EVENT | {"type": "IssuesEvent", "payload": {"action": "opened", "issue": {"number": 7}}},
    GITHUB_EVENT | {"type": "FollowEvent", "actor": "Ana", "payload": {"target": {"login": "ben"}}},
]
TIKTOK_COMMENT = {
    "cid": "1",
    "aweme_id": "73",
    "create_time": 1_777_885_380,
    "text": "mira @ben",
    "user": {"uid": "101", "unique_id": "ana"},
    "reply_id": "0",
    "text_extra": [{"start": 5, "user_id": "102", "user_unique_id": "ben"}],
}
TIKTOK = [
    {"source_platform": "tiktok-comments", "data": TIKTOK_COMMENT},
    {"source_platform": "tiktok-comments", "data": TIKTOK_COMMENT | {"cid": "2", "reply_id": "1"}},
    {"comments": [TIKTOK_COMMENT | {"reply_comment": [TIKTOK_COMMENT | {"reply_to_reply_id": "1"}]}]},
]
YOUTUBE = {
    "id": "vid",
    "extractor": "youtube",
    "webpage_url": "https://x",
    "uploader_id": "@canal",
    "comments": [
        {"id": "A", "parent": "root", "author": "@ana", "author_id": "UC1", "timestamp": 1_777_885_380},
        {"id": "B", "parent": "A", "author": "@ben", "author_id": "UC2", "text": "sí"},
    ],
}
YOUTUBE_COMMENT = {
    "id": "A",
    "snippet": {
        "authorDisplayName": "@ana",
        "authorChannelId": {"value": "UC1"},
        "publishedAt": NOW,
        "textOriginal": "hola",
    },
}
YOUTUBE_PAGE = {
    "kind": "youtube#commentThreadListResponse",
    "items": [
        {
            "kind": "youtube#commentThread",
            "snippet": {"videoId": "v", "topLevelComment": YOUTUBE_COMMENT},
            "replies": {
                "comments": [
                    YOUTUBE_COMMENT
                    | {"id": "A.1", "snippet": {"authorDisplayName": "@ben", "parentId": "A"}}
                ]
            },
        }
    ],
}
THREADS_ANA, THREADS_BEN = {"pk": "101", "username": "ana"}, {"pk": "102", "username": "ben"}
THREADS_POST = {
    "pk": "1",
    "code": "C1",
    "user": THREADS_ANA,
    "taken_at": 1_777_885_380,
    "caption": {"text": "hola"},
    "text_post_app_info": {
        "is_reply": True,
        "reply_to_author": THREADS_BEN,
        "share_info": {"quoted_post": {"pk": "9", "user": THREADS_BEN}},
        "text_fragments": {"fragments": [{"mention_fragment": {"mentioned_user": THREADS_BEN}}]},
    },
}
THREADS = [
    {"source_platform": "threads.net", "data": THREADS_POST},
    THREADS_POST | {"text_post_app_info": {"share_info": {"reposted_post": THREADS_POST}}},
    THREADS_POST | {"text_post_app_info": {}},
]
INSTAGRAM_ACCOUNT = {
    "title": "",
    "media_list_data": [],
    "string_list_data": [
        {"href": "https://www.instagram.com/ben", "value": "ben", "timestamp": 1_777_885_380}
    ],
}
INSTAGRAM = {
    "x/followers_1.json": [INSTAGRAM_ACCOUNT],
    "x/following.json": {"relationships_following": [INSTAGRAM_ACCOUNT]},
    "x/liked_posts.json": {"likes_media_likes": [INSTAGRAM_ACCOUNT]},
    "x/post_comments_1.json": [
        {"string_map_data": {"Comment": {"value": "hola"}, "Media Owner": {"value": "ben"}}}
    ],
    "x/personal_information.json": {
        "profile_user": [{"string_map_data": {"Username": {"value": "ana"}}}]
    },
}
INSTAGRAM_COMMENT = {"id": "1", "text": "hola", "timestamp": NOW, "username": "ana"}
INSTAGRAM_COMMENTS = {
    "data": [
        INSTAGRAM_COMMENT | {"replies": {"data": [INSTAGRAM_COMMENT | {"id": "2", "username": "ben"}]}},
        INSTAGRAM_COMMENT | {"id": "3", "parent_id": "1", "username": None, "from": {"username": "eva"}},
    ]
}

ROWS = [
    ["source", "target", "kind", "time", "count"],
    ["ana", "ben", "reply", NOW, 2],
    ["ben", "ana", "like", NOW, 1],
    ["007", "carla", "follow", "", 1],
]
EDGES = "# Directed graph\n# FromNodeId\tToNodeId\n1\t2\n2\t1\n2\t3\n"
KONECT = "% asym posweighted\n% 3 3 3\n1 2 1 1714557600\n2 3 4 1714557601\n3 1 2 1714557602\n"
GEXF = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">
<nodes><node id="0" label="ana"/><node id="1" label="ben"/></nodes>
<edges><edge id="0" source="0" target="1" weight="2.0"/><edge id="1" source="1" target="0"/></edges>
</graph></gexf>
"""
GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="edge" attr.name="Relationship" attr.type="string"/>
<key id="d1" for="edge" attr.name="weight" attr.type="double"/>
<graph edgedefault="directed"><node id="ana"/><node id="ben"/>
<edge source="ana" target="ben"><data key="d0">Replies to</data><data key="d1">2</data></edge>
<edge source="ben" target="ana"><data key="d0">Mentions</data></edge></graph></graphml>
"""
KIND = {"kind": "reply"}

SEEDS = (
    Seed("jetstream", "jetstream.jsonl", JETSTREAM, write_lines),
    Seed("jetstream-2", "frames.jsonl", FRAMES, write_lines),
    Seed("tap", "tap.jsonl", TAP, write_lines),
    Seed("bluesky-api", "views.jsonl", BLUESKY_POSTS, write_lines),
    Seed("bluesky-api", "feed.json", BLUESKY_FEED, write_document),
    Seed("bluesky-api", "thread.json", BLUESKY_THREAD, write_document),
    Seed("bluesky-api", "subject.json", BLUESKY_FOLLOWERS, write_document),
    Seed(
        "bluesky-repository", "ana.car", {"did": car.ANA, "records": BLUESKY_RECORDS}, write_repository
    ),
    Seed("twitter-v2", "pages.jsonl", [PAGE, FOLLOWERS], write_lines),
    Seed("twitter-v2", "flat.jsonl", [tweet | {"author": USERS[0]} for tweet in TWEETS], write_lines),
    Seed("twitter-v2", "page.json", PAGE, write_document),
    Seed("twitter-v1", "tweets.jsonl", OLD_TWEETS, write_lines),
    Seed("twitter-archive", "twitter.zip", ARCHIVE, write_zip),
    Seed("twitter-web", "captured.ndjson", CAPTURED, write_lines),
    Seed("twitter-web", "exported.json", EXPORTED, write_document),
    Seed("twitter-graphql", "response.json", RESPONSE, write_document),
    Seed("twitter-scraped", "scraped.jsonl", SCRAPED, write_lines),
    Seed("twitter-bright-data", "bright.json", BRIGHT_DATA, write_document),
    Seed("reddit", "archive.json", {"data": REDDIT}, write_document),
    Seed("mastodon-api", "truth.ndjson", TRUTHS, write_lines),
    Seed("mastodon-api", "statuses.json", STATUSES, write_document),
    Seed("mastodon-api", "context.json", CONTEXT, write_document),
    Seed("mastodon-api", "followers.json", [FRIEND, FRIEND | {"acct": "carla"}], write_document),
    Seed("mastodon-outbox", "outbox.json", OUTBOX, write_document),
    Seed("mastodon-follows", "following_accounts.csv", FOLLOWS, write_rows),
    Seed("mastodon-export", "export.tar.gz", EXPORT, write_tar),
    Seed("mastodon-export", "export.zip", EXPORT, write_zip),
    Seed("reddit", "comments.ndjson", REDDIT, write_lines),
    Seed("reddit", "listing.json", LISTING, write_document),
    Seed("telegram", "result.json", TELEGRAM, write_document),
    Seed("telegram", "account.json", TELEGRAM_ACCOUNT, write_document),
    Seed("discord", "general.json", DISCORD, write_document),
    Seed("slack", "slack.zip", SLACK, write_zip),
    Seed("bluesky-collection", "collection.zip", COLLECTION, write_zip),
    Seed("github", "hour.json", GITHUB, write_lines),
    Seed("tiktok-comments", "tiktok.ndjson", TIKTOK, write_lines),
    Seed("youtube-comments", "v.info.json", YOUTUBE, write_document),
    Seed("youtube-comments", "youtube.json", YOUTUBE_PAGE, write_document),
    Seed("threads", "threads.ndjson", THREADS, write_lines),
    Seed("instagram-export", "instagram.zip", INSTAGRAM, write_zip),
    Seed("instagram-lists", "followers_1.json", [INSTAGRAM_ACCOUNT], write_document),
    Seed("instagram-comments", "instagram.json", INSTAGRAM_COMMENTS, write_document),
    Seed("mbox", "list.mbox", MAILS, write_text),
    Seed(TABLE, "rows.csv", ROWS, write_rows),
    Seed(TABLE, "rows.tsv", ROWS, write_tabs),
    Seed(TABLE, "rows.jsonl", [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]], write_lines),
    Seed(TABLE, "rows.parquet", ROWS, write_parquet),
    Seed(TABLE, "snap.txt", EDGES, write_text, KIND),
    Seed(TABLE, "out.konect", KONECT, write_text, KIND),
    Seed(TABLE, "net.gexf", GEXF, write_text, KIND),
    Seed(TABLE, "net.graphml", GRAPHML, write_text, KIND),
)
