"""The top of a file, read once: from it the format is recognised, of exports and of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tribus.sources.streams import Stream, read_head

if TYPE_CHECKING:
    from pathlib import Path

TOP_BYTES = 65_536  # bytes to recognise the format from
ZIP_MAGIC = b"PK\x03\x04"


class FileTop(NamedTuple):
    """The first bytes of a file.

    Attributes
    ----------
    raw
        As they are on disk.
    head
        Decompressed.
    is_compressed
        Whether the file is compressed, as `.gz` is; archives are not.
    """

    raw: bytes
    head: bytes
    is_compressed: bool

    @property
    def is_zip(self) -> bool:
        """Whether the file is a zip archive, or a workbook, which is one."""
        return self.raw.startswith(ZIP_MAGIC)


def read_top(file: Path) -> FileTop:
    """Return the first bytes of a file.

    Raises
    ------
    ReadError
        If the file is compressed, and damaged.
    """
    with file.open("rb") as opened:
        raw = opened.read(TOP_BYTES)
        if raw.startswith(ZIP_MAGIC):
            return FileTop(raw, raw, is_compressed=False)
        opened.seek(0)
        stream = Stream(opened, str(file), file.stat().st_size)
        head = read_head(stream, TOP_BYTES)
        return FileTop(raw, head, stream.is_compressed)
