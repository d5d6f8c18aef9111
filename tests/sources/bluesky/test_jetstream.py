from __future__ import annotations

import gzip
import json
import sys

import pandas as pd
import pytest

import tribus as tb
from tests.sources.bluesky.car import (
    ANA,
    BEN,
    CARLA,
    FOLLOW,
    LIKE,
    POST,
    REPOST,
    answer,
    post,
    post_of,
    subject,
)
from tribus.errors import ReadError
from tribus.sources import ReadOptions, Rows, recognise

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

START = 1_714_557_600_000_000  # 2024-05-01 10:00 UTC
MINUTE = 60_000_000
DAN = "did:plc:dan"


def commit(did, collection, record=None, *, key="3k1", minute=0, operation="create"):
    """Return a line of the stream."""
    made = {"rev": "3kaaaa", "operation": operation, "collection": collection, "rkey": key}
    if record is not None:
        made |= {"record": record, "cid": "bafyx"}
    return {"did": did, "time_us": START + minute * MINUTE, "kind": "commit", "commit": made}


def deletion(did, collection, *, key="3k1", minute):
    return commit(did, collection, key=key, minute=minute, operation="delete")


def mention(*dids):
    features = [{"$type": "app.bsky.richtext.facet#mention", "did": did} for did in dids]
    return [{"features": [feature], "index": {"byteStart": 0, "byteEnd": 4}} for feature in features]


def quote(uri, *, media=False):
    shown = {"$type": "app.bsky.embed.record", "record": {"cid": "bafyx", "uri": uri}}
    if not media:
        return shown
    return {"$type": "app.bsky.embed.recordWithMedia", "record": shown, "media": {"images": []}}


FEED = "at://did:plc:ben/app.bsky.feed.generator/cats"
FOLLOWING = commit(CARLA, FOLLOW, subject(FOLLOW, DAN))  # so that there is an event


@pytest.fixture
def read(tmp_path):
    def read(*lines, **options):
        path = tmp_path / "jetstream.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


def triples(events):
    """Return the events without the one that every file has."""
    return [row for row in rows(events) if row != (CARLA, DAN, "follow")]


RECORDS = [  # collection, record, and the events of its author
    (POST, answer(post_of(BEN)), [(BEN, "reply")]),
    (POST, answer(post_of(BEN), post_of(CARLA)), [(BEN, "reply")]),
    (POST, post(facets=mention(BEN)), [(BEN, "mention")]),
    (POST, post(facets=mention(BEN, BEN)), [(BEN, "mention")]),
    (POST, answer(post_of(BEN), facets=mention(BEN)), [(BEN, "reply")]),
    (
        POST,
        answer(post_of(BEN), facets=mention(CARLA)),
        [(BEN, "reply"), (CARLA, "mention")],
    ),
    (POST, post(facets=[{"features": [{"uri": "https://example.org"}, {"tag": "pan"}]}]), []),
    (POST, post(embed=quote(post_of(BEN))), [(BEN, "quote")]),
    (POST, post(embed=quote(post_of(BEN), media=True)), [(BEN, "quote")]),
    (POST, post(embed=quote(FEED)), []),
    (POST, post(embed={"$type": "app.bsky.embed.images", "images": []}), []),
    (
        POST,
        answer(post_of(BEN), embed=quote(post_of(BEN))),
        [(BEN, "quote"), (BEN, "reply")],
    ),
    (REPOST, subject(REPOST, post_of(BEN)), [(BEN, "repost")]),
    (LIKE, subject(LIKE, post_of(BEN)), [(BEN, "like")]),
    (LIKE, subject(LIKE, FEED), []),
    (FOLLOW, subject(FOLLOW, BEN), [(BEN, "follow")]),
    ("app.bsky.graph.block", {"subject": BEN, "createdAt": "2024-05-01T10:00:00Z"}, []),
    ("app.bsky.feed.threadgate", {"post": post_of(BEN), "allow": []}, []),
    ("app.bsky.feed.postgate", {"post": post_of(BEN), "embeddingRules": []}, []),
]


