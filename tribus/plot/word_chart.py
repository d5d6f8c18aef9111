"""The word chart: the words that distinguish a tribe, the most distinctive first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from tribus._display import plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import translate
from tribus.people.rates import estimate_share
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import line_mark
from tribus.plot._rows import label_rows
from tribus.plot._text import format_user
from tribus.plot._theme import ink, paper

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus.topics import TribeWords

MAX_DRAWN_WORDS = 15
CLEAR_P_VALUE = 0.05


def draw_words(words: TribeWords, *, ax: Axes | None = None) -> Axes:
    """Draw the share of the members of a tribe, and of everybody else, who use each word.

    Parameters
    ----------
    words
        The words of one tribe, `topics[0]`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    There is a bar for each of the 15 most distinctive words, the most distinctive first. Its length is
    the share of the members who use the word; the line is the 95 % interval of that share, and the dot
    is the share of all other authors. Words with an adjusted p-value above 0.05 are grey.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, n_ghosts=0, seed=1)
    >>> frame = society.events.to_frame()
    >>> crafts = dict(zip(society.groups["user"], society.groups["tribe_name"]))
    >>> frame["text"] = "about " + frame["source"].map(crafts).astype(str)
    >>> events = tb.Events.from_frame(frame, text="text")
    >>> tribes = tb.find_tribes(tb.build_network(events), resolution=1.0)
    >>> ax = tb.plot.draw_words(tb.find_topics(events, tribes)[0])
    >>> print(ax.get_title())
    Tribe 0 ...
    """
    frame = words.to_frame().head(MAX_DRAWN_WORDS)
    ax = ax or new_axes(8, 1.8 + 0.3 * max(len(frame), 2))
    colour = tribe_colour(words.number, rest=ink())
    row = np.arange(len(frame))
    is_clear = (frame["p_value"] <= CLEAR_P_VALUE).to_numpy()
    n_authors = int(words.topics.n_authors[words.number])
    limits = estimate_share(frame["authors"], np.full(len(frame), n_authors))
    ax.barh(row, frame["share"], height=0.7, color=np.where(is_clear, colour, GREY).tolist())
    ax.hlines(row, limits.low, limits.high, color=ink(), lw=1.4)
    ax.plot(frame["elsewhere"], row, "o", color=paper(), mec=ink(), ms=6)
    label_rows(ax, [format_user(word, at_most=24) for word in frame["word"]])
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0))
    ax.spines[["top", "right", "left"]].set_visible(False)
    write_title(ax, _title(words))
    if len(frame):
        key: dict[str, Artist] = {
            translate("members who use the word"): line_mark(colour, width=7),
            translate("95 % interval"): line_mark(ink(), width=1.4),
            translate("everybody else"): Line2D(
                [], [], marker="o", ls="", color=paper(), mec=ink(), ms=6
            ),
        }
        key |= {} if is_clear.all() else {translate("not beyond chance"): line_mark(GREY, width=7)}
        draw_legend(ax, key)
    return ax


def _title(words: TribeWords) -> str:
    n_authors = plural(int(words.topics.n_authors[words.number]), "member")
    if not len(words):
        return translate(
            "Tribe {number}: no distinctive word among {members}",
            number=words.number,
            members=n_authors,
        )
    name = format_user(words.name, at_most=60) if words.name else translate("no word beyond chance")
    return translate(
        "Tribe {number} ({name})\nShare of {members} who use each word",
        number=words.number,
        name=name,
        members=n_authors,
    )
