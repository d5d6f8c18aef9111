from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden import leiden
from tribus.community.louvain import louvain
from tribus.errors import OptionError
from tribus.metrics import modularity

GRAPHS = {
    "karate club": nx.karate_club_graph(),
    "Watts-Strogatz": nx.watts_strogatz_graph(300, 8, 0.1, seed=7),
    "groups": nx.planted_partition_graph(10, 20, 0.5, 0.02, seed=1),
}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_larger_resolutions_give_more_communities(graph, adjacency_of):
    numbers = [louvain(adjacency_of(graph), resolution=gamma).max() for gamma in (0.1, 0.5, 1, 4, 16)]
    assert all(coarse <= fine for coarse, fine in pairwise(numbers))
    assert numbers[0] < numbers[-1]


@pytest.mark.parametrize("resolution", [0.25, 0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_the_resolution_has_the_same_meaning_as_in_leiden(graph, resolution, adjacency_of):
    adjacency = adjacency_of(graph)
    found, best = (
        modularity(adjacency, method(adjacency, resolution=resolution), resolution=resolution)
        for method in (louvain, leiden)
    )
    assert found == pytest.approx(best, abs=0.03)


def test_a_seed_determines_the_answer(adjacency_of):
    adjacency = adjacency_of(GRAPHS["Watts-Strogatz"])
    assert len({louvain(adjacency, seed=seed).tobytes() for seed in range(4)}) > 1
    assert louvain(adjacency, seed=3).tobytes() == louvain(adjacency, seed=3).tobytes()
    assert louvain(adjacency, seed=2**63 - 1).tobytes() == louvain(adjacency, seed=2**32 - 1).tobytes()


def test_the_global_random_generator_is_not_used(adjacency_of):
    state = np.random.get_state()  # noqa: NPY002 - the package could use the global one
    louvain(adjacency_of(GRAPHS["karate club"]))
    assert np.array_equal(np.random.get_state()[1], state[1])  # noqa: NPY002 - as above


def test_users_without_ties_have_a_label(adjacency_of):
    graph = nx.disjoint_union(nx.complete_graph(4), nx.empty_graph(2))
    labels = louvain(adjacency_of(graph))
    assert labels.dtype == np.int32
    assert len(set(labels[:4].tolist())) == 1
    assert len(set(labels.tolist())) == 3


@pytest.mark.parametrize("n_users", [0, 1, 4])
def test_an_empty_network_has_communities_of_one(n_users):
    assert louvain(sp.csr_array((n_users, n_users))).tolist() == list(range(n_users))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"resolution": 0}, "resolution must be a finite number above 0, got 0"),
        ({"resolution": -1}, "resolution must be a finite number above 0, got -1"),
        ({"seed": -1}, "seed must be a whole number of 0 or more, got -1"),
    ],
)
def test_invalid_options_are_errors_that_show_them(options, message, adjacency_of):
    with pytest.raises(OptionError, match=message):
        louvain(adjacency_of(GRAPHS["karate club"]), **options)
