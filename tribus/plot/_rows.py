"""Rows of a chart: one per tribe, the largest first, labelled with number and first users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus.plot._frame import POINTS_PER_INCH
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.tribes.labels import find_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from tribus.tribes import Mixing, Tribes

MAX_ROWS = 25  # tribes; the smaller ones are left out
MAX_NAME_LETTERS = 30  # of the name of a tribe
ROW_HEIGHT_POINTS = 20  # including its share of title and legend
ROW_FONT_POINTS, MAX_NAME_WIDTH_SHARE = 9.0, 0.4  # of the figure; longer names are written smaller


def count_rows(n_tribes: int, ax: Axes | None) -> int:
    """Return the number of rows to draw: at most 25, fewer if the given axes are low."""
    most = (
        MAX_ROWS
        if ax is None
        else int(ax.bbox.height * POINTS_PER_INCH / ax.figure.dpi / ROW_HEIGHT_POINTS)
    )
    return min(n_tribes, MAX_ROWS, max(most, 1))


def name_tribe(tribes: Tribes | Mixing, number: int, *, at_most: int = 2) -> str:
    """Return the label of a tribe, its number and name or first users: `3 · ana, ben`."""
    if given := find_name(number, tribes.given_names):
        return f"{number} · {format_user(given, at_most=MAX_NAME_LETTERS)}"
    names = tribes.network.names_of_rows(tribes.assignment.rows(number)[:at_most])
    return f"{number} · {', '.join(format_user(name, at_most=14) for name in names)}"


def label_rows(ax: Axes, names: Sequence[str]) -> None:
    """Label the rows, from top to bottom."""
    labels = ax.set_yticks(range(len(names)), names, fontsize=ROW_FONT_POINTS, **LITERAL_TEXT)
    ax.set_ylim(max(len(names), 1) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    widest = max((tick.label1.get_window_extent().width for tick in labels), default=0)
    if widest > MAX_NAME_WIDTH_SHARE * ax.figure.bbox.width:
        ax.tick_params(
            axis="y", labelsize=ROW_FONT_POINTS * MAX_NAME_WIDTH_SHARE * ax.figure.bbox.width / widest
        )
