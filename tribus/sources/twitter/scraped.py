"""Posts of X as scrapers write them: twscrape, snscrape and the actors of Apify.

twscrape and snscrape have the users that a text names without their places in it, so the places are
looked up in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.json_files import JsonFormat
from tribus.sources.twitter.posts import (
    PLATFORM,
    Mention,
    Post,
    PostReference,
    add_name,
    add_post,
    add_profile,
    find_reposted,
    rank_of,
)
from tribus.sources.twitter.v1 import V1Entities, V1Index, V1Number, choose_id, first_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

_MAX_NAME_LENGTH = 50
_TWSCRAPE_TEXTS = ("rawContent", "renderedContent", "content")
_APIFY_MARKS = ("isReply", "isRetweet", "isQuote", "inReplyToId", "conversationId", "twitterUrl")
# The names of the two families of tools, which are not of Python's style.
# ruff: noqa: N815


class ScrapedUser(Struct, gc=False):
    """A user."""

    id: V1Number = None
    id_str: str | None = None
    username: str | None = None
    userName: str | None = None
    displayname: str | None = None
    name: str | None = None
    rawDescription: str | None = None
    description: str | None = None


class ScrapedTweet(Struct, gc=False):
    """A post, with those that it reposts or quotes."""

    id: V1Number = None
    id_str: str | None = None
    date: str | None = None
    createdAt: str | None = None
    user: ScrapedUser | None = None
    author: ScrapedUser | None = None
    rawContent: str | None = None
    content: str | None = None
    fullText: str | None = None
    text: str | None = None
    conversationId: V1Number = None
    displayTextRange: list[V1Index] | None = None
    mentionedUsers: list[ScrapedUser] | None = None
    entities: V1Entities | None = None
    inReplyToTweetId: V1Number = None
    inReplyToTweetIdStr: str | None = None
    inReplyToUser: ScrapedUser | None = None
    inReplyToScreenName: str | None = None
    inReplyToId: V1Number = None
    inReplyToUserId: V1Number = None
    inReplyToUsername: str | None = None
    retweetedTweet: ScrapedTweet | None = None
    quotedTweet: ScrapedTweet | None = None
    retweet: ScrapedTweet | None = None
    quote: ScrapedTweet | None = None
    retweeted_tweet: ScrapedTweet | None = None
    quoted_tweet: ScrapedTweet | None = None
    quoteId: V1Number = None
    retweetId: V1Number = None


def _add_record(tweet: ScrapedTweet, rows: Rows) -> None:
    rows.read += 1
    post, rank = choose_id(tweet.id_str, tweet.id), rank_of(choose_id(tweet.id_str, tweet.id))
    author = _find_user(tweet.user or tweet.author, rows, rank=rank)
    if not post or not author:
        rows.skip("posts without an id or an author")
        return
    rows.add_author(author, post)
    text = tweet.rawContent or tweet.fullText or tweet.content or tweet.text or ""
    mentions = _find_mentions(tweet, text, rows, rank=rank)
    reposts = _refer(tweet.retweetedTweet or tweet.retweet or tweet.retweeted_tweet, rows)
    if reposts is None and (known := choose_id(None, tweet.retweetId)):
        reposts = PostReference(find_reposted(text, mentions), known)
    quotes = _refer(tweet.quotedTweet or tweet.quote or tweet.quoted_tweet, rows)
    if quotes is None and (known := choose_id(None, tweet.quoteId)):
        quotes = PostReference(None, known)
    add_post(
        Post(
            id=post,
            author=author,
            time=tweet.date or tweet.createdAt,
            text=text,
            thread=choose_id(None, tweet.conversationId),
            reposts=reposts,
            answers=_find_answered(tweet, rows, rank=rank),
            quotes=quotes,
            mentions=mentions,
            shown_from=first_index(tweet.displayTextRange),
        ),
        rows,
    )


def _find_user(user: ScrapedUser | None, rows: Rows, *, rank: int) -> str | None:
    """Return the id of a user, or the name if there is no id, and add the name."""
    if user is None:
        return None
    known, name = choose_id(user.id_str, user.id), user.username or user.userName
    add_name(rows, known, name, rank=rank)
    shown, bio = user.displayname or user.name, user.rawDescription or user.description
    add_profile(rows, known, shown, bio, rank=rank)
    return known or name or None


def _refer(tweet: ScrapedTweet | None, rows: Rows) -> PostReference | None:
    if tweet is None:
        return None
    post = choose_id(tweet.id_str, tweet.id)
    author = _find_user(tweet.user or tweet.author, rows, rank=rank_of(post))
    if post and author:
        rows.add_author(author, post)
    return PostReference(author, post) if post or author else None


def _find_answered(tweet: ScrapedTweet, rows: Rows, *, rank: int) -> PostReference | None:
    user = _find_user(tweet.inReplyToUser, rows, rank=rank)
    if user is None:
        known = choose_id(None, tweet.inReplyToUserId)
        name = tweet.inReplyToUsername or tweet.inReplyToScreenName
        add_name(rows, known, name, rank=rank)
        user = known or name or None
    post = choose_id(tweet.inReplyToTweetIdStr, tweet.inReplyToTweetId)
    post = post or choose_id(None, tweet.inReplyToId)
    return PostReference(user, post) if user or post else None


def _find_mentions(tweet: ScrapedTweet, text: str, rows: Rows, *, rank: int) -> list[Mention]:
    found = []
    for one in (tweet.entities and tweet.entities.user_mentions) or ():
        known = choose_id(one.id_str, one.id)
        add_name(rows, known, one.screen_name, rank=rank)
        if known or one.screen_name:
            found.append(Mention(first_index(one.indices), known or one.screen_name or ""))
    for user in tweet.mentionedUsers or ():
        known = _find_user(user, rows, rank=rank)
        if known:
            found.append(Mention(_find_place(text, user.username or ""), known))
    return found


def _find_place(text: str, name: str) -> int:
    """Return the last place of a name in a text, which is no automatic one if there is another."""
    if not name or len(name) > _MAX_NAME_LENGTH:
        return 0
    places = [one.start() for one in re.finditer(rf"@{re.escape(name)}(?!\w)", text, re.IGNORECASE)]
    return places[-1] if places else 0


def _fits(record: Mapping[str, Any]) -> bool:
    keys = record.keys()
    if "source_platform" in keys or "id" not in keys:
        return False
    if isinstance(record.get("user"), dict) and "date" in keys:
        return "conversationId" in keys and not keys.isdisjoint(_TWSCRAPE_TEXTS)
    author = record.get("author")
    is_named = isinstance(author, dict) and "userName" in author
    return is_named and "createdAt" in keys and not keys.isdisjoint(_APIFY_MARKS)


SCRAPED = JsonFormat(
    name="twitter-scraped",
    title="X, scraped",
    platform=PLATFORM,
    record_type=ScrapedTweet,
    add_record=_add_record,
    fits=_fits,
)
