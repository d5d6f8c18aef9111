"""The belonging chart: the belonging of each user to their tribe, against its certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import plural
from tribus._display.colours import GREY, PALETTE, tribe_colour
from tribus._display.language import format_whole, translate
from tribus.community.numbering import NO_TRIBE
from tribus.plot._captions import Captions, Discs
from tribus.plot._frame import annotate_columns, annotate_rows, draw_legend, new_axes, write_title
from tribus.plot._marks import dot_mark, legend_of_rest
from tribus.plot._rows import name_tribe
from tribus.plot._text import format_user, write
from tribus.plot._theme import ink, paper
from tribus.tribes.roles.assign import HEARD

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from tribus._core.arrays import Floats, Ints64
    from tribus.stability import Stability

MAX_BELONGING_DOTS = 5_000  # users; the density is drawn for more
MAX_LARGE_DOTS, LARGE_DOT_AREA, SMALL_DOT_AREA = 500, 30, 14  # square points
PLACE = 0.01  # users of a tribe in the same percent share a dot, whose area grows with their root
MAX_PLACE_AREA = 200
MIN_SURE_CERTAINTY = 0.5  # more likely in the tribe than not
MIN_OWN_BELONGING = 0.25  # a quarter of the events is mutual and inside the tribe
N_NAMED_LEADERS, N_NAMED_UNSURE, N_NAMED_HEARD = 5, 4, 2  # users with a name
COST_BELONGING_DOT = 0.4  # low, because there are many dots
BELONGING_MARGIN, UNSURE_COLOUR = 0.06, "#F5F5F5"


def draw_belonging(stability: Stability, *, ax: Axes | None = None) -> Axes:
    """Draw each user by belonging to the tribe and certainty of the membership.

    Parameters
    ----------
    stability
        The result of `check_stability`.
    ax
        Axes to draw on; by default the axes of a new figure.

    Returns
    -------
    Axes
        The axes with the picture. Nothing is shown or saved.

    Notes
    -----
    The horizontal axis is *belonging*: the share of the events sent and received by a user that is
    mutual and inside the tribe. The vertical axis is *certainty*: the probability that the user is in
    the same tribe in fresh data. Dots are members, in the colour of their tribe;
    rings are other users of the tribe. Users of a tribe at the same place share a dot, whose area grows
    with the root of their number. With more than 5,000 users, hexagons show the density. The
    regions start at a belonging of 0.25 and a certainty of 0.5. The first users of the five largest
    tribes, the two most heard users and the four least certain members have names, if there is room.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> stability = tb.check_stability(society.events, runs=2, progress=False)
    >>> ax = tb.plot.draw_belonging(stability)
    >>> print(ax.get_title())
    23 of 46 users with a tribe belong to it for sure
    4 users without tribe not drawn
    """
    ax = ax or new_axes(8, 7)
    assignment, labels = stability.tribes.assignment, stability.tribes.labels
    rows = np.flatnonzero(labels != NO_TRIBE)
    positions = np.column_stack([assignment.belonging, stability.certainty])[rows]
    _draw_axes(ax)
    _write_counts(ax, stability, positions)
    if len(rows) > MAX_BELONGING_DOTS:
        _draw_density(ax, positions)
    else:
        _draw_dots(ax, stability, positions, rows)
    _name_notable(ax, stability, positions, rows)
    return ax


def _draw_axes(ax: Axes) -> None:
    from matplotlib.ticker import PercentFormatter

    ax.set(
        xlim=(-BELONGING_MARGIN, 1 + BELONGING_MARGIN), ylim=(-BELONGING_MARGIN, 1 + BELONGING_MARGIN)
    )
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0))
    ax.axhspan(-BELONGING_MARGIN, MIN_SURE_CERTAINTY, color=UNSURE_COLOUR, lw=0, zorder=0)
    ax.plot(
        [MIN_OWN_BELONGING, MIN_OWN_BELONGING],
        [MIN_SURE_CERTAINTY, 1 + BELONGING_MARGIN],
        color=GREY,
        lw=1,
        ls=":",
        zorder=0,
    )
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel(
        translate("belonging: share of events that is\nmutual and inside the tribe"), color=ink()
    )
    ax.set_ylabel(translate("certainty: probability of being\nin the tribe in fresh data"), color=ink())


def _draw_density(ax: Axes, positions: Floats) -> None:
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import RegularPolygon

    shades = LinearSegmentedColormap.from_list("ink", ["#D0D0D0", ink()])
    extent = (0.0, 1.0, 0.0, 1.0)
    style: dict[str, Any] = {"mincnt": 1, "bins": "log", "cmap": shades, "linewidths": 0.2}
    ax.hexbin(positions[:, 0], positions[:, 1], gridsize=36, extent=extent, **style)
    mark = RegularPolygon((0, 0), 6, facecolor=ink())
    draw_legend(ax, {translate("darker: more users (logarithmic)"): mark})


def _draw_dots(ax: Axes, stability: Stability, positions: Floats, rows: Ints64) -> None:
    """Draw a dot or a ring for all users of a tribe at one place."""
    labels, is_member = stability.tribes.labels[rows], stability.tribes.assignment.is_member[rows]
    places = np.column_stack([np.round(positions / PLACE) * PLACE, labels, is_member])
    (x, y, tribe, member), count = _count_rows(places)
    size = LARGE_DOT_AREA if len(rows) <= MAX_LARGE_DOTS else SMALL_DOT_AREA
    area = np.minimum(size * np.sqrt(count), MAX_PLACE_AREA)
    colours = np.array([*map(tribe_colour, range(stability.tribes.n_groups)), GREY])[tribe.astype(int)]
    ring, dot = member == 0, member == 1
    ax.scatter(x[ring], y[ring], s=area[ring], c="none", edgecolors=colours[ring].tolist(), lw=1.1)
    ax.scatter(x[dot], y[dot], s=area[dot], c=colours[dot].tolist(), alpha=0.75, lw=0, zorder=2)
    _draw_legend(
        ax, stability, everybody_is_member=bool(is_member.all()), has_shared=count.max(initial=0) > 1
    )


def _count_rows(values: Floats) -> tuple[Floats, Ints64]:
    """Return the columns of the distinct rows, the most frequent first, and the number of each."""
    distinct, count = np.unique(values, axis=0, return_counts=True)
    order = np.argsort(-count, kind="stable")  # large dots first, so that small ones stay visible
    return distinct[order].T, count[order]


def _draw_legend(ax: Axes, stability: Stability, *, everybody_is_member: bool, has_shared: bool) -> None:
    """Draw the legend: colours of the tribes, rings, and large dots."""
    n_tribes = len(stability.tribes)
    key: dict[str, Artist] = {}
    for tribe, _ in zip(stability.tribes, range(len(PALETTE)), strict=False):
        key[name_tribe(tribe.tribes, tribe.number, at_most=1)] = dot_mark(tribe_colour(tribe.number))
    key |= legend_of_rest(n_tribes)
    if not everybody_is_member:
        key[translate("not a member")] = dot_mark(paper(), edge=ink())
    if has_shared:
        key[translate("several users")] = dot_mark(GREY, size=12)
    draw_legend(ax, key)


def _write_counts(ax: Axes, stability: Stability, positions: Floats) -> None:
    """Write the meaning of the regions and the number of users in each."""
    belongs, sure = (positions >= (MIN_OWN_BELONGING, MIN_SURE_CERTAINTY)).T
    n_belong, n_listen, n_unsure = (
        int(inside.sum()) for inside in (belongs & sure, ~belongs & sure, ~sure)
    )
    title = translate("No tribe")
    if len(positions):
        title = translate(
            "{n} of {users} with a tribe belong to it for sure",
            n=format_whole(n_belong),
            users=plural(len(positions), "user"),
        )
        columns = {
            MIN_OWN_BELONGING / 2: translate("mostly listen\n{users}", users=plural(n_listen, "user")),
            (1 + MIN_OWN_BELONGING) / 2: translate(
                "belong for sure\n{users}", users=plural(n_belong, "user")
            ),
        }
        annotate_columns(ax, columns)
        unsure = translate("unsure, or\nbetween\ntribes\n{users}", users=plural(n_unsure, "user"))
        annotate_rows(
            ax,
            {MIN_SURE_CERTAINTY / 2: unsure},
        )
    n_alone = len(stability.certainty) - len(positions)
    if n_alone:
        title += "\n" + translate("{users} without tribe not drawn", users=plural(n_alone, "user"))
    write_title(ax, title, above=2 if len(positions) else 0)


def _name_notable(ax: Axes, stability: Stability, positions: Floats, rows: Ints64) -> None:
    """Name the first users of the largest tribes, the most heard users and the least certain members."""
    tribes, assignment = stability.tribes, stability.tribes.assignment
    leaders = [tribe.rows[0] for tribe, _ in zip(tribes, range(N_NAMED_LEADERS), strict=False)]
    members = rows[assignment.is_member[rows]]
    unsure = members[np.lexsort((members, stability.certainty[members]))][:N_NAMED_UNSURE]
    heard = rows[assignment.role[rows] == HEARD]
    gurus = heard[np.lexsort((heard, -assignment.received[heard]))][:N_NAMED_HEARD]
    notable = np.array(list(dict.fromkeys([*leaders, *gurus, *unsure])), np.int64)
    at = np.searchsorted(rows, notable)
    names = tribes.network.names_of_rows(notable)
    texts = [write(ax, 0, 0, format_user(name), size=8) for name in names]
    dots = np.concatenate([positions[at], np.unique(positions.round(2), axis=0)])
    areas = np.full(len(dots), SMALL_DOT_AREA)
    Captions(ax, texts, Discs.of_dots(dots, areas, COST_BELONGING_DOT), own=COST_BELONGING_DOT)
