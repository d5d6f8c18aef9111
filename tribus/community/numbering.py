"""How groups are numbered: the largest first, of those of one size the first in the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

NO_TRIBE = -1  # label of users without a tribe

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints, Ints64


def number_tribes(labels: Ints, is_real: Bools | None = None) -> Ints:
    """Number groups by size, largest first; groups of one, and those that are not real, become -1.

    Equal sizes follow the place of their first user in the network, which does not change when users
    are renamed; users that only their names tell apart are in the order of their names.
    """
    sizes = np.bincount(labels)
    if is_real is not None:
        sizes = np.where(is_real, sizes, 1)
    number = number_by_size(labels, np.arange(len(labels)), sizes)
    number[sizes == 1] = NO_TRIBE
    numbered: Ints = number[labels]
    numbered.flags.writeable = False
    return numbered


def number_by_size(groups: Ints | Ints64, users: Ints | Ints64, sizes: Ints64) -> Ints:
    """Number of each group, largest first, int32; of one size, that with the first of the users first.

    `groups` and `users` have an entry for each membership.
    """
    first = np.full(len(sizes), np.iinfo(np.int64).max)
    np.minimum.at(first, groups, users)
    number = np.empty(len(sizes), np.int32)
    number[np.lexsort((first, -sizes))] = np.arange(len(sizes), dtype=np.int32)
    return number
