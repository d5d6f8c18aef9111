"""The best of several searches for communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.metrics import modularity

if TYPE_CHECKING:
    from collections.abc import Callable

    from tribus._core.arrays import Adjacency, Ints

N_SEARCHES = 8
N_QUALITY_DIGITS = 12  # smaller differences are rounding
MAX_NONZEROS_FOR_REPEATS = 500_000  # in a larger graph searches differ little, and cost much


def search_repeatedly(
    partition: Callable[..., Ints], adjacency: Adjacency, *, resolution: float, seed: int
) -> Ints:
    """Return the communities of the highest modularity among eight searches with different seeds.

    Searches of one network end in different local optima, so one of them depends on the seed; the best
    of eight depends on it much less. Of equal modularities the first is taken. Graphs of more than
    250,000 ties are searched once.

    Parameters
    ----------
    partition
        `leiden` or `louvain`.
    adjacency
        As in `leiden`.
    resolution, seed
        As in `leiden`; the first search has this seed.
    """
    n_searches = N_SEARCHES if adjacency.nnz <= MAX_NONZEROS_FOR_REPEATS else 1
    more = np.random.SeedSequence(seed).generate_state(N_SEARCHES - 1, np.uint64) >> np.uint64(1)
    seeds = [seed, *more.tolist()][:n_searches]
    found = [partition(adjacency, resolution=resolution, seed=number) for number in seeds]
    if n_searches == 1:
        return found[0]
    quality = [modularity(adjacency, labels, resolution=resolution) for labels in found]
    return found[int(np.argmax(np.round(np.nan_to_num(quality), N_QUALITY_DIGITS)))]
