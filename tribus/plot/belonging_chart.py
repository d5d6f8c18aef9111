"""The belonging chart: how much everybody belongs to their tribe, against how sure that tribe is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._cards import plural
from tribus._colours import GREY, INK, PALETTE, colour_of
from tribus.plot.key import draw_key
from tribus.plot.labels import name_points
from tribus.plot.marks import dot_mark
from tribus.plot.text import drawable, write
from tribus.tribes.admission import HEARD
from tribus.tribes.standing import NO_TRIBE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus._arrays import Bools, Floats, Ints64
    from tribus.tribes.stability import Stability

MOST_DOTS = 5_000  # beyond, density is drawn
FEW_DOTS, LARGE_DOT, SMALL_DOT = 500, 30, 14  # so many are drawn large; areas in square points
SURE = 0.5  # together with their companions in half of the runs or more
BELONGS = 0.25  # a quarter of all dealings is mutual and stays inside
LEADERS, UNSURE, GURUS = 5, 4, 2  # people named: of the largest tribes the first, and so on
TOP = 1.24  # room above for the words on the regions


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
    when the events are drawn anew. Dots are members, in the colour of their tribe, rings those who are
    grouped with it without being members. Of more than 5,000 users hexagons show the density. The
    regions begin at a belonging of a quarter and a certainty of a half. Named are the strongest of the
    largest tribes, those who are heard most, and the least sure members, as far as there is room.
    """
    from matplotlib import pyplot as plt

    figure = None
    if ax is None:
        figure, ax = plt.subplots(figsize=(8, 7.5), layout="constrained")
    standing, labels = stability.tribes.standing, stability.tribes.labels
    rows = np.flatnonzero(labels != NO_TRIBE)
    places = np.column_stack([standing.belonging, stability.certainty])[rows]
    _draw_axes(ax)
    if len(rows) > MOST_DOTS:
        _draw_density(ax, places)
    else:
        _draw_dots(ax, stability, places, rows)
    _write_words(ax, stability, places)
    if figure is not None:
        figure.draw_without_rendering()  # names find room where the axes then are
    _name_telling(ax, stability, places, rows)
    return ax


def _draw_axes(ax: Axes) -> None:
    from matplotlib.ticker import PercentFormatter

    ax.set(xlim=(-0.03, 1.03), ylim=(-0.03, TOP))
    ax.set_yticks(np.linspace(0, 1, 6))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0))
    ax.plot([-0.03, 1.03], [SURE, SURE], color=GREY, lw=1, ls=":", zorder=0)
    ax.plot([BELONGS, BELONGS], [SURE, TOP], color=GREY, lw=1, ls=":", zorder=0)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel("belonging: how much of their dealings is mutual and stays in the tribe", color=INK)
    ax.set_ylabel("certainty: how often they stay with theirs when events are drawn anew", color=INK)


def _draw_density(ax: Axes, places: Floats) -> None:
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import RegularPolygon

    shades = LinearSegmentedColormap.from_list("ink", ["#E4E4E4", INK])
    extent = (0.0, 1.0, 0.0, 1.0)
    style: dict[str, Any] = {"mincnt": 1, "bins": "log", "cmap": shades, "linewidths": 0.2}
    ax.hexbin(places[:, 0], places[:, 1], gridsize=36, extent=extent, **style)
    mark = RegularPolygon((0, 0), 6, facecolor=INK)
    draw_key(ax, [mark], ["the darker, the more users (the shade counts tenfolds)"], below=40, columns=1)


def _draw_dots(ax: Axes, stability: Stability, places: Floats, rows: Ints64) -> None:
    labels, is_member = stability.tribes.labels[rows], stability.tribes.standing.is_member[rows]
    colours = np.array([*PALETTE, GREY])[np.minimum(labels, len(PALETTE))]
    size = LARGE_DOT if len(rows) <= FEW_DOTS else SMALL_DOT
    x, y = places[~is_member].T
    ax.scatter(x, y, s=size, c="none", edgecolors=colours[~is_member].tolist(), lw=1.1, zorder=1)
    x, y = places[is_member].T
    ax.scatter(x, y, s=size, c=colours[is_member].tolist(), alpha=0.75, lw=0, zorder=2)
    _draw_key(ax, stability, everybody_is_member=bool(is_member.all()))


def _draw_key(ax: Axes, stability: Stability, *, everybody_is_member: bool) -> None:
    """Say which tribe has which colour, and what a ring is."""
    largest = [tribe for tribe, _ in zip(stability.tribes, range(len(PALETTE)), strict=False)]
    meanings = [f"{tribe.number} · {drawable(tribe.users[0], at_most=14)}" for tribe in largest]
    marks = [dot_mark(colour_of(tribe.number)) for tribe in largest]
    if len(stability.tribes) > len(largest):
        meanings.append("smaller tribes")
        marks.append(dot_mark(GREY))
    if not everybody_is_member:
        meanings.append("no member")
        marks.append(dot_mark("white", edge=INK))
    draw_key(ax, marks, meanings, below=40, columns=4)


def _write_words(ax: Axes, stability: Stability, places: Floats) -> None:
    """Say what the regions mean and how many are in each, and who is not drawn."""
    belongs, sure = (places >= (BELONGS, SURE)).T
    listens = "sure to be there,\nbut listens\nrather than talks"
    _write_region(ax, (BELONGS / 2, TOP - 0.02), listens, sure & ~belongs)
    _write_region(ax, ((1 + BELONGS) / 2, TOP - 0.02), "sure, and belongs", sure & belongs)
    _write_region(ax, (0.5, 0.1), "unsure, or between tribes", ~sure)
    n_alone = int((stability.tribes.labels == NO_TRIBE).sum())
    title = (
        f"{int((sure & belongs).sum()):,} of {plural(len(places), 'user')} with a tribe belong for sure"
    )
    if not len(places):
        title = "No tribe to belong to"
    if n_alone:
        title += f"\n{plural(n_alone, 'user')} without tribe not drawn"
    ax.set_title(title, fontsize=12, color=INK)


def _write_region(ax: Axes, place: tuple[float, float], meaning: str, inside: Bools) -> None:
    text = f"{meaning}\n{plural(int(inside.sum()), 'user')}"
    write(ax, *place, text, size=10, va="top").set(alpha=0.7, zorder=3)


def _name_telling(ax: Axes, stability: Stability, places: Floats, rows: Ints64) -> None:
    """Name the first of the largest tribes, who is heard most, and the least sure members."""
    tribes, standing = stability.tribes, stability.tribes.standing
    leaders = [tribe.rows[0] for tribe, _ in zip(tribes, range(LEADERS), strict=False)]
    members = rows[standing.is_member[rows]]
    unsure = members[np.lexsort((members, stability.certainty[members]))][:UNSURE]
    heard = rows[standing.role[rows] == HEARD]
    gurus = heard[np.lexsort((heard, -standing.received[heard]))][:GURUS]
    telling = np.array(list(dict.fromkeys([*leaders, *gurus, *unsure])), np.int64)
    names = [drawable(user, at_most=18) for user in tribes.network.users_at(telling)]
    at = np.searchsorted(rows, telling)
    name_points(ax, places[at], names, obstacles=places, texts=list(ax.texts))
