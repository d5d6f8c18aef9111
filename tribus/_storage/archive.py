"""The zip of a saved result: one JSON document, and one Parquet file for each column.

Nothing in the file is code, and nothing is unpacked to disk. The zip stores its parts as they are, and
`tribus._storage.columns` bounds their size when unpacked.
"""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any, Self, cast

from tribus._core.checks import show
from tribus._storage.columns import VALUE_COLUMN, first_line, read_array, read_columns, write_columns
from tribus._storage.damage import DamageError, require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import BufferedIOBase
    from pathlib import Path

    import numpy as np
    import pyarrow as pa

MANIFEST = "tribus.json"
FORMAT_NAME = "tribus result"
ARCHIVE_READ_BYTES = 2**20  # at once
EPOCH = (1980, 1, 1, 0, 0, 0)  # of all parts, so that the same result gives the same bytes


class ArchiveWriter:
    """A new zip. Each array is written once, however many results share it."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
        self._names: dict[int, str] = {}
        self._kept: list[Any] = []  # so that no id is used twice

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._zip.close()

    def write_column(self, name: str, values: np.ndarray[Any, Any] | pa.Array) -> str:
        """Write an array; return the name of its Parquet file."""
        if id(values) in self._names:
            return self._names[id(values)]
        import pyarrow as pa

        column = values if isinstance(values, pa.Array) else pa.array(values.ravel())
        field = pa.field(VALUE_COLUMN, column.type, nullable=False)  # half the time to read
        self._kept.append(values)
        self._names[id(values)] = self.write_table(name, pa.table([column], schema=pa.schema([field])))
        return self._names[id(values)]

    def write_table(self, name: str, table: pa.Table) -> str:
        """Write a table; return the name of its Parquet file."""
        path = f"{name}.parquet"
        with self._zip.open(_part(path), "w", force_zip64=True) as file:
            write_columns(table, file)
        return path

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the JSON document."""
        with self._zip.open(_part(MANIFEST), "w") as file:
            file.write(json.dumps(manifest, indent=1, allow_nan=False).encode())


class ArchiveReader:
    """A saved zip, opened to read. All that it holds is checked, because a stranger may have made it."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self._parts: dict[str, bytes] = {}
        self._members = {member.filename: member for member in self._zip.infolist()}
        self._n_bytes = path.stat().st_size
        self._buffer = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._zip.close()

    def read_manifest(self) -> dict[str, Any]:
        """Return the JSON document, after a check of the list of parts."""
        members = self._zip.infolist()
        require(len(self._members) == len(members), "two of its parts have one name")
        are_stored = all(member.compress_type == zipfile.ZIP_STORED for member in members)
        require(are_stored, "its parts are compressed again; save the result with its own method")
        manifest = json.loads(bytes(self._read(MANIFEST)))
        is_manifest = isinstance(manifest, dict) and manifest.get("format") == FORMAT_NAME
        require(is_manifest, f"{MANIFEST} is not the description of a result")
        found: dict[str, Any] = manifest
        return found

    def read_array(self, name: str, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
        """Return the only column of a Parquet file as an array of one type."""
        return read_array(self._read(name), name, dtype)

    def read_table(self, name: Any) -> pa.Table:
        """Return a Parquet file as a table."""
        return read_columns(self._read(name), name)

    def read_part(self, name: Any) -> bytes:
        """Return a part as it is; the same object for the same part."""
        require(isinstance(name, str), f"{show(name)} is no name of a part")
        if name not in self._parts:
            self._parts[name] = bytes(self._read(name))
        return self._parts[name]

    def _read(self, name: Any) -> memoryview:
        """Return the bytes of a part; the next call overwrites them.

        New memory costs more than the reading, so all parts use the same.
        """
        require(isinstance(name, str) and name in self._members, f"it has no part {show(name)}")
        n_bytes = self._members[name].file_size
        try:
            require(n_bytes <= self._n_bytes, f"{name} claims {n_bytes:,} bytes")
            if n_bytes > len(self._buffer):
                self._buffer = bytearray(n_bytes)
            view = memoryview(self._buffer)[:n_bytes]
            with self._zip.open(self._members[name]) as opened:
                part = cast("BufferedIOBase", opened)
                for start in range(0, n_bytes, ARCHIVE_READ_BYTES):
                    part.readinto(view[start : start + ARCHIVE_READ_BYTES])
                part.read(1)  # at the end, its CRC-32 is checked
        # EOFError: the file ends within the part
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise DamageError(f"{name} cannot be read ({first_line(error)})") from None
        return view


def _part(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, date_time=EPOCH)
