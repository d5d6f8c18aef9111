"""The stability chart: the certainty of the users of each tribe, and the survival of the tribe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import percent, plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_whole, translate
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import dot_mark, legend_of_rest, line_mark
from tribus.plot._rows import count_rows, label_rows, name_tribe
from tribus.plot._theme import ink, paper

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus.stability import Stability

CERTAINTY_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def draw_stability(stability: Stability, *, ax: Axes | None = None) -> Axes:
    """Draw the certainty of the users of each tribe, and the survival of the tribe in resamples.

    Parameters
    ----------
    stability
        The result of `check_stability`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    There is a row for each of the 25 largest tribes, labelled with its number, its two strongest users
    and its size. The thin line spans the certainty of 80 % of the users (10th to 90th percentile), the
    thick line that of 50 %, and the dot is the median. The cross is the survival of the tribe. The ten
    largest tribes have full colours, the others pale ones.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> stability = tb.check_stability(society.events, runs=2, progress=False)
    >>> ax = tb.plot.draw_stability(stability)
    >>> print(ax.get_title())
    Mean certainty of the users: ...%
    2 runs, 1 user between two tribes
    """
    n_tribes = count_rows(len(stability.survival), ax)
    ax = ax or new_axes(9, 2.3 + 0.34 * n_tribes)
    for number in range(n_tribes):
        _draw_row(ax, stability, number)
    label_rows(ax, [_name(stability, number) for number in range(n_tribes)])
    _draw_scale(ax)
    write_title(ax, _title(stability, n_tribes))
    if n_tribes:
        _draw_legend(ax, len(stability.survival))
    return ax


def _draw_row(ax: Axes, stability: Stability, number: int) -> None:
    certainty = stability.certainty[stability.tribes.labels == number]
    low, quarter, median, most, high = np.quantile(certainty, CERTAINTY_QUANTILES)
    at, colour = [number, number], tribe_colour(number)
    ax.plot([low, high], at, color=colour, lw=1.5)
    ax.plot([quarter, most], at, color=colour, lw=7, alpha=0.5, solid_capstyle="butt")
    ax.plot([median], [number], color=colour, marker="o", ms=8, ls="", mec=paper())
    ax.plot([stability.survival[number]], [number], color=ink(), marker="x", mew=1.8, ls="")


def _draw_scale(ax: Axes) -> None:
    from matplotlib.ticker import PercentFormatter

    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0))
    ax.set_xlabel(translate("certainty: probability of being\nin the tribe in fresh data"), color=ink())
    ax.grid(visible=True, axis="x", color=GREY, alpha=0.4)
    ax.spines[["top", "right", "left"]].set_visible(False)


def _name(stability: Stability, number: int) -> str:
    tribe = stability.tribes[number]
    return f"{name_tribe(tribe.tribes, number)} ({format_whole(len(tribe))})"


def _title(stability: Stability, n_tribes: int) -> str:
    if not n_tribes:
        return translate("No tribe")
    certainty, n_between = np.nanmean(stability.certainty), int(stability.between.sum())
    title = translate(
        "Mean certainty of the users: {share}\n{runs}, {users} between two tribes",
        share=percent(float(certainty)),
        runs=plural(stability.runs, "run"),
        users=plural(n_between, "user") if n_between else translate("no user"),
    )
    rest = len(stability.survival) - n_tribes
    if rest:
        title += ", " + translate("{tribes} not drawn", tribes=plural(rest, "smaller tribe"))
    return title


def _draw_legend(ax: Axes, n_tribes: int) -> None:
    from matplotlib.lines import Line2D

    key: dict[str, Artist] = {
        translate("median user"): dot_mark(tribe_colour(0), size=8),
        translate("50 % of the users"): line_mark(tribe_colour(0), width=7, opacity=0.5),
        translate("80 % of the users"): line_mark(tribe_colour(0), width=1.5),
        translate("the tribe as a whole"): Line2D([], [], color=ink(), marker="x", mew=1.8, ls=""),
    }
    draw_legend(ax, key | legend_of_rest(n_tribes))
