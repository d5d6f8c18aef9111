"""The tribe map: all tribes of a network in one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, INK, PALETTE, tribe_colour
from tribus.layout.tribes import NAMED, lay_out_map
from tribus.plot.captions import Captions, Discs
from tribus.plot.density_map import draw_density, key_of_density
from tribus.plot.frame import draw_key, new_axes, write_title
from tribus.plot.marks import key_of_rest
from tribus.plot.people_map import draw_people, key_of_people
from tribus.plot.text import drawable, write
from tribus.tribes.roles.assign import AUDIENCE, HEARD

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Floats
    from tribus.layout.tribes import MapLayout
    from tribus.tribes import Tribes

MOST_DOTS = 5_000  # users; of more the density is drawn
ONE_LINE = 24  # letters of two names that stand beside each other
DARKER = 0.5  # the colour of a caption than that of its tribe

LEAST_HALF = 4.0  # of the width and height, so that few people do not fill the picture
RIM = 0.1  # kept free around all, as a share of half the width or height

# How bad it is that a caption covers the disc of a tribe with a caption, a grey one, users below, its
# own disc with dots, and without: that is where it belongs.
COVERED, COVERED_GREY, COVERED_BELOW, COVERED_DOTS, COVERED_DENSITY = 2.5, 0.7, 1.0, 0.6, -0.3
SAMPLE = 50  # users below the discs that captions avoid: the more there are, the closer they stand


def draw_tribes(tribes: Tribes, *, only: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw the map of all tribes: a disc for each, its core in the middle.

    Parameters
    ----------
    tribes
        From `find_tribes`.
    only
        Number of the one tribe to show in colour, the others in grey; by default all have theirs.
    ax
        Axes to draw on; by default a new figure's.

    Returns
    -------
    Axes
        With the picture; nothing is shown or saved.

    Notes
    -----
    The area of a disc is proportional to the users grouped there, and tribes that deal with each other
    are neighbours. Inside, those with the strongest bonds stand in the middle; of people of similar
    rank, those who deal with another tribe stand on the side that faces it. The ten largest tribes have
    a colour of their own and a caption with the names of the two strongest; the rest are grey. So is
    everybody who is no member: whom a tribe hears has a dark edge, its audience has none, and both
    stand at the rim. Users without a tribe stand below all.

    Up to 5,000 users each is a dot that grows with the bonds inside the tribe. Lines are the strongest
    bonds: two inside the tribe for each user, 3,000 at most, shared out by size, and 600 between tribes.
    Of more users the density is drawn: a spot is the darker the stronger the bonds of the members
    there, and a band between two discs is as wide as the affinity between their tribes.
    """
    ax = ax or new_axes(10, 8)
    ax.axis("off")
    layout = lay_out_map(tribes)
    palette = _choose_colours(tribes, only)
    if len(tribes.labels) <= MOST_DOTS:
        _draw_discs(ax, layout, palette)
        draw_people(ax, tribes, layout, palette)
    else:
        draw_density(ax, tribes, layout, palette)
    _set_limits(ax, layout)
    below = _write_below(ax, tribes, layout)
    _write_captions(ax, tribes, layout, palette, only=only, fixed=below)
    found = tribes.tell_number() if len(tribes) else "No tribe"
    write_title(ax, f"{found} among {plural(len(tribes.labels), 'user')}")
    _draw_key(ax, tribes, palette, only)
    return ax


def _choose_colours(tribes: Tribes, only: int | None) -> Floats:
    """Colour of each tribe, and of no tribe last, where -1 finds it; shape `(n_tribes + 1, 4)`."""
    from matplotlib.colors import to_rgba_array

    n_members = tribes.assignment.n_members.tolist()
    names = [tribe_colour(number) if own else GREY for number, own in enumerate(n_members)]
    if only is not None:
        names = [GREY] * len(tribes)
        names[only] = tribe_colour(only, rest=INK)
    return to_rgba_array([*names, GREY])


def _draw_discs(ax: Axes, layout: MapLayout, palette: Floats) -> None:
    from matplotlib.patches import Circle

    for centre, radius, colour in zip(layout.centres, layout.radii, palette, strict=False):
        ax.add_patch(Circle(centre, radius, color=colour, alpha=0.13, lw=0))


