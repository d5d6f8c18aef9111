from __future__ import annotations

import gzip

import duckdb
import pandas as pd
import pytest

from tribus.errors import OptionError, ReadError
from tribus.sources import damaged, open_table

DATABASE = duckdb.connect()
TABLE = "source,target\nana,ben\n007,\n"


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path."""

    def write_file(name, content):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write_file


def rows_of(path):
    return open_table(path, DATABASE).fetchall()


def names_of(path):
    return open_table(path, DATABASE).columns


class TestCsv:
    @pytest.mark.parametrize("ending", [".csv", ".CSV", ".tsv", ".txt", ".v2.csv"])
    @pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
    def test_the_header_tells_the_delimiter_whatever_the_ending(self, write, ending, delimiter):
        path = write(f"a{ending}", TABLE.replace(",", delimiter))
        assert rows_of(path) == [("ana", "ben"), ("007", None)]

    @pytest.mark.parametrize("ending", [".csv.gz", ".CSV.GZ"])
    def test_a_compressed_file_is_read_as_it_is(self, write, ending):
        assert rows_of(write(f"a{ending}", gzip.compress(TABLE.encode()))) == rows_of(
            write("a.csv", TABLE)
        )

    @pytest.mark.parametrize(
        "content",
        [
            "\ufeff" + TABLE,
            TABLE.replace("\n", "\r\n"),
            TABLE.rstrip("\n"),
            TABLE + "\n",
            TABLE.replace("\n", "\r\n") + "\r\n\r\n",
            TABLE.replace("\n007", "\n\n007"),
            TABLE.replace("007", '"007"'),
        ],
        ids=["byte order mark", "CRLF", "no end", "blank end", "blank ends", "blank between", "quoted"],
    )
    def test_how_a_line_begins_and_ends_does_not_matter(self, write, content):
        assert rows_of(write("a.csv", content)) == [("ana", "ben"), ("007", None)]

    def test_quoted_fields_hold_delimiters_newlines_and_quotes(self, write):
        path = write("a.csv", 'source,target\n"a,b\nc","say ""hi"""\n')
        assert rows_of(path) == [("a,b\nc", 'say "hi"')]

    def test_rows_keep_their_order(self, write):
        lines = "".join(f'u{i},"a\nb"\n' if i % 97 == 0 else f"u{i},x\n" for i in range(200_000))
        rows = open_table(write("a.csv", f"source,target\n{lines}"), DATABASE)
        misplaced = rows.project("row_number() OVER () - 1 AS place, source").filter(
            "source != 'u' || place"
        )
        assert misplaced.fetchall() == []
        assert rows.aggregate("count(*)").fetchall() == [(200_000,)]

    def test_headers_may_be_quoted_repeated_empty_or_numbered(self, write):
        path = write("a.csv", '"a,b",,A,a,a_2\n1,2,3,4,5\n')
        assert names_of(path) == ["a,b", "column_1", "A", "a_2", "a_2_2"]
        assert rows_of(path) == [("1", "2", "3", "4", "5")]

    def test_a_file_of_nothing_but_a_header_has_no_rows(self, write):
        assert rows_of(write("a.csv", "source,target\n")) == []

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ('a,b\n1,2\n3,"4\n5,6\n', "a.csv' cannot be read: .*Line: 3 .*quote"),
            ('a,b\n1,2\n3,"4"x\n5,6\n', "Line: 3 .*quote"),
            ("a,b\n1,2\n3\n", "Line: 3 .*Expected Number of Columns: 2 Found: 1"),
            ("a,b\n1,2\n3,4,5\n", "Line: 3 .*Expected Number of Columns: 2 Found: 3"),
            (b"a,b\n1,2\n\xff,3\n", "Line: 3 .*not utf-8"),
            (b"a,b\xff\n1,2\n", "it is not UTF-8 .*Export it as UTF-8"),
            ("a,b\n1,2\n".encode("utf-16"), "it is not UTF-8"),
            ("\na,b\n1,2\n", "starts with an empty line; its first line must name the columns"),
            ("a,b\n1," + "x" * 3_000_000, "Line: 2 .*Maximum line size"),
            ('a,"b\n', "cannot be read: unexpected end of data"),
            ("x" * 1_000_002, "has a first line of over 1,000,000 bytes; is it a table"),
        ],
        ids=str,
    )
    def test_a_damaged_file_is_an_error_that_says_where(self, write, content, message):
        path = write("a.csv", content)
        with pytest.raises(ReadError, match=message):
            rows_of(path)

    @pytest.mark.parametrize("broken", ['a,"b\n', "a\n", "a,b,c\n"])
    def test_damage_far_down_is_found_when_the_rows_are_read(self, write, broken):
        rows = open_table(write("a.csv", "x,y\n" + "a,b\n" * 100_000 + broken), DATABASE)
        with pytest.raises(duckdb.Error, match="Line: 100002"):
            rows.aggregate("count(*), max(x)").fetchall()

    def test_the_message_leaves_out_the_readers_own_options(self, write):
        path = write("a.csv", "a,b\n1,2\n3\n")
        with pytest.raises(ReadError, match=r"Found: 1\. Mend the file or export it again$") as caught:
            rows_of(path)
        assert "strict_mode" not in str(caught.value)


