"""Summary of many runs: the certainty of each user, the survival of each tribe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import mark_first
from tribus.community.numbering import NO_TRIBE
from tribus.inference.certainty import is_in_own_tribe, measure_certainty
from tribus.metrics import adjusted_mutual_information
from tribus.stability.runs import NOT_SEEN

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints64

N_NEXT_RUNS = 5  # each run is compared with the next ones: linear time, about as exact as all pairs


@dataclass(frozen=True, eq=False)
class RunSummary:
    """Certainty of users and survival of tribes over all runs; `Stability` documents each.

    Attributes
    ----------
    certainty, probability, second_probability, seen
        One value for each user, float64, shape `(n_users,)`.
    second
        One value for each user, int32, shape `(n_users,)`; -1 for none.
    survival
        One value for each tribe, float64, shape `(n_tribes,)`.
    """

    certainty: Floats
    probability: Floats
    second: Ints
    second_probability: Floats
    seen: Floats
    survival: Floats

    @classmethod
    def of_runs(cls, tribes: Ints, run_labels: Ints, *, log_odds: float = 0.0) -> RunSummary:
        """Compare the reference tribes with the tribes of each run, shape `(n_runs, n_users)`.

        `log_odds` is added to the certainties (`tribus.inference.fresh_data`).
        """
        n_runs, n_tribes = len(run_labels), int(tribes.max(initial=NO_TRIBE)) + 1
        survived = np.zeros(n_tribes)
        counterpart = np.empty_like(run_labels)
        for run, labels in enumerate(run_labels):
            overlap = _Overlap.of(tribes, labels, n_tribes)
            survived += overlap.survival()
            counterpart[run] = overlap.counterparts(tribes, labels)
        stays = [is_in_own_tribe(tribes, labels) for labels in run_labels]
        second, times = _most_frequent_other(tribes, counterpart)
        return cls(
            certainty=measure_certainty(tribes, stays, log_odds=log_odds),
            probability=(counterpart == tribes).mean(axis=0),
            second=second,
            second_probability=times / n_runs,
            seen=(run_labels != NOT_SEEN).mean(axis=0),
            survival=survived / n_runs,
        )


@dataclass(frozen=True, eq=False)
class _Overlap:
    """Contingency table of tribes and the groups of a run, among users with a tie in the run.

    `tribe`, `group` and `shared` have a row for each pair with a common user. `pair` is the row of each
    user, -1 for users in no tribe or no group. `tribe_size` and `group_size` are numbers of users.
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
        """Return the Jaccard similarity of each pair."""
        union = self.tribe_size[self.tribe] + self.group_size[self.group] - self.shared
        similarity: Floats = self.shared / union
        return similarity

    def survival(self) -> Floats:
        """Return the Jaccard similarity of each tribe to the most similar group of the run."""
        best = np.zeros(len(self.tribe_size))
        np.maximum.at(best, self.tribe, self.jaccard())
        return best

    def counterparts(self, tribes: Ints, labels: Ints) -> Ints:
        """Return the tribe that corresponds to the group of each user.

        It is the user's own tribe if the group has more than half of it. Otherwise it is the tribe most
        similar to the group; of equally similar tribes, the larger one.
        """
        order = np.lexsort((self.tribe, -self.jaccard(), self.group))
        first = mark_first(self.group[order])
        tribe_of_group = np.full(len(self.group_size) + 1, NO_TRIBE, np.int32)  # last: for no group
        tribe_of_group[self.group[order[first]]] = self.tribe[order[first]]
        counterpart: Ints = tribe_of_group[np.maximum(labels, NO_TRIBE)]
        in_pair = np.flatnonzero(self.pair >= 0)
        has_majority = 2 * self.shared[self.pair[in_pair]] > self.tribe_size[tribes[in_pair]]
        stays = in_pair[has_majority]
        counterpart[stays] = tribes[stays]
        return counterpart


def _most_frequent_other(tribes: Ints, counterpart: Ints) -> tuple[Ints, Ints64]:
    """Return the most frequent other tribe of each user, and its number of runs.

    Of equally frequent tribes it is the larger one.
    """
    n_runs, n_users = counterpart.shape
    none = np.iinfo(np.int32).max
    others = np.where((counterpart == tribes) | (counterpart < 0), none, counterpart)
    others.sort(axis=0)
    second, times = np.full(n_users, NO_TRIBE, np.int32), np.zeros(n_users, np.int64)
    length = np.zeros(n_users, np.int64)
    for run in range(n_runs):
        continues = others[run] == others[run - 1] if run else np.zeros(n_users, np.bool_)
        length = np.where(continues, length + 1, 1)
        is_most = (length > times) & (others[run] != none)
        second[is_most], times[is_most] = others[run][is_most], length[is_most]
    return second, times


def measure_agreement(run_labels: Ints) -> float:
    """Return the mean AMI of each run with the next five, among users with ties in both; else NaN."""
    n_runs = len(run_labels)
    steps = range(1, min(N_NEXT_RUNS, n_runs // 2) + 1)
    pairs = sorted(
        {tuple(sorted((run, (run + step) % n_runs))) for run in range(n_runs) for step in steps}
    )
    agreement = []
    for i, j in pairs:
        in_both = (run_labels[i] != NOT_SEEN) & (run_labels[j] != NOT_SEEN)
        if in_both.any():
            agreement.append(adjusted_mutual_information(run_labels[i][in_both], run_labels[j][in_both]))
    return float(np.mean(agreement)) if agreement else float("nan")
