"""The belonging chart: how much everybody belongs to their tribe, against how sure that tribe is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, INK, PALETTE, tribe_colour
from tribus.community.numbering import NO_TRIBE
from tribus.plot.captions import Captions, Discs
from tribus.plot.frame import draw_key, head_columns, head_rows, new_axes, write_title
from tribus.plot.marks import dot_mark, key_of_rest
from tribus.plot.rows import name_tribe
from tribus.plot.text import drawable, write
from tribus.tribes.roles.assign import HEARD

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus._core.arrays import Floats, Ints64
    from tribus.stability import Stability

MOST_DOTS = 5_000  # beyond, density is drawn
FEW_DOTS, LARGE_DOT, SMALL_DOT = 500, 30, 14  # so many are drawn large; areas in square points
SURE = 0.5  # together with their companions in half of the runs or more
BELONGS = 0.25  # a quarter of all dealings is mutual and stays inside
LEADERS, UNSURE, GURUS = 5, 4, 2  # people named: of the largest tribes the first, and so on
COVERED = 0.4  # how bad it is that a name covers a dot, of which there are many
RIM, PALE = 0.06, "#F5F5F5"  # around the scales; behind the unsure


def draw_belonging(stability: Stability, *, ax: Axes | None = None) -> Axes:
    """Draw everybody by how much they belong to their tribe and how sure it is that it is theirs.

    Parameters
    ----------
    stability
        From `check_stability`.
    ax
        Axes to draw on; by default a new figure's.

    Returns
    -------
    Axes
        With the picture; nothing is shown or saved.

    Notes
    -----
    To the right is *belonging*, the share of all that a user gives and gets that is mutual and stays
    inside the tribe; upwards is *certainty*, how probable it is that they share a tribe with a companion
    when the events are drawn anew: those who come and go together lie on one line. Dots are members, in
    the colour of their tribe, rings those who are grouped with it without being members. Of more than
    5,000 users hexagons show the density. The regions begin at a belonging of a quarter and a certainty
    of a half. Named are the strongest of the largest tribes, those who are heard most, and the least
    sure members, as far as there is room.
    """
    ax = ax or new_axes(8, 7)
    assignment, labels = stability.tribes.assignment, stability.tribes.labels
    rows = np.flatnonzero(labels != NO_TRIBE)
    places = np.column_stack([assignment.belonging, stability.certainty])[rows]
    _draw_axes(ax, len(stability.found))
    _write_words(ax, stability, places)
    if len(rows) > MOST_DOTS:
        _draw_density(ax, places)
    else:
        _draw_dots(ax, stability, places, rows)
    _name_telling(ax, stability, places, rows)
    return ax


def _draw_axes(ax: Axes, runs: int) -> None:
    from matplotlib.ticker import PercentFormatter

    ax.set(xlim=(-RIM, 1 + RIM), ylim=(-RIM, 1 + RIM))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0))
    ax.axhspan(-RIM, SURE, color=PALE, lw=0, zorder=0)
    ax.plot([BELONGS, BELONGS], [SURE, 1 + RIM], color=GREY, lw=1, ls=":", zorder=0)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel("belonging: how much of their dealings\nis mutual and in the tribe", color=INK)
    ax.set_ylabel(f"certainty: how often companions\nstay together in {runs} runs", color=INK)


def _draw_density(ax: Axes, places: Floats) -> None:
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import RegularPolygon

    shades = LinearSegmentedColormap.from_list("ink", ["#D0D0D0", INK])
    extent = (0.0, 1.0, 0.0, 1.0)
    style: dict[str, Any] = {"mincnt": 1, "bins": "log", "cmap": shades, "linewidths": 0.2}
    ax.hexbin(places[:, 0], places[:, 1], gridsize=36, extent=extent, **style)
    mark = RegularPolygon((0, 0), 6, facecolor=INK)
    draw_key(ax, {"the darker, the more users (the shade counts tenfolds)": mark})


def _draw_dots(ax: Axes, stability: Stability, places: Floats, rows: Ints64) -> None:
    labels, is_member = stability.tribes.labels[rows], stability.tribes.assignment.is_member[rows]
    colours = np.array([*PALETTE, GREY])[np.minimum(labels, len(PALETTE))]
    size = LARGE_DOT if len(rows) <= FEW_DOTS else SMALL_DOT
    x, y = places[~is_member].T
    ax.scatter(x, y, s=size, c="none", edgecolors=colours[~is_member].tolist(), lw=1.1, zorder=1)
    x, y = places[is_member].T
    ax.scatter(x, y, s=size, c=colours[is_member].tolist(), alpha=0.75, lw=0, zorder=2)
    _draw_key(ax, stability, everybody_is_member=bool(is_member.all()))


def _draw_key(ax: Axes, stability: Stability, *, everybody_is_member: bool) -> None:
    """Say which tribe has which colour, and what a ring is."""
    n_tribes = len(stability.tribes)
    key: dict[str, Artist] = {}
    for tribe, _ in zip(stability.tribes, range(len(PALETTE)), strict=False):
        key[name_tribe(tribe.number, tribe.users[:1])] = dot_mark(tribe_colour(tribe.number))
    key |= key_of_rest(n_tribes)
    if not everybody_is_member:
        key["no member"] = dot_mark("white", edge=INK)
    draw_key(ax, key)


def _write_words(ax: Axes, stability: Stability, places: Floats) -> None:
    """Say what the regions mean and how many are in each, and who is not drawn."""
    belongs, sure = (places >= (BELONGS, SURE)).T
    n_belong, n_listen, n_unsure = (
        int(inside.sum()) for inside in (belongs & sure, ~belongs & sure, ~sure)
    )
    title = "No tribe to belong to"
    if len(places):
        title = f"{n_belong:,} of {plural(len(places), 'user')} with a tribe surely belong to it"
        columns = {
            BELONGS / 2: f"listen more\nthan they talk\n{plural(n_listen, 'user')}",
            (1 + BELONGS) / 2: f"belong for sure\n{plural(n_belong, 'user')}",
        }
        head_columns(ax, columns)
        head_rows(ax, {SURE / 2: f"unsure, or\nbetween\ntribes\n{plural(n_unsure, 'user')}"})
    n_alone = len(stability.certainty) - len(places)
    if n_alone:
        title += f"\n{plural(n_alone, 'user')} without tribe not drawn"
    write_title(ax, title, above=3 if len(places) else 0)


def _name_telling(ax: Axes, stability: Stability, places: Floats, rows: Ints64) -> None:
    """Name the first of the largest tribes, who is heard most, and the least sure members."""
    tribes, assignment = stability.tribes, stability.tribes.assignment
    leaders = [tribe.rows[0] for tribe, _ in zip(tribes, range(LEADERS), strict=False)]
    members = rows[assignment.is_member[rows]]
    unsure = members[np.lexsort((members, stability.certainty[members]))][:UNSURE]
    heard = rows[assignment.role[rows] == HEARD]
    gurus = heard[np.lexsort((heard, -assignment.received[heard]))][:GURUS]
    telling = np.array(list(dict.fromkeys([*leaders, *gurus, *unsure])), np.int64)
    at = np.searchsorted(rows, telling)
    texts = [write(ax, 0, 0, drawable(user), size=8) for user in tribes.network.users_of_rows(telling)]
    dots = np.concatenate([places[at], np.unique(places.round(2), axis=0)])
    areas = np.full(len(dots), SMALL_DOT)
    Captions(ax, texts, Discs.of_dots(dots, areas, COVERED), own=COVERED)