class TestOthers:
    def test_parquet_keeps_its_types(self, tmp_path):
        path = tmp_path / "a.parquet"
        times = pd.to_datetime(["2018-10-10T20:19:24Z"]).as_unit("ns")
        pd.DataFrame({"source": ["007"], "target": [7], "at": times}).to_parquet(path)
        rows = open_table(path, DATABASE)
        assert rows.project("source, target").fetchall() == [("007", 7)]

    @pytest.mark.parametrize("keep", [4, 100, -1, -100])
    def test_a_truncated_parquet_file_is_an_error(self, tmp_path, keep):
        path = tmp_path / "a.parquet"
        pd.DataFrame({"source": range(1000)}).to_parquet(path)
        path.write_bytes(path.read_bytes()[:keep])
        with pytest.raises(ReadError, match=r"a\.parquet' cannot be read: .*Mend the file or export it"):
            rows_of(path)

    @pytest.mark.parametrize("ending", [".jsonl", ".ndjson", ".jsonl.gz", ".JSONL.GZ"])
    def test_json_lines_keep_integers_and_text_apart(self, write, ending):
        lines = b'{"a": 9007199254740993, "b": "007"}\n{"b": "8", "a": null}\n\n'
        content = gzip.compress(lines) if ending.lower().endswith(".gz") else lines
        assert rows_of(write(f"a{ending}", content)) == [(9_007_199_254_740_993, "007"), (None, "8")]

    @pytest.mark.parametrize(
        "text",
        ["2018-10-10", "2018-10-10T20:19:24Z", "20:19:24", "550E8400-E29B-41D4-A716-446655440000", "12"],
    )
    def test_text_in_json_stays_the_text_it_is(self, write, text):
        assert rows_of(write("a.jsonl", f'{{"a": "{text}"}}\n')) == [(text,)]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ('{"a": 1}\n{"a":\n', "Malformed JSON .* in line 2: unexpected end of data"),
            ('\n\n{"a": 1}\n{"a":}\n{"a": 2}\n', "Malformed JSON .* in line 4: unexpected character"),
            ('{"a": "\\ud800"}\n', "in line 1: no low surrogate"),
            (b'{"a": "\xff"}\n', "invalid UTF-8"),
            ("[1, 2]\n", r"must hold one \{...\} a line"),
            ('[{"a": 1}]', r"must hold one \{...\} a line"),
        ],
    )
    def test_damaged_json_is_an_error_that_says_why(self, write, content, message):
        path = write("a.jsonl", content)
        with pytest.raises(ReadError, match=message):
            rows_of(path)

    def test_damage_far_down_in_json_is_told_by_its_line(self, write):
        path = write("a.jsonl.gz", gzip.compress(b'{"a": 1}\n' * 50_000 + b'{"a"\n{"a": 1}\n'))
        with pytest.raises(ReadError, match="in line 50001: "):
            rows_of(path)


