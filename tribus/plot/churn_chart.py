"""The churn chart: how far tribes and links change from window to window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import percent
from tribus._display.colours import GREY, PALETTE
from tribus._display.language import translate
from tribus.plot._dates import date_positions, draw_dates
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import line_mark

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.timeline import Timeline

CHURN_COLOURS = {"kept": PALETTE[0], "certainty": PALETTE[3], "churn": PALETTE[2]}  # of columns


def draw_churn(timeline: Timeline, *, ax: Axes | None = None) -> Axes:
    """Draw churn and stability over time.

    Parameters
    ----------
    timeline
        The result of `trace_tribes`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    The lines are the columns `kept`, `certainty` and `churn` of `Timeline.summary`, at the end of each
    window. Vertical lines mark windows with a change of a tribe.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="180d", step="90d", progress=False)
    >>> ax = tb.plot.draw_churn(timeline)
    >>> bool(ax.get_ylim()[0] <= 0)
    True
    """
    summary = timeline.summary()
    ax = ax or new_axes(9, 4)
    at = date_positions(summary["window"])
    for end in date_positions(timeline.changes["window"]):
        ax.axvline(end, color=GREY, lw=1, alpha=0.6, zorder=0)
    for column, colour in CHURN_COLOURS.items():
        ax.plot(at, summary[column].to_numpy(), color=colour, lw=2, marker="o", ms=4)
    draw_dates(ax, translate("end of the window"))
    ax.set_ylim(-0.03, 1.03)
    ax.spines[["top", "right"]].set_visible(False)
    kept = summary["kept"].mean()
    share = translate(
        "{share} of users keep their tribe from window to window", share=percent(float(kept))
    )
    write_title(ax, share if np.isfinite(kept) else translate("A single window"))
    names = {
        "kept": translate("users who keep their tribe"),
        "certainty": translate("certainty"),
        "churn": translate("links that are new or lost"),
    }
    draw_legend(
        ax,
        {names[column]: line_mark(colour, width=2) for column, colour in CHURN_COLOURS.items()}
        | {translate("change of a tribe"): line_mark(GREY, width=1)},
    )
    return ax
