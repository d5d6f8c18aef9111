"""Events of the activities in an outbox of Mastodon, in the terms of ActivityPub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.mastodon.addresses import (
    PersonReference,
    actor_in,
    add_actor,
    find_numbered,
    find_person,
    host_of,
    make_address,
    name_in,
)
from tribus.sources.mastodon.content import leading_mentions, plain_text, profile_of
from tribus.sources.rows import FOREVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.sources.rows import Rows

Texts = list[Any] | str | None  # JSON-LD leaves out the brackets of a list with one item
_PUBLIC_URIS = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_TOMBSTONE_TYPE = "Tombstone"  # replaces a deleted note
_UNDOING_TYPES = ("Undo", "Delete")


class NoteTag(Struct, gc=False):
    """A link in a note; one of type `Mention` leads to a user."""

    type: str = ""
    href: str | None = None
    name: str | None = None


class OutboxNote(Struct, gc=False):
    """A post, with the names that ActivityPub has for its parts."""

    id: str | None = None
    attributedTo: Texts = None  # noqa: N815
    inReplyTo: Texts = None  # noqa: N815
    quote: str | dict[str, Any] | None = None
    quoteUri: str | None = None  # noqa: N815
    published: str | None = None
    conversation: str | None = None
    content: str | None = None
    to: Texts = None
    cc: Texts = None
    tag: list[NoteTag] | NoteTag | None = None


class OutboxActivity(Struct, gc=False):
    """A new note (`Create`), a repost (`Announce`), a `Follow`, or the end of one of them (`Undo`)."""

    id: str | None = None
    type: str = ""
    actor: str = ""
    published: str | None = None
    to: Texts = None
    cc: Texts = None
    object: OutboxNote | str | None = None


def add_outbox_activity(activity: OutboxActivity, owner: str, rows: Rows) -> None:
    """Add the events of one activity of the owner of an outbox."""
    rows.read += 1
    rows.add_person(owner)
    note = activity.object
    inside = (note.to, note.cc) if isinstance(note, OutboxNote) else ()
    addressed = [uri for texts in (activity.to, activity.cc, *inside) for uri in _texts(texts)]
    uri = note.id if isinstance(note, OutboxNote) else note
    if activity.type in _UNDOING_TYPES and uri:
        rows.add_undone(uri, activity.published or FOREVER)
        rows.skip("deletions")
    elif activity.type == "Follow" and uri:
        _add_follow(activity, uri, owner, rows)
    elif not rows.options.direct_messages and not _is_open(activity, addressed):
        rows.skip("direct messages")
    elif activity.type == "Announce" and note is not None:
        _add_repost(activity, note, addressed, owner, rows)
    elif activity.type == "Create" and isinstance(note, OutboxNote):
        _add_note(activity, note, owner, rows)
    else:
        rows.skip("records of other kinds")


def _is_open(activity: OutboxActivity, addressed: Sequence[str]) -> bool:
    """Whether an activity is addressed to everybody, or to all followers of its actor."""
    followers = f"{activity.actor}/followers"
    return any(uri in _PUBLIC_URIS or uri == followers for uri in addressed)


def _add_follow(activity: OutboxActivity, actor: str, owner: str, rows: Rows) -> None:
    """Add a follow; an `Undo` names it by the id of its activity."""
    person = find_person(actor, rows)
    rows.add_act(
        "follow", owner, person.target, parent=person.parent, time=activity.published, post=activity.id
    )


def _add_repost(
    activity: OutboxActivity, note: OutboxNote | str, addressed: Sequence[str], owner: str, rows: Rows
) -> None:
    """Add a repost, which is addressed to the author of the reposted note among others."""
    if isinstance(note, OutboxNote):
        authors = _texts(note.attributedTo)
        person = find_person(authors[0] if authors else note.id or "", rows)
    else:
        person = find_person(note, rows)
        others = {uri for uri in addressed if uri not in _PUBLIC_URIS and not uri.endswith("/followers")}
        if person == PersonReference(None, note) and len(others) == 1:
            person = _find_author(note, others.pop(), rows)
    rows.add_act(
        "repost", owner, person.target, parent=person.parent, time=activity.published, post=activity.id
    )


def _find_author(note: str, actor: str, rows: Rows) -> PersonReference:
    """Return the author of a note whose URI does not contain the author.

    Where notes have URIs in `/notes/`, as on Misskey, the actor `/users/9abc` is a number with letters.
    """
    is_numbered = note.split("/", 4)[3:4] == ["notes"]
    return find_numbered(actor, rows) if is_numbered else find_person(actor, rows)


def _add_note(activity: OutboxActivity, note: OutboxNote, owner: str, rows: Rows) -> None:
    """Add the events of a note: a reply, mentions and a quote, or activity if there are none."""
    details: dict[str, Any] = {
        "time": note.published or activity.published,
        "post": note.id or activity.id,
        "thread": note.conversation,
    }
    if rows.options.texts:
        details["text"] = plain_text(note.content)
    targets: dict[str, str] = {}
    mentions = _find_mentions(note, rows)
    answered = (_texts(note.inReplyTo) or [""])[0]
    repeated: set[str] = set()
    if answered:
        person = _find_answered(activity, answered, mentions, owner, rows)
        details["parent"] = person.parent
        if person.target is None:
            rows.add_act("reply", owner, None, **details)
        else:
            targets[person.target] = "reply"
        repeated = leading_mentions(note.content or "")
    for href, address in mentions.items():
        if profile_of(address, href) not in repeated:
            targets.setdefault(address, "mention")
    for target, kind in targets.items():
        rows.add_act(kind, owner, target, **details)
    quoted = _find_quoted(note)
    if quoted:
        person = find_person(quoted, rows)
        rows.add_act("quote", owner, person.target, **(details | {"parent": person.parent}))
    elif not answered and not targets:
        rows.add_activity(owner, details["time"], details.get("text"), details["post"])
        rows.skip("posts to nobody")


def _find_mentions(note: OutboxNote, rows: Rows) -> dict[str, str]:
    """Return the addresses of the users that a note mentions, by the URIs of their actors."""
    tags = [note.tag] if isinstance(note.tag, NoteTag) else note.tag or []
    found: dict[str, str] = {}
    for tag in tags:
        if tag.type == "Mention" and tag.href:
            address = make_address(tag.name or "", host_of(tag.href)) or name_in(tag.href)
            if address:
                found[tag.href] = address
                add_actor(tag.href, address, rows)
    return found


def _find_answered(
    activity: OutboxActivity, answered: str, mentions: dict[str, str], owner: str, rows: Rows
) -> PersonReference:
    """Return the author of the answered note, by its URI or else by a single mention."""
    if answered.startswith(f"{activity.actor}/"):
        return PersonReference(owner)
    for href, address in mentions.items():
        if answered.startswith(f"{href}/"):
            return PersonReference(address)
    if name_in(answered) or actor_in(answered):
        return find_person(answered, rows)
    same_host = {address for href, address in mentions.items() if host_of(href) == host_of(answered)}
    likely = same_host or set(mentions.values())
    return PersonReference(likely.pop()) if len(likely) == 1 else PersonReference(None, answered)


def _find_quoted(note: OutboxNote) -> str | None:
    """Return the URI of the quoted note; None if there is none or it has been deleted."""
    if isinstance(note.quote, dict):
        uri = note.quote.get("id") if note.quote.get("type") != _TOMBSTONE_TYPE else None
        return uri if isinstance(uri, str) else None
    return note.quote or note.quoteUri


def _texts(value: Texts) -> list[str]:
    """Return the texts among the values of a property; an object stands for its id."""
    values = [value] if isinstance(value, str) else value or []
    ids = (one.get("id") if isinstance(one, dict) else one for one in values)
    return [one for one in ids if isinstance(one, str)]
