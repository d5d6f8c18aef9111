"""The constant Potts model: communities whose ties outweigh γ for each pair of members."""

import random
from fractions import Fraction
from itertools import combinations

import igraph
import leidenalg
import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from tests.community.leiden.test_properties import (
    labels_for,
    resolutions,
    searched,
    seeds,
    weighted_graphs,
)
from tests.community.leiden.test_search import GRAPHS, adjacency_of, as_igraph
from tribus.community import leiden
from tribus.errors import OptionError
from tribus.metrics import constant_potts_model

SEEDS = range(20)
RESOLUTIONS = (0.02, 0.1, 0.4, 0.8)  # multiples of the mean weight of a tie


def find_potts(adjacency, resolution, **options):
    return leiden(adjacency, quality="cpm", resolution=resolution, **options)


def exact_quality(adjacency, labels, resolution):
    """Return H as a fraction, pair by pair."""
    weights, gamma = adjacency.toarray().tolist(), Fraction(resolution)
    pairs = combinations(range(len(weights)), 2)
    return sum(Fraction(weights[i][j]) - gamma for i, j in pairs if labels[i] == labels[j])


def test_a_community_is_worth_its_ties_above_gamma_for_each_pair():
    # A path of three: all together have 2 ties and 3 pairs, 2 - 3 γ; a pair has 1 - γ. They cross at .5.
    path = adjacency_of(nx.path_graph(3))
    assert find_potts(path, 0.49).tolist() == [0, 0, 0]
    assert len(set(find_potts(path, 0.51).tolist())) == 2
    assert find_potts(path, 1.01).tolist() == [0, 1, 2]


def test_planted_groups_are_found_at_a_density_between_theirs_and_that_of_the_rest():
    graph = nx.planted_partition_graph(20, 100, 0.3, 0.005, seed=1)
    expected = np.repeat(range(20), 100).tolist()
    assert find_potts(adjacency_of(graph), 0.1).tolist() == expected


@pytest.mark.parametrize("n_cliques", [10, 100, 1000])
def test_cliques_stay_apart_in_a_network_of_any_size(n_cliques):
    # Modularity merges neighbouring cliques of a large ring: the resolution limit.
    ring = adjacency_of(nx.ring_of_cliques(n_cliques, 5))
    assert find_potts(ring, 0.5).tolist() == np.repeat(range(n_cliques), 5).tolist()


@pytest.mark.parametrize("quality", ["modularity", "cpm"])
@pytest.mark.parametrize("name", ["karate club", "ring of cliques"])
def test_at_resolution_0_communities_are_the_connected_components(name, quality):
    graph = nx.disjoint_union(GRAPHS[name](), nx.path_graph(5))
    graph.add_node("alone")
    expected = sp.csgraph.connected_components(adjacency_of(graph))[1]
    assert leiden(adjacency_of(graph), quality=quality, resolution=0).tolist() == expected.tolist()


@pytest.mark.parametrize("scale", [1e-200, 1e-9, 0.3, 7, 1e9, 1e200])
def test_the_unit_of_the_weights_does_not_matter(scale):
    adjacency = adjacency_of(GRAPHS["Les Miserables"]())
    gamma = 0.5
    unit = 2.0 ** np.round(np.log2(scale))  # a power of 2 changes no digit
    if 1e-100 < unit < 1e100:
        assert (
            find_potts(adjacency * unit, gamma * unit).tolist() == find_potts(adjacency, gamma).tolist()
        )
    else:
        with pytest.raises(OptionError, match="square of the largest sum of a user's weights"):
            find_potts(adjacency * unit, gamma)


def test_a_self_loop_has_no_effect():
    adjacency = adjacency_of(GRAPHS["karate club"]())
    loops = sp.csr_array(sp.diags_array(np.arange(34) * 1e3))
    assert find_potts(adjacency + loops, 0.2).tolist() == find_potts(adjacency, 0.2).tolist()


