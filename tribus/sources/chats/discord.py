"""Discord: the JSON of DiscordChatExporter, one channel or thread a file.

A reply notifies the author of the message that it answers, and the export lists that user among those
mentioned. So in a reply only users whose name is in the text are mentioned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.nested_lists import DocumentFormat, DocumentPlan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus.sources.nested_lists import FoundRecord
    from tribus.sources.rows import Rows

REPLY_TYPE, POST_TYPES = "Reply", ("Default", "Reply")
DIRECT_CHANNEL_TYPES = ("DirectTextChat", "DirectGroupTextChat")
DELETED_USER_ID = "456226577798135808"  # of all authors who have been deleted
_NO_DISCRIMINATORS = ("", "0", "0000")


class DiscordUser(Struct, gc=False):
    """A user. Names are unique since 2023; before that, with the discriminator."""

    id: str = ""
    name: str = ""
    discriminator: str | None = None
    nickname: str | None = None


class DiscordReaction(Struct, gc=False):
    """A reaction to a message, with the users behind it."""

    users: list[DiscordUser] | None = None


class DiscordReference(Struct, gc=False):
    """The message that another one answers or forwards (its `type`)."""

    type: str | None = None
    messageId: str | None = None  # noqa: N815  the exporter's name
    channelId: str | None = None  # noqa: N815  the exporter's name


class DiscordMessage(Struct, gc=False):
    """A message, or a note of the service about members, pins or threads."""

    id: str = ""
    type: str | int = ""
    timestamp: str | None = None
    content: str | None = None
    author: DiscordUser | None = None
    mentions: list[DiscordUser] | None = None
    reference: DiscordReference | None = None
    reactions: list[DiscordReaction] | None = None


def _add_messages(found: Iterator[FoundRecord], rows: Rows) -> None:
    for _, header, message in found:
        rows.read += 1
        channel = header.get("channel")
        is_direct = isinstance(channel, dict) and channel.get("type") in DIRECT_CHANNEL_TYPES
        if is_direct and not rows.options.direct_messages:
            rows.skip("direct messages")
        elif not _is_post(message):
            rows.skip("notes of the service")
        elif message.author is None or not message.author.id or not message.id:
            rows.skip("messages without an id or an author")
        elif message.author.id == DELETED_USER_ID:
            rows.add_author(None, message.id)
            rows.skip("messages by deleted accounts")
        else:
            thread = str(channel.get("id", "")) if isinstance(channel, dict) else None
            _add_message(message, message.author, thread, rows)


def _is_post(message: DiscordMessage) -> bool:
    """Whether a user wrote a message; newer kinds, such as answers of bots, are numbers."""
    return message.type in POST_TYPES or str(message.type).isdecimal()


def _add_message(message: DiscordMessage, author: DiscordUser, thread: str | None, rows: Rows) -> None:
    rank = int(message.id) if message.id.isdecimal() and len(message.id) < 19 else 0  # noqa: PLR2004
    rows.add_author(author.id, message.id)
    _add_name(author, rank, rows)
    reference = message.reference
    is_reply = message.type == REPLY_TYPE and reference is not None
    parent = reference.messageId if reference and is_reply else None
    details: dict[str, Any] = {
        "time": message.timestamp,
        "post": message.id,
        "parent": parent,
        "text": message.content,
        "thread": thread,
    }
    is_addressed = is_reply
    if is_reply:
        rows.add_act("reply", author.id, None, **details)
    elif reference and reference.type == "Forward":
        rows.add_act("repost", author.id, None, **details | {"parent": reference.messageId})
        is_addressed = True
    for user in {one.id: one for one in message.mentions or () if one.id}.values():
        _add_name(user, rank, rows)
        if not is_reply or _is_named(user, message.content or ""):
            rows.add_act("mention", author.id, user.id, **details)
            is_addressed = True
    reacting = (one for each in message.reactions or () for one in each.users or ())
    reactors = {one.id: one for one in reacting if one.id and one.id != DELETED_USER_ID}
    for reactor in reactors.values():
        _add_name(reactor, rank, rows)
        rows.add_act("like", reactor.id, author.id, post=message.id)
    if not is_addressed:
        rows.add_person(author.id)
        rows.add_activity(author.id, message.timestamp, message.content, message.id)
    if not is_addressed and not reactors:
        rows.skip("messages to nobody")


def _is_named(user: DiscordUser, text: str) -> bool:
    """Whether a text names a user, as the exporter writes it or as Discord does."""
    names = [f"@{name}" for name in (user.nickname, user.name) if name]
    return any(name in text for name in (*names, f"<@{user.id}>", f"<@!{user.id}>"))


def _add_name(user: DiscordUser, rank: int, rows: Rows) -> None:
    number = user.discriminator or ""
    if user.name and user.id:
        name = user.name if number in _NO_DISCRIMINATORS else f"{user.name}#{number}"
        rows.add_name(user.id, name, rank=rank)
        rows.add_profile(user.id, user.nickname, None, rank=rank)


def _fits(record: Mapping[str, Any]) -> bool:
    return {"guild", "channel", "messages"} <= record.keys()


DISCORD = DocumentFormat(
    name="discord",
    title="DiscordChatExporter",
    platform="Discord",
    plan=DocumentPlan(records=frozenset(("messages",)), headers=frozenset(("channel",))),
    record_type=DiscordMessage,
    add_records=_add_messages,
    fits=_fits,
)
