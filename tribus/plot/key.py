"""The key of a picture: what its marks mean, below the axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._colours import INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes


def draw_key(
    ax: Axes, marks: Sequence[Artist], meanings: Sequence[str], *, below: float, columns: int
) -> None:
    """Draw the key so many points below the axes, whatever their height, in so many columns.

    It ends where the axes end: to the left there is room, below the names of what is drawn.
    """
    from matplotlib.transforms import offset_copy

    anchor = offset_copy(ax.transAxes, ax.get_figure(root=True), 0, -below, units="points")
    legend = ax.legend(
        marks,
        meanings,
        loc="upper right",
        bbox_to_anchor=(1.0, 0.0),
        bbox_transform=anchor,
        borderaxespad=0.0,
        ncols=columns,
        frameon=False,
        fontsize=8.5,
        labelcolor=INK,
        columnspacing=1.6,
    )
    for text in legend.get_texts():
        text.set(parse_math=False, usetex=False)
