"""Large and extreme graphs: the search ends within seconds with the right answer."""

import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden import leiden
from tribus.metrics import modularity


def make_ties(row, col, n_users, weights=1.0):
    """Return the symmetric array of ties between two lists of users."""
    row, col = np.broadcast_arrays(row, col)
    weights = np.broadcast_to(np.asarray(weights, float), row.shape)
    half = sp.coo_array((weights, (row, col)), shape=(n_users, n_users)).tocsr()
    return half + half.T


def count_labels(labels):
    return len(np.unique(labels))


def test_a_hub_with_a_million_ties_is_one_community():
    star = make_ties(0, np.arange(1, 1_000_001), 1_000_001)
    assert not leiden(star, polish=True).any()


def test_free_users_join_a_fixed_hub_with_a_million_ties():
    n_users = 1_000_001
    star = make_ties(0, np.arange(1, n_users), n_users)
    initial, fixed = np.minimum(np.arange(n_users), 1), np.arange(n_users) == 0
    assert not leiden(star, initial=initial, fixed=fixed).any()


def test_two_hubs_with_common_neighbours_end_in_at_most_two_communities():
    n_users = 100_002
    neighbours = np.arange(2, n_users)
    both = make_ties(0, neighbours, n_users) + make_ties(1, neighbours, n_users)
    labels = leiden(both)
    assert count_labels(labels) <= 2
    assert modularity(both, labels) >= 0.0


def test_the_search_ends_on_a_complete_bipartite_graph():
    # Every split with equal shares of both sides has Q = 1/2 - 1/2 = 0, as has one community.
    n_side = 400
    left, right = np.divmod(np.arange(n_side**2), n_side)
    graph = make_ties(left, n_side + right, 2 * n_side)
    assert modularity(graph, leiden(graph, polish=True)) == pytest.approx(0.0, abs=1e-12)


def test_a_path_of_200_000_users_is_split_into_segments():
    # Segments of √n users are optimal: Q = 1 - 2 / √n to first order.
    n_users = 200_000
    path = make_ties(np.arange(n_users - 1), np.arange(1, n_users), n_users)
    labels = leiden(path)
    assert (np.diff(labels) >= 0).all()  # each is connected
    assert modularity(path, labels) > 1 - 4 / np.sqrt(n_users)


def test_a_path_of_200_000_users_at_a_low_resolution_is_one_community():
    n_users = 200_000
    path = make_ties(np.arange(n_users - 1), np.arange(1, n_users), n_users)
    assert count_labels(leiden(path, resolution=1e-9)) == 1


def ring_of_cliques(n_cliques, size):
    row, col = np.triu_indices(size, 1)
    first = size * np.arange(n_cliques)[:, None]
    n_users = n_cliques * size
    cliques = make_ties((first + row).ravel(), (first + col).ravel(), n_users)
    return cliques + make_ties(first.ravel(), (first.ravel() + size + 1) % n_users, n_users)


def test_a_ring_of_cliques_is_split_between_cliques_only():
    # At γ = 1 neighbouring cliques merge: the resolution limit (doi:10.1073/pnas.0605965104). A clique
    # has 10 internal and 2 external ties, a strength of 22, and 2m = 220,000. At γ = 2000 the expected
    # weight of two cliques is 2000 x 22 x 22 / 220,000 = 4.4 > 1.
    ring = ring_of_cliques(10_000, 5)
    cliques = np.repeat(np.arange(10_000), 5)
    assert leiden(ring, resolution=2000).tolist() == cliques.tolist()
    merged = leiden(ring).reshape(10_000, 5)
    assert (merged == merged[:, :1]).all()


def test_two_million_users_without_ties_are_communities_of_one():
    labels = leiden(sp.csr_array((2_000_000, 2_000_000)), polish=True)
    assert np.array_equal(labels, np.arange(2_000_000))


def test_one_tie_among_half_a_million_users_is_found():
    labels = leiden(make_ties([7], [499_999], 500_000))
    assert labels[499_999] == labels[7] == 7
    assert count_labels(labels) == 499_999


def test_heavy_ties_are_internal_with_weights_from_1e_12_to_1e12():
    generator = np.random.default_rng(0)
    n_users = 20_000
    row, col = generator.integers(0, n_users, (2, 100_000))
    graph = make_ties(row, col, n_users, 10.0 ** generator.uniform(-12, 12, 100_000))
    graph.setdiag(0.0)
    labels = leiden(graph, polish=True)
    assert modularity(graph, labels) > 0.99


def test_cliques_of_large_weight_do_not_hide_cliques_of_tiny_weight():
    # Weights 1e12 and 1e-12: no tie is lost to rounding.
    clique = sp.csr_array(np.ones((6, 6)) - np.eye(6))
    graph = sp.csr_array(sp.block_diag([1e12 * clique, 1e-12 * clique, 1e12 * clique, 1e-12 * clique]))
    assert leiden(graph, polish=True).tolist() == np.repeat(range(4), 6).tolist()


@pytest.mark.parametrize("n_users", [1, 2])
def test_the_smallest_graphs_are_accepted(n_users):
    graph = sp.csr_array(np.ones((n_users, n_users)) - np.eye(n_users))
    assert leiden(graph, polish=True).tolist() == [0] * n_users
    assert leiden(graph, initial=[9] * n_users, fixed=[True] * n_users).tolist() == [0] * n_users
