"""Types of the answers that a collection reads, and what it keeps of them.

They are described by the lexicons `app.bsky.*` and `com.atproto.*`. Items are decoded one by one, so
that one that cannot be read does not spoil a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from tribus.sources.bluesky.records import BlueskyRecord, make_uri, owner_of
from tribus.sources.bluesky.steps import KeptPost, KeptRecord, KeptUser, PostCounts
from tribus.sources.json_files import JSON_ERRORS
from tribus.sources.rows import MAX_BIO_LETTERS, MAX_NAME_LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

Item = TypeVar("Item")
HIDING_LABELS = frozenset(("!no-unauthenticated", "!hide", "!takedown"))
MAX_TEXT_LETTERS = 3_000  # of a post; servers accept a tenth
MAX_FACETS = 100


class Label(Struct):
    """A label of an account; `neg` withdraws an earlier one."""

    val: str = ""
    neg: bool = False


class AccountView(Struct):
    """A user, as a list shows them."""

    did: str
    handle: str = ""
    displayName: str | None = None  # noqa: N815  the lexicon's name
    description: str | None = None
    labels: list[Label] = []
    followersCount: int = 0  # noqa: N815  the lexicon's name
    followsCount: int = 0  # noqa: N815  the lexicon's name
    postsCount: int = 0  # noqa: N815  the lexicon's name
    createdAt: str = ""  # noqa: N815  the lexicon's name


class CountedPost(Struct):
    """A post with its author and the numbers of answers."""

    uri: str
    author: AccountView | None = None
    record: BlueskyRecord | None = None
    indexedAt: str = ""  # noqa: N815  the lexicon's name
    replyCount: int = 0  # noqa: N815  the lexicon's name
    quoteCount: int = 0  # noqa: N815  the lexicon's name
    repostCount: int = 0  # noqa: N815  the lexicon's name
    likeCount: int = 0  # noqa: N815  the lexicon's name


class FeedItem(Struct):
    """A post in a feed, or an answer in a thread."""

    post: CountedPost | None = None
    reason: Any = None


class Like(Struct):
    """A like of a post."""

    actor: AccountView
    createdAt: str = ""  # noqa: N815  the lexicon's name


class ListMember(Struct):
    """A member of a list."""

    subject: AccountView


class RepositoryRecord(Struct):
    """A record of a repository."""

    uri: str
    value: BlueskyRecord


class Thread(Struct):
    """A post and the answers to it."""

    replies: list[Raw] = []


class ListView(Struct):
    """A list of people."""

    uri: str = ""


class StarterPack(Struct):
    """A starter pack; its people are those of a list."""

    list: ListView | None = None


class AnswerPage(Struct):
    """Any page: the names of its lists are those of all answers."""

    cursor: str | None = None
    records: list[Raw] = []
    profiles: list[Raw] = []
    followers: list[Raw] = []
    items: list[Raw] = []
    feed: list[Raw] = []
    posts: list[Raw] = []
    likes: list[Raw] = []
    repostedBy: list[Raw] = []  # noqa: N815  the lexicon's name
    actors: list[Raw] = []
    thread: Thread | None = None
    starterPack: StarterPack | None = None  # noqa: N815  the lexicon's name


class Resolved(Struct):
    """The account of a handle."""

    did: str


class Revision(Struct):
    """The last change of a repository."""

    rev: str


class Service(Struct):
    """A service of an account."""

    id: str = ""
    type: str = ""
    serviceEndpoint: Any = None  # noqa: N815  the lexicon's name


class DidDocument(Struct):
    """Public document of an account."""

    service: list[Service] = []

    def repository_server(self) -> str:
        """Return the address of the server of the repository; empty if there is none."""
        for one in self.service:
            if one.id.endswith("#atproto_pds") and isinstance(one.serviceEndpoint, str):
                return one.serviceEndpoint.rstrip("/")
        return ""


def decode_items(items: Iterable[Raw], type_: type[Item]) -> tuple[list[Item], int]:
    """Return the items that can be read, and the number of the others."""
    found, n_bad = [], 0
    for item in items:
        try:
            found.append(msgspec.json.decode(item, type=type_))
        except JSON_ERRORS:
            n_bad += 1
    return found, n_bad


def keep_record(found: RepositoryRecord, did: str, collection: str, *, texts: bool) -> KeptRecord | None:
    """Return what is kept of a record; None if it is in another repository or collection."""
    key = found.uri.rpartition("/")[2]
    if found.uri != make_uri(did, collection, key):
        return None
    record = _shorten(found.value, texts=texts)
    return KeptRecord(
        key=key,
        subject=record.subject,
        reply=record.reply,
        facets=record.facets,
        embed=record.embed,
        text=record.text,
        createdAt=record.written_at,
    )


def keep_user(profile: AccountView, *, time: str = "") -> KeptUser:
    """Return what is kept of a user."""
    labels = {label.val for label in profile.labels if not label.neg}
    return KeptUser(
        did=profile.did,
        handle=profile.handle if profile.handle != "handle.invalid" else "",
        name=(profile.displayName or "")[:MAX_NAME_LETTERS],
        bio=(profile.description or "")[:MAX_BIO_LETTERS],
        time=time,
        is_hidden=not labels.isdisjoint(HIDING_LABELS),
    )


def keep_posts(views: Iterable[CountedPost], *, texts: bool) -> tuple[list[KeptPost], list[KeptUser]]:
    """Return what is kept of posts of others, and of their authors."""
    posts, users = [], []
    for view in views:
        owner = owner_of(view.uri)
        if view.author is not None and view.record is not None and owner and owner[0] == view.author.did:
            posts.append(KeptPost(uri=view.uri, record=_shorten(view.record, texts=texts)))
            users.append(keep_user(view.author))
    return posts, users


def keep_counts(items: Iterable[FeedItem], did: str) -> list[PostCounts]:
    """Return the numbers of answers to the posts of a user in a feed, without reposts of others."""
    views = (item.post for item in items if item.post is not None)
    return [
        PostCounts(
            uri=view.uri,
            replies=view.replyCount,
            quotes=view.quoteCount,
            reposts=view.repostCount,
            likes=view.likeCount,
        )
        for view in views
        if (owner_of(view.uri) or ("",))[0] == did
    ]


def _shorten(record: BlueskyRecord, *, texts: bool) -> BlueskyRecord:
    """Return a record with a bounded text and bounded mentions, and without what is not read."""
    facets = [
        facet for facet in (record.facets or [])[:MAX_FACETS] if any(one.did for one in facet.features)
    ]
    return BlueskyRecord(
        subject=record.subject,
        reply=record.reply,
        facets=facets or None,
        embed=record.embed if record.embed and record.embed.record else None,
        text=record.text[:MAX_TEXT_LETTERS] if texts else "",
        createdAt=record.written_at,
    )
