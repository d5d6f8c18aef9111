"""Louvain, as the package python-louvain computes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_positive, check_seed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus._core.arrays import Adjacency, Ints


def louvain(adjacency: Adjacency, *, resolution: float = 1.0, seed: int = 0) -> Ints:
    """Return communities of high modularity, found by the package python-louvain.

    Use it to reproduce results of existing scripts. `leiden` is faster, and its communities are
    connected.

    Parameters
    ----------
    adjacency
        Symmetric sparse array of weights ≥ 0 with an empty diagonal, shape `(n_users, n_users)`.
    resolution
        γ > 0, as in `leiden`. Larger values give more and smaller communities. Default 1.
    seed
        Seed of the package's random generator, 0 to 2^63 - 1. The package uses the lower 32 bits.
        Default 0.

    Returns
    -------
    array of int32, shape (n_users,)
        Community of each user, numbered from 0. A user without ties is a community of one.
        Communities are not always connected.

    Raises
    ------
    OptionError
        If `resolution` or `seed` is out of range.

    See Also
    --------
    leiden : Faster, with connected communities.

    Notes
    -----
    Maximises the same modularity as `leiden`. Release 0.16 of the package moves users with γ but
    compares levels with 1 / γ, so it stops early where γ < 1. This function therefore runs it again on
    the graph of communities until no two communities merge.

    References
    ----------
    Blondel, Guillaume, Lambiotte & Lefebvre (2008), Fast unfolding of communities in large networks,
    doi:10.1088/1742-5468/2008/10/P10008.

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sp, tribus as tb
    >>> triangle = sp.csr_array(np.ones((3, 3)) - np.eye(3))
    >>> two_triangles = sp.csr_array(sp.block_diag([triangle, triangle]))
    >>> labels = tb.community.louvain(two_triangles)
    >>> (labels[:3] == labels[0]).all() and (labels[3:] == labels[5]).all() and labels[0] != labels[5]
    np.True_
    """
    import community
    import networkx as nx

    check_positive("resolution", resolution)
    check_seed(seed)
    graph = nx.from_scipy_sparse_array(adjacency)
    labels = np.arange(len(graph), dtype=np.int32)
    while True:
        partition = community.best_partition(
            graph, resolution=resolution, random_state=int(seed) % 2**32
        )
        if len(set(partition.values())) == len(graph):
            return labels
        labels = np.array([partition[label] for label in labels.tolist()], dtype=np.int32)
        graph = community.induced_graph(partition, graph)


def louvain_each(
    adjacency: Adjacency, resolutions: Sequence[float], *, seed: int = 0
) -> Iterator[tuple[float, Ints]]:
    """Yield each resolution with its Louvain communities, from the finest to the coarsest."""
    for resolution in sorted(resolutions, reverse=True):
        yield resolution, louvain(adjacency, resolution=resolution, seed=seed)
