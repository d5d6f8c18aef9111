"""One person among their companions, in rings by closeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._cards import plural
from tribus._colours import INK, colour_of
from tribus.plot.text import drawable, write
from tribus.tribes.admission import CORE, ROLES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tribus._arrays import Floats
    from tribus.tribes import PersonalTribe

# Circles of closeness: support, sympathy, affinity and active network (Dunbar 1998).
RINGS = (5, 15, 50, 150)
NAMED = 15
STRONG = 1.0  # a bond that is drawn wide even if it is the strongest: a few answered replies


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
    A line is as wide as the bond is strong, dashed where only one of the two ever acts, and absent
    where they never dealt with each other. The dots of the tribe's core are larger. The closest 15 have
    their names.

    References
    ----------
    Dunbar (1998), The social brain hypothesis, Evolutionary Anthropology 6, 178-190. Zhou, Sornette,
    Hill & Dunbar (2005), doi:10.1098/rspb.2004.2970, for the sizes of the rings.
    """
    from matplotlib import pyplot as plt

    if ax is None:
        _, ax = plt.subplots(figsize=(8, 8), layout="constrained")
    frame = own.to_frame().head(RINGS[-1])
    places, colour = _lay_out_rings(len(frame)), colour_of(own.number)
    _draw_rings(ax, len(frame))
    _draw_bonds(ax, frame, places, colour)
    sizes = np.where(frame["role"] == ROLES[CORE], 130, 50)
    ax.scatter(places[:, 0], places[:, 1], s=sizes, color=colour, edgecolors="white", zorder=2)
    ax.scatter([0], [0], s=320, color=INK, edgecolors="white", zorder=3)
    write(ax, 0, -0.32, drawable(own.user), size=11, va="top")
    for (x, y), user in zip(places[:NAMED], frame["user"][:NAMED], strict=True):
        write(ax, x, y - 0.13, drawable(user), size=8, va="top")
    _write_title(ax, own)
    _write_key(ax, len(frame))
    ax.set_aspect("equal")
    ax.margins(0.1)
    ax.axis("off")
    return ax


def _draw_bonds(ax: Axes, frame: pd.DataFrame, places: Floats, colour: str) -> None:
    bond = frame["bond"].to_numpy()
    mutual = (frame["given"] > 0).to_numpy() & (frame["received"] > 0).to_numpy()
    for (x, y), strength, both in zip(places, bond, mutual, strict=True):
        if strength > 0:
            width = 0.6 + 4 * strength / max(bond.max(), STRONG)
            style = "-" if both else (0, (4, 4))
            ax.plot([0, x], [0, y], color=colour, lw=width, alpha=0.45, ls=style, zorder=1)


def _lay_out_rings(n_companions: int) -> Floats:
    """Places by rank: ring after ring, each turned a little so that names do not line up."""
    places = np.zeros((n_companions, 2))
    first = 0
    for number, last in enumerate(RINGS):
        on_ring = np.arange(first, min(last, n_companions))
        angle = np.pi / 2 + 0.4 * number - 2 * np.pi * (on_ring - first) / max(len(on_ring), 1)
        places[on_ring] = (number + 1.2) * np.column_stack([np.cos(angle), np.sin(angle)])
        first = last
    return places


def _draw_rings(ax: Axes, n_companions: int) -> None:
    from matplotlib.patches import Circle

    for number, starts in enumerate((0, *RINGS[:-1])):
        if starts < max(n_companions, 1):
            ax.add_patch(Circle((0, 0), number + 1.2, fill=False, color="#DDDDDD", lw=0.8, zorder=0))


def _write_title(ax: Axes, own: PersonalTribe) -> None:
    if own.number < 0:
        title = f"{drawable(own.user)} has no tribe"
    else:
        shown = "" if len(own) <= RINGS[-1] else f", the closest {RINGS[-1]} shown"
        title = f"The tribe of {drawable(own.user)} ({own.role}): {plural(len(own), 'companion')}{shown}"
    ax.set_title(title, fontsize=12, color=INK, parse_math=False, usetex=False)


def _write_key(ax: Axes, n_companions: int) -> None:
    """Say what a line means, if there is one."""
    if n_companions:
        lowest = -1.2 - float(np.searchsorted(RINGS, n_companions)) - 0.5
        key = (
            "wide: strong bond · dashed: only one of the two acts · large: core of the tribe\n"
            "rings: the closest 5, 15, 50, 150"
        )
        write(ax, 0, lowest, key, size=8, va="top")
