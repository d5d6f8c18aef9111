"""The tribe map: all tribes of a network in one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import show
from tribus._display import plain, plural
from tribus._display.colours import GREY, INK, PALETTE, tribe_colour
from tribus.errors import OptionError
from tribus.layout.tribes import MAX_CAPTIONS, lay_out_map
from tribus.plot._captions import Captions, Discs
from tribus.plot._density_map import draw_density, legend_of_density
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import legend_of_rest
from tribus.plot._people_map import draw_people, legend_of_people, legend_of_values
from tribus.plot._rows import MAX_NAME_LETTERS
from tribus.plot._text import format_user, write
from tribus.tribes.labels import find_name
from tribus.tribes.roles.assign import AUDIENCE, HEARD, NEWCOMER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Floats
    from tribus.layout.tribes import MapLayout
    from tribus.tribes import AttributeAgreement, Tribes

MAX_DOTS = 5_000  # users; the density is drawn for more
MAX_LINE_LETTERS = 24  # of two names on one line
CAPTION_SHADE = 0.5  # of the colour of the tribe

MIN_HALF_WIDTH = 4.0  # and half height, in units of the layout: few users stay small
MAP_MARGIN_SHARE = 0.1  # of half the width or height

# Costs of a caption that covers another disc with a caption, a grey disc, a user below the discs, its
# own disc of dots, or its own disc of density, where it may stand.
COST_NAMED_DISC, COST_GREY_DISC, COST_USER_BELOW, COST_OWN_DOTS, COST_OWN_DENSITY = (
    2.5,
    0.7,
    1.0,
    0.6,
    -0.3,
)
MAX_AVOIDED_USERS = 50  # of the users below the discs


def draw_tribes(
    tribes: Tribes, *, only: int | None = None, colour_by: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the map of all tribes: a disc for each tribe, with its core in the middle.

    Parameters
    ----------
    tribes
        The result of `find_tribes`.
    only
        Number of the only tribe in colour; the others are grey. By default all tribes have colours.
    colour_by
        Attribute of the users that colours their dots, such as a party; the discs are grey. By default
        dots have the colour of the tribe. Not together with `only`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Raises
    ------
    OptionError
        If the users have no such attribute, or `only` is given as well.

    Notes
    -----
    The area of a disc is proportional to the number of users in the tribe. Tribes with much affinity
    are neighbours. Inside a disc, users with strong bonds are near the middle, and users with affinity
    to another tribe are on the side that faces it. The ten largest tribes have a colour and a caption
    with the names of their two strongest users; the other tribes are grey. Users who are not members
    are grey and near the edge: the heard ones have a dark outline, the audience has none. Users
    without a tribe are below the discs.

    In a network of up to 5,000 users, each user is a dot. Its size grows with the bonds inside the
    tribe. Lines are the strongest bonds: inside tribes two per user, at most 3,000, and 600 between
    tribes. Larger networks are drawn as densities: the colour is darker where the bonds of the members
    are stronger, and the width of a band between two discs is proportional to the affinity between the
    two tribes. With `colour_by`, all users are dots: the ten most frequent values have colours, the
    others are grey, and users without a value are hollow.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), progress=False)
    >>> ax = tb.plot.draw_tribes(tribes)
    >>> print(ax.get_title())
    4 tribes among 50 users
    """
    values = None if colour_by is None else _read_values(tribes, colour_by, only)
    ax = ax or new_axes(10, 8)
    ax.axis("off")
    layout = lay_out_map(tribes)
    palette = _choose_colours(tribes, only, is_grey=values is not None)
    if values is not None or len(tribes.labels) <= MAX_DOTS:
        _draw_discs(ax, layout, palette)
        draw_people(ax, tribes, layout, palette, values)
    else:
        draw_density(ax, tribes, layout, palette)
    _set_limits(ax, layout)
    below = _write_below(ax, tribes, layout)
    _write_captions(ax, tribes, layout, palette, only=only, fixed=below)
    found = plural(len(tribes), "tribe") if len(tribes) else "No tribe"
    coloured = "" if values is None else f", coloured by {plain(values.attribute)}"
    write_title(ax, f"{found} among {plural(len(tribes.labels), 'user')}{coloured}")
    if values is not None:
        draw_legend(ax, legend_of_values(values))
    else:
        _draw_legend(ax, tribes, palette, only)
    return ax


def _read_values(tribes: Tribes, attribute: str, only: int | None) -> AttributeAgreement:
    """Return the values of an attribute.

    Raises
    ------
    OptionError
        If the users have no such attribute, or one tribe only should have a colour.
    """
    if only is not None:
        raise OptionError(f"only={only} and colour_by={show(attribute)} exclude each other; give one")
    return tribes.agreement_with(attribute)


def _choose_colours(tribes: Tribes, only: int | None, *, is_grey: bool) -> Floats:
    """Return the colour of each tribe, and of no tribe last, at index -1; shape `(n_tribes + 1, 4)`."""
    from matplotlib.colors import to_rgba_array

    n_members = tribes.assignment.n_members.tolist()
    names = [tribe_colour(number) if own else GREY for number, own in enumerate(n_members)]
    if only is not None or is_grey:
        names = [GREY] * tribes.n_groups
    if only is not None:
        names[only] = tribe_colour(only, rest=INK)
    return to_rgba_array([*names, GREY])


