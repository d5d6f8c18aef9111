"""`result.json` of Telegram Desktop, as its JSON writer makes it."""

from __future__ import annotations

import json

import pytest

import tribus as tb
from tribus.errors import ReadError, TribusError

START = 1_777_885_380  # 2026-05-04 09:03 UTC
NAMES = {"user1": "Ana_Pan", "user2": "Ben_Horno", "user3": "Carla"}


def message(number, sender, text="hola", **parts):
    """Return a message; `text` is a string, or pieces of text."""
    pieces = [text] if isinstance(text, str) else text
    entities = [
        piece if isinstance(piece, dict) else {"type": "plain", "text": piece} for piece in pieces
    ]
    return {
        "id": number, "type": "message", "date": "2026-05-04T11:03:00",
        "date_unixtime": str(START + number), "from": NAMES.get(sender), "from_id": sender,
        "text": text, "text_entities": entities, **parts,
    }  # fmt: skip


def service(number, action, **parts):
    return {
        "id": number, "type": "service", "date": "2026-05-04T08:00:00", "date_unixtime": "1777881600",
        "actor": "Ana_Pan", "actor_id": "user1", "action": action, "text": "", "text_entities": [],
        **parts,
    }  # fmt: skip


def chat(*messages, type_="private_supergroup", number=1500, name="Panaderos"):
    return {"name": name, "type": type_, "id": number, "messages": list(messages)}


@pytest.fixture
def read(tmp_path):
    def read(*messages, document=None, **options):
        path = tmp_path / "result.json"
        path.write_text(json.dumps(document or chat(*messages), indent=1, ensure_ascii=False))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


# One thread. Right: three replies, two mentions, one repost, two likes; two messages are to nobody.
THREAD = [
    service(1, "create_group", title="Panaderos", members=["Ana_Pan"]),
    message(10, "user1", "buenos días"),
    message(11, "user2", "@Ana_Pan claro", reply_to_message_id=10),
    message(12, "user1", "sí", reply_to_message_id=11, edited="2026-05-04T12:00:00"),
    message(13, "user1", "y más", reply_to_message_id=12),
    message(14, "user3", ["hola ", {"type": "mention", "text": "@ben_horno"}]),
    message(15, "user3", [{"type": "mention_name", "text": "Ana", "user_id": 1}, " ven"]),
    message(16, "user2", "mira", forwarded_from="Canal de pan"),
    message(
        17,
        "user2",
        "fin",
        reactions=[
            {
                "type": "emoji",
                "count": 2,
                "emoji": "👍",
                "recent": [
                    {"from": "Ana_Pan", "from_id": "user1", "date": "2026-05-04T12:00:00"},
                    {"from": "Carla", "from_id": "user3", "date": "2026-05-04T12:00:00"},
                ],
            }
        ],
    ),
    {"id": 18, "type": "unsupported"},
]
RIGHT = [
    ("Ana_Pan", "Ben_Horno", "like"),
    ("Ana_Pan", "Ben_Horno", "reply"),
    ("Ben_Horno", "Ana_Pan", "reply"),
    ("Ben_Horno", "Canal de pan", "repost"),
    ("Carla", "Ana_Pan", "mention"),
    ("Carla", "Ben_Horno", "like"),
    ("Carla", "Ben_Horno", "mention"),
]


def test_a_chat_gives_replies_mentions_forwards_and_reactions(read):
    events = read(*THREAD)
    assert rows(events) == RIGHT
    assert events.reading[0].format == "Telegram Desktop"
    assert events.reading[0].skipped == {"messages to nobody": 1, "notes of the service": 2}
    assert events.cleaning.self_interactions == 1
    assert events.n_users == 4


def test_messages_to_nobody_are_activity(read):
    assert len(read(*THREAD).activity) == 2


def test_times_are_the_unix_ones(read):
    times = read(*THREAD).to_frame().query("kind == 'reply'")["time"]
    assert str(times.min()) == "2026-05-04 09:03:11+00:00"


def test_texts_are_joined_from_their_pieces(read):
    events = read(message(10, "user1"), message(11, "user2", ["a ", {"type": "bold", "text": "b"}],
                  reply_to_message_id=10), texts=True)  # fmt: skip
    assert events.to_frame()["text"].tolist() == ["a b"]


