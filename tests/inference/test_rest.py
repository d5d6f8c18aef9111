import networkx as nx
import numpy as np
import pytest

from tribus import find_tribes, from_networkx
from tribus.inference.rest import find_rest


def label_rest(graph, labels):
    network = from_networkx(graph)
    structure = network.evidence.structure
    order = np.array([labels[user] for user in network.users], np.int32)
    return find_rest(structure, network.evidence.mutual(), order).tolist()


@pytest.mark.parametrize(
    ("n_outside", "is_rest"),
    [
        # A path of 6 has 5 ties in 15 pairs: 1/3 per pair. With x ties to a pair of others there are
        # x ties in 12 pairs: 2 of 12 are half of 1/3, 1 of 12 is a quarter.
        pytest.param(2, True, id="twice the density inside"),
        pytest.param(1, False, id="four times the density inside"),
        pytest.param(0, False, id="no ties to others"),
    ],
)
def test_the_largest_group_is_the_rest_at_most_twice_as_dense_inside(n_outside, is_rest):
    graph = nx.path_graph(6)
    graph.add_edge(6, 7)
    graph.add_edges_from([(0, 6), (1, 7)][:n_outside])
    assert label_rest(graph, [0] * 6 + [1] * 2) == [is_rest, False]


def test_the_whole_network_is_no_rest():
    assert label_rest(nx.path_graph(6), [0] * 6) == [False]


def test_one_way_ties_do_not_count():
    graph = nx.path_graph(6).to_directed()
    graph.add_edges_from([(6, 7), (7, 6), *((one, 6) for one in range(6))])
    assert label_rest(graph, [0] * 6 + [1] * 2) == [False, False]


def make_one_group(seed):
    """300 people who turn to anybody, 20 of whom also turn to each other."""
    graph = nx.gnm_random_graph(300, 1200, seed=seed)
    inside = np.random.default_rng(seed).random((20, 20)) < 0.7
    graph.add_edges_from(np.argwhere(np.triu(inside, 1)).tolist())
    return graph


def test_people_around_one_group_are_the_rest():
    tribes = find_tribes(from_networkx(make_one_group(1)), resolution=0.3)
    assert tribes.verdict.has_tribes
    labels = dict(zip(tribes.network.users, tribes.labels.tolist(), strict=True))
    assert sum(labels[user] == 0 for user in range(20)) >= 18
    assert np.mean([labels[user] >= 0 for user in range(20, 300)]) < 0.1
    assert tribes.levels.taken.n_rest > 250
