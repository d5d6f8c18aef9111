"""The engine of lazy frames of polars, which are kept where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.gathering import gather_parts
from tribus._engine.joins import join_numbers
from tribus._engine.own_plans import OnePlace, OwnPlans

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa


class StoredFrame:
    """Rows that stay in the engine of their frame."""

    def __init__(self, frame: nw.LazyFrame[Any]) -> None:
        self._frame: nw.LazyFrame[Any] = nw.from_native(frame.to_native().collect().lazy())

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the rows as a lazy frame for narwhals expressions."""
        return self._frame


class FrameEngine(OnePlace, OwnPlans):
    """Plans run in the engine of their frame, which plans its own parallel work."""

    plan_errors: tuple[type[Exception], ...] = ()

    def materialise(self, *parts: nw.LazyFrame[Any]) -> StoredFrame:
        """Run plans and keep all their rows as one frame."""
        return StoredFrame(nw.concat(parts, how="vertical"))

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Run a plan and return its rows as Arrow."""
        table: pa.Table = frame.collect("pyarrow").to_native()
        return table

    def gather(self, parts: Sequence[nw.LazyFrame[Any]], *, max_rows: int) -> pa.Table:
        """Run plans with columns of numbers, one after another, into one table."""
        return gather_parts(parts, self.collect, max_rows=max_rows)

    def from_arrow(self, table: pa.Table, like: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return a small table as a lazy frame that can be joined to another frame of the engine."""
        return nw.from_arrow(table, backend=like.implementation).lazy()

    def join_numbers(
        self, frame: nw.LazyFrame[Any], users: nw.LazyFrame[Any], *, ends: Sequence[str]
    ) -> nw.LazyFrame[Any]:
        """Add a column `{end}_number` for each end: the `number` of its `id`, null without one."""
        return join_numbers(frame, users, ends=ends)

    def as_timestamps(self, frame: nw.LazyFrame[Any], *columns: str) -> nw.LazyFrame[Any]:
        """Turn columns of microseconds since 1970 UTC into timestamps with the zone UTC."""
        moment = nw.Datetime("us", time_zone="UTC")
        return frame.with_columns(**{name: nw.col(name).cast(moment) for name in columns})


FRAMES = FrameEngine()
