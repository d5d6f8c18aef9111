"""Typed rows of a Spark frame: the plans that the executors run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import pyarrow as pa

from tribus._core.checks import show
from tribus._engine.column_types import COUNT_PARTS, MAX_TOTAL_COUNT
from tribus._engine.spark_engine import quote_name
from tribus._engine.spark_gathering import collect_arrow
from tribus._engine.times import no_readable_time
from tribus.errors import EventsError
from tribus.events.spark_sql import typed_sql
from tribus.events.spark_task import RowTask, find_problems, type_batches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import DataFrame

    from tribus.events.columns import Columns
    from tribus.events.rules import Rules
    from tribus.recognition import Recognised, Request
    from tribus.recognition.plan import Plan

_SPARK_TYPES = {pa.int64(): "BIGINT", pa.string(): "STRING"}


@dataclass(frozen=True, kw_only=True)
class SparkTable:
    """A table on a cluster, and how its rows become events.

    Attributes
    ----------
    frame
        The columns that the plan uses.
    sample
        Some rows of it, as Arrow.
    plan, request
        As `apply_plan` takes them.
    found
        The sample as events.
    """

    frame: DataFrame
    sample: pa.Table
    plan: Plan
    request: Request
    found: Recognised

    @property
    def columns(self) -> Sequence[str]:
        """The columns of the rows of the plan."""
        return self.found.rows.columns

    def type_rows(self, columns: Columns, rules: Rules, *, kind: str) -> SparkTypedRows:
        """Return a plan of typed rows; the types of columns are checked with the sample."""
        task = RowTask(
            plan=self.plan,
            request=self.request,
            profiles={name: self.found.profiles[name] for name in self.sample.column_names},
            times=self.found.times,
            columns=columns,
            rules=rules,
            kind=kind,
        )
        schema = task.collect(self.sample).schema
        return SparkTypedRows(self.frame, task, schema, typed_sql(self, columns, rules, kind=kind))


class SparkTypedRows:
    """Typed rows of a Spark frame, as `TypedRows` describes them."""

    def __init__(self, rows: DataFrame, task: RowTask, schema: pa.Schema, sql: list[str] | None) -> None:
        self._rows, self._task = rows, task
        self.is_costly = sql is None
        self.is_stable = False  # a frame is a query, and may give other rows each time
        if sql is not None:
            self._typed = rows.selectExpr(*sql)
            return

        def type_partition(batches: Iterable[Any]) -> Iterator[Any]:
            return type_batches(task, batches)

        types = ", ".join(f"{quote_name(field.name)} {_SPARK_TYPES[field.type]}" for field in schema)
        self._typed = rows.mapInArrow(type_partition, types)

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """The typed rows."""
        return nw.from_native(self._typed)

    def raise_problem(self) -> None:
        """Raise `EventsError` for a value that cannot be read, if there is one."""
        task = self._task

        def check_partition(batches: Iterable[Any]) -> Iterator[Any]:
            return find_problems(task, batches)

        messages = self._rows.mapInArrow(check_partition, "message STRING")
        first = collect_arrow(messages.selectExpr("min(message) AS message"))["message"][0].as_py()
        if first is not None:
            raise EventsError(first)
        name = task.columns.count
        if name is None:
            return
        total = collect_arrow(self._typed.selectExpr("sum(CAST(count AS DOUBLE)) AS total"))
        if (total["total"][0].as_py() or 0) / COUNT_PARTS > MAX_TOTAL_COUNT:
            raise EventsError(
                f"the counts of column {show(name)} add up to over {MAX_TOTAL_COUNT:.0e}; "
                "divide all by a thousand"
            )

    def unreadable_times(self) -> EventsError:
        """Return the error for a table without a readable time."""
        name = self._task.columns.time or ""
        texts = self._rows.selectExpr(f"CAST({quote_name(name)} AS STRING) AS time")
        first = collect_arrow(texts.filter("trim(time) != ''").selectExpr("min(time) AS time"))
        return no_readable_time(name, first["time"][0].as_py())
