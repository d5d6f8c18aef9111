"""The scale of a timeline: the resolution at which tribes of successive windows can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.leiden import leiden
from tribus.community.numbering import NO_TRIBE
from tribus.metrics import adjusted_mutual_information

if TYPE_CHECKING:
    from tribus._core.arrays import Ints
    from tribus.inference.curve import AgreementCurve
    from tribus.tribes.result import Tribes

MAX_STABILITY_LOSS = 0.1  # against the chosen resolution; with more, a resolution is no candidate
SAME_AGREEMENT = 0.03  # AMI; with a smaller difference the finer resolution is as near
MAX_AGREEMENT_LOSS = 0.15  # AMI with the tribes so far; with more, a finer scale must show up again
MAX_WAIT = 1  # windows for which a much finer scale is not taken


@dataclass(frozen=True)
class ScaleTracker:
    """Keeps the scale of a timeline from window to window.

    Attributes
    ----------
    n_waiting
        Number of windows in a row in which a much finer scale was chosen, and not taken.
    """

    n_waiting: int = 0

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
        Candidates are the resolutions on the agreement curve whose stability is at most
        `MAX_STABILITY_LOSS` below the chosen one. The *nearest* candidate has the groups with the
        highest AMI with the tribes so far, among users who had one; it is the finest one within
        `SAME_AGREEMENT` of the highest. It is taken, unless the chosen
        resolution is finer. A finer one is taken at once if its AMI is at most `MAX_AGREEMENT_LOSS`
        lower, as when one tribe of five divides; otherwise only if a window needs it twice in a row. So
        the scale becomes finer with more evidence, and no single window changes it.
        """
        known = remembered != NO_TRIBE
        if not known.any() or tribes.curve is None or not len(tribes):
            return None, self
        candidates = _find_candidates(tribes, tribes.curve, seed=seed)
        agreement = {
            gamma: adjusted_mutual_information(labels[known], remembered[known])
            for gamma, labels in candidates.items()
        }
        enough = max(agreement.values()) - SAME_AGREEMENT
        nearest = max(gamma for gamma, found in agreement.items() if found >= enough)
        if nearest == tribes.resolution:
            return None, ScaleTracker()
        if nearest > tribes.resolution:
            return nearest, ScaleTracker()
        is_near = agreement[tribes.resolution] >= agreement[nearest] - MAX_AGREEMENT_LOSS
        if is_near or self.n_waiting >= MAX_WAIT:
            return None, ScaleTracker()
        return nearest, ScaleTracker(self.n_waiting + 1)


def _find_candidates(tribes: Tribes, curve: AgreementCurve, *, seed: int) -> dict[float, Ints]:
    """Return the groups at each candidate resolution."""
    adjacency = tribes.network.to_scipy("affinity")
    candidates = {tribes.resolution: tribes.labels}
    at_choice = curve.stability[np.argmin(np.abs(curve.resolutions - tribes.resolution))]
    is_stable = (curve.n_groups > 1) & (curve.stability >= at_choice - MAX_STABILITY_LOSS)
    for gamma in curve.resolutions[is_stable].tolist():
        if gamma != tribes.resolution:
            candidates[gamma] = leiden(adjacency, resolution=gamma, seed=seed)
    return candidates
