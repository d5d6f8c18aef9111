"""The records of Bluesky that tell who dealt with whom, wherever they are found.

They are described by the lexicons `app.bsky.feed.post`, `app.bsky.feed.like`, `app.bsky.feed.repost`
and `app.bsky.graph.follow`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from tribus.sources.rows import Rows

POST_COLLECTION, FOLLOW_COLLECTION = "app.bsky.feed.post", "app.bsky.graph.follow"
POST_ACTION_KINDS = {"app.bsky.feed.like": "like", "app.bsky.feed.repost": "repost"}


class RecordReference(Struct, gc=False):
    """Where another record is; with media beside it, the reference is within another one."""

    uri: str = ""
    record: RecordReference | None = None


class PostReply(Struct, gc=False):
    """The post that is answered, and the first one of its conversation."""

    parent: RecordReference
    root: RecordReference | None = None


class FacetFeature(Struct, gc=False):
    """What a piece of text is: a link, a tag, or the mention of the person with this `did`."""

    did: str = ""


class TextFacet(Struct, gc=False):
    """A piece of text that is more than text."""

    features: list[FacetFeature] = []


class PostEmbed(Struct, gc=False):
    """What a post shows below its text: pictures, a link, or another `record`."""

    record: RecordReference | None = None


class BlueskyRecord(Struct, gc=False):
    """A post, a like, a repost or a follow.

    `subject` is the post in a like and a repost, and the person in a follow.
    """

    subject: RecordReference | str | None = None
    reply: PostReply | None = None
    facets: list[TextFacet] | None = None
    embed: PostEmbed | None = None
    text: str = ""
    createdAt: str = ""  # noqa: N815  the lexicon's name


def make_uri(did: str, collection: str, key: str) -> str:
    """Where a record is, which is what makes it one."""
    return f"at://{did}/{collection}/{key}"


def add_record(
    did: str, collection: str, uri: str, record: BlueskyRecord, rows: Rows, *, time: str | int
) -> None:
    """Tell what somebody did by making a record."""
    subject, kind = record.subject, POST_ACTION_KINDS.get(collection)
    if kind is not None and isinstance(subject, RecordReference):
        if author := _author(subject.uri):
            rows.add_act(kind, did, author, time=time, post=uri)
        else:
            rows.add_person(did)
            rows.skip(f"{kind}s of what is no post")
    elif collection == POST_COLLECTION:
        _add_post(did, uri, record, rows, time=time)
    elif collection == FOLLOW_COLLECTION and isinstance(subject, str):
        rows.add_act("follow", did, subject, time=time, post=uri)
    else:
        rows.add_person(did)
        rows.skip("records of other kinds")


def _add_post(did: str, uri: str, record: BlueskyRecord, rows: Rows, *, time: str | int) -> None:
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
        rows.add_act(kind, did, target, time=time, post=uri, text=record.text, thread=thread)
    if quoted:
        rows.add_act("quote", did, quoted, time=time, post=uri, text=record.text, thread=thread)
    if not told and not quoted:
        rows.add_person(did)
        rows.add_activity(did, time, record.text, uri)
        rows.skip("posts to nobody")


def _author(uri: str) -> str | None:
    """Whose post an address is of; None if it is no post."""
    parts = uri.split("/", 4)  # at: , nothing, the person, the collection, the key
    return parts[2] if len(parts) == 5 and parts[3] == POST_COLLECTION else None  # noqa: PLR2004
