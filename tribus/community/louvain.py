"""Louvain as python-louvain does it: the method that most analysts' scripts use today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_positive, check_seed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus._core.arrays import Adjacency, Ints


def louvain(adjacency: Adjacency, *, resolution: float = 1.0, seed: int = 0) -> Ints:
    """Communities of a weighted undirected graph, found by the package python-louvain.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0 without a diagonal, shape `(n_users, n_users)`.
    resolution
        γ > 0, as in `leiden`; larger values give more and smaller communities.
    seed
        Seed of the package's generator, ≥ 0, of which it takes the lower 32 bits.

    Returns
    -------
    array of int32, shape (n_users,)
        Community of each user; not always connected, which `leiden` mends.

    Raises
    ------
    OptionError
        If `resolution` or `seed` is out of range.

    Notes
    -----
    Release 0.16 of the package moves users by γ, but decides whether to go on by 1 / γ, and so stops
    early where γ < 1. It is therefore run again on the communities that it found until none merge.

    References
    ----------
    Blondel, Guillaume, Lambiotte & Lefebvre (2008), doi:10.1088/1742-5468/2008/10/P10008.
    """
    import community
    import networkx as nx

    check_positive("resolution", resolution)
    check_seed(seed)
    graph = nx.from_scipy_sparse_array(adjacency)
    labels = np.arange(len(graph), dtype=np.int32)
    while True:
        found = community.best_partition(graph, resolution=resolution, random_state=int(seed) % 2**32)
        if len(set(found.values())) == len(graph):
            return labels
        labels = np.array([found[label] for label in labels.tolist()], dtype=np.int32)
        graph = community.induced_graph(found, graph)


def louvain_each(
    adjacency: Adjacency, resolutions: Sequence[float], *, seed: int = 0
) -> Iterator[tuple[float, Ints]]:
    """Yield the communities at each of several resolutions, as `search_each` of Leiden does."""
    for resolution in sorted(resolutions, reverse=True):
        yield resolution, louvain(adjacency, resolution=resolution, seed=seed)
