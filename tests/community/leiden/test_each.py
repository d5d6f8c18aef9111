import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden import each, leiden, search_each
from tribus.errors import OptionError
from tribus.metrics import modularity

GRAPHS = {
    "karate club": nx.karate_club_graph(),
    "ten clear groups": nx.planted_partition_graph(10, 20, 0.5, 0.02, seed=1),
    "five weak groups": nx.planted_partition_graph(5, 60, 0.2, 0.06, seed=3),
    "ring of cliques": nx.ring_of_cliques(30, 6),
}
RESOLUTIONS = (0.25, 0.5, 1.0, 2.0, 4.0)


def adjacency_of(graph):
    return nx.to_scipy_sparse_array(graph, format="csr", dtype=float)


def test_resolutions_are_sorted_from_fine_to_coarse():
    found = list(search_each(adjacency_of(GRAPHS["karate club"]), (1.0, 4.0, 0.5)))
    assert [resolution for resolution, _ in found] == [4.0, 1.0, 0.5]
    n_communities = [len(np.unique(labels)) for _, labels in found]
    assert n_communities == sorted(n_communities, reverse=True)


@pytest.mark.parametrize("max_nonzeros", [0, 500_000], ids=["descent", "restarts"])
@pytest.mark.parametrize("name", GRAPHS)
def test_modularity_is_close_to_that_of_leiden(monkeypatch, name, max_nonzeros):
    monkeypatch.setattr(each, "MAX_NONZEROS_FOR_RESTARTS", max_nonzeros)
    adjacency = adjacency_of(GRAPHS[name])
    loss = []
    for seed in range(10):
        for resolution, labels in search_each(adjacency, RESOLUTIONS, seed=seed):
            own = leiden(adjacency, resolution=resolution, seed=seed)
            loss.append(
                modularity(adjacency, own, resolution=resolution)
                - modularity(adjacency, labels, resolution=resolution)
            )
    assert np.mean(loss) < 0.01


def test_one_seed_gives_one_answer():
    adjacency = adjacency_of(GRAPHS["five weak groups"])
    first, again, other = (dict(search_each(adjacency, RESOLUTIONS, seed=seed)) for seed in (3, 3, 4))
    assert all(first[gamma].tobytes() == again[gamma].tobytes() for gamma in RESOLUTIONS)
    assert any(first[gamma].tobytes() != other[gamma].tobytes() for gamma in RESOLUTIONS)


def test_without_ties_each_user_is_a_community():
    ((resolution, labels),) = search_each(sp.csr_array((4, 4)), [1.0])
    assert resolution == 1.0
    assert labels.tolist() == [0, 1, 2, 3]


def test_a_resolution_must_be_above_zero():
    with pytest.raises(OptionError, match=r"resolutions must be .* got 0"):
        list(search_each(sp.csr_array((4, 4)), [1.0, 0]))
