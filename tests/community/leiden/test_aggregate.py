import numpy as np
import pytest
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from tribus.community.leiden._aggregate import (
    add_inside,
    aggregate,
    number_labels,
    sort_by_label,
    split_disconnected,
)
from tribus.community.leiden.graph import read_graph


@pytest.fixture
def graph(random_adjacency):
    return read_graph(random_adjacency)


@pytest.fixture(params=[1, 4, 14])
def labels(graph, request):
    drawn = np.random.default_rng(0).integers(0, request.param, len(graph.strength)).astype(np.uint32)
    number_labels(drawn)
    return drawn


def as_table(graph):
    shape = 2 * (len(graph.strength),)
    parts = (graph.weights, graph.indices.astype(np.int32), graph.indptr.astype(np.int64))
    return sp.csr_array(parts, shape=shape).toarray()


def test_labels_are_numbered_by_first_appearance():
    labels = np.array([3, 1, 3, 0, 1], np.uint32)
    assert number_labels(labels) == 3
    assert labels.tolist() == [0, 1, 0, 2, 1]


def test_users_are_sorted_by_label_and_keep_their_order():
    start, nodes = sort_by_label(np.array([1, 0, 1, 2, 0], np.uint32), 3)
    assert start.tolist() == [0, 2, 4, 5]
    assert nodes.tolist() == [1, 4, 0, 2, 3]


def test_weights_between_communities_add_up_and_strengths_are_kept(graph, labels):
    n_labels = int(labels.max()) + 1
    made = type(graph)(*aggregate(*graph, labels, n_labels))
    member = np.eye(n_labels)[labels]
    between = member.T @ as_table(graph) @ member
    between[np.diag_indices(n_labels)] = 0.0
    assert np.array_equal(as_table(made), between)  # whole weights: sums are exact
    assert np.array_equal(between, between.T)
    assert np.array_equal(made.strength, member.T @ graph.strength)
    assert made.strength.sum() == graph.strength.sum()


def test_each_pair_of_communities_has_one_entry(graph, labels):
    indptr, indices, weights, _ = aggregate(*graph, labels, int(labels.max()) + 1)
    rows = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr.astype(np.int64)))
    pairs = list(zip(rows.tolist(), indices.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert all(row != other for row, other in pairs)
    assert (weights > 0).all()


def test_aggregating_keeps_what_is_inside_and_between(graph, labels):
    table = as_table(graph)
    inside = table[labels[:, None] == labels].sum()
    assert add_inside(graph.indptr, graph.indices, graph.weights, labels) == inside
    between = aggregate(*graph, labels, int(labels.max()) + 1)[2].sum()
    assert inside + between == table.sum()


def test_pieces_are_the_connected_components_of_ties_inside_communities(graph, labels, renumber):
    inside = as_table(graph) * (labels[:, None] == labels)
    expected = connected_components(sp.csr_array(inside), directed=False)[1]
    pieces = split_disconnected(graph.indptr, graph.indices, labels)
    assert pieces.tolist() == renumber(expected.tolist())
