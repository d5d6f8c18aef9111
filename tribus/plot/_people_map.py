"""The users in the tribe map: a dot for each user, and the strongest ties as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._display.colours import GREY, PALETTE
from tribus._display.language import translate, translate_count
from tribus.community.numbering import NO_TRIBE
from tribus.plot._certainty import fade, fade_palette, legend_of_certainty
from tribus.plot._marks import dot_mark, legend_of_ring
from tribus.plot._text import format_user
from tribus.plot._theme import ink, paper
from tribus.tribes.attributes import NO_VALUE
from tribus.tribes.roles.assign import AUDIENCE, HEARD, NEWCOMER

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.layout.tribes import MapLayout
    from tribus.tribes import AttributeAgreement, Tribes

TIES_PER_USER_INSIDE = 2  # of a tribe
TIES_PER_USER_BETWEEN = 0.5  # of the whole map
MAX_TIES_INSIDE, MAX_TIES_BETWEEN = 3_000, 600
MAX_VECTOR_DOTS = 10_000  # more dots are one image in SVG and PDF
MIN_DOT_RADIUS, MAX_DOT_RADIUS = 0.3, 0.8  # in units of the layout
MAX_ROOM_SHARE = 0.95  # of the distance to the neighbours: the diameter of a dot


class DotColours(NamedTuple):
    """Colours of the dots: face and edge as RGBA, shape `(n_users, 4)`, and whether the edge is wide."""

    faces: Floats
    edges: Floats
    has_edge: Bools


def draw_people(
    ax: Axes,
    tribes: Tribes,
    layout: MapLayout,
    palette: Floats,
    values: AttributeAgreement | None = None,
) -> None:
    """Draw the strongest ties, then a dot for each user; `values` colour the dots, if they are given."""
    _draw_ties(ax, tribes, layout, fade_palette(palette, tribes) if values is None else palette)
    colours = _colour_roles(tribes, palette) if values is None else _colour_values(values)
    _draw_dots(ax, tribes, layout, colours)


def legend_of_values(values: AttributeAgreement) -> dict[str, Artist]:
    """Return the legend of the values that have a colour."""
    shown = [format_user(value, at_most=24) for value in values.values[: len(PALETTE)]]
    key: dict[str, Artist] = {
        name: dot_mark(colour) for name, colour in zip(shown, PALETTE, strict=False)
    }
    n_others = len(values.values) - len(PALETTE)
    if n_others > 0:
        key[translate_count("{n} other value", "{n} other values", n_others)] = dot_mark(GREY)
    if (values.codes == NO_VALUE).any():
        key[translate("not known")] = dot_mark(GREY, edge=GREY, face=paper())
    return key


def legend_of_people(tribes: Tribes, colour: str) -> dict[str, Artist]:
    """Return the legend of the dots that occur."""
    role = tribes.assignment.role
    key: dict[str, Artist] = {}
    if tribes.assignment.is_member.any():
        key[translate("member (larger: stronger bonds)")] = dot_mark(colour)
        key |= legend_of_certainty(tribes, colour)
    if (role == NEWCOMER).any():
        key[translate("newcomer, one mutual tie")] = dot_mark(colour, edge=colour, face=paper())
    if (role == HEARD).any():
        key[translate("heard: gives the tribe less than it gets")] = dot_mark(GREY, edge=ink())
    if (role == AUDIENCE).any():
        key[translate("audience: gets less from the tribe than it gives")] = dot_mark(GREY)
    if (role == HEARD).any() or (role == AUDIENCE).any():
        key |= legend_of_ring()
    return key


def _draw_ties(ax: Axes, tribes: Tribes, layout: MapLayout, palette: Floats) -> None:
    """Draw ties inside a tribe in its colour, between tribes in a faint dark one."""
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgba

    structure, labels = tribes.network.evidence.structure, tribes.labels
    upper = np.flatnonzero((structure.rows < structure.indices) & (tribes.network.bond_values > 0))
    row, col = structure.rows[upper], structure.indices[upper]
    bond = tribes.network.bond_values[upper]
    inside = np.flatnonzero((labels[row] == labels[col]) & (labels[row] >= 0))
    between = np.flatnonzero((labels[row] != labels[col]) & (np.minimum(labels[row], labels[col]) >= 0))
    sizes = np.diff(tribes.assignment.start)
    share = min(TIES_PER_USER_INSIDE, MAX_TIES_INSIDE / max(sizes.sum(), 1))
    inside = inside[_take_strongest(bond[inside], labels[row[inside]], np.ceil(share * sizes))]
    most = min(MAX_TIES_BETWEEN, int(TIES_PER_USER_BETWEEN * len(labels)))
    between = between[np.argsort(-bond[between], kind="stable")[:most]]
    faint = float(np.clip(12 / np.sqrt(max(len(inside), 1)), 0.15, 0.45))
    for ties, opacity, width in ((between, 0.2, 0.4), (inside, faint, 0.5)):
        ends = np.stack([layout.positions[row[ties]], layout.positions[col[ties]]], axis=1)
        same = labels[row[ties]] == labels[col[ties]]
        colours = palette[np.where(same, labels[row[ties]], NO_TRIBE)]
        colours[~same] = to_rgba(ink())
        ax.add_collection(
            LineCollection(list(ends), colors=colours, alpha=opacity, linewidths=width, zorder=1)
        )


def _take_strongest(bond: Floats, tribe: Ints, at_most: Floats) -> Ints64:
    """Return the indices of the strongest ties, `at_most` of each tribe."""
    order = np.lexsort((-bond, tribe))
    start = np.searchsorted(tribe[order], np.arange(len(at_most)))
    rank = np.arange(len(order)) - start[tribe[order]]
    taken: Ints64 = order[rank < at_most[tribe[order]]]
    return taken


def _colour_roles(tribes: Tribes, palette: Floats) -> DotColours:
    """Return members in the colour of their tribe, and others by their role."""
    from matplotlib.colors import to_rgba

    assignment = tribes.assignment
    heard, is_new = assignment.role == HEARD, assignment.role == NEWCOMER
    faces = palette[np.where(assignment.is_member, tribes.labels, NO_TRIBE)]
    faces = fade(faces, np.where(assignment.is_member, tribes.certainty, np.nan))
    faces[is_new] = to_rgba(paper())
    edges = np.tile(to_rgba(paper()), (len(faces), 1))
    edges[heard], edges[is_new] = to_rgba(ink()), palette[tribes.labels[is_new]]
    return DotColours(faces, edges, heard | is_new)


def _colour_values(values: AttributeAgreement) -> DotColours:
    """Return users in the colour of their value."""
    from matplotlib.colors import to_rgba, to_rgba_array

    colours = to_rgba_array([*PALETTE, GREY, paper()])
    is_unknown = values.codes == NO_VALUE
    faces = colours[np.where(is_unknown, -1, np.minimum(values.codes, len(PALETTE)))]
    edges = np.tile(to_rgba(paper()), (len(faces), 1))
    edges[is_unknown] = colours[-2]
    return DotColours(faces, edges, is_unknown)


def _draw_dots(ax: Axes, tribes: Tribes, layout: MapLayout, colours: DotColours) -> None:
    """Draw a dot for each user, small enough that no two touch."""
    from matplotlib.collections import EllipseCollection

    assignment = tribes.assignment
    share = np.sqrt(assignment.bond / max(assignment.bond.max(initial=0.0), 1e-300))
    size = 2 * (MIN_DOT_RADIUS + (MAX_DOT_RADIUS - MIN_DOT_RADIUS) * share)
    size = np.minimum(size, MAX_ROOM_SHARE * layout.room)
    size[assignment.role > NEWCOMER] = np.minimum(size[assignment.role > NEWCOMER], 2 * MIN_DOT_RADIUS)
    dots = EllipseCollection(
        size,
        size,
        np.zeros_like(size),
        units="xy",
        offsets=layout.positions,
        offset_transform=ax.transData,
        facecolors=colours.faces,
        edgecolors=colours.edges,
        linewidths=np.where(colours.has_edge, 0.9, 0.2).tolist(),
        zorder=2,
        rasterized=len(colours.faces) > MAX_VECTOR_DOTS,
    )
    ax.add_collection(dots)
