"""Marks for the legend of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.colours import GREY, PALETTE, tribe_colour
from tribus._display.language import translate
from tribus.plot._theme import paper

RING_OPACITY = 0.25

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    from tribus._core.arrays import Floats


def dot_mark(
    colour: str, *, edge: str | None = None, face: str | None = None, size: float = 7.0
) -> Line2D:
    """Return a dot with an edge, filled with `face`, by default with its colour."""
    from matplotlib.lines import Line2D

    return Line2D(
        [],
        [],
        ls="",
        marker="o",
        ms=size,
        color=colour,
        mfc=face or colour,
        mec=edge or paper(),
        mew=0.9,
    )


def line_mark(colour: str, *, width: float, opacity: float = 1.0) -> Line2D:
    """Return a piece of a line."""
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour, lw=width, alpha=opacity)


def patch_mark(colour: str, *, opacity: float, hatch: str = "") -> Patch:
    """Return a filled rectangle."""
    from matplotlib.patches import Patch

    return Patch(facecolor=colour, alpha=opacity, hatch=hatch or None, lw=0)


def draw_ring(ax: Axes, centre: Floats, inner: float, outer: float) -> None:
    """Draw the ring of the users around a disc who are not members, if there are any."""
    from matplotlib.patches import Annulus

    if outer > inner:
        ring = Annulus(tuple(centre), outer, outer - inner, color=GREY, alpha=RING_OPACITY, lw=0)
        ax.add_patch(ring)


def legend_of_ring() -> dict[str, Artist]:
    """Return the legend entry of the rings."""
    mark = line_mark(GREY, width=6, opacity=RING_OPACITY)
    return {translate("ring: heard or audience (wider: more)"): mark}


def legend_of_rest(n_tribes: int) -> dict[str, Artist]:
    """Return the legend entry of tribes in pale colours, if there are more tribes than full colours."""
    if n_tribes <= len(PALETTE):
        return {}
    return {translate("smaller tribes: pale colours"): dot_mark(tribe_colour(len(PALETTE)))}
