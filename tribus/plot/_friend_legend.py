"""The legend of friends on personal maps: the tribes with most of them, and what is not named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display.colours import GREY, tribe_colour
from tribus._display.language import translate, translate_count
from tribus.community.numbering import NO_TRIBE
from tribus.plot._marks import dot_mark
from tribus.plot._theme import ink, paper
from tribus.tribes.labels import translate_tribe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.lines import Line2D

    from tribus._core.arrays import Ints

MAX_LEGEND_TRIBES = 8


def legend_of_friends(tribes: Ints, names: Sequence[str]) -> dict[str, Line2D]:
    """Return the legend entries of friends in tribes and without one.

    Parameters
    ----------
    tribes
        Tribe of each friend that is drawn, or -1, shape `(n_friends,)`.
    names
        Names that tribes have been given.

    Returns
    -------
    dict
        Text and mark of each entry: at most eight tribes with most friends, in the order of their
        numbers, the number of other tribes, and friends without a tribe.
    """
    numbers, count = np.unique(tribes[tribes != NO_TRIBE], return_counts=True)
    most = np.lexsort((numbers, -count))[:MAX_LEGEND_TRIBES]
    key: dict[str, Line2D] = {
        translate("friend in {tribe}", tribe=translate_tribe(number, names)): dot_mark(
            tribe_colour(number, rest=ink())
        )
        for number in np.sort(numbers[most]).tolist()
    }
    if n_others := len(numbers) - len(most):
        others = translate_count(
            "friend in {n} more tribe, of another colour",
            "friends in {n} more tribes, of other colours",
            n_others,
        )
        key[others] = dot_mark(paper())
    if (tribes == NO_TRIBE).any():
        colour = tribe_colour(NO_TRIBE, rest=ink())
        key[translate("friend without a tribe")] = dot_mark(colour, edge=colour, face=paper())
    return key


def heard_mark() -> Line2D:
    """Return the mark of accounts that are heard, with little in return."""
    return dot_mark(GREY, edge=GREY, face=paper())
