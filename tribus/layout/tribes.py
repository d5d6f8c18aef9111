"""Layout of the tribe map: tribes as discs, with their core in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array

from tribus.layout.packing import MAP_ASPECT_RATIO, pack_discs
from tribus.layout.ring import measure_rings, seat_around
from tribus.layout.seating import seat_people
from tribus.tribes.roles.assign import AUDIENCE, HEARD, NEWCOMER

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64
    from tribus.tribes import Tribes

MAX_DISCS = 150  # more discs are too small to see
MAX_CAPTIONS = 10  # tribes with a long caption; gaps between the discs of fewer tribes are larger
USER_DISTANCE = 1.7  # between neighbours in a disc
DISC_MARGIN = 0.9  # around the outermost users
BELOW_DISTANCE = 1.6  # between users below the discs, at most
BELOW_HEIGHT_SHARE = 0.12  # of the height of the discs, at most, for the users below


@dataclass(frozen=True, eq=False)
class MapLayout:
    """Positions of tribes and users; neighbouring users are about 1.7 units apart.

    Attributes
    ----------
    centres, radii
        Discs of the largest tribes with their rings, shapes `(n_discs, 2)` and `(n_discs,)`.
    inner
        Radii of the discs without their rings, shape `(n_discs,)`.
    positions
        Position of each user, in the order of the network, shape `(n_users, 2)`.
    room
        Distance of each user to the neighbours, about, shape `(n_users,)`.
    below
        Rows of the users below the discs: without a tribe, or in a tribe without a disc.
    step
        Distance between the users below the discs.
    between
        Affinity between each two of the largest tribes, shape `(n_discs, n_discs)`.
    """

    centres: Floats
    radii: Floats
    inner: Floats
    positions: Floats
    room: Floats
    below: Ints64
    step: float
    between: Floats


def lay_out_map(tribes: Tribes) -> MapLayout:
    """Return the layout: tribes with much affinity are neighbours, and members surround their core.

    The area of a disc is proportional to the number of members and newcomers. The heard users and the
    audience are in the ring around it, whose width grows with the logarithm of their number. Users
    without a tribe, and users of all but the 150 largest tribes, are below the discs.
    """
    n_discs = min(tribes.n_groups, MAX_DISCS)
    by_role = tribes.assignment.sizes[:n_discs]
    n_around = by_role[:, HEARD] + by_role[:, AUDIENCE]
    n_inside = by_role.sum(axis=1) - n_around
    inner = np.sqrt(n_inside) + DISC_MARGIN
    radii = inner + measure_rings(n_inside, n_around)
    between = _affinity_between(tribes, n_discs)
    few_gaps = 0.05 if n_discs <= MAX_CAPTIONS else 0.02
    centres = pack_discs(1.05 * radii + few_gaps * np.sqrt((radii**2).sum()), between)
    positions = np.zeros((len(tribes.labels), 2))
    room = np.full(len(tribes.labels), USER_DISTANCE)
    users, seats = seat_people(tribes, centres)
    positions[users] = seats
    around = tribes.assignment.order[tribes.assignment.start[0] : tribes.assignment.start[n_discs]]
    around = around[tribes.assignment.role[around] > NEWCOMER]
    positions[around], room[around] = seat_around(
        tribes.labels[around].astype(np.int64), centres, inner, radii
    )
    below = np.flatnonzero((tribes.labels < 0) | (tribes.labels >= n_discs))
    positions[below], step = _line_up(len(below), centres, radii)
    room[below] = step
    return MapLayout(centres, radii, inner, positions, room, below, step, between)


def _affinity_between(tribes: Tribes, n_tribes: int) -> Floats:
    structure, labels = tribes.network.evidence.structure, tribes.labels
    row_tribe, col_tribe = labels[structure.rows], labels[structure.indices]
    tied = (
        (row_tribe != col_tribe)
        & (row_tribe >= 0)
        & (row_tribe < n_tribes)
        & (col_tribe >= 0)
        & (col_tribe < n_tribes)
    )
    ties = tribes.network.affinity_values[tied], (row_tribe[tied], col_tribe[tied])
    return coo_array(ties, shape=(n_tribes, n_tribes)).toarray()


def _line_up(n_users: int, centres: Floats, radii: Floats) -> tuple[Floats, float]:
    """Return positions in rows below the discs, and the distance between neighbours."""
    if not len(radii):
        width = MAP_ASPECT_RATIO * BELOW_DISTANCE * np.sqrt(n_users)
        lowest, step = 0.0, BELOW_DISTANCE
    else:
        low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
        width, height = high - low
        step = min(BELOW_DISTANCE, np.sqrt(width * BELOW_HEIGHT_SHARE * height / max(n_users, 1)))
        lowest = low[1] - 2 * BELOW_DISTANCE - 0.02 * height
    per_row = max(int(width / step), 1)
    rank = np.arange(n_users)
    in_row = np.minimum(n_users - rank // per_row * per_row, per_row)
    x = (rank % per_row - (in_row - 1) / 2) * step
    return np.column_stack([x, lowest - step * (rank // per_row)]), float(step)
