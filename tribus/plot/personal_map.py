"""One person among their companions, in rings by closeness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, INK, tribe_colour
from tribus.plot.captions import Captions, Discs
from tribus.plot.frame import draw_key, new_axes, write_title
from tribus.plot.marks import dot_mark
from tribus.plot.rings import (
    OUTSIDE,
    RADII,
    RINGS,
    count_rings,
    draw_rings,
    place_on_rings,
    place_outside,
)
from tribus.plot.text import drawable, write
from tribus.tribes.personal import STRONG

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Bools, Floats
    from tribus.tribes import PersonalTribe

NAMED = RINGS[1]
MOST_HEARD = 5  # of those who do not answer
OWN_DOT, HEARD_DOT, SMALLEST_DOT, LARGEST_DOT = 320.0, 60.0, 20.0, 125.0  # areas
PALE = 0.45  # opacity of those never dealt with
ROOM = 0.55  # beyond the last ring, for names
COVERED = 3.0  # how bad it is that a name covers a dot


def draw_personal_tribe(own: PersonalTribe, *, ax: Axes | None = None) -> Axes:
    """Draw a person among their companions: the closest 5 on the inner ring, then up to 15, 50 and 150.

    Parameters
    ----------
    own
        From `tribes.of(user)`.
    ax
        Axes to draw on; by default a new figure's.

    Returns
    -------
    Axes
        With the picture; nothing is shown or saved.

    Notes
    -----
    A dot is as large as the bond is strong: full if both turn to each other, hollow if only one of the
    two ever acts, pale if they never dealt with each other. The closest 15 have their names, and a line
    as wide as the bond, dashed if only one acts. Grey dots outside the rings, five at most, are those
    to whom the person turns most without ever an answer, of any tribe.

    References
    ----------
    Dunbar (1998), The social brain hypothesis, Evolutionary Anthropology 6, 178-190. Zhou, Sornette,
    Hill & Dunbar (2005), doi:10.1098/rspb.2004.2970, for the sizes of the rings.
    """
    ax = ax or new_axes(8, 8)
    ax.axis("off")
    frame = own.to_frame().head(RINGS[-1])
    colour = tribe_colour(own.number, rest=INK)
    n_rings = count_rings(len(frame))
    places = place_on_rings(len(frame))
    unanswered, n_heard = _find_unanswered(own, frame)
    outside = place_outside(len(unanswered), n_rings)
    numbers = draw_rings(ax, n_rings) if len(frame) else []
    sizes = _draw_companions(ax, frame, places, colour)
    _draw_dots(ax, outside, np.full(len(outside), HEARD_DOT), face="white", edge=GREY)
    ax.scatter([0], [0], s=OWN_DOT, color=INK, edgecolors="white", zorder=3)
    _set_limits(ax, n_rings, n_outside=len(unanswered))
    says = _say_why_alone(ax, own) if frame.empty else []
    dots = np.concatenate([[OWN_DOT], sizes[:NAMED], np.full(len(unanswered), HEARD_DOT), sizes[NAMED:]])
    centres = np.concatenate([[[0.0, 0.0]], places[:NAMED], outside, places[NAMED:]])
    names = [own.user, *frame["user"][:NAMED], *unanswered]
    _write_names(ax, names, centres, dots, fixed=[*numbers, *says])
    _write_title(ax, own)
    _draw_key(ax, frame, colour, len(unanswered), n_heard)
    return ax


def _find_unanswered(own: PersonalTribe, frame: pd.DataFrame) -> tuple[list[Any], int]:
    """Those heard most of whom the rings do not show, and how many there are."""
    shown = set(frame["user"])
    heard = [user for user in own.heard if user not in shown]
    return heard[:MOST_HEARD], len(heard)


def _is_mutual(frame: pd.DataFrame) -> Bools:
    return np.asarray((frame["given"] > 0) & (frame["received"] > 0), bool)


def _have_dealt(frame: pd.DataFrame) -> Bools:
    return np.asarray(frame["given"] + frame["received"] > 0, bool)


def _draw_companions(ax: Axes, frame: pd.DataFrame, places: Floats, colour: str) -> Floats:
    """Draw lines to the closest and dots of all, and tell the areas of the dots."""
    from matplotlib.colors import to_rgba

    bond, mutual = frame["bond"].to_numpy(np.float64), _is_mutual(frame)
    share = bond / max(bond.max(initial=0.0), STRONG)
    for (x, y), part, both in zip(places[:NAMED], share, mutual, strict=False):
        if part > 0:
            style = "-" if both else (0, (4, 4))
            ax.plot([0, x], [0, y], color=colour, lw=0.6 + 4 * part, alpha=0.35, ls=style, zorder=1)
    sizes: Floats = SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * share
    faces = [colour if both else "white" for both in mutual]
    edges = [to_rgba(colour, 1.0 if dealt else PALE) for dealt in _have_dealt(frame)]
    _draw_dots(ax, places, sizes, face=faces, edge=edges)
    return sizes


def _draw_dots(ax: Axes, places: Floats, sizes: Floats, *, face: Any, edge: Any) -> None:
    x, y = places.T
    ax.scatter(x, y, s=sizes, facecolors=face, edgecolors=edge, linewidths=1.3, zorder=2)


def _set_limits(ax: Axes, n_rings: int, *, n_outside: int) -> None:
    reach = RADII[n_rings - 1] + ROOM
    lowest = -reach - (OUTSIDE if n_outside else 0.0)
    ax.update_datalim([(-reach, lowest), (reach, reach)])
    ax.autoscale()
    ax.margins(0.0)
    ax.set_aspect("equal", adjustable="datalim")


def _say_why_alone(ax: Axes, own: PersonalTribe) -> list[Text]:
    """Say in a sentence why nobody stands around the person."""
    why = (
        "nobody is close enough\nto be of one tribe with them"
        if own.number < 0
        else "nobody of those grouped\nwith them is a member"
    )
    return [write(ax, 0, -0.65, why, size=10)]


def _write_names(
    ax: Axes, names: list[Any], centres: Floats, dots: Floats, *, fixed: list[Text]
) -> None:
    """Write the name of the person and of the first dots beside each."""
    texts = [
        write(ax, x, y, drawable(name), size=8 if number else 11)
        for number, (name, (x, y)) in enumerate(zip(names, centres, strict=False))
    ]
    Captions(ax, texts, Discs.of_dots(centres, dots, COVERED), own=COVERED, fixed=fixed)


def _write_title(ax: Axes, own: PersonalTribe) -> None:
    if own.number < 0:
        title = f"{drawable(own.user)} has no tribe"
    else:
        shown = "" if len(own) <= RINGS[-1] else f", the closest {RINGS[-1]} shown"
        title = f"The tribe of {drawable(own.user)} ({own.role}): {plural(len(own), 'companion')}{shown}"
    write_title(ax, title)


def _draw_key(ax: Axes, frame: pd.DataFrame, colour: str, n_shown: int, n_heard: int) -> None:
    """Say what the dots mean, those that there are."""
    mutual, dealt = _is_mutual(frame), _have_dealt(frame)
    key: dict[str, Artist] = {}
    if mutual.any():
        key["both act (larger: stronger bond)"] = dot_mark(colour)
    if (dealt & ~mutual).any():
        key["only one of the two acts"] = dot_mark(colour, edge=colour, face="white")
    if not dealt.all():
        pale = dot_mark(colour, edge=colour, face="white")
        pale.set_alpha(PALE)
        key["of the tribe, never dealt with"] = pale
    if n_shown:
        of_all = f" ({n_shown} of {n_heard:,})" if n_heard > n_shown else ""
        key[f"heard, without an answer{of_all}"] = dot_mark(GREY, edge=GREY, face="white")
    draw_key(ax, key)
