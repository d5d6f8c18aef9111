"""The scale of a timeline: one resolution for all windows, so that their tribes can be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.leiden import leiden
from tribus.community.numbering import NO_TRIBE
from tribus.inference.curve import MAX_NULL_AGREEMENT
from tribus.inference.scales import SAME_SCALE_TOLERANCE
from tribus.metrics import adjusted_mutual_information

if TYPE_CHECKING:
    from tribus._core.arrays import Ints
    from tribus.inference.curve import AgreementCurve
    from tribus.ties.evidence import Evidence
    from tribus.tribes.result import Tribes

MAX_STABILITY_LOSS = 0.15  # against the chosen resolution; with more, a resolution is no candidate
AGREEMENT_WEIGHT = 2.0  # of the AMI with the tribes so far, relative to the stability
MIN_GAIN = 0.03  # of the sum of both, to leave the chosen resolution
MIN_REQUESTS = 2  # windows that must choose a finer scale before it is taken
MAX_SIZE_RATIO = 2.0  # of the evidence since the last inference; with more, the scale is inferred again


class EvidenceSize(NamedTuple):
    """Size of the evidence of a window.

    Attributes
    ----------
    n_users
        Number of users with a tie.
    n_ties
        Number of ties.
    n_events
        Number of events, faded by age.
    """

    n_users: int
    n_ties: int
    n_events: float

    @classmethod
    def of_evidence(cls, evidence: Evidence) -> EvidenceSize:
        """Return the size of the evidence of a window."""
        structure = evidence.structure
        n_events = float(evidence.total(faded=False).sum())
        return cls(structure.n_users, len(structure.indices) // 2, n_events)

    def resembles(self, other: EvidenceSize) -> bool:
        """Return whether no number differs by more than a factor of `MAX_SIZE_RATIO`."""
        return all(
            max(one, another) <= MAX_SIZE_RATIO * min(one, another)
            for one, another in zip(self, other, strict=True)
        )


def measure_agreement(resampled: Ints) -> float:
    """Return the mean AMI of the groups of each resample and the next one."""
    pairs = [adjusted_mutual_information(one, other) for one, other in pairwise(resampled)]
    return float(np.mean(pairs))


@dataclass(frozen=True)
class ScaleTracker:
    """Keeps the scale of a timeline from window to window.

    Attributes
    ----------
    resolution
        Resolution of the last window with tribes; None before it.
    n_requests
        Number of windows that chose a finer scale, since the last one that was taken.
    inferred_at
        Size of the evidence in the last window whose scale was inferred; None if the scale may not be
        kept yet.
    agreement
        Agreement of the resamples in that window.
    """

    resolution: float | None = None
    n_requests: int = 0
    inferred_at: EvidenceSize | None = None
    agreement: float = 0.0

    def keeps(self, size: EvidenceSize) -> bool:
        """Return whether a window with evidence of this size may keep the scale without inference.

        Notes
        -----
        The scale is inferred until two successive windows have the same one; the first window is enough
        if its users are certain. From then on a window keeps the scale, if its evidence is at most twice
        or half as large as in the last window with an inference, and if resamples agree about as well as
        there (`still_fits`). Otherwise it is inferred again. So the scale of steady data is inferred two
        or three times, and the other windows cost a small part of that.
        """
        return self.inferred_at is not None and self.inferred_at.resembles(size)

    def still_fits(self, agreement: float) -> bool:
        """Return whether resamples agree as well as when the scale was inferred, within a tolerance."""
        return agreement >= self.agreement - SAME_SCALE_TOLERANCE

    def settle(self, size: EvidenceSize, agreement: float, *, is_known: bool) -> ScaleTracker:
        """Return the tracker after an inference; `is_known` is whether its scale may be kept."""
        return replace(self, inferred_at=size if is_known else None, agreement=agreement)

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


def is_same_scale(tribes: Tribes, resolution: float, *, seed: int) -> bool:
    """Return whether another resolution has the same groups within a tolerance."""
    if resolution == tribes.resolution:
        return True
    groups = leiden(tribes.network.to_scipy("affinity"), resolution=resolution, seed=seed)
    return adjusted_mutual_information(tribes.labels, groups) >= 1 - SAME_SCALE_TOLERANCE


def _find_candidates(
    tribes: Tribes, curve: AgreementCurve, lowest: float, *, seed: int
) -> dict[float, tuple[Ints, float]]:
    """Return the groups and the stability at each candidate resolution, `lowest` or more.

    Where rewired networks agree completely, such as on separate components, the stability is undefined
    (`tribus.inference.curve`). There the agreement counts, as where a rewired network is one group.
    """
    adjacency = tribes.network.to_scipy("affinity")
    is_undefined = curve.null_agreement >= MAX_NULL_AGREEMENT
    stability = np.where(is_undefined, curve.agreement, curve.stability).tolist()
    at_choice = stability[int(np.argmin(np.abs(curve.resolutions - tribes.resolution)))]
    candidates = {tribes.resolution: (tribes.labels, at_choice)}
    is_stable = (curve.n_groups > 1) & (np.array(stability) >= at_choice - MAX_STABILITY_LOSS)
    for index in np.flatnonzero(is_stable & (curve.resolutions >= lowest)).tolist():
        gamma = float(curve.resolutions[index])
        if gamma != tribes.resolution:
            labels = leiden(adjacency, resolution=gamma, seed=seed)
            candidates[gamma] = labels, stability[index]
    return candidates
