"""What a post tells of whom it is meant for, in whichever form it comes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tribus.sources.rows import Rows

PLATFORM = "X"

MAX_CARRIED_LENGTH = 1_000  # letters; a reply carries at most fifty names of fifteen along
MAX_RANK = 2**63 - 1
REPOST_PREFIX = "RT @"  # how the text of a repost begins

_CARRIED_NAMES = re.compile(r"(?:\s*@\w+)*+")


class PostReference(NamedTuple):
    """Who wrote the post that is answered, repeated or quoted, or for want of it which post it is."""

    user: str | None
    post: str | None = None


class Mention(NamedTuple):
    """Somebody who is named in a text, and where."""

    start: int
    user: str


class Post(NamedTuple):
    """A post and whom it is meant for.

    Attributes
    ----------
    id
        The same for all versions of a post that was edited.
    shown_from
        Where the text begins that readers are shown; 0 if that is not told.
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
    """Tell what somebody did by writing a post."""
    meant = False
    for kind, (user, parent) in _deeds(post):
        meant = True
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
    if not meant:
        rows.add_person(post.author)
        rows.add_activity(post.author, post.time, post.text, post.id)
        rows.skip("posts to nobody")


def _deeds(post: Post) -> Iterator[tuple[str, PostReference]]:
    """Each kind of act, and on whom; of a repost no other, because its words are another's."""
    if post.reposts:
        yield "repost", post.reposts
        return
    if post.answers:
        yield "reply", post.answers
    for user in _mentioned(post):
        yield "mention", PostReference(user, post.answers.post if post.answers else None)
    if post.quotes:
        yield "quote", post.quotes


def _mentioned(post: Post) -> Iterable[str]:
    """Whom a post names once and of its own accord; to answer somebody is not to name them."""
    if not post.answers or not post.mentions:
        return dict.fromkeys(user for _, user in post.mentions)
    begin = _own_words(post)
    named = dict.fromkeys(user for start, user in post.mentions if start >= begin)
    return (user for user in named if user != post.answers.user)


def _own_words(post: Post) -> int:
    """Where a reply's own words begin, after the names that were carried over from the conversation.

    Readers are shown the text from there on; archives and old replies say that all of it is shown.
    """
    run = _CARRIED_NAMES.match(post.text, 0, MAX_CARRIED_LENGTH)
    return post.shown_from or (run.end() if run else 0)


def find_reposted(text: str, mentions: Sequence[Mention]) -> str | None:
    """Whom the text of a repost, `RT @ana: ...`, repeats; None if it tells nobody."""
    if not text.startswith(REPOST_PREFIX):
        return None
    at = len(REPOST_PREFIX) - 1
    return next((user for start, user in mentions if start == at), None)


def rank_of(post: str | None) -> int:
    """How late something was told, by the post that told it: ids of posts grow with time."""
    is_number = post is not None and post.isdecimal() and len(post) <= len(str(MAX_RANK))
    return min(int(post), MAX_RANK) if post and is_number else 0


def add_name(rows: Rows, user: str | None, name: str | None, *, rank: int) -> None:
    """Tell what somebody is called, where both are known."""
    if user and name:
        rows.add_name(user, name, rank=rank)