def _draw_discs(ax: Axes, layout: MapLayout, palette: Floats) -> None:
    from matplotlib.patches import Circle

    for centre, radius, colour in zip(layout.centres, layout.radii, palette, strict=False):
        ax.add_patch(Circle(centre, radius, color=colour, alpha=0.13, lw=0))


def _write_below(ax: Axes, tribes: Tribes, layout: MapLayout) -> list[Text]:
    """Write the number of users below the discs, if there are any."""
    alone = int((tribes.labels < 0).sum())
    small = len(layout.below) - alone
    parts = [f"{plural(alone, 'user')} without tribe"] if alone else []
    if small:
        parts.append(
            f"{plural(small, 'user')} in {plural(tribes.n_groups - len(layout.radii), 'smaller group')}"
        )
    if not parts:
        return []
    text = write(ax, 0.5, 0.0, " · ".join(parts), va="bottom")
    text.set_transform(ax.transAxes)
    return [text]


def _set_limits(ax: Axes, layout: MapLayout) -> None:
    """Set limits around all discs and rows, with a margin for captions."""
    edges = [layout.centres - layout.radii[:, None], layout.centres + layout.radii[:, None]]
    corners = np.concatenate([*edges, layout.positions[layout.below]])
    middle, half = (corners.min(axis=0) + corners.max(axis=0)) / 2, np.ptp(corners, axis=0) / 2
    half = np.maximum(half, MIN_HALF_WIDTH) + MAP_MARGIN_SHARE * half.max()
    if len(layout.below):
        middle[1] -= MAP_MARGIN_SHARE * half[1] / 2  # for the text about them
    ax.update_datalim([middle - half, middle + half])
    ax.use_sticky_edges = False
    ax.autoscale()
    ax.margins(0.0)
    ax.set_aspect("equal", adjustable="datalim")


def _write_captions(
    ax: Axes, tribes: Tribes, layout: MapLayout, palette: Floats, *, only: int | None, fixed: list[Text]
) -> None:
    """Write captions next to the discs of the largest tribes, or of the only one."""
    named = list(range(min(tribes.n_groups, MAX_CAPTIONS))) if only is None else [only]
    others = [number for number in range(len(layout.radii)) if number not in named]
    texts = [write(ax, 0.0, 0.0, _describe(tribes, number)) for number in named]
    for text, number in zip(texts, named, strict=True):
        text.set_color(tuple(CAPTION_SHADE * palette[number, :3]))
    order = named + others
    below = layout.below[:: len(layout.below) // MAX_AVOIDED_USERS + 1]
    centres = np.concatenate([layout.centres[order], layout.positions[below]])
    radii = np.concatenate([layout.radii[order], np.full(len(below), layout.step)])
    kinds = [len(named), len(others), len(below)]
    weights = np.repeat([COST_NAMED_DISC, COST_GREY_DISC, COST_USER_BELOW], kinds)
    own = COST_OWN_DOTS if len(tribes.labels) <= MAX_DOTS else COST_OWN_DENSITY
    Captions(ax, texts, Discs(centres, radii, weights), own=own, fixed=fixed)


def _describe(tribes: Tribes, number: int) -> str:
    """Return the caption of a tribe: sizes, fewer if there are many tribes, and name or first users."""
    assignment = tribes.assignment
    sizes = assignment.sizes[number]
    heard, audience = int(sizes[HEARD]), int(sizes[AUDIENCE])
    n_members, newcomers = int(assignment.n_members[number]), int(sizes[NEWCOMER])
    facts = [f"{number} · {plural(n_members, 'member') if n_members else 'audience'}"]
    if len(tribes) <= MAX_CAPTIONS:
        facts += [plural(newcomers, "newcomer")] if newcomers else []
        facts += [f"{heard:,} heard"] if heard else []
        facts += [f"{audience:,} in the audience"] if audience else []
        lines = [", ".join(facts)]
    else:
        others = newcomers + heard + audience
        lines = facts + ([f"and {others:,} others"] if others > n_members else [])
    if given := find_name(number, tribes.given_names):
        name = format_user(given, at_most=MAX_NAME_LETTERS)
        return "\n".join([f"{number} · {name}", lines[0].removeprefix(f"{number} · "), *lines[1:]])
    names = list(map(format_user, tribes.network.names_of_rows(assignment.rows(number)[:2])))
    together = sum(map(len, names)) <= max(MAX_LINE_LETTERS, len(lines[0]))
    return "\n".join([*lines, *([", ".join(names)] if together else names)])


def _draw_legend(ax: Axes, tribes: Tribes, palette: Floats, only: int | None) -> None:
    from matplotlib.colors import to_hex

    colour = PALETTE[0] if only is None else to_hex(palette[only])
    people = len(tribes.labels) <= MAX_DOTS
    key = legend_of_people(tribes, colour) if people else legend_of_density(colour)
    draw_legend(ax, key | (legend_of_rest(len(tribes)) if only is None else {}))
