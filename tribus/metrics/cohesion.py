"""Cohesion of groups: their share of the total weight, and the share of it that stays inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.metrics._cohesion_kernel import sum_internal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Adjacency, Bools, Floats, Ints


class Cohesion(NamedTuple):
    """How well groups hold together.

    Attributes
    ----------
    volume_share
        Strength of each group's members as a share of the total, shape `(n_groups,)`.
    internal_share
        Share of the members' strength that lies inside the group, shape `(n_groups,)`.
    among_mutual
        The same in the subgraph of users with mutual ties; None if all users have them.
    """

    volume_share: Floats
    internal_share: Floats
    among_mutual: Cohesion | None = None

    @classmethod
    def of_labels(
        cls, adjacency: Adjacency, labels: Ints, *, mutual_users: Bools | None = None
    ) -> Cohesion:
        """Return the cohesion of each group; labels are numbered from 0."""
        return cls.of_partitions(adjacency, [labels], mutual_users=mutual_users)[0]

    @classmethod
    def of_partitions(
        cls, adjacency: Adjacency, found: Sequence[Ints], *, mutual_users: Bools | None = None
    ) -> list[Cohesion]:
        """Return the cohesion of the groups of several partitions of one network."""
        cohesions = [cls._of_groups(adjacency, labels, _count_groups(labels)) for labels in found]
        if mutual_users is None or mutual_users.all():
            return cohesions
        subgraph = adjacency[mutual_users][:, mutual_users]
        among = [
            cls._of_groups(subgraph, labels[mutual_users], _count_groups(labels)) for labels in found
        ]
        pairs = zip(cohesions, among, strict=True)
        return [cohesion._replace(among_mutual=mutual) for cohesion, mutual in pairs]

    @classmethod
    def _of_groups(cls, adjacency: Adjacency, labels: Ints, n_groups: int) -> Cohesion:
        codes = labels.view(np.uint32)
        strength = adjacency.sum(axis=1)
        volume = np.bincount(codes, strength, minlength=n_groups)
        internal = np.zeros(n_groups)
        indptr = adjacency.indptr.astype(np.int64, copy=False)
        sum_internal(indptr, adjacency.indices, adjacency.data, codes, internal)
        share = np.divide(internal, volume, out=np.zeros_like(internal), where=volume > 0)
        return cls(volume / max(volume.sum(), np.finfo(np.float64).tiny), share)

    def modularity(self, resolution: float) -> float:
        """Return `Q = Σ_c (internal_share_c volume_share_c - γ volume_share_c²)`."""
        volume_share = self.volume_share
        return float(self.internal_share @ volume_share - resolution * volume_share @ volume_share)


def _count_groups(labels: Ints) -> int:
    return int(labels.max(initial=0)) + 1
