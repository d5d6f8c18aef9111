"""P-value of each group: how tight groups of similar size are in rewired networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus._core.arrays import Floats, Ints64
    from tribus.metrics.cohesion import Cohesion

MIN_VOLUME_SHARE = 1e-12  # of all weight; below it a group counts as empty


class CohesionSamples(NamedTuple):
    """Cohesion of the groups of a network and of rewired networks at some resolutions.

    Attributes
    ----------
    resolutions
        Each γ.
    observed
        Cohesion of the groups found at each.
    null
        For each rewired network the same.
    """

    resolutions: Sequence[float]
    observed: Sequence[Cohesion]
    null: Sequence[Sequence[Cohesion]]

    def compute_p_values(self) -> Iterator[Floats]:
        """Yield the p-values of all groups at each resolution, NaN without rewired networks."""
        for observed, *null in zip(self.observed, *self.null, strict=True):
            n_groups = len(observed.volume_share)
            yield compute_group_p_values(observed, null) if null else np.full(n_groups, np.nan)


def compute_group_p_values(observed: Cohesion, null: Sequence[Cohesion]) -> Floats:
    """Return for each group the share of null groups of similar size that are at least as tight.

    Parameters
    ----------
    observed
        Groups of the network.
    null
        Groups of each rewired network.

    Notes
    -----
    The homophily of a group is ``(internal_share - volume_share) / (1 - volume_share)``: the share of
    its weight that stays inside, above its share of all weight. Two groups are of similar size if their
    volume shares are in the same or in adjacent powers of two. If the null model has no group of similar
    size, p is 0. Where most affinity is between users with a mutual link, groups are measured by these
    users alone, if a group has any. Bought followers, who all follow the same few accounts, form tight
    groups in rewired networks too, tighter than most tribes.

    References
    ----------
    Coleman (1958), Relational analysis, doi:10.17730/humo.17.4.q5604m676260q8n7, for the index.
    """
    p_values = _compare_with_similar(observed, null)
    if observed.among_mutual is not None:
        null_mutual = [cohesion.among_mutual or cohesion for cohesion in null]
        among_mutual = _compare_with_similar(observed.among_mutual, null_mutual)
        p_values = np.where(observed.among_mutual.volume_share > 0, among_mutual, p_values)
    p_values.flags.writeable = False
    return p_values


def _compare_with_similar(observed: Cohesion, null: Sequence[Cohesion]) -> Floats:
    null_size = _log2_size(np.concatenate([cohesion.volume_share for cohesion in null]))
    null_homophily = np.concatenate([_measure_homophily(cohesion) for cohesion in null])
    size, homophily = _log2_size(observed.volume_share), _measure_homophily(observed)
    p_values = np.zeros(len(size))
    for power in np.unique(size):
        is_own = size == power
        similar = np.sort(null_homophily[np.abs(null_size - power) <= 1])
        if len(similar):
            p_values[is_own] = 1.0 - np.searchsorted(similar, homophily[is_own]) / len(similar)
    return p_values


def _measure_homophily(cohesion: Cohesion) -> Floats:
    """Return Coleman's index of each group, at most 1; 0 for a group with all weight."""
    rest = 1.0 - cohesion.volume_share
    zeros = np.zeros_like(rest)
    above = cohesion.internal_share - cohesion.volume_share
    return np.divide(above, rest, out=zeros, where=rest > MIN_VOLUME_SHARE)


def _log2_size(volume_share: Floats) -> Ints64:
    """Return the power of two of each group's share of all weight."""
    return np.floor(np.log2(np.maximum(volume_share, MIN_VOLUME_SHARE))).astype(np.int64)
