import numpy as np
import pytest
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from tribus.community.leiden._aggregate import (
    aggregate,
    number_labels,
    permute_sorted,
    sort_by_label,
    split_disconnected,
    sum_internal_weight,
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


def test_sorting_by_label_is_stable():
    start, nodes = sort_by_label(np.array([1, 0, 1, 2, 0], np.uint32), 3)
    assert start.tolist() == [0, 2, 4, 5]
    assert nodes.tolist() == [1, 4, 0, 2, 3]


def test_weights_between_communities_are_summed_and_strengths_kept(graph, labels):
    n_labels = int(labels.max()) + 1
    aggregated = aggregate(graph, labels, n_labels)
    member = np.eye(n_labels)[labels]
    between = member.T @ as_table(graph) @ member
    between[np.diag_indices(n_labels)] = 0.0
    assert np.array_equal(as_table(aggregated), between)  # integer weights: sums are exact
    assert np.array_equal(between, between.T)
    assert np.array_equal(aggregated.strength, member.T @ graph.strength)
    assert aggregated.strength.sum() == graph.strength.sum()


def test_a_permuted_graph_is_the_same_graph_with_sorted_rows(graph):
    order = np.random.default_rng(1).permutation(len(graph.strength)).astype(np.uint32)
    permuted = permute_sorted(graph, order)
    assert np.array_equal(as_table(permuted), as_table(graph)[order][:, order])
    assert np.array_equal(permuted.strength, graph.strength[order])
    rows = zip(permuted.indptr[:-1].tolist(), permuted.indptr[1:].tolist(), strict=True)
    assert all((np.diff(permuted.indices[start:stop].astype(int)) > 0).all() for start, stop in rows)


def test_each_pair_of_communities_occurs_once(graph, labels):
    indptr, indices, weights, _ = aggregate(graph, labels, int(labels.max()) + 1)
    rows = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr.astype(np.int64)))
    pairs = list(zip(rows.tolist(), indices.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert all(row != col for row, col in pairs)
    assert (weights > 0).all()


def test_internal_and_external_weight_sum_to_the_total(graph, labels):
    table = as_table(graph)
    internal = table[labels[:, None] == labels].sum()
    assert sum_internal_weight(graph, labels) == internal
    between = aggregate(graph, labels, int(labels.max()) + 1)[2].sum()
    assert internal + between == table.sum()


def test_communities_are_split_into_connected_components(graph, labels, renumber):
    internal = as_table(graph) * (labels[:, None] == labels)
    expected = connected_components(sp.csr_array(internal), directed=False)[1]
    components = split_disconnected(graph, labels)
    assert components.tolist() == renumber(expected.tolist())
