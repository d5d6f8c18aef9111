"""The verdict: whether a network has clearer groups than rewired networks without groups."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._display import Card, HasCard, plural
from tribus._display.language import format_decimals, translate, translate_count
from tribus._storage import NUMBER, PROVENANCE, WHOLE, Optional, stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tribus._core.arrays import Floats
    from tribus._core.provenance import Provenance
    from tribus.inference.sampler import CohesionSamples, GroupSampler
    from tribus.metrics.cohesion import Cohesion

MIN_TIED_USERS = 10  # with fewer there are so few networks that any is likely
MIN_BOUND_SCORE = 6.0  # of the bound; beyond it single groups are clear
BOUND_P_VALUE = math.exp(-(MIN_BOUND_SCORE**2) / 2)  # smallest p-value from the bound: 1.5e-8
N_FIRST_REWIRED = 9  # rewired networks that most networks without groups do not exceed
MIN_RANK_SIGNIFICANCE = 0.001  # a smaller one would need too many rewired networks
MIN_SCREEN_SCORE = math.sqrt(-2 * math.log(MIN_RANK_SIGNIFICANCE))  # 3.7; the bound is below any rank
MIN_SHOWN_P_VALUE = 0.001
MIN_SCATTER = 1e-12  # of a modularity; less is rounding


def compute_verdict(
    sampler: GroupSampler,
    cohesion: CohesionSamples,
    resolutions: Sequence[float],
    *,
    significance: float | None,
) -> Verdict:
    """Return how likely a network without groups has groups as clear as these.

    Parameters
    ----------
    sampler
        Rewires further networks if those at hand do not decide.
    cohesion
        Groups of this network and of a few rewired ones, at some resolutions.
    resolutions
        Further γ to search if the first ones do not decide.
    significance
        Largest p-value of a network with tribes; None if no verdict is wanted, and then no network is
        rewired.

    Notes
    -----
    The modularity Q of the best groups is compared at each resolution γ. A move of one tie of weight w
    changes Q by at most ``(1 + 2 γ) w / W``, with the weight W of all ties. If ties were independent, a
    rewired network's Q would be above its mean by t with a probability of at most ``exp(-s² / 2)``, with
    ``s = 2 t √n / (1 + 2 γ)`` and the effective number of ties ``n = W² / Σ w²`` (McDiarmid 1989, lemma
    1.2). Swaps are not independent, so this is a screen. Where the bound is at most 0.001 at any
    resolution, below every p-value of ranks, no further network is rewired, and the bound is given as
    the p-value, but at least ``exp(-18)``. That is at s = 3.7; in 96 networks without groups, s was at
    most 0.5.

    Otherwise further networks are rewired. Every Q is standardised by the mean of all networks at its
    resolution and by their standard deviation there plus its median over the resolutions. The score of a
    network is its largest standardised Q. The p-value is the share of networks whose score reaches the
    score of this one. The number of networks is the smallest that can reach the significance, at most
    999, but only 9 if this network does not have the highest score among these.

    References
    ----------
    McDiarmid (1989), On the method of bounded differences, doi:10.1017/CBO9781107359949.008. Guimerà,
    Sales-Pardo & Amaral (2004), Modularity from fluctuations in random graphs and complex networks,
    doi:10.1103/PhysRevE.70.025101. The ranks are after Besag & Clifford (1989), Generalized Monte Carlo
    significance tests, doi:10.1093/biomet/76.4.633; the constant added to the deviation is after
    Tusher, Tibshirani & Chu (2001), Significance analysis of microarrays, doi:10.1073/pnas.091062498.
    """
    if significance is None:
        return Verdict(p_value=math.nan, significance=None, excess=math.nan, n_rewired=0)
    networks = (cohesion.observed, *cohesion.null)
    quality = [_measure_modularity(network, cohesion.resolutions) for network in networks]
    if np.count_nonzero(np.diff(sampler.evidence.structure.indptr)) < MIN_TIED_USERS:
        return _make_verdict(math.nan, significance, quality)
    n_ties = count_effective_ties(sampler.affinity)
    score = score_bound(quality, cohesion.resolutions, n_ties)
    if score >= MIN_SCREEN_SCORE:
        return _make_verdict(max(math.exp(-(score**2) / 2), BOUND_P_VALUE), significance, quality)
    return _rank_network(sampler, resolutions, significance)


@stored(
    p_value=NUMBER,
    significance=Optional(NUMBER),
    excess=NUMBER,
    n_rewired=WHOLE,
    n_circles=WHOLE,
    made_by=Optional(PROVENANCE),
)
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Verdict(HasCard):
    """Whether the groups of a network are clearer than groups of rewired networks.

    Attributes
    ----------
    p_value
        Share of networks without groups, this one included, whose groups are as clear as these, above
        0 and at most 1. If this network has the clearest, it is an upper bound, ``1 / (n_rewired + 1)``,
        or 0.001 or less if its groups are far clearer. NaN if no verdict was wanted, or if fewer than
        ten users have a tie.
    significance
        Largest p-value of a network with tribes; None if groups are taken without a verdict.
    excess
        Modularity above the mean of rewired networks, at the resolution where it is largest.
    n_rewired
        Number of rewired networks in the comparison.
    n_circles
        Number of circles, whose users all deal with each other: tribes at any p-value.
    made_by
        The call that found the tribes.
    """

    p_value: float
    significance: float | None
    excess: float
    n_rewired: int
    n_circles: int = 0
    made_by: Provenance | None = None

    @property
    def has_tribes(self) -> bool:
        """Whether groups are clearer than in the null model; True where this is not tested."""
        is_significant = self.significance is not None and self.p_value <= self.significance
        return math.isnan(self.p_value) or is_significant

    def to_frame(self) -> pd.DataFrame:
        """Return a table of one row.

        Returns
        -------
        DataFrame
            `p_value`, `significance`, `excess` (float64), `n_rewired`, `n_circles` (int64),
            `has_tribes` (bool).
        """
        import pandas as pd

        numbers = {name: value for name, value in vars(self).items() if name != "made_by"}
        frame = pd.DataFrame([numbers]).astype({"significance": float})
        return frame.assign(has_tribes=self.has_tribes)

    @property
    def message(self) -> str:
        """The verdict in one line, with its p-value and the largest one allowed."""
        if self.significance is None:
            return translate("not compared with the null model")
        if math.isnan(self.p_value):
            return translate("too few users for a verdict")
        p_value = _format_p_value(self.p_value, smallest=1 / (self.n_rewired + 1))
        values = {"p_value": p_value, "limit": format_decimals(self.significance, ".2g")}
        if self.has_tribes:
            return translate("clearer than in the null model (p {p_value}, needed ≤ {limit})", **values)
        return translate("no clearer than in the null model (p {p_value}, needed ≤ {limit})", **values)

    @property
    def circles_message(self) -> str:
        """The number of circles in words; empty without any."""
        if not self.n_circles:
            return ""
        return translate_count(
            "{n} circle of all with all: nothing to divide",
            "{n} circles of all with all: nothing to divide",
            self.n_circles,
        )

    def _card(self) -> Card:
        rewired = plural(self.n_rewired, "rewired network")
        excess = translate(
            "modularity {excess} above the mean of {networks}",
            excess=format_decimals(self.excess, "+.2f"),
            networks=rewired,
        )
        facts = [part for part in (self.circles_message, self.message) if part]
        beside = [excess] if self.n_rewired else []
        return Card(
            title="Verdict", facts=[*facts, *beside], in_line=facts, made_by=str(self.made_by or "")
        )


def _format_p_value(p_value: float, *, smallest: float) -> str:
    """Return the p-value with its sign: `≤` for the smallest rank, because the true one may be lower."""
    if p_value < MIN_SHOWN_P_VALUE:
        return f"< {format_decimals(MIN_SHOWN_P_VALUE, 'g')}"
    return f"{'≤' if math.isclose(p_value, smallest) else '='} {format_decimals(p_value, '.2g')}"


def _rank_network(sampler: GroupSampler, resolutions: Sequence[float], significance: float) -> Verdict:
    """Rank the network among rewired networks, with more of them while it could be significant."""
    quality = [_measure_modularity(sampler.search_cohesion(resolutions), resolutions)]
    n_needed = math.ceil(1 / max(significance, MIN_RANK_SIGNIFICANCE)) - 1
    for n_networks in (min(N_FIRST_REWIRED, n_needed), n_needed):
        null = sampler.search_null_cohesion(resolutions, range(len(quality) - 1, n_networks))
        quality += [_measure_modularity(network, resolutions) for network in null]
        p_value = _rank_first(np.array(quality))
        if p_value > max(significance, 1 / (n_networks + 1)):  # not the clearest even among these
            break
    return _make_verdict(p_value, significance, quality)


def _make_verdict(p_value: float, significance: float, quality: Sequence[Floats]) -> Verdict:
    return Verdict(
        p_value=p_value,
        significance=significance,
        excess=_measure_excess(quality),
        n_rewired=len(quality) - 1,
    )


def score_bound(quality: Sequence[Floats], resolutions: Sequence[float], n_ties: float) -> float:
    """Return the largest score ``2 t √n / (1 + 2 γ)`` of the first network in the bound.

    Parameters
    ----------
    quality
        Modularity of this network, and of each rewired one, at each resolution.
    resolutions
        Each γ.
    n_ties
        Effective number of ties n.
    """
    excess = quality[0] - np.mean(quality[1:], axis=0)
    return float(np.max(2 * excess / (1 + 2 * np.array(resolutions)))) * math.sqrt(n_ties)


def _measure_excess(quality: Sequence[Floats]) -> float:
    """Return the largest difference of the first network from the mean of the others."""
    return float(np.max(quality[0] - np.mean(quality[1:], axis=0)))


def _rank_first(quality: Floats) -> float:
    """Return the share of networks, one per row, whose best score reaches that of the first.

    Quality at a resolution is standardised by the mean and standard deviation of all networks. The
    median deviation is added to each. Otherwise, where nearly all networks are one group, the one with
    an accidental second group would exceed all others.
    """
    scatter = quality.std(axis=0)
    scores = (quality - quality.mean(axis=0)) / np.maximum(scatter + np.median(scatter), MIN_SCATTER)
    best = scores.max(axis=1)
    return float(np.mean(best >= best[0]))


def count_effective_ties(affinity: Floats) -> float:
    """Return ``W² / Σ w²``, smaller than the number of ties where a few weigh much more than others.

    Parameters
    ----------
    affinity
        Weight of each entry; every tie has two.
    """
    return float(affinity.sum() ** 2 / (affinity @ affinity) / 2)


def _measure_modularity(network: Sequence[Cohesion], resolutions: Sequence[float]) -> Floats:
    pairs = zip(network, resolutions, strict=True)
    return np.array([cohesion.modularity(resolution) for cohesion, resolution in pairs])
