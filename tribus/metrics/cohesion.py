"""Cohesion of groups: their share of all weight, and the share of it that stays inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.metrics._cohesion_kernel import sum_inside

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Bools, Floats, Ints


class Cohesion(NamedTuple):
    """How groups hold together.

    Attributes
    ----------
    volume_share
        Share of all weight that each group's members have, shape `(n_groups,)`.
    inside
        Share of the members' weight that stays inside, shape `(n_groups,)`.
    among_mutual
        The same of those in them who judge, as if there were nobody else; None if all do.
    """

    volume_share: Floats
    inside: Floats
    among_mutual: Cohesion | None = None

    @classmethod
    def of_labels(
        cls, adjacency: Adjacency, labels: Ints, *, mutual_users: Bools | None = None
    ) -> Cohesion:
        """Add up the weight of each group; labels are numbered from 0."""
        n_groups = int(labels.max(initial=0)) + 1
        everybody = cls._of_groups(adjacency, labels, n_groups)
        if mutual_users is None or mutual_users.all():
            return everybody
        among = adjacency[mutual_users][:, mutual_users]
        return everybody._replace(among_mutual=cls._of_groups(among, labels[mutual_users], n_groups))

    @classmethod
    def _of_groups(cls, adjacency: Adjacency, labels: Ints, n_groups: int) -> Cohesion:
        codes = labels.view(np.uint32)
        strength = adjacency.sum(axis=1)
        weight = np.bincount(codes, strength, minlength=n_groups)
        inside = np.zeros(n_groups)
        indptr = adjacency.indptr.astype(np.int64, copy=False)
        sum_inside(indptr, adjacency.indices, adjacency.data, codes, inside)
        share = np.divide(inside, weight, out=np.zeros_like(inside), where=weight > 0)
        return cls(weight / max(weight.sum(), np.finfo(np.float64).tiny), share)

    def modularity(self, resolution: float) -> float:
        """`Q = Σ_c (inside_c mass_c - γ mass_c²)`."""
        return float(
            self.inside @ self.volume_share - resolution * self.volume_share @ self.volume_share
        )
