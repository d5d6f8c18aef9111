"""Agreement of two partitions of the same users."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.errors import OptionError
from tribus.metrics._kernel import expect_information
from tribus.metrics.quality import separate_ungrouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Ints, Ints64

MAX_KEYS_PER_USER = 4  # with more possible keys, sorting is faster than counting in an array


def adjusted_mutual_information(
    labels: Sequence[int] | Ints | Ints64, others: Sequence[int] | Ints | Ints64
) -> float:
    """Return the adjusted mutual information (AMI) of two partitions of the same users.

    Parameters
    ----------
    labels, others
        Group of each user in the two partitions, integers, shape `(n_users,)`. Each user with label
        -1 counts as a group of one.

    Returns
    -------
    float
        1 for identical partitions, 0 on average for independent ones. It can be slightly negative.

    Raises
    ------
    OptionError
        If the partitions differ in length, are empty, or are not integers.

    Notes
    -----
    ``AMI = (I - E[I]) / ((H(U) + H(V)) / 2 - E[I])`` with the mutual information I of the partitions U
    and V, their entropies H, and the expectation E[I] over all partitions with groups of the same
    sizes. Unlike the normalised mutual information it does not grow with the number of groups.

    References
    ----------
    Vinh, Epps & Bailey (2010), Information theoretic measures for clusterings comparison, JMLR 11,
    2837-2854, eq. 24a and AMI_sum.

    Examples
    --------
    >>> import tribus as tb
    >>> tb.metrics.adjusted_mutual_information([0, 0, 1, 1], [5, 5, 3, 3])
    1.0
    """
    u, v = separate_ungrouped(labels), separate_ungrouped(others)
    if u.shape != v.shape or not len(u):
        raise OptionError(f"both partitions must label the same users, got {len(u)} and {len(v)} labels")
    sizes, other_sizes = np.bincount(u), np.bincount(v)
    joint_sizes = _count_keys(u * len(other_sizes) + v)
    if len(joint_sizes) == len(sizes) == len(other_sizes):
        return 1.0
    entropies = _entropy(sizes), _entropy(other_sizes)
    information = sum(entropies) - _entropy(joint_sizes)
    expected = _expected_information(sizes, other_sizes, n_users=len(u))
    upper = sum(entropies) / 2 - expected
    return (information - expected) / upper if abs(upper) > np.finfo(float).eps else 0.0


def _entropy(sizes: Ints64) -> float:
    """Return the entropy, in nats, of a partition with groups of the given sizes."""
    share = sizes / sizes.sum()
    return float(-(share * np.log(share)).sum())


def _count_keys(keys: Ints64) -> Ints64:
    """Return the counts of the distinct keys."""
    if keys.max() < MAX_KEYS_PER_USER * len(keys):
        counts = np.bincount(keys)
        return counts[counts > 0]
    return np.unique(keys, return_counts=True)[1]


def _expected_information(sizes: Ints64, other_sizes: Ints64, *, n_users: int) -> float:
    return expect_information(*_count_values(sizes), *_count_values(other_sizes), n_users)


def _count_values(sizes: Ints64) -> tuple[Ints64, Ints64]:
    """Return the distinct sizes, ascending, and the number of groups of each; in linear time."""
    counts = np.bincount(sizes)
    distinct = np.flatnonzero(counts)
    return distinct, counts[distinct]
