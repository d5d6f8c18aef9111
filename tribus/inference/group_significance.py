"""Significance of each group: how tight groups of similar size are in rewired networks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tribus.inference.verdict import MIN_BOUND_SCORE, count_effective_ties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.inference.sampler import GroupSampler
    from tribus.inference.verdict import Verdict
    from tribus.metrics.cohesion import Cohesion

MAX_FALSE_SHARE = 0.2  # expected share of accidental groups among the tribes of one size
NULL_P_VALUE = 0.5  # a group with a larger p-value is taken for accidental
MIN_SIMILAR_GROUPS = 4  # null groups of similar size, so that p can be 0.2, the false discovery rate
N_TIGHTER_TO_STOP = 2  # null groups as tight; then no further network is needed
MAX_REWIRED = 4  # rewired networks for groups that few null groups resemble
MIN_SEPARATE_SHARE = 0.95  # internal share of a group that is all but separate from the others
MIN_VOLUME_SHARE = 1e-12  # of all weight; below it a group counts as empty


def accept_groups(
    sampler: GroupSampler,
    resolutions: Sequence[float],
    observed: Sequence[Cohesion],
    verdict: Verdict,
    *,
    is_large: Sequence[Bools] | None = None,
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
    is_large
        For each γ a mask of the groups with enough users for a tribe; no further network is rewired for
        the others. None for all groups.

    Notes
    -----
    `compute_group_p_values` returns the p-values, from the rewired networks of the verdict. A group is
    open while it is compared with fewer than 4 null groups, and fewer than two of them are as tight
    (Besag & Clifford 1991). Further networks are rewired, up to 4 in total, until no group is open, or
    until the same groups are tribes whatever p-values, from 0 to 1, the open groups get. Where most
    groups are tighter than all null groups, an open group or two change nothing. With 4 null groups the
    p-value can be 0.2, the false discovery rate; more would only help a group among accidental ones.

    A group is a tribe if its p-value, adjusted for a false discovery rate, is at most 0.2: among the
    groups of its size, or among all groups. The adjustment is adaptive: the share of accidental groups
    is estimated from the p-values above 0.5, so no group with such a p-value is a tribe. If all groups
    are tighter than most null groups, all are tribes, although none may be significant alone. The
    verdict holds the significance for the network as a whole.

    A group far tighter than all null groups of similar size is a tribe too, and needs no further
    networks. With its volume share v, its homophily h, the largest homophily h' of these null groups,
    and n effective ties, ``2 v (1 - v) (h - h') √n / 3`` must be at least 6. This is the bound of the
    verdict, for one group at γ = 1.

    References
    ----------
    Besag & Clifford (1991), Sequential Monte Carlo p-values, doi:10.1093/biomet/78.2.301. Benjamini &
    Hochberg (1995), Controlling the false discovery rate, doi:10.1111/j.2517-6161.1995.tb02031.x.
    Storey, Taylor & Siegmund (2004), Strong control, conservative point estimation and simultaneous
    conservative consistency of false discovery rates, doi:10.1111/j.1467-9868.2004.00439.x, for the
    adaptive adjustment.
    """
    if math.isnan(verdict.p_value):
        return [_accept_all(cohesion) for cohesion in observed]
    n_networks, n_ties = (
        max(verdict.n_rewired, sampler.n_rewired),
        count_effective_ties(sampler.affinity),
    )
    levels = list(zip(resolutions, observed, strict=True))
    null = _search_null(sampler, resolutions, n_networks)
    if not verdict.has_tribes:
        return [_accept_none(groups, null[resolution]) for resolution, groups in levels]
    is_clear = {
        resolution: score_group_bounds(groups, null[resolution], n_ties) >= MIN_BOUND_SCORE
        for resolution, groups in levels
    }
    settled = {
        resolution: clear if is_large is None else clear | ~is_large[number]
        for number, (resolution, clear) in enumerate(is_clear.items())
    }
    while unsettled := {
        resolution: n_needed
        for resolution, groups in levels
        if (n_needed := _count_needed(groups, null[resolution], settled[resolution])) > n_networks
    }:
        n_networks = min(2 * n_networks + 1, max(unsettled.values()))
        null |= _search_null(sampler, list(unsettled), n_networks)
    accepted = []
    for resolution, groups in levels:
        p_values = compute_group_p_values(groups, null[resolution])
        is_found = find_discoveries(groups, p_values) & (p_values <= NULL_P_VALUE)
        accepted.append((p_values, is_clear[resolution] | is_found))
    return accepted


