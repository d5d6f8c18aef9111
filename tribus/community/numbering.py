"""Numbering of groups: by size, then by the first user."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

NO_TRIBE = -1  # label of users without a tribe

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints, Ints64


def number_tribes(labels: Ints, is_real: Bools | None = None, *, min_size: int = 2) -> Ints:
    """Return labels numbered by group size, largest first; -1 for small and for unreal groups.

    Groups of equal size are ordered by their first user in the network. The order of users in the
    network does not depend on their names, except for users that only their names distinguish.
    """
    sizes = np.bincount(labels, minlength=0 if is_real is None else len(is_real))
    if is_real is not None:
        sizes = np.where(is_real, sizes, 0)
    number = number_by_size(labels, np.arange(len(labels)), sizes)
    number[sizes < min_size] = NO_TRIBE
    numbered: Ints = number[labels]
    numbered.flags.writeable = False
    return numbered


def number_by_size(groups: Ints | Ints64, users: Ints | Ints64, sizes: Ints64) -> Ints:
    """Return the rank of each group by size, int32; equal sizes are ordered by the smallest user.

    `groups` and `users` have one element for each membership.
    """
    first = np.full(len(sizes), np.iinfo(np.int64).max)
    np.minimum.at(first, groups, users)
    number = np.empty(len(sizes), np.int32)
    number[np.lexsort((first, -sizes))] = np.arange(len(sizes), dtype=np.int32)
    return number
