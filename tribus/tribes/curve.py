"""How well groups survive a resampling of events at each resolution, and which one to take."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from tribus._cards import Card, ShowsCard
from tribus.measures import adjusted_mutual_information

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tribus._arrays import Bools, Floats, Ints

AS_GOOD = 0.04  # agreements that differ by less are equally good
WELL = 0.75  # agreement; less is what tiny groups of a sparse network have, and means nothing
CLEARLY, KNOWN = 3.0, 0.005  # standard errors, and an error at which one need not know better
SMALLEST_GROUP = 3  # smaller ones do not make a partition
FEWEST_GROUPS = 2


@dataclass(frozen=True, eq=False, repr=False)
class AgreementCurve(ShowsCard):
    """How well groups survive a resampling of events, for each resolution tried.

    Attributes
    ----------
    resolutions
        γ, ascending, shape `(n,)`.
    agreement
        Mean adjusted mutual information between the groups of any two resamples, shape `(n,)`.
    short_of_best
        Standard error of its difference from the best agreement (jackknife over resamples).
    n_groups
        Median number of groups of at least three users.
    chosen
        Place of the resolution taken.
    """

    resolutions: Floats
    agreement: Floats
    short_of_best: Floats
    n_groups: Floats
    chosen: int

    @classmethod
    def of_labels(cls, resolutions: Sequence[float], found: Sequence[Sequence[Ints]]) -> AgreementCurve:
        """Draw the curve from the groups found at each resolution on each resample."""
        agreements = np.array([_agree_pairwise(labels) for labels in found])
        n_groups = np.median([[_count_groups(labels) for labels in each] for each in found], axis=1)
        mean, is_answer = _mean_pairwise(agreements), n_groups >= FEWEST_GROUPS
        best = _best(mean, n_groups)
        error = np.array([_jackknife_error(agreements[best] - other) for other in agreements])
        survives = is_answer & (mean[best] - mean <= np.maximum(error, AS_GOOD))
        chosen = _middle_of_longest_run(survives) if survives.any() else _nearest(resolutions, 1.0)
        columns = np.array(resolutions), mean, error, n_groups
        for column in columns:
            column.flags.writeable = False
        return cls(*columns, chosen)

    @property
    def resolution(self) -> float:
        """The resolution taken."""
        return float(self.resolutions[self.chosen])

    @property
    def is_steady(self) -> bool:
        """Whether more resamples would hardly change which resolutions survive.

        Each either falls short of the best by clearly more or clearly less than 0.04 (by three standard
        errors), or is known to 0.005.
        """
        error = self.short_of_best
        best = self.agreement[_best(self.agreement, self.n_groups)]
        clear = np.abs(best - self.agreement - AS_GOOD) > CLEARLY * error
        is_answer = self.n_groups >= FEWEST_GROUPS
        return bool(np.all(clear | (error <= KNOWN) | ~is_answer))

    @property
    def rises_to_its_end(self) -> bool:
        """Whether groups survive best, and well, at the finest resolution: finer ones may be better."""
        finest = len(self.resolutions) - 1
        return _best(self.agreement, self.n_groups) == finest and bool(self.agreement[finest] >= WELL)

    def to_frame(self) -> pd.DataFrame:
        """One row a resolution: `resolution`, `agreement`, `standard_error`, `groups`, `chosen`."""
        import pandas as pd

        return pd.DataFrame(
            {
                "resolution": self.resolutions,
                "agreement": self.agreement,
                "standard_error": self.short_of_best,
                "groups": self.n_groups,
                "chosen": np.arange(len(self.resolutions)) == self.chosen,
            }
        )

    def _card(self) -> Card:
        facts = [
            f"resolution {self.resolution:.3g}",
            f"agreement {self.agreement[self.chosen]:.2f}",
            f"{self.n_groups[self.chosen]:.0f} groups",
        ]
        rows = [
            (f"{resolution:.2f}", f"{agreement:.2f}", f"{groups:.0f}", "taken" if taken else "")
            for resolution, agreement, _, groups, taken in self.to_frame().itertuples(index=False)
        ]
        header = ("resolution", "agreement", "groups", "")
        return Card(title="Agreement of resamples", facts=facts, header=header, rows=rows)


def _best(agreement: Floats, n_groups: Floats) -> int:
    """Place of the best agreement among resolutions that give two groups or more."""
    return int(np.argmax(np.where(n_groups >= FEWEST_GROUPS, agreement, -np.inf)))


def _middle_of_longest_run(survives: Bools) -> int:
    """Middle of the longest unbroken run: of two as long the finer run, of two middles the coarser."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], survives, [False]])))
    start, end = edges[::2], edges[1::2]
    longest = int(np.flatnonzero(end - start == (end - start).max())[-1])
    return int(start[longest] + end[longest] - 1) // 2


def _nearest(resolutions: Sequence[float], wanted: float) -> int:
    return int(np.argmin(np.abs(np.array(resolutions) - wanted)))


def _agree_pairwise(found: Sequence[Ints]) -> Floats:
    """Agreement of each two resamples; symmetric, with an empty diagonal."""
    agreement = np.zeros((len(found), len(found)))
    for one, other in combinations(range(len(found)), 2):
        agreement[one, other] = adjusted_mutual_information(found[one], found[other])
    return agreement + agreement.T


def _mean_pairwise(agreement: Floats) -> Floats:
    n_resamples = agreement.shape[-1]
    mean: Floats = agreement.sum(axis=(-1, -2)) / (n_resamples * (n_resamples - 1))
    return mean


def _jackknife_error(difference: Floats) -> float:
    """Standard error of a mean over pairs of resamples, leaving out one resample at a time."""
    n_resamples = len(difference)
    without = difference.sum() - 2 * difference.sum(axis=1)
    means = without / ((n_resamples - 1) * (n_resamples - 2))
    return float(np.sqrt((n_resamples - 1) * means.var()))


def _count_groups(labels: Ints) -> int:
    return int((np.bincount(labels) >= SMALLEST_GROUP).sum())
