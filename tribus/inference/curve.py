"""How well groups survive a resampling of events at each resolution, and which scales are real."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._display import Card, Curve, HasCard
from tribus.metrics import adjusted_mutual_information

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tribus._core.arrays import Bools, Floats, Ints
    from tribus._core.provenance import Provenance

AS_GOOD = 0.06  # stabilities that differ by less are equally good
SAME_SCALE = 0.04  # how much less two resolutions may agree than resamples at one, to be one scale
MOST_BY_CHANCE = 0.99  # agreement; beyond it nothing can be told
REAL = 0.75  # of the best stability; what is less stable is no level
WELL = 0.75  # agreement; less is what tiny groups of a sparse network have, and means nothing
CLEARLY, KNOWN = 3.0, 0.005  # standard errors, and an error at which one need not know better
SMALLEST_GROUP = 3  # smaller ones do not make a partition
FEWEST_GROUPS = 2


class Scale(NamedTuple):
    """A scale at which people belong together: γ, and how well its groups survive, if that was asked."""

    resolution: float
    agreement: float = np.nan
    by_chance: float = np.nan
    stability: float = np.nan


class ByChance(NamedTuple):
    """What rewired networks give at each resolution.

    Attributes
    ----------
    agreement
        Mean agreement between the groups of two resamples of one rewired network, shape `(n,)`.
    splits
        Whether most rewired networks fall into two groups or more, bool, shape `(n,)`.
    """

    agreement: Floats
    splits: Bools

    @classmethod
    def of_labels(cls, found: Sequence[Sequence[Sequence[Ints]]]) -> ByChance:
        """Compare the groups that resamples of each rewired network gave at each resolution."""
        agreement, splits = [], []
        for networks in zip(*found, strict=True):  # at one resolution
            split = [labels for labels in networks if min(map(_count_groups, labels)) >= FEWEST_GROUPS]
            pairs = [_mean_pairwise(_agree_pairwise(labels)) for labels in split]
            agreement.append(max(float(np.mean(pairs)), 0.0) if pairs else 0.0)
            splits.append(2 * len(split) > len(networks))
        return cls(np.array(agreement), np.array(splits))


@dataclass(frozen=True, eq=False, repr=False)
class AgreementCurve(HasCard):
    """How well groups survive a resampling of events, for each resolution tried.

    Attributes
    ----------
    resolutions
        γ, ascending, shape `(n,)`.
    agreement
        Mean adjusted mutual information between the groups of any two resamples, shape `(n,)`.
    by_chance
        The same in rewired networks, where nobody belongs together; 0 where these are one group.
    chance_splits
        Whether most rewired networks fall into two groups or more, bool.
    stability
        Agreement beyond chance, `(agreement - by_chance) / (1 - by_chance)`, at most 1.
    short_of_best
        Standard error of its difference from the best stability (jackknife over resamples).
    n_groups
        Median number of groups of at least three users.
    levels
        Places of the scales that are real, from coarse to fine.
    chosen
        Place of the resolution taken.
    made_by
        The call that found the tribes.
    """

    resolutions: Floats
    agreement: Floats
    by_chance: Floats
    chance_splits: Bools
    stability: Floats
    short_of_best: Floats
    n_groups: Floats
    levels: tuple[int, ...]
    chosen: int
    made_by: Provenance | None = None

    @classmethod
    def of_labels(
        cls,
        resolutions: Sequence[float],
        found: Sequence[Sequence[Ints]],
        by_chance: ByChance,
    ) -> AgreementCurve:
        """Draw the curve from the groups found at each resolution on each resample.

        Parameters
        ----------
        resolutions
            γ, ascending.
        found
            For each resolution the labels that each resample gave.
        by_chance
            What rewired networks give at each.
        """
        agreements = np.array([_agree_pairwise(labels) for labels in found])
        n_groups = np.median([[_count_groups(labels) for labels in each] for each in found], axis=1)
        agreement, chance = _mean_pairwise(agreements), np.minimum(by_chance.agreement, MOST_BY_CHANCE)
        stability = (agreement - chance) / (1 - chance)
        is_answer = n_groups >= FEWEST_GROUPS
        fit = _find_fit(is_answer, by_chance.splits)
        best = int(np.argmax(np.where(fit, stability, -np.inf)))
        beyond = agreements / (1 - chance)[:, None, None]
        error = np.array([_jackknife_error(beyond[best] - other) for other in beyond])
        as_good = fit & (stability[best] - stability <= np.maximum(error, AS_GOOD))
        is_real = as_good | (is_answer & (stability >= REAL * stability[best]))
        scale = _find_scales(found, agreement, stability, is_real, by_chance.splits)
        finest = np.flatnonzero(as_good)[-1:].tolist() or [_nearest(resolutions, 1.0)]
        chosen = scale.get(finest[0], finest[0])
        columns = np.array(resolutions), agreement, chance, by_chance.splits, stability, error, n_groups
        for column in columns:
            column.flags.writeable = False
        return cls(*columns, tuple(sorted({*scale.values(), chosen})), chosen)

    @property
    def resolution(self) -> float:
        """The resolution taken."""
        return float(self.resolutions[self.chosen])

    @property
    def scales(self) -> list[Scale]:
        """The scales that are real, from coarse to fine."""
        columns = self.resolutions, self.agreement, self.by_chance, self.stability
        return [Scale(*(float(column[place]) for column in columns)) for place in self.levels]

    @property
    def is_steady(self) -> bool:
        """Whether more resamples would hardly change which resolution is the finest of the good ones.

        It is as good as the best, and each finer one is not, clearly (by three standard errors), or as
        far as a standard error of 0.005 can tell.
        """
        is_answer = self.n_groups >= FEWEST_GROUPS
        fit = _find_fit(is_answer, self.chance_splits)
        if not fit.any():
            return True
        short = self.stability[fit].max() - self.stability[fit] - AS_GOOD
        error = self.short_of_best[fit]
        finest = int(np.flatnonzero(short <= 0)[-1])
        clear = (np.abs(short) > CLEARLY * error) | (error <= KNOWN)
        return bool(clear[finest:].all())

    @property
    def rises_to_its_end(self) -> bool:
        """Whether groups are most stable, and survive well, at the finest γ: so finer ones may be."""
        fit = _find_fit(self.n_groups >= FEWEST_GROUPS, self.chance_splits)
        best = int(np.argmax(np.where(fit, self.stability, -np.inf)))
        return best == len(self.resolutions) - 1 and bool(self.agreement[best] >= WELL)

    def to_frame(self) -> pd.DataFrame:
        """One row a resolution.

        Returns
        -------
        DataFrame
            `resolution`, `agreement`, `by_chance`, `stability`, `standard_error`, `groups` (float64);
            `level`, its number, coarse to fine, -1 for none (int64); `chosen` (bool).
        """
        import pandas as pd

        places = np.arange(len(self.resolutions))
        level = np.full(len(places), -1)
        level[list(self.levels)] = np.arange(len(self.levels))
        return pd.DataFrame(
            {
                "resolution": self.resolutions,
                "agreement": self.agreement,
                "by_chance": self.by_chance,
                "stability": self.stability,
                "standard_error": self.short_of_best,
                "groups": self.n_groups,
                "level": level,
                "chosen": places == self.chosen,
            }
        )

    def _card(self) -> Card:
        facts = [
            f"resolution {self.resolution:.3g}",
            f"stability {self.stability[self.chosen]:.2f}",
            f"{self.n_groups[self.chosen]:.0f} groups",
        ]
        said = [_say_level(number) for number in self.to_frame()["level"].tolist()]
        said[self.chosen] = "taken"
        columns = self.resolutions, self.agreement, self.by_chance, self.stability
        rows = [
            (*(f"{value:.2f}" for value in row), f"{groups:.0f}", what)
            for *row, groups, what in zip(*columns, self.n_groups, said, strict=True)
        ]
        return Card(
            title="Agreement of resamples",
            facts=facts,
            picture=self._sketch(),
            header=("resolution", "agreement", "by chance", "stability", "groups", ""),
            rows=rows,
            made_by=str(self.made_by or ""),
        )

    def _sketch(self) -> Curve:
        """Stability at each resolution, and what chance agrees in."""
        first, last = (f"γ = {self.resolutions[end]:.3g}" for end in (0, -1))
        names = first, "stability, and dashed what chance gives", last
        return Curve(names, self.stability.tolist(), self.by_chance.tolist(), self.levels, self.chosen)


def _say_level(number: int) -> str:
    return f"level {number}" if number >= 0 else ""


def _find_fit(is_answer: Bools, splits: Bools) -> Bools:
    """Which resolutions can be taken: where chance has groups too, or else any that gives groups.

    Where even a rewired network is one group, γ is too coarse to compare with chance. Nothing is lost:
    what has no inner structure does not fall apart before a rewired network as a whole does.
    """
    return is_answer & splits if (is_answer & splits).any() else is_answer


def _find_scales(
    found: Sequence[Sequence[Ints]],
    agreement: Floats,
    stability: Floats,
    is_real: Bools,
    splits: Bools,
) -> dict[int, int]:
    """For each place that is real, the most stable place of the same scale.

    From the most stable on, each joins the scale with which its resamples agree as well as with one
    another. Resolutions too coarse to split even chance make scales of their own.
    """
    scale: dict[int, int] = {}
    for place in sorted(np.flatnonzero(is_real).tolist(), key=lambda place: (-stability[place], place)):
        near = {
            other: _agree_across(found[place], found[other])
            for other in set(scale.values())
            if splits[other] == splits[place]
        }
        nearest = max(near, key=lambda other: (near[other], -other), default=place)
        enough = min(agreement[place], agreement[nearest]) - SAME_SCALE
        scale[place] = nearest if near.get(nearest, -np.inf) >= enough else place
    return scale


def _nearest(resolutions: Sequence[float], wanted: float) -> int:
    return int(np.argmin(np.abs(np.array(resolutions) - wanted)))


def _agree_across(found: Sequence[Ints], others: Sequence[Ints]) -> float:
    """Mean agreement of each resample at one resolution with the next resample at another."""
    following = [*others[1:], others[0]]
    pairs = zip(found, following, strict=True)
    return float(np.mean([adjusted_mutual_information(one, other) for one, other in pairs]))


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
