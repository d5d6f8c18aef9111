from __future__ import annotations

import pyarrow as pa
import pytest

from tribus.errors import ReadError
from tribus.sources.rows import ReadOptions, Rows


class Store(dict):
    """Rows that were passed on, by what they are."""

    def __call__(self, what, rows):
        self.setdefault(what, []).extend(rows.to_pylist())


@pytest.fixture
def store():
    return Store()


def rows_of(store, **options):
    return Rows(ReadOptions(**options), store)


def test_an_act_has_its_record_and_all_fields(store):
    rows = rows_of(store, texts=True)
    rows.read = 7
    rows.add_act("reply", "ana", "ben", time="2020-01-01T00:00:00Z", post="p1", text="hola", thread="t")
    rows.flush(min_rows=1)
    assert store == {
        "acts": [
            {
                "record": 7, "source": "ana", "target": "ben", "kind": "reply", "post": "p1",
                "time": "2020-01-01T00:00:00Z", "parent": None, "text": "hola", "thread": "t",
            }
        ]
    }  # fmt: skip


def test_texts_are_kept_on_request_only(store):
    rows = rows_of(store)
    rows.add_act("reply", "ana", "ben", text="hola")
    rows.flush(min_rows=1)
    assert store["acts"][0]["text"] is None


def test_few_rows_wait_for_more(store):
    rows = rows_of(store)
    for _ in range(3):
        rows.add_act("like", "ana", "ben")
    rows.flush(min_rows=4)
    assert not store
    rows.add_person("eve")
    rows.flush(min_rows=4)
    rows.flush(min_rows=1)  # nothing is passed on twice
    assert (len(store["acts"]), store["people"]) == (3, [{"id": "eve"}])


def test_the_name_of_the_highest_rank_is_used(store):
    rows = rows_of(store)
    for rank, name in [(2, "ana"), (3, "anna"), (1, "anita")]:
        rows.add_name("1", name, rank=rank)
    rows.flush(min_rows=1)
    assert store["names"] == [{"id": "1", "rank": 3, "name": "anna"}]


@pytest.mark.parametrize("order", [1, -1])
def test_names_of_equal_rank_are_ordered_by_alphabet(store, order):
    rows = rows_of(store)
    for name in ["ana", "anna"][::order]:
        rows.add_name("1", name, rank=7)
    rows.flush(min_rows=1)
    assert store["names"] == [{"id": "1", "rank": 7, "name": "ana"}]


@pytest.mark.parametrize(
    ("times", "type_"),
    [
        ((1, 2, None), pa.int64()),
        (("2020-01-01", None, "x"), pa.string()),
        ((1, "2020-01-01"), pa.string()),
        ((10**30, 1), pa.string()),
        ((None, None), pa.string()),
    ],
)
def test_times_are_numbers_if_all_are(times, type_):
    stored = []
    rows = Rows(ReadOptions(), lambda _, table: stored.append(table))
    for time in times:
        rows.add_act("like", "ana", "ben", time=time)
    rows.flush(min_rows=1)
    assert stored[0].schema.field("time").type == type_
    assert len(stored[0]) == len(times)


class TestBadLines:
    def test_bad_lines_are_counted_by_reason(self, store):
        rows = rows_of(store)
        rows.skip_bad("a.jsonl", "line 3", "not JSON")
        rows.skip_bad("a.jsonl", "line 4", "not JSON")
        rows.skip("posts to nobody")
        assert (rows.read, rows.n_bad) == (2, 2)
        assert rows.skipped == {"not JSON": 2, "posts to nobody": 1}

    def test_a_hundred_bad_lines_are_skipped_and_the_next_is_an_error(self, store):
        rows = rows_of(store)
        for line in range(100):
            rows.skip_bad("a.jsonl", f"line {line}", "not JSON")
        with pytest.raises(
            ReadError,
            match=r"'a.jsonl', line 100: not JSON \(it ends\); 100 before it cannot be read",
        ):
            rows.skip_bad("a.jsonl", "line 100", "not JSON", "it ends")

    def test_a_share_of_bad_lines_is_skipped_in_a_large_file(self, store):
        rows = rows_of(store, bad_lines=0.5)
        rows.read = 300
        for line in range(300):  # the last is the 300th of 600
            rows.skip_bad("a.jsonl", f"line {line}", "not JSON")
        rows.read -= 10
        with pytest.raises(ReadError, match="300 before it"):
            rows.skip_bad("a.jsonl", "line 9", "not JSON")

    def test_the_first_bad_line_is_an_error_without_a_share(self, store):
        rows = rows_of(store, bad_lines=0.0)
        with pytest.raises(ReadError, match=r"'a.jsonl', line 1: not JSON. Fix the file, export it"):
            rows.skip_bad("a.jsonl", "line 1", "not JSON")

    def test_the_error_shows_the_finding_on_one_line(self, store):
        with pytest.raises(ReadError, match=r"line 1: not JSON \(\\x1b\[31m red\)"):
            rows_of(store, bad_lines=0.0).skip_bad("a", "line 1", "not JSON", "\x1b[31m red")
