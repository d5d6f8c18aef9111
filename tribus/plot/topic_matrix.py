"""The topic matrix: how many members of each tribe use the words of the names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import percent, plural
from tribus._display.colours import GREY, PALETTE, tribe_colour
from tribus._display.language import format_whole, translate
from tribus.plot._frame import new_axes, write_title
from tribus.plot._rows import label_rows
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink, mix_with_paper, readable_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus._core.arrays import Floats, Ints
    from tribus.topics import Topics

MAX_DRAWN_TRIBES = len(PALETTE)


def draw_topics(topics: Topics, *, ax: Axes | None = None) -> Axes:
    """Draw the share of the members of each tribe who use each word of the names.

    Parameters
    ----------
    topics
        The result of `find_topics`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    There is a row for each word of the names of the ten largest tribes, and a column for each of these
    tribes. The darker a cell, the larger the share. Cells of the tribe that a word names have the colour
    of the tribe, the others are grey: dark grey means that the word is not only that tribe's.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, n_ghosts=0, seed=1)
    >>> frame = society.events.to_frame()
    >>> crafts = dict(zip(society.groups["user"], society.groups["tribe_name"]))
    >>> frame["text"] = "about " + frame["source"].map(crafts).astype(str)
    >>> events = tb.Events.from_frame(frame, text="text")
    >>> tribes = tb.find_tribes(tb.build_network(events), resolution=1.0)
    >>> ax = tb.plot.draw_topics(tb.find_topics(events, tribes))
    >>> print(ax.get_title().splitlines()[1])
    Share of the members who use a word
    """
    compared = topics.compared
    n_tribes = min(len(topics), MAX_DRAWN_TRIBES)
    rows = np.flatnonzero(compared.tribe < n_tribes)
    writers = np.maximum(topics.n_authors[:n_tribes], 1)
    share = compared.authors[rows, :n_tribes] / writers
    ax = ax or new_axes(3.2 + 0.62 * max(n_tribes, 4), 1.8 + 0.3 * max(len(rows), 3))
    _draw_cells(ax, share, compared.tribe[rows])
    label_rows(ax, [format_user(compared.word[row], at_most=24) for row in rows.tolist()])
    ax.set_xticks(range(n_tribes), [str(number) for number in range(n_tribes)])
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.set_xlabel(translate("members of tribe"), color=ink())
    ax.xaxis.set_label_position("top")
    ax.set_xlim(-0.5, max(n_tribes, 1) - 0.5)
    ax.spines[:].set_visible(False)
    n_named = sum(map(bool, topics.names))
    values = {"n": format_whole(n_named), "tribes": plural(len(topics), "tribe")}
    title = (
        translate("{n} of {tribes} has words of its own", **values)
        if n_named == 1
        else translate("{n} of {tribes} have words of their own", **values)
    )
    write_title(ax, title + "\n" + translate("Share of the members who use a word"))
    return ax


def _draw_cells(ax: Axes, share: Floats, named: Ints) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    cells, colours = [], []
    for (y, x), value in np.ndenumerate(share):
        full = tribe_colour(x) if named[y] == x else "#777777"
        colour = mix_with_paper(full, float(np.sqrt(value)))
        cells.append(Rectangle((x - 0.5, y - 0.5), 1, 1))
        colours.append(colour)
        text, style = (
            percent(float(value)) if value else "",
            {"color": readable_on(colour), **LITERAL_TEXT},
        )
        ax.text(x, y, text, ha="center", va="center", fontsize=8.5, **style)
    ax.add_collection(PatchCollection(cells, facecolors=colours, edgecolors=GREY, linewidths=0.4))
