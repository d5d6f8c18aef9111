"""The resolution that the data support: the finest at which groups survive a resampling of events."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._progress import progress_bar
from tribus.measures import adjusted_mutual_information
from tribus.tribes.resample import resample_affinity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from tribus._arrays import Bools, Floats, Ints
    from tribus.network import Network

    Partition = Callable[..., Ints]

GRID = tuple(float(2.0 ** (step / 2)) for step in range(-4, 7))  # 0.25 to 8
AS_GOOD = 0.02  # agreements that differ by less are equally good
SMALLEST_GROUP = 3  # smaller ones do not make a partition
FEWEST_GROUPS = 2
FEWEST_ENTRIES = 20_000  # with fewer, starting threads costs more than it saves


@dataclass(frozen=True, eq=False)
class AgreementCurve:
    """How well groups survive resampling, for each resolution tried.

    Attributes
    ----------
    resolutions
        γ, ascending.
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

    @property
    def resolution(self) -> float:
        """The resolution taken."""
        return float(self.resolutions[self.chosen])

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


def infer_resolution(
    network: Network, partition: Partition, *, seed: int, resamples: int, progress: bool
) -> tuple[AgreementCurve, Floats]:
    """Find the resolution that the data support, and how often each tie's two ends stayed together.

    Parameters
    ----------
    network
        Whose events are resampled.
    partition
        Finds groups: `partition(adjacency, resolution=, seed=)` gives labels.
    seed
        Resample r draws from `(seed, r)`.
    resamples
        How many, at least 3; more make the choice steadier.
    progress
        Whether long work shows a bar.

    Returns
    -------
    curve
        Agreement at every resolution, and the one taken.
    together
        For each entry of the pattern, the share of resamples in which both ends were in one group at
        that resolution, 0 to 1.

    Notes
    -----
    Over a grid of γ from 1/4 to 8 in steps of √2, groups are found on every resample of the events.
    Resolutions at which fewer than two groups of three or more users are found by most resamples are
    no answer. The others survive if their mean pairwise agreement (AMI) is within one standard error
    of the best, or within 0.02 of it. Of those the finest unbroken run is taken, as it says most, and
    of that run the middle: at its edges groups begin to merge or to fall apart. If no resolution gives
    two groups, γ = 1.

    References
    ----------
    Ben-Hur, Elisseeff & Guyon (2002), A stability based method for discovering structure in clustered
    data, doi:10.1142/9789812799623_0002, for agreement under resampling. Lambiotte, Delvenne & Barahona
    (2014), doi:10.1109/TNSE.2015.2391998, for plateaus of the resolution.
    """
    with progress_bar(total=resamples * len(GRID), what="resampling events", shown=progress) as bar:

        def find_groups(number: int) -> list[Ints]:
            affinity = network.evidence.pattern.to_csr(resample_affinity(network, seed=(seed, number)))
            found = []
            for resolution in GRID:
                found.append(partition(affinity, resolution=resolution, seed=(seed + number) % 2**63))
                bar.update()
            return found

        small = len(network.evidence.pattern.indices) < FEWEST_ENTRIES
        by_resample = run_side_by_side(find_groups, range(resamples), threads=1 if small else None)
    by_resolution = list(zip(*by_resample, strict=True))
    curve = _draw_curve(by_resolution)
    return curve, _stay_together(network, by_resolution[curve.chosen])


def run_side_by_side(
    function: Callable[[int], Any], arguments: Iterable[int], *, threads: int | None = None
) -> list[Any]:
    """Apply a function to each argument, on all cores; results in the order of the arguments."""
    threads = threads or os.cpu_count() or 1
    if threads == 1:
        return [function(argument) for argument in arguments]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, arguments))


def _draw_curve(by_resolution: Sequence[Sequence[Ints]]) -> AgreementCurve:
    agreements = np.array([_agree_pairwise(labels) for labels in by_resolution])
    n_groups = np.array([[_count_groups(labels) for labels in found] for found in by_resolution])
    mean = _mean_pairwise(agreements)
    is_answer = np.median(n_groups, axis=1) >= FEWEST_GROUPS
    best = int(np.argmax(np.where(is_answer, mean, -np.inf)))
    error = np.array([_jackknife_error(agreements[best] - other) for other in agreements])
    chosen = _choose(mean, error, is_answer, best)
    return AgreementCurve(np.array(GRID), mean, error, np.median(n_groups, axis=1), chosen)


def _choose(mean: Floats, error: Floats, is_answer: Bools, best: int) -> int:
    """The middle of the finest unbroken run of resolutions that survive as well as the best."""
    if not is_answer.any():
        return GRID.index(1.0)
    survives = is_answer & (mean[best] - mean <= np.maximum(error, AS_GOOD))
    finest = coarsest = int(np.flatnonzero(survives)[-1])
    while coarsest > 0 and survives[coarsest - 1]:
        coarsest -= 1
    return (coarsest + finest) // 2


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


def _stay_together(network: Network, found: Sequence[Ints]) -> Floats:
    pattern = network.evidence.pattern
    together = np.zeros(len(pattern.indices))
    for labels in found:
        together += labels[pattern.rows] == labels[pattern.indices]
    return together / len(found)
