"""The personal map: a person among their companions, on rings by closeness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, INK, tribe_colour
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
from tribus.plot._text import format_user, write
from tribus.tribes.personal import STRONG_BOND

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Bools, Floats
    from tribus.tribes import PersonalTribe

N_NAMED_COMPANIONS = RING_SIZES[1]
MAX_HEARD = 5  # accounts that do not answer
OWN_DOT_AREA, HEARD_DOT_AREA = 320.0, 60.0  # square points
MIN_COMPANION_AREA, MAX_COMPANION_AREA = 20.0, 125.0
NO_EVENTS_OPACITY = 0.45  # of companions without events
NAME_ROOM = 0.55  # beyond the last ring
COST_COMPANION_DOT = 3.0


def draw_personal_tribe(own: PersonalTribe, *, ax: Axes | None = None) -> Axes:
    """Draw a person among their companions: the closest 5 on the inner ring, then up to 15, 50, 150.

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
    The size of a dot grows with the bond. A dot is full if there are events in both directions, hollow
    if there are events in one direction, and pale if there are none. The closest 15 have a name and a
    line with a width proportional to the bond, dashed if events go in one direction. Grey dots outside
    the rings are the accounts, of any tribe, with most events from the person and no answer, at most 5.

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
    The tribe of hector_tahona (core): 17 companions
    """
    ax = ax or new_axes(8, 8)
    ax.axis("off")
    frame = own.to_frame().head(min(len(own), RING_SIZES[-1]))
    colour = tribe_colour(own.number, rest=INK)
    n_rings = count_rings(len(frame))
    positions = positions_on_rings(len(frame))
    unanswered, n_heard = _find_unanswered(own, frame)
    outside = positions_outside(len(unanswered), n_rings)
    numbers = draw_rings(ax, n_rings) if len(frame) else []
    sizes = _draw_companions(ax, frame, positions, colour)
    _draw_dots(ax, outside, np.full(len(outside), HEARD_DOT_AREA), face="white", edge=GREY)
    ax.scatter([0], [0], s=OWN_DOT_AREA, color=INK, edgecolors="white", zorder=3)
    _set_limits(ax, n_rings, n_outside=len(unanswered))
    reasons = _explain_empty(ax, own) if frame.empty else []
    dots = np.concatenate(
        [
            [OWN_DOT_AREA],
            sizes[:N_NAMED_COMPANIONS],
            np.full(len(unanswered), HEARD_DOT_AREA),
            sizes[N_NAMED_COMPANIONS:],
        ]
    )
    centres = np.concatenate(
        [[[0.0, 0.0]], positions[:N_NAMED_COMPANIONS], outside, positions[N_NAMED_COMPANIONS:]]
    )
    names = [own.user, *frame["user"][:N_NAMED_COMPANIONS], *unanswered]
    _write_names(ax, names, centres, dots, fixed=[*numbers, *reasons])
    _write_title(ax, own)
    _draw_legend(ax, frame, colour, len(unanswered), n_heard)
    return ax


def _find_unanswered(own: PersonalTribe, frame: pd.DataFrame) -> tuple[list[Any], int]:
    """Return the first heard accounts that are not on the rings, and the number of all."""
    shown = set(frame["user"])
    heard = [user for user in own.heard if user not in shown]
    return heard[:MAX_HEARD], len(heard)


def _is_mutual(frame: pd.DataFrame) -> Bools:
    return np.asarray((frame["given"] > 0) & (frame["received"] > 0), bool)


def _have_events(frame: pd.DataFrame) -> Bools:
    return np.asarray(frame["given"] + frame["received"] > 0, bool)


def _draw_companions(ax: Axes, frame: pd.DataFrame, positions: Floats, colour: str) -> Floats:
    """Draw lines to the closest companions and dots of all; return the areas of the dots."""
    from matplotlib.colors import to_rgba

    bond, mutual = frame["bond"].to_numpy(np.float64), _is_mutual(frame)
    share = bond / max(bond.max(initial=0.0), STRONG_BOND)
    for (x, y), part, both in zip(positions[:N_NAMED_COMPANIONS], share, mutual, strict=False):
        if part > 0:
            style = "-" if both else (0, (4, 4))
            ax.plot([0, x], [0, y], color=colour, lw=0.6 + 4 * part, alpha=0.35, ls=style, zorder=1)
    sizes: Floats = MIN_COMPANION_AREA + (MAX_COMPANION_AREA - MIN_COMPANION_AREA) * share
    faces = [colour if both else "white" for both in mutual]
    edges = [to_rgba(colour, 1.0 if any_ else NO_EVENTS_OPACITY) for any_ in _have_events(frame)]
    _draw_dots(ax, positions, sizes, face=faces, edge=edges)
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
    """Write the reason why there are no companions."""
    why = (
        "no user is close enough\nto share a tribe"
        if own.number < 0
        else "no other user of\nthe tribe is a member"
    )
    return [write(ax, 0, -0.65, why, size=10)]


def _write_names(
    ax: Axes, names: list[Any], centres: Floats, dots: Floats, *, fixed: list[Text]
) -> None:
    """Write the names next to the dot of the person and the first dots."""
    texts = [
        write(ax, x, y, format_user(name), size=8 if number else 11)
        for number, (name, (x, y)) in enumerate(zip(names, centres, strict=False))
    ]
    Captions(
        ax, texts, Discs.of_dots(centres, dots, COST_COMPANION_DOT), own=COST_COMPANION_DOT, fixed=fixed
    )


def _write_title(ax: Axes, own: PersonalTribe) -> None:
    if own.number < 0:
        title = f"{format_user(own.user)} has no tribe"
    else:
        shown = "" if len(own) <= RING_SIZES[-1] else f", the closest {RING_SIZES[-1]} shown"
        title = f"The tribe of {format_user(own.user)} ({own.role}): {plural(len(own), 'friend')}{shown}"
    write_title(ax, title)


def _draw_legend(ax: Axes, frame: pd.DataFrame, colour: str, n_shown: int, n_heard: int) -> None:
    """Draw the legend of the dots that occur."""
    mutual, have_events = _is_mutual(frame), _have_events(frame)
    key: dict[str, Artist] = {}
    if mutual.any():
        key["events both ways (larger: stronger bond)"] = dot_mark(colour)
    if (have_events & ~mutual).any():
        key["events one way"] = dot_mark(colour, edge=colour, face="white")
    if not have_events.all():
        pale = dot_mark(colour, edge=colour, face="white")
        pale.set_alpha(NO_EVENTS_OPACITY)
        key["same tribe, no events"] = pale
    if n_shown:
        of_all = f" ({n_shown} of {n_heard:,})" if n_heard > n_shown else ""
        key[f"heard, without an answer{of_all}"] = dot_mark(GREY, edge=GREY, face="white")
    draw_legend(ax, key)
