"""Twitter API v1.1: one post a line, as twarc and the streaming API write them.

The stream also has messages about deleted posts (`{"delete": {"status": {...}}}`) and about itself
(`{"limit": {...}}`). Ids are in `id_str`; programs without long integers have rounded `id`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.json_files import JsonFormat
from tribus.sources.rows import FOREVER
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

V1Number = int | float | str | None  # numbers are in quotes in archives
V1Index = int | str
MAX_INDEX_DIGITS = 9
MISSING_IDS = ("", "-1", "0")  # ids of users who are gone
TIMESTAMP_DIGITS = 13  # of a time in milliseconds, from 2001 on


class V1User(Struct, gc=False):
    """A user, with the name at the time of the request or of the post."""

    id_str: str | None = None
    id: V1Number = None
    screen_name: str | None = None
    name: str | None = None
    description: str | None = None


class V1Mention(V1User, gc=False):
    """A user named in a text, and the indices where the name begins and ends."""

    indices: list[V1Index] | None = None


class V1Entities(Struct, gc=False):
    """Links, tags and mentions in a text."""

    user_mentions: list[V1Mention] | None = None


class V1FullText(Struct, gc=False):
    """The text of a post that is too long for `text`."""

    full_text: str | None = None
    entities: V1Entities | None = None
    display_text_range: list[V1Index] | None = None


class V1Post(V1FullText, gc=False):
    """A post."""

    id_str: str | None = None
    id: V1Number = None
    user: V1User | None = None
    created_at: str | None = None
    text: str | None = None
    in_reply_to_user_id_str: str | None = None
    in_reply_to_user_id: V1Number = None
    in_reply_to_screen_name: str | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_status_id: V1Number = None
    retweeted_status: V1Post | None = None
    quoted_status: V1Post | None = None
    quoted_status_id_str: str | None = None
    quoted_status_id: V1Number = None
    extended_tweet: V1FullText | None = None


class V1DeletedPost(Struct, gc=False):
    """Id of a deleted post."""

    id_str: str | None = None
    id: V1Number = None


class V1Deletion(Struct, gc=False):
    """A message about something deleted: a post, with the time in milliseconds, or something else."""

    status: V1DeletedPost | None = None
    timestamp_ms: V1Number = None


class V1Line(V1Post, gc=False):
    """A post, or a message of the stream."""

    delete: V1Deletion | None = None


def _add_record(line: V1Line, rows: Rows) -> None:
    rows.read += 1
    deleted = line.delete.status if line.delete else None
    if line.user is not None:
        post = id_of(line)
        author = _find_user(line.user, rows, rank=rank_of(post))
        if post and author:
            add_post(read_post(line, post, author, rows), rows)
        else:
            rows.skip("posts without an id or an author")
    elif line.delete and deleted and (post := id_of(deleted)):
        rows.add_undone(post, _deletion_time(line.delete.timestamp_ms))
        rows.skip("deletions")
    else:
        rows.skip("messages of the stream")


def read_post(tweet: V1Post, post: str, author: str, rows: Rows) -> Post:
    """Return a post with the users that it addresses; add authors and names on the way."""
    rank = rank_of(post)
    rows.add_author(author, post)
    whole = tweet.extended_tweet or tweet
    addressee = V1User(
        tweet.in_reply_to_user_id_str, tweet.in_reply_to_user_id, tweet.in_reply_to_screen_name
    )
    answered = _find_user(addressee, rows, rank=rank)
    parent = choose_id(tweet.in_reply_to_status_id_str, tweet.in_reply_to_status_id)
    quoted = choose_id(tweet.quoted_status_id_str, tweet.quoted_status_id)
    quotes = _refer(tweet.quoted_status, rows, rank=rank)
    return Post(
        id=post,
        author=author,
        time=tweet.created_at,
        text=whole.full_text or tweet.text or "",
        reposts=_refer(tweet.retweeted_status, rows, rank=rank),
        answers=PostReference(answered, parent) if answered or parent else None,
        quotes=quotes or (PostReference(None, quoted) if quoted else None),
        mentions=_find_mentions(whole.entities, rows, rank=rank),
        shown_from=first_index(whole.display_text_range),
    )


def id_of(one: V1User | V1Post | V1DeletedPost) -> str | None:
    """Return the id of a user or a post; None if there is none."""
    return choose_id(one.id_str, one.id)


def choose_id(text: str | None, number: V1Number) -> str | None:
    """Return the text if there is one; a number with a fraction was rounded and is no id."""
    chosen = text or ("" if number is None or isinstance(number, float) else str(number))
    return None if chosen in MISSING_IDS else chosen


def _find_user(user: V1User, rows: Rows, *, rank: int) -> str | None:
    """Return the id of a user, or the name if there is no id, and add the name."""
    known = id_of(user)
    add_name(rows, known, user.screen_name, rank=rank)
    add_profile(rows, known, user.name, user.description, rank=rank)
    return known or user.screen_name or None


def _refer(tweet: V1Post | None, rows: Rows, *, rank: int) -> PostReference | None:
    """Return the reference to a post within another one, and add its author."""
    if tweet is None:
        return None
    post, author = id_of(tweet), _find_user(tweet.user, rows, rank=rank) if tweet.user else None
    if post and author:
        rows.add_author(author, post)
    return PostReference(author, post)


def _find_mentions(entities: V1Entities | None, rows: Rows, *, rank: int) -> list[Mention]:
    named = (entities and entities.user_mentions) or ()
    found = [(first_index(one.indices), _find_user(one, rows, rank=rank)) for one in named]
    return [Mention(start, user) for start, user in found if user]


def first_index(indices: list[V1Index] | None) -> int:
    """Return the first of two indices in a text."""
    index = indices[0] if indices else 0
    if isinstance(index, int):
        return index
    return int(index) if index.isdecimal() and len(index) <= MAX_INDEX_DIGITS else 0


def _deletion_time(milliseconds: V1Number) -> str:
    """Return the time of a deletion as ISO text; old streams have none, so the deletion is for good."""
    digits = str(milliseconds)
    if not digits.isdecimal() or len(digits) != TIMESTAMP_DIGITS:
        return FOREVER
    return datetime.fromtimestamp(int(digits) / 1_000, UTC).isoformat()


def _fits(record: Mapping[str, Any]) -> bool:
    if isinstance(record.get("delete"), dict):
        return "status" in record["delete"]
    is_post = record.keys() >= {"id_str", "user"} and ("text" in record or "full_text" in record)
    return is_post or record.keys() >= {"user", "in_reply_to_status_id"}


API_V1 = JsonFormat(
    name="twitter-v1",
    title="Twitter API v1.1",
    platform=PLATFORM,
    record_type=V1Line,
    add_record=_add_record,
    fits=_fits,
)
