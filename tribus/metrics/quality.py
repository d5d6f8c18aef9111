"""How well a partition fits a network of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_positive
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Adjacency, Ints, Ints64


def modularity(
    adjacency: Adjacency, labels: Sequence[int] | Ints | Ints64, *, resolution: float = 1.0
) -> float:
    """How much more weight lies inside groups than chance would put there.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0, shape `(n_users, n_users)`; an entry on the diagonal is
        twice the weight of a self-loop.
    labels
        Group of each user, integers, shape `(n_users,)`; -1 is nobody's group: each such user counts
        as alone.
    resolution
        γ > 0: what chance is multiplied with.

    Returns
    -------
    float
        Below 1; 0 for everybody in one group at γ = 1, NaN without any weight.

    Raises
    ------
    OptionError
        If `labels` are no integers or of another length than `adjacency`, or `resolution` is out of
        range.

    Notes
    -----
    `Q = Σ_c [ w_c / 2m - γ (k_c / 2m)² ]`, with `w_c` the weight of the entries inside group c, `k_c`
    the sum of its users' strengths, and `2m` the sum of all entries.

    References
    ----------
    Newman & Girvan (2004), doi:10.1103/PhysRevE.69.026113, eq. 5; Reichardt & Bornholdt (2006),
    doi:10.1103/PhysRevE.74.016110, for γ.

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sp
    >>> triangle = np.ones((3, 3)) - np.eye(3)
    >>> modularity(sp.csr_array(sp.block_diag([triangle, triangle])), [0, 0, 0, 1, 1, 1])
    0.5
    """
    check_positive("resolution", resolution)
    groups = separate_alone(labels)
    if groups.shape != adjacency.shape[:1]:
        raise OptionError(
            f"labels must hold one label for each of {adjacency.shape[0]} users, got {len(groups)}"
        )
    entries = adjacency.tocoo()
    total = float(entries.data.sum())
    if total == 0.0:
        return float("nan")
    inside = float(entries.data[groups[entries.row] == groups[entries.col]].sum())
    strength = np.bincount(groups[entries.row], entries.data)
    return inside / total - resolution * float(strength @ strength) / total**2


def separate_alone(labels: Sequence[int] | Ints | Ints64) -> Ints64:
    """Labels 0..k-1 in which each user of label -1 has a group of their own."""
    given = np.asarray(labels)
    if given.ndim != 1 or (len(given) and given.dtype.kind not in "iu"):
        raise OptionError(
            "labels must be a list of integers, one for each user, got "
            f"shape {given.shape} of {given.dtype}; "
            "np.unique(labels, return_inverse=True)[1] makes integers of names"
        )
    given = given.astype(np.int64)
    alone = given == -1
    apart = np.where(alone, given.max(initial=-1) + np.cumsum(alone), given)
    if not len(apart) or apart.min() < 0 or apart.max() >= 2 * len(apart):
        return np.unique(apart, return_inverse=True)[1].astype(np.int64)
    number: Ints64 = np.cumsum(np.bincount(apart) > 0) - 1  # the same without sorting
    return number[apart]
