"""The second version of Jetstream, and Tap."""

from __future__ import annotations

import json

import pytest

import tribus as tb
from tests.sources.bluesky.car import ANA, BEN, CARLA, FOLLOW, LIKE, POST, answer, post, post_of, subject

KIND = "network.bsky.jetstream.subscribeEvents"
AT = "2026-08-04T10:39:00.000001Z"
LATER = "2026-08-04T11:00:00.000000Z"
REV = "3mkx5v5xfs22a"


def frame(did, fragment, *, at=AT, **parts):
    """Return an event in the frame of the second version."""
    event = {"$type": f"{KIND}#{fragment}", "seq": 1, "did": did, "time": at, **parts}
    return {"$type": "message", "payload": event}


def commit(did, collection, record=None, *, key="3k1", operation="create", at=AT):
    parts = {"rev": REV, "operation": operation, "collection": collection, "rkey": key}
    return frame(did, "commit", at=at, **parts, **({"record": record} if record else {}))


def identity(did, handle, *, at=AT):
    upstream = {"did": did, "handle": handle, "seq": 9, "time": "2020-01-01T00:00:00Z"}
    return frame(did, "identity", at=at, identity=upstream)


def tap(did, collection, record=None, *, action="create", live=True, key="3k1", number=1):
    made = {
        "live": live, "did": did, "rev": REV, "collection": collection, "rkey": key, "action": action,
    }  # fmt: skip
    made |= {"record": record, "cid": "bafy"} if record else {}
    return {"id": number, "type": "record", "record": made}


@pytest.fixture
def read(tmp_path):
    def read(*lines, **options):
        path = tmp_path / "stream.jsonl"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


SECOND = [
    {"$type": "message", "payload": {"$type": f"{KIND}#info", "name": "OutdatedCursor"}},
    identity(ANA, "ana.example"),
    frame(BEN, "account", account={"active": False, "did": BEN}),
    frame(BEN, "sync", sync={"did": BEN, "rev": REV}),
    commit(ANA, POST, answer(post_of(BEN))),
    commit(BEN, LIKE, subject(LIKE, post_of(ANA)), key="3k2"),
    commit(CARLA, LIKE, subject(LIKE, post_of(ANA)), key="3k3"),
    commit(CARLA, LIKE, key="3k3", operation="delete", at=LATER),
    commit(CARLA, POST, post("a nadie"), key="3k4"),
]
SECOND_RIGHT = [("ana.example", BEN, "reply"), (BEN, "ana.example", "like")]


def test_frames_of_the_second_version_give_their_events(read):
    events = read(*SECOND)
    assert rows(events) == SECOND_RIGHT
    assert events.reading[0].format == "Bluesky Jetstream, second version"
    assert events.reading[0].skipped == {
        "deletions": 1,
        "likes deleted later": 1,
        "messages of the stream": 1,
        "posts to nobody": 1,
        "updates of accounts": 3,
    }


def test_events_saved_without_their_frames_are_the_same(read):
    assert rows(read(*(line["payload"] for line in SECOND))) == SECOND_RIGHT


def test_the_time_is_the_one_at_which_the_network_saw_it(read):
    events = read(*SECOND)
    assert str(events.to_frame()["time"].min()) == "2026-08-04 10:39:00.000001+00:00"


def test_a_line_of_the_second_version_without_a_time_is_read(read):
    line = commit(ANA, POST, answer(post_of(BEN)))
    line["payload"]["time"] = "soon"
    assert read(line, *SECOND[5:6]).counts == {"reply": 1, "like": 1}


def test_tap_gives_the_events_of_history_and_of_live_commits(read):
    events = read(
        {"id": 1, "type": "identity", "identity": {"did": ANA, "handle": "ana.old", "is_active": True}},
        {"id": 9, "type": "user", "user": {"did": ANA, "handle": "ana.example", "isActive": True}},
        tap(ANA, POST, answer(post_of(BEN)), live=False),
        tap(ANA, POST, answer(post_of(BEN)), live=False),
        tap(BEN, FOLLOW, subject(FOLLOW, ANA), key="3k2"),
        tap(CARLA, LIKE, subject(LIKE, post_of(ANA)), key="3k3", live=False),
        tap(CARLA, LIKE, action="delete", key="3k3"),
        tap(CARLA, POST, post("a nadie"), key="3k4", live=False),
    )
    assert rows(events) == [("ana.example", BEN, "reply"), (BEN, "ana.example", "follow")]
    assert events.reading[0].format == "Bluesky Tap"
    assert events.cleaning.duplicates == 1
    assert events.reading[0].skipped["likes deleted later"] == 1


def test_the_time_of_a_live_commit_is_in_its_revision(read):
    # "3k" opens in 2022 and "3m" in 2025; 3mkx5v5xfs22a is 2026-05-03.
    events = read(
        tap(ANA, POST, answer(post_of(BEN)), live=True),
        tap(BEN, POST, answer(post_of(ANA)), live=False),
    )
    times = {row.source: str(row.time)[:10] for row in events.to_frame().itertuples()}
    assert times[BEN] == "2024-05-01"
    assert times[ANA].startswith("2026-")


@pytest.mark.parametrize("rev", ["", "x", "1" * 13, "z" * 13, "3mkx5v5xfs22a0"])
def test_a_revision_that_is_none_leaves_the_time_of_the_author(read, rev):
    line = tap(ANA, POST, answer(post_of(BEN)))
    line["record"]["rev"] = rev
    events = read(line)
    assert str(events.to_frame()["time"].iloc[0])[:10] == "2024-05-01"
