"""Agreement of resamples as a function of the resolution, and the levels read from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tribus._display import Card, Curve, HasCard
from tribus._display.language import format_decimals, format_whole, translate
from tribus._storage import PROVENANCE, WHOLE, Array, Optional, TupleOf, require, stored
from tribus.inference.agreement import (
    compare_pairwise,
    count_groups,
    jackknife_error,
    mean_over_pairs,
    measure_information,
)
from tribus.inference.choice import (
    find_answers,
    measure_joint_agreement,
    score_resolutions,
)
from tribus.inference.scales import MIN_RELATIVE_STABILITY, Scale, find_candidates, find_scales

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tribus._core.arrays import Bools, Floats, Ints
    from tribus._core.provenance import Provenance
    from tribus.inference.agreement import NullAgreement

MAX_NULL_AGREEMENT = 0.99  # AMI; beyond it the stability is undefined
MIN_AGREEMENT_TO_EXTEND = 0.75  # AMI; tiny groups of a sparse network agree less
N_CLEAR_ERRORS = 3.0  # standard errors that make a difference of stabilities clear
NEGLIGIBLE_ERROR = 0.005  # standard error of a stability that more resamples need not reduce


def compute_curve(
    resolutions: Sequence[float], found: Sequence[Sequence[Ints]], null: NullAgreement
) -> AgreementCurve:
    """Return the agreement curve of the groups found on resamples.

    Parameters
    ----------
    resolutions
        γ, ascending.
    found
        For each resolution the labels found on every resample.
    null
        Agreement in rewired networks at each resolution.
    """
    agreements = np.array([compare_pairwise(labels) for labels in found])
    n_groups = np.median([[count_groups(labels) for labels in each] for each in found], axis=1)
    information = np.array([np.mean([measure_information(labels) for labels in each]) for each in found])
    agreement = mean_over_pairs(agreements)
    null_agreement = np.minimum(null.agreement, MAX_NULL_AGREEMENT)
    is_answer = find_answers(found, n_groups)
    stability = (measure_joint_agreement(found, agreement, is_answer) - null_agreement) / (
        1 - null_agreement
    )
    # where all rewired networks agree too, as on separate components, stability is undefined
    null_splits = null.splits & (null.agreement < MAX_NULL_AGREEMENT)
    is_candidate = find_candidates(is_answer, null_splits)
    score = score_resolutions(stability, information, is_candidate)
    chosen = int(np.argmax(score)) if is_candidate.any() else _find_nearest(resolutions, 1.0)
    corrected = agreements / (1 - null_agreement)[:, None, None]
    error = np.hypot(
        [jackknife_error(corrected[chosen] - other) for other in corrected],
        null.error * (1 - agreement) / (1 - null_agreement) ** 2,
    )
    most_stable = stability[is_candidate].max(initial=-np.inf)
    is_level = is_answer & (stability >= MIN_RELATIVE_STABILITY * most_stable)
    is_level[chosen] = True
    best_first = np.lexsort((-stability, np.arange(len(stability)) != chosen)).tolist()
    best_first = [index for index in best_first if is_level[index]]
    scale = find_scales(found, agreement, null_splits, best_first)
    columns = (
        np.array(resolutions),
        agreement,
        null_agreement,
        null_splits,
        stability,
        error,
        n_groups,
        information,
        score,
    )
    for column in columns:
        column.flags.writeable = False
    return AgreementCurve(*columns, tuple(sorted({*scale.values(), chosen})), chosen)


@stored(
    resolutions=Array(np.float64),
    agreement=Array(np.float64),
    null_agreement=Array(np.float64),
    null_splits=Array(np.bool_),
    stability=Array(np.float64),
    standard_error=Array(np.float64),
    n_groups=Array(np.float64),
    information=Array(np.float64),
    score=Array(np.float64),
    levels=TupleOf(WHOLE),
    chosen=WHOLE,
    made_by=Optional(PROVENANCE),
)
@dataclass(frozen=True, eq=False, repr=False)
class AgreementCurve(HasCard):
    """Agreement of bootstrap resamples at each resolution on the grid.

    Attributes
    ----------
    resolutions
        γ, ascending, shape `(n,)`.
    agreement
        Mean adjusted mutual information between the groups of every two resamples, shape `(n,)`.
    null_agreement
        The same in rewired networks without groups; 0 where these are one group.
    null_splits
        Whether most rewired networks have at least two groups, bool.
    stability
        Agreement above the null model, `(joint - null_agreement) / (1 - null_agreement)`, at most 1;
        `joint` is the mean agreement with resamples at the same and at the neighbouring resolutions.
    standard_error
        Standard error of the difference from the chosen stability: by the jackknife over resamples, and
        of the null agreement over rewired networks.
    n_groups
        Median number of groups of at least three users.
    information
        Mean entropy H of the groups, in nats.
    score
        Information that survives resampling: `H S^8`, with the stability S and the entropy H of the
        groups, averaged with the neighbours. The chosen resolution has the highest score; those that
        cannot be chosen have -inf.
    levels
        Indices of the resolutions of the levels, from coarse to fine.
    chosen
        Index of the chosen resolution.
    made_by
        The call that found the tribes.
    """

    resolutions: Floats
    agreement: Floats
    null_agreement: Floats
    null_splits: Bools
    stability: Floats
    standard_error: Floats
    n_groups: Floats
    information: Floats
    score: Floats
    levels: tuple[int, ...]
    chosen: int
    made_by: Provenance | None = None

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return a saved curve; `DamageError` if its columns are not of one length."""
        curve = cls(**saved)
        lengths = {len(values) for values in saved.values() if isinstance(values, np.ndarray)}
        require(len(lengths) == 1, "the columns are not of one length")
        is_inside = all(0 <= index < len(curve.resolutions) for index in (*curve.levels, curve.chosen))
        require(is_inside, "a level is at no resolution")
        return curve

    @property
    def resolution(self) -> float:
        """The chosen resolution γ."""
        return float(self.resolutions[self.chosen])

    @property
    def scales(self) -> list[Scale]:
        """The scale of each level, from coarse to fine."""
        columns = self.resolutions, self.agreement, self.null_agreement, self.stability
        return [Scale(*(float(column[index]) for column in columns)) for index in self.levels]

    @property
    def is_settled(self) -> bool:
        """Whether more resamples are unlikely to change the chosen resolution.

        It is settled if it would be chosen even if all finer resolutions, or all coarser ones, were more
        stable by three standard errors. Errors of at most 0.005 do not count.
        """
        is_candidate, index = np.isfinite(self.score), np.arange(len(self.score))
        error = np.where(self.standard_error > NEGLIGIBLE_ERROR, self.standard_error, 0.0)
        for raised in (index > self.chosen, index < self.chosen):
            possible = self.stability + N_CLEAR_ERRORS * error * raised
            score = score_resolutions(possible, self.information, is_candidate)
            if is_candidate.any() and np.argmax(score) != self.chosen:
                return False
        return True

    @property
    def peaks_at_finest(self) -> bool:
        """Whether the finest γ of the grid is chosen, with high agreement.

        Finer groups may then be better, and the grid is extended.
        """
        is_high = bool(self.agreement[self.chosen] >= MIN_AGREEMENT_TO_EXTEND)
        return self.chosen == len(self.resolutions) - 1 and is_high

    def to_frame(self) -> pd.DataFrame:
        """Return a table with one row per resolution.

        Returns
        -------
        DataFrame
            `resolution`, `agreement`, `null_agreement`, `stability`, `standard_error`, `groups`
            (float64); `level`, numbered from coarse to fine, -1 for none (int64); `chosen` (bool).
        """
        import pandas as pd

        indices = np.arange(len(self.resolutions))
        level = np.full(len(indices), -1)
        level[list(self.levels)] = np.arange(len(self.levels))
        return pd.DataFrame(
            {
                "resolution": self.resolutions,
                "agreement": self.agreement,
                "null_agreement": self.null_agreement,
                "stability": self.stability,
                "standard_error": self.standard_error,
                "groups": self.n_groups,
                "level": level,
                "chosen": indices == self.chosen,
            }
        )

    def _card(self) -> Card:
        facts = [
            translate("resolution {number}", number=format_decimals(self.resolution, ".3g")),
            translate("stability {number}", number=format_decimals(self.stability[self.chosen], ".2f")),
            translate("{n} groups", n=format_whole(self.n_groups[self.chosen])),
        ]
        notes = [_format_level(number) for number in self.to_frame()["level"].tolist()]
        notes[self.chosen] = translate("taken")
        columns = self.resolutions, self.agreement, self.null_agreement, self.stability
        rows = [
            (*(format_decimals(value, ".2f") for value in row), format_whole(groups), note)
            for *row, groups, note in zip(*columns, self.n_groups, notes, strict=True)
        ]
        return Card(
            title="Agreement of resamples",
            facts=facts,
            picture=self._sketch(),
            header=("resolution", "agreement", "in the null model", "stability", "groups", ""),
            rows=rows,
            made_by=str(self.made_by or ""),
        )

    def _sketch(self) -> Curve:
        """Stability and null agreement at each resolution."""
        first, last = (f"γ = {format_decimals(self.resolutions[end], '.3g')}" for end in (0, -1))
        names = first, translate("stability, and dashed the null model"), last
        values = self.stability.tolist(), self.null_agreement.tolist()
        return Curve(names, *values, self.levels, self.chosen)


def _format_level(number: int) -> str:
    return translate("level {number}", number=number) if number >= 0 else ""


def _find_nearest(resolutions: Sequence[float], target: float) -> int:
    return int(np.argmin(np.abs(np.array(resolutions) - target)))
