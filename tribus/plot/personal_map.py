"""The personal map: a person among their friends, on rings by bond."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import format_whole, translate, translate_count
from tribus.community.numbering import NO_TRIBE
from tribus.plot._captions import Captions, Discs
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import dot_mark
from tribus.plot._rings import (
    OUTSIDE_DISTANCE,
    RING_RADII,
    RING_SIZES,
    count_rings,
    draw_rings,
    positions_on_rings,
    positions_outside,
)
from tribus.plot._roles import translate_role, translate_tribe
from tribus.plot._text import format_user, write
from tribus.plot._theme import ink, paper
from tribus.tribes.personal_card import STRONG_BOND

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Floats
    from tribus.tribes import PersonalTribe

N_NAMED_FRIENDS = RING_SIZES[1]
MAX_HEARD = 5  # accounts that do not answer
OWN_DOT_AREA, HEARD_DOT_AREA = 320.0, 60.0  # square points
MIN_FRIEND_AREA, MAX_FRIEND_AREA = 20.0, 125.0
MAX_LEGEND_TRIBES = 4
NAME_ROOM = 0.55  # beyond the last ring
COST_FRIEND_DOT = 3.0


def draw_personal_tribe(own: PersonalTribe, *, ax: Axes | None = None) -> Axes:
    """Draw a person among their friends: the closest 5 on the inner ring, then up to 15, 50, 150.

    Parameters
    ----------
    own
        The result of `tribes.of(user)`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    The size of a dot grows with the bond. Friends have the colour of their tribe, so that friends in
    other tribes stand out; friends without a tribe are hollow. The closest 15 have a name and a line
    with a width proportional to the bond. Grey dots outside the rings are heard: the accounts, of any
    tribe, to which the person turns with too little in return, at most 5.

    References
    ----------
    Dunbar (1998), The social brain hypothesis, Evolutionary Anthropology 6, 178-190. Zhou, Sornette,
    Hill & Dunbar (2005), doi:10.1098/rspb.2004.2970, for the sizes of the rings.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), progress=False)
    >>> ax = tb.plot.draw_personal_tribe(tribes.of(tribes[0].users[0]))
    >>> print(ax.get_title())
    The tribe of hector_tahona (core): 19 friends
    """
    ax = ax or new_axes(8, 8)
    ax.axis("off")
    frame = own.to_frame().head(min(len(own), RING_SIZES[-1]))
    n_rings = count_rings(len(frame))
    positions = positions_on_rings(len(frame))
    heard = own.heard
    unanswered, n_heard = heard[:MAX_HEARD], len(heard)
    outside = positions_outside(len(unanswered), n_rings)
    numbers = draw_rings(ax, n_rings) if len(frame) else []
    sizes = _draw_friends(ax, frame, positions)
    _draw_dots(ax, outside, np.full(len(outside), HEARD_DOT_AREA), face=paper(), edge=GREY)
    ax.scatter([0], [0], s=OWN_DOT_AREA, color=ink(), edgecolors=paper(), zorder=3)
    _set_limits(ax, n_rings, n_outside=len(unanswered))
    reasons = _explain_empty(ax, own) if frame.empty else []
    dots = np.concatenate(
        [
            [OWN_DOT_AREA],
            sizes[:N_NAMED_FRIENDS],
            np.full(len(unanswered), HEARD_DOT_AREA),
            sizes[N_NAMED_FRIENDS:],
        ]
    )
    centres = np.concatenate(
        [[[0.0, 0.0]], positions[:N_NAMED_FRIENDS], outside, positions[N_NAMED_FRIENDS:]]
    )
    named = [own.user, *frame["user"][:N_NAMED_FRIENDS], *unanswered]
    names = own.tribes.network.names_of(named)
    _write_names(ax, names, centres, dots, fixed=[*numbers, *reasons])
    _write_title(ax, own)
    _draw_legend(ax, own, frame, (len(unanswered), n_heard))
    return ax


def _draw_friends(ax: Axes, frame: pd.DataFrame, positions: Floats) -> Floats:
    """Draw lines to the closest friends and dots of all; return the areas of the dots."""
    bond = frame["bond"].to_numpy(np.float64)
    share = bond / max(bond.max(initial=0.0), STRONG_BOND)
    colours = [tribe_colour(number, rest=ink()) for number in frame["tribe"].tolist()]
    for (x, y), part, colour in zip(positions[:N_NAMED_FRIENDS], share, colours, strict=False):
        ax.plot([0, x], [0, y], color=colour, lw=0.6 + 4 * part, alpha=0.35, zorder=1)
    sizes: Floats = MIN_FRIEND_AREA + (MAX_FRIEND_AREA - MIN_FRIEND_AREA) * share
    has_tribe = (frame["tribe"] != NO_TRIBE).tolist()
    faces = [colour if has else paper() for colour, has in zip(colours, has_tribe, strict=True)]
    _draw_dots(ax, positions, sizes, face=faces, edge=colours)
    return sizes


def _draw_dots(ax: Axes, positions: Floats, sizes: Floats, *, face: Any, edge: Any) -> None:
    x, y = positions.T
    ax.scatter(x, y, s=sizes, facecolors=face, edgecolors=edge, linewidths=1.3, zorder=2)


def _set_limits(ax: Axes, n_rings: int, *, n_outside: int) -> None:
    reach = RING_RADII[n_rings - 1] + NAME_ROOM
    lowest = -reach - (OUTSIDE_DISTANCE if n_outside else 0.0)
    ax.update_datalim([(-reach, lowest), (reach, reach)])
    ax.autoscale()
    ax.margins(0.0)
    ax.set_aspect("equal", adjustable="datalim")


def _explain_empty(ax: Axes, own: PersonalTribe) -> list[Text]:
    """Write the reason why there are no friends."""
    has_events = len(own.to_frame()) > 0
    why = (
        translate("nobody answers enough\nto be a friend")
        if has_events
        else translate("no events with anybody")
    )
    return [write(ax, 0, -0.65, why, size=10)]


def _write_names(
    ax: Axes, names: list[str], centres: Floats, dots: Floats, *, fixed: list[Text]
) -> None:
    """Write the names next to the dot of the person and the first dots."""
    texts = [
        write(ax, x, y, format_user(name), size=8 if number else 11)
        for number, (name, (x, y)) in enumerate(zip(names, centres, strict=False))
    ]
    Captions(ax, texts, Discs.of_dots(centres, dots, COST_FRIEND_DOT), own=COST_FRIEND_DOT, fixed=fixed)


def _write_title(ax: Axes, own: PersonalTribe) -> None:
    name, most = format_user(own.display_name), RING_SIZES[-1]
    friends = translate_count("{n} friend", "{n} friends", len(own))
    if len(own) > most:
        friends = translate("{friends}, the closest {most} shown", friends=friends, most=most)
    if own.number < 0:
        write_title(ax, translate("{name} has no tribe: {friends}", name=name, friends=friends))
        return
    role = translate_role(own.role)
    title = translate("The tribe of {name} ({role}): {friends}", name=name, role=role, friends=friends)
    write_title(ax, title)


def _draw_legend(ax: Axes, own: PersonalTribe, frame: pd.DataFrame, n_heard: tuple[int, int]) -> None:
    """Draw the legend of the dots that occur; `n_heard` is the number drawn and the number of all."""
    tribes, legend = frame["tribe"], {}
    if own.number >= 0 and (tribes == own.number).any():
        legend[translate("friend in the tribe (larger: stronger bond)")] = dot_mark(
            tribe_colour(own.number, rest=ink())
        )
    elsewhere = tribes[(tribes != own.number) & (tribes != NO_TRIBE)]
    for number in sorted(elsewhere.unique().tolist())[:MAX_LEGEND_TRIBES]:
        tribe = translate_tribe(number, own.tribes.given_names)
        legend[translate("friend in {tribe}", tribe=tribe)] = dot_mark(tribe_colour(number, rest=ink()))
    if (tribes == NO_TRIBE).any():
        colour = tribe_colour(NO_TRIBE, rest=ink())
        legend[translate("friend without a tribe")] = dot_mark(colour, edge=colour, face=paper())
    n_drawn, n_all = n_heard
    if n_drawn:
        heard = translate("heard, with little in return")
        if n_all > n_drawn:
            counts = {"n": n_drawn, "all": format_whole(n_all)}
            heard = translate("heard, with little in return ({n} of {all})", **counts)
        legend[heard] = dot_mark(GREY, edge=GREY, face=paper())
    draw_legend(ax, legend)
