from __future__ import annotations

import json

import pytest

from tests.fuzz.check import try_file
from tests.fuzz.mutations import nest
from tests.fuzz.seeds import SEEDS
from tests.sources.hostile.files import (
    COMPRESSORS,
    FILES,
    LINES,
    TEXTS,
    each,
    in_spanish,
)
from tribus.errors import ReadError, TribusError
from tribus.sources import streams


@each(FILES)
def test_a_compressed_file_gives_the_same_rows(seed, read_rows, clean):
    for compress in COMPRESSORS.values():
        assert read_rows(seed.name, compress(seed.content)) == clean(seed.name)


@each(TEXTS)
def test_a_byte_order_mark_and_line_ends_do_not_matter(seed, read_rows, clean):
    assert read_rows(seed.name, b"\xef\xbb\xbf" + seed.content) == clean(seed.name)
    assert read_rows(seed.name, seed.content.replace(b"\n", b"\r\n")) == clean(seed.name)


@each(FILES)
def test_the_suffix_of_a_file_does_not_matter(seed, read_rows, clean):
    for ending in (".csv", ".parquet", ".zip", ".gz", ""):
        assert read_rows(seed.name.partition(".")[0] + ending, seed.content) == clean(seed.name)


@each(LINES)
def test_the_lines_before_a_truncated_line_are_read(seed, read_rows, clean):
    last = len(seed.content.splitlines()[-1])
    result = read_rows(seed.name, seed.content[: -last // 2])
    assert result.rows.skipped["not JSON"] == 1
    assert set(result.acts) <= set(clean(seed.name).acts)
    with pytest.raises(ReadError, match=rf"{seed.name}', line \d+: not JSON"):
        read_rows(seed.name, seed.content[: -last // 2], bad_lines=0.0)


@each(SEEDS)
def test_a_truncated_file_is_read_or_an_error_of_tribus(seed, tmp_path):
    path = tmp_path / seed.name
    for share in (0.3, 0.9):
        path.write_bytes(seed.content[: int(len(seed.content) * share)])
        assert try_file(path, seed.read_options, whole=True) is None


@each(FILES)
def test_a_truncated_compressed_file_is_an_error(seed, read_rows):
    for compress in COMPRESSORS.values():
        cut = compress(seed.content * (30 if seed in LINES else 1))[:-20]
        with pytest.raises(ReadError, match=rf"{seed.name}' cannot be inflated: .* cut off or damaged"):
            read_rows(seed.name, cut)


@each(LINES)
def test_a_line_of_another_encoding_is_skipped_and_the_others_are_read(seed, read_rows, clean):
    bad = json.dumps(in_spanish(seed.data[0]), ensure_ascii=False).encode("latin-1")
    result = read_rows(seed.name, seed.content + bad + b"\n")
    assert result.rows.skipped["not UTF-8"] == 1
    assert result == clean(seed.name)


@each(LINES)
def test_a_lone_surrogate_is_a_bad_line(seed, read_rows, clean):
    result = read_rows(seed.name, seed.content + b'{"x": "\\ud800"}\n')
    assert result.rows.read == clean(seed.name).rows.read + 1
    assert result == clean(seed.name)


@each(LINES)
def test_endlessly_nested_lines_are_skipped(seed, read_rows, clean):
    deep = b'{"x": ' * 100_000 + b"\n" + b"[" * 100_000 + b"\n" + json.dumps(nest(900)).encode() + b"\n"
    result = read_rows(seed.name, seed.content + deep)
    assert result.rows.read == clean(seed.name).rows.read + 3
    assert result == clean(seed.name)


@each(LINES)
def test_a_huge_line_is_skipped_and_not_held(seed, read_rows, clean, monkeypatch):
    monkeypatch.setattr(streams, "MAX_LINE_BYTES", 100_000)
    long = b'{"x": "' + b"y" * 2_000_000 + b'"}\n'
    result = read_rows(seed.name, seed.content + long + seed.content)
    assert [reason for reason in result.rows.skipped if reason.startswith("longer than")]
    assert set(result) == set(clean(seed.name))


@each(TEXTS)
def test_utf_16_is_an_error_that_names_the_file_or_its_columns(seed, read):
    with pytest.raises(TribusError, match=rf"{seed.name}'|column"):
        read(seed.name, seed.content.decode().encode("utf-16"), bad_lines=0.0)


@each(SEEDS)
def test_an_empty_file_is_an_error_that_names_it(seed, read):
    with pytest.raises(ReadError, match=rf"{seed.name}' is empty"):
        read(seed.name, b"")


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_an_empty_compressed_file_is_an_error_that_names_it(ending, read):
    with pytest.raises(TribusError, match=rf"posts\.jsonl\.{ending}"):
        read(f"posts.jsonl.{ending}", COMPRESSORS[ending](b""))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet", "a.zip", "a.txt", "a.gexf", "a"])
def test_a_file_of_no_format_is_an_error_that_names_it(name, read):
    for content in (b"\0" * 5_000, bytes(range(256)) * 40, b"\xff" * 5_000, b"\n" * 5_000):
        with pytest.raises(TribusError, match=rf"{name}'|no column looks like the source"):
            read(name, content)
