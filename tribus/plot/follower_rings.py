"""The follower rings: who takes part, who is active elsewhere, and who is silent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tribus._display import plural
from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_whole, translate
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import line_mark
from tribus.plot._text import format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.people import Account

OPACITY = {"active": 0.9, "elsewhere": 0.45, "silent": 0.55, "unknown": 0.2}


def draw_followers(account: Account, *, ax: Axes | None = None) -> Axes:
    """Draw the followers of an account in rings: those who take part are in the middle.

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
    The area of each ring is proportional to the number of followers in a group of
    `account.followers()`: those who acted towards the account, those who only act elsewhere, those who
    were never seen to act, and those of whom the events cannot tell.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, seed=0)
    >>> account = tb.measure_people(society.events).of("estudio_niebla")
    >>> ax = tb.plot.draw_followers(account)
    >>> print(ax.get_title())
    4 of 7 followers of estudio_niebla take part
    """
    from matplotlib.patches import Wedge

    counts = account.followers().set_index("group")["followers"]
    n_followers, ax = int(counts.sum()), ax or new_axes(6, 5.5)
    colour, inner, key = tribe_colour(account.tribe, rest=ink()), 0.0, {}
    for group, label in _name_groups().items():
        if not counts[group]:
            continue
        shade = colour if group in {"active", "elsewhere"} else GREY
        outer = math.sqrt(inner**2 + counts[group] / n_followers)
        ring = Wedge((0, 0), outer, 0, 360, width=outer - inner, color=shade, lw=0)
        ring.set_alpha(OPACITY[group])
        ax.add_patch(ring)
        key[f"{label}: {format_whole(counts[group])}"] = line_mark(
            shade, width=7, opacity=OPACITY[group]
        )
        inner = outer
    ax.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), aspect="equal")
    ax.axis("off")
    name = format_user(account.user)
    title = translate("Nobody follows {name}", name=name)
    if n_followers:
        title = translate(
            "{n} of {followers} of {name} take part",
            n=format_whole(counts["active"]),
            followers=plural(n_followers, "follower"),
            name=name,
        )
    write_title(ax, title)
    if key:
        draw_legend(ax, key)
    return ax


def _name_groups() -> dict[str, str]:
    """Return the groups of followers with their names in the legend, from the middle outwards."""
    return {
        "active": translate("take part"),
        "elsewhere": translate("active elsewhere only"),
        "silent": translate("never seen to act"),
        "unknown": translate("cannot tell"),
    }
