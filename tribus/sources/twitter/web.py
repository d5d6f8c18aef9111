"""Posts of X as browser extensions save them: Zeeschuimer, 4CAT and twitter-web-exporter.

Zeeschuimer writes one object of X's website a line, under `data`; 4CAT writes the same without that.
twitter-web-exporter writes a list with a few parts of each object, and the object under `metadata` if
the user asks for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.json_files import JsonFormat
from tribus.sources.twitter.graphql import HIDDEN, GraphTweet, read_tweet
from tribus.sources.twitter.lists import add_listed_user
from tribus.sources.twitter.posts import (
    PLATFORM,
    Mention,
    Post,
    PostReference,
    add_name,
    add_post,
    add_profile,
    rank_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

ZEESCHUIMER_PLATFORMS = ("twitter.com", "x.com")
_EXPORTED = frozenset(("id", "full_text", "screen_name", "user_id", "in_reply_to"))
_EXPORTED_USER = frozenset(("id", "screen_name", "followers_count", "friends_count"))
_NAMED_ACCOUNT = re.compile(r"(?<![\w@])@(\w{1,20})")


class WebUser(Struct, gc=False):
    """The author beside an object of before 2023."""

    id_str: str | None = None
    screen_name: str | None = None
    name: str | None = None
    description: str | None = None


class WebTweet(GraphTweet, gc=False):
    """An object, or the parts of one that twitter-web-exporter writes."""

    id: str | int | float | None = None
    user: WebUser | None = None
    metadata: GraphTweet | None = None
    full_text: str | None = None
    created_at: str | None = None
    screen_name: str | None = None
    user_id: str | None = None
    in_reply_to: str | None = None
    retweeted_status: str | None = None
    quoted_status: str | None = None


class WebLine(WebTweet, gc=False):
    """An object, or the line of Zeeschuimer that holds one."""

    data: WebTweet | None = None


def _add_line(line: WebLine, rows: Rows) -> None:
    rows.read += 1
    tweet = line.data or line
    if tweet.user and tweet.user.id_str:
        add_name(rows, tweet.user.id_str, tweet.user.screen_name, rank=rank_of(tweet.user.id_str))
        add_profile(rows, tweet.user.id_str, tweet.user.name, tweet.user.description, rank=0)
    if tweet.metadata is None and tweet.screen_name and tweet.rest_id is None:
        _add_exported(tweet, rows)
        return
    post = read_tweet(tweet.metadata or tweet, rows)
    if post is not None:
        add_post(post, rows)
    elif tweet.screen_name and not tweet.user_id:
        _add_exported(tweet, rows)
    else:
        rows.skip(HIDDEN)


def _add_exported(tweet: WebTweet, rows: Rows) -> None:
    """Add a row of twitter-web-exporter: a user on a list, or a post with the ids of others."""
    post, name = str(tweet.id or ""), tweet.screen_name or ""
    if not post.isdecimal():
        rows.skip(HIDDEN)
        return
    rank = rank_of(post)
    if not tweet.user_id:
        add_name(rows, post, name, rank=0)
        add_listed_user(post, None, rows)
        return
    add_name(rows, tweet.user_id, name, rank=rank)
    rows.add_alias(name.lower(), tweet.user_id)
    rows.add_author(tweet.user_id, post)
    text = tweet.full_text or ""
    add_post(
        Post(
            id=post,
            author=tweet.user_id,
            time=tweet.created_at,
            text=text,
            reposts=PostReference(None, tweet.retweeted_status) if tweet.retweeted_status else None,
            answers=PostReference(None, tweet.in_reply_to) if tweet.in_reply_to else None,
            quotes=PostReference(None, tweet.quoted_status) if tweet.quoted_status else None,
            mentions=[Mention(one.start(), one[1].lower()) for one in _NAMED_ACCOUNT.finditer(text)],
        ),
        rows,
    )


def _fits(record: Mapping[str, Any]) -> bool:
    if "source_platform" in record:
        return record["source_platform"] in ZEESCHUIMER_PLATFORMS and isinstance(
            record.get("data"), dict
        )
    if record.keys() >= _EXPORTED:
        return True
    if record.keys() >= _EXPORTED_USER and not record.keys().isdisjoint(
        ("metadata", "profile_banner_url")
    ):
        return "id_str" not in record
    is_adaptive = record.get("type") == "adaptive"
    is_object = "rest_id" in record and not record.keys().isdisjoint(
        ("legacy", "core", "tweet", "details")
    )
    return is_adaptive or is_object


WEB = JsonFormat(
    name="twitter-web",
    title="X, saved in a browser",
    platform=PLATFORM,
    record_type=WebLine,
    add_record=_add_line,
    fits=_fits,
)
