"""Matching of the groups of two partitions: each group has at most one counterpart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array

if TYPE_CHECKING:
    from tribus._core.arrays import Ints, Ints64

NO_COUNTERPART = -2  # group without a counterpart; no tribe is -1
MAX_DENSE_PAIRS = 10_000  # of groups; all are counted faster than those with common users are listed


def match_groups(before: Ints, after: Ints, n_before: int) -> Ints:
    """Return the counterpart of each group: the pairs with most common users are matched first.

    Parameters
    ----------
    before, after
        Group of each user in both partitions, shape `(n_users,)`; negative for none.
    n_before
        Number of groups before.

    Returns
    -------
    array of int32, shape (n_before,)
        Group after, -2 for none. No two groups have the same counterpart.

    Notes
    -----
    Of pairs with equally many common users, the one with the lowest numbers is matched first. A pair
    that comes first for both of its groups is matched in any order of the others, so all such pairs are
    matched at once, and again among the groups that are left.
    """
    counterpart = np.full(n_before, NO_COUNTERPART, np.int32)
    one, other = _sort_pairs(before, after, n_before)
    while len(one):
        is_first = _mark_first(one, n_before) & _mark_first(other, int(other.max()) + 1)
        counterpart[one[is_first]] = other[is_first]
        is_taken = np.zeros(int(other.max()) + 1, np.bool_)
        is_taken[other[is_first]] = True
        is_left = (counterpart[one] == NO_COUNTERPART) & ~is_taken[other]
        one, other = one[is_left], other[is_left]
    return counterpart


def _sort_pairs(before: Ints, after: Ints, n_before: int) -> tuple[Ints64, Ints64]:
    """Return all pairs of groups with common users, most common users first, then by number."""
    has_both = (before >= 0) & (after >= 0)
    n_after = int(after.max(initial=-1)) + 1
    ends = before[has_both], after[has_both]
    if n_before * n_after <= MAX_DENSE_PAIRS:
        counts = np.bincount(ends[0] * np.int64(n_after) + ends[1], minlength=n_before * n_after)
        pairs = np.flatnonzero(counts)
        one, other, common = pairs // max(n_after, 1), pairs % max(n_after, 1), counts[pairs]
    else:
        ones = np.ones(int(np.count_nonzero(has_both)), np.int64)
        table = coo_array((ones, ends), shape=(n_before, n_after)).tocsr().tocoo()
        one, other = (number.astype(np.int64) for number in table.coords)
        common = table.data
    order = np.lexsort((other, one, -common))
    return one[order], other[order]


def _mark_first(groups: Ints64, n_groups: int) -> Ints64:
    """Return a mask of the first pair of each group."""
    first = np.full(n_groups, len(groups))
    np.minimum.at(first, groups, np.arange(len(groups)))
    is_first: Ints64 = first[groups] == np.arange(len(groups))
    return is_first
