"""The rate chart: how the accounts with the largest reach answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import percent
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_whole, translate
from tribus.people.words import format_hours
from tribus.plot._frame import annotate_columns, annotate_rows, new_axes, write_title
from tribus.plot._rows import count_rows, label_rows
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink, paper

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.people import People


def draw_answer_rates(people: People, *, ax: Axes | None = None) -> Axes:
    """Draw the answer rates of the accounts with the largest reach.

    Parameters
    ----------
    people
        The result of `measure_people`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    There is a row for each of the 25 accounts with the largest reach that somebody wrote to. The dot is
    the answer rate, the line its 95 % interval. The number in brackets is the reach, the time at the
    right the median time to an answer. The dashed line is the share of all people who got an answer.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> ax = tb.plot.draw_answer_rates(tb.measure_people(society.events))
    >>> print(ax.get_title())
    66% of the people who write get an answer
    """
    answering, reach = people.answering, people.reach.people
    addressed = np.flatnonzero(answering.addressing > 0)
    rows = addressed[np.lexsort((addressed, -reach[addressed]))]
    n_rows = count_rows(len(rows), ax)
    ax = ax or new_axes(8, 1.9 + 0.3 * n_rows)
    view = people.tribe_view
    for place, row in enumerate(rows[:n_rows].tolist()):
        value, low, high = answering.rate.of(row)
        colour = tribe_colour(-1 if view is None else int(view.labels[row]), rest=ink())
        ax.plot([low, high], [place, place], color=colour, lw=1.6)
        ax.plot([value], [place], color=colour, marker="o", ms=7, mec=paper(), ls="")
    users = people.users_of_rows(rows[:n_rows])
    label_rows(
        ax,
        [
            f"{format_user(user)} ({format_whole(reach[row])})"
            for user, row in zip(users, rows, strict=False)
        ],
    )
    medians = answering.hours.value[rows[:n_rows]].tolist()
    annotate_rows(ax, {place: format_hours(hours) for place, hours in enumerate(medians)})
    annotate_columns(ax, {1.0: translate("median time")} if n_rows else {})
    _draw_scale(ax)
    if not n_rows:
        write_title(ax, translate("Nobody wrote to anybody"))
        return ax
    overall = answering.people_answered.sum() / answering.addressing.sum()
    ax.axvline(overall, color=ink(), lw=1, ls="--", alpha=0.5)
    title = translate("{share} of the people who write get an answer", share=percent(overall))
    write_title(ax, title, above=1)
    return ax


def _draw_scale(ax: Axes) -> None:
    from matplotlib.ticker import PercentFormatter

    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0))
    ax.set_xlabel(translate("people who got an answer"), color=ink(), **LITERAL_TEXT)
    ax.grid(visible=True, axis="x", color=GREY, alpha=0.4)
    ax.spines[["top", "right", "left"]].set_visible(False)
