"""The hour chart: when an account writes and when it is addressed, by hour of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import translate
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import dot_mark
from tribus.plot._text import format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.people import Account

MAX_HOUR_DOT_AREA = 260  # square points, of the busiest hour


def draw_hours(account: Account, *, ax: Axes | None = None) -> Axes:
    """Draw when in the week an account writes, and when it is addressed.

    Parameters
    ----------
    account
        The result of `people.of(user)`, of events with times.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Raises
    ------
    OptionError
        If the events have no times.

    Notes
    -----
    Each dot is an hour of the week in the time zone of `measure_people`. The area of a filled dot is the
    number of posts, the area of a ring the number of messages, both on one scale. A ring without a dot
    is an hour in which people write and nobody is there.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> account = tb.measure_people(society.events).of("estudio_niebla")
    >>> ax = tb.plot.draw_hours(account)
    >>> print(ax.get_title())
    The week of estudio_niebla: ... posts and ... messages (UTC)
    """
    hours = account.hours_of_week()
    ax = ax or new_axes(9, 4.2)
    colour = tribe_colour(account.tribe, rest=ink())
    most = max(hours["posts"].max(), hours["messages"].max(), 1)
    posts, messages = (
        hours[name].to_numpy() * MAX_HOUR_DOT_AREA / most for name in ("posts", "messages")
    )
    ax.scatter(hours["hour"], hours["weekday"], s=posts, color=colour, alpha=0.75, lw=0)
    ax.scatter(hours["hour"], hours["weekday"], s=messages, facecolors="none", edgecolors=ink(), lw=0.9)
    ax.set_xticks(np.arange(0, 24, 3), [f"{hour}:00" for hour in range(0, 24, 3)])
    ax.set_yticks(range(7), _name_weekdays())
    ax.set_xlim(-0.7, 23.7)
    ax.set_ylim(6.6, -0.6)
    ax.grid(visible=True, color=GREY, alpha=0.25)
    ax.spines[["top", "right", "left"]].set_visible(False)
    title = translate(
        "The week of {name}: {posts} and {messages} ({zone})",
        name=format_user(account.user),
        posts=plural(int(hours["posts"].sum()), "post"),
        messages=plural(int(hours["messages"].sum()), "message"),
        zone=account.people.time_zone,
    )
    write_title(ax, title)
    ring = dot_mark("none", edge=ink())
    draw_legend(ax, {translate("writes"): dot_mark(colour), translate("is addressed"): ring})
    return ax


def _name_weekdays() -> list[str]:
    return [
        translate("Monday"),
        translate("Tuesday"),
        translate("Wednesday"),
        translate("Thursday"),
        translate("Friday"),
        translate("Saturday"),
        translate("Sunday"),
    ]
