"""Sums by number, and runs of equal rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints64


def count_by(rows: Any, n: int) -> Ints64:
    """Return how often each of the numbers 0 to `n - 1` occurs."""
    counts: Ints64 = np.bincount(rows, minlength=n).astype(np.int64, copy=False)
    return counts


def sum_by(rows: Any, weights: Any, n: int) -> Floats:
    """Return the sum of the weights at each of the numbers 0 to `n - 1`."""
    return np.asarray(np.bincount(rows, weights, n), np.float64)


def mark_first(*columns: Any) -> Bools:
    """Return whether each row of sorted columns differs from the row before; True for the first."""
    first = np.ones(len(columns[0]), np.bool_)
    first[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return first


def any_of_runs(flags: Bools, first: Ints64) -> Bools:
    """Return whether some flag of each run is set; `first` has the first row of each run."""
    found: Bools = np.logical_or.reduceat(flags, first) if len(first) else flags[:0]
    return found
