"""Marks by themselves, and the key of a map that says what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._colours import INK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

LETTER, MARK = 0.068, 0.45  # inches that a letter of the key takes, and a mark with what is around it


def dot_mark(colour: str, *, edge: str = "white", face: str | None = None, size: float = 7.0) -> Line2D:
    """Make a dot with an edge, filled with its colour unless told otherwise."""
    from matplotlib.lines import Line2D

    return Line2D(
        [], [], ls="", marker="o", ms=size, color=colour, mfc=face or colour, mec=edge, mew=0.9
    )


def line_mark(colour: str, *, width: float, opacity: float) -> Line2D:
    """Make a piece of a line."""
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour, lw=width, alpha=opacity)


def draw_key_below(ax: Axes, key: Mapping[str, Artist]) -> None:
    """Say below the axes what each mark means, in as many columns as there is room for."""
    if not key:
        return
    figure = ax.get_figure(root=True)
    width = ax.get_position().width * (figure.get_figwidth() if figure else 0.0)
    widths = [MARK + LETTER * len(meaning) for meaning in key]
    columns = len(key) if sum(widths) <= width else int(width / max(widths))
    ax.legend(
        list(key.values()),
        list(key),
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=max(columns, 1),
        frameon=False,
        fontsize=8.5,
        labelcolor=INK,
        handlelength=1.2,
        columnspacing=1.6,
    )
