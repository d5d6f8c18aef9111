"""Communities inside given communities, and communities of given communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tribus.community.repeats import search_repeatedly

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tribus._core.arrays import Adjacency, Ints

    Partition = Callable[..., Ints]


def search_nested(
    partition: Partition, adjacency: Adjacency, resolutions: Sequence[float], *, chosen: int, seed: int
) -> list[Ints]:
    """Return nested communities at several resolutions.

    The communities at the chosen resolution are those of `search_repeatedly`. Each finer community lies
    inside one community of the resolution before, and each coarser one consists of whole communities.

    Parameters
    ----------
    partition
        `leiden` or `louvain`.
    adjacency
        As in `leiden`.
    resolutions
        γ, ascending.
    chosen
        Index of the resolution that does not depend on the others.
    seed
        As in `leiden`.
    """
    labels = search_repeatedly(partition, adjacency, resolution=resolutions[chosen], seed=seed)
    found = {chosen: labels}
    for index in range(chosen + 1, len(resolutions)):
        found[index] = search_inside(
            partition, adjacency, found[index - 1], resolution=resolutions[index], seed=seed
        )
    for index in range(chosen - 1, -1, -1):
        found[index] = join_whole(
            partition, adjacency, found[index + 1], resolution=resolutions[index], seed=seed
        )
    return [found[index] for index in range(len(resolutions))]


def search_inside(
    partition: Partition, adjacency: Adjacency, labels: Ints, *, resolution: float, seed: int
) -> Ints:
    """Return finer communities, each inside one of the given communities.

    Ties between communities are left out. A share s of the weight is left, so strengths are smaller by
    about s, and the expected weight ``k_i k_j / 2m`` too; γ is divided by s to make up for it.
    """
    rows = np.repeat(np.arange(len(labels)), np.diff(adjacency.indptr))
    is_inside = labels[rows] == labels[adjacency.indices]
    data = adjacency.data[is_inside]
    share = float(data.sum() / adjacency.data.sum()) if len(data) else 0.0
    if share == 0.0:
        return labels
    ends = rows[is_inside], adjacency.indices[is_inside]
    inside = csr_array((data, ends), shape=adjacency.shape)
    finer = search_repeatedly(partition, inside, resolution=resolution / share, seed=seed)
    pair = labels.astype(np.int64) * (int(finer.max()) + 1) + finer
    numbered: Ints = np.unique(pair, return_inverse=True)[1].astype(np.int32)
    return numbered


def join_whole(
    partition: Partition, adjacency: Adjacency, labels: Ints, *, resolution: float, seed: int
) -> Ints:
    """Return coarser communities, each of whole given communities: the communities of their network."""
    n_groups = int(labels.max(initial=-1)) + 1
    rows = np.arange(len(labels))
    member = csr_array((np.ones(len(labels)), (rows, labels)), shape=(len(labels), n_groups))
    between = csr_array(member.T @ adjacency @ member)
    symmetric = csr_array(between + between.T)  # exactly, in spite of rounding
    symmetric.sort_indices()
    joined: Ints = search_repeatedly(partition, symmetric, resolution=resolution, seed=seed)[labels]
    return joined
