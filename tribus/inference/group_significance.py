"""Significance of each group: how tight groups of similar size are in rewired networks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.inference.sampler import GroupSampler
    from tribus.inference.verdict import Verdict
    from tribus.metrics.cohesion import Cohesion

MAX_FALSE_SHARE = 0.2  # q of Benjamini-Hochberg: expected share of false tribes among the tribes
MAX_REWIRED = 9  # networks for the p-values of groups, unless the verdict needed more
MIN_VOLUME_SHARE = 1e-12  # of all weight; below it a group counts as empty


class GroupPValues(NamedTuple):
    """P-value of each group, and the smallest p-value that the null groups allow.

    Attributes
    ----------
    values
        Above 0, at most 1, shape `(n_groups,)`; NaN for a group without ties inside.
    smallest
        p-value of a group that is tighter than all null groups of similar size.
    """

    values: Floats
    smallest: Floats


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
        Rewires further networks if those at hand allow no small p-value.
    resolutions
        Each γ.
    observed
        Cohesion of the groups found at each.
    verdict
        Verdict on the network. Without one all groups are tribes; without tribes none is.

    Notes
    -----
    Groups are accepted by the procedure of Benjamini & Hochberg at q = 0.2: at most a fifth of the
    tribes of a level is expected to be false. If groups tighter than all null groups are not accepted
    because there are too few null groups, further networks are rewired, if at most 9 are enough.

    References
    ----------
    Benjamini & Hochberg (1995), Controlling the false discovery rate,
    doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    if math.isnan(verdict.p_value):
        return [_accept_all(cohesion) for cohesion in observed]
    n_networks = max(verdict.n_rewired, sampler.n_rewired)
    levels = _compare_with_null(sampler, resolutions, observed, n_networks)
    needed = [_count_needed(p_values, n_networks) for p_values in levels]
    unclear = [level for level, n_needed in enumerate(needed) if n_needed > n_networks]
    if unclear and verdict.has_tribes:
        further = _compare_with_null(
            sampler,
            [resolutions[level] for level in unclear],
            [observed[level] for level in unclear],
            max(needed),
        )
        for level, p_values in zip(unclear, further, strict=True):
            levels[level] = p_values
    accepted = [select_by_false_share(p_values.values, MAX_FALSE_SHARE) for p_values in levels]
    return [
        (p_values.values, is_accepted & verdict.has_tribes)
        for p_values, is_accepted in zip(levels, accepted, strict=True)
    ]


def _compare_with_null(
    sampler: GroupSampler,
    resolutions: Sequence[float],
    observed: Sequence[Cohesion],
    n_networks: int,
) -> list[GroupPValues]:
    """Return the p-values of all groups at each resolution, from a number of rewired networks."""
    networks = sampler.search_null_cohesion(resolutions, range(n_networks))
    null = zip(*networks, strict=True)  # at one resolution the groups of each network
    return [compute_group_p_values(*pair) for pair in zip(observed, null, strict=True)]


def _count_needed(p_values: GroupPValues, n_networks: int) -> int:
    """Return the number of rewired networks that allows p-values small enough for acceptance.

    The k groups tighter than all null groups, of m groups, need p-values of at most ``q k / m``. The
    number of null groups of similar size grows with the number of networks. If more than
    `MAX_REWIRED` networks are needed, no further ones are of use.
    """
    values, smallest = p_values
    is_tightest = (values == smallest) & (smallest < 1)
    is_accepted = select_by_false_share(values, MAX_FALSE_SHARE)
    if not (is_tightest & ~is_accepted).any():
        return n_networks
    limit = MAX_FALSE_SHARE * np.count_nonzero(is_tightest) / np.count_nonzero(~np.isnan(values))
    n_null_groups = 1.0 / smallest[is_tightest].max() - 1.0
    n_needed = math.ceil(n_networks * (1.0 / limit - 1.0) / n_null_groups)
    return n_needed if n_needed <= MAX_REWIRED else n_networks


def _accept_all(cohesion: Cohesion) -> tuple[Floats, Bools]:
    n_groups = len(cohesion.volume_share)
    return np.full(n_groups, np.nan), np.ones(n_groups, np.bool_)


def select_by_false_share(p_values: Floats, q: float) -> Bools:
    """Return the groups accepted by the step-up procedure of Benjamini & Hochberg at q.

    NaN is no p-value: it does not count among the groups.
    """
    order = np.argsort(p_values, kind="stable")  # NaN last
    n_groups = int(np.count_nonzero(~np.isnan(p_values)))
    passed = np.flatnonzero(p_values[order] <= q * np.arange(1, len(order) + 1) / max(n_groups, 1))
    accepted = np.zeros(len(order), np.bool_)
    accepted[order[: passed[-1] + 1 if len(passed) else 0]] = True
    return accepted


def compute_group_p_values(observed: Cohesion, null: Sequence[Cohesion]) -> GroupPValues:
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
    shares are in the same or in adjacent powers of two. A rewired network without a group of similar
    size contributes its groups in the nearest power of two.

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
    has_mutual = observed.among_mutual.volume_share > 0
    columns = zip(among_mutual, p_values, strict=True)
    return GroupPValues(*(np.where(has_mutual, mutual, everybody) for mutual, everybody in columns))


def _compare_with_similar(observed: Cohesion, null: Sequence[Cohesion]) -> GroupPValues:
    sizes = [_log2_size(cohesion.volume_share) for cohesion in null]
    homophily = [_measure_homophily(cohesion) for cohesion in null]
    own_size, own_homophily = _log2_size(observed.volume_share), _measure_homophily(observed)
    values, smallest = np.ones(len(own_size)), np.ones(len(own_size))
    for power in np.unique(own_size):
        is_own = own_size == power
        similar = np.sort(
            np.concatenate(
                [_select_similar(*pair, power) for pair in zip(sizes, homophily, strict=True)]
            )
        )
        as_tight = len(similar) - np.searchsorted(similar, own_homophily[is_own])
        values[is_own] = (1 + as_tight) / (1 + len(similar))
        smallest[is_own] = 1 / (1 + len(similar))
    values[observed.internal_share <= 0] = np.nan
    return GroupPValues(values, smallest)


def _select_similar(size: Ints64, homophily: Floats, power: int) -> Floats:
    """Return the homophily of the groups of one network in adjacent powers of two, or in the nearest."""
    distance = np.abs(size - power)
    similar: Floats = homophily[distance <= max(1, distance.min())]
    return similar


def _measure_homophily(cohesion: Cohesion) -> Floats:
    """Return Coleman's index of each group, at most 1; 0 for a group with all weight."""
    rest = 1.0 - cohesion.volume_share
    zeros = np.zeros_like(rest)
    above = cohesion.internal_share - cohesion.volume_share
    return np.divide(above, rest, out=zeros, where=rest > MIN_VOLUME_SHARE)


def _log2_size(volume_share: Floats) -> Ints64:
    """Return the power of two of each group's share of all weight."""
    return np.floor(np.log2(np.maximum(volume_share, MIN_VOLUME_SHARE))).astype(np.int64)
