"""The mixing matrix as a picture: who turns to whom among the tribes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist

from tribus._display import plural
from tribus._display.colours import GREY, INK, PALETTE, tribe_colour
from tribus.community.numbering import NO_TRIBE
from tribus.plot.frame import draw_key, new_axes, write_title
from tribus.plot.numbers import shorten
from tribus.plot.rows import label_rows, name_tribe

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Text

    from tribus._core.arrays import Floats
    from tribus.tribes.mixing import Mixing

MOST_TRIBES = len(PALETTE)  # with a row of their own
OTHERS = MOST_TRIBES  # number of the row of all other tribes
_CALLED = {OTHERS: "rest", NO_TRIBE: "none"}  # their columns
TOO_FEW = 5  # events, there and by chance, that tell nothing
BOUNDS = (1 / 4, 2 / 3, 3 / 2, 4)  # of the ratio to chance, between shades
# Brown to blue, which colour-blind eyes tell apart; in the middle as by chance.
# Less than chance is pale, as most tribes hardly deal with most others: what stands out is who does.
SHADES = ("#DDBE7A", "#F3E6C6", "#ECECEC", "#8FC1E0", "#11507F", "#FFFFFF")
TELLS_NOTHING = len(SHADES) - 1
MEANING = (
    "far less: under a quarter of chance",
    "less than chance",
    "about what chance would give",
    "more: 1½ to 4 times chance",
    "far more: over 4 times chance",
    "too few events to tell",
)
MANY = 8  # rows above which a cell has room for its events only


def draw_mixing(mixing: Mixing, *, ax: Axes | None = None) -> Axes:
    """Draw who turns to whom: a row for each tribe that gives, a column for each that gets.

    Parameters
    ----------
    mixing
        From `tribes.mixing`.
    ax
        Axes to draw on; by default a new figure's.

    Returns
    -------
    Axes
        With the picture; nothing is shown or saved.

    Notes
    -----
    A cell has the number of events and, of few tribes, its ratio to what chance would give; the shade is
    that ratio's. Cells where neither events nor chance come to five are left white. The ten largest
    tribes have a row and a column of their own, the others are added up; so are users without a tribe.
    """
    rows, events = _gather(mixing)
    side = 0.62 * max(len(rows), 4)
    ax = ax or new_axes(1.3 * side + 3, side + 2.1)
    label_rows(ax, _name_rows(mixing, rows))
    ax.set_xticks(range(len(rows)), [_CALLED.get(row, str(row)) for row in rows])
    ax.tick_params(length=0, labeltop=True, labelbottom=False, pad=17)
    ax.set_ylabel("who turns …")
    ax.set_xlabel("… to whom")
    ax.xaxis.set_label_position("top")
    ax.set_xlim(-0.5, len(rows) - 0.5)
    ax.spines[:].set(color=GREY, lw=0.8)
    write_title(ax, _title(mixing))
    _draw_cells(ax, events)
    _draw_squares(ax, rows)
    return ax


def _gather(mixing: Mixing) -> tuple[list[int], Floats]:
    """Numbers of the rows, and events between each two: all other tribes, then no tribe, come last."""
    n_tribes = mixing.n_tribes
    own = min(n_tribes, MOST_TRIBES)
    places = [
        np.where(end == NO_TRIBE, own + 1, np.minimum(end, own))
        for end in (mixing.source, mixing.target)
    ]
    events = np.zeros((own + 2, own + 2))
    np.add.at(events, tuple(places), mixing.events)
    last = [(own, OTHERS, n_tribes > own), (own + 1, NO_TRIBE, _has_events(mixing))]
    kept = [*range(own), *(place for place, _, occurs in last if occurs)]
    rows = [*range(own), *(number for _, number, occurs in last if occurs)]
    return rows, events[np.ix_(kept, kept)]


def _has_events(mixing: Mixing) -> bool:
    """Whether users without a tribe give or get any."""
    return bool(mixing.given[NO_TRIBE] + mixing.received[NO_TRIBE] > 0)


def _draw_cells(ax: Axes, events: Floats) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    expected = np.outer(events.sum(axis=1), events.sum(axis=0)) / events.sum()
    ratio = np.divide(events, expected, out=np.ones_like(events), where=expected > 0)
    told = np.maximum(events, expected) >= TOO_FEW
    shade = np.where(told, np.digitize(ratio, BOUNDS), TELLS_NOTHING)
    cells = [Rectangle((x - 0.5, y - 0.5), 1, 1) for y, x in np.ndindex(events.shape)]
    colours = [SHADES[place] for place in shade.flat]
    ax.add_collection(PatchCollection(cells, facecolors=colours, edgecolors="white", linewidths=1.5))
    for (y, x), count in np.ndenumerate(events):
        text = shorten(count)
        if told[y, x] and len(events) <= MANY:
            text += f"\n{_times(ratio[y, x])}"
        ink = "white" if shade[y, x] == len(BOUNDS) else INK
        ax.text(x, y, text, ha="center", va="center", fontsize=8.5, color=ink, linespacing=1.3)
    ax.add_artist(_Numbers(ax, list(ax.texts)))
    occur = [place for place in range(len(SHADES)) if (shade == place).any()]
    style: dict[str, Any] = {"edgecolor": GREY, "lw": 0.5}
    marks = [Rectangle((0, 0), 1, 1, facecolor=SHADES[place], **style) for place in occur]
    draw_key(ax, {MEANING[place]: mark for place, mark in zip(occur, marks, strict=True)})


class _Numbers(Artist):
    """Shows the numbers if each has room in its cell at the size at which the picture is drawn."""

    def __init__(self, ax: Axes, texts: list[Text]) -> None:
        super().__init__()
        self.ax, self.texts = ax, texts
        self.set_in_layout(False)

    def draw(self, renderer: RendererBase) -> None:
        """Show or hide the numbers, which draw themselves afterwards."""
        for text in self.texts:
            text.set_visible(True)
        extents = [text.get_window_extent(renderer).size for text in self.texts]
        cell = self.ax.bbox.size / np.sqrt(len(self.texts))
        fits = bool((np.max(extents, axis=0) < cell).all())
        for text in self.texts:
            text.set_visible(fits)


def _times(ratio: float) -> str:
    return f"{ratio:.2g}×" if ratio < 99.5 else f"{shorten(ratio)}×"  # noqa: PLR2004 - three digits


def _draw_squares(ax: Axes, rows: list[int]) -> None:
    """Draw the colour of each tribe at its row and its column."""
    from matplotlib.transforms import offset_copy

    figure, at = ax.get_figure(root=True), np.arange(len(rows))
    colours = [tribe_colour(row) for row in rows]
    left = offset_copy(ax.get_yaxis_transform(), figure, -10, 0, units="points")
    above = offset_copy(ax.get_xaxis_transform(), figure, 0, 10, units="points")
    style: dict[str, Any] = {"c": colours, "s": 80, "marker": "s", "clip_on": False, "linewidths": 0}
    ax.scatter(np.zeros(len(at)), at, transform=left, **style)
    ax.scatter(at, np.ones(len(at)), transform=above, **style)


def _name_rows(mixing: Mixing, rows: list[int]) -> list[str]:
    rest = plural(mixing.n_tribes - MOST_TRIBES, "smaller tribe")
    called = {OTHERS: rest, NO_TRIBE: "without tribe"}
    return [called.get(row) or name_tribe(row, mixing.first_of(row)) for row in rows]


def _title(mixing: Mixing) -> str:
    what = plural(round(mixing.n_events), f"{mixing.kind} event" if mixing.kind else "event")
    if not mixing.n_tribes:
        return f"Who turns to whom: {what}, and no tribe"
    by_chance = f"Chance would give {mixing.inside_by_chance:.0%}"
    return f"{mixing.inside:.0%} of {what} stay inside tribes\n{by_chance}"
