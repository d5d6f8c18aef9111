"""The stability chart: how sure each tribe is, and how sure its people are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, INK, tribe_colour
from tribus.plot.frame import draw_key, new_axes, write_title
from tribus.plot.marks import dot_mark, key_of_rest, line_mark
from tribus.plot.rows import count_rows, label_rows, name_tribe

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus.stability import Stability

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def draw_stability(stability: Stability, *, ax: Axes | None = None) -> Axes:
    """Draw for each tribe how sure its people are, and how well the tribe as a whole comes back.

    Parameters
    ----------
    stability
        From `check_stability`.
    ax
        Axes to draw on; by default a new figure's.

    Returns
    -------
    Axes
        With the picture; nothing is shown or saved.

    Notes
    -----
    A row for each of the 25 largest tribes, with its number, its two strongest users and how many it
    has: the thin line holds the certainty of four users in five, the thick one that of half of them, the
    dot is the median; the cross is the tribe's survival. The ten largest have a colour of their own.
    """
    n_tribes = count_rows(len(stability.survival), ax)
    ax = ax or new_axes(9, 2.3 + 0.34 * n_tribes)
    for number in range(n_tribes):
        _draw_row(ax, stability, number)
    label_rows(ax, [_name(stability, number) for number in range(n_tribes)])
    _draw_scale(ax)
    write_title(ax, _title(stability, n_tribes))
    if n_tribes:
        _draw_key(ax, len(stability.survival))
    return ax


def _draw_row(ax: Axes, stability: Stability, number: int) -> None:
    certainty = stability.certainty[stability.tribes.labels == number]
    low, quarter, median, most, high = np.quantile(certainty, QUANTILES)
    at, colour = [number, number], tribe_colour(number)
    ax.plot([low, high], at, color=colour, lw=1.5)
    ax.plot([quarter, most], at, color=colour, lw=7, alpha=0.5, solid_capstyle="butt")
    ax.plot([median], [number], color=colour, marker="o", ms=8, ls="", mec="white")
    ax.plot([stability.survival[number]], [number], color=INK, marker="x", mew=1.8, ls="")


def _draw_scale(ax: Axes) -> None:
    from matplotlib.ticker import PercentFormatter

    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0))
    ax.set_xlabel("how often they come out together\nwhen events are drawn anew", color=INK)
    ax.grid(visible=True, axis="x", color=GREY, alpha=0.4)
    ax.spines[["top", "right", "left"]].set_visible(False)


def _name(stability: Stability, number: int) -> str:
    tribe = stability.tribes[number]
    return f"{name_tribe(number, tribe.users)} ({len(tribe):,})"


def _title(stability: Stability, n_tribes: int) -> str:
    if not n_tribes:
        return "No tribe to be sure of"
    certainty, n_between = np.nanmean(stability.certainty), int(stability.between.sum())
    title = (
        f"People stay with their tribe {certainty:.0%} of the time\n{plural(stability.runs, 'run')}, "
    )
    title += f"{plural(n_between, 'user') if n_between else 'nobody'} between two tribes"
    rest = len(stability.survival) - n_tribes
    if rest:
        title += f", {plural(rest, 'smaller tribe')} not drawn"
    return title


def _draw_key(ax: Axes, n_tribes: int) -> None:
    from matplotlib.lines import Line2D

    key: dict[str, Artist] = {
        "the typical person": dot_mark(tribe_colour(0), size=8),
        "half of the people": line_mark(tribe_colour(0), width=7, opacity=0.5),
        "four people in five": line_mark(tribe_colour(0), width=1.5),
        "the tribe as a whole": Line2D([], [], color=INK, marker="x", mew=1.8, ls=""),
    }
    draw_key(ax, key | key_of_rest(n_tribes))
