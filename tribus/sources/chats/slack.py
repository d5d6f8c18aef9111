"""Slack: the export of a workspace, a folder or a zip with a folder for each channel.

A message in a thread answers the author of the first message of the thread. `<@U123>` in a text is a
mention, a reaction of any kind a like. Folders of direct messages are named in `dms.json` and
`mpims.json`.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from tribus.sources.format import ArchiveFormat
from tribus.sources.json_files import JSON_ERRORS, RecordReader, explain_json_error

if TYPE_CHECKING:
    from tribus.sources.archives import Container
    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

USER_FILES, DIRECT_FILES = ("users.json", "org_users.json"), ("dms.json", "mpims.json")
DAY_FILE = re.compile(r"\d{4}-\d\d-\d\d\.json")
DIRECT_FOLDER = re.compile(r"D[A-Z0-9]{7,}|mpdm-.+")
SERVICE_USER = "USLACKBOT"
POST_SUBTYPES = (
    None, "", "me_message", "file_share", "file_comment", "thread_broadcast", "reply_broadcast",
)  # fmt: skip
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


class SlackProfile(Struct, gc=False):
    """Names of a user that others see."""

    display_name: str | None = None
    real_name: str | None = None
    title: str | None = None


class SlackUser(Struct, gc=False):
    """A user. The name is unique; what others see is not."""

    id: str = ""
    name: str = ""
    profile: SlackProfile | None = None


class SlackChannel(Struct, gc=False):
    """A conversation: the name of its folder is one of both."""

    id: str = ""
    name: str = ""


class SlackReaction(Struct, gc=False):
    """A reaction, and the users behind it."""

    users: list[str] | None = None


class SlackMessage(Struct, gc=False):
    """A message; with a `subtype` perhaps a note about members and channels."""

    type: str = ""
    subtype: str | None = None
    user: str | None = None
    text: str | None = None
    ts: str = ""
    thread_ts: str | None = None
    parent_user_id: str | None = None
    reactions: list[SlackReaction] | None = None


def _read(archive: Container, rows: Rows) -> None:
    direct: set[str] = set()
    for name, stream in archive.members(lambda name: name in (*USER_FILES, *DIRECT_FILES)):
        if name in USER_FILES:
            _add_names(stream, rows)
        else:
            found = _decode(stream, list[SlackChannel]) or []
            direct.update(one for channel in found for one in (channel.id, channel.name) if one)
    for _, stream in archive.members(lambda name: DAY_FILE.fullmatch(name) is not None):
        folder = PurePath(stream.name).parent.name
        channel = _Channel(
            folder, is_direct=folder in direct or DIRECT_FOLDER.fullmatch(folder) is not None
        )
        reader = RecordReader(record_type=SlackMessage, add_record=channel.add_message)
        reader.read_items(stream, rows)


def _add_names(stream: Stream, rows: Rows) -> None:
    for user in _decode(stream, list[SlackUser]) or ():
        if user.id:
            rows.add_person(user.id)
            if user.name:
                rows.add_name(user.id, user.name)
            if user.profile:
                shown = user.profile.real_name or user.profile.display_name
                rows.add_profile(user.id, shown, user.profile.title)


def _decode(stream: Stream, type_: Any) -> Any:
    """Return the content of a small file about the workspace; None if it cannot be read."""
    try:
        return msgspec.json.decode(stream.readall(), type=type_)
    except JSON_ERRORS as error:
        explain_json_error(error)
        return None


class _Channel:
    """A folder of messages. Times are unique within it, so that they identify messages."""

    def __init__(self, name: str, *, is_direct: bool) -> None:
        self._name, self._is_direct = name, is_direct

    def add_message(self, message: SlackMessage, rows: Rows) -> None:
        """Add the events of a message."""
        rows.read += 1
        key = f"{self._name}/{message.ts}"
        if self._is_direct and not rows.options.direct_messages:
            rows.skip("direct messages")
        elif message.subtype == "tombstone":
            rows.add_author(None, key)
            rows.skip("deleted messages")
        elif message.type != "message" or message.subtype not in POST_SUBTYPES:
            rows.skip("messages of bots" if message.subtype == "bot_message" else "notes of the service")
        elif not message.user or not message.ts or message.user == SERVICE_USER:
            rows.skip("messages without an author")
        else:
            self._add_post(message, message.user, key, rows)

    def _add_post(self, message: SlackMessage, author: str, key: str, rows: Rows) -> None:
        rows.add_author(author, key)
        thread = f"{self._name}/{message.thread_ts or message.ts}"
        is_reply = thread != key
        details: dict[str, Any] = {
            "time": message.ts,
            "post": key,
            "parent": thread if is_reply else None,
            "text": message.text,
            "thread": thread,
        }
        answered = message.parent_user_id if message.parent_user_id != SERVICE_USER else None
        if is_reply:
            rows.add_act("reply", author, answered, **details)
        named = dict.fromkeys(_MENTION.findall(message.text or ""))
        mentioned = [user for user in named if user not in (answered, SERVICE_USER)]
        for user in mentioned:
            rows.add_act("mention", author, user, **details)
        reacting = (user for each in message.reactions or () for user in each.users or () if user)
        reactors = dict.fromkeys(reacting)
        for user in reactors:
            rows.add_act("like", user, author, post=key)
        if not is_reply and not mentioned:
            rows.add_person(author)
            rows.add_activity(author, message.ts, message.text, key)
            if not reactors:
                rows.skip("messages to nobody")


def _fits(names: set[str]) -> bool:
    return any(map(DAY_FILE.fullmatch, names)) and not names.isdisjoint(
        (*USER_FILES, "channels.json", "groups.json", "integration_logs.json", *DIRECT_FILES)
    )


SLACK = ArchiveFormat(
    name="slack",
    title="Slack export",
    platform="Slack",
    fits=_fits,
    read=_read,
)
