"""Posts that are addressed to nobody: no events, but they show when somebody was active."""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.sources.bluesky.car import ANA, BEN, POST, answer, make_car
from tests.sources.bluesky.car import post as bluesky_post
from tests.sources.mastodon.made import account, actor, collection, create, status
from tribus.reading import read_events
from tribus.sources import ReadOptions, Rows, recognise

UTC_DAY = "2024-05-01T10:00:00Z"
V1_DAY = "Wed May 01 10:00:00 +0000 2024"
MICROSECONDS = 1_714_557_600_000_000  # 2024-05-01 10:00 UTC
NOTE = create(4, content="<p>hola</p>")
NOTE_ID = f"{actor('ana')}/statuses/4"
V1_POST = {"id_str": "20", "user": {"id_str": "7"}, "created_at": V1_DAY, "full_text": "hola"}
V1_REPLY = V1_POST | {"id_str": "21", "in_reply_to_user_id_str": "8", "in_reply_to_status_id_str": "2"}
V2_POST = {
    "id": "20", "author_id": "7", "created_at": UTC_DAY, "text": "hola", "conversation_id": "20",
}  # fmt: skip
V2_REPLY = V2_POST | {"id": "21", "in_reply_to_user_id": "8"}
SUBMISSION = {
    "id": "s1", "author": "Ana", "title": "hola", "selftext": "", "created_utc": 1_714_557_600,
    "subreddit": "pan",
}  # fmt: skip
CROSSPOST = SUBMISSION | {"id": "s2", "crosspost_parent": "t3_s0"}


def jetstream(key, record):
    commit = {"operation": "create", "collection": POST, "rkey": key, "record": record}
    return {"did": ANA, "time_us": MICROSECONDS, "kind": "commit", "commit": commit}


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def x_archive(path):
    posts = [{"tweet": V1_POST}, {"tweet": V1_REPLY}]
    who = [{"account": {"accountId": "7", "username": "ana"}}]
    files = {
        "data/account.js": f"window.YTD.account.part0 = {json.dumps(who)}",
        "data/tweets.js": f"window.YTD.tweets.part0 = {json.dumps(posts)}",
    }
    return zipped(path, files)


def mastodon_export(path):
    who = {"id": actor("ana"), "preferredUsername": "ana"}
    outbox = collection("outbox.json", [NOTE, create(5, inReplyTo=f"{actor('ben')}/statuses/1")])
    return zipped(path, {"actor.json": json.dumps(who), "outbox.json": json.dumps(outbox)})


def repository(path):
    path.write_bytes(
        make_car(ANA, {f"{POST}/3k1": bluesky_post("hola", at=UTC_DAY), f"{POST}/3k2": answer("at://x")})
    )
    return path


def lines(*records):
    def write(path):
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
        return path

    return write


ANA_AT_HOME = "ana@mast.example"
STATUS = status(account("ana"), 4)
SOURCES = {
    "twitter-v1": (lines(V1_POST, V1_REPLY), ("7", V1_DAY, "hola", "20")),
    "twitter-v2": (lines(V2_POST, V2_REPLY), ("7", UTC_DAY, "hola", "20")),
    "twitter-archive": (x_archive, ("7", V1_DAY, "hola", "20")),
    "mastodon-api": (
        lines(STATUS, status(account("ana"), 5, to=account("ben"))),
        (ANA_AT_HOME, STATUS["created_at"], "hola", STATUS["uri"]),
    ),
    "mastodon-outbox": (
        lambda path: path.write_text(json.dumps(collection("outbox.json", [NOTE]))) and path,
        (ANA_AT_HOME, "2024-05-01T10:04:00Z", "hola", NOTE_ID),
    ),
    "mastodon-export": (mastodon_export, (ANA_AT_HOME, "2024-05-01T10:04:00Z", "hola", NOTE_ID)),
    "jetstream": (
        lines(jetstream("3k1", bluesky_post("hola")), jetstream("3k2", answer(f"at://{BEN}/{POST}/1"))),
        (ANA, MICROSECONDS, "hola", f"at://{ANA}/{POST}/3k1"),
    ),
    "bluesky-repository": (repository, (ANA, UTC_DAY, "hola", f"at://{ANA}/{POST}/3k1")),
    "reddit": (lines(SUBMISSION, CROSSPOST), ("ana", 1_714_557_600, "hola", "t3_s1")),
}


@pytest.fixture
def find_activity(tmp_path):
    def find(source, *, texts):
        export = recognise(SOURCES[source][0](tmp_path / "export"), format_name=source)
        found = {}
        rows = Rows(
            ReadOptions(texts=texts),
            lambda table, batch: found.setdefault(table, []).extend(batch.to_pylist()),
            file="export",
        )
        export.read(rows, lambda _: None)
        rows.flush(min_rows=1)
        return rows, [tuple(row.values()) for row in found.get("activity", [])]

    return find


@pytest.mark.parametrize("source", SOURCES)
def test_a_post_to_nobody_shows_that_its_author_was_active(find_activity, source):
    rows, activity = find_activity(source, texts=True)
    assert SOURCES[source][1] in activity
    assert rows.skipped["posts to nobody"] == len(activity)


@pytest.mark.parametrize("source", SOURCES)
def test_the_text_of_a_post_to_nobody_is_kept_on_request_only(find_activity, source):
    _, activity = find_activity(source, texts=False)
    user, time, _, post = SOURCES[source][1]
    assert (user, time, None, post) in activity


def test_a_post_to_nobody_is_no_event(tmp_path):
    path = lines(V1_POST, V1_REPLY)(tmp_path / "posts.jsonl")
    events = read_events(path, progress=False)
    assert len(events) == 1
    assert dict(events.reading[0].skipped) == {"posts to nobody": 1}
