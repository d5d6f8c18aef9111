"""Colours of text and background, which follow the style of matplotlib."""

from __future__ import annotations

from typing import Any

from matplotlib import rcParams
from matplotlib.colors import same_color, to_rgb

from tribus._display.colours import INK

LINEAR_BELOW = 0.04045  # of a channel of sRGB
EQUAL_CONTRAST = 0.21  # luminance on which INK and white are equally readable


def ink() -> str:
    """Return the colour of texts and dark lines: the one of the style, or dark grey for black."""
    colour: str = rcParams["text.color"]
    return INK if same_color(colour, "black") else colour


def paper() -> str:
    """Return the colour of the background of the style."""
    for name in ("axes.facecolor", "figure.facecolor"):
        colour: str = rcParams[name]
        if colour not in {"none", "inherit"}:
            return colour
    return "white"


def mix_with_paper(colour: str, strength: float) -> tuple[float, float, float]:
    """Return a tint: 1 is the colour, 0 the background."""
    ground, full = to_rgb(paper()), to_rgb(colour)
    red, green, blue = (low + strength * (high - low) for low, high in zip(ground, full, strict=True))
    return red, green, blue


def readable_on(colour: Any) -> str:
    """Return dark grey or white, whichever has more contrast with a colour.

    The luminance is the relative one of the Web Content Accessibility Guidelines 2.2.
    """
    parts = [
        part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return INK if luminance > EQUAL_CONTRAST else "white"
