"""X API v2: posts and lists of people in pages, as twarc2 keeps them, or one of them a line.

A page is `{"data": [...], "includes": {...}, "meta": {...}, "__twarc": {"url": ...}}`. What it lists is
in `data`; `includes` only tells more of whom and what the posts in it refer to. In a flattened line that
is put into the post itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from tribus.sources.json_files import JsonFormat
from tribus.sources.twitter.lists import LIKED, listing_at, tell_person
from tribus.sources.twitter.posts import (
    PLATFORM,
    Mention,
    Post,
    Whose,
    call,
    find_reposted,
    rank_of,
    tell_post,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tribus.sources.rows import Rows


class User(Struct, gc=False):
    """Somebody, and what they were called when the page was asked for."""

    id: str = ""
    username: str = ""


class Named(Struct, gc=False):
    """Somebody named in a text; older pages do not say who it is."""

    start: int = 0
    username: str = ""
    id: str | None = None


class Entities(Struct, gc=False):
    """Pieces of a text that are more than text."""

    mentions: list[Named] | None = None


class Note(Struct, gc=False):
    """The whole of a post that is too long for `text`."""

    text: str = ""
    entities: Entities | None = None


class Reference(Struct, gc=False):
    """Another post that this one is `replied_to`, `quoted` or `retweeted` from, or that is included."""

    id: str = ""
    type: str = ""
    author_id: str | None = None
    author: User | None = None


class Item(Struct, gc=False):
    """What a page lists: a post, or with a `username` somebody."""

    id: str = ""
    username: str | None = None
    text: str = ""
    created_at: str | None = None
    author_id: str | None = None
    author: User | None = None
    in_reply_to_user_id: str | None = None
    in_reply_to_user: User | None = None
    conversation_id: str | None = None
    referenced_tweets: list[Reference] | None = None
    edit_history_tweet_ids: list[str] | None = None
    entities: Entities | None = None
    note_tweet: Note | None = None
    display_text_range: list[int] | None = None


class Includes(Struct, gc=False):
    """More on the people and posts that a page refers to."""

    users: list[User] | None = None
    tweets: list[Reference] | None = None


class Asking(Struct, gc=False):
    """What twarc2 asked for."""

    url: str = ""


class Line(Item, gc=False):
    """A page, or what is listed itself, if it is flattened."""

    data: list[Item] | Item | None = None
    includes: Includes | None = None
    asking: Asking | None = field(default=None, name="__twarc")


class Known(NamedTuple):
    """What a page includes: who wrote which post, and who goes by which name, in small letters."""

    authors: dict[str, str]
    ids: dict[str, str]


def _tell(line: Line, rows: Rows) -> None:
    items = _listed(line)
    rank = max((rank_of(item.id) for item in items if not item.username), default=0)
    known = _tell_included(line.includes, rows, rank=rank)
    listing = listing_at(line.asking.url) if line.asking and line.asking.url else None
    for item in items:
        rows.read += 1
        author = item.author_id or (item.author.id if item.author else "")
        if not item.id:
            rows.skip("records without an id")
        elif item.username:
            call(rows, item.id, item.username, rank=rank)
            tell_person(item.id, listing, rows)
        elif not author:
            rows.skip("posts without an author")
        elif listing and listing.what == LIKED:
            rows.wrote(author, item.id)
            rows.act("like", listing.of, author, post=item.id)
        else:
            _tell_post(item, author, known, rows)
    if not items:
        rows.read += 1
        rows.skip("pages that hold nothing")


def _listed(line: Line) -> Sequence[Item]:
    if line.data is None:
        return [line] if line.id or line.text or line.username else []
    return [line.data] if isinstance(line.data, Item) else line.data


def _tell_included(includes: Includes | None, rows: Rows, *, rank: int) -> Known:
    users = (includes and includes.users) or ()
    posts = (includes and includes.tweets) or ()
    for user in users:
        call(rows, user.id, user.username, rank=rank)
    authors = {post.id: post.author_id for post in posts if post.id and post.author_id}
    for post, author in authors.items():
        rows.wrote(author, post)
    return Known(authors, {user.username.lower(): user.id for user in users if user.id})


def _tell_post(item: Item, author: str, known: Known, rows: Rows) -> None:
    rank = rank_of(item.id)
    versions = item.edit_history_tweet_ids or [item.id]
    for version in {item.id, *versions}:
        rows.wrote(author, version)
    for user in (item.author, item.in_reply_to_user):
        if user:
            call(rows, user.id, user.username, rank=rank)
    whole = item.note_tweet if item.note_tweet and item.note_tweet.text else item
    mentions = _tell_mentions(whole.entities, known, rows, rank=rank)
    referred = {one.type: _whose(one, known, rows) for one in item.referenced_tweets or () if one.id}
    reposts, answers = referred.get("retweeted"), referred.get("replied_to")
    if reposts and not reposts.user:
        reposts = Whose(find_reposted(whole.text, mentions), reposts.post)
    if item.in_reply_to_user_id:
        answers = Whose(item.in_reply_to_user_id)
    post = Post(
        id=versions[0],
        author=author,
        time=item.created_at,
        text=whole.text,
        thread=item.conversation_id,
        reposts=reposts,
        answers=answers,
        quotes=referred.get("quoted"),
        mentions=mentions,
        shown_from=item.display_text_range[0] if item.display_text_range else 0,
    )
    tell_post(post, rows)


def _tell_mentions(
    entities: Entities | None, known: Known, rows: Rows, *, rank: int
) -> Sequence[Mention]:
    """Find who is mentioned; who is told nowhere, as those suspended since, goes by name."""
    mentions = []
    for named in (entities and entities.mentions) or ():
        user = named.id or known.ids.get(named.username.lower(), "")
        call(rows, user, named.username, rank=rank)
        if user or named.username:
            mentions.append(Mention(named.start, user or named.username))
    return mentions


def _whose(reference: Reference, known: Known, rows: Rows) -> Whose:
    """Who wrote a post: as the page includes it, as the flattened line says, or to be looked up."""
    author = known.authors.get(reference.id) or reference.author_id
    if reference.author:
        author = author or reference.author.id
        call(rows, reference.author.id, reference.author.username, rank=rank_of(reference.id))
    if author:
        rows.wrote(author, reference.id)
    return Whose(author or None, reference.id)


def _fits(record: Mapping[str, Any]) -> bool:
    data = record.get("data")
    if isinstance(data, (dict, list)) and data:
        first = data[0] if isinstance(data, list) else data
        return isinstance(first, dict) and "id" in first and ("text" in first or "username" in first)
    if "__twarc" in record or ("data" in record and not record.keys().isdisjoint(("includes", "meta"))):
        return True
    return record.keys() >= {"id", "text", "author_id"} and not record.keys().isdisjoint(_OF_POSTS)


_OF_POSTS = (
    "conversation_id",
    "edit_history_tweet_ids",
    "public_metrics",
    "referenced_tweets",
    "author",
)

API_V2 = JsonFormat(
    name="twitter-v2", title="X API v2", platform=PLATFORM, record=Line, tell=_tell, fits=_fits
)
