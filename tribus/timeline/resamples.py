"""Resamples of a window: groups at any resolution, and contact in the events that are left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.leiden import leiden
from tribus.sampling.bootstrap import resample_affinity

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Floats, Ints, Ints64
    from tribus.network import Network

RESAMPLE_STREAM = 2**33  # second word of the seeds of the resamples of windows


@dataclass(frozen=True, eq=False)
class WindowResamples:
    """Bootstrap resamples of the events of one window.

    Attributes
    ----------
    network
        Network of the window.
    rows
        Row in the network of each user, in the order of the window, int64, shape `(n_users,)`.
    resolution
        Resolution of the groups.
    seed
        Seed of the resamples and the search.
    n_resamples
        Number of resamples.
    """

    network: Network
    rows: Ints64
    resolution: float
    seed: int
    n_resamples: int

    @cached_property
    def groups(self) -> Ints:
        """Group of each user in each resample, int32, shape `(n_resamples, n_users)`."""
        groups = np.empty((self.n_resamples, len(self.rows)), np.int32)
        for number, found in enumerate(groups):
            labels = leiden(self._draw(number), resolution=self.resolution, seed=self.seed)
            found[:] = labels[self.rows]
        groups.flags.writeable = False
        return groups

    def at(self, resolution: float) -> WindowResamples:
        """Return the same resamples with the groups at another resolution."""
        return self if resolution == self.resolution else replace(self, resolution=resolution)

    def measure_contact(self, one: Ints64, other: Ints64, *, left_out_by: int | None = None) -> float:
        """Return the contact of two sets of users.

        Parameters
        ----------
        one, other
            Positions of the users of each set in the order of the window; no user is in both.
        left_out_by
            Number of a resample; only the events that it leaves out count. By default all count.

        Returns
        -------
        float
            ``w_AB 2m / (γ k_A k_B)``, with the affinity w_AB between the sets, their strengths k_A and
            k_B, the total 2m, and the resolution γ. Below 1, a partition gains modularity if the sets
            are apart; above 1, if they are together. NaN if the events say nothing about a set.

        Notes
        -----
        Groups that were found in a resample are as clear as they are partly by accident, and the events
        that the resample left out do not repeat the accident.
        """
        adjacency, strength = self._all if left_out_by is None else self._left_out[left_out_by]
        rows, cols = self.rows[one], self.rows[other]
        expected = self.resolution * strength[rows].sum() * strength[cols].sum()
        if expected <= 0:
            return np.nan
        return float(adjacency[rows][:, cols].sum() * strength.sum() / expected)

    @cached_property
    def _all(self) -> tuple[Adjacency, Floats]:
        """Affinity in all events, and the strength of each row."""
        return _with_strength(self.network.to_scipy("affinity"))

    @cached_property
    def _left_out(self) -> list[tuple[Adjacency, Floats]]:
        """The same in the events that each resample leaves out."""
        drawn = (self._draw(number, left_out=True) for number in range(self.n_resamples))
        return [_with_strength(adjacency) for adjacency in drawn]

    def _draw(self, number: int, *, left_out: bool = False) -> Adjacency:
        evidence = self.network.evidence
        seed = self.seed, RESAMPLE_STREAM + number
        affinity = resample_affinity(evidence, self.network.terms, seed=seed, left_out=left_out)
        return evidence.structure.to_csr(affinity)


def _with_strength(adjacency: Adjacency) -> tuple[Adjacency, Floats]:
    return adjacency, np.asarray(adjacency.sum(axis=1), np.float64)