@pytest.fixture(scope="module")
def of_all_records(tmp_path_factory):
    """Each record by somebody else, all in one capture."""
    path = tmp_path_factory.mktemp("records") / "jetstream.jsonl"
    lines = [commit(f"did:{number}", *made[:2]) for number, made in enumerate(RECORDS)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tb.read_events(path)


@pytest.mark.parametrize(
    "number", range(len(RECORDS)), ids=lambda number: f"{number} {RECORDS[number][0]}"
)
def test_a_record_gives_its_events(of_all_records, number):
    found = [row[1:] for row in rows(of_all_records) if row[0] == f"did:{number}"]
    assert found == RECORDS[number][2]


def test_records_without_a_target_are_counted(of_all_records):
    reading = of_all_records.reading[0]
    assert reading.read == len(RECORDS)
    assert reading.kept == sum(bool(dealings) for *_, dealings in RECORDS)
    assert of_all_records.n_users == len(RECORDS) + 2


def test_a_reply_has_its_address_thread_text_and_network_time(read):
    line = commit(
        ANA, POST, answer(post_of(BEN), post_of(CARLA, "root"), text="sí"), key="3k9", minute=7
    )
    row = read(line, texts=True).to_frame().iloc[0]
    assert row["post"] == f"at://{ANA}/{POST}/3k9"
    assert row["thread"] == post_of(CARLA, "root")
    assert row["text"] == "sí"
    assert str(row["time"]) == "2024-05-01 10:07:00+00:00"


def test_the_first_post_of_a_conversation_is_its_thread(read):
    row = read(commit(ANA, POST, post(facets=mention(BEN)), key="3k9")).to_frame().iloc[0]
    assert row["thread"] == f"at://{ANA}/{POST}/3k9"


def test_an_author_of_posts_to_nobody_is_kept(read):
    events = read(
        commit(ANA, POST, post("a nadie")),
        commit(BEN, LIKE, subject(LIKE, FEED)),
        commit(DAN, "app.bsky.actor.profile", {"displayName": "Dan"}),
        FOLLOWING,
    )
    assert events.ids.to_pylist() == [ANA, BEN, CARLA, DAN]
    assert dict(events.reading[0].skipped) == {
        "likes of other records": 1,
        "posts to nobody": 1,
        "records of other kinds": 1,
    }


def test_users_go_by_their_last_handle(read):
    def identity(did, handle, minute):
        when = START + minute * MINUTE
        return {
            "did": did,
            "time_us": when,
            "kind": "identity",
            "identity": {"did": did, "handle": handle},
        }

    lines = [
        identity(ANA, "ana.new", 2),
        identity(ANA, "ana.old", 1),
        identity(BEN, "ben.example", 1),
        commit(ANA, LIKE, subject(LIKE, post_of(BEN))),
    ]
    events = read(*lines)
    assert rows(events) == [("ana.new", "ben.example", "like")]
    assert events.reading[0].skipped == {"updates of accounts": 3}
    assert rows(read(*lines, names=False)) == [(ANA, BEN, "like")]


def test_updates_of_accounts_are_no_events(read):
    account = {"did": BEN, "time_us": START, "kind": "account", "account": {"active": False, "did": BEN}}
    bare = {"did": BEN, "time_us": START, "kind": "identity", "identity": {"did": BEN}}
    events = read(account, bare, FOLLOWING)
    assert triples(events) == []
    assert events.reading[0].skipped == {"updates of accounts": 2}


MADE = {
    LIKE: (subject(LIKE, post_of(BEN)), "likes deleted later"),
    REPOST: (subject(REPOST, post_of(BEN)), "reposts deleted later"),
    POST: (answer(post_of(BEN)), "replies deleted later"),
}


@pytest.mark.parametrize("collection", MADE)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_record_deleted_later_is_no_event_in_any_order(read, collection, backwards):
    record, reason = MADE[collection]
    lines = [commit(ANA, collection, record, minute=1), deletion(ANA, collection, minute=5)]
    events = read(*(lines[::-1] if backwards else lines), FOLLOWING)
    assert triples(events) == []
    assert events.reading[0].skipped == {"deletions": 1, reason: 1}
    assert ANA in events.ids.to_pylist()


@pytest.mark.parametrize("backwards", [False, True])
def test_a_follow_that_was_undone_keeps_its_times_and_counts_nowhere(read, backwards):
    follow = subject(FOLLOW, BEN)
    lines = [commit(ANA, FOLLOW, follow, minute=1), deletion(ANA, FOLLOW, minute=5)]
    events = read(*(lines[::-1] if backwards else lines), FOLLOWING)
    (undone,) = events.to_frame().dropna(subset="until").itertuples()
    assert (undone.source, undone.target, undone.kind) == (ANA, BEN, "follow")
    assert undone.until - undone.time == pd.Timedelta(minutes=4)
    assert events.reading[0].skipped == {"deletions": 1}
    assert events.cleaning.undone == 1
    assert events.counts == {"follow": 1}
    assert ANA in events.ids.to_pylist()
    assert BEN not in events.ids.to_pylist()


def test_a_follow_that_was_made_again_is_kept_next_to_the_undone_one(read):
    follow = subject(FOLLOW, BEN)
    events = read(
        commit(ANA, FOLLOW, follow, minute=1),
        deletion(ANA, FOLLOW, minute=5),
        commit(ANA, FOLLOW, follow, minute=9),
    )
    assert events.counts == {"follow": 1}
    assert events.to_frame()["until"].isna().tolist() == [False, True]


@pytest.mark.parametrize("collection", MADE)
def test_a_record_made_again_after_its_deletion_stays(read, collection):
    record, _ = MADE[collection]
    events = read(
        commit(ANA, collection, record, minute=1),
        deletion(ANA, collection, minute=5),
        commit(ANA, collection, record, minute=9),
    )
    assert len(rows(events)) == 1


def test_a_deletion_undoes_its_own_record_only(read):
    like = subject(LIKE, post_of(BEN))
    events = read(
        commit(ANA, LIKE, like, key="3k1"),
        commit(ANA, LIKE, subject(LIKE, post_of(BEN, "p2")), key="3k2"),
        commit(CARLA, LIKE, like, key="3k1"),
        deletion(ANA, LIKE, key="3k1", minute=3),
        deletion(DAN, LIKE, key="3k2", minute=3),
    )
    assert rows(events) == [(ANA, BEN, "like"), (CARLA, BEN, "like")]


def test_answers_to_a_post_stay_when_the_post_is_deleted(read):
    events = read(
        commit(BEN, POST, post(facets=mention(CARLA)), key="p1"),
        commit(ANA, POST, answer(post_of(BEN, "p1")), minute=1),
        commit(CARLA, LIKE, subject(LIKE, post_of(BEN, "p1")), minute=1),
        deletion(BEN, POST, key="p1", minute=2),
    )
    assert rows(events) == [(ANA, BEN, "reply"), (CARLA, BEN, "like")]
    assert events.reading[0].skipped == {"deletions": 1, "mentions deleted later": 1}


def test_an_updated_record_is_the_same_event(read):
    events = read(
        commit(ANA, POST, answer(post_of(BEN), text="sí"), minute=1),
        commit(ANA, POST, answer(post_of(BEN), text="no"), minute=4, operation="update"),
    )
    assert events.counts == {"reply": 1}
    assert events.cleaning.duplicates == 1


def test_captures_that_overlap_count_once(tmp_path):
    lines = [commit(ANA, LIKE, subject(LIKE, post_of(BEN)), key=f"3k{n}", minute=n) for n in range(6)]
    for name, part in (("a", lines[:4]), ("b", lines[2:])):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in part))
    events = tb.read_events([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    assert events.counts == {"like": 6}
    assert events.cleaning.duplicates == 2
    assert [reading.read for reading in events.reading] == [4, 4]


def test_a_deletion_undoes_a_record_in_another_capture(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(deletion(ANA, LIKE, minute=5)) + "\n")
    like = commit(ANA, LIKE, subject(LIKE, post_of(BEN)), minute=1)
    (tmp_path / "b.jsonl").write_text(json.dumps(like) + "\n" + json.dumps(FOLLOWING) + "\n")
    events = tb.read_events([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    assert triples(events) == []
    assert events.reading[1].skipped == {"likes deleted later": 1}


PLAIN = "".join(
    json.dumps(line) + "\n" for line in (commit(ANA, POST, answer(post_of(BEN), text="año")), FOLLOWING)
).encode()


@pytest.mark.parametrize(
    "content",
    [
        zstd.compress(PLAIN),
        gzip.compress(PLAIN),
        gzip.compress(PLAIN[:100]) + gzip.compress(PLAIN[100:]),
        PLAIN.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + PLAIN,
        b"\n\n" + PLAIN.replace(b"\n", b"\n\n"),
        PLAIN.rstrip(),
    ],
    ids=["zst", "gz", "gz in parts", "CRLF", "BOM", "empty lines", "no last newline"],
)
def test_a_capture_is_read_with_any_compression(tmp_path, content):
    path = tmp_path / "capture"
    path.write_bytes(content)
    events = tb.read_events(path)
    assert rows(events) == [(ANA, BEN, "reply"), (CARLA, DAN, "follow")]
    assert events.reading[0].read == events.reading[0].kept == 2
    assert events.reading[0].format == "Bluesky Jetstream"


BAD = [
    {"did": ANA, "time_us": "soon", "commit": None},
    {"did": 3, "time_us": START},
    {"time_us": START},
    commit(ANA, POST, post(facets="many")),
    commit(ANA, POST, {"reply": {"parent": {"uri": 3}, "root": {}}}),
    [1, 2],
    "did:plc:ana",
    None,
    7,
]


def test_invalid_lines_are_counted_and_the_others_are_read(read):
    events = read(FOLLOWING, *BAD, FOLLOWING, bad_lines=1.0)
    assert len(rows(events)) == 1
    assert events.reading[0].skipped == {"not a record of this format": len(BAD)}


@pytest.mark.parametrize("bad", BAD[:2], ids=str)
def test_the_first_invalid_line_is_an_error_in_strict_reading(read, bad):
    with pytest.raises(ReadError, match=r"jetstream\.jsonl', line 2: not a record of this format"):
        read(FOLLOWING, bad, FOLLOWING, strict=True)


def test_an_invalid_address_has_no_author(read):
    addresses = [
        "",
        "at:",
        "at://",
        "at:////",
        f"at:///{POST}/x",
        f"at://{BEN}/{POST}",
        "https://x.y/z/post/y",
    ]
    lines = [
        line
        for number, uri in enumerate(addresses)
        for line in (
            commit(ANA, POST, answer(uri), key=f"reply{number}"),
            commit(ANA, LIKE, subject(LIKE, uri), key=f"like{number}"),
            commit(ANA, POST, post(embed=quote(uri)), key=f"quote{number}"),
            commit(ANA, POST, post(facets=mention("")), key=f"mention{number}"),
        )
    ]
    events = read(*lines, FOLLOWING)
    assert triples(events) == []
    assert (events.reading[0].read, events.reading[0].kept) == (len(lines) + 1, 1)


def test_a_follow_of_nobody_is_counted(read):
    events = read(commit(ANA, FOLLOW, subject(FOLLOW, "")), FOLLOWING)
    assert triples(events) == []
    assert (events.reading[0].read, events.reading[0].kept) == (2, 1)


def test_an_undone_follow_has_the_time_at_which_the_network_saw_it(tmp_path):
    path = tmp_path / "jetstream.jsonl"
    lines = [commit(ANA, FOLLOW, subject(FOLLOW, BEN)), deletion(ANA, FOLLOW, minute=9)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = {}
    rows = Rows(ReadOptions(), lambda table, batch: found.update({table: batch.to_pylist()}))
    recognise(path).read(rows, lambda _: None)
    rows.flush(min_rows=1)
    uri = f"at://{ANA}/{FOLLOW}/3k1"
    assert [act["post"] for act in found["acts"]] == [uri]
    assert found["undone"] == [{"post": uri, "time": START + 9 * MINUTE}]
