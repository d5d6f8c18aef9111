"""JSON of DiscordChatExporter, as its JSON writer makes it."""

from __future__ import annotations

import json

import pytest

import tribus as tb
from tribus.sources.chats.discord import DELETED_USER_ID

IDS = {"ana": "101", "ben": "102", "carla": "103"}


def user(name, **parts):
    return {
        "id": IDS.get(name, name), "name": name, "discriminator": "0000", "nickname": name.title(),
        "color": None, "isBot": False, "roles": [], "avatarUrl": "https://x", **parts,
    }  # fmt: skip


def message(number, author, text="hola", *, type_="Default", mentions=(), **parts):
    return {
        "id": str(number), "type": type_, "timestamp": f"2026-05-04T09:{number % 60:02}:00.000+02:00",
        "timestampEdited": None, "callEndedTimestamp": None, "isPinned": False, "content": text,
        "author": user(author), "attachments": [], "embeds": [], "stickers": [], "reactions": [],
        "mentions": [user(name) for name in mentions], "inlineEmojis": [], **parts,
    }  # fmt: skip


def reply(number, author, parent, text="sí", **parts):
    reference = {"type": "Default", "messageId": str(parent), "channelId": "2", "guildId": "1"}
    return message(number, author, text, type_="Reply", reference=reference, **parts)


def reaction(*names):
    emoji = {"id": "", "name": "👍", "code": "thumbsup", "isAnimated": False, "imageUrl": "x"}
    users = [{key: value for key, value in user(name).items() if key != "roles"} for name in names]
    return {"emoji": emoji, "count": len(users), "users": users}


def channel(*messages, type_="GuildTextChat", number="2"):
    return {
        "guild": {"id": "1", "name": "G", "iconUrl": "x"},
        "channel": {"id": number, "type": type_, "categoryId": "3", "category": "c", "name": "general"},
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2026-05-05T09:00:00+00:00",
        "messages": list(messages),
        "messageCount": len(messages),
    }


@pytest.fixture
def read(tmp_path):
    def read(*messages, type_="GuildTextChat", **options):
        path = tmp_path / "general.json"
        path.write_text(json.dumps(channel(*messages, type_=type_), indent=2, ensure_ascii=False))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


# Right: two replies, two mentions, three likes of which one is of oneself; two messages to nobody.
CHANNEL = [
    message(1, "carla", "Joined the server.", type_="GuildMemberJoin"),
    message(2, "ana"),
    reply(3, "ben", 2, mentions=["ana"]),
    reply(4, "ana", 3, "claro @Carla", mentions=["ben", "carla"]),
    reply(5, "ana", 4, "y más"),
    message(6, "carla", "mira @ben", mentions=["ben", "ben"]),
    message(7, "ben", "fin", reactions=[reaction("ana", "ben"), reaction("ana", "carla")]),
    message(8, "ana", "Pinned a message.", type_="ChannelPinnedMessage", reference={"messageId": "2"}),
]
RIGHT = [
    ("ana", "ben", "like"),
    ("ana", "ben", "reply"),
    ("ana", "carla", "mention"),
    ("ben", "ana", "reply"),
    ("carla", "ben", "like"),
    ("carla", "ben", "mention"),
]


def test_a_channel_gives_replies_mentions_and_reactions(read):
    events = read(*CHANNEL)
    assert rows(events) == RIGHT
    assert events.reading[0].format == "DiscordChatExporter"
    assert events.reading[0].skipped == {"messages to nobody": 1, "notes of the service": 2}
    assert events.cleaning.self_interactions == 2
    assert len(events.activity) == 2


def test_times_are_in_utc(read):
    times = read(*CHANNEL).to_frame().query("kind == 'reply'")["time"]
    assert str(times.min()) == "2026-05-04 07:03:00+00:00"


@pytest.mark.parametrize("text", ["@Ben", "hola @ben", "<@102> ven", "<@!102>"])
def test_a_user_named_in_the_text_of_a_reply_is_mentioned(read, text):
    events = read(message(1, "ana"), reply(2, "carla", 1, text, mentions=["ana", "ben"]))
    assert rows(events) == [("carla", "ana", "reply"), ("carla", "ben", "mention")]


def test_the_notice_of_a_reply_is_no_mention_if_the_message_is_in_no_file(read):
    events = read(message(1, "ana"), reply(2, "ben", 99, mentions=["carla"]), reply(3, "ben", 1))
    assert rows(events) == [("ben", "ana", "reply")]
    assert events.reading[0].skipped["replies to unknown users"] == 1


def test_a_forward_is_a_repost(read):
    reference = {"type": "Forward", "messageId": "1", "channelId": "2", "guildId": "1"}
    forward = message(2, "ben", "", reference=reference, forwardedMessage={"content": "hola"})
    assert rows(read(message(1, "ana"), forward)) == [("ben", "ana", "repost")]


def test_a_post_of_a_followed_channel_is_no_reply(read):
    reference = {"messageId": "1", "channelId": "9", "guildId": "8"}
    events = read(message(1, "ana"), message(3, "ben", reference=reference), reply(4, "ben", 1))
    assert rows(events) == [("ben", "ana", "reply")]


def test_messages_of_deleted_accounts_are_counted_and_left_out(read):
    gone = message(1, "ana") | {"author": user("Deleted User", id=DELETED_USER_ID)}
    events = read(gone, reply(2, "ana", 1), reply(3, "ben", 2))
    assert rows(events) == [("ben", "ana", "reply")]
    assert events.reading[0].skipped == {
        "messages by deleted accounts": 1,
        "replies to deleted authors": 1,
    }


@pytest.mark.parametrize("type_", ["DirectTextChat", "DirectGroupTextChat"])
def test_direct_messages_are_read_on_request_only(tmp_path, type_):
    direct = channel(message(1, "ana"), reply(2, "ben", 1), type_=type_, number="9")
    (tmp_path / "direct.json").write_text(json.dumps(direct, indent=2))
    (tmp_path / "general.json").write_text(json.dumps(channel(*CHANNEL), indent=2))
    events = tb.read_events(tmp_path)
    assert rows(events) == RIGHT
    assert events.reading[0].skipped["direct messages"] == 2
    assert tb.read_events(tmp_path / "direct.json", direct_messages=True).counts == {"reply": 1}


def test_names_of_before_2023_have_their_number(read):
    old = message(1, "ana") | {"author": user("ana", discriminator="1234")}
    assert rows(read(old, reply(2, "ben", 1))) == [("ben", "ana#1234", "reply")]


def test_channels_are_read_together(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(channel(message(1, "ana")), indent=2))
    thread = channel(reply(2, "ben", 1), type_="GuildPublicThread", number="3")
    (tmp_path / "b.json").write_text(json.dumps(thread, indent=2))
    assert rows(tb.read_events(tmp_path)) == [("ben", "ana", "reply")]