@given(weighted_graphs(n_most=10), resolutions, seeds)
@searched
def test_after_polishing_no_single_move_gains_in_the_constant_potts_model(adjacency, resolution, seed):
    labels = find_potts(adjacency, resolution, seed=seed, polish=True).tolist()
    before = exact_quality(adjacency, labels, resolution)
    off_diagonal = adjacency - sp.diags_array(adjacency.diagonal())
    least = 2e-12 * float(off_diagonal.sum(axis=1).max()) + 1e-12 * resolution
    for user in range(len(labels)):
        for label in range(max(labels) + 2):
            moved = [*labels[:user], label, *labels[user + 1 :]]
            assert float(exact_quality(adjacency, moved, resolution) - before) <= least


@given(weighted_graphs(), resolutions, seeds, st.data())
@searched
def test_the_quality_is_at_least_that_of_the_initial_labels(adjacency, resolution, seed, data):
    initial = data.draw(labels_for(adjacency))
    found = find_potts(adjacency, resolution, seed=seed, initial=initial)
    after, before = (constant_potts_model(adjacency, x, resolution=resolution) for x in (found, initial))
    assert after >= before - 1e-9 * adjacency.sum()


@given(weighted_graphs(), resolutions, seeds, st.data())
@searched
def test_fixed_users_keep_their_communities_in_the_constant_potts_model(
    adjacency, resolution, seed, data
):
    n_users = adjacency.shape[0]
    initial = np.array(data.draw(labels_for(adjacency)))
    fixed = np.array(data.draw(st.lists(st.booleans(), min_size=n_users, max_size=n_users)))
    labels = find_potts(adjacency, resolution, seed=seed, initial=initial, fixed=fixed)
    before, after = initial[fixed], labels[fixed]
    assert np.array_equal(before[:, None] == before, after[:, None] == after)


def by_leidenalg(peer, resolution, seed, n_iterations=2):
    return leidenalg.find_partition(
        peer,
        leidenalg.CPMVertexPartition,
        weights="weight",
        resolution_parameter=resolution,
        seed=seed,
        n_iterations=n_iterations,
    ).membership


def by_igraph(peer, resolution, seed):
    random.seed(seed)
    igraph.set_random_number_generator(random)
    options = {"objective_function": "CPM", "weights": "weight", "resolution": resolution}
    return peer.community_leiden(**options).membership


@pytest.mark.peer
@pytest.mark.parametrize("share", RESOLUTIONS)
@pytest.mark.parametrize("name", GRAPHS)
def test_potts_quality_is_no_worse_than_that_of_igraph_and_leidenalg(name, share):
    # Means over twenty seeds, as a share of the weight of all ties.
    graph = GRAPHS[name]()
    adjacency, peer = adjacency_of(graph), as_igraph(graph)
    gamma, total = share * float(np.mean(adjacency.data)), float(adjacency.sum()) / 2

    def mean_quality(find):
        found = [constant_potts_model(adjacency, find(seed), resolution=gamma) for seed in SEEDS]
        return np.mean(found) / total

    ours = mean_quality(lambda seed: find_potts(adjacency, gamma, seed=seed, polish=True))
    theirs = [
        mean_quality(lambda seed, find=find: find(peer, gamma, seed))
        for find in (by_leidenalg, by_igraph)
    ]
    assert ours >= max(theirs) - 0.001


@pytest.mark.peer
@pytest.mark.parametrize(
    ("name", "tolerance"),
    [("karate club", 1e-12), ("Les Miserables", 1e-12), ("ring of cliques", 0.001)],
)
def test_the_resolution_profile_is_that_of_leidenalg(name, tolerance):
    # The profile lists the partitions that are best at some γ, with the γ at which each begins. On the
    # ring at small γ neither package finds the best cut of the ring into arcs every time.
    graph = GRAPHS[name]()
    adjacency, peer = adjacency_of(graph), as_igraph(graph)
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(0)
    profile = optimiser.resolution_profile(
        peer,
        leidenalg.CPMVertexPartition,
        weights="weight",
        resolution_range=(0.001, float(adjacency.max()) + 1),
        number_iterations=-1,
        min_diff_resolution=0.01,
    )
    assert len(profile) > 3
    for step in profile:
        gamma = step.resolution_parameter
        found = (find_potts(adjacency, gamma, seed=seed, polish=True) for seed in SEEDS)
        ours = max(constant_potts_model(adjacency, labels, resolution=gamma) for labels in found)
        theirs = constant_potts_model(adjacency, step.membership, resolution=gamma)
        assert ours >= theirs - tolerance * adjacency.sum() / 2
