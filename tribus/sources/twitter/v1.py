"""Twitter API v1.1: one post a line, as twarc and the streaming interface kept them.

The stream also says which posts were deleted since (`{"delete": {"status": {...}}}`) and speaks of
itself (`{"limit": {...}}`). Ids are in `id_str`; programs that could not hold long numbers rounded `id`.
"""

from __future__ import annotations

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
    rank_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

V1Number = int | float | str | None  # numbers stand in quotes in archives
V1Index = int | str
MAX_INDEX_DIGITS = 9  # digits
MISSING_IDS = ("", "-1", "0")  # of people who are no longer there
DELETED_UNTIL = "2099-12-31T00:00:00Z"  # until when a deletion holds: no other post gets the id


class V1User(Struct, gc=False):
    """Somebody, and what they were called when the post was asked for, or in it."""

    id_str: str | None = None
    id: V1Number = None
    screen_name: str | None = None


class V1Mention(V1User, gc=False):
    """Somebody named in a text, and from where to where."""

    indices: list[V1Index] | None = None


class V1Entities(Struct, gc=False):
    """Pieces of a text that are more than text."""

    user_mentions: list[V1Mention] | None = None


class V1FullText(Struct, gc=False):
    """All of a post that is too long for `text`."""

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
    """Which post was deleted."""

    id_str: str | None = None
    id: V1Number = None


class V1Deletion(Struct, gc=False):
    """That a post was deleted, or something else."""

    status: V1DeletedPost | None = None


class V1Line(V1Post, gc=False):
    """A post, or a message of the stream."""

    delete: V1Deletion | None = None


def _add_record(line: V1Line, rows: Rows) -> None:
    rows.read += 1
    deleted = line.delete.status if line.delete else None
    if line.user is not None:
        post = id_of(line)
        author = _who(line.user, rows, rank=rank_of(post))
        if post and author:
            add_post(read_post(line, post, author, rows), rows)
        else:
            rows.skip("posts without an id or an author")
    elif deleted and (post := id_of(deleted)):
        rows.add_undone(post, DELETED_UNTIL)
        rows.skip("deletions")
    else:
        rows.skip("messages that are no posts")


def read_post(tweet: V1Post, post: str, author: str, rows: Rows) -> Post:
    """Whom a post is meant for; who wrote what and what people are called is told on the way."""
    rank = rank_of(post)
    rows.add_author(author, post)
    whole = tweet.extended_tweet or tweet
    addressee = V1User(
        tweet.in_reply_to_user_id_str, tweet.in_reply_to_user_id, tweet.in_reply_to_screen_name
    )
    answered = _who(addressee, rows, rank=rank)
    parent = _id(tweet.in_reply_to_status_id_str, tweet.in_reply_to_status_id)
    quoted = _id(tweet.quoted_status_id_str, tweet.quoted_status_id)
    quotes = _refer(tweet.quoted_status, rows, rank=rank)
    return Post(
        id=post,
        author=author,
        time=tweet.created_at,
        text=whole.full_text or tweet.text or "",
        reposts=_refer(tweet.retweeted_status, rows, rank=rank),
        answers=PostReference(answered, parent) if answered or parent else None,
        quotes=quotes or (PostReference(None, quoted) if quoted else None),
        mentions=_mentions(whole.entities, rows, rank=rank),
        shown_from=_first(whole.display_text_range),
    )


def id_of(one: V1User | V1Post | V1DeletedPost) -> str | None:
    """The id of something, or None if it is not told."""
    return _id(one.id_str, one.id)


def _id(text: str | None, number: V1Number) -> str | None:
    """Take the text where there is one; a number with a fraction was rounded, and is no id."""
    told = text or ("" if number is None or isinstance(number, float) else str(number))
    return None if told in MISSING_IDS else told


def _who(user: V1User, rows: Rows, *, rank: int) -> str | None:
    """Who somebody is, by id or for want of it by name; what they are called is told."""
    told = id_of(user)
    add_name(rows, told, user.screen_name, rank=rank)
    return told or user.screen_name or None


def _refer(tweet: V1Post | None, rows: Rows, *, rank: int) -> PostReference | None:
    """Who wrote a post that another one holds."""
    if tweet is None:
        return None
    post, author = id_of(tweet), _who(tweet.user, rows, rank=rank) if tweet.user else None
    if post and author:
        rows.add_author(author, post)
    return PostReference(author, post)


def _mentions(entities: V1Entities | None, rows: Rows, *, rank: int) -> list[Mention]:
    named = (entities and entities.user_mentions) or ()
    found = [(_first(one.indices), _who(one, rows, rank=rank)) for one in named]
    return [Mention(start, user) for start, user in found if user]


def _first(places: list[V1Index] | None) -> int:
    """The first of two places in a text."""
    place = places[0] if places else 0
    if isinstance(place, int):
        return place
    return int(place) if place.isdecimal() and len(place) <= MAX_INDEX_DIGITS else 0


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
