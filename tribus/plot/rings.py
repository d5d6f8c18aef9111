"""Rings of closeness: where companions stand around a person, by rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display.sketches import RINGS as CLOSEST
from tribus.plot.text import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Floats

# Circles of closeness: support, sympathy, affinity and active network (Dunbar 1998).
RINGS = (*CLOSEST, 150)
RADII = (1.3, 2.6, 3.5, 4.3)  # those with names have more room
OUTSIDE = 0.75  # from the last ring to those who are on none
OPEN = 0.5  # angle at the top of each ring that is kept for its number
SPREAD = 1.9  # angle at the bottom over which those outside stand
FAINT = "#DDDDDD"


def count_rings(n_companions: int) -> int:
    """How many rings so many companions fill, one at least."""
    return int(np.searchsorted(RINGS, n_companions)) + 1 if n_companions <= RINGS[-1] else len(RINGS)


def place_on_rings(n_companions: int) -> Floats:
    """Places by rank, clockwise from the top, ring after ring, shape `(n_companions, 2)`."""
    places = np.zeros((n_companions, 2))
    first = 0
    for radius, last in zip(RADII, RINGS, strict=True):
        on_ring = np.arange(first, min(last, n_companions))
        turn = (on_ring - first + 0.5) / max(len(on_ring), 1)
        angle = np.pi / 2 - OPEN / 2 - turn * (2 * np.pi - OPEN)
        places[on_ring] = radius * np.column_stack([np.cos(angle), np.sin(angle)])
        first = last
    return places


def place_outside(n_people: int, n_rings: int) -> Floats:
    """Places below the last ring, shape `(n_people, 2)`."""
    turn = (np.arange(n_people) + 0.5) / max(n_people, 1) - 0.5
    angle = -np.pi / 2 + turn * SPREAD
    radius = RADII[n_rings - 1] + OUTSIDE
    return radius * np.column_stack([np.cos(angle), np.sin(angle)])


def draw_rings(ax: Axes, n_rings: int) -> list[Text]:
    """Draw the rings, each with its number."""
    from matplotlib.patches import Circle

    texts = []
    for radius, last in zip(RADII[:n_rings], RINGS, strict=False):
        ax.add_patch(Circle((0, 0), radius, fill=False, color=FAINT, lw=0.9, zorder=0))
        text = "the closest 5" if last == RINGS[0] else str(last)
        texts.append(write(ax, 0, radius, text, size=7.5))
    return texts
