"""What readers found in exports, kept in the database until all files of a platform are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tribus._engine.duckdb_engine import StoredTable, connection, count_rows
from tribus._engine.times import microseconds
from tribus.sources.rows import ROW_SCHEMAS

if TYPE_CHECKING:
    import narwhals as nw

MAX_WAITING_TABLES = 200  # small files make small tables, which take far more memory than their rows
ROWS_AT_ONCE = 250_000  # the database takes few large helpings six times as fast as many small ones


class Staging:
    """Tables of what was found, as `tribus.sources.rows` tells it, each with the number of its file."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[pa.Table]] = {what: [] for what in ROW_SCHEMAS}
        self._tables = {what: _make_table(columns) for what, columns in ROW_SCHEMAS.items()}

    def store(self, what: str, rows: pa.Table, *, file: int) -> None:
        """Add rows found in a file, given by its number."""
        rows = rows.append_column("file", pa.array(np.full(len(rows), file)))
        waiting = self._waiting[what]
        is_full = len(waiting) >= MAX_WAITING_TABLES or sum(map(len, waiting)) > ROWS_AT_ONCE
        if waiting and (is_full or waiting[0].schema != rows.schema):
            self._put_away(what)
        waiting.append(rows)

    def table(self, what: str) -> nw.LazyFrame[Any]:
        """Return all rows of one sort, times in microseconds."""
        self._put_away(what)
        return self._tables[what].lazy()

    def has(self, what: str) -> bool:
        """Whether there is any row of one sort."""
        return count_rows(self.table(what)) > 0

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._tables.clear()

    def _put_away(self, what: str) -> None:
        """Put rows that wait into the database, many at once."""
        if not self._waiting[what]:
            return
        relation = connection().from_arrow(pa.concat_tables(self._waiting[what]))
        if "time" in relation.columns:
            type_ = str(relation.types[relation.columns.index("time")])
            relation = relation.project(f"* REPLACE ({microseconds('time', type_, 'UTC')} AS time)")
        self._tables[what].add(relation)
        self._waiting[what].clear()


def _make_table(columns: dict[str, pa.DataType]) -> StoredTable:
    types = columns | {"file": pa.int64()} | ({"time": pa.int64()} if "time" in columns else {})
    return StoredTable(connection().from_arrow(pa.schema(list(types.items())).empty_table()))
