"""Scales: ranges of resolutions with the same groups in all resamples."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._storage import NUMBER, stored
from tribus.inference.agreement import compare_across

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Bools, Floats, Ints

MIN_RELATIVE_STABILITY = 0.75  # of the best stability; a less stable scale is no level
SAME_SCALE_TOLERANCE = 0.04  # AMI; two resolutions of one scale agree within it as well as resamples


@stored(resolution=NUMBER, agreement=NUMBER, null_agreement=NUMBER, stability=NUMBER)
class Scale(NamedTuple):
    """A resolution γ with the agreement and stability of its groups, NaN if γ was given."""

    resolution: float
    agreement: float = np.nan
    null_agreement: float = np.nan
    stability: float = np.nan


def find_candidates(is_answer: Bools, null_splits: Bools) -> Bools:
    """Return the resolutions that may be chosen, as a mask.

    These are the resolutions where rewired networks have groups too. If there are none, all
    resolutions with at least two groups are candidates. Where a rewired network is one group, γ is too
    coarse for a comparison. No structure is missed: groups without inner structure stay whole up to the
    resolution where a rewired network as a whole splits.
    """
    return is_answer & null_splits if (is_answer & null_splits).any() else is_answer


def find_scales(
    found: Sequence[Sequence[Ints]],
    agreement: Floats,
    null_splits: Bools,
    best_first: Sequence[int],
) -> dict[int, int]:
    """Return for each index in `best_first` the index of the first resolution of its scale.

    Resolutions are visited in this order. Each joins the scale with the highest agreement, if its
    resamples agree with that scale as well as with their own resolution, within `SAME_SCALE_TOLERANCE`.
    Resolutions where rewired networks are one group form scales of their own.
    """
    scale: dict[int, int] = {}
    for index in best_first:
        across = {
            other: compare_across(found[index], found[other])
            for other in set(scale.values())
            if null_splits[other] == null_splits[index]
        }
        nearest = max(across, key=lambda other: (across[other], -other), default=index)
        enough = min(agreement[index], agreement[nearest]) - SAME_SCALE_TOLERANCE
        scale[index] = nearest if across.get(nearest, -np.inf) >= enough else index
    return scale
