"""Marks by themselves, for the key of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.colours import GREY, PALETTE

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.lines import Line2D


def dot_mark(colour: str, *, edge: str = "white", face: str | None = None, size: float = 7.0) -> Line2D:
    """Make a dot with an edge, filled with its colour unless told otherwise."""
    from matplotlib.lines import Line2D

    return Line2D(
        [], [], ls="", marker="o", ms=size, color=colour, mfc=face or colour, mec=edge, mew=0.9
    )


def line_mark(colour: str, *, width: float, opacity: float = 1.0) -> Line2D:
    """Make a piece of a line."""
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour, lw=width, alpha=opacity)


def key_of_rest(n_tribes: int) -> dict[str, Artist]:
    """What it means that a tribe is grey, if there are so many that some are."""
    if n_tribes <= len(PALETTE):
        return {}
    return {f"not one of the {len(PALETTE)} largest": dot_mark(GREY)}
