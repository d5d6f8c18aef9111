"""User ids on a picture: no mathematics, no glyph that the font lacks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tribus._display import display_name
from tribus._display.language import translate
from tribus.plot._theme import ink, paper
from tribus.tribes.labels import find_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.text import Text

MAX_TRIBE_LETTERS = 24  # of a tribe
MAX_DIGITS = 11  # of an id without a name
MISSING_GLYPH = "\N{WHITE SQUARE}"
LITERAL_TEXT: dict[str, Any] = {"parse_math": False, "usetex": False}  # an id may contain a $


def write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = 8.5,
    ha: str = "center",
    va: str = "center",
) -> Text:
    """Write a literal text with a light outline, legible on any background."""
    from matplotlib.patheffects import withStroke

    edge = [withStroke(linewidth=2.5, foreground=paper(), alpha=0.85)]
    return ax.text(
        x,
        y,
        text,
        fontsize=size,
        color=ink(),
        ha=ha,
        va=va,
        zorder=4,
        path_effects=edge,
        **LITERAL_TEXT,
    )


def format_user(user: Any, *, at_most: int = 18) -> str:
    """Return an id with the glyphs of the font, shortened in the middle to `at_most` letters."""
    from matplotlib.font_manager import FontProperties, findfont

    glyphs = _glyphs(findfont(FontProperties()))
    text = "".join(letter if ord(letter) in glyphs else MISSING_GLYPH for letter in display_name(user))
    if text.isdecimal():
        at_most = min(at_most, MAX_DIGITS)  # nobody reads an id of 19 digits
    if len(text) <= at_most:
        return text
    n_last = (at_most - 1) // 2  # ids of one family differ at the end
    return f"{text[: at_most - 1 - n_last]}…{text[len(text) - n_last :]}"


def name_number(number: int, names: Sequence[str]) -> str:
    """Return `tribe 3`, or `3 · bakers` if the tribe has a name."""
    if name := find_name(number, names):
        return f"{number} · {format_user(name, at_most=MAX_TRIBE_LETTERS)}"
    return translate("tribe {number}", number=number)


@cache
def _glyphs(font: str) -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(font).get_charmap())
