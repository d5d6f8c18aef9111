"""Tables of numbers that are brought to this process part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tribus._engine.progress import step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import narwhals as nw


class Gathering:
    """Columns of numbers that are filled part by part, so that no table is in memory twice.

    Memory for rows that are never written is never allocated by the operating system.
    """

    def __init__(self, max_rows: int) -> None:
        self.n_rows = 0
        self._max_rows = max_rows
        self._columns: dict[str, np.ndarray[Any, Any]] = {}

    def add(self, part: pa.Table) -> None:
        """Copy the rows of a part."""
        for name in part.column_names:
            values = part[name].to_numpy()
            column = self._columns.setdefault(name, np.empty(self._max_rows, values.dtype))
            column[self.n_rows : self.n_rows + len(part)] = values
        self.n_rows += len(part)

    def to_arrow(self) -> pa.Table:
        """Return all rows."""
        return pa.table({name: values[: self.n_rows] for name, values in self._columns.items()})


def gather_parts(
    parts: Sequence[nw.LazyFrame[Any]],
    collect: Callable[[nw.LazyFrame[Any]], pa.Table],
    *,
    max_rows: int,
) -> pa.Table:
    """Run plans with columns of numbers, one after another, into one table."""
    gathering = Gathering(max_rows)
    for part in parts:
        with step(1 / len(parts)):
            table = collect(part)
        gathering.add(table)
    return gathering.to_arrow()
