"""Positions of users in the ring around a disc: those who belong to a tribe without being members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.layout.seating import GOLDEN_ANGLE

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64

RING_BASE, RING_PER_DOUBLING = 0.8, 0.6  # width of a ring: for one user, and for twice as many
USUAL_DISC_RADIUS = 7.0  # of 49 members; rings of tribes of another usual size are scaled
RING_RIM = 0.4  # free on both sides of a ring


def measure_rings(n_inside: Ints64, n_around: Ints64) -> Floats:
    """Return the width of the ring of each tribe; it grows with the logarithm of its number of users.

    Parameters
    ----------
    n_inside, n_around
        Number of users in the disc and in the ring of each tribe, shape `(n_tribes,)`.
    """
    usual = np.sqrt(n_inside[n_inside > 0].mean()) if n_inside.any() else 0.0
    unit = max(1.0, usual / USUAL_DISC_RADIUS)
    widths: Floats = unit * (RING_BASE + RING_PER_DOUBLING * np.log2(1 + n_around))
    return np.where(n_around > 0, widths, 0.0)


def seat_around(tribe: Ints64, centres: Floats, inner: Floats, outer: Floats) -> tuple[Floats, Floats]:
    """Return the positions of users in the rings, and the distance between neighbours.

    Parameters
    ----------
    tribe
        Tribe of each user, ascending, shape `(n_users,)`.
    centres, inner, outer
        Centre of each tribe, shape `(n_tribes, 2)`, and the radii of its ring, shape `(n_tribes,)`.

    Notes
    -----
    The positions of a ring are those of a sunflower spiral (Vogel 1979,
    doi:10.1016/0025-5564(79)90080-4) without its middle, so that all have the same area.
    """
    n_around = np.bincount(tribe, minlength=len(centres))
    rank = np.arange(len(tribe)) - (np.cumsum(n_around) - n_around)[tribe]
    low, high = (inner + RING_RIM)[tribe], (outer - RING_RIM)[tribe]
    area = np.maximum(high**2 - low**2, 0.0) / n_around[tribe]
    radius, angle = np.sqrt(low**2 + (rank + 0.5) * area), rank * GOLDEN_ANGLE
    way = np.column_stack([np.cos(angle), np.sin(angle)])
    return centres[tribe] + radius[:, None] * way, np.sqrt(np.pi * area)
