"""The journey chart: the tribes of one user over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import translate
from tribus.plot._dates import date_positions, draw_dates
from tribus.plot._frame import new_axes, write_title
from tribus.plot._text import format_user, name_number
from tribus.plot._theme import ink, paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from tribus.timeline import PersonalTimeline

MIN_AREA, AREA_RANGE = 25.0, 200.0  # of a dot with certainty 0, and what 1 adds, in square points
MAX_LABELS = 12  # states written next to dots


def draw_journey(person: PersonalTimeline, *, names: Sequence[str] = (), ax: Axes | None = None) -> Axes:
    """Draw the tribes of one user over time.

    Parameters
    ----------
    person
        The result of `Timeline.of`.
    names
        Names of the tribes in the order of their numbers, "" for a tribe without one.
        Default: none.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    There is a row for each tribe of the user, one for no tribe if needed, and a dot for each window, at
    its end. The larger a dot, the more certain is the user's tribe. The thin line below is the churn of
    partners. Windows in which the user joined, left, returned or bridged two tribes are labelled, the
    first twelve of them.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="180d", step="90d", progress=False)
    >>> ax = tb.plot.draw_journey(timeline.of(timeline.users[0]))
    >>> ax.get_xlabel()
    'end of the window'
    """
    frame = person.to_frame()
    tribes = sorted(set(frame["tribe"].tolist()), key=lambda tribe: (tribe < 0, tribe))
    ax = ax or new_axes(9, 2.2 + 0.5 * len(tribes))
    at = date_positions(frame["window"])
    rows = np.array([tribes.index(tribe) for tribe in frame["tribe"].tolist()], float)
    colours = [tribe_colour(tribe) for tribe in frame["tribe"].tolist()]
    areas = MIN_AREA + AREA_RANGE * np.nan_to_num(frame["certainty"].to_numpy())
    ax.plot(at, rows, color=GREY, lw=1.5, zorder=1)
    ax.scatter(at, rows, s=areas, c=colours, edgecolors=paper(), zorder=2)
    churn = len(tribes) + 0.35 - 0.6 * frame["churn"].to_numpy()
    ax.plot(at, churn, color=ink(), lw=1.2, alpha=0.8)
    special = [index for index, state in enumerate(frame["state"]) if state not in {"stayed", ""}]
    for index in special[:MAX_LABELS]:
        ax.annotate(
            _translate_state(frame["state"].iloc[index]),
            (at[index], rows[index]),
            (0, 10),
            textcoords="offset points",
            ha="center",
            fontsize=8.5,
            color=ink(),
        )
    labels = [name_number(tribe, names) if tribe >= 0 else translate("no tribe") for tribe in tribes]
    ax.set_yticks(
        [*range(len(tribes)), len(tribes)], [*labels, translate("new or lost\npartners, 0 to 1")]
    )
    ax.set_ylim(len(tribes) + 0.6, -0.8)
    draw_dates(ax, translate("end of the window"))
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    name, n_tribes = format_user(person.user), len([tribe for tribe in tribes if tribe >= 0])
    title = translate(
        "{name}: {tribes} in {windows}",
        name=name,
        tribes=plural(n_tribes, "tribe"),
        windows=plural(len(frame), "window"),
    )
    write_title(ax, title)
    return ax


def _translate_state(state: str) -> str:
    states = {
        "joined": translate("joined"),
        "returned": translate("returned"),
        "bridged": translate("bridged"),
        "left": translate("left"),
    }
    return states[state]
