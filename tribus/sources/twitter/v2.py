"""X API v2: pages of posts or users, as twarc2 writes them, or one post or user a line.

A page is `{"data": [...], "includes": {...}, "meta": {...}, "__twarc": {"url": ...}}`. Its posts or
users are in `data`. `includes` describes the users and posts that they refer to; twarc2 moves it into
the posts when it flattens a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from tribus.sources.json_files import JsonFormat
from tribus.sources.twitter.lists import LIKED, add_listed_user, find_list
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

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tribus.sources.rows import Rows


_POST_FIELDS = (  # a post has at least one of them
    "conversation_id",
    "edit_history_tweet_ids",
    "public_metrics",
    "referenced_tweets",
    "author",
)


class V2User(Struct, gc=False):
    """A user, with the name at the time of the request."""

    id: str = ""
    username: str = ""
    name: str | None = None
    description: str | None = None


class V2Mention(Struct, gc=False):
    """A user named in a text; older pages have no id."""

    start: int = 0
    username: str = ""
    id: str | None = None


class V2Entities(Struct, gc=False):
    """Links, tags and mentions in a text."""

    mentions: list[V2Mention] | None = None


class V2Note(Struct, gc=False):
    """The text of a post that is too long for `text`."""

    text: str = ""
    entities: V2Entities | None = None


class V2Reference(Struct, gc=False):
    """A post that another one answers, quotes or reposts (its `type`), or an included post."""

    id: str = ""
    type: str = ""
    author_id: str | None = None
    author: V2User | None = None


class V2Item(Struct, gc=False):
    """An entry of a page: a user if it has a `username`, else a post."""

    id: str = ""
    username: str | None = None
    name: str | None = None
    description: str | None = None
    text: str = ""
    created_at: str | None = None
    author_id: str | None = None
    author: V2User | None = None
    in_reply_to_user_id: str | None = None
    in_reply_to_user: V2User | None = None
    conversation_id: str | None = None
    referenced_tweets: list[V2Reference] | None = None
    edit_history_tweet_ids: list[str] | None = None
    entities: V2Entities | None = None
    note_tweet: V2Note | None = None
    display_text_range: list[int] | None = None


class V2Includes(Struct, gc=False):
    """Users and posts that a page refers to."""

    users: list[V2User] | None = None
    tweets: list[V2Reference] | None = None


class V2Request(Struct, gc=False):
    """The request of twarc2."""

    url: str = ""


class V2Line(V2Item, gc=False):
    """A page, or one entry of a flattened page."""

    data: list[V2Item] | V2Item | None = None
    includes: V2Includes | None = None
    request: V2Request | None = field(default=None, name="__twarc")


class V2Known(NamedTuple):
    """Includes of a page: authors by post, and ids of users by name in lower case."""

    authors: dict[str, str]
    ids: dict[str, str]


def _add_record(line: V2Line, rows: Rows) -> None:
    items = _list_items(line)
    rank = max((rank_of(item.id) for item in items if not item.username), default=0)
    known = _add_included(line.includes, rows, rank=rank)
    user_list = find_list(line.request.url) if line.request and line.request.url else None
    for item in items:
        rows.read += 1
        author = item.author_id or (item.author.id if item.author else "")
        if not item.id:
            rows.skip("records without an id")
        elif item.username:
            add_name(rows, item.id, item.username, rank=rank)
            add_profile(rows, item.id, item.name, item.description, rank=rank)
            add_listed_user(item.id, user_list, rows)
        elif not author:
            rows.skip("posts without an author")
        elif user_list and user_list.kind == LIKED:
            rows.add_author(author, item.id)
            rows.add_act("like", user_list.owner, author, post=item.id)
        else:
            _add_post(item, author, known, rows)
    if not items:
        rows.read += 1
        rows.skip("empty pages")


def _list_items(line: V2Line) -> Sequence[V2Item]:
    if line.data is None:
        return [line] if line.id or line.text or line.username else []
    return [line.data] if isinstance(line.data, V2Item) else line.data


def _add_included(includes: V2Includes | None, rows: Rows, *, rank: int) -> V2Known:
    users = (includes and includes.users) or ()
    posts = (includes and includes.tweets) or ()
    for user in users:
        add_name(rows, user.id, user.username, rank=rank)
        add_profile(rows, user.id, user.name, user.description, rank=rank)
    authors = {post.id: post.author_id for post in posts if post.id and post.author_id}
    for post, author in authors.items():
        rows.add_author(author, post)
    return V2Known(authors, {user.username.lower(): user.id for user in users if user.id})


def _add_post(item: V2Item, author: str, known: V2Known, rows: Rows) -> None:
    rank = rank_of(item.id)
    versions = item.edit_history_tweet_ids or [item.id]
    for version in {item.id, *versions}:
        rows.add_author(author, version)
    for user in (item.author, item.in_reply_to_user):
        if user:
            add_name(rows, user.id, user.username, rank=rank)
            add_profile(rows, user.id, user.name, user.description, rank=rank)
    whole = item.note_tweet if item.note_tweet and item.note_tweet.text else item
    mentions = _add_mentions(whole.entities, known, rows, rank=rank)
    referred = {one.type: _refer(one, known, rows) for one in item.referenced_tweets or () if one.id}
    reposts, answers = referred.get("retweeted"), referred.get("replied_to")
    if reposts and not reposts.user:
        reposts = PostReference(find_reposted(whole.text, mentions), reposts.post)
    if item.in_reply_to_user_id:
        answers = PostReference(item.in_reply_to_user_id)
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
    add_post(post, rows)


def _add_mentions(
    entities: V2Entities | None, known: V2Known, rows: Rows, *, rank: int
) -> Sequence[Mention]:
    """Return the mentions; a user without an id, such as a suspended one, goes by name."""
    mentions = []
    for named in (entities and entities.mentions) or ():
        user = named.id or known.ids.get(named.username.lower(), "")
        add_name(rows, user, named.username, rank=rank)
        if user or named.username:
            mentions.append(Mention(named.start, user or named.username))
    return mentions


def _refer(reference: V2Reference, known: V2Known, rows: Rows) -> PostReference:
    """Return the author of a post by the page or the flattened line; else only the id of the post."""
    author = known.authors.get(reference.id) or reference.author_id
    if reference.author:
        author = author or reference.author.id
        add_name(rows, reference.author.id, reference.author.username, rank=rank_of(reference.id))
    if author:
        rows.add_author(author, reference.id)
    return PostReference(author or None, reference.id)


def _fits(record: Mapping[str, Any]) -> bool:
    if "source_platform" in record:  # a capture of Zeeschuimer, of any platform
        return False
    data = record.get("data")
    if isinstance(data, (dict, list)) and data:
        first = data[0] if isinstance(data, list) else data
        return isinstance(first, dict) and "id" in first and ("text" in first or "username" in first)
    if "__twarc" in record or ("data" in record and not record.keys().isdisjoint(("includes", "meta"))):
        return True
    return record.keys() >= {"id", "text", "author_id"} and not record.keys().isdisjoint(_POST_FIELDS)


API_V2 = JsonFormat(
    name="twitter-v2",
    title="X API v2",
    platform=PLATFORM,
    record_type=V2Line,
    add_record=_add_record,
    fits=_fits,
)
