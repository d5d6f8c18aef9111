"""Pack discs without overlap, each next to the discs that attract it most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tribus._core.arrays import Floats

N_DIRECTIONS = 48  # candidate positions around each placed disc
CENTRE_PULL = 0.7  # attraction of the middle; all attraction by other discs is 1
MAP_ASPECT_RATIO = 1.3  # width / height


def pack_discs(radii: Floats, attraction: Floats) -> Floats:
    """Return the centres of discs that do not overlap and are near the discs that attract them.

    Discs are placed in the given order, each in contact with another.

    Parameters
    ----------
    radii
        Radii of the discs, shape `(n_discs,)`.
    pulls
        Attraction between two discs, ≥ 0, shape `(n_discs, n_discs)`.

    Returns
    -------
    Floats
        Centres, shape `(n_discs, 2)`; the middle of the picture is the origin.
    """
    centres = np.zeros((len(radii), 2))
    angle = np.linspace(0, 2 * np.pi, N_DIRECTIONS, endpoint=False)
    around = np.column_stack([np.cos(angle), np.sin(angle)])
    for disc in range(1, len(radii)):
        placed, reach = centres[:disc], radii[:disc] + radii[disc]
        candidates = (placed[:, None, :] + reach[:, None, None] * around).reshape(-1, 2)
        apart = (candidates[:, [0]] - placed[:, 0]) ** 2 + (candidates[:, [1]] - placed[:, 1]) ** 2
        candidates = candidates[(apart >= reach**2 * (1 - 1e-9)).all(axis=1)]
        pull = attraction[disc, :disc] / max(attraction[disc, :disc].sum(), 1e-300)
        distance = np.linalg.norm(candidates[:, None, :] - placed, axis=2)
        from_middle = np.hypot(candidates[:, 0] / MAP_ASPECT_RATIO, candidates[:, 1])
        centres[disc] = candidates[np.argmin(distance @ pull + CENTRE_PULL * from_middle)]
    if len(radii):
        low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
        centres -= (low + high) / 2
    return centres