def _accept_all(cohesion: Cohesion) -> tuple[Floats, Bools]:
    n_groups = len(cohesion.volume_share)
    return np.full(n_groups, np.nan), np.ones(n_groups, np.bool_)


def _accept_none(observed: Cohesion, null: Sequence[Cohesion]) -> tuple[Floats, Bools]:
    return compute_group_p_values(observed, null), np.zeros(len(observed.volume_share), np.bool_)


def _search_null(
    sampler: GroupSampler, resolutions: Sequence[float], n_networks: int
) -> dict[float, Sequence[Cohesion]]:
    """Return the groups of each rewired network for each resolution."""
    networks = sampler.search_null_cohesion(resolutions, range(n_networks))
    return dict(zip(resolutions, zip(*networks, strict=True), strict=True)) if resolutions else {}


def score_group_bounds(observed: Cohesion, null: Sequence[Cohesion], n_ties: float) -> Floats:
    """Return the score of each group in the bound: at 6, no further network is needed."""
    sizes, homophily = _log2_sizes(null), _measure_null_homophily(null)
    own_size = _log2_size(observed.volume_share)
    tightest = np.full(len(own_size), homophily.max(initial=0.0))
    for power in np.unique(own_size):
        is_similar = np.abs(sizes - power) <= 1
        if is_similar.any():
            tightest[own_size == power] = homophily[is_similar].max()
    above = _measure_homophily(observed) - tightest
    excess: Floats = observed.volume_share * (1 - observed.volume_share) * above
    return excess * (2 / 3 * math.sqrt(n_ties))


def _count_needed(observed: Cohesion, null: Sequence[Cohesion], is_settled: Bools) -> int:
    """Return the number of networks that decide which groups are tribes; 0 if those at hand do."""
    is_open = find_open(observed, null, is_settled)[0]
    p_values = compute_group_p_values(observed, null)
    most, fewest = (
        is_settled | find_discoveries(observed, np.where(is_open, p_value, p_values))
        for p_value in (0.0, 1.0)
    )
    return 0 if np.array_equal(most, fewest) else count_networks(observed, null, is_settled)


def count_networks(
    observed: Cohesion,
    null: Sequence[Cohesion],
    is_clear: Bools,
    *,
    n_similar_needed: int = MIN_SIMILAR_GROUPS,
    max_networks: int = MAX_REWIRED,
) -> int:
    """Return the number of networks that give enough null groups of similar size to each open group."""
    is_open, n_similar = find_open(observed, null, is_clear, n_similar_needed=n_similar_needed)
    fewest = max(int(n_similar[is_open].min(initial=n_similar_needed)), 1)
    return min(math.ceil(n_similar_needed * len(null) / fewest), max_networks)


