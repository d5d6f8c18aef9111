"""The phase chart: how many ties of a user are in each phase, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import percent
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_whole, translate
from tribus._display.terms import translate_term
from tribus.plot._dates import date_positions, draw_dates
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._text import LITERAL_TEXT, format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus.timeline import PersonalTimeline

SHADES = {"return": 0.95, "consolidation": 0.6, "sowing": 0.3}  # opacity, the closest at the bottom


def draw_phases(person: PersonalTimeline, *, ax: Axes | None = None) -> Axes:
    """Draw how many ties of a user are in each phase, in each window.

    Parameters
    ----------
    person
        The result of `timeline.of(user)`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    From the bottom: ties in return, in consolidation and in sowing, as stacked areas; below the line of
    zero, dormant ties, in grey. `PersonalTimeline.phase_mix` has the numbers.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="120d", step="60d", progress=False)
    >>> ax = tb.plot.draw_phases(timeline.of(timeline.users[0]))
    >>> ax.get_ylabel()
    'ties'
    """
    mix = person.phase_mix().pivot(index="window", columns="phase", values="ties")
    windows = date_positions(mix.index.to_series())
    ax = ax or new_axes(9, 4)
    colour, base = tribe_colour(0), np.zeros(len(mix))
    key: dict[str, Artist] = {}
    for phase, opacity in SHADES.items():
        top = base + mix[phase].to_numpy()
        key[translate_term(phase)] = ax.fill_between(
            windows, base, top, color=colour, alpha=opacity, linewidth=0
        )
        base = top
    key[translate_term("dormant")] = ax.fill_between(
        windows, 0, -mix["dormant"].to_numpy(), color=GREY, alpha=0.6, linewidth=0
    )
    ax.axhline(0, color=ink(), linewidth=0.8)
    ax.yaxis.set_major_formatter(lambda value, _: format_whole(abs(value)))
    ax.set_ylabel(translate("ties"), color=ink(), **LITERAL_TEXT)
    draw_dates(ax, translate("end of the window"))
    ax.spines[["top", "right", "left"]].set_visible(False)
    draw_legend(ax, dict(reversed(key.items())))
    last = mix.iloc[-1]
    active = max(int(last[list(SHADES)].sum()), 1)
    name = format_user(person.user)
    title = translate(
        "Ties of {name} by phase: {share} in return at the end",
        name=name,
        share=percent(last["return"] / active),
    )
    write_title(ax, title)
    return ax
