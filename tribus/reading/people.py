"""A table of people from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from tribus._engine.database import connection
from tribus.sources import open_table

if TYPE_CHECKING:
    import os

NUMBER_TYPES = (pa.int64(), pa.float64())


def read_people(path: str | os.PathLike[str]) -> pa.Table:
    """Return the rows of a table of people as Arrow, one column for each of the file.

    A column of text that holds whole numbers only, or numbers only, becomes a column of numbers, unless
    a value has a leading zero. Empty texts are missing values.

    Parameters
    ----------
    path
        A table: CSV and the like, Parquet, JSON, or a workbook.

    Raises
    ------
    ReadError
        If the file does not exist or is not a table.
    """
    with open_table(path, connection(), is_header_name=_is_any_name) as table:
        rows = table.rows.to_arrow_table()
    return pa.table({name: _find_type(rows[name]) for name in rows.column_names})


def _is_any_name(name: str) -> bool:
    """Return whether a word may be the name of a column: any but a number."""
    return not name.strip().lstrip("-").replace(".", "", 1).isdigit()


def _find_type(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    texts = column.cast(pa.string()).combine_chunks()
    texts = pc.if_else(pc.equal(pc.utf8_trim_whitespace(texts), ""), None, texts)
    has_zeros = pc.any(pc.match_substring_regex(texts, r"^\s*0\d")).as_py()
    for type_ in () if has_zeros else NUMBER_TYPES:
        try:
            return pa.chunked_array([texts.cast(type_)])
        except pa.ArrowInvalid:
            continue
    return pa.chunked_array([texts])