def find_open(
    observed: Cohesion,
    null: Sequence[Cohesion],
    is_clear: Bools,
    *,
    n_similar_needed: int = MIN_SIMILAR_GROUPS,
) -> tuple[Bools, Ints64]:
    """Return a mask of the open groups, and the number of null groups that each is compared with.

    A group is open if this number is too small, unless it is clear, or two null groups are as tight
    already.
    """
    n_null, n_as_tight = _compare_groups(observed, null, n_similar_needed=n_similar_needed)
    is_few = (n_null < n_similar_needed) & (n_as_tight < N_TIGHTER_TO_STOP)
    return ~is_clear & (observed.internal_share > 0) & is_few, n_null


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
    shares are in the same or in adjacent powers of two. Where no rewired network has a group of similar
    size, none is as tight, and n is the number of networks. With fewer than 4 of similar size, a group
    is compared with all smaller ones too, and has the smaller p-value. In rewired networks smaller
    groups are tighter, so this is the stricter comparison. Null groups that are all but separate, such
    as a ring of follow-backs, which rewiring cannot open, are compared with separate groups only.

    Where most affinity is between users with a mutual link, groups are measured by these users
    alone, if a group has any. Bought followers, who all follow the same few accounts, form tight groups
    in rewired networks too, tighter than most tribes.

    References
    ----------
    Phipson & Smyth (2010), Permutation P-values should never be zero, doi:10.2202/1544-6115.1585.
    Coleman (1958), Relational analysis, doi:10.17730/humo.17.4.q5604m676260q8n7.
    """
    p_values = _rank(_compare_groups(observed, null), len(null))
    internal_share, among = observed.internal_share, observed.among_mutual
    if among is not None:
        internal_share = np.where(among.volume_share > 0, among.internal_share, internal_share)
    p_values[internal_share <= 0] = np.nan
    return p_values


def _rank(counts: Ints64, n_networks: int) -> Floats:
    """Return `(1 + k) / (1 + n)` with k of n null groups as tight; n is at least that of networks."""
    n_null, n_as_tight = counts
    ranks: Floats = (1 + n_as_tight) / (1 + np.maximum(n_null, n_networks))
    return ranks


def _compare_groups(
    observed: Cohesion, null: Sequence[Cohesion], *, n_similar_needed: int = MIN_SIMILAR_GROUPS
) -> Ints64:
    """Return the number of null groups that each group is compared with, and of those as tight."""
    counts = _compare_with_similar(observed, null, n_similar_needed)
    if observed.among_mutual is None:
        return counts
    null_mutual = [cohesion.among_mutual or cohesion for cohesion in null]
    among_mutual = _compare_with_similar(observed.among_mutual, null_mutual, n_similar_needed)
    return np.where(observed.among_mutual.volume_share > 0, among_mutual, counts)


def _compare_with_similar(observed: Cohesion, null: Sequence[Cohesion], n_similar_needed: int) -> Ints64:
    sizes, homophily, is_separate = (
        _log2_sizes(null),
        _measure_null_homophily(null),
        _list_separate(null),
    )
    own_size, own_homophily = _log2_size(observed.volume_share), _measure_homophily(observed)
    counts = np.zeros((2, len(own_size)), np.int64)
    for is_own, is_separate_class in _group_by_size(observed):
        power = own_size[is_own][0]
        is_alike = is_separate_class | ~is_separate
        own = own_homophily[is_own]
        similar = _count_as_tight(own, homophily[(np.abs(sizes - power) <= 1) & is_alike])
        if similar[0].max() < n_similar_needed:
            smaller = _count_as_tight(own, homophily[(sizes <= power + 1) & is_alike])
            is_smaller = _rank(smaller, len(null)) < _rank(similar, len(null))
            similar = np.where(is_smaller, smaller, similar)
        counts[:, is_own] = similar
    return counts


def _count_as_tight(own: Floats, null: Floats) -> Ints64:
    """Return the number of null values, and of those at least as large as each value."""
    n_as_tight = len(null) - np.searchsorted(np.sort(null), own)
    return np.array([np.full(len(own), len(null)), n_as_tight])


def _list_separate(null: Sequence[Cohesion]) -> Bools:
    return np.concatenate([_are_separate(cohesion) for cohesion in null])


def _group_by_size(cohesion: Cohesion) -> Iterator[tuple[Bools, bool]]:
    """Yield masks of groups whose volume shares have one power of two; separate groups apart."""
    size, is_separate = _log2_size(cohesion.volume_share), _are_separate(cohesion)
    for power in np.unique(size):
        for separate in (False, True):
            is_own = (size == power) & (is_separate == separate)
            if is_own.any():
                yield is_own, separate


def find_discoveries(observed: Cohesion, p_values: Floats) -> Bools:
    """Return the groups within the false discovery rate, as a mask: among all, or among their size."""
    is_tested = ~np.isnan(p_values)
    found = np.zeros(len(p_values), np.bool_)
    for is_family in (is_tested, *(is_own & is_tested for is_own, _ in _group_by_size(observed))):
        family = p_values[is_family]
        found[is_family] |= estimate_null_share(family) * adjust_p_values(family) <= MAX_FALSE_SHARE
    return found


def adjust_p_values(p_values: Floats) -> Floats:
    """Return p-values adjusted for the number of tests: the false discovery rate of each.

    With the i-th smallest p_(i) of m p-values, the adjusted p_(i) is the smallest
    ``m p_(j) / j`` of all j ≥ i (Benjamini & Hochberg 1995).
    """
    order = np.argsort(p_values, kind="stable")
    rate = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum.accumulate(rate[::-1])[::-1]
    return adjusted


def estimate_null_share(p_values: Floats) -> float:
    """Return the estimated share of accidental groups, at most 1.

    With m p-values, k of them above λ = 0.5, it is ``(1 + k) / (m (1 - λ))`` (Storey, Taylor & Siegmund
    2004, eq. 6).
    """
    n_null = (1 + np.count_nonzero(p_values > NULL_P_VALUE)) / (1 - NULL_P_VALUE)
    return float(min(n_null / max(len(p_values), 1), 1.0))


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


def _log2_sizes(cohesions: Sequence[Cohesion]) -> Ints64:
    return np.concatenate([_log2_size(cohesion.volume_share) for cohesion in cohesions])


def _measure_null_homophily(cohesions: Sequence[Cohesion]) -> Floats:
    return np.concatenate([_measure_homophily(cohesion) for cohesion in cohesions])
