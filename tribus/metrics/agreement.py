"""How far two partitions of the same users agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.errors import OptionError
from tribus.metrics._kernel import expect_information
from tribus.metrics.quality import separate_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Ints, Ints64

FEW_KEYS = 4  # to a user; with more, counting them all costs more than sorting those that occur


def adjusted_mutual_information(
    labels: Sequence[int] | Ints | Ints64, others: Sequence[int] | Ints | Ints64
) -> float:
    """Agreement of two partitions, corrected for chance.

    Parameters
    ----------
    labels, others
        Group of each user in one partition and in the other, integers, shape `(n_users,)`; each user
        of label -1 counts as alone.

    Returns
    -------
    float
        1 for the same partition, 0 on average for unrelated ones; may be slightly negative.

    Raises
    ------
    OptionError
        If the two are not of the same length, or empty, or not integers.

    Notes
    -----
    `AMI = (I - E[I]) / ((H(U) + H(V)) / 2 - E[I])` with the mutual information I, the entropies H, and
    E[I] over all partitions with groups of the same sizes. Unlike the normalised mutual information it
    does not grow with the number of groups.

    References
    ----------
    Vinh, Epps & Bailey (2010), Information theoretic measures for clusterings comparison, JMLR 11,
    2837-2854, eq. 24a and AMI_sum.

    Examples
    --------
    >>> adjusted_mutual_information([0, 0, 1, 1], [5, 5, 3, 3])
    1.0
    """
    one, other = separate_alone(labels), separate_alone(others)
    if one.shape != other.shape or not len(one):
        raise OptionError(
            f"both partitions must label the same users, got {len(one)} and {len(other)} labels"
        )
    sizes, other_sizes = np.bincount(one), np.bincount(other)
    together = _count(one * len(other_sizes) + other)
    if len(together) == len(sizes) == len(other_sizes):
        return 1.0
    entropies = _entropy(sizes), _entropy(other_sizes)
    information = sum(entropies) - _entropy(together)
    expected = _expected(sizes, other_sizes, n_users=len(one))
    upper = sum(entropies) / 2 - expected
    return (information - expected) / upper if abs(upper) > np.finfo(float).eps else 0.0


def _entropy(sizes: Ints64) -> float:
    """Entropy in nats of a partition with groups of the given sizes."""
    share = sizes / sizes.sum()
    return float(-(share * np.log(share)).sum())


def _count(keys: Ints64) -> Ints64:
    """How often each key that occurs does; without sorting where keys are few."""
    if keys.max() < FEW_KEYS * len(keys):
        counts = np.bincount(keys)
        return counts[counts > 0]
    return np.unique(keys, return_counts=True)[1]


def _expected(sizes: Ints64, other_sizes: Ints64, *, n_users: int) -> float:
    one, other = (np.unique(found, return_counts=True) for found in (sizes, other_sizes))
    return expect_information(*one, *other, n_users)
