"""Where discs stand that must not overlap: each beside those that it has most to do with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tribus._core.arrays import Floats

DIRECTIONS = 48  # tried around each placed disc
GATHER = 0.7  # how much the middle draws a disc, beside 1 for those that it has to do with
WIDE = 1.3  # times as wide as high, like most figures


def pack_discs(radii: Floats, pulls: Floats) -> Floats:
    """Put each disc, in the order given, where it touches another and is nearest to those that pull it.

    Parameters
    ----------
    radii
        Of the discs, shape `(n_discs,)`.
    pulls
        How much two discs have to do with each other, shape `(n_discs, n_discs)`.

    Returns
    -------
    Floats
        Centres, shape `(n_discs, 2)`, around the middle of the picture.
    """
    centres = np.zeros((len(radii), 2))
    angle = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
    around = np.column_stack([np.cos(angle), np.sin(angle)])
    for disc in range(1, len(radii)):
        placed, reach = centres[:disc], radii[:disc] + radii[disc]
        spots = (placed[:, None, :] + reach[:, None, None] * around).reshape(-1, 2)
        apart = (spots[:, [0]] - placed[:, 0]) ** 2 + (spots[:, [1]] - placed[:, 1]) ** 2
        spots = spots[(apart >= reach**2 * (1 - 1e-9)).all(axis=1)]
        pull = pulls[disc, :disc] / max(pulls[disc, :disc].sum(), 1e-300)
        distance = np.linalg.norm(spots[:, None, :] - placed, axis=2)
        from_middle = np.hypot(spots[:, 0] / WIDE, spots[:, 1])
        centres[disc] = spots[np.argmin(distance @ pull + GATHER * from_middle)]
    if len(radii):
        low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
        centres -= (low + high) / 2
    return centres