def test_users_who_are_called_the_same_stay_apart(read):
    events = read(
        message(10, "user1"),
        message(11, "user9", "sí", reply_to_message_id=10) | {"from": "Ana_Pan"},
        message(12, "user2", [{"type": "mention", "text": "@ana_pan"}]),
    )
    assert rows(events) == [("Ana_Pan", "user1", "reply"), ("Ben_Horno", "ana_pan", "mention")]


def test_messages_of_deleted_accounts_are_counted_and_left_out(read):
    events = read(
        message(10, "user9"),
        message(11, "user1", "¿qué?", reply_to_message_id=10),
        message(12, "user2", "nada", reply_to_message_id=11),
    )
    assert rows(events) == [("Ben_Horno", "Ana_Pan", "reply")]
    assert events.reading[0].skipped == {
        "messages by deleted accounts": 1,
        "replies to deleted authors": 1,
    }


def test_a_message_in_a_topic_of_a_forum_answers_nobody(read):
    events = read(
        service(5, "topic_created", title="Hornos"),
        message(10, "user1", "hola", reply_to_message_id=5),
        message(11, "user2", "sí", reply_to_message_id=10),
    )
    assert rows(events) == [("Ben_Horno", "Ana_Pan", "reply")]
    assert events.reading[0].skipped["messages to nobody"] == 1


def test_an_answer_across_chats_finds_its_message(read):
    post = message(3, "channel77") | {"from": "Canal"}
    chats = {
        "about": "x",
        "list": [
            chat(post, type_="public_channel", number=77, name="Canal"),
            chat(message(10, "user1", reply_to_message_id=3, reply_to_peer_id="channel77")),
        ],
    }
    assert rows(read(document={"about": "x", "chats": chats})) == [("Ana_Pan", "Canal", "reply")]


ACCOUNT = {
    "about": "Here is the data you requested.",
    "personal_information": {"user_id": 1, "first_name": "Ana"},
    "contacts": {"about": "x", "list": [{"user_id": 2, "first_name": "Ben"}]},
    "chats": {
        "about": "x",
        "list": [
            chat(*THREAD),
            chat(
                message(20, "user1"), message(21, "user2", reply_to_message_id=20), type_="personal_chat"
            ),
        ],
    },
    "left_chats": {
        "about": "x",
        "list": [chat(message(30, "user3"), message(31, "user1", reply_to_message_id=30), number=9)],
    },
}


def test_the_export_of_an_account_has_the_groups_and_counts_direct_messages(read):
    events = read(document=ACCOUNT)
    assert ("Ana_Pan", "Carla", "reply") in rows(events)
    assert events.reading[0].skipped["direct messages"] == 2
    assert read(document=ACCOUNT, direct_messages=True).counts["reply"] == events.counts["reply"] + 1


def test_numbers_of_messages_are_of_their_chat(read):
    chats = [
        chat(message(10, "user1"), number=1),
        chat(message(10, "user2"), number=2),
        chat(message(10, "user3"), message(11, "user1", reply_to_message_id=10), number=3),
    ]
    document = {"about": "x", "chats": {"list": chats}}
    assert rows(read(document=document)) == [("Ana_Pan", "Carla", "reply")]


def test_a_message_in_two_files_counts_once(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text(json.dumps(chat(*THREAD), indent=1))
    events = tb.read_events([tmp_path / "a.json", tmp_path / "b.json"])
    assert sum(events.counts.values()) == len(RIGHT)


def test_a_truncated_export_is_an_error_and_its_beginning_can_be_kept(tmp_path):
    path = tmp_path / "result.json"
    path.write_text(json.dumps(chat(*THREAD), indent=1)[:-400])
    with pytest.raises(ReadError, match="the rest cannot be read"):
        tb.read_events(path)
    assert tb.read_events(path, bad_lines=1.0).counts["reply"] == 2


def test_an_export_of_direct_messages_only_says_so(read):
    document = chat(message(20, "user1"), type_="personal_chat")
    with pytest.raises(TribusError, match="direct messages: 1"):
        read(document=document)


def test_old_exports_have_no_pieces_of_text_and_plain_numbers(read):
    old = message(11, "user2", ["hola ", {"type": "mention", "text": "@ana_pan"}])
    del old["text_entities"]
    events = read(message(10, "user1") | {"from_id": 1}, old | {"from_id": 2})
    assert rows(events) == [("Ben_Horno", "Ana_Pan", "mention")]
