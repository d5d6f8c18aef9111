"""The same people on another day: evidence drawn anew, as chance might have had it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import GOLDEN, compiled, mix_bits
from tribus.events.kinds import KINDS, STATE_KIND
from tribus.ties.affinity import weigh_affinity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Floats
    from tribus.sampling.rewiring import Rewired
    from tribus.ties import AffinityTerms
    from tribus.ties.evidence import Evidence

FORGOTTEN = 0.15  # share of follows that a resample lacks
MANY = 10  # events; from here on numpy's rejection is faster than walking up the distribution


def resample_affinity(
    ties: Evidence | Rewired, terms: AffinityTerms, *, seed: tuple[int, ...]
) -> Floats:
    """Affinity of every tie after its events were drawn anew, on the pattern of ties.

    Counts are drawn from a Poisson distribution around what was seen, the bootstrap of events;
    follows, which are seen once or not at all, are each forgotten with probability 0.15.

    References
    ----------
    Chamandy, Muralidharan, Najmi & Naidu (2012), Estimating uncertainty for massive data streams,
    Google technical report, for the Poisson bootstrap. Rosvall & Bergstrom (2010), Mapping change in
    large networks, doi:10.1371/journal.pone.0008694, for the resampling of weights.
    """
    return weigh_affinity(ties.structure, BootstrapCounts(ties.counts, seed), terms)


@dataclass(frozen=True, eq=False)
class BootstrapCounts(Mapping[str, "Floats"]):
    """Counts of each kind as chance might have had them, each drawn when it is asked for.

    So only one kind takes up memory at a time. What is drawn follows from the seed and the kind, and for
    a count below `MANY` from the place of its entry, whatever the other counts are.
    """

    counts: Mapping[str, Floats]
    seed: tuple[int, ...]

    def __getitem__(self, kind: str) -> Floats:
        """Draw the counts of one kind."""
        count = self.counts[kind]
        of_kind = np.random.SeedSequence([*self.seed, KINDS.index(kind)])
        key = of_kind.generate_state(1, np.uint64)[0]
        drawn = np.empty(len(count))
        if kind == STATE_KIND:
            _forget(count, key, FORGOTTEN, drawn)
        elif _draw_few(count, key, drawn):
            many = np.flatnonzero(count >= MANY)
            drawn[many] = np.random.default_rng(of_kind).poisson(count[many])
        drawn.flags.writeable = False
        return drawn

    def __iter__(self) -> Iterator[str]:
        return iter(self.counts)

    def __len__(self) -> int:
        return len(self.counts)


@compiled
def _forget(count: Floats, key: np.uint64, share: float, drawn: Floats) -> None:
    """Leave out each count with a probability."""
    for entry in range(len(count)):
        kept = count[entry] > 0.0 and _chance(key, entry) >= share
        drawn[entry] = count[entry] if kept else 0.0


@compiled
def _draw_few(count: Floats, key: np.uint64, drawn: Floats) -> int:
    """Draw counts below `MANY` from the Poisson distribution around each; tell how many are left.

    By inversion: the smallest k with `P(X ≤ k) > u`, walking up from 0 (Devroye 1986, Non-Uniform Random
    Variate Generation, X.3.3).
    """
    none_of_whole = np.exp(-np.arange(float(MANY)))
    n_left = 0
    for entry in range(len(count)):
        mean = count[entry]
        if mean <= 0.0:
            drawn[entry] = 0.0
        elif mean >= MANY:
            n_left += 1
        else:
            whole = int(mean)
            probability = none_of_whole[whole] if whole == mean else np.exp(-mean)
            at_most, events, chance = probability, 0, _chance(key, entry)
            while chance >= at_most and probability > 0.0:
                events += 1
                probability *= mean / events
                at_most += probability
            drawn[entry] = events
    return n_left


@compiled
def _chance(key: np.uint64, entry: int) -> float:
    """Uniform number in [0, 1) for one entry: splitmix64, which can be read at any place."""
    return (mix_bits(key + np.uint64(entry) * GOLDEN) >> np.uint64(11)) * 2.0**-53
