"""Pale colours in the map: users, and tribes, whose certainty is low."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display.language import translate
from tribus.plot._marks import dot_mark
from tribus.plot._theme import mix_with_paper, paper

if TYPE_CHECKING:
    from matplotlib.artist import Artist

    from tribus._core.arrays import Floats
    from tribus.tribes import Tribes

PALEST_STRENGTH = 0.25  # of the colour of a user or tribe whose certainty is 0
SURE = 0.9  # certainty; the legend explains pale colours if somebody has less


def fade(colours: Floats, certainty: Floats) -> Floats:
    """Return RGBA colours, shape `(n, 4)`, mixed with the paper where the certainty is low."""
    from matplotlib.colors import to_rgba

    ground = np.array(to_rgba(paper()))
    strength = PALEST_STRENGTH + (1 - PALEST_STRENGTH) * np.nan_to_num(certainty, nan=1.0)
    faded: Floats = ground + strength[:, None] * (colours - ground)
    return faded


def fade_palette(palette: Floats, tribes: Tribes) -> Floats:
    """Return the palette with each tribe as pale as its mean certainty is low; no tribe stays last."""
    certainty = [group.certainty for group in (*tribes, *tribes.audiences)]
    return fade(palette, np.array([*certainty, np.nan]))


def legend_of_certainty(tribes: Tribes, colour: str) -> dict[str, Artist]:
    """Return the legend entry of pale colours, if somebody is not sure."""
    from matplotlib.colors import to_hex

    if not (tribes.certainty < SURE).any():
        return {}
    pale = to_hex(mix_with_paper(colour, PALEST_STRENGTH + 0.2))
    return {translate("paler: less sure of the tribe"): dot_mark(pale)}
