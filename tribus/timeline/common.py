"""Common neighbours of pairs of users, found without a square table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Ints64

MAX_GATHERED = 4_000_000  # neighbours in memory at once


class CommonNeighbours(NamedTuple):
    """The common neighbours of some of the pairs; a row for each pair and neighbour.

    Attributes
    ----------
    pairs
        The pairs of users that these are, in their order.
    pair
        Index into `pairs`, int64, ascending.
    tie, other_tie
        Rows of the ties of the neighbour to both users, int64.
    """

    pairs: slice
    pair: Ints64
    tie: Ints64
    other_tie: Ints64


def find_common(key: Ints64, n_users: int, one: Ints64, other: Ints64) -> Iterator[CommonNeighbours]:
    """Yield the common neighbours of pairs of users, part by part.

    Parameters
    ----------
    key
        Number of each tie, ``user * n_users + neighbour``, in both directions, ascending.
    n_users
        Number of users.
    one, other
        The users of each pair, int64, shape `(n_pairs,)`.

    Notes
    -----
    The neighbours of the user with fewer ties are looked up among those of the other.
    """
    indptr = np.searchsorted(key, np.arange(n_users + 1) * n_users)
    degree = np.diff(indptr)
    swap = degree[other] < degree[one]
    near, far = np.where(swap, other, one), np.where(swap, one, other)
    part = np.cumsum(degree[near]) // MAX_GATHERED
    for number in np.unique(part).tolist():
        pairs = slice(*np.searchsorted(part, (number, number + 1)).tolist())
        length = degree[near[pairs]]
        start = indptr[near[pairs]] - np.concatenate([[0], np.cumsum(length)[:-1]])
        tie = np.repeat(start, length) + np.arange(int(length.sum()))
        pair = np.repeat(np.arange(len(length)), length)
        wanted = far[pairs][pair] * n_users + key[tie] % n_users
        found = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        is_common = key[found] == wanted
        yield CommonNeighbours(pairs, pair[is_common], tie[is_common], found[is_common])
