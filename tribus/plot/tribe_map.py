"""The tribe map: all tribes of a network in one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import show
from tribus._display import plain
from tribus._display.colours import GREY, PALETTE, tribe_colour
from tribus._display.language import format_whole, translate, translate_count
from tribus.errors import OptionError
from tribus.layout.tribes import MAX_CAPTIONS, lay_out_map
from tribus.plot._captions import Captions, Discs
from tribus.plot._certainty import fade_palette, legend_of_certainty
from tribus.plot._density_map import draw_density, legend_of_density
from tribus.plot._frame import draw_legend, new_axes, write_title
from tribus.plot._marks import draw_ring, legend_of_rest
from tribus.plot._people_map import draw_people, legend_of_people, legend_of_values
from tribus.plot._rows import MAX_NAME_LETTERS
from tribus.plot._text import format_user, write
from tribus.plot._theme import ink
from tribus.plot._ties_map import draw_strongest_ties
from tribus.tribes.labels import find_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Floats
    from tribus.layout.tribes import MapLayout
    from tribus.tribes import AttributeAgreement, Tribes

MAX_DOTS = 5_000  # users; the density is drawn for more
MAX_LINE_LETTERS = 24  # of two names on one line

MIN_HALF_WIDTH = 4.0  # and half height, in units of the layout: few users stay small
MAP_MARGIN_SHARE = 0.1  # of half the width or height
CAPTION_ROOM = 1.25  # widens the map of many tribes

COST_OWN_DOTS, COST_OWN_DENSITY = 1.2, -0.3  # of a caption inside its disc, over dots or a density
DISC_OPACITY = 0.13
MAX_NAMED_GROUPS = 16  # with a caption
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
    The area of a disc is proportional to the number of members and newcomers. The width of
    the ring around it grows with the logarithm of the number of heard users and audience. Tribes with
    much affinity are neighbours. Inside a disc, users with strong bonds are near the middle, and users
    with affinity to another tribe are on the side that faces it. The ten largest tribes have full
    colours, the others a pale one each. The 16 largest groups have a caption with the names of their
    two strongest users; the others are counted in a corner. Users who are not members are grey: the
    heard ones have a dark outline, the audience has none. Members whose certainty is low are pale, and
    so are the disc and the ties of a tribe whose mean certainty is low. Users without a tribe are below
    the discs. Without any tribe, the users with the strongest ties are
    drawn, and a sentence has the reason.

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
    if not len(tribes) and only is None and values is None:
        return _draw_without_tribes(ax, tribes)
    layout = lay_out_map(tribes)
    palette = _choose_colours(tribes, only, is_grey=values is not None)
    faded = fade_palette(palette, tribes) if values is None else palette
    if values is not None or len(tribes.labels) <= MAX_DOTS:
        _draw_discs(ax, layout, faded)
        draw_people(ax, tribes, layout, palette, values)
    else:
        draw_density(ax, tribes, layout, faded)
    _set_limits(ax, layout)
    below = _write_below(ax, tribes, layout)
    _write_captions(ax, tribes, layout, only=only, fixed=below)
    write_title(ax, _title(tribes, values))
    if values is not None:
        draw_legend(ax, legend_of_values(values))
    else:
        _draw_legend(ax, tribes, palette, only)
    return ax


def _title(tribes: Tribes, values: AttributeAgreement | None) -> str:
    users = translate_count("{n} user", "{n} users", len(tribes.labels))
    found = (
        translate_count("{n} tribe among {users}", "{n} tribes among {users}", len(tribes), users=users)
        if len(tribes)
        else translate("No tribe among {users}", users=users)
    )
    if values is None:
        return found
    return translate("{found}, coloured by {attribute}", found=found, attribute=plain(values.attribute))


def _draw_without_tribes(ax: Axes, tribes: Tribes) -> Axes:
    """Draw the strongest ties in place of tribes."""
    n_drawn, n_users = draw_strongest_ties(ax, tribes), len(tribes.labels)
    title = translate_count("No tribe among {n} user", "No tribe among {n} users", n_users)
    with_ties = translate("{n} of them with the strongest ties", n=format_whole(n_drawn))
    shown = "" if n_drawn == n_users else f"\n{with_ties}"
    write_title(ax, f"{title}{shown}")
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
        names[only] = tribe_colour(only, rest=ink())
    return to_rgba_array([*names, GREY])


def _draw_discs(ax: Axes, layout: MapLayout, palette: Floats) -> None:
    from matplotlib.patches import Circle

    discs = zip(layout.centres, layout.radii, layout.inner, palette, strict=False)
    for centre, radius, inner, colour in discs:
        ax.add_patch(Circle(centre, inner, color=colour, alpha=DISC_OPACITY, lw=0))
        draw_ring(ax, centre, inner, radius)


def _write_below(ax: Axes, tribes: Tribes, layout: MapLayout) -> list[Text]:
    """Write the number of users below the discs, if there are any."""
    alone = int((tribes.labels < 0).sum())
    small = len(layout.below) - alone
    parts = []
    if alone:
        parts.append(translate_count("{n} user without tribe", "{n} users without tribe", alone))
    if small:
        groups = translate_count(
            "{n} smaller group", "{n} smaller groups", tribes.n_groups - len(layout.radii)
        )
        parts.append(
            translate_count("{n} user in {groups}", "{n} users in {groups}", small, groups=groups)
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
    half[0] *= CAPTION_ROOM if len(layout.radii) > MAX_CAPTIONS else 1.0
    if len(layout.below):
        middle[1] -= MAP_MARGIN_SHARE * half[1] / 2  # for the text about them
    ax.update_datalim([middle - half, middle + half])
    ax.use_sticky_edges = False
    ax.autoscale()
    ax.margins(0.0)
    ax.set_aspect("equal", adjustable="datalim")


def _write_captions(
    ax: Axes, tribes: Tribes, layout: MapLayout, *, only: int | None, fixed: list[Text]
) -> None:
    """Write captions next to the discs of the largest tribes, or of the only one."""
    named = list(range(min(tribes.n_groups, MAX_NAMED_GROUPS))) if only is None else [only]
    others = [number for number in range(len(layout.radii)) if number not in named]
    texts = [write(ax, 0.0, 0.0, _describe(tribes, number)) for number in named]
    order = named + others
    below = layout.below[:: len(layout.below) // MAX_AVOIDED_USERS + 1]
    centres = np.concatenate([layout.centres[order], layout.positions[below]])
    radii = np.concatenate([layout.radii[order], np.full(len(below), layout.step)])
    own = COST_OWN_DOTS if len(tribes.labels) <= MAX_DOTS else COST_OWN_DENSITY
    rest = write(ax, 1.0, 0.0, "", va="bottom")
    rest.set(transform=ax.transAxes, ha="right")
    n_rest = len(others) if only is None else 0
    discs = Discs(centres, radii, np.zeros(len(radii)), is_solid=True)
    Captions(ax, texts, discs, own=own, fixed=fixed, rest=(rest, n_rest))


def _describe(tribes: Tribes, number: int) -> str:
    """Return the caption of a group: its number and size, then its name or first users."""
    n_members, n_users = int(tribes.assignment.n_members[number]), len(tribes.assignment.rows(number))
    size = (
        translate_count("{n} member", "{n} members", n_members)
        if n_members
        else translate_count("audience of {n}", "audience of {n}", n_users)
    )
    if given := find_name(number, tribes.given_names):
        return f"{number} · {format_user(given, at_most=MAX_NAME_LETTERS)}\n{size}"
    first = f"{number} · {size}"
    names = list(map(format_user, tribes.network.names_of_rows(tribes.assignment.rows(number)[:2])))
    together = sum(map(len, names)) <= max(MAX_LINE_LETTERS, len(first))
    return "\n".join([first, *([", ".join(names)] if together else names)])


def _draw_legend(ax: Axes, tribes: Tribes, palette: Floats, only: int | None) -> None:
    from matplotlib.colors import to_hex

    colour = PALETTE[0] if only is None else to_hex(palette[only])
    people = len(tribes.labels) <= MAX_DOTS
    key = (
        legend_of_people(tribes, colour)
        if people
        else legend_of_density(colour) | legend_of_certainty(tribes, colour)
    )
    draw_legend(ax, key | (legend_of_rest(len(tribes)) if only is None else {}))
