import numpy as np
import pytest

from tribus.community.leiden._move import move_nodes
from tribus.community.leiden._random import random_order
from tribus.community.leiden.graph import read_graph


def state_of(seed):
    return np.array([seed], np.uint64)


@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("n_start", [2, 14])
def test_moves_are_those_of_the_published_algorithm(
    random_adjacency, slow_graph, renumber, n_start, resolution
):
    graph, slow = read_graph(random_adjacency), slow_graph(random_adjacency, resolution)
    n_users = len(graph.strength)
    labels = (np.arange(n_users) % n_start).astype(np.uint32)
    fixed = np.arange(n_users) % 5 == 1
    expected = slow.move(labels.tolist(), fixed, random_order(n_users, state_of(7)).tolist())
    gamma_over_2m = resolution / graph.strength.sum()
    move_nodes(graph, labels, fixed, gamma_over_2m, state_of(7))
    assert renumber(labels.tolist()) == renumber(expected)


def test_the_number_of_moves_is_returned_and_is_0_at_a_local_optimum(random_adjacency):
    graph = read_graph(random_adjacency)
    labels = np.arange(len(graph.strength), dtype=np.uint32)
    fixed = np.zeros(len(labels), np.bool_)
    gamma_over_2m = 1 / graph.strength.sum()
    assert move_nodes(graph, labels, fixed, gamma_over_2m, state_of(0)) > 0
    before = labels.copy()
    assert move_nodes(graph, labels, fixed, gamma_over_2m, state_of(1)) == 0
    assert np.array_equal(labels, before)
