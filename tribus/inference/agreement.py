"""Agreement of resamples: how similar the groups found on different resamples are."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.metrics import adjusted_mutual_information

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Bools, Floats, Ints

MIN_GROUP_USERS = 3  # smaller groups do not make a partition
MIN_GROUPS = 2


class NullAgreement(NamedTuple):
    """Agreement in rewired networks at each resolution.

    Attributes
    ----------
    agreement
        Mean agreement between the groups of two resamples of one rewired network, shape `(n,)`.
    splits
        Whether most rewired networks have at least two groups, bool, shape `(n,)`.
    error
        Standard error of the agreement over the rewired networks, shape `(n,)`; 0 for fewer than two.
    """

    agreement: Floats
    splits: Bools
    error: Floats


def measure_null_agreement(found: Sequence[Sequence[Sequence[Ints]]]) -> NullAgreement:
    """Compare the labels of the resamples of each rewired network, at each resolution.

    Parameters
    ----------
    found
        For each rewired network and each resolution, the labels found on every resample.
    """
    agreement, splits, error = [], [], []
    for networks in zip(*found, strict=True):  # at one resolution
        split = [labels for labels in networks if min(map(count_groups, labels)) >= MIN_GROUPS]
        pairs = [mean_over_pairs(compare_pairwise(labels)) for labels in split]
        agreement.append(max(float(np.mean(pairs)), 0.0) if pairs else 0.0)
        splits.append(2 * len(split) > len(networks))
        error.append(float(np.std(pairs, ddof=1)) / len(pairs) ** 0.5 if len(pairs) > 1 else 0.0)
    return NullAgreement(np.array(agreement), np.array(splits), np.array(error))


def compare_pairwise(found: Sequence[Ints]) -> Floats:
    """Return the AMI of every two resamples: symmetric, with a diagonal of zeros."""
    agreement = np.zeros((len(found), len(found)))
    for i, j in combinations(range(len(found)), 2):
        agreement[i, j] = adjusted_mutual_information(found[i], found[j])
    return agreement + agreement.T


def compare_across(found: Sequence[Ints], others: Sequence[Ints]) -> float:
    """Return the mean AMI of each resample at one resolution with the next resample at another."""
    following = [*others[1:], others[0]]
    pairs = zip(found, following, strict=True)
    return float(np.mean([adjusted_mutual_information(first, second) for first, second in pairs]))


def mean_over_pairs(agreement: Floats) -> Floats:
    """Return the mean over all pairs of resamples, for one matrix or a stack of them."""
    n_resamples = agreement.shape[-1]
    mean: Floats = agreement.sum(axis=(-1, -2)) / (n_resamples * (n_resamples - 1))
    return mean


def jackknife_error(difference: Floats) -> float:
    """Return the standard error of a mean over pairs, leaving out one resample at a time."""
    n_resamples = len(difference)
    without = difference.sum() - 2 * difference.sum(axis=1)
    means = without / ((n_resamples - 1) * (n_resamples - 2))
    return float(np.sqrt((n_resamples - 1) * means.var()))


def count_groups(labels: Ints) -> int:
    """Return the number of groups of at least three users."""
    return int((np.bincount(labels) >= MIN_GROUP_USERS).sum())


def share_in_crumbs(labels: Ints) -> float:
    """Return the share of users in groups of one or two."""
    size = np.bincount(labels)
    return float(size[size < MIN_GROUP_USERS].sum() / max(len(labels), 1))


def measure_information(labels: Ints) -> float:
    """Return the entropy of the group of a random user, in nats."""
    size = np.bincount(labels)
    share = size[size > 0] / max(len(labels), 1)
    return float(-(share * np.log(share)).sum())
