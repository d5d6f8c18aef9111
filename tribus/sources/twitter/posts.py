"""Events of one post of X, for every format of posts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tribus.sources.rows import Rows

PLATFORM = "X"

MAX_CARRIED_LENGTH = 1_000  # characters; a reply carries at most fifty names of fifteen characters
MAX_RANK = 2**63 - 1
REPOST_PREFIX = "RT @"

_CARRIED_NAMES = re.compile(r"(?:\s*@\w+)*+")


class PostReference(NamedTuple):
    """Author of an answered, reposted or quoted post; if that is unknown, the id of the post."""

    user: str | None
    post: str | None = None


class Mention(NamedTuple):
    """A user named in a text, and the index of the name."""

    start: int
    user: str


class Post(NamedTuple):
    """A post and the users that it addresses.

    Attributes
    ----------
    id
        The same for all versions of an edited post.
    shown_from
        Index where the displayed text begins; 0 if unknown.
    """

    id: str
    author: str
    time: str | None
    text: str
    thread: str | None = None
    reposts: PostReference | None = None
    answers: PostReference | None = None
    quotes: PostReference | None = None
    mentions: Sequence[Mention] = ()
    shown_from: int = 0


def add_post(post: Post, rows: Rows) -> None:
    """Add the events of a post."""
    is_addressed = False
    for kind, (user, parent) in _find_acts(post):
        is_addressed = True
        rows.add_act(
            kind,
            post.author,
            user,
            time=post.time,
            post=post.id,
            parent=parent,
            text=post.text,
            thread=post.thread,
        )
    if not is_addressed:
        rows.add_person(post.author)
        rows.add_activity(post.author, post.time, post.text, post.id)
        rows.skip("posts to nobody")


def _find_acts(post: Post) -> Iterator[tuple[str, PostReference]]:
    """Yield kinds and targets. A repost has no other act, because its words are another user's."""
    if post.reposts:
        yield "repost", post.reposts
        return
    if post.answers:
        yield "reply", post.answers
    for user in _find_mentioned(post):
        yield "mention", PostReference(user, post.answers.post if post.answers else None)
    if post.quotes:
        yield "quote", post.quotes


def _find_mentioned(post: Post) -> Iterable[str]:
    """Return the users that the author names, each once; the name of an answered user is no mention."""
    if not post.answers or not post.mentions:
        return dict.fromkeys(user for _, user in post.mentions)
    begin = _find_own_words(post)
    named = dict.fromkeys(user for start, user in post.mentions if start >= begin)
    return (user for user in named if user != post.answers.user)


def _find_own_words(post: Post) -> int:
    """Return the index after the names that a reply carries over from its conversation.

    The displayed text begins there. Archives and old replies give 0 for all posts, so that the names
    have to be found in the text.
    """
    names = _CARRIED_NAMES.match(post.text, 0, MAX_CARRIED_LENGTH)
    return post.shown_from or (names.end() if names else 0)


def find_reposted(text: str, mentions: Sequence[Mention]) -> str | None:
    """Return the author of the post that a text `RT @ana: ...` reposts; None for other texts."""
    if not text.startswith(REPOST_PREFIX):
        return None
    at = len(REPOST_PREFIX) - 1
    return next((user for start, user in mentions if start == at), None)


def rank_of(post: str | None) -> int:
    """Return the rank of names in a post: ids of posts grow with time, so the last name wins."""
    is_number = post is not None and post.isdecimal() and len(post) <= len(str(MAX_RANK))
    return min(int(post), MAX_RANK) if post and is_number else 0


def add_name(rows: Rows, user: str | None, name: str | None, *, rank: int) -> None:
    """Add the name of a user, if both are known."""
    if user and name:
        rows.add_name(user, name, rank=rank)


def add_profile(rows: Rows, user: str | None, *texts: str | None, rank: int) -> None:
    """Add the display name and the self-description of a user whose id is known."""
    if user:
        name, bio = texts
        rows.add_profile(user, name, bio, rank=rank)
