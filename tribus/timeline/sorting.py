"""Sorting of rows by columns of integers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.counts import mark_first

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints64

MAX_KEY = 2**63 - 1  # largest int64


def sort_rows(*columns: Any) -> tuple[Ints64, Bools]:
    """Sort rows by several columns of integers of 0 or more, the first column first.

    Returns
    -------
    order : array of int64
        The rows in order.
    is_new : array of bool
        Whether each row, in this order, differs from the one before.

    Notes
    -----
    Rows become one integer if it has enough bits, because sorting that is several times faster.
    """
    widths = [int(values.max(initial=0)) + 1 for values in columns]
    n_keys = math.prod(widths)
    if n_keys > MAX_KEY:
        order: Ints64 = np.lexsort(columns[::-1])
        return order, mark_first(*(values[order] for values in columns))
    key = np.zeros(len(columns[0]), np.int64)
    for values, width in zip(columns, widths, strict=True):
        key *= width
        key += values
    order, key = sort_keys(key, n_keys)
    return order, mark_first(key)


def sort_keys(key: Ints64, n_keys: int) -> tuple[Ints64, Ints64]:
    """Return the rows of keys in ascending order, and the sorted keys.

    Parameters
    ----------
    key
        Integers of 0 or more, below `n_keys`, int64, shape `(n,)`.
    n_keys
        Number of possible keys.

    Returns
    -------
    order, sorted_key : array of int64, shape (n,)
        Rows of equal keys keep their order.

    Notes
    -----
    If key and row fit in one integer, that is sorted: numpy sorts values about twice as fast as rows.
    """
    n_bits = len(key).bit_length()
    if n_keys << n_bits > MAX_KEY:
        order: Ints64 = np.argsort(key, kind="stable")
        return order, key[order]
    packed = key << n_bits
    packed |= np.arange(len(key))
    packed.sort()
    return packed & ((1 << n_bits) - 1), packed >> n_bits
