from __future__ import annotations

import bz2
import gzip
import io
import lzma
from functools import partial

import pytest
from backports import zstd

from tribus.errors import ReadError
from tribus.sources import streams
from tribus.sources.streams import READ_BLOCK_BYTES, Stream, read_head

TEXT = b"".join(b'{"line": %d, "of": "many"}\n' % number for number in range(40_000))  # several blocks
CHECKED = {zstd.CompressionParameter.checksum_flag: 1}  # as the command zstd does, unlike the library
COMPRESSED = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zstd": partial(zstd.compress, options=CHECKED),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}


def stream_of(data, on_read=None):
    return Stream(io.BytesIO(data), "posts.jsonl", len(data), on_read)


def lines_of(data):
    too_long = []
    found = list(stream_of(data).lines(too_long.append))
    return found, too_long


def whole(stream):
    parts = []
    while data := stream.read(1_000):
        parts.append(data)
    return b"".join(parts)


class TestInflating:
    @pytest.mark.parametrize("compress", COMPRESSED.values(), ids=COMPRESSED)
    def test_a_file_is_inflated_by_its_content(self, compress):
        assert whole(stream_of(compress(TEXT))) == TEXT

    @pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
    def test_concatenated_parts_are_one_file(self, compress):
        assert whole(stream_of(compress(TEXT) + compress(b"more"))) == TEXT + b"more"

    @pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
    @pytest.mark.parametrize("after", [b"garbage", b"\x00\x00x"])
    def test_bytes_after_a_compressed_part_do_not_end_a_file_in_silence(self, compress, after):
        damaged = compress(b"one\n") + after + compress(b"two\n")
        with pytest.raises(ReadError, match=r"cannot be inflated: .*cut off or damaged"):
            stream_of(damaged).readall()

    @pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
    def test_zeros_between_and_after_compressed_parts_are_padding(self, compress):
        padded = compress(b"one\n") + b"\0" * 8 + compress(b"two\n") + b"\0" * 300_000
        assert stream_of(padded).readall() == b"one\ntwo\n"

    def test_dumps_with_the_longest_windows_are_read(self):
        options = {
            zstd.CompressionParameter.window_log: 31,
            zstd.CompressionParameter.enable_long_distance_matching: 1,
        }
        assert whole(stream_of(zstd.compress(TEXT, options=options))) == TEXT

    @pytest.mark.parametrize("name", ["gzip", "zstd", "bzip2", "xz"])
    def test_a_file_that_was_cut_off_is_an_error(self, name):
        data = COMPRESSED[name](TEXT)
        with pytest.raises(ReadError, match=r"'posts.jsonl' cannot be inflated: .* cut off or damaged"):
            whole(stream_of(data[: len(data) // 2]))

    @pytest.mark.parametrize("name", ["gzip", "zstd", "bzip2", "xz"])
    def test_a_damaged_file_is_an_error(self, name):
        data = bytearray(COMPRESSED[name](TEXT))
        data[len(data) // 2] ^= 0xFF
        with pytest.raises(ReadError, match="cannot be inflated"):
            whole(stream_of(bytes(data)))

    @pytest.mark.parametrize("name", ["gzip", "zstd", "bzip2", "xz"])
    def test_a_bomb_is_abandoned_at_the_limit(self, name, monkeypatch):
        monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 1_000_000)
        monkeypatch.setattr(streams, "MAX_INFLATION_RATIO", 20)
        bomb = COMPRESSED[name](bytes(10_000_000))
        parts = iter(partial(stream_of(bomb).read, READ_BLOCK_BYTES), b"")
        read = []
        with pytest.raises(
            ReadError, match="inflates to more than 20 times its size, as no export does"
        ):
            read.extend(map(len, parts))
        assert sum(read) <= max(1_000_000, 20 * len(bomb))

    @pytest.mark.parametrize("compress", COMPRESSED.values(), ids=COMPRESSED)
    def test_a_byte_order_mark_is_left_out(self, compress):
        assert whole(stream_of(compress(b"\xef\xbb\xbf" + TEXT))) == TEXT

    def test_a_byte_order_mark_alone_is_empty(self):
        assert whole(stream_of(b"\xef\xbb\xbf")) == b""

    @pytest.mark.parametrize("size", [1, 2, 3, 4])
    def test_small_reads_return_the_same_bytes(self, size):
        stream = stream_of(b"\xef\xbb\xbfhola")
        assert b"".join(iter(lambda: stream.read(size), b"")) == b"hola"

    def test_the_number_of_bytes_read_is_reported(self):
        reported = []
        data = gzip.compress(TEXT)
        whole(stream_of(data, reported.append))
        assert reported == sorted(reported)
        assert reported[-1] == len(data)

    def test_a_document_is_read_whole_up_to_a_limit(self, monkeypatch):
        assert stream_of(TEXT).readall() == TEXT
        monkeypatch.setattr(streams, "MAX_LINE_BYTES", 1_000)
        with pytest.raises(ReadError, match="is one document of over 1,000 bytes"):
            stream_of(TEXT).readall()

    def test_the_head_is_shorter_only_if_the_file_is(self):
        assert read_head(stream_of(gzip.compress(TEXT)), 700_000) == TEXT[:700_000]
        assert read_head(stream_of(b"hola"), 10) == b"hola"

    @pytest.mark.parametrize(
        ("text", "rest"),
        [
            (b"window.list = [1]", b"[1]"),
            (b"window.it = {1: [2]}", b"{1: [2]}"),
            (b"[1]", b"[1]"),
            (b"nothing of the kind", b"nothing of the kind"),
            (b"-" * 100 + b"[1]", b"-" * 100 + b"[1]"),
            (b"", b""),
        ],
    )
    def test_bytes_before_a_near_mark_are_skipped(self, text, rest):
        stream = stream_of(text + b" " * READ_BLOCK_BYTES)
        stream.skip_to(b"[{", within=100)
        assert whole(stream).rstrip() == rest


class TestLines:
    def test_blocks_have_whole_lines_and_their_numbers(self):
        found, too_long = lines_of(TEXT)
        assert b"".join(block for _, block in found) == TEXT
        assert len(found) > 1
        for first, block in found:
            assert block.startswith(b'{"line": %d,' % (first - 1))
            assert block.endswith(b"\n")
        assert not too_long

    def test_the_last_line_needs_no_line_end(self):
        assert lines_of(b"a\nb")[0] == [(1, b"a\n"), (2, b"b")]

    def test_a_line_may_be_longer_than_a_block(self):
        long = b"x" * (3 * READ_BLOCK_BYTES)
        found, too_long = lines_of(b"a\n" + long + b"\nb\n")
        assert b"".join(block for _, block in found) == b"a\n" + long + b"\nb\n"
        assert not too_long

    @pytest.mark.parametrize("end", [b"\nlast\n", b"\nlast", b"\n", b""])
    def test_a_line_that_is_too_long_is_skipped_and_reported(self, end, monkeypatch):
        monkeypatch.setattr(streams, "MAX_LINE_BYTES", READ_BLOCK_BYTES)
        found, too_long = lines_of(b"a\nb\n" + b"x" * (5 * READ_BLOCK_BYTES + 17) + end)
        assert too_long == [3]
        assert [line for _, block in found for line in block.split()] == [b"a", b"b", *end.split()]
        if end.strip():
            assert found[-1].first == 4

    def test_an_empty_file_has_no_lines(self):
        assert lines_of(b"") == ([], [])
