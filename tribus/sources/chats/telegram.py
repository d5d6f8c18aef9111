"""Telegram Desktop: `result.json`, the export of one chat or of a whole account.

A reply names the message that it answers, and a forward the chat or user that wrote the message, by name
only. A mention is a name with @, or a link to a user without one. The export does not have the @names of
users, so a mention belongs to the user who is called the same, in any spelling of case; if nobody is, it
belongs to a user of that name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.nested_lists import DocumentFormat, DocumentPlan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus.sources.nested_lists import FoundRecord
    from tribus.sources.rows import Rows

CHAT_TYPES = (
    "saved_messages", "replies", "verification_codes", "personal_chat", "bot_chat", "private_group",
    "private_supergroup", "public_supergroup", "private_channel", "public_channel",
)  # fmt: skip
DIRECT_CHAT_TYPES = ("saved_messages", "verification_codes", "personal_chat", "bot_chat")
_PEER_KINDS = ("user", "chat", "channel")  # in front of the number of a user or a chat
_ACCOUNT_PARTS = ("personal_information", "contacts", "frequent_contacts", "left_chats", "about")


class TelegramText(Struct, gc=False):
    """A piece of text with a meaning, its `type`."""

    type: str = ""
    text: str = ""
    user_id: int | str | None = None


class TelegramReactor(Struct, gc=False):
    """A user who reacted lately; `date` has no zone."""

    from_id: str = ""
    date: str | None = None


class TelegramReaction(Struct, gc=False):
    """A reaction to a message, with some of the users behind it."""

    recent: list[TelegramReactor] | None = None


class TelegramMessage(Struct, gc=False, rename={"sender": "from"}):
    """A message, or a note of the service. Both names are null if the account has been deleted."""

    id: int | str = ""
    type: str = ""
    date: str | None = None
    date_unixtime: str | int | None = None
    sender: str | None = None
    from_id: str | int | None = None
    forwarded_from: str | None = ""
    forwarded_from_id: str | None = None
    reply_to_message_id: int | str | None = None
    reply_to_peer_id: str | None = None
    text: str | list[str | TelegramText] | None = None
    text_entities: list[TelegramText] | None = None
    action: str = ""
    reactions: list[TelegramReaction] | None = None


def _add_messages(found: Iterator[FoundRecord], rows: Rows) -> None:
    topics: set[str] = set()  # messages that opened a topic of a forum; answers to them are new posts
    for _, header, message in found:
        rows.read += 1
        chat = str(header.get("id", ""))
        key = f"{chat}/{message.id}"
        if header.get("type") in DIRECT_CHAT_TYPES and not rows.options.direct_messages:
            rows.skip("direct messages")
        elif message.type != "message":
            if message.action == "topic_created":
                topics.add(key)
            rows.skip("notes of the service")
        elif message.sender is None or not message.from_id:
            rows.add_author(None, key)
            rows.skip("messages by deleted accounts")
        else:
            _add_message(message, _make_user(message.from_id), key, topics, rows)


def _add_message(message: TelegramMessage, author: str, key: str, topics: set[str], rows: Rows) -> None:
    time = message.date_unixtime if message.date_unixtime is not None else message.date
    rows.add_author(author, key)
    _add_sender(author, message.sender or "", _rank(time), rows)
    chat = key.partition("/")[0]
    parent = None
    if message.reply_to_message_id is not None:
        peer = message.reply_to_peer_id
        parent = f"{_number(peer) if peer else chat}/{message.reply_to_message_id}"
    details: dict[str, Any] = {"time": time, "post": key, "parent": parent, "thread": chat}
    if rows.options.texts:
        details["text"] = _plain_text(message)
    is_addressed = False
    if message.forwarded_from != "":
        source = message.forwarded_from_id or (message.forwarded_from or "").lower() or None
        if source and message.forwarded_from:
            rows.add_name(source, message.forwarded_from)
        rows.add_act("repost", author, source, **{**details, "parent": None})
        is_addressed = True
    elif parent is not None and parent not in topics:
        rows.add_act("reply", author, None, **details)
        is_addressed = True
    for target in _find_mentioned(message) if message.forwarded_from == "" else ():
        rows.add_act("mention", author, target, **details)
        is_addressed = True
    recent = (one.from_id for each in message.reactions or () for one in each.recent or ())
    reactors = [one for one in dict.fromkeys(recent) if one]
    for reactor in reactors:
        rows.add_act("like", _make_user(reactor), author, post=key)
    if not is_addressed:
        rows.add_person(author)
        rows.add_activity(author, time, details.get("text"), key)
    if not is_addressed and not reactors:
        rows.skip("messages to nobody")


def _add_sender(author: str, name: str, rank: int, rows: Rows) -> None:
    rows.add_name(author, name, rank=rank)
    if name.lower() != author:
        rows.add_alias(name.lower(), author)


def _find_mentioned(message: TelegramMessage) -> list[str]:
    """Return the users that a text mentions, each once."""
    targets = []
    for part in _parts(message):
        if isinstance(part, str):
            continue
        if part.type == "mention_name" and part.user_id:
            targets.append(_make_user(part.user_id))
        elif part.type == "mention" and (name := part.text.strip().removeprefix("@")):
            targets.append(name.lower())
    return list(dict.fromkeys(targets))


def _parts(message: TelegramMessage) -> list[str | TelegramText]:
    """Return the pieces of the text; old exports have them in `text` only."""
    if isinstance(message.text, list):
        return message.text
    return list(message.text_entities or ())


def _plain_text(message: TelegramMessage) -> str:
    if isinstance(message.text, str):
        return message.text
    return "".join(part if isinstance(part, str) else part.text for part in _parts(message))


def _make_user(number: str | int) -> str:
    """Return the id of a user or a channel; old exports have only the number."""
    text = str(number)
    return f"user{text}" if text.isdecimal() else text


def _number(peer: str) -> str:
    """Return the number of a chat."""
    for kind in _PEER_KINDS:
        if peer.startswith(kind) and peer[len(kind) :].isdecimal():
            return peer[len(kind) :]
    return peer


def _rank(time: str | int | None) -> int:
    text = str(time)
    return int(text) if text.isdecimal() and len(text) < 18 else 0  # noqa: PLR2004  of 64 bits


def _fits(record: Mapping[str, Any]) -> bool:
    if "messages" in record and record.get("type") in CHAT_TYPES:
        return "id" in record
    return "chats" in record and any(part in record for part in _ACCOUNT_PARTS)


TELEGRAM = DocumentFormat(
    name="telegram",
    title="Telegram Desktop",
    platform="Telegram",
    plan=DocumentPlan(
        records=frozenset(("messages",)), inside=frozenset(("chats", "left_chats", "list"))
    ),
    record_type=TelegramMessage,
    add_records=_add_messages,
    fits=_fits,
)
