"""The work of an executor: the rows of a table, cast by the code that casts them on one machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from tribus._engine.column_types import type_rows
from tribus._engine.database import connection, run
from tribus._engine.limits import use_one_thread
from tribus._engine.spark_errors import mark_error
from tribus.errors import EventsError, TribusError
from tribus.recognition import apply_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tribus._engine.column_types import TypedRelation
    from tribus.events.columns import Columns
    from tribus.events.rules import Rules
    from tribus.recognition import Request
    from tribus.recognition.plan import Plan
    from tribus.recognition.profile import Profile
    from tribus.recognition.times import TimeColumn

ROWS_PER_QUERY = 200_000  # a query takes milliseconds to plan, and a batch of Spark has 10,000 rows
MESSAGES = pa.schema([("message", pa.string())])
_ROW = re.compile(r"^data row [\d,]+, ")  # rows of a cluster have no numbers


@dataclass(frozen=True, kw_only=True)
class RowTask:
    """How the rows of a table become typed rows: all that an executor has to know.

    Attributes
    ----------
    plan, request, profiles, times
        As `apply_plan` takes them.
    columns, rules, kind
        As `type_rows` takes them, for the rows of the plan.
    """

    plan: Plan
    request: Request
    profiles: Mapping[str, Profile]
    times: TimeColumn | None
    columns: Columns
    rules: Rules
    kind: str

    def type(self, table: pa.Table) -> TypedRelation:
        """Return the typed rows of a part of the table.

        Raises
        ------
        EventsError
            If an id cannot be read.
        """
        rows = connection().from_arrow(table)
        found = apply_plan(rows, self.plan, self.request, self.profiles, times=self.times)
        try:
            return type_rows(found.rows, self.columns, self.rules, kind=self.kind)
        except EventsError as error:
            raise _without_row(error) from None

    def collect(self, table: pa.Table) -> pa.Table:
        """Return the typed rows of a part of the table as Arrow."""
        typed = self.type(table).frame
        return run(lambda: typed.collect("pyarrow").to_native())

    def find_problem(self, table: pa.Table) -> EventsError | None:
        """Return the error for a value of a part of the table that cannot be read, if there is one."""
        try:
            self.type(table).raise_problem()
        except EventsError as error:
            return _without_row(error)
        return None


def type_batches(task: RowTask, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the typed rows of the batches of a partition."""
    for table in _join_batches(batches):
        try:
            typed = task.collect(table)
        except TribusError as error:
            raise mark_error(error) from None
        yield from typed.to_batches()


def find_problems(task: RowTask, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the messages about values of a partition that cannot be read, one for each query."""
    for table in _join_batches(batches):
        problem = task.find_problem(table)
        if problem is not None:
            yield pa.RecordBatch.from_pydict({"message": [str(problem)]}, MESSAGES)


def _join_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield tables of enough rows to be worth a query."""
    use_one_thread()
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) >= ROWS_PER_QUERY:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _without_row(error: EventsError) -> EventsError:
    return type(error)(_ROW.sub("", str(error)))
