"""The rest: the largest group, if its users exchange with others nearly as much as with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints
    from tribus.ties.structure import TieStructure

MAX_DENSITY_RATIO = 2.0  # ties per pair inside the rest, relative to ties per pair with others


def find_rest(structure: TieStructure, is_exchange: Bools, labels: Ints) -> Bools:
    """Return a mask of the groups, with at most one of them, the rest.

    Parameters
    ----------
    structure
        Sparsity structure of the ties.
    is_exchange
        Entries that count: the mutual ties.
    labels
        Group of each user, numbered from 0.

    Notes
    -----
    The users with a mutual tie are counted. In the largest group, with n of these N users, m ties
    inside and x ties to others, the density ratio is ``(m / (n (n - 1) / 2)) / (x / (n (N - n)))``. At a
    ratio of at most 2 the group is the rest. One clear group among people who turn to anybody makes a
    second group of all others. This has no ties of its own: its ratio is 1.2 to 1.5. Planted
    partitions at the detection limit have 2.7 and more.
    """
    largest, ratio = measure_density_ratio(structure, is_exchange, labels)
    is_rest = np.zeros(int(labels.max(initial=0)) + 1, np.bool_)
    is_rest[largest] = ratio <= MAX_DENSITY_RATIO
    return is_rest


def measure_density_ratio(
    structure: TieStructure, is_exchange: Bools, labels: Ints
) -> tuple[int, float]:
    """Return the number of the largest group, and its density ratio as in `find_rest`.

    The ratio is infinite without ties to others.
    """
    rows, cols = structure.rows[is_exchange], structure.indices[is_exchange]
    has_exchange = np.bincount(rows, minlength=structure.n_users) > 0
    sizes = np.bincount(labels[has_exchange], minlength=int(labels.max(initial=0)) + 1)
    largest, n_users = int(np.argmax(sizes)), int(has_exchange.sum())
    size = int(sizes[largest])
    from_largest = labels[rows] == largest
    n_inside = np.count_nonzero(from_largest & (labels[cols] == largest))  # each tie twice
    n_outside = np.count_nonzero(from_largest) - n_inside
    inside, outside = n_inside * (n_users - size), n_outside * (size - 1)
    return largest, inside / outside if outside else np.inf
