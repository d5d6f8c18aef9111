"""Errors of means over ties: ties of the same person are not independent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints

MIN_STANDARD_ERRORS = 2.0  # that a clear mean has


def is_clearly_positive(values: Floats, ends: Ints) -> bool:
    """Return whether the mean of values of ties is more than two standard errors above 0.

    The parameters are those of `dyadic_error`.
    """
    return bool(values.mean() > MIN_STANDARD_ERRORS * dyadic_error(values, ends))


def dyadic_error(values: Floats, ends: Ints) -> float:
    """Return the standard error of the mean of values of ties.

    Parameters
    ----------
    values
        A value of each tie, shape `(n_ties,)`.
    ends
        Both users of each tie, shape `(2, n_ties)`.

    Notes
    -----
    The error sums over all pairs of ties that share a person (Aronow, Samii & Assenova 2015, eq. 4). It
    is never below that of independent ties.

    References
    ----------
    Aronow, Samii & Assenova (2015), Cluster-robust variance estimation for dyadic data,
    doi:10.1093/pan/mpv018.
    """
    residual = values - values.mean()
    of_user = np.bincount(ends.ravel(), np.tile(residual, 2))
    # Each tie is in the sums of both ends, so it counts once too often.
    variance = of_user @ of_user - residual @ residual
    return math.sqrt(max(float(variance), float(residual @ residual))) / len(values)
