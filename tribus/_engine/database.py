"""The embedded DuckDB database: connections, stored tables and interruptible queries."""

from __future__ import annotations

import itertools
import os
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import duckdb
import narwhals as nw

from tribus._engine.forks import call_in_child, keep_for_ever
from tribus._engine.limits import open_database
from tribus._engine.progress import step
from tribus._engine.sql import quote
from tribus.errors import EventsError, OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

Result = TypeVar("Result")
_numbers = itertools.count()
_of_thread = threading.local()


def connection() -> duckdb.DuckDBPyConnection:
    """Return the connection of this thread to the database of this process."""
    if not hasattr(_of_thread, "connection"):
        _of_thread.connection = open_database().cursor()
        _of_thread.connection.execute(
            "SET TimeZone = 'UTC'; "
            # counted for our own bar, not shown by the database
            "SET enable_progress_bar = true; SET enable_progress_bar_print = false"
        )
    return cast("duckdb.DuckDBPyConnection", _of_thread.connection)


def _forget_cursor() -> None:
    """Forget the cursor of a forked child: it belongs to the database of the parent."""
    keep_for_ever(vars(_of_thread).pop("connection", None))


call_in_child(_forget_cursor)


class StoredTable:
    """A table in the database that lives as long as this object; it holds all its rows or none."""

    def __init__(self, *parts: duckdb.DuckDBPyRelation) -> None:
        self.name = f"tribus_{next(_numbers)}"
        self._process = os.getpid()
        self._drop = weakref.finalize(self, _drop_table, self.name, self._process)
        try:
            for number, part in enumerate(parts):
                with step(1 / len(parts)):
                    run(partial(part.insert_into if number else part.create, self.name))
        except BaseException:
            self._drop()
            raise

    @classmethod
    def of_arrow(cls, table: pa.Table) -> StoredTable:
        """Return a table with the rows of an Arrow table."""
        return cls(connection().from_arrow(table))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the rows; the process that reads them keeps them in its own database."""
        rows: nw.LazyFrame[Any] = self.lazy()
        return StoredTable.of_arrow, (run(lambda: rows.collect("pyarrow").to_native()),)

    def add(self, rows: duckdb.DuckDBPyRelation) -> None:
        """Add rows with the same columns."""
        run(partial(rows.insert_into, self.name))

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the rows as a lazy frame for narwhals expressions.

        Raises
        ------
        EventsError
            In a forked child: it has no access to the database of its parent.
        """
        if os.getpid() != self._process:
            raise EventsError(
                f"these events belong to process {self._process}, and this is its forked child "
                f"{os.getpid()}; read the events in the child, or pass it the network"
            )
        return nw.from_native(connection().table(self.name))


def run(query: Callable[[], Result]) -> Result:
    """Run a query so that Ctrl-C stops it at once.

    Raises
    ------
    OptionError
        If memory or disk runs out; the message says how to allow more.
    """
    try:
        if threading.current_thread() is threading.main_thread():
            return _run_in_thread(query)
        return query()
    except duckdb.OutOfMemoryException as error:
        reason = " ".join(str(error).split("\n", maxsplit=1)[0].split())
        raise OptionError(
            f"the database ran out of memory or disk for this table: {reason}. "
            "Allow more with tribus.set_memory_limit('8GB', folder=...)"
        ) from None


def _run_in_thread(query: Callable[[], Result]) -> Result:
    """Run a query in another thread, so that the main thread can receive Ctrl-C and stop it."""
    main_connection = connection()
    with ThreadPoolExecutor(max_workers=1) as thread:
        future = thread.submit(query)
        try:
            return future.result()
        except KeyboardInterrupt:
            main_connection.interrupt()
            raise


def _drop_table(name: str, process: int) -> None:
    """Drop a table through a new cursor: the garbage collector may run in the middle of a query."""
    if os.getpid() != process:
        return  # a forked child must not wait for the database of its parent
    with open_database().cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {quote(name)}")
