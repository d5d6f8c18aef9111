import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden._random import shuffle_within
from tribus.community.leiden._refine import refine_communities
from tribus.community.leiden.graph import read_graph


def refine(adjacency, labels, n_labels, resolution, *, seed=3, theta=0.0):
    graph = read_graph(adjacency)
    gamma_over_2m, state = resolution / graph.strength.sum(), np.array([seed], np.uint64)
    return refine_communities(graph, labels, n_labels, gamma_over_2m, state, theta)


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


def test_with_theta_the_part_is_drawn_with_the_probabilities_of_the_paper():
    # User 0 has ties of 1.0 to user 1 and 1.2 to user 2, and γ = 0: gains of 1.0 and 1.2. At θ = 0.2
    # the odds are exp(1.2 / 0.2) to exp(1.0 / 0.2), which is e to 1. A part is named after the user
    # that was joined first.
    star = sp.csr_array([[0, 1.0, 1.2], [1.0, 0, 0], [1.2, 0, 0]])
    together = np.zeros(3, np.uint32)
    pairs = []
    for seed in range(4000):
        first = shuffle_within(together, 1, np.array([seed], np.uint64))[0]
        parts = refine(star, together, 1, 0.0, seed=seed, theta=0.2)
        if first == 0:
            pairs.append(parts[0] == 2)
    assert len(pairs) > 1200
    assert np.mean(pairs) == pytest.approx(np.e / (np.e + 1), abs=0.04)


@pytest.mark.parametrize("theta", [1e-3, 0.1, 10.0])
@pytest.mark.parametrize("n_labels", [1, 3])
def test_random_parts_are_connected_too(random_adjacency, n_labels, theta):
    graph, labels = nx.from_scipy_sparse_array(random_adjacency), make_labels(n_labels, 14)
    parts = refine(random_adjacency, labels, n_labels, 0.5, theta=theta)
    for part in set(parts.tolist()):
        members = np.flatnonzero(parts == part)
        assert nx.is_connected(graph.subgraph(members.tolist()))
        assert len(set(labels[members].tolist())) == 1
