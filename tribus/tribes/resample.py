"""The same people on another day: evidence drawn anew, as chance might have had it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.events.kinds import STANDING
from tribus.network.affinity import weigh_affinity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._arrays import Floats
    from tribus.network import Network

FORGOTTEN = 0.15  # share of follows that a resample lacks


def resample_affinity(network: Network, *, seed: tuple[int, ...]) -> Floats:
    """Affinity of every tie after its events were drawn anew, on the pattern of ties.

    Counts are drawn from a Poisson distribution around what was seen, the bootstrap of events;
    follows, which are seen once or not at all, are each forgotten with probability 0.15.

    References
    ----------
    Chamandy, Muralidharan, Najmi & Naidu (2012), Estimating uncertainty for massive data streams,
    Google technical report, for the Poisson bootstrap. Rosvall & Bergstrom (2010), Mapping change in
    large networks, doi:10.1371/journal.pone.0008694, for the resampling of weights.
    """
    generator = np.random.default_rng(seed)
    counts = _draw_again(network.evidence.counts, generator)
    return weigh_affinity(network.evidence.pattern, counts, network.terms)


def _draw_again(counts: Mapping[str, Floats], generator: np.random.Generator) -> dict[str, Floats]:
    drawn = {}
    for kind, count in counts.items():
        if kind == STANDING:
            drawn[kind] = np.where(generator.random(len(count)) < FORGOTTEN, 0.0, count)
        else:
            drawn[kind] = generator.poisson(count).astype(np.float64)
    return drawn
