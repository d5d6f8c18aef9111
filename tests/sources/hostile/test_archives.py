from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from tests.fuzz.check import try_file
from tests.fuzz.seeds import EXPORT, SEEDS
from tests.fuzz.writing import write_member, write_zip
from tests.sources.hostile.files import ARCHIVES, each
from tribus.errors import ReadError, TribusError
from tribus.sources import streams


@each(ARCHIVES)
def test_one_that_ends_too_early_is_an_error(seed, tell):
    with pytest.raises(ReadError, match=rf"{seed.name}"):
        tell(seed.name, seed.content[:-40])


@each(ARCHIVES)
def test_paths_that_lead_elsewhere_are_names_and_nothing_is_written(seed, tell, clean, tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    for folder in ("../../evil/", "/absolute/", "C:\\evil\\", "a/../../b/"):
        evil = {f"{folder}{name.rpartition('/')[2]}": value for name, value in seed.data.items()}
        if "\\" in folder:
            evil = {**seed.data, f"{folder}x.js": []}
        told = tell(f"inside/{seed.name}", seed.write(evil))
        assert told.acts == clean(seed.name).acts
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [seed.name]


@each(ARCHIVES)
def test_members_of_nothing_are_bad_records_at_most(seed, read):
    empty = dict.fromkeys(seed.data)
    content = seed.write(empty).replace(b"null", b"    ")
    with pytest.raises(TribusError, match=seed.name):
        read(seed.name, content, ego=None)


def test_one_within_another_is_not_opened(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as outer:
        outer.writestr("export.zip", write_zip(EXPORT))
    with pytest.raises(
        ReadError, match=r"outer\.zip' is no export .* another archive, 'export\.zip'.*Unpack"
    ):
        read("outer.zip", out.getvalue())


def test_one_that_needs_a_password_is_an_error(read):
    content = bytearray(write_zip(EXPORT))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(magic)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(magic, place + 1)
    with pytest.raises(ReadError, match="needs a password; unpack it first"):
        read("export.zip", bytes(content))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_is_left_at_the_limit(method, read, monkeypatch):
    monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, value in EXPORT.items():
            archive.writestr(name, write_member(name, value))
        archive.writestr("a/outbox.json", b'{"orderedItems": [' + b" " * 50_000_000 + b"]}")
    with pytest.raises(
        ReadError, match=r"bomb\.zip/a/outbox\.json' swells to more than 250 times its size"
    ):
        read("bomb.zip", out.getvalue())


def test_a_tar_that_is_a_bomb_is_left_at_the_limit(read, monkeypatch):
    monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 1_000_000)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo("outbox.json")
        info.size = 50_000_000
        archive.addfile(info, io.BytesIO(b" " * info.size))
    with pytest.raises(ReadError, match=r"bomb\.tar\.gz' swells to more than 250 times"):
        read("bomb.tar.gz", out.getvalue())


def test_a_length_that_lies_is_found_out(tmp_path):
    """The directory of the archive says that each member is of four gigabytes."""
    content = bytearray(write_zip(EXPORT))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 24 : place + 28] = b"\xfe\xff\xff\xff"
        place = content.find(b"PK\x01\x02", place + 1)
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    assert try_file(path, SEEDS[0].asked, whole=True) is None


def test_a_file_without_a_name_is_passed_over(read):
    content = bytearray(write_zip({"abc": [], **EXPORT}))
    at = content.find(b"PK\x01\x02")
    content[at + 28 : at + 32] = b"\0\0\3\0"  # its name becomes three bytes of something else
    assert read("export.zip", bytes(content)) == read("export.zip", write_zip(EXPORT))


def test_a_beginning_that_is_elsewhere_is_an_error(read):
    for place in (b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff"):
        content = bytearray(write_zip(EXPORT))
        at = content.find(b"PK\x01\x02") + 42
        content[at : at + 4] = place
        with pytest.raises(ReadError, match=r"export\.zip' cannot be opened: "):
            read("export.zip", bytes(content))


@pytest.mark.parametrize(
    "type_", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_links_devices_and_pipes_in_a_tar_are_not_followed(type_, read):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, value in EXPORT.items():
            content = write_member(name, value)
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for target in ("/etc/passwd", "../../secret", "likes.json"):
            info = tarfile.TarInfo("evil/likes.json")
            info.type, info.linkname = type_, target
            archive.addfile(info)
    assert read("export.tar.gz", out.getvalue()) == read("export.zip", write_zip(EXPORT))


def test_a_file_that_is_there_twice_counts_once(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for folder in ("", "copy/"):
            for name, value in EXPORT.items():
                archive.writestr(folder + name, write_member(name, value))
    assert read("export.zip", out.getvalue()) == read("export.zip", write_zip(EXPORT))
