"""Cohesion of groups: their share of all weight, and the share of it that stays inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.metrics._cohesion_kernel import sum_inside

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Bools, Floats, Ints


class Held(NamedTuple):
    """How groups hold together.

    Attributes
    ----------
    mass
        Share of all weight that each group's members have, shape `(n_groups,)`.
    inside
        Share of the members' weight that stays inside, shape `(n_groups,)`.
    judged
        The same of those in them who judge, as if there were nobody else; None if all do.
    """

    mass: Floats
    inside: Floats
    judged: Held | None = None

    @classmethod
    def of_labels(cls, adjacency: Adjacency, labels: Ints, *, judges: Bools | None = None) -> Held:
        """Add up the weight of each group; labels are numbered from 0."""
        n_groups = int(labels.max(initial=0)) + 1
        everybody = cls._of_groups(adjacency, labels, n_groups)
        if judges is None or judges.all():
            return everybody
        among = adjacency[judges][:, judges]
        return everybody._replace(judged=cls._of_groups(among, labels[judges], n_groups))

    @classmethod
    def _of_groups(cls, adjacency: Adjacency, labels: Ints, n_groups: int) -> Held:
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
        return float(self.inside @ self.mass - resolution * self.mass @ self.mass)
