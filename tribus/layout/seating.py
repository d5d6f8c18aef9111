"""Positions of users in the disc of their tribe: rank sets the radius, affinity the angle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import interpreted
from tribus.layout._seat_kernel import take_seats
from tribus.tribes.roles.assign import NEWCOMER

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64
    from tribus.tribes import Tribes

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
MAX_INTERPRETED_SEATS = 10_000  # with fewer, compiling takes longer than it saves
RANK_RING_WIDTH = 2.0  # of the rings of users of similar rank, in units of the layout


def seat_people(tribes: Tribes, centres: Floats) -> tuple[Ints64, Floats]:
    """Return the members and newcomers of the tribes with a disc, and their positions.

    The shapes are `(n,)` and `(n, 2)`.

    Parameters
    ----------
    tribes
        The tribes; the first `n_discs` have a disc.
    centres
        Centres of the discs, shape `(n_discs, 2)`.

    Notes
    -----
    The positions of a tribe lie on a sunflower spiral (Vogel 1979, doi:10.1016/0025-5564(79)90080-4),
    with the core in the middle. On each ring of the spiral, first members and then newcomers choose
    positions: users with most affinity to other tribes choose first, and take the free position nearest
    to the direction of these tribes.
    """
    assignment, n_discs = tribes.assignment, len(centres)
    users = assignment.order[assignment.start[0] : assignment.start[n_discs]]
    users = users[assignment.role[users] <= NEWCOMER]
    tribe = tribes.labels[users].astype(np.int64)
    sizes = np.bincount(tribe, minlength=n_discs)
    rank = np.arange(len(users)) - (np.cumsum(sizes) - sizes)[tribe]
    ring = (np.sqrt(rank) / RANK_RING_WIDTH).astype(np.int64)
    starts = np.ones(len(users), bool)
    kinds = (tribe, ring, assignment.is_member[users])
    starts[1:] = np.any([kind[1:] != kind[:-1] for kind in kinds], axis=0)
    seats = _choose_seats(rank, np.flatnonzero(starts), _find_attraction(tribes, centres)[users])
    angle = rank[seats] * GOLDEN_ANGLE
    spiral = np.sqrt(rank[seats] + 0.5) * np.array([np.cos(angle), np.sin(angle)])
    # The mean of few positions on the spiral is not its origin.
    middle = [np.bincount(tribe, along, n_discs) / np.maximum(sizes, 1) for along in spiral]
    return users, centres[tribe] + (spiral - np.array(middle)[:, tribe]).T


def _find_attraction(tribes: Tribes, centres: Floats) -> Floats:
    """Return the affinity of each user to other tribes, summed as vectors: complex `(n_users,)`."""
    structure, labels = tribes.network.evidence.structure, tribes.labels
    row_tribe, col_tribe = labels[structure.rows], labels[structure.indices]
    outward = np.flatnonzero((row_tribe != col_tribe) & (np.minimum(row_tribe, col_tribe) >= 0))
    outward = outward[np.maximum(row_tribe[outward], col_tribe[outward]) < len(centres)]
    way = (centres[col_tribe[outward]] - centres[row_tribe[outward]]) @ np.array([1, 1j])
    force = tribes.network.affinity_values[outward] * way / np.abs(way)
    rows, n_users = structure.rows[outward], structure.n_users
    return np.bincount(rows, force.real, n_users) + 1j * np.bincount(rows, force.imag, n_users)


def _choose_seats(rank: Ints64, starts: Ints64, attraction: Floats) -> Ints64:
    """Return the position of each person on the spiral, as the index of the person of that rank.

    Parameters
    ----------
    rank
        Rank of each person in their tribe.
    starts
        First index of each ring.
    pulls
        Direction and strength of the affinity to other tribes, complex.
    """
    n_seats = np.diff(starts, append=len(rank))
    ring = np.repeat(np.arange(len(starts)), n_seats)
    full = 2 * np.pi
    by_angle = np.lexsort((rank * GOLDEN_ANGLE % full, ring))
    attracted = np.abs(attraction) > 0
    turn = np.where(attracted, np.angle(attraction), rank * GOLDEN_ANGLE) % full / full
    size, first = n_seats[ring], starts[ring]
    preferred = first + np.minimum((turn * size).astype(np.int64), size - 1)
    order = np.argsort(-np.abs(attraction), kind="stable")
    take = take_seats if len(rank) > MAX_INTERPRETED_SEATS else interpreted(take_seats)
    seats: Ints64 = by_angle[take(first, size, preferred, order)]
    return seats
