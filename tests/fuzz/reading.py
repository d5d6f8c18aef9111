"""What tribus finds in a file, as plain values that can be compared."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from tribus.sources import ReadOptions, Rows, open_table, recognise
from tribus.sources.rows import LOST_REST

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa


class TableSeen(NamedTuple):
    """Pairs of people in the rows of a table, and the numbers of records and of skipped ones.

    With `bad_lines=1` the rest of a document that is broken between its items is given up.
    """

    pairs: Counter[tuple[str, str]]
    read: int
    n_skipped: int
    has_lost_rest: bool


class ExportSeen(NamedTuple):
    """Rows of an export by table, and the numbers of records and of skipped ones."""

    rows: Counter[str]
    read: int
    n_skipped: int


def see_table(path: Path) -> TableSeen:
    """Open a table, and return its pairs of people."""
    with (
        duckdb.connect() as database,
        open_table(path, database, bad_lines=1.0, is_header_name=lambda name: name == "source") as table,
    ):
        columns = {name.lower(): place for place, name in enumerate(table.rows.columns)}
        ends = [columns.get(name) for name in ("source", "target")]
        rows = table.rows.fetchall()
        pairs = Counter(
            tuple("" if end is None or row[end] is None else str(row[end]) for end in ends)
            for row in rows
        )
        account = table.account(len(rows))
    n_skipped = sum(account.skipped.values())
    return TableSeen(pairs, account.read, n_skipped, LOST_REST in account.skipped)


def see_export(path: Path) -> ExportSeen | None:
    """Read an export, and return its rows; None if it is no known export."""
    export = recognise(path)
    if export is None:
        return None
    found: Counter[str] = Counter()

    def store(name: str, table: pa.Table) -> None:
        found.update(f"{name} {row}" for row in table.to_pylist())

    rows = Rows(ReadOptions(texts=True, bad_lines=1.0), store, file=path.name)
    export.read(rows, lambda _: None)
    rows.flush(min_rows=1)
    return ExportSeen(found, rows.read, sum(rows.skipped.values()))
