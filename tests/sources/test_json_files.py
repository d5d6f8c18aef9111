from __future__ import annotations

import io
import json
from contextlib import contextmanager
from functools import partial

import pytest
from msgspec import Struct

from tribus.errors import ReadError
from tribus.sources import json_files, streams
from tribus.sources.json_files import JsonFormat, sample_records
from tribus.sources.rows import ReadOptions, Rows
from tribus.sources.streams import Stream


class Like(Struct):
    source: str
    target: str


def add_like(like, rows):
    rows.read += 1
    rows.add_act("like", like.source, like.target)


LIKES = JsonFormat(
    name="likes",
    title="Likes",
    platform="Test",
    record_type=Like,
    add_record=add_like,
    fits=lambda sample: "source" in sample,
)
IN_AN_OBJECT = JsonFormat(
    name="box",
    title="Box",
    platform="Test",
    record_type=Like,
    add_record=add_like,
    fits=lambda _: True,
    items="box",
)
ANA, EVE = {"source": "ana", "target": "ben"}, {"source": "eve", "target": "ben"}


def stream_of(text):
    data = text if isinstance(text, bytes) else text.encode()
    return Stream(io.BytesIO(data), "likes.json", len(data))


def read(text, format_=LIKES, *, layout=None, **options):
    """Return the sources of the acts of a file, and the skipped records."""
    found = []

    def store(what, table):
        if what == "acts":
            found.extend(table["source"].to_pylist())

    rows = Rows(ReadOptions(**options), store)
    if layout is None:
        layout, _ = sample_records(partial(opened, text))
    format_.reader(layout)(stream_of(text), rows)
    rows.flush(min_rows=1)
    assert rows.read == len(found) + sum(rows.skipped.values())
    return found, dict(rows.skipped)


@contextmanager
def opened(text):
    yield stream_of(text)


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        (lines(ANA, EVE), "lines"),
        (lines(ANA), "lines"),
        ("\n\r\n" + lines(ANA).replace("\n", "\r\n"), "lines"),
        ("{half a line\n" + lines(ANA, EVE), "lines"),
        (json.dumps([ANA, EVE]), "list"),
        (json.dumps([ANA, EVE], indent=2), "list"),
        ("  \n[]", "list"),
        (json.dumps(ANA, indent=2), "object"),
    ],
)
def test_the_first_records_give_the_layout(text, layout):
    found, samples = sample_records(partial(opened, text))
    assert found == layout
    assert samples == [] if text.endswith("[]") else samples[0].keys() == ANA.keys()


def test_the_outline_of_an_object_has_its_own_values_and_those_of_usual_members():
    text = json.dumps({"kind": "x", "data": {"a": 1}, "posts": [{"b": 2}], "n": [1], "o": {}}, indent=1)
    outline = {"kind": "x", "data": {"a": 1}, "posts": [{"b": 2}], "n": None, "o": None}
    assert sample_records(partial(opened, text))[1] == [outline]


def test_a_very_long_member_is_not_in_the_outline(monkeypatch):
    monkeypatch.setattr(json_files, "MAX_SAMPLE_BYTES", 100)
    text = json.dumps({"kind": "x", "data": {"a": "y" * 300_000}}, indent=1)
    assert sample_records(partial(opened, text))[1] == [{"kind": "x", "data": None}]