class TestWhichFile:
    @pytest.mark.parametrize("name", ["a[1].csv", "a*.csv", "a?.csv", "a'b.csv", "a b.csv", "ñ 漢.csv"])
    def test_every_name_means_the_file_of_that_name(self, write, name):
        for other in ("a1.csv", "ab.csv", "axx.csv"):
            write(other, "source,target\nnot,this\n")
        assert rows_of(write(name, TABLE)) == [("ana", "ben"), ("007", None)]

    @pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
    def test_a_bracket_in_a_name_is_no_pattern_in_any_format(self, tmp_path, ending):
        for name, value in (("a[1]", 1), ("a1", 2)):
            path, frame = tmp_path / f"{name}{ending}", pd.DataFrame({"a": [value]})
            if ending == ".parquet":
                frame.to_parquet(path)
            else:
                frame.to_json(path, orient="records", lines=True)
        assert rows_of(tmp_path / f"a[1]{ending}") == [(1,)]

    def test_a_path_may_be_text(self, write):
        assert len(rows_of(str(write("a.csv", TABLE)))) == 2

    def test_a_missing_file_is_an_error_that_offers_a_near_name(self, write):
        path = write("follows.csv", TABLE)
        with pytest.raises(ReadError, match=r"no file '.*folows.csv' - did you mean 'follows\.csv'\?"):
            rows_of(path.with_name("folows.csv"))

    def test_a_missing_folder_is_an_error_too(self, tmp_path):
        with pytest.raises(ReadError, match=r"no file .*; check the path"):
            rows_of(tmp_path / "no" / "a.csv")

    def test_a_folder_is_an_error_that_says_what_to_do(self, tmp_path):
        with pytest.raises(ReadError, match=r"is a folder; .*Events\.concat"):
            rows_of(tmp_path)

    @pytest.mark.parametrize("name", ["a.xlsx", "a", "a.gz", "a.csv.zip", "a.json"])
    def test_an_unknown_ending_is_an_error_that_lists_the_known(self, write, name):
        path = write(name, TABLE)
        with pytest.raises(ReadError, match=r"does not end in one of \.csv, .*\.parquet, \.jsonl"):
            rows_of(path)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.csv", b""),
            ("a.parquet", b""),
            ("a.jsonl", b""),
            ("a.csv.gz", gzip.compress(b"", mtime=0)),
        ],
    )
    def test_an_empty_file_is_an_error(self, write, name, content):
        path = write(name, content)
        with pytest.raises(ReadError, match="is empty; was the export cut off"):
            rows_of(path)

    @pytest.mark.parametrize(
        "content",
        [b"hello", gzip.compress(TABLE.encode() * 5_000, mtime=0)[:-40]],
        ids=["none", "truncated"],
    )
    @pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz"])
    def test_bad_gzip_is_an_error(self, write, name, content):
        path = write(name, content)
        with pytest.raises(ReadError, match=f"{name}' cannot be read: "):
            open_table(path, DATABASE).fetchall()

    @pytest.mark.parametrize("path", [None, 3, ["a.csv"], b"a.csv"])
    def test_what_is_no_path_is_an_error(self, path):
        with pytest.raises(OptionError, match="path must be the path of a file, got "):
            rows_of(path)


def test_the_error_of_a_damaged_file_is_one_line_of_bounded_length():
    said = str(damaged("a.csv", duckdb.Error("bad\n\x1b[31m" + "x" * 10_000 + "\n" + "line\n" * 1000)))
    assert said.isprintable()
    assert len(said) < 700


def test_an_error_that_is_ours_already_stays_as_it_is():
    ours = ReadError("said before")
    assert damaged("a.csv", ours) is ours
