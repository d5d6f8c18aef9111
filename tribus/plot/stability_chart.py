"""The stability chart: how sure each tribe is, and how sure its people are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._cards import plural
from tribus._colours import GREY, INK, colour_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tribus.tribes.stability import Stability

MOST_TRIBES = 25  # drawn: the largest
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def draw_stability(stability: Stability, *, ax: Axes | None = None) -> Axes:
    """Draw for each tribe how sure its people are, and how well the tribe as a whole comes back.

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
    A row for each of the 25 largest tribes: the thin line holds the certainty of four members in five,
    the thick one that of half of them, the dot is the median; the cross is the tribe's survival.
    """
    from matplotlib import pyplot as plt

    n_tribes = min(len(stability.survival), MOST_TRIBES)
    if ax is None:
        _, ax = plt.subplots(figsize=(7, 1.6 + 0.3 * n_tribes), layout="constrained")
    labels = stability.tribes.labels
    for number in range(n_tribes):
        low, quarter, median, most, high = np.quantile(stability.certainty[labels == number], QUANTILES)
        colour = colour_of(number)
        ax.plot([low, high], [number, number], color=colour, lw=1.5)
        ax.plot([quarter, most], [number, number], color=colour, lw=6, alpha=0.6, solid_capstyle="butt")
        ax.plot([median], [number], color=colour, marker="o", ls="")
        ax.plot([stability.survival[number]], [number], color=INK, marker="x", ls="")
    sizes = np.bincount(labels[labels >= 0], minlength=n_tribes)
    names = [f"{number} · {plural(int(sizes[number]), 'user')}" for number in range(n_tribes)]
    ax.set_yticks(range(n_tribes), names)
    ax.set_ylim(max(n_tribes, 1) - 0.4, -0.6)
    ax.set_xlim(-0.02, 1.02)
    ax.set_xlabel("● certainty of members (median, half, four in five)    × survival of the tribe")
    ax.grid(visible=True, axis="x", color=GREY, alpha=0.4)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.set_title(_title(stability, n_tribes), fontsize=12, color=INK)
    return ax


def _title(stability: Stability, n_tribes: int) -> str:
    if not n_tribes:
        return "No tribe to be sure of"
    title = f"{plural(stability.runs, 'run')}, agreement {stability.agreement:.2f}, "
    title += f"{plural(int(stability.between.sum()), 'user')} between two tribes"
    rest = len(stability.survival) - n_tribes
    return title + (f"\nand {plural(rest, 'smaller tribe')}" if rest else "")
