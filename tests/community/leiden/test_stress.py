"""Large and awkward graphs: each comes to an end within seconds, and to the right answer."""

import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden import leiden
from tribus.metrics import modularity


def tie(one, other, n_users, weights=1.0):
    """Symmetric array of ties between two lists of users."""
    one, other = np.broadcast_arrays(one, other)
    weights = np.broadcast_to(np.asarray(weights, float), one.shape)
    half = sp.coo_array((weights, (one, other)), shape=(n_users, n_users)).tocsr()
    return half + half.T


def numbers(labels):
    return len(np.unique(labels))


def test_a_hub_with_a_million_ties_is_one_community():
    star = tie(0, np.arange(1, 1_000_001), 1_000_001)
    assert not leiden(star, polish=True).any()


def test_free_users_join_a_fixed_hub_with_a_million_ties():
    n_users = 1_000_001
    star = tie(0, np.arange(1, n_users), n_users)
    initial, fixed = np.minimum(np.arange(n_users), 1), np.arange(n_users) == 0
    assert not leiden(star, initial=initial, fixed=fixed).any()


def test_two_hubs_share_their_common_ties_out():
    n_users = 100_002
    ends = np.arange(2, n_users)
    both = tie(0, ends, n_users) + tie(1, ends, n_users)
    labels = leiden(both)
    assert numbers(labels) <= 2
    assert modularity(both, labels) >= 0.0


def test_a_complete_bipartite_graph_comes_to_an_end():
    # Q = 1/2 - 1/2 for whatever split of both sides in equal shares: one community does as well.
    n_side = 400
    left, right = np.divmod(np.arange(n_side**2), n_side)
    graph = tie(left, n_side + right, 2 * n_side)
    assert modularity(graph, leiden(graph, polish=True)) == pytest.approx(0.0, abs=1e-12)


def test_a_path_of_200_000_users_is_cut_into_stretches():
    # Stretches of √n users are best: Q = 1 - 2 / √n to first order.
    n_users = 200_000
    path = tie(np.arange(n_users - 1), np.arange(1, n_users), n_users)
    labels = leiden(path)
    assert (np.diff(labels) >= 0).all()  # each is connected
    assert modularity(path, labels) > 1 - 4 / np.sqrt(n_users)


def test_a_path_of_200_000_users_at_a_low_resolution_is_one_community():
    n_users = 200_000
    path = tie(np.arange(n_users - 1), np.arange(1, n_users), n_users)
    assert numbers(leiden(path, resolution=1e-9)) == 1


def ring_of_cliques(n_cliques, size):
    one, other = np.triu_indices(size, 1)
    first = size * np.arange(n_cliques)[:, None]
    n_users = n_cliques * size
    cliques = tie((first + one).ravel(), (first + other).ravel(), n_users)
    return cliques + tie(first.ravel(), (first.ravel() + size + 1) % n_users, n_users)


def test_a_ring_of_cliques_is_cut_between_cliques_only():
    # At γ = 1 pairs and more of so many cliques belong together (doi:10.1073/pnas.0605965104). A clique
    # has 10 ties inside and 2 outside, a strength of 22, and 2m = 220,000: at γ = 2000 two cliques are
    # expected to share 2000 x 22 x 22 / 220,000 = 4.4 > 1.
    ring = ring_of_cliques(10_000, 5)
    cliques = np.repeat(np.arange(10_000), 5)
    assert leiden(ring, resolution=2000).tolist() == cliques.tolist()
    merged = leiden(ring).reshape(10_000, 5)
    assert (merged == merged[:, :1]).all()


def test_two_million_users_without_a_tie_are_alone():
    labels = leiden(sp.csr_array((2_000_000, 2_000_000)), polish=True)
    assert np.array_equal(labels, np.arange(2_000_000))


def test_one_tie_among_half_a_million_users_is_found():
    labels = leiden(tie([7], [499_999], 500_000))
    assert labels[499_999] == labels[7] == 7
    assert numbers(labels) == 499_999


def test_weights_from_1e_12_to_1e12_keep_heavy_ties_together():
    generator = np.random.default_rng(0)
    n_users = 20_000
    one, other = generator.integers(0, n_users, (2, 100_000))
    graph = tie(one, other, n_users, 10.0 ** generator.uniform(-12, 12, 100_000))
    graph.setdiag(0.0)
    labels = leiden(graph, polish=True)
    assert modularity(graph, labels) > 0.99


def test_cliques_of_vast_weight_do_not_hide_a_tiny_one():
    # Weights 1e12 and 1e-12: of the tiny clique's ties none is lost in the rounding of the others.
    clique = np.ones((6, 6)) - np.eye(6)
    graph = sp.csr_array(sp.block_diag([1e12 * clique, 1e-12 * clique, 1e12 * clique, 1e-12 * clique]))
    assert leiden(graph, polish=True).tolist() == np.repeat(range(4), 6).tolist()


@pytest.mark.parametrize("n_users", [1, 2])
def test_the_smallest_graphs_are_searched(n_users):
    graph = sp.csr_array(np.ones((n_users, n_users)) - np.eye(n_users))
    assert leiden(graph, polish=True).tolist() == [0] * n_users
    assert leiden(graph, initial=[9] * n_users, fixed=[True] * n_users).tolist() == [0] * n_users
