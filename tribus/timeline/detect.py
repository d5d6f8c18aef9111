"""Tribes of one window, found cold: without the tribes of other windows as a start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.network.build import weigh_evidence
from tribus.ties.affinity import AffinityTerms
from tribus.ties.bond import UNANSWERED_WEIGHT
from tribus.timeline.fading import MIN_CERTAINTY
from tribus.timeline.resamples import WindowResamples
from tribus.timeline.scale import EvidenceSize, is_same_scale, measure_agreement
from tribus.tribes.find import find_tribes

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.network import Network
    from tribus.ties.evidence import Evidence
    from tribus.timeline.identity import Memory
    from tribus.timeline.scale import ScaleTracker
    from tribus.tribes.result import Tribes


@dataclass(frozen=True, kw_only=True)
class DetectOptions:
    """Options of `find_tribes` in each window, and the number of resamples of its groups."""

    resolution: float | str
    significance: float | None
    min_size: int
    seed: int
    resamples: int


class FoundTribes(NamedTuple):
    """Groups of one window.

    Attributes
    ----------
    users
        Users with a tie, indices into all ids, ascending, int64, shape `(n_users,)`.
    labels
        Group of each, -1 for none, int32.
    n_tribes
        Number of tribes; groups with this label or a larger one are audiences.
    certainty
        Mean share of a user's companions who are in the same group in a resample, 0 to 1, float64; NaN
        without a group.
    resamples
        The resamples of the window, with their groups.
    """

    users: Ints64
    labels: Ints
    n_tribes: int
    certainty: Floats
    resamples: WindowResamples

    @property
    def mean_certainty(self) -> float:
        """Mean certainty of the users with a group; 0 if nobody has one."""
        known = self.certainty[np.isfinite(self.certainty)]
        return float(known.mean()) if len(known) else 0.0

    @classmethod
    def of_tribes(cls, tribes: Tribes, rows: Ints64, options: DetectOptions) -> FoundTribes:
        """Return the groups of a window; `rows` are the indices of its users into all ids."""
        order = np.argsort(rows)
        resamples = WindowResamples(
            tribes.network, order, tribes.resolution, options.seed, options.resamples
        )
        labels = tribes.labels[order]
        certainty = measure_certainty(labels, resamples.groups)
        return cls(rows[order], labels, len(tribes), certainty, resamples)


def network_of(evidence: Evidence) -> Network:
    """Return the network of a window, with the balanced affinity in all windows."""
    return weigh_evidence(
        evidence,
        AffinityTerms(),
        unanswered_weight=UNANSWERED_WEIGHT,
        half_life=None,
        asked_half_life=None,
    )


def detect_tribes(
    evidence: Evidence, rows: Ints64, memory: Memory, tracker: ScaleTracker, options: DetectOptions
) -> tuple[FoundTribes, ScaleTracker]:
    """Return the groups of a window, with their certainty, and the tracker after it.

    Parameters
    ----------
    evidence
        Evidence of the window.
    rows
        Index into all ids of each user of the evidence.
    memory
        Tribes of earlier windows. Only the choice among stable scales depends on them.
    tracker
        Keeps the scale. While the evidence is steady, the scale is not inferred again.
    options
        Options of `find_tribes`.
    """
    network = network_of(evidence)

    def find(resolution: float | str) -> Tribes:
        return find_tribes(
            network,
            resolution=resolution,
            significance=options.significance,
            min_size=options.min_size,
            seed=options.seed,
            progress=False,
        )

    size = EvidenceSize.of_evidence(evidence)
    if options.resolution == "auto" and tracker.resolution is not None and tracker.keeps(size):
        tribes = find(tracker.resolution)
        found = FoundTribes.of_tribes(tribes, rows, options)
        if len(tribes) and tracker.still_fits(measure_agreement(found.resamples.groups)):
            return found, tracker
    tribes, last = find(options.resolution), tracker
    if options.resolution == "auto":
        resolution, tracker = tracker.follow(tribes, memory.tribe_of(rows), seed=options.seed)
        tribes = tribes if resolution is None else find(resolution)
    found = FoundTribes.of_tribes(tribes, rows, options)
    if last.resolution is None:
        is_known = found.mean_certainty > MIN_CERTAINTY
    else:
        is_known = last.n_requests == tracker.n_requests and is_same_scale(
            tribes, last.resolution, seed=options.seed
        )
    agreement = measure_agreement(found.resamples.groups)
    return found, tracker.settle(size, agreement, is_known=is_known)


def measure_certainty(labels: Ints, resampled: Ints) -> Floats:
    """Return the mean share of each user's companions who share the user's group in a resample.

    Parameters
    ----------
    labels
        Group of each user, -1 for none, shape `(n_users,)`.
    resampled
        Group of each user in each resample, shape `(resamples, n_users)`.

    Returns
    -------
    array of float64, shape (n_users,)
        0 to 1; NaN for users without a group, and for a group of one.
    """
    certainty = np.full(len(labels), np.nan)
    placed = np.flatnonzero(labels != NO_TRIBE)
    if not len(placed) or not len(resampled):
        return certainty
    own = labels[placed]
    companions = np.bincount(own)[own] - 1
    together = np.zeros(len(placed))
    for groups in resampled[:, placed]:
        pair = own.astype(np.int64) * (int(groups.max()) + 1) + groups
        _, index, n_users = np.unique(pair, return_inverse=True, return_counts=True)
        together += n_users[index] - 1
    with np.errstate(invalid="ignore"):
        certainty[placed] = together / (len(resampled) * companions)
    return certainty
