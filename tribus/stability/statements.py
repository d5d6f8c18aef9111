"""What many runs say of people and tribes: who stays with whom, and which tribes come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.metrics import adjusted_mutual_information
from tribus.stability.runs import NOT_SEEN

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64

NEXT_RUNS = 5  # with which each run is compared: as good as all pairs, at a cost linear in the runs


@dataclass(frozen=True, eq=False)
class Statements:
    """What runs say of each user and tribe; `Stability` explains each.

    Attributes
    ----------
    certainty, probability, second_probability, seen
        Of each user, float64, shape `(n_users,)`.
    second
        Of each user, int32, shape `(n_users,)`; -1 for none.
    survival
        Of each tribe, float64, shape `(n_tribes,)`.
    """

    certainty: Floats
    probability: Floats
    second: Ints
    second_probability: Floats
    seen: Floats
    survival: Floats

    @classmethod
    def of_runs(cls, tribes: Ints, found: Ints) -> Statements:
        """Compare the tribes of the reference with those of each run, shape `(n_runs, n_users)`."""
        n_runs, n_tribes = len(found), int(tribes.max(initial=NO_TRIBE)) + 1
        together, survived = np.zeros(len(tribes)), np.zeros(n_tribes)
        counterpart = np.empty_like(found)
        for run, labels in enumerate(found):
            overlap = _Overlap.of(tribes, labels, n_tribes)
            together += overlap.share_together(tribes)
            survived += overlap.survival()
            counterpart[run] = overlap.counterparts(tribes, labels)
        second, times = _most_frequent_other(tribes, counterpart)
        return cls(
            certainty=np.where(tribes >= 0, together / n_runs, np.nan),
            probability=(counterpart == tribes).mean(axis=0),
            second=second,
            second_probability=times / n_runs,
            seen=(found != NOT_SEEN).mean(axis=0),
            survival=survived / n_runs,
        )


@dataclass(frozen=True, eq=False)
class _Overlap:
    """How many users each tribe shares with each group of a run, of those who have a tie in the run.

    `tribe`, `group` and `shared` have a row for each pair that shares a user; `pair` is the row of each
    user, -1 for those who are in no tribe or no group. `tribe_size` and `group_size` count users.
    """

    tribe: Ints64
    group: Ints64
    shared: Ints64
    pair: Ints64
    tribe_size: Ints64
    group_size: Ints64

    @classmethod
    def of(cls, tribes: Ints, labels: Ints, n_tribes: int) -> _Overlap:
        n_groups = int(labels.max(initial=NO_TRIBE)) + 1
        both = (tribes >= 0) & (labels >= 0)
        keys = tribes[both].astype(np.int64) * n_groups + labels[both]
        keys, number, shared = np.unique(keys, return_inverse=True, return_counts=True)
        pair = np.full(len(tribes), -1, np.int64)
        pair[both] = number
        return cls(
            tribe=keys // max(n_groups, 1),
            group=keys % max(n_groups, 1),
            shared=shared,
            pair=pair,
            tribe_size=np.bincount(tribes[(tribes >= 0) & (labels != NOT_SEEN)], minlength=n_tribes),
            group_size=np.bincount(labels[labels >= 0], minlength=n_groups),
        )

    def jaccard(self) -> Floats:
        """Shared users of each pair as a share of those of either."""
        either = self.tribe_size[self.tribe] + self.group_size[self.group] - self.shared
        likeness: Floats = self.shared / either
        return likeness

    def share_together(self, tribes: Ints) -> Floats:
        """With which share of their companions each user is together; 0 without any."""
        placed = np.flatnonzero(self.pair >= 0)
        companions = self.tribe_size[tribes[placed]] - 1
        share = np.zeros(len(tribes))
        share[placed] = (self.shared[self.pair[placed]] - 1) / np.maximum(companions, 1)
        return share

    def survival(self) -> Floats:
        """Jaccard likeness of each tribe to the group of the run that is most like it."""
        best = np.zeros(len(self.tribe_size))
        np.maximum.at(best, self.tribe, self.jaccard())
        return best

    def counterparts(self, tribes: Ints, labels: Ints) -> Ints:
        """Which tribe the group of each user stands for: the user's own if it holds most of that tribe.

        Otherwise it is the tribe most like the group; of two alike, the larger one.
        """
        order = np.lexsort((self.tribe, -self.jaccard(), self.group))
        first = np.ones(len(order), np.bool_)
        first[1:] = np.diff(self.group[order]) > 0
        stands_for = np.full(len(self.group_size) + 1, NO_TRIBE, np.int32)  # the last: of no group
        stands_for[self.group[order[first]]] = self.tribe[order[first]]
        counterpart: Ints = stands_for[np.maximum(labels, NO_TRIBE)]
        placed = np.flatnonzero(self.pair >= 0)
        holds_most = 2 * self.shared[self.pair[placed]] > self.tribe_size[tribes[placed]]
        stay = placed[holds_most]
        counterpart[stay] = tribes[stay]
        return counterpart


def _most_frequent_other(tribes: Ints, counterpart: Ints) -> tuple[Ints, Ints64]:
    """Of each user the tribe, but for their own, that comes most often, and how often it comes.

    Of two that come as often it is the larger tribe.
    """
    n_runs, n_users = counterpart.shape
    nothing = np.iinfo(np.int32).max
    others = np.where((counterpart == tribes) | (counterpart < 0), nothing, counterpart)
    others.sort(axis=0)
    second, times = np.full(n_users, NO_TRIBE, np.int32), np.zeros(n_users, np.int64)
    length = np.zeros(n_users, np.int64)
    for run in range(n_runs):
        goes_on = others[run] == others[run - 1] if run else np.zeros(n_users, np.bool_)
        length = np.where(goes_on, length + 1, 1)
        is_most = (length > times) & (others[run] != nothing)
        second[is_most], times[is_most] = others[run][is_most], length[is_most]
    return second, times


def measure_agreement(found: Ints) -> float:
    """Mean AMI of each run with the next five, among users who have a tie in both; NaN without any."""
    n_runs = len(found)
    steps = range(1, min(NEXT_RUNS, n_runs // 2) + 1)
    pairs = sorted(
        {tuple(sorted((run, (run + step) % n_runs))) for run in range(n_runs) for step in steps}
    )
    agreement = []
    for one, other in pairs:
        both = (found[one] != NOT_SEEN) & (found[other] != NOT_SEEN)
        if both.any():
            agreement.append(adjusted_mutual_information(found[one][both], found[other][both]))
    return float(np.mean(agreement)) if agreement else float("nan")
