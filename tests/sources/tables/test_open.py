import bz2
import errno
import gzip
import lzma
import os
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import tribus as tb
from tribus.errors import OptionError, ReadError
from tribus.sources import streams
from tribus.sources.tables.workshop import Workshop

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TABLE = b"source,target\nana,ben\n007,\n"
ROWS = [("ana", "ben"), ("007", None)]
PACKERS = {".gz": gzip.compress, ".zst": zstd.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
LONG_WINDOW = {
    zstd.CompressionParameter.window_log: 31,
    zstd.CompressionParameter.enable_long_distance_matching: 1,
}


def pack_widely(data):
    """Compress as dumps of whole platforms are, so that it needs 2 GB of window."""
    packer = zstd.ZstdCompressor(options=LONG_WINDOW)
    return packer.compress(data) + packer.flush()


class TestPacked:
    @pytest.mark.parametrize("packer", PACKERS)
    @pytest.mark.parametrize("name", ["a.csv{}", "a.CSV{}", "a.csv", "a", "a{}"])
    def test_a_file_is_inflated_as_its_bytes_say(self, write, see, packer, name):
        assert see(write(name.format(packer), PACKERS[packer](TABLE))).rows == ROWS

    def test_a_name_that_says_packed_does_not_make_it_so(self, write, see):
        assert see(write("a.csv.gz", TABLE)).rows == ROWS

    @pytest.mark.parametrize("packer", [".gz", ".zst"])
    def test_several_packed_pieces_are_one_file(self, write, see, packer):
        pack = PACKERS[packer]
        assert see(write("a.csv", pack(TABLE[:20]) + pack(TABLE[20:]))).rows == ROWS

    def test_a_window_as_long_as_dumps_have_is_read(self, write, see):
        assert see(write("a.csv.zst", pack_widely(TABLE))).rows == ROWS

    @pytest.mark.parametrize("packer", PACKERS)
    @pytest.mark.parametrize(
        "content", [TABLE + b"eve,dan\n" * 50_000, b'{"a": 1}\n' * 50_000], ids=["csv", "json"]
    )
    def test_a_packed_file_that_is_cut_off_is_an_error(self, write, see, packer, content):
        noise = "".join(f"u{i * 7919 % 100_003},v\n" for i in range(50_000)).encode()
        packed = PACKERS[packer](content + noise)
        path = write(f"a.csv{packer}", packed[: len(packed) * 2 // 3])
        with pytest.raises(ReadError, match=r"cannot be inflated: .*; it is cut off or damaged"):
            see(path)

    def test_a_bomb_is_an_error(self, write, see, monkeypatch):
        monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 100_000)
        path = write("a.csv.gz", gzip.compress(b"a,b\n" * 1_000_000))
        with pytest.raises(ReadError, match="inflates to more than 250 times its size"):
            see(path)

    @pytest.mark.parametrize("packer", PACKERS)
    def test_nothing_packed_is_an_empty_file(self, write, see, packer):
        with pytest.raises(ReadError, match="is empty; was the export cut off"):
            see(write(f"a.csv{packer}", PACKERS[packer](b"")))


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("name", ["a.csv", "a.txt"])
    def test_utf_16_with_its_mark_is_read(self, write, see, encoding, name):
        mark = "" if encoding == "utf-16" else "\ufeff"
        text = (mark + "source,target\nñandú,\U0001f600\n").encode(encoding)
        assert see(write(name, text)).rows == [("ñandú", "\U0001f600")]

    def test_utf_16_that_is_cut_off_is_an_error(self, write, see):
        path = write("a.csv", "source,target\nana,ben\n".encode("utf-16")[:-1])
        with pytest.raises(ReadError, match=r"is not text in utf-16: .*truncated"):
            see(path)

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_utf_16_without_its_mark_is_read(self, write, see, encoding):
        path = write("a.csv", TABLE.decode().encode(encoding))
        assert see(path).rows[0] == ("ana", "ben")


class TestParquet:
    @pytest.mark.parametrize("name", ["a.parquet", "a.csv", "a"])
    def test_parquet_keeps_its_types_whatever_its_name(self, tmp_path, see, name):
        pd.DataFrame({"source": ["007"], "target": [7]}).to_parquet(tmp_path / name)
        seen = see(tmp_path / name)
        assert seen.rows == [("007", 7)]
        assert (seen.title, seen.read) == ("Parquet", 1)

    def test_packed_parquet_is_read(self, write, see):
        content = pd.DataFrame({"a": [1]}).to_parquet()
        assert see(write("a.parquet.gz", gzip.compress(content))).rows == [(1,)]

    @pytest.mark.parametrize("keep", [4, 100, -1, -100])
    def test_parquet_that_is_cut_off_is_an_error(self, write, see, keep):
        path = write("a.parquet", pd.DataFrame({"source": range(1000)}).to_parquet()[:keep])
        with pytest.raises(ReadError, match=r"a\.parquet' cannot be read: .*Fix the file or export it"):
            see(path)


class TestWhichFile:
    @pytest.mark.parametrize("name", ["a[1].csv", "a*.csv", "a?.csv", "a'b.csv", "a b.csv", "ñ 漢.csv"])
    def test_every_name_means_the_file_of_that_name(self, write, see, name):
        for other in ("a1.csv", "ab.csv", "axx.csv"):
            write(other, "source,target\nnot,this\n")
        assert see(write(name, TABLE)).rows == ROWS

    @pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
    def test_a_bracket_in_a_name_is_no_pattern_in_any_format(self, tmp_path, see, ending):
        for name, value in (("a[1]", 1), ("a1", 2)):
            path, frame = tmp_path / f"{name}{ending}", pd.DataFrame({"a": [value]})
            if ending == ".parquet":
                frame.to_parquet(path)
            else:
                frame.to_json(path, orient="records", lines=True)
        assert see(tmp_path / f"a[1]{ending}").rows == [(1,)]

    def test_a_path_may_be_text(self, write, see):
        assert see(str(write("a.csv", TABLE))).rows == ROWS

    def test_a_missing_file_is_an_error_that_offers_a_near_name(self, write, see):
        path = write("follows.csv", TABLE)
        with pytest.raises(ReadError, match=r"no file '.*folows.csv' - did you mean 'follows\.csv'\?"):
            see(path.with_name("folows.csv"))

    def test_a_folder_is_an_error(self, tmp_path, see):
        with pytest.raises(ReadError, match="is a folder; name a file in it"):
            see(tmp_path)

    @pytest.mark.parametrize("content", [b"", b"\n\n", b" \r\n", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.jsonl", "a"])
    def test_an_empty_file_is_an_error(self, write, see, name, content):
        path = write(name, content)
        with pytest.raises(ReadError, match="is empty; was the export cut off"):
            see(path)

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"PK\x03\x04\x14\x00", "is a zip archive.*Unpack it"),
            (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "is a web page, not a table"),
            (b"\xef\xbb\xbf\n <HTML>", "is a web page, not a table"),
            (b"%PDF-1.7\n", "is a PDF, not a table"),
            (b"SQLite format 3\x00" + bytes(100), "is a database, not a table. Export its table"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Excel or Access file.* as CSV"),
            (b"7z\xbc\xaf\x27\x1c", "is a 7z archive"),
            (b"Rar!\x1a\x07\x01\x00", "is a rar archive"),
            (bytes(range(256)) + bytes(100), "is neither text nor Parquet, whatever its name says"),
        ],
    )
    @pytest.mark.parametrize("name", ["a.csv", "a.json", "a.parquet", "a.gexf"])
    def test_what_is_no_table_is_an_error_that_says_what_it_is(self, write, see, name, content, message):
        path = write(name, content)
        with pytest.raises(ReadError, match=message):
            see(path)

    @pytest.mark.parametrize("path", [None, 3, ["a.csv"], b"a.csv"])
    def test_what_is_no_path_is_an_error(self, see, path):
        with pytest.raises(OptionError, match="path must be the path of a file, got "):
            see(path)


def test_the_error_of_a_damaged_file_is_one_line_of_bounded_length(write, see):
    def fail(_):
        raise duckdb.Error("bad\n\x1b[31m" + "x" * 10_000 + "\n" + "line\n" * 1000)

    with pytest.raises(ReadError, match="cannot be read: bad") as caught:
        see(write("a.csv.gz", gzip.compress(TABLE)), on_read=fail)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 900


def test_a_full_disk_is_no_fault_of_the_file(write, see, monkeypatch):
    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Workshop, "copy", fail)
    with pytest.raises(
        OptionError, match=r"too little room for a copy of .*set_memory_limit\('8GB', fol"
    ):
        see(write("a.csv.gz", gzip.compress(TABLE)))


def test_the_error_of_a_damaged_file_names_the_file_and_no_copy(write, see):
    path = write("a.parquet.gz", gzip.compress(b"PAR1 and so on"))
    with pytest.raises(ReadError, match=r"a\.parquet\.gz' cannot be read: ") as caught:
        see(path)
    assert "copy_" not in str(caught.value)


def test_a_parquet_file_with_a_column_name_that_is_not_utf8_is_an_error(tmp_path):
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"source": ["ana"], "target": ["ben"], "año": ["x"]}), path)
    path.write_bytes(path.read_bytes().replace("ñ".encode(), b"\xff\xfe"))
    with pytest.raises(
        ReadError, match=r"a\.parquet' cannot be read: the name of a column is not UTF-8"
    ):
        tb.read_events(path, kind="reply")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_file_name_that_is_not_utf8_is_an_error_with_the_remedy(tmp_path):
    path = os.fsencode(tmp_path / "n") + b"\xff.csv"
    Path(os.fsdecode(path)).write_text("source,target,kind\nana,ben,reply\n")
    with pytest.raises(ReadError, match=r"is not UTF-8\. Rename it"):
        tb.read_events(os.fsdecode(path))
