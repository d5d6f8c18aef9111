from __future__ import annotations

import json
import random

import pytest

from tribus.errors import EventsError, OptionError, ReadError
from tribus.events import Events
from tribus.reading import read_events

POST, LIKE = "app.bsky.feed.post", "app.bsky.feed.like"


def did(name):
    return f"did:plc:{name}"


def line(who, collection, key, record=None, *, time=1_700_000_000_000_000):
    commit = {"operation": "create" if record else "delete", "collection": collection, "rkey": key}
    if record:
        commit["record"] = record
    return {"did": did(who), "time_us": time, "kind": "commit", "commit": commit}


def like(who, whom, key="1", **options):
    return line(who, LIKE, key, {"subject": {"uri": f"at://{did(whom)}/{POST}/1"}}, **options)


def remark(who, key="9"):
    return line(who, POST, key, {"text": "to nobody"})


def identity(who, handle):
    return {"did": did(who), "time_us": 1, "kind": "identity", "identity": {"handle": handle}}


@pytest.fixture
def write(tmp_path):
    """Write lines of JSON, or text as it is, to a file and return its path."""

    def write_file(name, *lines):
        text = "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in lines)
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write_file


def pairs(events):
    frame = events.to_frame()
    return list(zip(frame["source"], frame["target"], strict=True))


def test_the_reading_counts_records_and_reasons_for_skipping(write):
    path = write("a.jsonl", like("ana", "ben"), remark("ana"), "x\n", line("eve", LIKE, "7"))
    events = read_events(path)
    (reading,) = events.reading
    assert (reading.origin, reading.format, reading.read, reading.kept) == (
        str(path), "Bluesky Jetstream", 4, 1,
    )  # fmt: skip
    assert reading.skipped == {"posts to nobody": 1, "not JSON": 1, "deletions": 1}
    assert events.cleaning.rows == 1


def test_a_user_without_events_is_not_lost(write):
    events = read_events(write("a.jsonl", like("ana", "ben"), remark("eve")))
    assert events.ids.to_pylist() == [did("ana"), did("ben"), did("eve")]


def test_names_are_folded_where_ids_are(write):
    path = write(
        "a.jsonl", like("ana", "ben"), remark("eve"), identity("eve", "Eve"), identity("ana", "Ana")
    )
    assert read_events(path, fold_case=True).ids.to_pylist() == ["ana", did("ben"), "eve"]


def test_users_are_called_by_their_ids_if_asked_for(write):
    path = write("a.jsonl", like("ana", "ben"), identity("ana", "ana.example"))
    assert pairs(read_events(path)) == [("ana.example", did("ben"))]
    assert pairs(read_events(path, names=False)) == [(did("ana"), did("ben"))]


def test_texts_are_kept_if_asked_for(write):
    reply = {"uri": f"at://{did('ben')}/{POST}/1"}
    path = write(
        "a.jsonl", line("ana", POST, "1", {"text": "hola", "reply": {"parent": reply, "root": reply}})
    )
    assert "text" not in read_events(path).to_frame()
    assert read_events(path, texts=True).to_frame()["text"].tolist() == ["hola"]


def test_posts_to_nobody_are_activity_and_no_events(write):
    events = read_events(write("a.jsonl", like("ana", "ben"), remark("Eve"), identity("Eve", "Eve.X")))
    assert events.counts == {"like": 1.0}
    assert events.reading[0].skipped["posts to nobody"] == 1
    posts = events.activity
    assert posts.columns.tolist() == ["user", "time", "kind", "text"]
    assert posts[["user", "kind"]].to_numpy().tolist() == [["Eve.X", "post"]]
    assert str(posts["time"][0]) == "2023-11-14 22:13:20+00:00"


def test_activity_keeps_texts_that_are_asked_for_and_folds_names_like_ids(write):
    path = write("a.jsonl", like("ana", "ben"), remark("eve"), identity("eve", "Eve.X"))
    posts = read_events(path, texts=True, fold_case=True).activity
    assert posts[["user", "text"]].to_numpy().tolist() == [["eve.x", "to nobody"]]


def test_activity_of_two_files_counts_once(write):
    first = read_events(write("a.jsonl", like("ana", "ben"), remark("eve"), remark("eve", key="8")))
    second = read_events(write("b.jsonl", like("ana", "ben"), remark("eve")))
    assert len(Events.concat([first, second]).activity) == 2
    assert len(read_events(write("c.jsonl", like("ana", "ben"))).activity) == 0


