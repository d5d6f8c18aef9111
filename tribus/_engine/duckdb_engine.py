"""The embedded database in which tables of events are cleaned and added up.

All work on rows is written as narwhals expressions; this is the one place that knows that they run on
DuckDB. Frames of another engine stay in that engine: it needs `materialise` and the typing of columns,
nothing else.
"""

from __future__ import annotations

import itertools
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import duckdb
import narwhals as nw

from tribus._engine.limits import open_database
from tribus._engine.progress import step
from tribus._engine.sql import quote
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

ROWS_A_PART = 1_250_000
MOST_PARTS = 32  # each part looks at all rows once

Result = TypeVar("Result")
_numbers = itertools.count()
_of_thread = threading.local()


def connection() -> duckdb.DuckDBPyConnection:
    """Return this thread's way into the database of this process."""
    if not hasattr(_of_thread, "connection"):
        _of_thread.connection = open_database().cursor()
        _of_thread.connection.execute(
            "SET TimeZone = 'UTC'; "
            # counted for our own bar, not shown by the database
            "SET enable_progress_bar = true; SET enable_progress_bar_print = false"
        )
    return cast("duckdb.DuckDBPyConnection", _of_thread.connection)


class StoredRows(Protocol):
    """Rows that an engine keeps for as long as this object lives."""

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the rows, to be worked on with narwhals expressions."""


class StoredTable:
    """Rows kept in the database for as long as this object lives; all or none of them."""

    def __init__(self, *parts: duckdb.DuckDBPyRelation) -> None:
        self.name = f"tribus_{next(_numbers)}"
        self._drop = weakref.finalize(self, _drop_table, self.name)
        try:
            for number, part in enumerate(parts):
                with step(1 / len(parts)):
                    run(partial(part.insert_into if number else part.create, self.name))
        except BaseException:
            self._drop()
            raise

    def add(self, rows: duckdb.DuckDBPyRelation) -> None:
        """Add rows with the same columns."""
        run(partial(rows.insert_into, self.name))

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the stored rows, to be worked on with narwhals expressions."""
        return nw.from_native(connection().table(self.name))


class StoredFrame:
    """Rows that stay in the engine of the frame that they came in."""

    def __init__(self, frame: nw.LazyFrame[Any]) -> None:
        native = frame.to_native()
        is_spark = frame.implementation.is_spark_like()
        self._frame: nw.LazyFrame[Any] = nw.from_native(
            native.persist() if is_spark else native.collect().lazy()
        )

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the kept rows, to be worked on with narwhals expressions."""
        return self._frame


def materialise(*parts: nw.LazyFrame[Any]) -> StoredRows:
    """Run plans, one after another, and keep the rows of all of them where they were worked on."""
    if parts[0].implementation.is_duckdb():
        return StoredTable(*(part.to_native() for part in parts))
    return StoredFrame(nw.concat(parts, how="vertical"))


def to_arrow(frame: nw.LazyFrame[Any]) -> pa.Table:
    """Run a plan and return its rows as Arrow."""
    return run(lambda: frame.collect("pyarrow").to_native())


def one_row(frame: nw.LazyFrame[Any]) -> dict[str, int]:
    """Run a plan that makes a single row of numbers; empty sums are 0."""
    row = to_arrow(frame).to_pylist()[0]
    return {name: int(value or 0) for name, value in row.items()}


def count_rows(frame: nw.LazyFrame[Any]) -> int:
    """Run a plan and count its rows."""
    return one_row(frame.select(rows=nw.len()))["rows"]


def cut(frame: nw.LazyFrame[Any], *, rows: int, users: int) -> Sequence[nw.LazyFrame[Any]]:
    """Cut a frame into parts that fit caches, each with all rows of its sources.

    Grouping part by part needs a fraction of the memory of grouping the whole, and less time.
    """
    if not frame.implementation.is_duckdb():
        return [frame]
    n_parts = max(1, min(MOST_PARTS, rows // ROWS_A_PART, users))
    ends = [users * part // n_parts for part in range(n_parts + 1)]
    source = nw.col("source")
    return [frame.filter(source >= low, source < high) for low, high in pairwise(ends)]


def run(query: Callable[[], Result]) -> Result:
    """Run a query so that Ctrl-C ends it at once, and say what to do when memory or disk runs out."""
    try:
        return _run_beside(query) if threading.current_thread() is threading.main_thread() else query()
    except duckdb.OutOfMemoryException as error:
        said = " ".join(str(error).split("\n", maxsplit=1)[0].split())
        raise OptionError(
            f"the database may use too little memory or disk for this table: {said}. "
            "Allow more with tribus.set_memory_limit('8GB', folder=...)"
        ) from None


def _run_beside(query: Callable[[], Result]) -> Result:
    """Run a query in a thread of its own: the main one, which Ctrl-C reaches, is free to stop it."""
    mine = connection()
    with ThreadPoolExecutor(max_workers=1) as thread:
        future = thread.submit(query)
        try:
            return future.result()
        except KeyboardInterrupt:
            mine.interrupt()
            raise


def _drop_table(name: str) -> None:
    """Drop a table from wherever the garbage collector runs, be it in the middle of another query."""
    with open_database().cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {quote(name)}")
