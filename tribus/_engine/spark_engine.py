"""The engine of Spark: rows stay on the cluster, and only results come to the driver."""

from __future__ import annotations

import itertools
import weakref
from functools import reduce
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.database import connection, run
from tribus._engine.own_plans import OwnPlans
from tribus._engine.spark_errors import check_session, explain_errors, is_stopped
from tribus._engine.spark_gathering import collect_arrow, gather_numbers
from tribus._engine.spark_joins import join_on_spark, list_on_spark

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from pyspark.sql import DataFrame

    from tribus._engine.protocol import StoredRows, TypedRows
    from tribus.events.columns import Columns
    from tribus.events.rules import Rules

ROWS_PER_PART = 1_000_000  # of a table that is sent; Spark puts a part into the message of each task
_numbers = itertools.count()


class SparkRows:
    """Rows of a Spark session, as long as it runs."""

    def __init__(self, rows: DataFrame) -> None:
        self._rows = rows

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the rows as a lazy frame for narwhals expressions.

        Raises
        ------
        OptionError
            If the session is stopped.
        """
        check_session(self._rows.sparkSession)
        return nw.from_native(self._rows)


class StoredSparkRows(SparkRows):
    """Rows that Spark keeps in the memory and on the disks of its executors while this object lives."""

    def __init__(self, *parts: DataFrame) -> None:
        # The filter makes the plan differ from equal ones, whose kept rows Spark would share and drop.
        own = f"{(number := next(_numbers))} = {number}"
        rows = reduce(lambda one, other: one.unionByName(other), parts).filter(own).persist()
        self._drop = weakref.finalize(self, _unpersist, rows)
        self._drop.atexit = False  # the session ends with the process
        super().__init__(rows)
        with explain_errors(rows.sparkSession):
            rows.count()  # runs the plan once, so that errors are raised here


class SparkEngine(OwnPlans):
    """Plans run on the executors of a Spark session."""

    has_places = True

    @property
    def plan_errors(self) -> tuple[type[Exception], ...]:
        """The errors of Spark for a plan that cannot run."""
        from pyspark.errors import PySparkException

        return (PySparkException,)

    def type_rows(self, rows: Any, columns: Columns, rules: Rules, *, kind: str) -> TypedRows:
        """Cast the columns of a table to the types of the event table, on the executors."""
        typed: TypedRows = rows.type_rows(columns, rules, kind=kind)
        return typed

    def materialise(self, *parts: nw.LazyFrame[Any]) -> StoredSparkRows:
        """Run plans and keep all their rows on the executors."""
        return StoredSparkRows(*(part.to_native() for part in parts))

    def bring_together(self, frame: nw.LazyFrame[Any], *, by: Sequence[str]) -> nw.LazyFrame[Any]:
        """Return the rows, those with equal values in the columns `by` on one executor."""
        return nw.from_native(_native(frame).repartition(*by))

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Run a plan and return its rows as Arrow."""
        return collect_arrow(frame.to_native())

    def gather(self, parts: Sequence[nw.LazyFrame[Any]], *, max_rows: int) -> pa.Table:
        """Run plans with columns of numbers, and bring their rows to the driver, many in chunks."""
        rows = reduce(lambda one, other: one.unionByName(other), map(_native, parts))
        return gather_numbers(rows, max_rows=max_rows)

    def from_arrow(self, table: pa.Table, like: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return a small table as a lazy frame that can be joined to another frame of the session."""
        session = _native(like).sparkSession
        parts = [table.slice(at, ROWS_PER_PART) for at in range(0, len(table) or 1, ROWS_PER_PART)]
        frames = (session.createDataFrame(part) for part in parts)
        return nw.from_native(reduce(lambda one, other: one.unionAll(other), frames))

    def list_ids(self, ids: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return the different values of the column `id`, in this process."""
        return nw.from_native(connection().from_arrow(list_on_spark(_native(ids))))

    def send(self, rows: StoredRows, like: nw.LazyFrame[Any]) -> SparkRows:
        """Return rows of this process so that they can be joined to a frame of the session."""
        table: pa.Table = run(lambda: rows.lazy().collect("pyarrow").to_native())
        return SparkRows(_native(self.from_arrow(table, like)))

    def join_numbers(
        self, frame: nw.LazyFrame[Any], users: nw.LazyFrame[Any], *, ends: Sequence[str]
    ) -> nw.LazyFrame[Any]:
        """Add a column `{end}_number` for each end: the `number` of its `id`, null without one."""
        joined = join_on_spark(_native(frame), _native(users.select("id", "number")), ends=ends)
        return nw.from_native(joined)

    def as_timestamps(self, frame: nw.LazyFrame[Any], *columns: str) -> nw.LazyFrame[Any]:
        """Turn columns of microseconds since 1970 UTC into timestamps with the zone UTC."""
        others = [quote_name(name) for name in frame.collect_schema().names() if name not in columns]
        casts = [f"timestamp_micros({quote_name(name)}) AS {quote_name(name)}" for name in columns]
        return nw.from_native(_native(frame).selectExpr(*others, *casts))


def quote_name(name: str) -> str:
    """Return the name of a column in backticks, escaped."""
    return "`" + name.replace("`", "``") + "`"


def _native(frame: nw.LazyFrame[Any]) -> DataFrame:
    native: DataFrame = frame.to_native()
    return native


def _unpersist(rows: DataFrame) -> None:
    """Free the kept rows, unless the session is gone and they with it."""
    if not is_stopped(rows.sparkSession):
        rows.unpersist()


SPARK = SparkEngine()
