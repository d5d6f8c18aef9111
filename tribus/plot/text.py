"""Strangers' names on a picture: no mathematics, no glyph that the font lacks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tribus._display import display_name
from tribus._display.colours import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

MISSING = "\N{WHITE SQUARE}"
LITERAL: dict[str, Any] = {"parse_math": False, "usetex": False}  # a name may hold a $


def write(ax: Axes, x: float, y: float, text: str, *, size: float = 8.5, va: str = "center") -> Text:
    """Write a text that is taken literally, with a light edge so that it reads on anything."""
    from matplotlib.patheffects import withStroke

    edge = [withStroke(linewidth=2.5, foreground="white", alpha=0.85)]
    return ax.text(
        x,
        y,
        text,
        fontsize=size,
        color=INK,
        ha="center",
        va=va,
        zorder=4,
        path_effects=edge,
        **LITERAL,
    )


def drawable(user: Any, *, at_most: int = 18) -> str:
    """Show an id with the letters that the font has, cut to a length that fits a picture."""
    from matplotlib.font_manager import FontProperties, findfont

    glyphs = _glyphs(findfont(FontProperties()))
    text = "".join(letter if ord(letter) in glyphs else MISSING for letter in display_name(user))
    return text if len(text) <= at_most else f"{text[: at_most - 1]}…"


@cache
def _glyphs(font: str) -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(font).get_charmap())
