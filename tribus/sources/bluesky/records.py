"""The records of Bluesky that tell who dealt with whom, wherever they are found.

They are described by the lexicons `app.bsky.feed.post`, `app.bsky.feed.like`, `app.bsky.feed.repost`
and `app.bsky.graph.follow`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from tribus.sources.rows import Rows

POST, FOLLOW = "app.bsky.feed.post", "app.bsky.graph.follow"
ON_POSTS = {"app.bsky.feed.like": "like", "app.bsky.feed.repost": "repost"}


class Reference(Struct, gc=False):
    """Where another record is; with media beside it, the reference is within another one."""

    uri: str = ""
    record: Reference | None = None


class Reply(Struct, gc=False):
    """The post that is answered, and the first one of its conversation."""

    parent: Reference
    root: Reference | None = None


class Feature(Struct, gc=False):
    """What a piece of text is: a link, a tag, or the mention of the person with this `did`."""

    did: str = ""


class Facet(Struct, gc=False):
    """A piece of text that is more than text."""

    features: list[Feature] = []


class Embed(Struct, gc=False):
    """What a post shows below its text: pictures, a link, or another `record`."""

    record: Reference | None = None


class Record(Struct, gc=False):
    """A post, a like, a repost or a follow.

    `subject` is the post in a like and a repost, and the person in a follow.
    """

    subject: Reference | str | None = None
    reply: Reply | None = None
    facets: list[Facet] | None = None
    embed: Embed | None = None
    text: str = ""
    createdAt: str = ""  # noqa: N815  the lexicon's name


def address(did: str, collection: str, key: str) -> str:
    """Where a record is, which is what makes it one."""
    return f"at://{did}/{collection}/{key}"


def tell_record(
    did: str, collection: str, uri: str, record: Record, rows: Rows, *, time: str | int
) -> None:
    """Tell what somebody did by making a record."""
    subject, kind = record.subject, ON_POSTS.get(collection)
    if kind is not None and isinstance(subject, Reference):
        if author := _author(subject.uri):
            rows.act(kind, did, author, time=time, post=uri)
        else:
            rows.meet(did)
            rows.skip(f"{kind}s of what is no post")
    elif collection == POST:
        _tell_post(did, uri, record, rows, time=time)
    elif collection == FOLLOW and isinstance(subject, str):
        rows.act("follow", did, subject, time=time, post=uri)
    else:
        rows.meet(did)
        rows.skip("records of other kinds")


def _tell_post(did: str, uri: str, record: Record, rows: Rows, *, time: str | int) -> None:
    reply = record.reply
    thread = reply.root.uri if reply and reply.root else uri
    told: dict[str, str] = {}  # whom the post addresses, and how; a reply is no mention besides
    if reply and (answered := _author(reply.parent.uri)):
        told[answered] = "reply"
    embedded = record.embed and record.embed.record
    quoted = _author((embedded.record or embedded).uri) if embedded else None
    mentioned = (
        feature.did for facet in record.facets or () for feature in facet.features if feature.did
    )
    for target in mentioned:
        told.setdefault(target, "mention")
    for target, kind in told.items():
        rows.act(kind, did, target, time=time, post=uri, text=record.text, thread=thread)
    if quoted:
        rows.act("quote", did, quoted, time=time, post=uri, text=record.text, thread=thread)
    if not told and not quoted:
        rows.meet(did)
        rows.add_activity(did, time, record.text, uri)
        rows.skip("posts to nobody")


def _author(uri: str) -> str | None:
    """Whose post an address is of; None if it is no post."""
    parts = uri.split("/", 4)  # at: , nothing, the person, the collection, the key
    return parts[2] if len(parts) == 5 and parts[3] == POST else None  # noqa: PLR2004
