"""The mixing matrix as a picture: the events between each two tribes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist

from tribus._display import percent, plural
from tribus._display.colours import GREY, PALETTE, tribe_colour
from tribus._display.language import format_decimals, translate
from tribus.community.numbering import NO_TRIBE
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._numbers import format_count
from tribus.plot._rows import label_rows, name_tribe
from tribus.plot._theme import paper, readable_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Text

    from tribus._core.arrays import Floats
    from tribus.tribes.mixing import Mixing

MAX_MIXING_TRIBES = len(PALETTE)  # the smaller ones share a row
REST_NUMBER = MAX_MIXING_TRIBES  # of the row of the smaller tribes
MIN_CELL_EVENTS = 5  # observed or expected; cells with fewer have no colour
ODDS_BOUNDS = (1 / 4, 2 / 3, 3 / 2, 4)  # odds ratios between colours
# Brown to blue is distinguishable for colour-blind eyes; grey is as expected. Colours below expectation
# are pale, because most pairs of tribes exchange little: the pairs with much exchange stand out.
ODDS_COLOURS = ("#DDBE7A", "#F3E6C6", "#ECECEC", "#8FC1E0", "#11507F")
FEW_EVENTS_INDEX = len(ODDS_COLOURS)
MAX_RATIO_ROWS = 8  # with more, a cell has room for the number of events only


def draw_mixing(mixing: Mixing, *, ax: Axes | None = None) -> Axes:
    """Draw the events between each two tribes: a row per source tribe, a column per target tribe.

    Parameters
    ----------
    mixing
        The value of `tribes.mixing` or of `tribes.mixing_of(kind)`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    A cell shows the number of events and, if there are few tribes, its ratio to the number expected in
    the null model, ``row sum · column sum / total``. The ratio of a large tribe cannot be high: a tribe
    with half of all events has a ratio of at most 2. The colour shows the odds ratio instead: the odds
    that an event from the tribe of the row goes to the tribe of the column, relative to the odds of all
    other events. A tribe with closed borders has high odds at any size. Cells with fewer than five
    events, observed and expected, have no colour. The ten largest tribes have a row and a column each;
    the smaller tribes share one, and so do the users without a tribe.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), progress=False)
    >>> ax = tb.plot.draw_mixing(tribes.mixing)
    >>> print(ax.get_title())
    60% of 2,378 events stay inside tribes
    Expected in the null model: 34%
    """
    rows, events = _add_up_rows(mixing)
    side = 0.62 * max(len(rows), 4)
    ax = ax or new_axes(1.3 * side + 3, side + 2.1)
    label_rows(ax, _name_rows(mixing, rows))
    columns = {REST_NUMBER: translate("rest"), NO_TRIBE: translate("none")}
    ax.set_xticks(range(len(rows)), [columns.get(row, str(row)) for row in rows])
    ax.tick_params(length=0, labeltop=True, labelbottom=False, pad=17)
    ax.set_ylabel(translate("events from"))
    ax.set_xlabel(translate("events to"))
    ax.xaxis.set_label_position("top")
    ax.set_xlim(-0.5, len(rows) - 0.5)
    ax.spines[:].set(color=GREY, lw=0.8)
    write_title(ax, _title(mixing))
    _draw_cells(ax, events)
    _draw_squares(ax, rows)
    return ax


def _add_up_rows(mixing: Mixing) -> tuple[list[int], Floats]:
    """Return the tribe of each row, and the events between rows; the rest and no tribe come last."""
    n_tribes = mixing.n_tribes
    own = min(n_tribes, MAX_MIXING_TRIBES)
    ends = [
        np.where(end == NO_TRIBE, own + 1, np.minimum(end, own))
        for end in (mixing.source, mixing.target)
    ]
    events = np.zeros((own + 2, own + 2))
    np.add.at(events, tuple(ends), mixing.events)
    last = [(own, REST_NUMBER, n_tribes > own), (own + 1, NO_TRIBE, _has_events(mixing))]
    kept = [*range(own), *(index for index, _, occurs in last if occurs)]
    rows = [*range(own), *(number for _, number, occurs in last if occurs)]
    return rows, events[np.ix_(kept, kept)]


def _has_events(mixing: Mixing) -> bool:
    """Return whether any event has a user without a tribe."""
    return bool(mixing.given[NO_TRIBE] + mixing.received[NO_TRIBE] > 0)


def _draw_cells(ax: Axes, events: Floats) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    expected = np.outer(events.sum(axis=1), events.sum(axis=0)) / events.sum()
    ratio = np.divide(events, expected, out=np.ones_like(events), where=expected > 0)
    is_counted = np.maximum(events, expected) >= MIN_CELL_EVENTS
    level = np.where(is_counted, np.digitize(_measure_odds(events), ODDS_BOUNDS), FEW_EVENTS_INDEX)
    cells = [Rectangle((x - 0.5, y - 0.5), 1, 1) for y, x in np.ndindex(events.shape)]
    shades = [*ODDS_COLOURS, paper()]
    colours = [shades[index] for index in level.flat]
    ax.add_collection(PatchCollection(cells, facecolors=colours, edgecolors=paper(), linewidths=1.5))
    for (y, x), count in np.ndenumerate(events):
        text = format_count(count)
        if is_counted[y, x] and len(events) <= MAX_RATIO_ROWS:
            text += f"\n{_times(ratio[y, x])}"
        style: dict[str, Any] = {"color": readable_on(shades[level[y, x]]), "linespacing": 1.3}
        ax.text(x, y, text, ha="center", va="center", fontsize=8.5, **style)
    ax.add_artist(_FittingNumbers(ax, list(ax.texts)))
    edge: dict[str, Any] = {"edgecolor": GREY, "lw": 0.5}
    occur = [index for index in range(len(shades)) if (level == index).any()]
    names = _list_meanings()
    key = {names[index]: Rectangle((0, 0), 1, 1, facecolor=shades[index], **edge) for index in occur}
    draw_legend(ax, key)


def _list_meanings() -> list[str]:
    """Return the meaning of each shade, for the legend."""
    return [
        translate("odds under ¼ of chance"),
        translate("¼ to ⅔ of chance"),
        translate("about chance"),
        translate("1½ to 4 times chance"),
        translate("odds over 4 times chance"),
        translate("under 5 events"),
    ]


def _measure_odds(events: Floats) -> Floats:
    """Return the odds ratio of each cell: the odds that an event from this row goes to this column.

    They are relative to the odds of all other events, with 0.5 added to each of the four counts
    (Haldane 1956, doi:10.1111/j.1469-1809.1955.tb01285.x). One cell alone has odds of 1.
    """
    if events.size == 1:
        return np.ones_like(events)
    given, received = events.sum(axis=1, keepdims=True), events.sum(axis=0, keepdims=True)
    leaves, enters = given - events, received - events
    elsewhere = np.maximum(events.sum() - events - leaves - enters, 0.0)
    odds: Floats = (events + 0.5) * (elsewhere + 0.5) / ((leaves + 0.5) * (enters + 0.5))
    return odds


class _FittingNumbers(Artist):
    """An artist that hides the numbers of the cells if one is wider than its cell when drawn."""

    def __init__(self, ax: Axes, texts: list[Text]) -> None:
        super().__init__()
        self.ax, self.texts = ax, texts
        self.set_in_layout(False)

    def draw(self, renderer: RendererBase) -> None:
        """Show or hide the numbers; matplotlib draws them afterwards."""
        for text in self.texts:
            text.set_visible(True)
        extents = [text.get_window_extent(renderer).size for text in self.texts]
        cell = self.ax.bbox.size / np.sqrt(len(self.texts))
        fits = bool((np.max(extents, axis=0) < cell).all())
        for text in self.texts:
            text.set_visible(fits)


def _times(ratio: float) -> str:
    return f"{format_decimals(ratio, '.2g')}×" if ratio < 99.5 else f"{format_count(ratio)}×"  # noqa: PLR2004 - three digits


def _draw_squares(ax: Axes, rows: list[int]) -> None:
    """Draw a square in the colour of each tribe at its row and its column."""
    from matplotlib.transforms import offset_copy

    figure, at = ax.get_figure(root=True), np.arange(len(rows))
    colours = [tribe_colour(row) for row in rows]
    left = offset_copy(ax.get_yaxis_transform(), figure, -10, 0, units="points")
    above = offset_copy(ax.get_xaxis_transform(), figure, 0, 10, units="points")
    style: dict[str, Any] = {"c": colours, "s": 80, "marker": "s", "clip_on": False, "linewidths": 0}
    ax.scatter(np.zeros(len(at)), at, transform=left, **style)
    ax.scatter(at, np.ones(len(at)), transform=above, **style)


def _name_rows(mixing: Mixing, rows: list[int]) -> list[str]:
    rest = plural(mixing.n_tribes - MAX_MIXING_TRIBES, "smaller tribe")
    called = {REST_NUMBER: rest, NO_TRIBE: translate("without tribe")}
    return [called.get(row) or name_tribe(mixing, row) for row in rows]


def _title(mixing: Mixing) -> str:
    what = mixing.count_events()
    if not mixing.n_tribes:
        return translate("No tribe among {users}", users=what)
    return translate(
        "{share} of {events} stay inside tribes\nExpected in the null model: {expected}",
        share=percent(mixing.inside),
        events=what,
        expected=percent(mixing.inside_by_chance),
    )
