"""Staging tables: the rows of readers, kept until all files of a platform are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tribus._engine.database import StoredTable, connection
from tribus._engine.plans import count_rows
from tribus._engine.times import microseconds
from tribus.sources.rows import ROW_SCHEMAS

if TYPE_CHECKING:
    import narwhals as nw

MAX_WAITING_TABLES = 200  # small files make small tables, which need far more memory than their rows
ROWS_PER_INSERT = 250_000  # few large inserts are six times as fast as many small ones


class Staging:
    """The tables of `ROW_SCHEMAS` in the database, with the number of the file in each row."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in ROW_SCHEMAS}
        self._tables = {name: _make_table(columns) for name, columns in ROW_SCHEMAS.items()}

    def store(self, name: str, rows: pa.Table, *, file: int) -> None:
        """Add rows from a file, given by its number, to a table."""
        rows = rows.append_column("file", pa.array(np.full(len(rows), file)))
        waiting = self._waiting[name]
        is_full = len(waiting) >= MAX_WAITING_TABLES or sum(map(len, waiting)) > ROWS_PER_INSERT
        if waiting and (is_full or waiting[0].schema != rows.schema):
            self._insert(name)
        waiting.append(rows)

    def table(self, name: str) -> nw.LazyFrame[Any]:
        """Return all rows of a table, with times in microseconds."""
        self._insert(name)
        return self._tables[name].lazy()

    def has(self, name: str) -> bool:
        """Whether a table has rows."""
        return count_rows(self.table(name)) > 0

    def clear(self) -> None:
        """Drop all tables."""
        self._waiting.clear()
        self._tables.clear()

    def _insert(self, name: str) -> None:
        """Insert the waiting rows into the database."""
        if not self._waiting[name]:
            return
        relation = connection().from_arrow(pa.concat_tables(self._waiting[name]))
        if "time" in relation.columns:
            type_ = str(relation.types[relation.columns.index("time")])
            relation = relation.project(f"* REPLACE ({microseconds('time', type_, 'UTC')} AS time)")
        self._tables[name].add(relation)
        self._waiting[name].clear()


def _make_table(columns: dict[str, pa.DataType]) -> StoredTable:
    types = columns | {"file": pa.int64()} | ({"time": pa.int64()} if "time" in columns else {})
    return StoredTable(connection().from_arrow(pa.schema(list(types.items())).empty_table()))
