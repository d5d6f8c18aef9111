"""The personal map: a person among their friends, on rings by bond."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.colours import tribe_colour
from tribus._display.language import format_whole, translate, translate_count
from tribus._display.terms import translate_term
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._friend_legend import heard_mark, legend_of_friends
from tribus.plot._friends import MAX_HEARD, draw_person, list_drawn, measure_scale
from tribus.plot._marks import dot_mark
from tribus.plot._rings import RING_SIZES
from tribus.plot._text import format_user
from tribus.plot._theme import ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.tribes import PersonalTribe


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
    draw_person(ax, own, measure_scale([own]))
    _write_title(ax, own)
    _draw_legend(ax, own)
    return ax


def _write_title(ax: Axes, own: PersonalTribe) -> None:
    name, most = format_user(own.display_name), RING_SIZES[-1]
    friends = translate_count("{n} friend", "{n} friends", len(own))
    if len(own) > most:
        friends = translate("{friends}, the closest {most} shown", friends=friends, most=most)
    if own.number < 0:
        write_title(ax, translate("{name} has no tribe: {friends}", name=name, friends=friends))
        return
    role = translate_term(own.role)
    title = translate("The tribe of {name} ({role}): {friends}", name=name, role=role, friends=friends)
    write_title(ax, title)


def _draw_legend(ax: Axes, own: PersonalTribe) -> None:
    """Draw the legend of the dots that occur."""
    tribes, legend = list_drawn(own)["tribe"].to_numpy(), {}
    if own.number >= 0 and (tribes == own.number).any():
        legend[translate("friend in the tribe (larger: stronger bond)")] = dot_mark(
            tribe_colour(own.number, rest=ink())
        )
    legend |= legend_of_friends(tribes[tribes != own.number], own.tribes.given_names)
    n_all = len(own.heard)
    n_drawn = min(n_all, MAX_HEARD)
    if n_drawn:
        heard = translate("heard, with little in return")
        if n_all > n_drawn:
            counts = {"n": n_drawn, "all": format_whole(n_all)}
            heard = translate("heard, with little in return ({n} of {all})", **counts)
        legend[heard] = heard_mark()
    draw_legend(ax, legend)