def _write_below(ax: Axes, tribes: Tribes, layout: MapLayout) -> list[Text]:
    """Say who stands below the discs, if there are any."""
    alone = int((tribes.labels < 0).sum())
    small = len(layout.below) - alone
    said = [f"{plural(alone, 'user')} without tribe"] if alone else []
    if small:
        said.append(
            f"{plural(small, 'user')} in {plural(len(tribes) - len(layout.radii), 'smaller tribe')}"
        )
    if not said:
        return []
    text = write(ax, 0.5, 0.0, " · ".join(said), va="bottom")
    text.set_transform(ax.transAxes)
    return [text]


def _set_limits(ax: Axes, layout: MapLayout) -> None:
    """Make room for all discs and rows, with a rim for captions, and use the whole of the axes."""
    edges = [layout.centres - layout.radii[:, None], layout.centres + layout.radii[:, None]]
    corners = np.concatenate([*edges, layout.places[layout.below]])
    middle, half = (corners.min(axis=0) + corners.max(axis=0)) / 2, np.ptp(corners, axis=0) / 2
    half = np.maximum(half, LEAST_HALF) + RIM * half.max()
    if len(layout.below):
        middle[1] -= RIM * half[1] / 2  # what is said of them stands there
    ax.update_datalim([middle - half, middle + half])
    ax.use_sticky_edges = False
    ax.autoscale()
    ax.margins(0.0)
    ax.set_aspect("equal", adjustable="datalim")


def _write_captions(
    ax: Axes, tribes: Tribes, layout: MapLayout, palette: Floats, *, only: int | None, fixed: list[Text]
) -> None:
    """Facts of the largest tribes, or of the only one, beside their discs."""
    named = list(range(min(len(tribes), NAMED))) if only is None else [only]
    others = [number for number in range(len(layout.radii)) if number not in named]
    texts = [write(ax, 0.0, 0.0, _describe(tribes, number)) for number in named]
    for text, number in zip(texts, named, strict=True):
        text.set_color(tuple(DARKER * palette[number, :3]))
    order = named + others
    below = layout.below[:: len(layout.below) // SAMPLE + 1]
    centres = np.concatenate([layout.centres[order], layout.places[below]])
    radii = np.concatenate([layout.radii[order], np.full(len(below), layout.step)])
    kinds = [len(named), len(others), len(below)]
    weights = np.repeat([COVERED, COVERED_GREY, COVERED_BELOW], kinds)
    own = COVERED_DOTS if len(tribes.labels) <= MOST_DOTS else COVERED_DENSITY
    Captions(ax, texts, Discs(centres, radii, weights), own=own, fixed=fixed)


def _describe(tribes: Tribes, number: int) -> str:
    """Facts of a tribe, in short where there are many, and the names of its two strongest."""
    assignment = tribes.assignment
    sizes = assignment.sizes[number]
    heard, audience = int(sizes[HEARD]), int(sizes[AUDIENCE])
    n_members = int(sizes.sum()) - heard - audience
    facts = [f"{number} · {plural(n_members, 'member') if n_members else 'no tribe'}"]
    if len(tribes) <= NAMED:
        facts += [f"{heard:,} heard"] if heard else []
        facts += [f"{audience:,} in the audience"] if audience else []
        lines = [", ".join(facts)]
    else:
        lines = facts + ([f"and {heard + audience:,} others"] if heard + audience > n_members else [])
    strongest = tribes.network.users_of_rows(assignment.rows(number)[:2])
    names = [drawable(user) for user in strongest]
    together = sum(map(len, names)) <= max(ONE_LINE, len(lines[0]))
    return "\n".join([*lines, *([", ".join(names)] if together else names)])


def _draw_key(ax: Axes, tribes: Tribes, palette: Floats, only: int | None) -> None:
    from matplotlib.colors import to_hex

    colour = PALETTE[0] if only is None else to_hex(palette[only])
    people = len(tribes.labels) <= MOST_DOTS
    key = key_of_people(tribes, colour) if people else key_of_density(colour)
    draw_key(ax, key | (key_of_rest(len(tribes)) if only is None else {}))
