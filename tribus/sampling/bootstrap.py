"""Resamples of a network: a random share of its events."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import GOLDEN, compiled, inlined, is_small, mix_bits, read_only
from tribus.events.kinds import KINDS
from tribus.sampling._small_thinning import thin_few_counts
from tribus.ties.affinity import weigh_affinity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Floats, Uints64
    from tribus.ties import AffinityTerms
    from tribus.ties.protocols import TieCounts
    from tribus.ties.structure import TieStructure

KEPT_SHARE = 0.7  # share of the events in a resample, chosen on planted sources
N_TABULATED = 10  # counts below it are thinned by inversion; from it on, numpy's method is faster
CUMULATIVE = np.array(  # P(X <= k) of a binomial variable X of each number of trials
    [
        np.cumsum(
            [math.comb(n, k) * KEPT_SHARE**k * (1 - KEPT_SHARE) ** (n - k) for k in range(N_TABULATED)]
        )
        for n in range(N_TABULATED)
    ]
)
CUMULATIVE.flags.writeable = False


def resample(ties: TieCounts, *, seed: tuple[int, ...]) -> Resample:
    """Return a resample of the counts of a network: 70 % of all events.

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
    Each event is kept with probability 0.7, whatever its kind, so a count n becomes a binomial variable
    of n trials. A follow is an event that is counted once. The fraction of a count that is not whole is
    kept or dropped as one event.

    A bootstrap with replacement drops 37 % of the ties with a single event, but fresh data have other
    ties in place of those. Subsampling has one parameter, the share. A resample still differs from fresh
    data: `tribus.inference.fresh_data` corrects for that.

    References
    ----------
    Politis & Romano (1994), Large sample confidence regions based on subsamples under minimal
    assumptions, doi:10.1214/aos/1176325770. Rosvall & Bergstrom (2010), Mapping change in large
    networks, doi:10.1371/journal.pone.0008694, for the resampling of weights.
    """
    return Resample(ties.structure, ResampledCounts(ties.counts, seed))


def resample_affinity(
    ties: TieCounts,
    terms: AffinityTerms,
    *,
    seed: tuple[int, ...],
    undirected: bool = False,
    left_out: bool = False,
) -> Floats:
    """Return the affinity of each nonzero in a bootstrap resample, float64, shape `(n_nonzeros,)`.

    Parameters
    ----------
    ties, seed
        As in `resample`.
    terms
        Terms of the affinity.
    undirected
        Whether both directions of an event of an undirected kind are kept or dropped together.
    left_out
        Whether the affinity is that of the other 30 % of the events, which this resample leaves out.
    """
    structure = ties.structure if undirected else None
    counts: Mapping[str, Floats] = ResampledCounts(ties.counts, seed, structure)
    if left_out:
        counts = LeftOutCounts(ties.counts, counts)
    return weigh_affinity(ties.structure, counts, terms)


@dataclass(frozen=True, eq=False)
class Resample:
    """A bootstrap resample: the sparsity structure of a network with resampled counts."""

    structure: TieStructure
    counts: ResampledCounts


@dataclass(frozen=True, eq=False)
class ResampledCounts(Mapping[str, "Floats"]):
    """Resampled counts by kind, computed on access, so that only one kind is in memory at a time.

    The counts of a kind depend on the seed and the kind only. Counts below `N_TABULATED` depend on the
    index of their nonzero too, but not on other counts. With the structure of the ties, both directions
    of a tie have the same resampled count if the counts of a kind are symmetric: its events are
    undirected, such as friendships or contacts.
    """

    counts: Mapping[str, Floats]
    seed: tuple[int, ...]
    structure: TieStructure | None = None

    def __getitem__(self, kind: str) -> Floats:
        """Return the resampled counts of one kind."""
        count = read_only(self.counts[kind])
        kind_seed = np.random.SeedSequence([*self.seed, KINDS.index(kind)])
        keys = kind_seed.generate_state(2, np.uint64).astype(np.uint64, copy=False)
        resampled, few = np.empty(len(count)), is_small(len(count))
        thin = thin_few_counts if few else _thin_small_counts
        if thin(count, keys, CUMULATIVE, KEPT_SHARE, resampled):
            is_large = np.flatnonzero(count >= N_TABULATED)
            resampled[is_large] = _thin_large_counts(count[is_large], kind_seed)
        if self.structure is not None and self.structure.is_symmetric(count):
            resampled = resampled[self.structure.first_direction]
        resampled.flags.writeable = False
        return resampled

    def __iter__(self) -> Iterator[str]:
        return iter(self.counts)

    def __len__(self) -> int:
        return len(self.counts)


@dataclass(frozen=True, eq=False)
class LeftOutCounts(Mapping[str, "Floats"]):
    """Counts by kind of the events that a resample leaves out, computed on access.

    If events are independent, as in a Poisson process, these are independent of the resample.
    """

    counts: Mapping[str, Floats]
    resampled: Mapping[str, Floats]

    def __getitem__(self, kind: str) -> Floats:
        """Return the counts of one kind that are not in the resample."""
        left_out: Floats = self.counts[kind] - self.resampled[kind]
        left_out.flags.writeable = False
        return left_out

    def __iter__(self) -> Iterator[str]:
        return iter(self.counts)

    def __len__(self) -> int:
        return len(self.counts)


@compiled
def _thin_small_counts(
    count: Floats, keys: Uints64, cumulative: Floats, share: float, thinned: Floats
) -> int:
    """Draw a binomial variable for each small count; return the number of large counts left out.

    By inversion: the smallest k with `P(X <= k) > u` (Devroye 1986, Non-Uniform Random Variate
    Generation, X.4.2).
    """
    n_large = 0
    for index in range(len(count)):
        n = count[index]
        thinned[index] = 0.0
        if n >= len(cumulative):
            n_large += 1
        elif n > 0.0:
            whole, k, u = int(n), 0, _uniform(keys[0], index)
            while k < whole and u >= cumulative[whole, k]:
                k += 1
            is_rest_kept = whole < n and _uniform(keys[1], index) < share
            thinned[index] = k + (n - whole) if is_rest_kept else float(k)
    return n_large


def _thin_large_counts(count: Floats, seed: np.random.SeedSequence) -> Floats:
    """Return a binomial variable for each count; the fraction beside the whole part is one event."""
    generator = np.random.default_rng(seed)
    whole = np.floor(count)
    kept: Floats = generator.binomial(whole.astype(np.int64), KEPT_SHARE).astype(np.float64)
    kept += np.where(generator.random(len(count)) < KEPT_SHARE, count - whole, 0.0)
    return kept


@inlined
def _uniform(key: np.uint64, index: int) -> float:
    """Return a uniform number in [0, 1): element `index` of a splitmix64 sequence."""
    return (mix_bits(key + np.uint64(index) * GOLDEN) >> np.uint64(11)) * 2.0**-53
