from __future__ import annotations

import gzip
import json
from itertools import permutations

import pytest
from libipld import encode_dag_cbor

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
    cid_of,
    make_block,
    make_blocks,
    make_car,
    make_nodes,
    pack,
    post,
    post_of,
    section,
    subject,
)
from tribus.errors import EventsError, ReadError
from tribus.sources.bluesky import repository

RECORDS = {
    f"{POST}/3k1": answer(post_of(BEN), text="sí"),
    f"{POST}/3k2": post("a nadie"),
    f"{POST}/3k3": post(
        "mira", embed={"$type": "app.bsky.embed.record", "record": {"cid": "b", "uri": post_of(CARLA)}}
    ),
    f"{LIKE}/3k4": subject(LIKE, post_of(BEN), at="2023-01-01T00:00:00Z"),
    f"{REPOST}/3k5": subject(REPOST, post_of(CARLA)),
    f"{FOLLOW}/3k6": subject(FOLLOW, BEN),
    "app.bsky.actor.profile/self": {"$type": "app.bsky.actor.profile", "displayName": "Ana"},
}


@pytest.fixture
def read(tmp_path):
    def read(content, **options):
        path = tmp_path / "repo.car"
        path.write_bytes(content)
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return set(zip(frame["source"], frame["target"], frame["kind"], strict=True))


def test_all_records_of_one_user_are_read(read):
    events = read(make_car(ANA, RECORDS))
    assert rows(events) == {
        (ANA, BEN, "reply"),
        (ANA, CARLA, "quote"),
        (ANA, BEN, "like"),
        (ANA, CARLA, "repost"),
        (ANA, BEN, "follow"),
    }
    reading = events.reading[0]
    assert (reading.read, reading.kept) == (7, 5)
    assert dict(reading.skipped) == {"posts to nobody": 1, "records of other kinds": 1}
    assert reading.format == "Bluesky repository"


def test_the_owner_is_the_author_of_the_commit(read):
    assert read(make_car(ANA, RECORDS)).egos == (ANA,)


def test_times_are_those_in_the_records(read):
    frame = read(make_car(ANA, RECORDS)).to_frame().set_index("kind")
    assert str(frame["time"]["like"]) == "2023-01-01 00:00:00+00:00"
    assert str(frame["time"]["reply"]) == "2024-05-01 10:00:00+00:00"


def test_posts_have_their_address(read):
    frame = read(make_car(ANA, RECORDS)).to_frame().set_index("kind")
    assert frame["post"]["reply"] == f"at://{ANA}/{POST}/3k1"
    assert frame["post"]["like"] == f"at://{ANA}/{LIKE}/3k4"


def test_blocks_may_come_in_any_order(read):
    commit, nodes, records = make_blocks(ANA, RECORDS)
    root = commit[0][0]
    expected = read(make_car(ANA, RECORDS))
    for parts in permutations((commit, nodes[::-1], records)):
        events = read(pack(root, [block for part in parts for block in part]))
        assert events == expected
        assert events.reading == expected.reading


def test_a_record_in_a_stream_and_a_repository_counts_once(tmp_path):
    line = {
        "did": ANA,
        "time_us": 1_714_557_600_000_000,
        "commit": {
            "operation": "create",
            "collection": LIKE,
            "rkey": "3k4",
            "record": RECORDS[f"{LIKE}/3k4"],
        },
    }
    (tmp_path / "repo.car").write_bytes(make_car(ANA, RECORDS))
    (tmp_path / "jetstream.jsonl").write_text(json.dumps(line) + "\n")
    events = tb.read_events([tmp_path / "repo.car", tmp_path / "jetstream.jsonl"])
    assert events.counts["like"] == 1
    assert events.cleaning.duplicates == 1


def test_a_compressed_repository_is_read(read):
    assert read(gzip.compress(make_car(ANA, RECORDS))) == read(make_car(ANA, RECORDS))


def test_many_records_in_nodes_of_many_keys_are_read(read):
    records = {
        f"{LIKE}/3k{number:05}": subject(LIKE, post_of(BEN, f"p{number}")) for number in range(3_000)
    }
    events = read(make_car(ANA, records, size=50))
    assert events.counts == {"like": 3_000}


@pytest.mark.parametrize("cut", [1, 40, 300])
def test_a_truncated_repository_can_be_read_up_to_there(read, cut):
    reading = read(make_car(ANA, RECORDS)[:-cut], bad_lines=1.0).reading[0]
    assert reading.skipped["rest of a damaged file"] == 1
    assert reading.skipped["missing records"] >= 1
    assert reading.read == reading.kept + sum(reading.skipped.values())


def test_a_truncated_repository_is_an_error(read):
    with pytest.raises(ReadError, match=r"repo\.car', after block \d+: the rest .*: the last block"):
        read(make_car(ANA, RECORDS)[:-1])


