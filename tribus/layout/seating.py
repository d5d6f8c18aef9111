"""Where members stand in the disc of their tribe: by rank from the middle, by dealings around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.layout._seat_kernel import take_seats

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64
    from tribus.tribes import Tribes

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
RING = 2.0  # width of the rings in which people are of similar rank


def seat_people(tribes: Tribes, centres: Floats) -> tuple[Ints64, Floats]:
    """Users of the tribes that have a disc, and their places, shapes `(n,)` and `(n, 2)`.

    Parameters
    ----------
    tribes
        Of which the largest have a disc.
    centres
        Of the discs, shape `(n_discs, 2)`.

    Notes
    -----
    Places lie on a sunflower spiral (Vogel 1979, doi:10.1016/0025-5564(79)90080-4), those of the core
    in the middle. On a ring of it, members among themselves and others among themselves choose their
    side: those with most affinity to other tribes first, each the free place nearest to the direction
    in which these stand.
    """
    assignment, n_discs = tribes.assignment, len(centres)
    start = assignment.start[: n_discs + 1] - assignment.start[0]
    users = assignment.order[assignment.start[0] : assignment.start[n_discs]]
    tribe = np.repeat(np.arange(n_discs), np.diff(start))
    rank = np.arange(len(users)) - start[tribe]
    ring = (np.sqrt(rank) / RING).astype(np.int64)
    starts = np.ones(len(users), bool)
    kinds = (tribe, ring, assignment.is_member[users])
    starts[1:] = np.any([kind[1:] != kind[:-1] for kind in kinds], axis=0)
    seats = _choose_seats(rank, np.flatnonzero(starts), _find_pulls(tribes, centres)[users])
    angle = rank[seats] * GOLDEN_ANGLE
    spiral = np.sqrt(rank[seats] + 0.5) * np.array([np.cos(angle), np.sin(angle)])
    middle = [np.bincount(tribe, along) / np.diff(start) for along in spiral]  # off where people are few
    return users, centres[tribe] + (spiral - np.array(middle)[:, tribe]).T


def _find_pulls(tribes: Tribes, centres: Floats) -> Floats:
    """Affinity of each user to other tribes, added up by direction: complex, shape `(n_users,)`."""
    structure, labels = tribes.network.evidence.structure, tribes.labels
    own, other = labels[structure.rows], labels[structure.indices]
    outward = np.flatnonzero((own != other) & (np.minimum(own, other) >= 0))
    outward = outward[np.maximum(own[outward], other[outward]) < len(centres)]
    way = (centres[other[outward]] - centres[own[outward]]) @ np.array([1, 1j])
    force = tribes.network.affinity_values[outward] * way / np.abs(way)
    rows, n_users = structure.rows[outward], structure.n_users
    return np.bincount(rows, force.real, n_users) + 1j * np.bincount(rows, force.imag, n_users)


def _choose_seats(rank: Ints64, starts: Ints64, pulls: Floats) -> Ints64:
    """Place on the spiral that each person takes, as the number of the person who would have it by rank.

    Parameters
    ----------
    rank
        Of each person in their tribe.
    starts
        Where each ring begins.
    pulls
        Direction and strength, complex.
    """
    n_seats = np.diff(starts, append=len(rank))
    ring = np.repeat(np.arange(len(starts)), n_seats)
    full = 2 * np.pi
    by_angle = np.lexsort((rank * GOLDEN_ANGLE % full, ring))
    pulled = np.abs(pulls) > 0
    turn = np.where(pulled, np.angle(pulls), rank * GOLDEN_ANGLE) % full / full
    size, first = n_seats[ring], starts[ring]
    wanted = first + np.minimum((turn * size).astype(np.int64), size - 1)
    eager = np.argsort(-np.abs(pulls), kind="stable")
    seats: Ints64 = by_angle[take_seats(first, size, wanted, eager)]
    return seats
