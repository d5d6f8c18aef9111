"""The scale of a timeline: one resolution for all windows, so that their tribes can be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.leiden import leiden
from tribus.community.numbering import NO_TRIBE
from tribus.metrics import adjusted_mutual_information

if TYPE_CHECKING:
    from tribus._core.arrays import Ints
    from tribus.inference.curve import AgreementCurve
    from tribus.tribes.result import Tribes

MAX_STABILITY_LOSS = 0.15  # against the chosen resolution; with more, a resolution is no candidate
AGREEMENT_WEIGHT = 2.0  # of the AMI with the tribes so far, relative to the stability
MIN_GAIN = 0.03  # of the sum of both, to leave the chosen resolution
MIN_REQUESTS = 2  # windows that must choose a finer scale before it is taken


@dataclass(frozen=True)
class ScaleTracker:
    """Keeps the scale of a timeline from window to window.

    Attributes
    ----------
    resolution
        Resolution of the last window with tribes; None before it.
    n_requests
        Number of windows that chose a finer scale, since the last one that was taken.
    """

    resolution: float | None = None
    n_requests: int = 0

    def follow(
        self, tribes: Tribes, remembered: Ints, *, seed: int
    ) -> tuple[float | None, ScaleTracker]:
        """Return the resolution of a window, None for the one at hand, and the tracker after it.

        Parameters
        ----------
        tribes
            Tribes of the window at the resolution that `find_tribes` chose.
        remembered
            Latest tribe of each user, int32, -1 for none, shape `(n_users,)`.
        seed
            Seed of the search.

        Notes
        -----
        Candidates are the resolutions of the agreement curve whose stability is at most
        `MAX_STABILITY_LOSS` below that of the chosen one, and that are not below both the chosen one and
        that of the last window: coarse groups are more stable, and resemble vague tribes of a window
        with few events, so they would often win. Each candidate has the score ``2 a + s``, with the AMI
        a of its groups with the tribes so far, among users who had one, and the stability s. The best is
        taken if its score is better than that of the chosen resolution by `MIN_GAIN`. If the chosen
        resolution is finer than the best one, windows ask for a finer scale. It is taken at the second
        request: so the scale becomes finer with more evidence, and no single window changes it.
        """
        known = remembered != NO_TRIBE
        if not len(tribes):
            return None, self
        chosen = tribes.resolution
        if not known.any() or tribes.curve is None or self.resolution is None:
            return None, replace(self, resolution=chosen)
        lowest = min(chosen, self.resolution)
        candidates = _find_candidates(tribes, tribes.curve, lowest, seed=seed)
        score = {
            gamma: AGREEMENT_WEIGHT * adjusted_mutual_information(labels[known], remembered[known])
            + stability
            for gamma, (labels, stability) in candidates.items()
        }
        best = max(score, key=lambda gamma: (score[gamma], -gamma))
        if score[best] - score[chosen] <= MIN_GAIN:
            return None, replace(self, resolution=chosen)
        if best > chosen:
            return best, replace(self, resolution=best)
        if self.n_requests + 1 >= MIN_REQUESTS:
            return None, ScaleTracker(chosen)
        return best, ScaleTracker(best, self.n_requests + 1)


def _find_candidates(
    tribes: Tribes, curve: AgreementCurve, lowest: float, *, seed: int
) -> dict[float, tuple[Ints, float]]:
    """Return the groups and the stability at each candidate resolution, `lowest` or more."""
    adjacency = tribes.network.to_scipy("affinity")
    stability = curve.stability.tolist()
    at_choice = stability[int(np.argmin(np.abs(curve.resolutions - tribes.resolution)))]
    candidates = {tribes.resolution: (tribes.labels, at_choice)}
    is_stable = (curve.n_groups > 1) & (curve.stability >= at_choice - MAX_STABILITY_LOSS)
    for index in np.flatnonzero(is_stable & (curve.resolutions >= lowest)).tolist():
        gamma = float(curve.resolutions[index])
        if gamma != tribes.resolution:
            labels = leiden(adjacency, resolution=gamma, seed=seed)
            candidates[gamma] = labels, stability[index]
    return candidates
