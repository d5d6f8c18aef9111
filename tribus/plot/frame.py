"""What is around a picture: its axes, title and headings, and the key that says what marks mean."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, cast

from tribus._display.colours import INK
from tribus.plot.text import LITERAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS = 72  # in an inch
HEADING = 12.0  # points that a line of a heading takes
BESIDE = 5.0  # points between the axes and a heading
WIDEST = 0.95  # of the room, which the key takes


def new_axes(width: float, height: float) -> Axes:
    """Axes of a figure of their own, which makes room for whatever is around them."""
    from matplotlib import pyplot as plt

    _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    return ax


def write_title(ax: Axes, title: str, *, above: int = 0) -> None:
    """Write a title as wide as the picture at most, above headings of so many lines."""
    from matplotlib.transforms import blended_transform_factory

    middle, room = _find_room(ax)
    pad = BESIDE + (BESIDE + HEADING * above if above else 0)
    text = ax.set_title(title, x=middle, fontsize=12, color=INK, pad=pad, **LITERAL)
    text.set_transform(blended_transform_factory(ax.figure.transSubfigure, text.get_transform()))
    lines = title.split("\n")
    letters = int(max(map(len, lines)) * room / text.get_window_extent().width)
    text.set_text("\n".join(piece for line in lines for piece in wrap(line, letters)))


def head_columns(ax: Axes, headings: Mapping[float, str]) -> None:
    """Write above the axes what stands at some places of the horizontal axis."""
    place: dict[str, Any] = {"xycoords": ax.get_xaxis_transform(), "textcoords": "offset points"}
    for x, text in headings.items():
        ax.annotate(text, (x, 1), (0, BESIDE), ha="center", va="bottom", **place, **_style())


def head_rows(ax: Axes, headings: Mapping[float, str]) -> None:
    """Write at the right of the axes what stands at some heights."""
    place: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points"}
    for y, text in headings.items():
        ax.annotate(text, (1, y), (BESIDE, 0), ha="left", va="center", **place, **_style())


def _style() -> dict[str, Any]:
    return {"annotation_clip": False, "fontsize": 9, "color": INK, "alpha": 0.8, **LITERAL}


def draw_key(ax: Axes, key: Mapping[str, Artist]) -> None:
    """Say below the axes and their labels what each mark means, in as few lines as there is room for."""
    from matplotlib.transforms import blended_transform_factory, offset_copy

    figure, (middle, room) = ax.figure, _find_room(ax)
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
            labelcolor=INK,
            handlelength=1.2,
            columnspacing=1.6,
        )
        for text in legend.get_texts():
            text.set(**LITERAL)
        if legend.get_window_extent().width <= room:
            return


def _find_room(ax: Axes) -> tuple[float, float]:
    """Middle of the place of the axes in their figure, as a share of it, and its width in pixels."""
    spec, figure, whole = ax.get_subplotspec(), ax.figure, 1.0
    place = ax.get_position()
    if spec is not None:
        place, margins = spec.get_position(cast("Figure", figure)), figure.subplotpars
        whole = margins.right - margins.left
    return place.x0 + place.width / 2, WIDEST * place.width / whole * figure.bbox.width


def _reach_below(ax: Axes) -> float:
    """Points that the labels of the horizontal axis take."""
    labels = ax.xaxis.get_tightbbox() if ax.axison else None
    return max(ax.bbox.y0 - labels.y0, 0.0) * POINTS / ax.figure.dpi if labels else 0.0
