"""Choice of the half-life of a timeline: the fading whose tribes best predict the next events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.leiden import leiden
from tribus.metrics import modularity
from tribus.ties.affinity import AffinityTerms, weigh_affinity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Adjacency, Floats, Ints
    from tribus.timeline.windows import Windows

HALF_LIVES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)  # in windows, or in steps if a step is longer
DEFAULT_HALF_LIFE = 2.0  # until a window with earlier events can be predicted
MIN_CERTAINTY = 0.95  # of the first window; with more, earlier events do not count until then
MAX_LOSS = 0.001  # of the modularity; half-lives with a smaller loss predict equally well
SAME_SCORE = 1e-9  # relative difference that is rounding
FIRST_TRIALS = 4  # windows that are all predicted; later ones at a ratio of about 1.5


class Trial(NamedTuple):
    """Groups of one window with each half-life, to be compared with the next window.

    Attributes
    ----------
    window
        Number of the window.
    groups
        Group of each user, int32, -1 without evidence, shape `(n_half_lives, n_users)`.
    """

    window: int
    groups: Ints


@dataclass(frozen=True, eq=False)
class HalfLifeChoice:
    """Half-lives in comparison, with their predictions so far.

    Attributes
    ----------
    scores
        Sum of the modularities of the predicted windows, shape `(n_half_lives,)`.
    trial
        Groups to be compared with the next window; None if that is not a trial.
    certainty
        Mean certainty of the users of the first window, 0 to 1.
    """

    scores: Floats
    trial: Trial | None = None
    certainty: float = 0.0

    @classmethod
    def unknown(cls) -> HalfLifeChoice:
        """Return the choice before the first window."""
        return cls(np.zeros(len(HALF_LIVES)))

    @property
    def chosen(self) -> float:
        """The half-life, in windows: the middle one, by logarithm, of those that predict well."""
        best = self.scores.max()
        if best <= 0 or np.ptp(self.scores) <= SAME_SCORE * best:
            return 0.0 if self.certainty > MIN_CERTAINTY else DEFAULT_HALF_LIFE
        good = np.flatnonzero(self.scores >= best * (1 - MAX_LOSS))
        return HALF_LIVES[good[(len(good) - 1) // 2]]

    def see_first(self, certainty: float) -> HalfLifeChoice:
        """Return the choice with the mean certainty of the users of the first window."""
        return replace(self, certainty=certainty)

    def update(self, windows: Windows, number: int) -> HalfLifeChoice:
        """Return the choice after a window: with its events predicted, and its own groups.

        Notes
        -----
        The groups of the window before, found at γ = 1 with each half-life, are compared with the
        events of this window that are not in the window before. The score of a half-life is the sum of
        the modularities of its groups on the affinity of these events, over all windows so far; users
        without a group count as groups of one. All half-lives whose score is within `MAX_LOSS` of the
        best predict equally well, and the one in the middle is chosen. Only earlier windows decide, so a
        later window never changes the half-life of an earlier one. Windows 1 to 4 are predicted, then
        fewer and fewer, so that the cost is small.

        References
        ----------
        Dawid (1984), Present position and potential developments: the prequential approach,
        doi:10.2307/2981683.
        """
        scores = self.scores
        if self.trial is not None:
            scores = scores + _predict(windows, number, self.trial)
        trial = None
        if _is_trial(number + 1):
            trial = Trial(number, _find_groups(windows, number))
        return replace(self, scores=scores, trial=trial)


def _is_trial(number: int) -> bool:
    """Return whether a window is predicted: 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, ..."""
    while number > FIRST_TRIALS and number % 2 == 0:
        number //= 2
    return number <= FIRST_TRIALS


def _find_groups(windows: Windows, number: int) -> Ints:
    """Return the group of each user with each half-life, found on one sparsity structure."""
    lives = [half_life * windows.schedule.steps_per_window for half_life in HALF_LIVES]
    evidence = windows.evidence(number, half_life=lives[-1])
    groups = np.full((len(lives), windows.counts.n_users), -1, np.int32)
    if evidence is None:
        return groups
    rows, structure = windows.rows_of(evidence), evidence.structure
    for found, half_life in zip(groups, lives, strict=True):
        counts = windows.counts_on(evidence, number, half_life=half_life)
        affinity = weigh_affinity(structure, counts, AffinityTerms())
        labels = leiden(structure.to_csr(affinity))
        is_tied = structure.sum_rows(affinity) > 0
        found[rows[is_tied]] = labels[is_tied]
    return groups


def _predict(windows: Windows, number: int, trial: Trial) -> Floats:
    """Return the modularity of the groups of a trial on the new events of a window."""
    evidence = windows.evidence(number, half_life=0.0, new_since=trial.window)
    if evidence is None:
        return np.zeros(len(trial.groups))
    affinity = weigh_affinity(evidence.structure, evidence.counts, AffinityTerms())
    adjacency, rows = evidence.structure.to_csr(affinity), windows.rows_of(evidence)
    return _measure(adjacency, [groups[rows] for groups in trial.groups])


def _measure(adjacency: Adjacency, labels: Sequence[Ints]) -> Floats:
    return np.nan_to_num([modularity(adjacency, found) for found in labels])