class TestLines:
    def test_each_line_is_a_record(self):
        assert read(lines(ANA, EVE)) == (["ana", "eve"], {})

    def test_blank_lines_and_line_ends_do_not_matter(self):
        text = "\n" + lines(ANA).replace("\n", "\r\n") + "  \n" + lines(EVE).rstrip("\n")
        assert read(text) == (["ana", "eve"], {})

    @pytest.mark.parametrize(
        ("bad", "reason"),
        [
            (b"{", "not JSON"),
            (b"<html>", "not JSON"),
            (b'{"source": 1, "target": "ben"}', "not a record of this format"),
            (b'{"target": "ben"}', "not a record of this format"),
            (b"[1, 2]", "not a record of this format"),
            (b'{"source": "\xff", "target": "ben"}', "not UTF-8"),
            (b'{"source": "\\ud800", "target": "ben"}', "not JSON"),
            (b'{"x": ' + b"[" * 100_000 + b', "source": "a", "target": "b"}', "nested too deep"),
        ],
    )
    def test_a_bad_line_is_skipped_and_counted_and_the_others_are_read(self, bad, reason):
        text = lines(ANA).encode() + bad + b"\n" + lines(EVE).encode()
        assert read(text, layout="lines") == (["ana", "eve"], {reason: 1})

    def test_the_error_names_file_and_line(self):
        with pytest.raises(ReadError, match=r"'likes.json', line 3: not JSON \(JSON is malformed"):
            read(lines(ANA, EVE) + "x\n" + lines(EVE), bad_lines=0.0)

    def test_the_line_number_counts_blank_lines(self):
        text = (lines(ANA) + "\n") * 20_000 + "x\n" + lines(EVE)
        with pytest.raises(ReadError, match="line 40,001: not JSON"):
            read(text, bad_lines=0.0)

    def test_a_line_that_is_too_long_is_a_bad_line(self, monkeypatch):
        monkeypatch.setattr(streams, "MAX_LINE_BYTES", 1_000)
        found, skipped = read(lines(ANA, ANA | {"x": "x" * 600_000}, EVE), layout="lines")
        assert found == ["ana", "eve"]
        assert list(skipped.values()) == [1]


class TestDocuments:
    @pytest.mark.parametrize("indent", [None, 2])
    def test_the_items_of_a_list_are_records(self, indent):
        assert read(json.dumps([ANA, EVE], indent=indent)) == (["ana", "eve"], {})

    @pytest.mark.parametrize("indent", [None, 2])
    def test_an_object_may_hold_the_list(self, indent):
        text = json.dumps({"type": "x", "box": [ANA, EVE], "more": [ANA]}, indent=indent)
        assert read(text, IN_AN_OBJECT) == (["ana", "eve"], {})

    @pytest.mark.parametrize("indent", [None, 2])
    def test_an_object_may_be_the_record(self, indent):
        assert read(json.dumps(ANA, indent=indent)) == (["ana"], {})

    def test_a_bad_item_is_skipped_and_counted(self):
        text = json.dumps([ANA, 7, {"source": None}, EVE])
        assert read(text) == (["ana", "eve"], {"not a record of this format": 2})

    def test_the_error_names_file_and_item(self):
        with pytest.raises(ReadError, match=r"'likes.json', item 2: not a record of this format"):
            read(json.dumps([ANA, 7]), bad_lines=0.0)

    def test_a_truncated_list_can_be_read_up_to_there(self):
        text = json.dumps([ANA, EVE, ANA])[:-20]
        assert read(text, bad_lines=1.0) == (["ana", "eve"], {"rest of a damaged file": 1})

    def test_a_truncated_list_is_an_error(self):
        with pytest.raises(
            ReadError,
            match=r"'likes.json', after item 2: the rest .*: .*records with bad_lines=1|nobody",
        ):
            read(json.dumps([ANA, EVE, ANA])[:-20], bad_lines=0.5)

    def test_a_missing_comma_in_one_item_loses_that_item_only(self):
        items = [json.dumps(ANA)] * 1_000
        items[100] = '{"source": "ana" "target": "ben"}'
        found, skipped = read("[" + ",\n".join(items) + "]")
        assert (len(found), skipped) == (999, {"not JSON": 1})

    def test_a_number_of_5000_digits_does_no_harm(self):
        items = [json.dumps(ANA)] * 3
        items[1] = '{"source": "ana", "target": "ben", "likes": ' + "9" * 5_000 + "}"
        found, _ = read("[" + ",\n".join(items) + "]")
        assert found == ["ana"] * 3

    def test_an_item_that_is_not_utf_8_is_a_bad_item(self):
        text = json.dumps([ANA, EVE]).encode().replace(b"eve", b"\xff")
        assert read(text) == (["ana"], {"not UTF-8": 1})

    def test_a_broken_object_is_an_error(self):
        text = json.dumps(ANA, indent=2)[:-5]
        with pytest.raises(ReadError, match=r"'likes.json', the whole document: not JSON"):
            read(text, layout="object", bad_lines=0.0)

    @pytest.mark.parametrize("text", ["[" * 100_000, '[{"source": ' * 50_000])
    def test_an_endlessly_nested_document_is_counted(self, text):
        found, skipped = read(text, layout="list", bad_lines=1.0)
        assert (found, sum(skipped.values())) == ([], 1)
