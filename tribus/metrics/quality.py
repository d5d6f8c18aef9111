"""Fit of a partition to a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_not_negative, check_positive
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Adjacency, Ints, Ints64


def modularity(
    adjacency: Adjacency, labels: Sequence[int] | Ints | Ints64, *, resolution: float = 1.0
) -> float:
    """Return the modularity of a partition: the weight inside groups minus its expectation.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0, shape `(n_users, n_users)`. An element on the diagonal is
        twice the weight of a self-loop.
    labels
        Group of each user, integers, shape `(n_users,)`. Each user with label -1 counts as a group of
        one.
    resolution
        γ > 0: factor of the expected weight. Larger values favour smaller groups. Default 1.

    Returns
    -------
    float
        Below 1; 0 if all users are in one group and γ = 1; NaN if the network has no weight.

    Raises
    ------
    OptionError
        If `labels` are not integers or do not fit `adjacency`, or `resolution` is out of range.

    Notes
    -----
    ``Q = Σ_c [ w_c / 2m - γ (k_c / 2m)² ]`` with the sum ``w_c`` of the elements inside group c, the sum
    ``k_c`` of its users' strengths, and the sum ``2m`` of all elements.

    References
    ----------
    Newman & Girvan (2004), doi:10.1103/PhysRevE.69.026113, eq. 5; Reichardt & Bornholdt (2006),
    doi:10.1103/PhysRevE.74.016110, for γ.

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sp, tribus as tb
    >>> triangle = sp.csr_array(np.ones((3, 3)) - np.eye(3))
    >>> two_triangles = sp.csr_array(sp.block_diag([triangle, triangle]))
    >>> tb.metrics.modularity(two_triangles, [0, 0, 0, 1, 1, 1])
    0.5
    """
    check_positive("resolution", resolution)
    groups = read_groups(labels, adjacency)
    coo = adjacency.tocoo()
    total = float(coo.data.sum())
    if total == 0.0:
        return float("nan")
    internal = float(coo.data[groups[coo.row] == groups[coo.col]].sum())
    strength = np.bincount(groups[coo.row], coo.data)
    return internal / total - resolution * float(strength @ strength) / total**2


def constant_potts_model(
    adjacency: Adjacency, labels: Sequence[int] | Ints | Ints64, *, resolution: float = 1.0
) -> float:
    """Return the quality of a partition in the constant Potts model: internal weight minus γ per pair.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0, shape `(n_users, n_users)`. The diagonal is ignored.
    labels
        Group of each user, integers, shape `(n_users,)`. Each user with label -1 counts as a group of
        one.
    resolution
        γ ≥ 0: weight that a pair of users must have to be worth a common group. Larger values favour
        smaller groups. Default 1.

    Returns
    -------
    float
        In the unit of the weights; 0 if each user is a group of one. It is not divided by the total
        weight, so it is compared only between partitions of one network.

    Raises
    ------
    OptionError
        If `labels` are not integers or do not fit `adjacency`, or `resolution` is out of range.

    Notes
    -----
    ``H = Σ_c [ w_c - γ n_c (n_c - 1) / 2 ]`` with the weight ``w_c`` of the ties inside group c, and
    the number ``n_c`` of its users.

    References
    ----------
    Traag, Van Dooren & Nesterov (2011), doi:10.1103/PhysRevE.84.016114, eq. 3, without the pairs of a
    user with itself.

    Examples
    --------
    Each triangle has three ties and three pairs: 2 (3 - 0.5 × 3) = 3.

    >>> import numpy as np, scipy.sparse as sp, tribus as tb
    >>> triangle = sp.csr_array(np.ones((3, 3)) - np.eye(3))
    >>> two_triangles = sp.csr_array(sp.block_diag([triangle, triangle]))
    >>> tb.metrics.constant_potts_model(two_triangles, [0, 0, 0, 1, 1, 1], resolution=0.5)
    3.0
    """
    check_not_negative("resolution", resolution)
    groups = read_groups(labels, adjacency)
    coo = adjacency.tocoo()
    is_internal = (groups[coo.row] == groups[coo.col]) & (coo.row != coo.col)
    sizes = np.bincount(groups).astype(np.float64)
    n_pairs = float(sizes @ (sizes - 1.0)) / 2.0
    return float(coo.data[is_internal].sum()) / 2.0 - resolution * n_pairs


def read_groups(labels: Sequence[int] | Ints | Ints64, adjacency: Adjacency) -> Ints64:
    """Return labels 0..k-1 of all users; raise if there is not one label for each user."""
    groups = separate_ungrouped(labels)
    if groups.shape != adjacency.shape[:1]:
        raise OptionError(
            f"labels must hold one label for each of {adjacency.shape[0]} users, got {len(groups)}"
        )
    return groups


def separate_ungrouped(labels: Sequence[int] | Ints | Ints64) -> Ints64:
    """Return labels 0..k-1; each user with label -1 gets a separate group."""
    given = np.asarray(labels)
    if given.ndim != 1 or (len(given) and given.dtype.kind not in "iu"):
        raise OptionError(
            "labels must be a list of integers, one for each user, got "
            f"shape {given.shape} of {given.dtype}; "
            "np.unique(labels, return_inverse=True)[1] makes integers of names"
        )
    given = given.astype(np.int64)
    is_ungrouped = given == -1
    separate = np.where(is_ungrouped, given.max(initial=-1) + np.cumsum(is_ungrouped), given)
    if not len(separate) or separate.min() < 0 or separate.max() >= 2 * len(separate):
        return np.unique(separate, return_inverse=True)[1].astype(np.int64)
    number: Ints64 = np.cumsum(np.bincount(separate) > 0) - 1  # the same, without sorting
    return number[separate]
