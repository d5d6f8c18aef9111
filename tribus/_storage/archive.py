"""The zip of a saved result: one JSON document, and one Parquet file for each column.

Nothing in the file is code, and nothing is unpacked to disk. The zip stores its parts as they are. The
Parquet files hold plain values, compressed with LZ4, which cannot shrink data more than 255 times. So
the memory that a file needs is bounded by its size, and a larger claim is refused before it is read.
"""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any, Self

from tribus._core.checks import show
from tribus._storage.damage import DamageError, require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    import pyarrow as pa

MANIFEST = "tribus.json"
FORMAT_NAME = "tribus result"
MAX_LZ4_RATIO = 256  # a run of one byte shrinks 255 times
MAX_HEADER_BYTES = 2**16  # of a Parquet file with few values
EPOCH = (1980, 1, 1, 0, 0, 0)  # of all parts, so that the same result gives the same bytes
PLAIN_ENCODINGS = {"PLAIN", "RLE", "BIT_PACKED"}  # of values, and of the marks of missing values
COMPRESSIONS = {"LZ4", "UNCOMPRESSED"}
VALUE = "value"  # column of a Parquet file with a single array


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
        field = pa.field(VALUE, column.type, nullable=False)  # half the time to read
        self._kept.append(values)
        self._names[id(values)] = self.write_table(name, pa.table([column], schema=pa.schema([field])))
        return self._names[id(values)]

    def write_table(self, name: str, table: pa.Table) -> str:
        """Write a table; return the name of its Parquet file."""
        from pyarrow import parquet

        path = f"{name}.parquet"
        with self._zip.open(_part(path), "w", force_zip64=True) as file:
            parquet.write_table(
                table, file, compression="lz4", use_dictionary=False, write_statistics=False
            )
        return path

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the JSON document."""
        with self._zip.open(_part(MANIFEST), "w") as file:
            file.write(json.dumps(manifest, indent=1, allow_nan=False).encode())


class ArchiveReader:
    """A saved zip, opened to read. All that it holds is checked, because a stranger may have made it."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self._columns: dict[str, pa.ChunkedArray] = {}
        self._members = {member.filename: member for member in self._zip.infolist()}

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
        manifest = json.loads(self._read(MANIFEST))
        is_manifest = isinstance(manifest, dict) and manifest.get("format") == FORMAT_NAME
        require(is_manifest, f"{MANIFEST} is not the description of a result")
        found: dict[str, Any] = manifest
        return found

    def read_column(self, name: Any) -> pa.ChunkedArray:
        """Return the only column of a Parquet file; a file is read once."""
        require(isinstance(name, str), f"{show(name)} is no name of a part")
        if name not in self._columns:
            table = self.read_table(name)
            require(table.column_names == [VALUE], f"{name} has not the one column {VALUE!r}")
            self._columns[name] = table[VALUE]
        return self._columns[name]

    def read_table(self, name: Any) -> pa.Table:
        """Return a Parquet file."""
        import pyarrow as pa
        from pyarrow import parquet

        data = self._read(name)
        try:
            file = parquet.ParquetFile(pa.BufferReader(data))
            _check_size(file, name, len(data))
            return file.read()
        except (pa.ArrowException, OSError) as error:
            raise DamageError(f"{name} is no whole Parquet file ({_first_line(error)})") from None

    def _read(self, name: Any) -> bytes:
        require(isinstance(name, str) and name in self._members, f"it has no part {show(name)}")
        try:
            return self._zip.read(self._members[name])
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
            raise DamageError(f"{name} cannot be read ({_first_line(error)})") from None


def _part(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, date_time=EPOCH)


def _check_size(file: Any, name: str, n_bytes: int) -> None:
    """Raise `DamageError` if a Parquet file claims more than its bytes can hold.

    One column, at least, has no missing values, and 4 bytes or more for each value.
    """
    metadata = file.metadata
    chunks = [
        metadata.row_group(group).column(column)
        for group in range(metadata.num_row_groups)
        for column in range(metadata.num_columns)
    ]
    is_flat = metadata.num_columns == len(file.schema_arrow)
    is_plain = all(
        set(chunk.encodings) <= PLAIN_ENCODINGS and chunk.compression in COMPRESSIONS for chunk in chunks
    )
    require(is_flat and is_plain, f"{name} is packed otherwise than tribus packs")
    n_claimed = max(4 * metadata.num_rows, sum(chunk.total_uncompressed_size for chunk in chunks))
    has_room = n_claimed <= MAX_LZ4_RATIO * n_bytes + MAX_HEADER_BYTES
    require(has_room, f"{name} claims {n_claimed:,} bytes in {n_bytes:,}")


def _first_line(error: BaseException) -> str:
    return show(str(error).split("\n", maxsplit=1)[0], at_most=80)[1:-1] or type(error).__name__