class TestSeveralFiles:
    def test_files_of_a_platform_are_read_together(self, write):
        first = write("a.jsonl", like("ana", "ben", "1"), like("ana", "ben", "2"), remark("eve"))
        second = write("b.jsonl", like("ana", "ben", "1"), line("ana", LIKE, "2", time=2 * 10**15))
        events = read_events([first, second])
        assert pairs(events) == [(did("ana"), did("ben"))]
        assert events.cleaning.duplicates == 1  # the like in both files
        assert [dict(reading.skipped) for reading in events.reading] == [
            {"likes deleted later": 1, "posts to nobody": 1},
            {"deletions": 1},
        ]

    def test_a_table_beside_them_is_joined_to_them(self, write):
        export = write("a.jsonl", like("ana", "ben"))
        table = write("likes.csv", f"from,to\neve,{did('ana')}\n")
        events = read_events([table, export])
        assert events == Events.concat([read_events(table), read_events(export)])
        assert [reading.format for reading in events.reading] == ["table", "Bluesky Jetstream"]

    def test_the_order_of_lines_and_of_files_does_not_matter(self, write):
        rng = random.Random(0)  # noqa: S311  no secret
        people = [f"p{number}" for number in range(30)]
        lines = [like(*rng.sample(people, 2), str(key), time=10**15 + key) for key in range(500)]
        lines += [
            line(one["did"][8:], LIKE, one["commit"]["rkey"], time=2 * 10**15) for one in lines[::7]
        ]
        lines += [identity(person, f"name{number % 20}") for number, person in enumerate(people)]
        expected = read_events(write("a.jsonl", *lines))
        rng.shuffle(lines)
        files = [write("b.jsonl", *lines[:200]), write("c.jsonl", *lines[200:])]
        assert read_events(files) == expected
        assert len(expected) == 500 - 72  # every seventh was deleted


class TestErrors:
    def test_a_file_without_events_is_an_error_with_its_reading(self, write):
        path = write("a.jsonl", remark("ana"), remark("ben"))
        with pytest.raises(
            EventsError, match=r"no events were found: .*2 skipped \(posts to nobody: 2\)"
        ):
            read_events(path)

    def test_the_error_for_very_many_files_names_the_first_few(self, write):
        paths = [write(f"{number}.jsonl", remark("ana")) for number in range(20)]
        with pytest.raises(EventsError, match=r"4\.jsonl.*; and 15 files more$"):
            read_events(paths)

    def test_strict_stops_at_the_first_bad_line(self, write):
        path = write("a.jsonl", like("ana", "ben"), "{\n")
        assert len(read_events(path)) == 1
        with pytest.raises(ReadError, match=r"a.jsonl', line 2: not JSON"):
            read_events(path, strict=True)

    def test_more_bad_lines_can_be_allowed(self, write):
        path = write("a.jsonl", like("ana", "ben"), *["{\n"] * 150)
        with pytest.raises(ReadError, match=r"line 102: not JSON .*; 100 before it"):
            read_events(path)
        assert len(read_events(path, bad_lines=1.0)) == 1

    @pytest.mark.parametrize("share", [-0.1, 2, "many"])
    def test_the_share_of_bad_lines_is_a_share(self, write, share):
        with pytest.raises(OptionError, match="bad_lines must be a number from 0 to 1"):
            read_events(write("a.jsonl", like("ana", "ben")), bad_lines=share)


@pytest.mark.parametrize("option", [{"kind": "like"}, {"ids": "integer"}, {"time_zone": "UTC"}])
def test_options_of_tables_are_an_error_for_exports(write, option):
    path = write("a.jsonl", like("ana", "ben"))
    (given,) = (f"{name}={value!r}" for name, value in option.items())
    with pytest.raises(OptionError, match=f"is Bluesky Jetstream, a format .* leave out {given}, or"):
        read_events(path, **option)
    table = write("follows.csv", "from,to\n1,2\n")
    assert len(read_events([path, table], time_zone="UTC")) == 2


def test_named_columns_make_a_file_a_table(write):
    path = write("a.jsonl", {"did": did("ana"), "time_us": 10**15, "whom": did("ben")})
    assert pairs(read_events(path, source="did", target="whom", kind="like")) == [
        (did("ana"), did("ben"))
    ]