def test_a_damaged_block_is_detected_by_its_digest(read):
    reading = read(make_car(ANA, RECORDS).replace("sí".encode(), b"noo")).reading[0]
    assert reading.skipped["damaged blocks"] == 1
    assert reading.skipped["missing records"] == 1


def test_a_repository_without_its_commit_is_an_error(read):
    commit, nodes, records = make_blocks(ANA, RECORDS)
    with pytest.raises(ReadError, match=r"repo\.car' does not name its owner: its commit is missing"):
        read(pack(commit[0][0], [*nodes, *records]))


def test_records_that_no_node_lists_are_counted(read):
    commit, nodes, records = make_blocks(ANA, RECORDS)
    stray = make_block(subject(FOLLOW, CARLA))
    events = read(pack(commit[0][0], [*commit, stray, *nodes, *records]))
    assert events.reading[0].skipped["unlisted records"] == 1
    assert events.counts["follow"] == 1


def test_an_empty_repository_is_an_error(read):
    with pytest.raises(EventsError, match=r"no events were found: .*repo\.car.*0 records read"):
        read(make_car(ANA, {}))


def test_a_block_of_endless_length_ends_the_reading(read):
    good = make_car(ANA, RECORDS)
    for length in (b"\xff\xff\xff\x7f", b"\xff" * 12):
        assert read(good + length, bad_lines=1.0).reading[0].skipped == {
            **read(good).reading[0].skipped,
            "rest of a damaged file": 1,
        }


BAD = [
    b"\x81" * 100_000 + b"\x01",  # deeper than anything
    encode_dag_cbor({"e": 3}),
    encode_dag_cbor({"e": [{"k": b"x" * 2_000, "p": 0, "v": cid_of(b"")}]}),
    encode_dag_cbor({"e": [{"k": b"\xff/x", "p": 0, "v": cid_of(b"")}]}),
    encode_dag_cbor({"e": [{"k": b"a/b", "p": 2**60, "v": b"short"}]}),
    encode_dag_cbor({"subject": 3}),
    encode_dag_cbor([1, 2]),
    b"\xff",
    b"",
]


def test_invalid_blocks_are_counted_and_the_others_are_read(read):
    commit, nodes, records = make_blocks(ANA, RECORDS)
    bad = [(cid_of(content), content) for content in BAD]
    events = read(pack(commit[0][0], [*commit, *bad, *nodes, *records]), bad_lines=1.0)
    assert events == read(make_car(ANA, RECORDS))
    assert events.reading[0].read == len(RECORDS) + len(BAD)
    assert events.reading[0].kept == 5


def test_the_first_invalid_block_is_an_error_in_strict_reading(read):
    commit, nodes, records = make_blocks(ANA, RECORDS)
    bad = (cid_of(b"\xff"), b"\xff")
    with pytest.raises(ReadError, match=r"repo\.car', block 2: damaged blocks \(Failed to decode"):
        read(pack(commit[0][0], [*commit, bad, *nodes, *records]), strict=True)


def test_empty_sections_are_damaged_blocks(read):
    events = read(make_car(ANA, RECORDS) + b"\0" * 50, bad_lines=1.0)
    assert events.reading[0].skipped["damaged blocks"] == 50
    with pytest.raises(ReadError, match="before it cannot be read either"):
        read(make_car(ANA, RECORDS) + b"\0" * 500)


def test_records_too_far_from_their_keys_are_an_error(read, monkeypatch):
    monkeypatch.setattr(repository, "MAX_WAITING_BYTES", 500)
    commit, nodes, records = make_blocks(ANA, RECORDS)
    with pytest.raises(ReadError, match="holds over 500 bytes of records that stand far"):
        read(pack(commit[0][0], [*records, *nodes, *commit]))


def test_memory_does_not_grow_with_finished_records(read, monkeypatch):
    records = {
        f"{LIKE}/3k{number:05}": subject(LIKE, post_of(BEN, f"p{number}")) for number in range(200)
    }
    cids = {key: make_block(record) for key, record in records.items()}
    commit, _, _ = make_blocks(ANA, records)
    pairs = [(make_nodes({key: cid[0]})[0], cid) for key, cid in cids.items()]
    monkeypatch.setattr(repository, "MAX_WAITING_BYTES", 200)
    events = read(pack(commit[0][0], [*commit, *(block for pair in pairs for block in pair)]))
    assert events.counts == {"like": 200}


def test_a_file_of_another_version_is_no_repository(read):
    header = encode_dag_cbor({"roots": [cid_of(b"")], "version": 2})
    with pytest.raises(ReadError, match=r"repo\.car"):
        read(section(header) + make_car(ANA, RECORDS))
