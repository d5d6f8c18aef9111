"""The tribe map: all tribes of a network in one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._cards import plural
from tribus._colours import GREY, INK, PALETTE, colour_of
from tribus.plot.layout import lay_out_map
from tribus.plot.text import drawable, write
from tribus.tribes.admission import AUDIENCE, HEARD
from tribus.tribes.standing import NO_TRIBE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus._arrays import Floats
    from tribus.plot.layout import MapLayout
    from tribus.tribes import Tribe, Tribes

MOST_TIES = 3_000  # drawn: the strongest
NAMED = len(PALETTE)  # tribes with their facts in the picture


def draw_tribes(tribes: Tribes, *, only: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw the map of all tribes: a disc for each, its core in the middle, ties between people as lines.

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
    The area of a disc is proportional to the members, tribes that deal with each other are neighbours,
    and a dot's size grows with its user's bonds inside. The ten largest tribes have a colour of their
    own and a caption with the names of the core; the rest are grey. So is everybody who is no member:
    whom a tribe hears has a dark edge, its audience has none, and both stand at the rim. Users without
    a tribe stand below all. Of the ties, the 3,000 of strongest affinity are drawn.
    """
    from matplotlib import pyplot as plt

    if ax is None:
        width = 9 if len(tribes) <= NAMED else 12  # room for a legend
        _, ax = plt.subplots(figsize=(width, 8), layout="constrained")
    layout = lay_out_map(tribes)
    palette = _choose_colours(tribes, only)
    colours = palette[np.where(tribes.standing.is_member, tribes.labels, NO_TRIBE)]
    _draw_discs(ax, layout, palette)
    _draw_ties(ax, tribes, layout, palette)
    _draw_users(ax, tribes, layout, colours)
    if len(tribes) <= NAMED:
        _write_captions(ax, tribes, layout, only)
    else:
        _write_numbers(ax, layout)
        _write_legend(ax, tribes, palette)
    _write_without_tribe(ax, tribes, layout)
    _write_title(ax, tribes)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _choose_colours(tribes: Tribes, only: int | None) -> Floats:
    """Colour of each tribe, and of no tribe last, where -1 finds it; shape `(n_tribes + 1, 4)`."""
    from matplotlib.colors import to_rgba_array

    names = [colour_of(tribe.number) if tribe.n_members else GREY for tribe in tribes]
    if only is not None:
        names = [GREY] * len(tribes)
        names[only] = colour_of(only) if only < NAMED else INK
    return to_rgba_array([*names, GREY])


def _draw_discs(ax: Axes, layout: MapLayout, palette: Floats) -> None:
    from matplotlib.patches import Circle

    for centre, radius, colour in zip(layout.centres, layout.radii, palette[:NO_TRIBE], strict=False):
        ax.add_patch(Circle(centre, radius + 0.9, color=colour, alpha=0.13, lw=0))
    ax.autoscale_view()


def _draw_ties(ax: Axes, tribes: Tribes, layout: MapLayout, palette: Floats) -> None:
    """Draw the strongest ties: inside a tribe in its colour, between tribes in grey."""
    from matplotlib.collections import LineCollection

    pattern, affinity = tribes.network.evidence.pattern, tribes.network.affinity_values
    once = np.flatnonzero(pattern.rows < pattern.indices)
    strongest = once[np.argsort(-affinity[once], kind="stable")[:MOST_TIES]]
    one, other = pattern.rows[strongest], pattern.indices[strongest]
    inside = tribes.labels[one] == tribes.labels[other]
    line_colours = np.where(inside[:, None], palette[tribes.labels[one]], palette[NO_TRIBE])
    line_colours[:, 3] = np.where(inside, 0.35, 0.18)
    ends = np.stack([layout.places[one], layout.places[other]], axis=1)
    ax.add_collection(LineCollection(list(ends), colors=line_colours, linewidths=0.5, zorder=1))


def _draw_users(ax: Axes, tribes: Tribes, layout: MapLayout, colours: Floats) -> None:
    bond, heard = tribes.standing.bond, tribes.standing.role == HEARD
    share = np.sqrt(bond / max(bond.max(initial=0.0), 1e-300))
    room = 40_000 / max(len(bond), 400)  # so that dots of a large network do not cover one another
    ax.scatter(
        layout.places[:, 0],
        layout.places[:, 1],
        s=room * (0.12 + 0.5 * share),
        c=colours,
        linewidths=np.where(heard, 0.9, 0.3).tolist(),
        edgecolors=np.where(heard, INK, "white").tolist(),
        zorder=2,
    )


def _write_captions(ax: Axes, tribes: Tribes, layout: MapLayout, only: int | None) -> None:
    """Few tribes have room for their facts above each."""
    for tribe in tribes:
        if only is None or tribe.number == only:
            x, y = layout.centres[tribe.number]
            top = y + layout.radii[tribe.number] + 1.0
            text = "\n".join(_describe(tribe))
            write(ax, x, top, text, va="bottom")


def _write_numbers(ax: Axes, layout: MapLayout) -> None:
    """Of many tribes the largest have their number, which the legend explains."""
    for number in range(NAMED):
        x, y = layout.centres[number]
        write(ax, x, y, str(number), size=12)


def _write_legend(ax: Axes, tribes: Tribes, palette: Floats) -> None:
    from matplotlib.lines import Line2D

    largest = [tribes[number] for number in range(NAMED)]
    dots = [Line2D([], [], marker="o", ls="", color=palette[tribe.number]) for tribe in largest]
    legend = ax.legend(
        dots,
        ["\n".join(_describe(tribe)) for tribe in largest],
        loc="center left",
        bbox_to_anchor=(0.98, 0.5),
        frameon=False,
        fontsize=8.5,
        labelspacing=0.9,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
        text.set_usetex(False)


def _describe(tribe: Tribe) -> tuple[str, str]:
    """Facts of a tribe, and the names of its core."""
    sizes = tribe.tribes.standing.sizes[tribe.number]
    others = [f"{sizes[HEARD]:,} heard"] if sizes[HEARD] else []
    others += [f"{sizes[AUDIENCE]:,} in the audience"] if sizes[AUDIENCE] else []
    members = plural(tribe.n_members, "member") if tribe.n_members else "no tribe"
    core = ", ".join(drawable(user, at_most=20) for user in tribe.users[:2])
    return f"{tribe.number} · {', '.join([members, *others])}", core


def _write_without_tribe(ax: Axes, tribes: Tribes, layout: MapLayout) -> None:
    alone, small = tribes.labels < 0, tribes.labels >= len(layout.radii)
    said = [f"{plural(int(alone.sum()), 'user')} without tribe"] if alone.any() else []
    if small.any():
        said.append(
            f"{plural(int(small.sum()), 'user')} in {len(tribes) - len(layout.radii):,} smaller tribes"
        )
    if said:
        lowest = layout.places[alone | small, 1].min() - 1.2
        write(ax, 0, lowest, " · ".join(said), va="top")


def _write_title(ax: Axes, tribes: Tribes) -> None:
    title = f"{plural(len(tribes), 'tribe')} among {plural(len(tribes.labels), 'user')}"
    title += "\ngrey: no member, but heard (dark edge) or in the audience" + (
        f", or not one of the {NAMED} largest" * (len(tribes) > NAMED)
    )
    ax.set_title(title, fontsize=12, color=INK)
