import pytest

from tribus.errors import OptionError, ReadError
from tribus.sources import find_sources


@pytest.fixture
def folder(tmp_path):
    """A folder with files of many kinds, some in folders of their own."""
    for name in (
        "b.csv", "a.csv.gz", "deep/er/c.jsonl", "deep/d.edges", "out.hamster", "nothing", "e.CSV",
        "picture.png", "read.md", "page.html", "README", "readme.txt", "meta.hamster",
        ".hidden.csv", ".git/f.csv", "__MACOSX/g.csv", "~$h.csv", "deep/.DS_Store",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("source,target\nana,ben\n")
    return tmp_path


def test_a_folder_stands_for_its_supported_files_sorted_by_name(folder):
    found, folders = find_sources(folder)
    names = [str(one.path.relative_to(folder)) for one in found]
    assert names == [
        "a.csv.gz", "b.csv", "deep/d.edges", "deep/er/c.jsonl", "e.CSV", "nothing", "out.hamster",
    ]  # fmt: skip
    assert [one.export for one in found] == [None] * 7
    (summary,) = folders
    assert (summary.path, summary.n_files, summary.skipped) == (folder, 13, {"files of other kinds": 6})


def test_a_named_file_is_read_whatever_its_suffix(folder):
    found, folders = find_sources([folder / "read.md", folder / "deep"])
    assert [one.path.name for one in found] == ["read.md", "d.edges", "c.jsonl"]
    assert [summary.skipped for summary in folders] == [{}]


def test_links_in_a_folder_are_not_followed(tmp_path):
    (tmp_path / "secret.csv").write_text("source,target\nana,ben\n")
    (tmp_path / "inside" / "deep").mkdir(parents=True)
    (tmp_path / "inside" / "a.csv").write_text("source,target\nana,ben\n")
    (tmp_path / "inside" / "b.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "inside" / "deep" / "above").symlink_to(tmp_path)
    found, (summary,) = find_sources(tmp_path / "inside")
    assert [one.path.name for one in found] == ["a.csv"]
    assert (summary.n_files, summary.skipped) == (2, {"links": 1})


def test_exports_in_a_folder_are_recognised(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"did": "did:plc:a", "time_us": 1}\n')
    (tmp_path / "b.csv").write_text("source,target\nana,ben\n")
    found, _ = find_sources(tmp_path)
    assert [one.export and one.export.format.name for one in found] == ["jetstream", None]
    found, _ = find_sources(tmp_path, format_name="table")
    assert [one.export for one in found] == [None, None]


def test_a_folder_without_supported_files_is_an_error(tmp_path):
    with pytest.raises(ReadError, match="is an empty folder; put the files of an export or a"):
        find_sources(tmp_path)
    (tmp_path / "a.png").write_text("x")
    with pytest.raises(ReadError, match=r"it holds \['a\.png'\]\. Name a file in it"):
        find_sources(tmp_path)


def test_an_empty_file_in_a_folder_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("")
    with pytest.raises(ReadError, match=r"a\.csv' is empty; was the export cut off"):
        find_sources(tmp_path)


def test_a_file_of_another_format_in_a_folder_is_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("source,target\nana,ben\n")
    with pytest.raises(ReadError, match=r"a\.csv' has no known format"):
        find_sources(tmp_path, format_name="jetstream")


def test_a_value_that_is_no_path_is_an_error():
    with pytest.raises(OptionError, match="path must be the path of a file"):
        find_sources(3)
