"""Louvain as python-louvain does it: the method that most analysts' scripts use today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tribus._arrays import Adjacency, Ints


def louvain(adjacency: Adjacency, *, resolution: float = 1.0, seed: int = 0) -> Ints:
    """Communities of a weighted undirected graph, found by the package python-louvain.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0, shape `(n_users, n_users)`.
    resolution
        γ > 0; larger values give smaller communities. (The package's own option is 1 / γ.)
    seed
        Seed of the package's generator, 0 to 2^32 - 1.

    Returns
    -------
    array of int32, shape (n_users,)
        Community of each user; not always connected, which `leiden` mends.

    References
    ----------
    Blondel, Guillaume, Lambiotte & Lefebvre (2008), doi:10.1088/1742-5468/2008/10/P10008.
    """
    import community
    import networkx as nx

    graph = nx.from_scipy_sparse_array(adjacency)
    found = community.best_partition(graph, resolution=1 / resolution, random_state=seed % 2**32)
    return np.array([found[user] for user in range(adjacency.shape[0])], dtype=np.int32)
