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
from tribus.sources.nested_lists import DocumentFormat, DocumentPlan
from tribus.sources.twitter.graphql import GraphReference, GraphTweet, read_tweet
from tribus.sources.twitter.lists import add_listed_user
from tribus.sources.twitter.posts import (
    PLATFORM,
    Mention,
    Post,
    PostReference,
    add_name,
    add_post,
    rank_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus.sources.nested_lists import FoundRecord
    from tribus.sources.rows import Rows

ZEESCHUIMER_PLATFORMS = ("twitter.com", "x.com")
HIDDEN = "posts that cannot be shown"
_EXPORTED = frozenset(("id", "full_text", "screen_name", "user_id", "in_reply_to"))
_EXPORTED_USER = frozenset(("id", "screen_name", "followers_count", "friends_count"))
_NAMED = re.compile(r"(?<![\w@])@(\w{1,20})")
# Names on the paths from the answer of a request to the posts in it.
_RESPONSE_PARTS = frozenset(
    (
        "data", "user", "user_result", "result", "timeline", "timeline_v2", "timeline_response",
        "instructions", "entries", "entry", "moduleItems", "items", "item", "content", "itemContent",
        "item_content", "search_by_raw_query", "search_timeline", "search", "home", "home_timeline_urt",
        "list", "tweets_timeline", "threaded_conversation_with_injections_v2",
        "threaded_conversation_with_injections", "bookmark_timeline_v2", "retweeters_timeline",
        "favoriters_timeline", "members_timeline", "communityResults", "ranked_community_timeline",
    )
)  # fmt: skip


class WebUser(Struct, gc=False):
    """The author beside an object of before 2023."""

    id_str: str | None = None
    screen_name: str | None = None


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


class ResponseRecord(GraphReference, gc=False):
    """A post or a user in the answer to a request."""


def _add_line(line: WebLine, rows: Rows) -> None:
    rows.read += 1
    tweet = line.data or line
    if tweet.user and tweet.user.id_str:
        add_name(rows, tweet.user.id_str, tweet.user.screen_name, rank=rank_of(tweet.user.id_str))
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
            mentions=[Mention(one.start(), one[1].lower()) for one in _NAMED.finditer(text)],
        ),
        rows,
    )


def _add_responses(found: Iterator[FoundRecord], rows: Rows) -> None:
    for name, _, record in found:
        rows.read += 1
        if name == "user_results":
            rows.skip("users on lists")
        elif record.result is None or (post := read_tweet(record.result, rows)) is None:
            rows.skip(HIDDEN)
        else:
            add_post(post, rows)


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


def _fits_response(record: Mapping[str, Any]) -> bool:
    data = record.get("data")
    if not isinstance(data, dict):
        return False
    return any(_has_instructions(one, depth=0) for one in data.values())


def _has_instructions(value: Any, *, depth: int) -> bool:
    """Whether an object leads to a timeline of X."""
    if not isinstance(value, dict) or depth > 6:  # noqa: PLR2004  the longest path has five steps
        return False
    if isinstance(value.get("instructions"), list) or "tweet_results" in value:
        return True
    if "rest_id" in value and ("legacy" in value or "core" in value):
        return True
    return any(_has_instructions(value.get(name), depth=depth + 1) for name in _RESPONSE_PARTS)


WEB = JsonFormat(
    name="twitter-web",
    title="X, saved in a browser",
    platform=PLATFORM,
    record_type=WebLine,
    add_record=_add_line,
    fits=_fits,
)
RESPONSES = DocumentFormat(
    name="twitter-graphql",
    title="answers of X's website",
    platform=PLATFORM,
    plan=DocumentPlan(
        records=frozenset(("tweet_results", "tweetResult", "tweet_result", "user_results")),
        inside=_RESPONSE_PARTS,
    ),
    record_type=ResponseRecord,
    add_records=_add_responses,
    fits=_fits_response,
)
