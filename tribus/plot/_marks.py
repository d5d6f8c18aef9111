"""Marks for the legend of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.colours import GREY, PALETTE

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch


def dot_mark(colour: str, *, edge: str = "white", face: str | None = None, size: float = 7.0) -> Line2D:
    """Return a dot with an edge, filled with `face`, by default with its colour."""
    from matplotlib.lines import Line2D

    return Line2D(
        [], [], ls="", marker="o", ms=size, color=colour, mfc=face or colour, mec=edge, mew=0.9
    )


def line_mark(colour: str, *, width: float, opacity: float = 1.0) -> Line2D:
    """Return a piece of a line."""
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour, lw=width, alpha=opacity)


def patch_mark(colour: str, *, opacity: float, hatch: str = "") -> Patch:
    """Return a filled rectangle."""
    from matplotlib.patches import Patch

    return Patch(facecolor=colour, alpha=opacity, hatch=hatch or None, lw=0)


def legend_of_rest(n_tribes: int) -> dict[str, Artist]:
    """Return the legend entry of grey tribes, if there are more tribes than colours."""
    if n_tribes <= len(PALETTE):
        return {}
    return {f"not one of the {len(PALETTE)} largest": dot_mark(GREY)}
