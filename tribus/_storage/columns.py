"""Columns as Parquet files that hold plain values, so that their size bounds the memory they need.

LZ4 cannot shrink data more than 255 times. A file that is packed otherwise, or claims to hold more, is
refused before it is read.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import show
from tribus._storage.damage import DamageError, require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    import pyarrow as pa

MAX_LZ4_RATIO = 256  # a run of one byte shrinks 255 times
MAX_PARQUET_HEADER_BYTES = 2**16  # of a Parquet file with few values
PLAIN_ENCODINGS = {"PLAIN", "RLE", "BIT_PACKED"}  # of values, and of the marks of missing values
COMPRESSIONS = {"LZ4", "UNCOMPRESSED"}
VALUE_COLUMN = "value"  # column of a Parquet file with a single array


def write_columns(table: pa.Table, file: IO[bytes]) -> None:
    """Write a table as a Parquet file."""
    from pyarrow import parquet

    parquet.write_table(table, file, compression="lz4", use_dictionary=False, write_statistics=False)


def read_columns(data: Any, name: str) -> pa.Table:
    """Return the table of a Parquet file.

    Parameters
    ----------
    data
        The bytes of the file, as any buffer. The table does not refer to them.
    name
        Name of the file, for error messages.

    Raises
    ------
    DamageError
        If it is not a whole Parquet file of plain values.
    """
    with _open(data, name) as file:
        return file.read(use_threads=False)


def read_array(data: Any, name: str, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """Return the only column of a Parquet file as a numpy array, read-only.

    It is read block by block into memory of numpy, which is faster than new memory of Arrow.

    Raises
    ------
    DamageError
        If the file does not hold one column of this type without missing values.
    """
    with _open(data, name) as file:
        values = np.empty(file.metadata.num_rows, dtype)
        end = 0
        for block in _blocks(file, name, dtype):
            start, end = end, end + len(block)
            values[start:end] = block
    values.flags.writeable = False
    return values


def check_counts(data: bytes, name: str, n_values: int) -> None:
    """Raise `DamageError` unless a Parquet file holds finite numbers of 0 or more, `n_values` of them.

    Block by block, so that it needs little memory.
    """
    n_found = 0
    with _open(data, name) as file:
        for block in _blocks(file, name, np.dtype(np.float64)):
            n_found += len(block)
            is_count = not len(block) or (block.min() >= 0 and block.max() < np.inf)
            require(is_count, f"{name} has a value that is negative or not finite")
    require(n_found == n_values, f"{name} has {n_found:,} values for {n_values:,}")


def first_line(error: BaseException) -> str:
    """Return the first line of a message, safe to show."""
    return show(str(error).split("\n", maxsplit=1)[0], at_most=80)[1:-1] or type(error).__name__


@contextmanager
def _open(data: Any, name: str) -> Iterator[Any]:
    """Open a Parquet file; errors of the reading inside are `DamageError`."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(pa.py_buffer(data)))
        _check_size(file, name, len(data))
        yield file
    except (pa.ArrowException, OSError) as error:
        raise DamageError(f"{name} is no whole Parquet file ({first_line(error)})") from None


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
    has_room = n_claimed <= MAX_LZ4_RATIO * n_bytes + MAX_PARQUET_HEADER_BYTES
    require(has_room, f"{name} claims {n_claimed:,} bytes in {n_bytes:,}")


def _blocks(file: Any, name: str, dtype: np.dtype[Any]) -> Iterator[np.ndarray[Any, Any]]:
    """Yield the values of the only column, a million at a time."""
    import pyarrow as pa

    schema = file.schema_arrow
    is_right = schema.names == [VALUE_COLUMN] and schema.types == [pa.from_numpy_dtype(dtype)]
    require(is_right, f"{name} holds {', '.join(map(str, schema.types))}, not {dtype}")
    n_rows = 0
    for group in range(file.metadata.num_row_groups):
        for chunk in file.read_row_group(group, use_threads=False)[VALUE_COLUMN].chunks:
            require(not chunk.null_count, f"{name} has a missing value")
            n_rows += len(chunk)
            require(n_rows <= file.metadata.num_rows, f"{name} has more values than it claims")
            yield chunk.to_numpy(zero_copy_only=False)
    require(n_rows == file.metadata.num_rows, f"{name} has fewer values than it claims")
