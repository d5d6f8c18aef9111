"""Archives and Parquet files with damaged headers, checked against Python's own readers.

What an independent reader finds in a damaged file is written into a new one. If tribus accepts the
damaged file, it must find the same in both.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
from pyarrow import parquet

from tests.fuzz.reading import see_export, see_table
from tests.fuzz.seeds import ARCHIVE, EXPORT
from tests.fuzz.structured import show_pairs
from tests.fuzz.writing import write_member
from tribus.errors import TribusError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from random import Random

Members = dict[str, bytes]

UNUSUAL_SIZES = (0, 1, 2**15, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1)
ZIP_ERRORS = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
    struct.error, zlib.error, OverflowError, UnicodeError,
)  # fmt: skip
TAR_ERRORS = (tarfile.TarError, EOFError, OSError, ValueError, zlib.error, struct.error, UnicodeError)
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_TAR_BLOCK = 512


class ContainerFile(NamedTuple):
    """A file to read, its content, and what an independent reader finds in it; None if nothing."""

    name: str
    content: bytes
    members: Members | None


def make_zip(random: Random) -> ContainerFile:
    """Return an export in a zip, some of whose headers are damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in _members(random).items():
            method = random.choice((zipfile.ZIP_STORED, *[zipfile.ZIP_DEFLATED] * 3))
            archive.writestr(zipfile.ZipInfo(name), content, method)
    content = bytearray(out.getvalue())
    for _ in range(random.randint(0, 2)):
        header = random.choice((_LOCAL, _CENTRAL, _CENTRAL, _END))
        places = [at for at in range(len(content)) if content.startswith(header, at)]
        begin = random.choice(places or [0])
        _damage_header(content, begin + random.randrange(4, 46), random)
    return ContainerFile("export.zip", bytes(content), _unzip(bytes(content)))


def make_tar(random: Random) -> ContainerFile:
    """Return an export in a tar, some of whose headers are damaged."""
    out = io.BytesIO()
    format_ = random.choice((tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT))
    with tarfile.open(fileobj=out, mode="w", format=format_) as archive:
        for name, member in _members(random).items():
            info = tarfile.TarInfo(name)
            info.size = len(member)
            archive.addfile(info, io.BytesIO(member))
    content = bytearray(out.getvalue())
    for _ in range(random.randint(0, 2)):
        blocks = [
            at for at in range(0, len(content), _TAR_BLOCK) if content[at + 257 : at + 262] == b"ustar"
        ]
        begin = random.choice(blocks or [0])
        _damage_header(content, begin + random.randrange(_TAR_BLOCK), random)
        if random.random() < 0.8:
            _renew_checksum(content, begin)
    members = _untar(bytes(content))
    whole = gzip.compress(bytes(content), mtime=0) if random.random() < 0.5 else bytes(content)
    return ContainerFile("export.tar.gz", whole, members)


def check_archive(file: ContainerFile, folder: Path) -> str | None:
    """Return how an archive differs from a new one of what Python finds in it; None if it does not."""
    seen = _see(see_export, folder / file.name, file.content)
    if seen is None or seen.n_skipped:
        return None
    if file.members is None:
        return "an archive is read that Python refuses"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in file.members.items():
            archive.writestr(zipfile.ZipInfo(name.encode(errors="replace").decode()), content)
    expected = _see(see_export, folder / "rewritten.zip", out.getvalue())
    if expected is None or seen != expected:
        return f"an archive is read differently: {seen!r:.500} for {expected!r:.500}"
    return None


def make_parquet(random: Random) -> ContainerFile:
    """Return a Parquet file, of which some bytes of the footer or of headers are damaged."""
    n_rows = random.randint(1, 3_000)
    table = pa.table(
        {
            "source": [f"u{row}" for row in range(n_rows)],
            "target": [f"u{row % 97}" for row in range(n_rows)],
            "kind": ["reply"] * n_rows,
        }
    )
    out = io.BytesIO()
    parquet.write_table(
        table,
        out,
        compression=random.choice(("none", "snappy", "gzip", "zstd")),
        use_dictionary=random.random() < 0.5,
        row_group_size=random.choice((100, 1_000, 10_000)),
        data_page_version=random.choice(("1.0", "2.0")),
    )
    content = bytearray(out.getvalue())
    (footer,) = struct.unpack("<I", content[-8:-4])
    for _ in range(random.randint(0, 2)):
        begin = random.choice((len(content) - 8 - footer, len(content) - 8, 4, 0))
        _damage_header(content, begin + random.randrange(footer if begin > 4 else 60), random)
    try:
        found = parquet.read_table(io.BytesIO(bytes(content))).to_pydict()
    except (pa.ArrowException, OSError, ValueError, KeyError, UnicodeError):
        found = None
    members = None if found is None else {"rows": json.dumps(found, default=str).encode()}
    return ContainerFile("rows.parquet", bytes(content), members)


def check_parquet(file: ContainerFile, folder: Path) -> str | None:
    """Return how rows differ from those that PyArrow finds; None if they do not."""
    seen = _see(see_table, folder / file.name, file.content)
    if seen is None or file.members is None:  # PyArrow checks more than the database
        return None
    columns = {name.lower(): values for name, values in json.loads(file.members["rows"]).items()}
    ends = [[_text(value) for value in columns.get(name, [])] for name in ("source", "target")]
    n_rows = max(map(len, ends))
    pairs = Counter(zip(*(end or [""] * n_rows for end in ends), strict=True))
    if seen.pairs != pairs:
        return f"rows differ: {show_pairs(seen.pairs - pairs)} for {show_pairs(pairs - seen.pairs)}"
    return None


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _members(random: Random) -> Members:
    """Return the files of an export, some of them repeated to many records."""
    files: Mapping[str, object] = random.choice((ARCHIVE, EXPORT))
    members = {name: write_member(name, value) for name, value in files.items()}
    if random.random() < 0.2:
        members[random.choice(("notes.txt", "__MACOSX/x", "a/../../b"))] = b"x" * random.randrange(
            10_000
        )
    return members


def _damage_header(content: bytearray, place: int, random: Random) -> None:
    """Change one byte, or write an unusual number."""
    if place >= len(content):
        return
    match random.randrange(3):
        case 0:
            content[place] ^= 1 << random.randrange(8)
        case 1:
            content[place] = random.randrange(256)
        case 2:
            size = struct.pack("<I", random.choice(UNUSUAL_SIZES))[: len(content) - place]
            content[place : place + len(size)] = size


def _renew_checksum(content: bytearray, begin: int) -> None:
    block = content[begin : begin + _TAR_BLOCK]
    block[148:156] = b" " * 8
    content[begin + 148 : begin + 156] = b"%06o\0 " % sum(block)


def _unzip(content: bytes) -> Members | None:
    members = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                with suppress(*ZIP_ERRORS):
                    members[info.filename] = archive.read(info)
    except ZIP_ERRORS:
        return None
    return members


def _untar(content: bytes) -> Members | None:
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            files = {info.name: archive.extractfile(info) for info in archive if info.isfile()}
            return {name: file.read() for name, file in files.items() if file is not None}
    except TAR_ERRORS:
        return None


def _see(see: Callable, path: Path, content: bytes):
    path.write_bytes(content)
    try:
        return see(path)
    except TribusError:
        return None
    finally:
        path.unlink()
