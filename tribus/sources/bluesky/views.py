"""Types of the answers of Bluesky's API, in which posts and users are shown as views.

They are described by the lexicons `app.bsky.feed.defs` and `app.bsky.actor.defs`. Python's SDK writes
the same with names such as `indexed_at`; both spellings are read.
"""

from __future__ import annotations

from msgspec import Struct, field

from tribus.sources.bluesky.records import BlueskyRecord


class ActorView(Struct, gc=False):
    """A user, with the handle at the time of the request."""

    did: str = ""
    handle: str = ""
    displayName: str | None = None  # noqa: N815  the lexicon's name
    display_name: str | None = None
    description: str | None = None


class EmbeddedView(Struct, gc=False):
    """A quoted post; in a post with media it is within another one."""

    author: ActorView | str | None = None
    record: EmbeddedView | None = None


class EmbedView(Struct, gc=False):
    """Pictures, a link or a quoted post below the text of a post."""

    record: EmbeddedView | None = None


class PostView(Struct, gc=False):
    """A record and its author. A post that cannot be shown has neither."""

    uri: str = ""
    author: ActorView | None = None
    record: BlueskyRecord | None = None
    embed: EmbedView | None = None
    indexedAt: str = ""  # noqa: N815  the lexicon's name
    indexed_at: str = ""


class ReasonView(Struct, gc=False):
    """Why a post is in a feed: a repost has the user who made it."""

    by: ActorView | None = None
    uri: str = ""
    indexedAt: str = ""  # noqa: N815  the lexicon's name
    indexed_at: str = ""


class ReplyView(Struct, gc=False):
    """The posts that a post in a feed answers."""

    root: PostView | None = None
    parent: PostView | None = None


class ListedRecord(BlueskyRecord, gc=False):
    """A record without its author, or an item of the second version of threads."""

    post: PostView | str | None = None


class ThreadView(Struct, gc=False):
    """A post in a thread, with those above and below it."""

    uri: str = ""
    post: PostView | None = None
    parent: ThreadView | None = None
    replies: list[ThreadView] | None = None
    value: ListedRecord | None = None


class BlueskyItem(ThreadView, gc=False):
    """An item of a list: a record, a post in a feed or a thread, a user, or a like."""

    did: str = ""
    handle: str = ""
    displayName: str | None = None  # noqa: N815  the lexicon's name
    display_name: str | None = None
    description: str | None = None
    actor: ActorView | str | None = None
    author: ActorView | None = None
    record: BlueskyRecord | None = None
    embed: EmbedView | None = None
    reason: ReasonView | str | None = None
    reply: ReplyView | None = None
    indexedAt: str = ""  # noqa: N815  the lexicon's name
    indexed_at: str = ""
    createdAt: str = ""  # noqa: N815  the lexicon's name
    created_at: str = ""
    following: str | None = None
    followedBy: str | None = None  # noqa: N815  the lexicon's name
    followed_by: str | None = None


class BlueskyPage(BlueskyItem, gc=False):
    """A page of the API, or a single item."""

    subject: ActorView | None = None
    posts: list[BlueskyItem] | None = None
    feed: list[BlueskyItem] | None = None
    records: list[BlueskyItem] | None = None
    notifications: list[BlueskyItem] | None = None
    thread: ThreadView | list[ThreadView] | None = None
    followers: list[BlueskyItem] | None = None
    follows: list[BlueskyItem] | None = None
    likes: list[BlueskyItem] | None = None
    reposted_by: list[BlueskyItem] | None = None
    reposters: list[BlueskyItem] | None = field(default=None, name="repostedBy")
    relationships: list[BlueskyItem] | None = None
    profiles: list[BlueskyItem] | None = None
    actors: list[BlueskyItem] | None = None
