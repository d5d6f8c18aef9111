"""Whether groups are there at all: set against networks in which nobody belongs together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._display import Card, HasCard, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus._core.provenance import Provenance
    from tribus.inference.sampler import GroupSampler
    from tribus.metrics.cohesion import Cohesion
    from tribus.network import Network

FEWEST = 10  # people; fewer can be tied in so few ways that any is likely
CLEAR = 6.0  # of the bound below: chance does this less than once in 60 million networks
FIRST = 9  # rewired networks, which most networks of chance are not above
LEAST_LEVEL = 0.001  # beyond it there would be too many networks to rewire
TYPICAL = 0.5  # p-value of a group as chance gives them
LEAST_SHOWN = 0.001
NOTHING = 1e-12  # share of all weight


class Groups(NamedTuple):
    """How groups hold together at some resolutions.

    Attributes
    ----------
    resolutions
        Each γ.
    held
        The groups found at each.
    by_chance
        For each rewired network the groups found at each.
    """

    resolutions: Sequence[float]
    held: Sequence[Cohesion]
    by_chance: Sequence[Sequence[Cohesion]]

    def compare(self) -> Iterator[Floats]:
        """At each resolution the p-value of every group (`compare_groups`)."""
        for held, *by_chance in zip(self.held, *self.by_chance, strict=True):
            yield (
                compare_groups(held, by_chance) if by_chance else np.full(len(held.volume_share), np.nan)
            )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Verdict(HasCard):
    """Whether a network has any groups, and which of them are more than chance gives.

    Attributes
    ----------
    p_value
        How likely a network in which nobody belongs together has groups as clear as these, 0 to 1; NaN
        if it was not asked, or if fewer than ten people deal with anybody, too few to tell.
    level
        Above it there are no tribes; None if groups are taken as they come.
    excess
        Modularity of the groups above that of rewired networks, at the resolution where it is clearest.
    n_rewired
        Networks rewired to tell.
    made_by
        The call that found the tribes.
    """

    p_value: float
    level: float | None
    excess: float
    n_rewired: int
    made_by: Provenance | None = None

    @property
    def has_tribes(self) -> bool:
        """Whether there is more than chance gives; where that is not told, groups are believed."""
        return math.isnan(self.p_value) or (self.level is not None and self.p_value <= self.level)

    def accept(self, p_values: Floats) -> Bools:
        """Which groups hold together better than most by chance; none, where there are no tribes.

        The level has been kept for all groups at once: that each reached it too would be asking twice.
        """
        if math.isnan(self.p_value):
            return np.ones(len(p_values), np.bool_)
        return (p_values < TYPICAL) & self.has_tribes

    def to_frame(self) -> pd.DataFrame:
        """One row: `p_value`, `level`, `excess` (float64), `n_rewired` (int64), `has_tribes` (bool)."""
        import pandas as pd

        numbers = {name: value for name, value in vars(self).items() if name != "made_by"}
        frame = pd.DataFrame([numbers]).astype({"level": float})
        return frame.assign(has_tribes=self.has_tribes)

    @property
    def message(self) -> str:
        """One line: whether there are tribes, and how sure that is."""
        if self.level is None:
            return "not set against chance"
        if math.isnan(self.p_value):
            return "too few people to tell from chance"
        small = self.p_value < LEAST_SHOWN
        how_sure = f"p {'<' if small else '='} {max(self.p_value, LEAST_SHOWN):.2g}"
        return f"{'clearer' if self.has_tribes else 'no clearer'} than chance gives ({how_sure})"

    def _card(self) -> Card:
        beside = plural(self.n_rewired, "rewired network")
        compared = [f"modularity {self.excess:+.2f} beside {beside}"] if self.n_rewired else []
        return Card(
            title="Verdict",
            facts=[self.message, *compared],
            made_by=str(self.made_by or ""),
        )


def weigh_chance(
    sampler: GroupSampler, groups: Groups, resolutions: Sequence[float], *, level: float | None
) -> Verdict:
    """How likely chance gives groups as clear as these.

    Parameters
    ----------
    sampler
        Rewires more networks, if those at hand do not tell.
    groups
        What was found at some resolutions, in this network and in a few rewired ones.
    resolutions
        At which it is looked for groups, if these do not tell.
    level
        At which it is to be told; None if nobody asks, and then no more networks are rewired.

    Notes
    -----
    The modularity Q of the best groups is compared at each resolution. Moving one tie of weight w
    changes Q by at most 2 w / W, with the weight W of all ties; so a rewired network's Q lies above
    its mean by t with a probability of at most `exp(-t² n / 2)`, with `n = W² / Σ w²`, the number of
    ties that count (McDiarmid 1989). Where the excess is so large that this is below exp(-18), that is
    the answer. Otherwise more networks are rewired: every Q is measured by the mean of all networks at
    its resolution and by their standard deviation there, to which its median over the resolutions is
    added; each network stands with its largest, and the p-value is the share of the networks that
    reach this one's. There are as many as it takes to reach the
    level, at most 999, but only 9 if not even of these this one is the clearest.

    References
    ----------
    McDiarmid (1989), On the method of bounded differences, doi:10.1017/CBO9781107359949.008. Guimerà,
    Sales-Pardo & Amaral (2004), Modularity from fluctuations in random graphs and complex networks,
    doi:10.1103/PhysRevE.70.025101. Besag & Clifford (1989), Generalized Monte Carlo significance tests,
    doi:10.1093/biomet/76.4.633, for ranks. Tusher, Tibshirani & Chu (2001), Significance analysis of
    microarrays, doi:10.1073/pnas.091062498, for the constant added to the deviation.
    """
    if level is None:
        return Verdict(p_value=math.nan, level=None, excess=math.nan, n_rewired=0)
    quality = [_measure_quality(held, groups.resolutions) for held in (groups.held, *groups.by_chance)]
    if np.count_nonzero(np.diff(sampler.network.evidence.structure.indptr)) < FEWEST:
        return _tell(math.nan, level, quality)
    clearness = _find_excess(quality) * math.sqrt(count_ties(sampler.network))
    if clearness >= CLEAR:
        return _tell(math.exp(-(clearness**2) / 2), level, quality)
    return _rank(sampler, resolutions, level)


def _rank(sampler: GroupSampler, resolutions: Sequence[float], level: float) -> Verdict:
    """Compare the network with as many rewired ones as it takes."""
    quality = [_measure_quality(sampler.hold(resolutions), resolutions)]
    enough = math.ceil(1 / max(level, LEAST_LEVEL)) - 1
    for n_networks in (min(FIRST, enough), enough):
        by_chance = sampler.measure_null_cohesion(resolutions, range(len(quality) - 1, n_networks))
        quality += [_measure_quality(held, resolutions) for held in by_chance]
        p_value = _rank_first(np.array(quality))
        if p_value > max(level, 1 / (n_networks + 1)):  # even of these it is not the clearest
            break
    return _tell(p_value, level, quality)


def _tell(p_value: float, level: float, quality: Sequence[Floats]) -> Verdict:
    return Verdict(
        p_value=p_value, level=level, excess=_find_excess(quality), n_rewired=len(quality) - 1
    )


def _find_excess(quality: Sequence[Floats]) -> float:
    """How far the first network is above the mean of the others, where it is farthest."""
    return float(np.max(quality[0] - np.mean(quality[1:], axis=0)))


def _rank_first(quality: Floats) -> float:
    """Share of the networks, one a row, whose best quality is as good as that of the first.

    What is good at a resolution is measured by the mean and the standard deviation of all. The median
    deviation is added to each: else, where nearly all networks are one group, the one that happens to
    have a second would stand above anything.
    """
    scatter = quality.std(axis=0)
    scores = (quality - quality.mean(axis=0)) / np.maximum(scatter + np.median(scatter), NOTHING)
    best = scores.max(axis=1)
    return float(np.mean(best >= best[0]))


def count_ties(network: Network) -> float:
    """Number of ties that count, `W² / Σ w²`: fewer than all, where some weigh much more than others."""
    weights = network.affinity_values
    return float(weights.sum() ** 2 / (weights @ weights) / 2)


def compare_groups(groups: Cohesion, by_chance: Sequence[Cohesion]) -> Floats:
    """For each group the share of the groups of rewired networks that hold together as well.

    The homophily of a group is `(inside - volume_share) / (1 - volume_share)`: the share of its weight
    that stays inside, beyond its share of all weight. Groups of similar size are
    compared, those of the same power of two and the next; where chance gives none, p is 0. Where most
    affinity is between people with a mutual link, groups are measured by those in them who have one, if
    there are any: bought followers, who all follow the same few, hold together in any rewired network
    too, and better than most tribes.

    References
    ----------
    Coleman (1958), Relational analysis, doi:10.17730/humo.17.4.q5604m676260q8n7, for the index.
    """
    p_values = _compare(groups, by_chance)
    if groups.among_mutual is not None:
        among_mutual = _compare(groups.among_mutual, [held.among_mutual or held for held in by_chance])
        p_values = np.where(groups.among_mutual.volume_share > 0, among_mutual, p_values)
    p_values.flags.writeable = False
    return p_values


def _compare(groups: Cohesion, by_chance: Sequence[Cohesion]) -> Floats:
    volume_share = np.concatenate([held.volume_share for held in by_chance])
    tight = np.concatenate([_measure_homophily(held) for held in by_chance])
    own_size, size, own_tight = (
        _find_size(groups.volume_share),
        _find_size(volume_share),
        _measure_homophily(groups),
    )
    p_values = np.zeros(len(own_size))
    for power in np.unique(own_size):
        own = own_size == power
        similar = np.sort(tight[np.abs(size - power) <= 1])
        if len(similar):
            p_values[own] = 1.0 - np.searchsorted(similar, own_tight[own]) / len(similar)
    return p_values


def _measure_homophily(held: Cohesion) -> Floats:
    """How much more than its share of all weight each group keeps inside; at most 1."""
    rest = 1.0 - held.volume_share
    nothing = np.zeros_like(rest)
    return np.divide(held.inside - held.volume_share, rest, out=nothing, where=rest > NOTHING)


def _find_size(volume_share: Floats) -> Ints64:
    """Power of two of each group's share of all weight."""
    return np.floor(np.log2(np.maximum(volume_share, NOTHING))).astype(np.int64)


def _measure_quality(found: Sequence[Cohesion], resolutions: Sequence[float]) -> Floats:
    """Modularity at each resolution."""
    pairs = zip(found, resolutions, strict=True)
    return np.array([held.modularity(resolution) for held, resolution in pairs])
