from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
import zipfile
from contextlib import contextmanager

import pytest

from tests.fuzz.check import try_file
from tests.fuzz.seeds import EXPORT, SEEDS
from tests.fuzz.writing import write_member, write_tar, write_zip
from tests.sources.hostile.files import ARCHIVES, each
from tribus.errors import ReadError, TribusError
from tribus.sources import archives, streams


@each(ARCHIVES)
def test_a_truncated_archive_is_an_error(seed, read_rows):
    with pytest.raises(ReadError, match=rf"{seed.name}"):
        read_rows(seed.name, seed.content[:-40])


@each(ARCHIVES)
def test_hostile_paths_are_names_and_nothing_is_written(seed, read_rows, clean, tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    for folder in ("../../evil/", "/absolute/", "C:\\evil\\", "a/../../b/"):
        evil = {f"{folder}{name}": value for name, value in seed.data.items()}
        if "\\" in folder:
            evil = {**seed.data, f"{folder}x.js": []}
        result = read_rows(f"inside/{seed.name}", seed.write(evil))
        assert result.acts == clean(seed.name).acts
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [seed.name]


@each(ARCHIVES)
def test_empty_members_are_bad_records_at_most(seed, read):
    empty = dict.fromkeys(seed.data)
    content = seed.write(empty).replace(b"null", b"    ")
    with pytest.raises(TribusError, match=seed.name):
        read(seed.name, content, ego=None)


def test_an_archive_within_an_archive_is_not_opened(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as outer:
        outer.writestr("export.zip", write_zip(EXPORT))
    with pytest.raises(
        ReadError,
        match=r"outer\.zip' is no known export; it holds another archive, 'export\.zip'.*Unpack",
    ):
        read("outer.zip", out.getvalue())


def test_an_encrypted_archive_is_an_error(read):
    content = bytearray(write_zip(EXPORT))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(magic)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(magic, place + 1)
    with pytest.raises(ReadError, match="needs a password; unpack it first"):
        read("export.zip", bytes(content))


def zip_with_outbox(outbox, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, value in EXPORT.items():
            archive.writestr(name, write_member(name, value))
        archive.writestr("a/outbox.json", outbox)
    return out.getvalue()


def test_a_zip_bomb_is_abandoned_at_the_limit(read, monkeypatch):
    monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 1_000_000)
    bomb = zip_with_outbox(b'{"orderedItems": [' + b" " * 50_000_000 + b"]}")
    with pytest.raises(
        ReadError, match=r"bomb\.zip/a/outbox\.json' inflates to more than 250 times its size"
    ):
        read("bomb.zip", bomb)


@pytest.mark.parametrize(
    ("method", "name"), [(zipfile.ZIP_BZIP2, "12 .bzip2."), (zipfile.ZIP_LZMA, "14 .lzma.")]
)
def test_a_bzip2_or_lzma_bomb_in_a_zip_takes_no_memory(read, method, name):
    bomb = zip_with_outbox(b'{"orderedItems": [' + b" " * 50_000_000 + b"]}", method)
    tracemalloc.start()
    with pytest.raises(ReadError, match=rf"json' is compressed by method {name}, .* unpack it and read"):
        read("bomb.zip", bomb)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000  # bytes
    tracemalloc.stop()


def test_a_false_packed_size_does_not_lift_the_limit(read, monkeypatch):
    monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 1_000_000)
    bomb = bytearray(zip_with_outbox(b'{"orderedItems": [' + b" " * 50_000_000 + b"]}"))
    at = bomb.rfind(b"PK\x01\x02")
    bomb[at + 20 : at + 24] = b"\xfe\xff\xff\xff"
    with pytest.raises(
        ReadError, match=r"outbox\.json claims 4,294,967,294 bytes, more than the archive"
    ):
        read("bomb.zip", bytes(bomb))


def test_entries_that_share_their_bytes_are_refused(read):
    content = bytearray(write_zip(EXPORT))
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 1)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]  # the offset of its header
    with pytest.raises(ReadError, match="more than the archive has for it"):
        read("export.zip", bytes(content))


@pytest.mark.parametrize("write", [write_zip, write_tar])
def test_many_members_share_one_limit(read, monkeypatch, write):
    monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 1_000_000)
    monkeypatch.setattr(streams, "MAX_INFLATION_RATIO", 0)
    lists = {f"{number}/likes.json": {"orderedItems": ["x" * 90_000]} for number in range(12)}
    if write is write_tar:
        monkeypatch.setattr(archives.TarArchive, "_open", open_without_limit)
    with pytest.raises(ReadError, match="inflates to more than"):
        read("many.bin", write(EXPORT | lists))
    few = dict(list(lists.items())[:5])
    assert read("few.bin", write(EXPORT | few))


@contextmanager
def open_without_limit(archive):
    """Open the tar of an archive in a way that leaves only the limit of its members."""
    with tarfile.open(archive.name) as opened:
        yield opened


def test_a_sparse_member_of_a_tar_is_refused_at_once(read):
    content = b'{"orderedItems": []}'
    info = tarfile.TarInfo("a/outbox.json")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, len(content)
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    claimed = 2**43
    header[386:398] = tarfile.itn(0, 12)
    header[398:410] = tarfile.itn(len(content), 12)
    header[410:422] = tarfile.itn(claimed, 12, tarfile.GNU_FORMAT)
    header[422:434] = tarfile.itn(0, 12)
    header[483:495] = tarfile.itn(claimed, 12, tarfile.GNU_FORMAT)
    header[148:156] = b"%06o\0 " % tarfile.calc_chksums(bytes(header))[0]
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, value in EXPORT.items():
            member = tarfile.TarInfo(name)
            member.size = len(write_member(name, value))
            archive.addfile(member, io.BytesIO(write_member(name, value)))
    end = out.getvalue().rstrip(b"\0")
    padded = end + b"\0" * (-len(end) % 512)
    sparse = bytes(header) + content.ljust(512, b"\0") + b"\0" * 1_024
    with pytest.raises(ReadError, match="is a sparse file that claims 8,796,093,022,208 bytes"):
        read("export.tar.gz", gzip.compress(padded + sparse))


def test_a_tar_bomb_is_abandoned_at_the_limit(read, monkeypatch):
    monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 1_000_000)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo("outbox.json")
        info.size = 50_000_000
        archive.addfile(info, io.BytesIO(b" " * info.size))
    with pytest.raises(ReadError, match=r"bomb\.tar\.gz' inflates to more than 250 times"):
        read("bomb.tar.gz", out.getvalue())


def test_a_false_uncompressed_size_does_no_harm(tmp_path):
    """The directory of the archive says that each member is of four gigabytes."""
    content = bytearray(write_zip(EXPORT))
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 24 : place + 28] = b"\xfe\xff\xff\xff"
        place = content.find(b"PK\x01\x02", place + 1)
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    assert try_file(path, SEEDS[0].read_options, whole=True) is None


def test_a_file_without_a_name_is_skipped(read):
    content = bytearray(write_zip({"abc": [], **EXPORT}))
    at = content.find(b"PK\x01\x02")
    content[at + 28 : at + 32] = b"\0\0\3\0"  # its name becomes three bytes of something else
    assert read("export.zip", bytes(content)) == read("export.zip", write_zip(EXPORT))


def test_a_false_offset_is_an_error(read):
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


def test_a_file_contained_twice_counts_once(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for folder in ("", "copy/"):
            for name, value in EXPORT.items():
                archive.writestr(folder + name, write_member(name, value))
    assert read("export.zip", out.getvalue()) == read("export.zip", write_zip(EXPORT))
