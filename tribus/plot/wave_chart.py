"""The wave chart: the followers of an account over time, and the waves among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tribus._display import plural
from tribus._display.colours import GREY, PALETTE, tribe_colour
from tribus._display.language import format_whole, translate
from tribus.people.tables import UNKNOWN_TIME
from tribus.people.waiting import to_moments
from tribus.plot._dates import date_positions, draw_dates
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import line_mark
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.people import Account

WAVE_COLOUR = PALETTE[2]


def draw_waves(account: Account, *, ax: Axes | None = None) -> Axes:
    """Draw how the followers of an account arrived, and the waves of silent followers.

    Parameters
    ----------
    account
        The result of `people.of(user)`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    The line counts the followers whose arrival is known. A shaded time is a wave of `people.waves()`,
    from its first to its last arrival. It is evidence, not proof, that followers were bought.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(seed=0)
    >>> account = tb.measure_people(society.events).of("profeta_digital")
    >>> ax = tb.plot.draw_waves(account)
    >>> print(ax.get_title())
    54 of 247 followers of profeta_digital arrived in waves
    """
    ax = ax or new_axes(9, 4.5)
    people, follows = account.people, account.people.tables.follows
    own = (follows.target == account.row) & follows.holds & (follows.since != UNKNOWN_TIME)
    times = pd.Series(to_moments(np.sort(follows.since[own])))
    waves, name = people.waves(), format_user(account.user)
    waves = waves[waves["profile"] == account.user]
    if not len(times):
        write_title(ax, translate("No times of follows of {name}: nobody can tell", name=name))
        ax.set_axis_off()
        return ax
    colour = tribe_colour(account.tribe, rest=ink())
    ax.step(date_positions(times), np.arange(1, len(times) + 1), where="post", color=colour, lw=2)
    for _, wave in waves.groupby("wave"):
        ends = date_positions(wave["since"].agg(["min", "max"]))
        ax.axvspan(ends[0], ends[1], color=WAVE_COLOUR, alpha=0.3, lw=1)
    ax.set_ylim(bottom=0)
    ax.set_ylabel(translate("followers"), color=ink(), **LITERAL_TEXT)
    draw_dates(ax, translate("arrival"))
    ax.grid(visible=True, axis="y", color=GREY, alpha=0.4)
    ax.spines[["top", "right"]].set_visible(False)
    n_followers = plural(len(times), "follower")
    in_waves = waves["user"].nunique()
    values = {"followers": n_followers, "name": name}
    title = translate("No wave among {followers} of {name}", **values)
    if in_waves:
        n = format_whole(in_waves)
        title = translate("{n} of {followers} of {name} arrived in waves", n=n, **values)
    write_title(ax, title)
    key = {translate("followers"): line_mark(colour, width=2.5)}
    if in_waves:
        key[translate("wave of silent followers")] = line_mark(WAVE_COLOUR, width=7, opacity=0.3)
    draw_legend(ax, key)
    return ax
