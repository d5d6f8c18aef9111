"""Where everybody stands in the tribe map: tribes as discs, their core in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array

from tribus.layout.packing import WIDE, pack_discs
from tribus.layout.seating import seat_people

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64
    from tribus.tribes import Tribes

MOST_DISCS = 150  # more would be too small to see
NAMED = 10  # tribes with a caption; if there are no more, each has room for it
RIM = 0.9  # of a disc around its outermost people
STEP = 1.6  # between users below the discs
STRIP = 0.12  # of the height of the discs, which users below them take at most


@dataclass(frozen=True, eq=False)
class MapLayout:
    """Places of tribes and users, in units of about half the room that one user takes.

    Attributes
    ----------
    centres, radii
        Of the discs of the largest tribes, shapes `(n_discs, 2)` and `(n_discs,)`.
    places
        Of each user, in the order of the network, shape `(n_users, 2)`.
    below
        Users who stand below the discs: without a tribe, or of one that has no disc.
    step
        Distance between those.
    between
        Affinity between each two of the largest tribes, shape `(n_discs, n_discs)`.
    """

    centres: Floats
    radii: Floats
    places: Floats
    below: Ints64
    step: float
    between: Floats


def lay_out_map(tribes: Tribes) -> MapLayout:
    """Place tribes next to those they deal with most, and members around the core of their tribe.

    A disc's area is proportional to its users. Users without a tribe, and those of all but the 150
    largest tribes, stand below, closer to one another where they are many.
    """
    n_discs = min(len(tribes), MOST_DISCS)
    sizes = np.diff(tribes.assignment.start)[:n_discs]
    radii = np.sqrt(sizes) + RIM
    between = _affinity_between(tribes, n_discs)
    gap = 0.05 * radii + (0.05 if n_discs <= NAMED else 0.02) * np.sqrt(sizes.sum())
    centres = pack_discs(radii + gap, between)
    places = np.zeros((len(tribes.labels), 2))
    users, seats = seat_people(tribes, centres)
    places[users] = seats
    below = np.flatnonzero((tribes.labels < 0) | (tribes.labels >= n_discs))
    places[below], step = _line_up(len(below), centres, radii)
    return MapLayout(centres, radii, places, below, step, between)


def _affinity_between(tribes: Tribes, n_tribes: int) -> Floats:
    structure, labels = tribes.network.evidence.structure, tribes.labels
    own, other = labels[structure.rows], labels[structure.indices]
    tied = (own != other) & (own >= 0) & (own < n_tribes) & (other >= 0) & (other < n_tribes)
    ties = tribes.network.affinity_values[tied], (own[tied], other[tied])
    return coo_array(ties, shape=(n_tribes, n_tribes)).toarray()


def _line_up(n_users: int, centres: Floats, radii: Floats) -> tuple[Floats, float]:
    """Places in rows below the discs, and the distance between them."""
    if not len(radii):
        width = WIDE * STEP * np.sqrt(n_users)
        lowest, step = 0.0, STEP
    else:
        low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
        width, height = high - low
        step = min(STEP, np.sqrt(width * STRIP * height / max(n_users, 1)))
        lowest = low[1] - 2 * STEP - 0.02 * height
    per_row = max(int(width / step), 1)
    rank = np.arange(n_users)
    in_row = np.minimum(n_users - rank // per_row * per_row, per_row)
    x = (rank % per_row - (in_row - 1) / 2) * step
    return np.column_stack([x, lowest - step * (rank // per_row)]), float(step)
