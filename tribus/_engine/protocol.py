"""The protocol of an engine: the operations that a database or a cluster must offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    import narwhals as nw
    import pyarrow as pa

    from tribus.errors import EventsError
    from tribus.events.columns import Columns
    from tribus.events.rules import Rules


class StoredRows(Protocol):
    """Rows that an engine keeps for as long as this object lives."""

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the rows as a lazy frame for narwhals expressions."""


class TypedRows(Protocol):
    """Rows of a table with typed columns, and the values that could not be read.

    Attributes
    ----------
    frame
        Lazy frame with the columns `source`, `target`, `kind` and, where the table has them, `time`
        and `until` (microseconds since 1970 UTC), `count` (in parts), `text`, `post` and `thread`.
    """

    @property
    def frame(self) -> nw.LazyFrame[Any]:
        """The typed rows."""

    @property
    def is_costly(self) -> bool:
        """Whether the rows take longer to make than to keep."""

    @property
    def is_stable(self) -> bool:
        """Whether the rows are the same each time they are made."""

    def raise_problem(self) -> None:
        """Raise `EventsError` for the first value that cannot be read, if there is one."""

    def unreadable_times(self) -> EventsError:
        """Return the error for a table without a readable time."""


class Engine(Protocol):
    """An engine that runs plans: narwhals expressions on lazy frames."""

    @property
    def plan_errors(self) -> tuple[type[Exception], ...]:
        """The engine's own errors for a plan that cannot run, as for a comparison of text to numbers."""

    @property
    def has_places(self) -> bool:
        """Whether rows are in several places, between which they move to be grouped."""

    def materialise(self, *parts: nw.LazyFrame[Any]) -> StoredRows:
        """Run plans one after another and keep all their rows in the engine."""

    def bring_together(self, frame: nw.LazyFrame[Any], *, by: Sequence[str]) -> nw.LazyFrame[Any]:
        """Return the rows, with equal values in the columns `by` in one place.

        They are then grouped by these columns, and by more columns, without moving again.
        """

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Run a plan and return its rows as Arrow."""

    def gather(self, parts: Sequence[nw.LazyFrame[Any]], *, max_rows: int) -> pa.Table:
        """Run plans with columns of numbers, one after another, into one table."""

    def from_arrow(self, table: pa.Table, like: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return a small table as a lazy frame that can be joined to another frame of the engine."""

    def list_ids(self, ids: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return the different values of the column `id` of a frame, in this process."""

    def send(self, rows: StoredRows, like: nw.LazyFrame[Any]) -> StoredRows:
        """Return rows of this process so that they can be joined to a frame of the engine."""

    def split_by_source(
        self, frame: nw.LazyFrame[Any], *, n_rows: int, n_users: int
    ) -> Sequence[nw.LazyFrame[Any]]:
        """Split a frame into parts, each with all rows of its sources."""

    def join_numbers(
        self, frame: nw.LazyFrame[Any], users: nw.LazyFrame[Any], *, ends: Sequence[str]
    ) -> nw.LazyFrame[Any]:
        """Add a column `{end}_number` for each end: the `number` of its `id`, null without one."""

    def as_timestamps(self, frame: nw.LazyFrame[Any], *columns: str) -> nw.LazyFrame[Any]:
        """Turn columns of microseconds since 1970 UTC into timestamps with the zone UTC."""

    def report(self, what: str, *, shown: bool) -> AbstractContextManager[None]:
        """Show a progress bar while the work inside takes long."""


class TableEngine(Engine, Protocol):
    """An engine that also reads tables with columns of any type."""

    def type_rows(self, rows: Any, columns: Columns, rules: Rules, *, kind: str) -> TypedRows:
        """Cast the columns of a table to the types of the event table.

        Parameters
        ----------
        rows
            The engine's own table.
        columns
            The column that holds each part of an event.
        rules
            How values are read.
        kind
            The column of kinds, or one kind for all rows if there is no such column.
        """
