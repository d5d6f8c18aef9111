"""What an account of Mastodon did: the activities in its outbox, in the terms of ActivityPub."""

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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.sources.rows import Rows

Texts = list[Any] | str | None  # JSON-LD leaves out the brackets of a list of one
_PUBLIC_URIS = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_TOMBSTONE_TYPE = "Tombstone"  # in place of what was deleted


class NoteTag(Struct, gc=False):
    """A word of a note that leads somewhere: if its type is `Mention`, to a person."""

    type: str = ""
    href: str | None = None
    name: str | None = None


class OutboxNote(Struct, gc=False):
    """A post, by the names that ActivityPub has for its parts."""

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
    """The making of a note (`Create`), or the repost of one (`Announce`)."""

    id: str | None = None
    type: str = ""
    actor: str = ""
    published: str | None = None
    to: Texts = None
    cc: Texts = None
    object: OutboxNote | str | None = None


def add_outbox_activity(activity: OutboxActivity, owner: str, rows: Rows) -> None:
    """Tell what the owner of an outbox did."""
    rows.read += 1
    rows.add_person(owner)
    note = activity.object
    inside = (note.to, note.cc) if isinstance(note, OutboxNote) else ()
    addressed = [uri for texts in (activity.to, activity.cc, *inside) for uri in _texts(texts)]
    if not rows.options.direct_messages and not _is_open(activity, addressed):
        rows.skip("direct messages")
    elif activity.type == "Announce" and note is not None:
        _add_repost(activity, note, addressed, owner, rows)
    elif activity.type == "Create" and isinstance(note, OutboxNote):
        _add_note(activity, note, owner, rows)
    else:
        rows.skip("records of other kinds")


def _is_open(activity: OutboxActivity, addressed: Sequence[str]) -> bool:
    """Whether an activity was meant for everybody, or for all who follow its actor."""
    followers = f"{activity.actor}/followers"
    return any(uri in _PUBLIC_URIS or uri == followers for uri in addressed)


def _add_repost(
    activity: OutboxActivity, note: OutboxNote | str, addressed: Sequence[str], owner: str, rows: Rows
) -> None:
    """Tell a repost; the author of what is reposted is among those whom it is addressed to."""
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
    """Who the actor is who wrote a note of which the address does not say so.

    Where notes lie in `/notes/`, as on Misskey, `/users/9abc` has a number, if one with letters.
    """
    is_numbered = note.split("/", 4)[3:4] == ["notes"]
    return find_numbered(actor, rows) if is_numbered else find_person(actor, rows)


def _add_note(activity: OutboxActivity, note: OutboxNote, owner: str, rows: Rows) -> None:
    told: dict[str, Any] = {
        "time": note.published or activity.published,
        "post": note.id or activity.id,
        "thread": note.conversation,
    }
    if rows.options.texts:
        told["text"] = plain_text(note.content)
    targets: dict[str, str] = {}
    mentions = _find_mentions(note, rows)
    answered = (_texts(note.inReplyTo) or [""])[0]
    repeated: set[str] = set()
    if answered:
        person = _find_answered(activity, answered, mentions, owner, rows)
        told["parent"] = person.parent
        if person.target is None:
            rows.add_act("reply", owner, None, **told)
        else:
            targets[person.target] = "reply"
        repeated = leading_mentions(note.content or "")
    for href, address in mentions.items():
        if profile_of(address, href) not in repeated:
            targets.setdefault(address, "mention")
    for target, kind in targets.items():
        rows.add_act(kind, owner, target, **told)
    quoted = _quoted(note)
    if quoted:
        person = find_person(quoted, rows)
        rows.add_act("quote", owner, person.target, **(told | {"parent": person.parent}))
    elif not answered and not targets:
        rows.add_activity(owner, told["time"], told.get("text"), told["post"])
        rows.skip("posts to nobody")


def _find_mentions(note: OutboxNote, rows: Rows) -> dict[str, str]:
    """Addresses of those whom a note mentions, by the URI of their actor; what tells them is kept."""
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
    """Who wrote the note that is answered: its URI says so, or else the mention of one person does."""
    if answered.startswith(f"{activity.actor}/"):
        return PersonReference(owner)
    for href, address in mentions.items():
        if answered.startswith(f"{href}/"):
            return PersonReference(address)
    if name_in(answered) or actor_in(answered):
        return find_person(answered, rows)
    there = {address for href, address in mentions.items() if host_of(href) == host_of(answered)}
    likely = there or set(mentions.values())
    return PersonReference(likely.pop()) if len(likely) == 1 else PersonReference(None, answered)


def _quoted(note: OutboxNote) -> str | None:
    """URI of the note that is quoted; None if there is none, or no longer."""
    if isinstance(note.quote, dict):
        uri = note.quote.get("id") if note.quote.get("type") != _TOMBSTONE_TYPE else None
        return uri if isinstance(uri, str) else None
    return note.quote or note.quoteUri


def _texts(value: Texts) -> list[str]:
    """What is text among the values of a property; of an object, its id."""
    values = [value] if isinstance(value, str) else value or []
    ids = (one.get("id") if isinstance(one, dict) else one for one in values)
    return [one for one in ids if isinstance(one, str)]
