from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tribus.errors import OptionError, ReadError
from tribus.reading import read_events
from tribus.sources.formats import FORMATS, recognise

COMMIT = {
    "did": "did:plc:ana", "time_us": 1, "kind": "commit",
    "commit": {"operation": "delete", "collection": "app.bsky.feed.like", "rkey": "1"},
}  # fmt: skip
LINES = (json.dumps(COMMIT) + "\n").encode()


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path."""

    def write_file(name, data):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write_file


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "noending"])
def test_a_file_is_recognised_by_content_whatever_its_name(write, name):
    assert recognise(write(name, LINES)).format is FORMATS["jetstream"]


def test_a_damaged_first_line_does_not_hide_the_format(write):
    assert recognise(write("a.jsonl", LINES[50:] + LINES)).format is FORMATS["jetstream"]


@pytest.mark.parametrize("data", [b"from,to\nana,ben\n", b'{"from": "ana", "to": "ben"}\n', b"\n", b"["])
def test_a_file_that_is_no_export_may_be_a_table(write, data):
    assert recognise(write("a.csv", data)) is None


def test_json_in_utf_16_is_an_error_with_its_cause(write):
    for encoding in ("utf-16", "utf-16-be"):
        mark = "" if encoding == "utf-16" else "\ufeff"
        path = write("a.jsonl", (mark + LINES.decode()).encode(encoding))
        with pytest.raises(
            ReadError, match="is JSON in UTF-16, as PowerShell writes with >; save it as"
        ):
            recognise(path)


def test_the_caller_can_declare_a_table(write):
    assert recognise(write("a.jsonl", LINES), format_name="table") is None


def test_a_file_of_another_format_is_an_error_that_names_its_format(write):
    other = next(name for name in FORMATS if name != "jetstream")
    with pytest.raises(ReadError, match=r"a.jsonl' is Bluesky Jetstream \(format='jetstream'\), not"):
        recognise(write("a.jsonl", LINES), format_name=other)
    with pytest.raises(ReadError, match="has no known format, not Bluesky Jetstream"):
        recognise(write("a.csv", b"from,to\n"), format_name="jetstream")


def test_an_unknown_format_is_an_error_that_offers_the_nearest(write):
    with pytest.raises(OptionError, match="did you mean 'jetstream'"):
        recognise(write("a.jsonl", LINES), format_name="jetstreams")


@pytest.mark.parametrize(
    ("inside", "said"),
    [("photos/cat.jpg", r"holds \['cat.jpg'\]"), ("inner.zip", "another archive, 'inner.zip'")],
)
def test_an_unknown_archive_is_an_error_that_lists_its_files(tmp_path, inside, said):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(inside, "x")
    with pytest.raises(ReadError, match=f"a.zip' is no known export; it holds? .*{said[6:]}"):
        recognise(tmp_path / "a.zip")


def test_a_folder_without_an_export_gives_none(tmp_path, write):
    write("a.jsonl", LINES)
    assert recognise(tmp_path) is None


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_documented(name):
    page = Path(__file__).parents[2] / "docs" / "sources.md"
    assert f"`{name}`" in page.read_text()
    assert f'`"{name}"`' in read_events.__doc__


def test_every_format_has_a_name_and_a_title():
    for name, format_ in FORMATS.items():
        assert name == format_.name == name.lower()
        assert format_.title != name
        assert format_.platform
