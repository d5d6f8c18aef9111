"""Rings of closeness: positions of companions around a person, by rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display.language import translate
from tribus._display.sketches import INNER_RING_SIZES
from tribus.plot._text import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Floats

# Support clique, sympathy group, affinity group and active network (Dunbar 1998).
RING_SIZES = (*INNER_RING_SIZES, 150)  # companions up to each ring
RING_RADII = (1.3, 2.6, 3.5, 4.3)  # the first two leave room for names
OUTSIDE_DISTANCE = 0.75  # from the last ring to the dots outside
RING_GAP_ANGLE = 0.5  # radians at the top of a ring, free for its number
OUTSIDE_ANGLE = 1.9  # radians at the bottom, for the dots outside
RING_COLOUR = "#DDDDDD"


def count_rings(n_companions: int) -> int:
    """Return the number of rings that the companions fill, at least 1."""
    return (
        int(np.searchsorted(RING_SIZES, n_companions)) + 1
        if n_companions <= RING_SIZES[-1]
        else len(RING_SIZES)
    )


def positions_on_rings(n_companions: int) -> Floats:
    """Return positions by rank, ring by ring, clockwise from the top, shape `(n_companions, 2)`."""
    positions = np.zeros((n_companions, 2))
    first = 0
    for radius, last in zip(RING_RADII, RING_SIZES, strict=True):
        on_ring = np.arange(first, min(last, n_companions))
        turn = (on_ring - first + 0.5) / max(len(on_ring), 1)
        angle = np.pi / 2 - RING_GAP_ANGLE / 2 - turn * (2 * np.pi - RING_GAP_ANGLE)
        positions[on_ring] = radius * np.column_stack([np.cos(angle), np.sin(angle)])
        first = last
    return positions


def positions_outside(n_people: int, n_rings: int) -> Floats:
    """Return positions below the last ring, shape `(n_people, 2)`."""
    turn = (np.arange(n_people) + 0.5) / max(n_people, 1) - 0.5
    angle = -np.pi / 2 + turn * OUTSIDE_ANGLE
    radius = RING_RADII[n_rings - 1] + OUTSIDE_DISTANCE
    return radius * np.column_stack([np.cos(angle), np.sin(angle)])


def _name_ring(size: int) -> str:
    """Return the name of a ring: the layers of Dunbar (1998)."""
    names = {
        5: translate("the 5 closest"),
        15: translate("good friends, up to 15"),
        50: translate("friends, up to 50"),
        150: translate("acquaintances, up to 150"),
    }
    return names[size]


def draw_rings(ax: Axes, n_rings: int) -> list[Text]:
    """Draw the rings, each with its number of companions; return the numbers."""
    from matplotlib.patches import Circle

    texts = []
    for radius, last in zip(RING_RADII[:n_rings], RING_SIZES, strict=False):
        ax.add_patch(Circle((0, 0), radius, fill=False, color=RING_COLOUR, lw=0.9, zorder=0))
        texts.append(write(ax, 0, radius, _name_ring(last), size=7.5))
    return texts
