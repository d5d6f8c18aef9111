"""A person among their friends: rings, dots, lines and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import translate
from tribus.community.numbering import NO_TRIBE
from tribus.plot._captions import Captions, Discs
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
from tribus.plot._theme import ink, paper
from tribus.tribes.personal_card import STRONG_BOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Floats
    from tribus.tribes import PersonalTribe

N_NAMED_FRIENDS = RING_SIZES[1]
MAX_HEARD = 5  # accounts that do not answer
OWN_DOT_AREA, HEARD_DOT_AREA = 320.0, 60.0  # square points
MIN_FRIEND_AREA, MAX_FRIEND_AREA = 20.0, 125.0
OWN_NAME_POINTS, OTHER_NAME_POINTS = 9.0, 8.0  # a large name finds no room in the inner ring
NAME_ROOM = 0.55  # beyond the last ring
COST_FRIEND_DOT = 3.0


class MapScale(NamedTuple):
    """The scale of one or more personal maps.

    Attributes
    ----------
    n_rings
        Rings with room.
    n_outside
        Dots outside the rings with room.
    strongest
        Bond of the widest line and the largest dot.
    n_named
        Friends with a line and a name.
    names_person
        Whether the name of the person is written beside the dot.
    """

    n_rings: int
    n_outside: int
    strongest: float
    n_named: int
    names_person: bool


def measure_scale(
    owns: Sequence[PersonalTribe], *, n_named: int = N_NAMED_FRIENDS, names_person: bool = True
) -> MapScale:
    """Return the scale on which the maps of all these people fit."""
    frames = [list_drawn(own) for own in owns]
    strongest = max(frame["bond"].max() if len(frame) else 0.0 for frame in frames)
    return MapScale(
        n_rings=max(count_rings(len(frame)) for frame in frames),
        n_outside=max(len(own.heard[:MAX_HEARD]) for own in owns),
        strongest=max(float(strongest), STRONG_BOND),
        n_named=n_named,
        names_person=names_person,
    )


def list_drawn(own: PersonalTribe) -> pd.DataFrame:
    """Return the rows of the friends that are drawn, the closest first.

    Friends in a crowd that nobody answers have no tribe, and are drawn like the others without one.
    """
    frame = own.to_frame().head(min(len(own), RING_SIZES[-1]))
    return frame.assign(tribe=frame["tribe"].where(frame["tribe"] < len(own.tribes), NO_TRIBE))


def draw_person(ax: Axes, own: PersonalTribe, scale: MapScale) -> None:
    """Draw a person among their friends, without title and legend."""
    ax.axis("off")
    frame = list_drawn(own)
    n_rings, n_named = count_rings(len(frame)), scale.n_named
    positions = positions_on_rings(len(frame))
    unanswered = own.heard[:MAX_HEARD]
    outside = positions_outside(len(unanswered), n_rings)
    numbers = draw_rings(ax, n_rings) if len(frame) else []
    sizes = _draw_friends(ax, frame, positions, scale)
    _draw_dots(ax, outside, np.full(len(outside), HEARD_DOT_AREA), face=paper(), edge=GREY)
    ax.scatter([0], [0], s=OWN_DOT_AREA, color=ink(), edgecolors=paper(), zorder=3)
    _set_limits(ax, scale.n_rings, n_outside=scale.n_outside)
    reasons = _explain_empty(ax, own) if frame.empty else []
    heard_areas = np.full(len(unanswered), HEARD_DOT_AREA)
    dots = np.concatenate([[OWN_DOT_AREA], sizes[:n_named], heard_areas, sizes[n_named:]])
    centres = np.concatenate([[[0.0, 0.0]], positions[:n_named], outside, positions[n_named:]])
    names = own.tribes.network.names_of([own.user, *frame["user"][:n_named], *unanswered])
    if not scale.names_person:
        names[0] = ""
    _write_names(ax, names, centres, dots, fixed=[*numbers, *reasons])


def _draw_friends(ax: Axes, frame: pd.DataFrame, positions: Floats, scale: MapScale) -> Floats:
    """Draw lines to the closest friends and dots of all; return the areas of the dots."""
    share = frame["bond"].to_numpy(np.float64) / scale.strongest
    colours = [tribe_colour(number, rest=ink()) for number in frame["tribe"].tolist()]
    for (x, y), part, colour in zip(positions[: scale.n_named], share, colours, strict=False):
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
        write(ax, x, y, format_user(name), size=OTHER_NAME_POINTS if number else OWN_NAME_POINTS)
        for number, (name, (x, y)) in enumerate(zip(names, centres, strict=False))
    ]
    Captions(ax, texts, Discs.of_dots(centres, dots, COST_FRIEND_DOT), own=COST_FRIEND_DOT, fixed=fixed)
