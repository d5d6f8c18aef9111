from __future__ import annotations

import gzip
import json
import os

import pytest

import tribus as tb
from tests.fuzz.seeds import EXPORT, JETSTREAM, SEEDS
from tests.fuzz.writing import write_lines, write_member, write_rows
from tests.sources.hostile.files import COMPRESSORS, OF_NAME
from tribus.errors import ReadError, TribusError
from tribus.sources import streams


class TestBombs:
    @pytest.mark.parametrize("ending", COMPRESSORS)
    def test_a_bomb_is_abandoned_at_the_limit(self, ending, read_rows, monkeypatch):
        monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 1_000_000)
        monkeypatch.setattr(streams, "MAX_INFLATION_RATIO", 10)
        bomb = COMPRESSORS[ending](write_lines(JETSTREAM) + b"\n" * 30_000_000)
        with pytest.raises(
            ReadError, match=r"bomb' inflates to more than 10 times its size, as no export does"
        ):
            read_rows("bomb", bomb)

    def test_a_file_compressed_many_times_is_inflated_once(self, read):
        with pytest.raises(TribusError, match=r"posts\.jsonl\.gz"):
            read("posts.jsonl.gz", gzip.compress(gzip.compress(gzip.compress(write_lines(JETSTREAM)))))


GEXF = """<?xml version="1.0"?><!DOCTYPE gexf [{entities}]><gexf xmlns="http://gexf.net/1.3"><graph><nodes>
<node id="a" label="&x;"/></nodes><edges><edge source="a" target="b"/></edges></graph></gexf>"""
GRAPHML = """<?xml version="1.0"?><!DOCTYPE graphml [{entities}]>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">
<node id="&x;"/><edge source="a" target="b"/></graph></graphml>"""
LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{"".join([f"&{before};"] * 50)}">'
    for before, name in zip("abcdefgh", "bcdefghx", strict=True)
)
OUTSIDE = '<!ENTITY x SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    "entities", [LAUGHS, OUTSIDE, '<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;']
)
@pytest.mark.parametrize(("name", "text"), [("net.gexf", GEXF), ("net.graphml", GRAPHML)])
def test_no_entity_of_xml_is_expanded(name, text, entities, read):
    with pytest.raises(ReadError, match=rf"{name}'"):
        read(name, text.format(entities=entities).encode())


class TestValues:
    @pytest.mark.parametrize(
        "number", ["1e400", "-1e400", "9" * 500, "1.5", str(2**63), "-1", str(2**53 + 1)]
    )
    def test_numbers_out_of_range_are_bad_lines_or_missing_times(self, number, read):
        line = write_lines(JETSTREAM[:1]).replace(b"1714557600000000", number.encode())
        events = read("jetstream.jsonl", line + write_lines(JETSTREAM[1:]))
        reading = events.reading[0]
        assert reading.read == reading.kept + sum(reading.skipped.values()) == len(JETSTREAM)

    def test_one_value_of_a_repeated_name_counts(self, read_rows, clean):
        twice = write_lines(JETSTREAM).replace(b'{"did":', b'{"did": "did:plc:nobody", "did":')
        assert read_rows("jetstream.jsonl", twice) == clean("jetstream.jsonl")

    @pytest.mark.parametrize("mark", ["\0", "\u202e", "\x1b[31m", "\n", "=1+1", "<script>"])
    def test_control_marks_in_ids_are_kept_and_not_shown(self, mark, read):
        ana = f"did:plc:{mark}ana"
        lines = json.loads(json.dumps(JETSTREAM).replace("did:plc:ana", json.dumps(ana)[1:-1]))
        events = read("jetstream.jsonl", write_lines(lines))
        assert ana in events.ids.to_pylist()
        assert repr(events).isprintable()

    def test_a_line_in_latin_1_in_a_table_is_an_error_that_names_it(self, read):
        rows = write_rows(OF_NAME["rows.csv"].data) + "cañas,ana,like,,1\n".encode("latin-1")
        with pytest.raises(ReadError, match=r"rows\.csv'.*not UTF-8"):
            read("rows.csv", rows, bad_lines=0.0)


class TestPlaces:
    def test_a_pipe_is_an_error_at_once(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ReadError, match="pipe' is neither a file nor a folder; copy"):
            tb.read_events(tmp_path / "pipe")

    def test_a_device_is_an_error(self):
        with pytest.raises(ReadError, match="zero' is neither a file nor a folder"):
            tb.read_events("/dev/zero")

    def test_a_pipe_and_a_broken_link_in_a_folder_are_skipped(self, tmp_path):
        for name, value in EXPORT.items():
            (tmp_path / name).write_bytes(write_member(name, value))
        expected = tb.read_events(tmp_path, **SEEDS[0].read_options)
        os.mkfifo(tmp_path / "likes.js")
        (tmp_path / "bookmarks.js").symlink_to(tmp_path / "nowhere")
        assert tb.read_events(tmp_path, **SEEDS[0].read_options) == expected

    def test_a_file_name_cannot_control_a_terminal(self, tmp_path):
        path = tmp_path / "a\x1b[31m\n\u202e.json"
        path.write_bytes(OF_NAME["outbox.json"].content)
        events = tb.read_events(path, **SEEDS[0].read_options)
        assert str(events.reading[0]).isprintable()
        path.write_bytes(b"nothing")
        with pytest.raises(TribusError, match=r"a\\x1b\[31m\\n\\u202e\.json") as error:
            tb.read_events(path)
        assert str(error.value).isprintable()
