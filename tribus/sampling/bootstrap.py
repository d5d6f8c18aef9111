"""Bootstrap resamples of a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import GOLDEN, compiled, inlined, is_small, mix_bits, read_only
from tribus.events.kinds import KINDS, STATE_KIND
from tribus.sampling._small_bootstrap import MIN_COUNT_FOR_NUMPY, draw_few_small_counts, drop_few
from tribus.ties.affinity import weigh_affinity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Floats
    from tribus.ties import AffinityTerms
    from tribus.ties.protocols import TieCounts
    from tribus.ties.structure import TieStructure

FOLLOW_DROP_SHARE = 0.15  # share of follows that a resample leaves out


def resample(ties: TieCounts, *, seed: tuple[int, ...]) -> Resample:
    """Return a bootstrap resample of the counts of a network.

    Parameters
    ----------
    ties
        Sparsity structure and counts.
    seed
        Seed of the random numbers.

    Returns
    -------
    Resample
        The same sparsity structure with other counts; some may be 0.

    Notes
    -----
    Each count n is replaced by a Poisson variable of mean n, the Poisson bootstrap of single events. A
    follow is counted at most once, so it is kept or dropped, with probability 0.15.

    References
    ----------
    Chamandy, Muralidharan, Najmi & Naidu (2012), Estimating uncertainty for massive data streams,
    Google technical report, for the Poisson bootstrap. Rosvall & Bergstrom (2010), Mapping change in
    large networks, doi:10.1371/journal.pone.0008694, for the resampling of weights.
    """
    return Resample(ties.structure, ResampledCounts(ties.counts, seed))


def resample_affinity(ties: TieCounts, terms: AffinityTerms, *, seed: tuple[int, ...]) -> Floats:
    """Return the affinity of each nonzero in a bootstrap resample, float64, shape `(n_nonzeros,)`."""
    drawn = resample(ties, seed=seed)
    return weigh_affinity(drawn.structure, drawn.counts, terms)


@dataclass(frozen=True, eq=False)
class Resample:
    """A bootstrap resample: the sparsity structure of a network with resampled counts."""

    structure: TieStructure
    counts: ResampledCounts


@dataclass(frozen=True, eq=False)
class ResampledCounts(Mapping[str, "Floats"]):
    """Resampled counts by kind, computed on access, so that only one kind is in memory at a time.

    The counts of a kind depend on the seed and the kind only. Counts below `MIN_COUNT_FOR_NUMPY` depend
    on the index of their nonzero too, but not on other counts.
    """

    counts: Mapping[str, Floats]
    seed: tuple[int, ...]

    def __getitem__(self, kind: str) -> Floats:
        """Return the resampled counts of one kind."""
        count = read_only(self.counts[kind])
        kind_seed = np.random.SeedSequence([*self.seed, KINDS.index(kind)])
        key = kind_seed.generate_state(1, np.uint64)[0]
        resampled, few = np.empty(len(count)), is_small(len(count))
        if kind == STATE_KIND:
            (drop_few if few else _drop_some)(count, key, FOLLOW_DROP_SHARE, resampled)
        elif (draw_few_small_counts if few else _draw_small_counts)(count, key, resampled):
            is_large = np.flatnonzero(count >= MIN_COUNT_FOR_NUMPY)
            resampled[is_large] = np.random.default_rng(kind_seed).poisson(count[is_large])
        resampled.flags.writeable = False
        return resampled

    def __iter__(self) -> Iterator[str]:
        return iter(self.counts)

    def __len__(self) -> int:
        return len(self.counts)


@compiled
def _drop_some(count: Floats, key: np.uint64, share: float, resampled: Floats) -> None:
    """Replace each count by 0 with a probability."""
    for index in range(len(count)):
        is_kept = count[index] > 0.0 and _uniform(key, index) >= share
        resampled[index] = count[index] if is_kept else 0.0


@compiled
def _draw_small_counts(count: Floats, key: np.uint64, resampled: Floats) -> int:
    """Draw a Poisson variable for each small mean; return the number of large means left out.

    By inversion: the smallest k with `P(X ≤ k) > u`, searched upwards from 0 (Devroye 1986,
    Non-Uniform Random Variate Generation, X.3.3).
    """
    exp_of_integer = np.empty(MIN_COUNT_FOR_NUMPY)
    for number in range(MIN_COUNT_FOR_NUMPY):
        exp_of_integer[number] = np.exp(-float(number))
    n_large = 0
    for index in range(len(count)):
        mean = count[index]
        if mean <= 0.0:
            resampled[index] = 0.0
        elif mean >= MIN_COUNT_FOR_NUMPY:
            n_large += 1
        else:
            integer = int(mean)
            probability = exp_of_integer[integer] if integer == mean else np.exp(-mean)
            cumulative, k, u = probability, 0, _uniform(key, index)
            while u >= cumulative and probability > 0.0:
                k += 1
                probability *= mean / k
                cumulative += probability
            resampled[index] = k
    return n_large


@inlined
def _uniform(key: np.uint64, index: int) -> float:
    """Return a uniform number in [0, 1): element `index` of a splitmix64 sequence."""
    return (mix_bits(key + np.uint64(index) * GOLDEN) >> np.uint64(11)) * 2.0**-53
