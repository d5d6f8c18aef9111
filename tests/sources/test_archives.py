from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from tribus.errors import ReadError
from tribus.sources.archives import open_archive

FILES = {"data/likes.js": b"[1, 2]", "data/media/one.jpg": b"\xff\xd8", "read me.txt": b"hola"}


def make_zip(path, files=FILES):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def make_tar(path, files=FILES, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def make_folder(path, files=FILES):
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


@pytest.fixture(params=[make_zip, make_tar, make_folder], ids=["zip", "tar", "folder"])
def make(request, tmp_path):
    """Make an archive of some files, of each kind in turn."""
    return lambda files=FILES: open_archive(request.param(tmp_path / "export", files))


def contents(archive, wanted=lambda _: True):
    return {name: stream.read() for name, stream in archive.members(wanted)}


class TestEveryArchive:
    def test_names_of_files_include_their_folders(self, make):
        assert sorted(name.split("export/")[-1] for name in make().names()) == sorted(FILES)

    def test_files_are_read_in_place_by_their_own_names(self, make):
        found = contents(make(), lambda name: name.endswith((".js", ".txt")))
        assert found == {"likes.js": b"[1, 2]", "read me.txt": b"hola"}

    def test_files_that_are_not_wanted_are_not_read(self, make):
        assert contents(make(), lambda _: False) == {}

    def test_files_that_macos_adds_are_left_out(self, make):
        beside = {"__MACOSX/data/._likes.js": b"x", "data/._likes.js": b"x"}
        assert contents(make(FILES | beside)).keys() == contents(make()).keys()

    def test_a_file_in_it_may_be_compressed_or_begin_with_a_byte_order_mark(self, make):
        assert contents(make({"a.json": b"\xef\xbb\xbf[]"})) == {"a.json": b"[]"}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_may_have_any_compression(tmp_path, mode):
    archive = open_archive(make_tar(tmp_path / "whatever.csv", mode=mode))
    assert contents(archive)["likes.js"] == b"[1, 2]"


def test_a_file_that_is_no_archive_gives_none(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"from,to\nana,ben\n")
    assert open_archive(tmp_path / "a.zip") is None


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_paths_that_lead_out_of_it_lead_nowhere(tmp_path, make):
    (tmp_path / "inner").mkdir()
    hostile = {"../../evil.js": b"evil", "/tmp/absolute.js": b"absolute"}  # noqa: S108  not written to
    archive = open_archive(make(tmp_path / "inner" / "export", hostile))
    assert contents(archive) == {"evil.js": b"evil", "absolute.js": b"absolute"}
    assert [file.name for file in tmp_path.rglob("*")] == ["inner", "export"]


def test_links_and_devices_in_a_tar_are_no_files(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, type_ in [
            ("link.js", tarfile.SYMTYPE),
            ("hard.js", tarfile.LNKTYPE),
            ("dev.js", tarfile.CHRTYPE),
        ]:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = type_, "/etc/passwd"
            archive.addfile(info)
    assert contents(open_archive(tmp_path / "a.tar")) == {}
    assert open_archive(tmp_path / "a.tar").names() == []


def test_links_in_an_unpacked_archive_are_not_followed(tmp_path):
    (tmp_path / "secret.js").write_text("secret")
    folder = make_folder(tmp_path / "export")
    (folder / "link.js").symlink_to(tmp_path / "secret.js")
    (folder / "above").symlink_to(tmp_path)
    assert contents(open_archive(folder), lambda name: name.endswith(".js")) == {"likes.js": b"[1, 2]"}


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_an_archive_that_was_cut_off_is_an_error(tmp_path, make):
    path = make(tmp_path / "export", {"a.js": bytes(range(256)) * 5_000})
    path.write_bytes(path.read_bytes()[:-2_000])
    with pytest.raises(ReadError, match=r"export.* cannot be (opened|inflated): .*(cut off|damaged)"):
        contents(open_archive(path))


def test_a_file_that_needs_a_password_is_an_error(tmp_path):
    path = make_zip(tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1  # the bit that says so
    path.write_bytes(bytes(data))
    with pytest.raises(ReadError, match=r"a.zip/data/likes.js' needs a password; unpack it first"):
        contents(open_archive(path))


def test_the_position_in_an_archive_is_reported(tmp_path):
    for path in (make_zip(tmp_path / "a.zip"), make_tar(tmp_path / "a.tar.gz")):
        reported = []
        contents(open_archive(path, reported.append))
        assert 0 < max(reported) <= path.stat().st_size


def test_a_damaged_header_does_not_end_a_tar_in_silence(tmp_path):
    path = make_tar(tmp_path / "a.tar", mode="w")
    data = bytearray(path.read_bytes())
    data[1_024] ^= 1  # the name of the second file, which the checksum of its header covers
    path.write_bytes(bytes(data))
    with pytest.raises(ReadError, match=r"a\.tar.*the header at byte 1,024 is damaged .bad checksum"):
        contents(open_archive(path))


def test_a_short_directory_does_not_hide_files_of_a_zip(tmp_path):
    path = make_zip(tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    end = data.index(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    last = data.rindex(b"PK\x01\x02")
    data[end + 12 : end + 16] = (size - (end - last)).to_bytes(4, "little")
    del data[last:end]
    path.write_bytes(bytes(data))
    with pytest.raises(ReadError, match=r"a\.zip.*its directory names 3 files and has 2"):
        contents(open_archive(path))
