"""Significance of each group: how tight groups of similar size are in rewired networks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.inference.sampler import GroupSampler
    from tribus.inference.verdict import Verdict
    from tribus.metrics.cohesion import Cohesion

MAX_GROUP_P_VALUE = 0.5  # p-value of a group that is typical of the null model
MIN_SEPARATE_SHARE = 0.95  # internal share of a group that is all but separate from the others
MIN_VOLUME_SHARE = 1e-12  # of all weight; below it a group counts as empty


def accept_groups(
    sampler: GroupSampler,
    resolutions: Sequence[float],
    observed: Sequence[Cohesion],
    verdict: Verdict,
) -> list[tuple[Floats, Bools]]:
    """Return for each resolution the p-values of the groups and which of them are tribes.

    Parameters
    ----------
    sampler
        Provides the rewired networks.
    resolutions
        Each γ.
    observed
        Cohesion of the groups found at each.
    verdict
        Verdict on the network. Without one all groups are tribes; without tribes none is.

    Notes
    -----
    The verdict holds the significance for the network as a whole. Within a network with tribes, a group
    is one of them unless half of the null groups of similar size are as tight: a stricter level for
    each would test the same groups twice.
    """
    if math.isnan(verdict.p_value):
        return [_accept_all(cohesion) for cohesion in observed]
    n_networks = max(verdict.n_rewired, sampler.n_rewired)
    networks = sampler.search_null_cohesion(resolutions, range(n_networks))
    null = zip(*networks, strict=True)  # at one resolution the groups of each network
    p_values = [compute_group_p_values(*pair) for pair in zip(observed, null, strict=True)]
    return [(level, (level <= MAX_GROUP_P_VALUE) & verdict.has_tribes) for level in p_values]


def _accept_all(cohesion: Cohesion) -> tuple[Floats, Bools]:
    n_groups = len(cohesion.volume_share)
    return np.full(n_groups, np.nan), np.ones(n_groups, np.bool_)


def compute_group_p_values(observed: Cohesion, null: Sequence[Cohesion]) -> Floats:
    """Return the p-value of each group among null groups of similar size.

    Parameters
    ----------
    observed
        Groups of the network.
    null
        Groups of each rewired network, at least one.

    Notes
    -----
    With n null groups of similar size, k of them at least as tight, ``p = (1 + k) / (1 + n)``; it is
    never 0 (Phipson & Smyth 2010, eq. 2). The tightness of a group is its homophily
    ``(internal_share - volume_share) / (1 - volume_share)``: the share of its weight that stays
    inside, above its share of all weight (Coleman 1958). Groups are of similar size if their volume
    shares are in the same or in adjacent powers of two. Where no rewired network
    has a group of similar size, none is as tight, and n is the number of networks. Null groups that are
    all but separate, such as a ring of follow-backs, which rewiring cannot open, are compared with
    separate groups only.

    Where most affinity is between users with a mutual link, groups are measured by these users
    alone, if a group has any. Bought followers, who all follow the same few accounts, form tight groups
    in rewired networks too, tighter than most tribes.

    References
    ----------
    Phipson & Smyth (2010), Permutation P-values should never be zero, doi:10.2202/1544-6115.1585.
    Coleman (1958), Relational analysis, doi:10.17730/humo.17.4.q5604m676260q8n7.
    """
    p_values = _compare_with_similar(observed, null)
    if observed.among_mutual is None:
        return p_values
    null_mutual = [cohesion.among_mutual or cohesion for cohesion in null]
    among_mutual = _compare_with_similar(observed.among_mutual, null_mutual)
    return np.where(observed.among_mutual.volume_share > 0, among_mutual, p_values)


def _compare_with_similar(observed: Cohesion, null: Sequence[Cohesion]) -> Floats:
    sizes = np.concatenate([_log2_size(cohesion.volume_share) for cohesion in null])
    homophily = np.concatenate([_measure_homophily(cohesion) for cohesion in null])
    is_separate = np.concatenate([_are_separate(cohesion) for cohesion in null])
    own_size, own_homophily = _log2_size(observed.volume_share), _measure_homophily(observed)
    own_separate = _are_separate(observed)
    values = np.ones(len(own_size))
    for power in np.unique(own_size):
        for separate in (False, True):
            is_own = (own_size == power) & (own_separate == separate)
            is_similar = (np.abs(sizes - power) <= 1) & (separate | ~is_separate)
            similar = np.sort(homophily[is_similar])
            as_tight = len(similar) - np.searchsorted(similar, own_homophily[is_own])
            values[is_own] = (1 + as_tight) / (1 + max(len(similar), len(null)))
    values[observed.internal_share <= 0] = np.nan
    return values


def _are_separate(cohesion: Cohesion) -> Bools:
    """Return whether each group is all but separate from the others."""
    is_separate: Bools = cohesion.internal_share >= MIN_SEPARATE_SHARE
    return is_separate


def _measure_homophily(cohesion: Cohesion) -> Floats:
    """Return Coleman's index of each group, at most 1; 0 for a group with all weight."""
    rest = 1.0 - cohesion.volume_share
    zeros = np.zeros_like(rest)
    above = cohesion.internal_share - cohesion.volume_share
    return np.divide(above, rest, out=zeros, where=rest > MIN_VOLUME_SHARE)


def _log2_size(volume_share: Floats) -> Ints64:
    """Return the power of two of each group's share of all weight."""
    return np.floor(np.log2(np.maximum(volume_share, MIN_VOLUME_SHARE))).astype(np.int64)
