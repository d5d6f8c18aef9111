import networkx as nx
import numpy as np
import pytest

from tribus.community.leiden._random import shuffle_within
from tribus.community.leiden._refine import refine_communities
from tribus.community.leiden.graph import read_graph


def refine(adjacency, labels, n_labels, resolution, seed=3):
    graph = read_graph(adjacency)
    gamma_over_2m, state = resolution / graph.strength.sum(), np.array([seed], np.uint64)
    return refine_communities(graph, labels, n_labels, gamma_over_2m, state)


def make_labels(n_labels, n_users):
    return (np.arange(n_users) % n_labels).astype(np.uint32)


@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("n_labels", [1, 3])
def test_parts_are_those_of_the_published_algorithm(
    random_adjacency, slow_graph, renumber, n_labels, resolution
):
    labels = make_labels(n_labels, random_adjacency.shape[0])
    order = shuffle_within(labels, n_labels, np.array([3], np.uint64)).tolist()
    parts = refine(random_adjacency, labels, n_labels, resolution)
    expected = slow_graph(random_adjacency, resolution).refine(labels.tolist(), order)
    assert renumber(parts.tolist()) == renumber(expected)


@pytest.mark.parametrize("n_labels", [1, 3])
def test_each_part_is_connected_and_inside_its_community(random_adjacency, n_labels):
    graph, labels = nx.from_scipy_sparse_array(random_adjacency), make_labels(n_labels, 14)
    parts = refine(random_adjacency, labels, n_labels, 0.5)
    for part in set(parts.tolist()):
        members = np.flatnonzero(parts == part)
        assert nx.is_connected(graph.subgraph(members.tolist()))
        assert len(set(labels[members].tolist())) == 1
