"""The frame of a picture: axes, title, headings and legend."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, cast

from tribus.plot._text import LITERAL_TEXT
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

POINTS_PER_INCH = 72
HEADING_LINE_POINTS = 12.0  # height of a line
HEADING_GAP_POINTS = 5.0  # between axes and heading
MAX_LEGEND_WIDTH_SHARE = 0.95  # of the width of the axes with their labels


def new_axes(width: float, height: float) -> Axes:
    """Return the axes of a new figure with a constrained layout."""
    from matplotlib import pyplot as plt

    _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    return ax


def write_title(ax: Axes, title: str, *, above: int = 0) -> None:
    """Write a title that wraps at the width of the picture, above `above` lines of headings."""
    from matplotlib.transforms import blended_transform_factory

    if not title.strip():
        ax.set_title("")
        return
    middle, room = measure_room(ax)
    pad = HEADING_GAP_POINTS + (HEADING_GAP_POINTS + HEADING_LINE_POINTS * above if above else 0)
    text = ax.set_title(title, x=middle, fontsize=12, color=ink(), pad=pad, **LITERAL_TEXT)
    text.set_transform(blended_transform_factory(ax.figure.transSubfigure, text.get_transform()))
    wrap_to_room(text, room)


def wrap_to_room(text: Text, room: float) -> None:
    """Wrap the lines of a text, so that none is wider than `room`, in pixels."""
    lines = text.get_text().split("\n")
    letters = int(max(map(len, lines)) * room / text.get_window_extent().width)
    text.set_text("\n".join(piece for line in lines for piece in wrap(line, letters)))


def annotate_columns(ax: Axes, headings: Mapping[float, str]) -> None:
    """Write texts above the axes, at values of the horizontal axis."""
    anchor: dict[str, Any] = {"xycoords": ax.get_xaxis_transform(), "textcoords": "offset points"}
    for x, text in headings.items():
        ax.annotate(
            text, (x, 1), (0, HEADING_GAP_POINTS), ha="center", va="bottom", **anchor, **_style()
        )


def annotate_rows(ax: Axes, headings: Mapping[float, str]) -> None:
    """Write texts at the right of the axes, at values of the vertical axis."""
    anchor: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points"}
    for y, text in headings.items():
        ax.annotate(text, (1, y), (HEADING_GAP_POINTS, 0), ha="left", va="center", **anchor, **_style())


def _style() -> dict[str, Any]:
    return {"annotation_clip": False, "fontsize": 9, "color": ink(), "alpha": 0.8, **LITERAL_TEXT}


def draw_legend(ax: Axes, key: Mapping[str, Artist]) -> None:
    """Draw a legend below the axes and their labels, in as few lines as fit."""
    from matplotlib.transforms import blended_transform_factory, offset_copy

    figure, (middle, room) = ax.figure, measure_room(ax)
    below = offset_copy(ax.transAxes, ax.get_figure(root=True), 0, -_reach_below(ax), units="points")
    for lines in range(1, len(key) + 1):
        legend = ax.legend(
            list(key.values()),
            list(key),
            loc="upper center",
            bbox_to_anchor=(middle, 0.0),
            bbox_transform=blended_transform_factory(figure.transSubfigure, below),
            ncols=-(-len(key) // lines),
            frameon=False,
            fontsize=8.5,
            labelcolor=ink(),
            handlelength=1.2,
            columnspacing=1.6,
        )
        for text in legend.get_texts():
            text.set(**LITERAL_TEXT)
        if legend.get_window_extent().width <= room:
            return


def measure_room(ax: Axes) -> tuple[float, float]:
    """Return the centre of the axes as a share of the figure, and the width for texts in pixels."""
    spec, figure, whole = ax.get_subplotspec(), ax.figure, 1.0
    anchor = ax.get_position()
    if spec is not None:
        anchor, margins = spec.get_position(cast("Figure", figure)), figure.subplotpars
        whole = margins.right - margins.left
    return (
        anchor.x0 + anchor.width / 2,
        MAX_LEGEND_WIDTH_SHARE * anchor.width / whole * figure.bbox.width,
    )


def _reach_below(ax: Axes) -> float:
    """Return the height of the labels of the horizontal axis, in points."""
    labels = ax.xaxis.get_tightbbox() if ax.axison else None
    return max(ax.bbox.y0 - labels.y0, 0.0) * POINTS_PER_INCH / ax.figure.dpi if labels else 0.0
