"""The export of a Slack workspace: a folder for each channel, a file for each day."""

from __future__ import annotations

import json
import zipfile

import pytest

import tribus as tb

ANA, BEN, EVA = "U0ANA00", "U0BEN00", "U0EVA00"
NAMES = {ANA: "ana", BEN: "ben", EVA: "eva"}
USERS = [
    {"id": one, "team_id": "T1", "name": name, "deleted": False, "profile": {"real_name": name.title()}}
    for one, name in NAMES.items()
]


def message(second, user, text="hola", **parts):
    return {
        "client_msg_id": "x", "type": "message", "user": user, "text": text, "team": "T1",
        "ts": f"17778853{second:02}.000100", "blocks": [], **parts,
    }  # fmt: skip


def answer(second, user, first, text="sí", *, of=None, **parts):
    thread = f"17778853{first:02}.000100"
    parts |= {"parent_user_id": of} if of else {}
    return message(second, user, text, thread_ts=thread, **parts)


def reaction(*users):
    return {"name": "+1", "users": list(users), "count": len(users)}


# Right: two replies, two mentions, two likes; two messages to nobody, one of them with a reaction.
GENERAL = [
    message(1, ANA, thread_ts="1777885301.000100", reply_count=2, replies=[{"user": BEN, "ts": "x"}]),
    answer(2, BEN, 1, "<@U0ANA00> sí", of=ANA),
    answer(3, EVA, 1, "y <@U0BEN00|ben>", subtype="thread_broadcast", root={"user": ANA}),
    answer(4, ANA, 1, "gracias", of=ANA, edited={"user": ANA, "ts": "1777885399.000000"}),
    message(5, EVA, "mira <@U0ANA00> <@U0ANA00> <!here> <#C1|general>"),
    message(6, BEN, "fin", reactions=[reaction(ANA, EVA), reaction(ANA)]),
    message(7, EVA, "<@U0EVA00> has joined the channel", subtype="channel_join"),
    {
        "type": "message",
        "subtype": "bot_message",
        "text": "x",
        "ts": "1777885308.000100",
        "bot_id": "B1",
    },
]
RIGHT = [
    ("ana", "ben", "like"),
    ("ben", "ana", "reply"),
    ("eva", "ana", "mention"),
    ("eva", "ana", "reply"),
    ("eva", "ben", "like"),
    ("eva", "ben", "mention"),
]
FILES = {
    "users.json": USERS,
    "channels.json": [{"id": "C0GENERAL", "name": "general", "members": [ANA, BEN]}],
    "dms.json": [{"id": "D0ANABEN0", "members": [ANA, BEN]}],
    "mpims.json": [{"id": "G0THREE00", "name": "mpdm-ana--ben--eva-1", "members": [ANA, BEN, EVA]}],
    "general/2026-05-04.json": GENERAL,
    "D0ANABEN0/2026-05-04.json": [message(1, BEN), answer(2, ANA, 1, of=BEN)],
    "mpdm-ana--ben--eva-1/2026-05-04.json": [message(1, BEN, "<@U0EVA00>")],
}


@pytest.fixture
def write(tmp_path):
    def write(files, name="export"):
        folder = tmp_path / name
        for inside, content in files.items():
            path = folder / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content, indent=4, ensure_ascii=False))
        return folder

    return write


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


def test_a_workspace_gives_replies_mentions_and_reactions(write):
    events = tb.read_events(write(FILES))
    assert rows(events) == RIGHT
    (reading,) = events.reading
    assert reading.format == "Slack export"
    assert reading.skipped == {
        "direct messages": 3,
        "messages of bots": 1,
        "messages to nobody": 1,
        "notes of the service": 1,
    }
    assert events.cleaning.self_interactions == 1
    assert len(events.activity) == 2


def test_a_zip_is_read_like_the_folder(write, tmp_path):
    write(FILES)
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for name in FILES:
            archive.write(tmp_path / "export" / name, name)
    assert rows(tb.read_events(tmp_path / "export.zip")) == RIGHT


def test_direct_messages_are_read_on_request(write):
    events = tb.read_events(write(FILES), direct_messages=True)
    assert ("ana", "ben", "reply") in rows(events)
    assert ("ben", "eva", "mention") in rows(events)


def test_times_are_those_of_the_messages(write):
    times = tb.read_events(write(FILES)).to_frame().query("kind == 'reply'")["time"]
    assert str(times.min()) == "2026-05-04 09:01:42.000100+00:00"


def test_threads_are_of_their_channel(write):
    files = FILES | {"random/2026-05-04.json": [message(1, EVA), answer(2, BEN, 1)]}
    assert ("ben", "eva", "reply") in rows(tb.read_events(write(files)))


def test_a_thread_goes_on_the_next_day(write):
    files = FILES | {"general/2026-05-05.json": [answer(59, BEN, 6), answer(58, EVA, 6, of=BEN)]}
    assert ("eva", "ben", "reply") in rows(tb.read_events(write(files)))


def test_answers_to_a_deleted_message_are_counted(write):
    gone = message(20, "USLACKBOT", "This message was deleted.", subtype="tombstone")
    files = FILES | {"random/2026-05-04.json": [gone, answer(21, BEN, 20, of="USLACKBOT")]}
    skipped = tb.read_events(write(files)).reading[0].skipped
    assert skipped["deleted messages"] == 1
    assert skipped["replies to deleted authors"] == 1


def test_an_export_without_a_list_of_users_has_their_ids(write):
    files = {name: content for name, content in FILES.items() if name != "users.json"}
    assert (BEN, ANA, "reply") in rows(tb.read_events(write(files)))


def test_users_who_wrote_nothing_are_kept(write):
    users = [*USERS, {"id": "U0QUIET0", "name": "quiet"}]
    assert "quiet" in tb.read_events(write(FILES | {"users.json": users})).ids.to_pylist()


def test_a_damaged_day_is_counted_and_the_others_are_read(write):
    folder = write(FILES)
    (folder / "general" / "2026-05-06.json").write_text('[{"ts": 3}, {"type": "message"')
    events = tb.read_events(folder, bad_lines=1.0)
    assert rows(events) == RIGHT
    assert events.reading[0].skipped["rest of a damaged file"] == 1
