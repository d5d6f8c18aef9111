"""Events of Bluesky records, for every format of records.

The records are described by the lexicons `app.bsky.feed.post`, `app.bsky.feed.like`,
`app.bsky.feed.repost` and `app.bsky.graph.follow`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from tribus.sources.rows import Rows

POST_COLLECTION, FOLLOW_COLLECTION = "app.bsky.feed.post", "app.bsky.graph.follow"
LIKE_COLLECTION, REPOST_COLLECTION = "app.bsky.feed.like", "app.bsky.feed.repost"
PROFILE_COLLECTION = "app.bsky.actor.profile"
POST_ACTION_KINDS = {LIKE_COLLECTION: "like", REPOST_COLLECTION: "repost"}
_N_URI_PARTS = 5  # "at:", "", user, collection, key


class RecordReference(Struct, gc=False, omit_defaults=True):
    """Address of another record; in a post with media it is within another reference."""

    uri: str = ""
    record: RecordReference | None = None


class PostReply(Struct, gc=False, omit_defaults=True):
    """The answered post, and the first post of its conversation."""

    parent: RecordReference
    root: RecordReference | None = None


class FacetFeature(Struct, gc=False, omit_defaults=True):
    """Meaning of a piece of text: a link, a tag, or the mention of the user with this `did`."""

    did: str = ""


class TextFacet(Struct, gc=False, omit_defaults=True):
    """A piece of text with a meaning."""

    features: list[FacetFeature] = []


class PostEmbed(Struct, gc=False, omit_defaults=True):
    """Pictures, a link or another `record` below the text of a post."""

    record: RecordReference | None = None


class BlueskyRecord(Struct, gc=False, omit_defaults=True):
    """A post, a like, a repost or a follow.

    `subject` is a post in a like or a repost, and a user in a follow.
    """

    subject: RecordReference | str | None = None
    reply: PostReply | None = None
    facets: list[TextFacet] | None = None
    embed: PostEmbed | None = None
    text: str = ""
    createdAt: str = ""  # noqa: N815  the lexicon's name
    created_at: str = ""  # the name in Python's SDK
    displayName: Any = None  # noqa: N815  of a profile; records of other kinds hold anything here
    display_name: Any = None
    description: Any = None

    @property
    def written_at(self) -> str:
        """Time that the author wrote into the record."""
        return self.createdAt or self.created_at


def make_uri(did: str, collection: str, key: str) -> str:
    """Return the address of a record, which identifies it."""
    return f"at://{did}/{collection}/{key}"


def add_record(
    did: str, collection: str, uri: str, record: BlueskyRecord, rows: Rows, *, time: str | int | None
) -> None:
    """Add the events of a record."""
    subject, kind = record.subject, POST_ACTION_KINDS.get(collection)
    if kind is not None and isinstance(subject, RecordReference):
        if author := _author(subject.uri):
            rows.add_act(kind, did, author, time=time, post=uri)
        else:
            rows.add_person(did)
            rows.skip(f"{kind}s of other records")
    elif collection == POST_COLLECTION:
        _add_post(did, uri, record, rows, time=time)
    elif collection == FOLLOW_COLLECTION and isinstance(subject, str):
        rows.add_act("follow", did, subject, time=time, post=uri)
    elif collection == PROFILE_COLLECTION:
        rows.add_person(did)
        _add_profile(did, record, rows, rank=time if isinstance(time, int) else 0)
        rows.skip("records of other kinds")
    else:
        rows.add_person(did)
        rows.skip("records of other kinds")


def _add_profile(did: str, record: BlueskyRecord, rows: Rows, *, rank: int) -> None:
    texts = (record.displayName or record.display_name, record.description)
    name, bio = (text if isinstance(text, str) else None for text in texts)
    rows.add_profile(did, name, bio, rank=rank)


def find_acts(collection: str, record: BlueskyRecord) -> list[tuple[str, str]]:
    """Return the kind and the target of each event of a record; empty for records of other kinds."""
    subject, kind = record.subject, POST_ACTION_KINDS.get(collection)
    if kind is not None:
        author = _author(subject.uri) if isinstance(subject, RecordReference) else None
        return [(kind, author)] if author else []
    if collection == FOLLOW_COLLECTION:
        return [("follow", subject)] if isinstance(subject, str) else []
    return _find_addressees(record) if collection == POST_COLLECTION else []


def _find_addressees(post: BlueskyRecord) -> list[tuple[str, str]]:
    kinds: dict[str, str] = {}  # by target; the author of an answered post is not mentioned as well
    if post.reply and (answered := _author(post.reply.parent.uri)):
        kinds[answered] = "reply"
    embedded = post.embed and post.embed.record
    quoted = _author((embedded.record or embedded).uri) if embedded else None
    mentioned = (feature.did for facet in post.facets or () for feature in facet.features if feature.did)
    for target in mentioned:
        kinds.setdefault(target, "mention")
    found = [(kind, target) for target, kind in kinds.items()]
    return [*found, ("quote", quoted)] if quoted else found


def _add_post(did: str, uri: str, record: BlueskyRecord, rows: Rows, *, time: str | int | None) -> None:
    reply = record.reply
    thread = reply.root.uri if reply and reply.root else uri
    found = _find_addressees(record)
    for kind, target in found:
        rows.add_act(kind, did, target, time=time, post=uri, text=record.text, thread=thread)
    if not found:
        rows.add_person(did)
        rows.add_activity(did, time, record.text, uri)
        rows.skip("posts to nobody")


def owner_of(uri: str) -> tuple[str, str] | None:
    """Return the user and the collection in the address of a record; None for other addresses."""
    parts = uri.split("/", _N_URI_PARTS - 1)
    is_record = len(parts) == _N_URI_PARTS and parts[0] == "at:" and parts[2]
    return (parts[2], parts[3]) if is_record else None


def _author(uri: str) -> str | None:
    """Return the author in the address of a post; None for addresses of other records."""
    owner = owner_of(uri)
    return owner[0] if owner and owner[1] == POST_COLLECTION else None
