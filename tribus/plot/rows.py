"""Rows of tribes: a tribe a row, the largest first, with its number and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus.plot.frame import POINTS
from tribus.plot.text import LITERAL, drawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

MOST_ROWS = 25  # drawn: the largest tribes
ROW = 20  # points of the height of the axes that a row needs, with what will be around the axes
LETTERS, WIDEST = 9.0, 0.4  # points; of the width of the figure that names may take, else they shrink


def count_rows(n_tribes: int, ax: Axes | None) -> int:
    """How many tribes are drawn: 25, or fewer where the axes given have no room for them."""
    most = MOST_ROWS if ax is None else int(ax.bbox.height * POINTS / ax.figure.dpi / ROW)
    return min(n_tribes, MOST_ROWS, max(most, 1))


def name_tribe(number: int, users: Sequence[Any]) -> str:
    """Name a tribe by its number and its first users: `3 · ana, ben`."""
    return f"{number} · {', '.join(drawable(user, at_most=14) for user in users[:2])}"


def label_rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows, which go downwards."""
    labels = ax.set_yticks(range(len(names)), names, fontsize=LETTERS, **LITERAL)
    ax.set_ylim(max(len(names), 1) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    widest = max((tick.label1.get_window_extent().width for tick in labels), default=0)
    if widest > WIDEST * ax.figure.bbox.width:
        ax.tick_params(axis="y", labelsize=LETTERS * WIDEST * ax.figure.bbox.width / widest)
