"""Rows of events that are summed by ordered pair, kind and bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from tribus.timeline.sorting import sort_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Ints, Ints8, Ints64


class BinRows(NamedTuple):
    """Events in columns of one length.

    Attributes
    ----------
    source, target
        Users, int32.
    kind
        Index into `KINDS`, int8.
    bins
        Bin of the events, int64.
    count_parts
        Number of events, in parts of `1 / COUNT_PARTS`, int64.
    first, last
        Times of the first and the last of the events, microseconds since 1970 UTC, int64.
    """

    source: Ints
    target: Ints
    kind: Ints8
    bins: Ints64
    count_parts: Ints64
    first: Ints64
    last: Ints64

    @classmethod
    def join(cls, parts: Sequence[BinRows]) -> Self:
        """Return the rows of all parts, in their order."""
        return cls(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def sum_equal(self) -> BinRows:
        """Return one row for each source, target, kind and bin, sorted by them."""
        order, is_new = sort_rows(*self[:4])
        begins = np.flatnonzero(is_new)
        named, functions = order[begins], (np.add, np.minimum, np.maximum)
        columns: list[Any] = [values[named] for values in self[:4]]
        columns += [
            function.reduceat(values[order], begins)
            for function, values in zip(functions, self[4:], strict=True)
        ]
        return BinRows(*columns)
