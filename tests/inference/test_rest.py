import networkx as nx
import numpy as np
import pytest

from tribus import find_tribes, from_networkx
from tribus.inference.rest import find_rest, return_to_rest


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


def make_one_group(seed, *, n_people=300, density=0.7):
    """People who turn to anybody, 20 of whom also turn to each other."""
    graph = nx.gnm_random_graph(n_people, 4 * n_people, seed=seed)
    inside = np.random.default_rng(seed).random((20, 20)) < density
    graph.add_edges_from(np.argwhere(np.triu(inside, 1)).tolist())
    return graph


def test_people_around_one_group_are_the_rest():
    tribes = find_tribes(from_networkx(make_one_group(1)), resolution=0.3)
    assert tribes.verdict.has_tribes
    labels = dict(zip(tribes.network.users, tribes.labels.tolist(), strict=True))
    assert sum(labels[user] == 0 for user in range(20)) >= 18
    assert np.mean([labels[user] >= 0 for user in range(20, 300)]) < 0.1
    assert tribes.levels.taken.n_rest > 250


def clique_in_a_rest(n_ties):
    """A clique of 10 with one tie each to a rest of 60, and user 70 with 8 ties, some to the clique."""
    graph = nx.gnm_random_graph(60, 240, seed=0)
    graph = nx.disjoint_union(graph, nx.complete_graph(10))
    graph.add_edges_from((number, 60 + number) for number in range(10))
    graph.add_edges_from((70, 60 + number) for number in range(n_ties))
    graph.add_edges_from((70, 20 + number) for number in range(8 - n_ties))
    return graph


def move(graph, *, is_rest=(True, False), stays=()):
    network = from_networkx(graph)
    users = np.array(network.users)
    labels = (users >= 60).astype(np.int32)
    moved = return_to_rest(
        network.evidence.structure,
        network.affinity_values,
        labels,
        is_rest=np.array(is_rest),
        is_tribe=np.array([False, True]),
        stays=np.isin(users, stays),
    )
    return set(users[moved != labels].tolist())


def test_a_member_with_the_ties_of_people_of_the_rest_returns_to_it():
    # 10 of the 490 ends of ties of the rest are in the clique: q = .02, or .03 with those of user 70.
    # P(at least 1 of 8) = .15 to .22, and P(at least 6 of 8) is about 1e-9.
    assert move(clique_in_a_rest(1)) == {70}
    assert move(clique_in_a_rest(6)) == set()


def test_who_stays_in_any_case_does_not_return():
    assert move(clique_in_a_rest(1), stays=[70]) == set()


def test_without_a_rest_nobody_leaves():
    assert move(clique_in_a_rest(1), is_rest=(False, False)) == set()


@pytest.mark.parametrize("seed", [12, 22])
def test_people_with_accidental_ties_to_one_group_stay_in_the_rest(seed):
    # The search puts 13 or 14 of these 80 people into the group.
    tribes = find_tribes(from_networkx(make_one_group(seed, n_people=100, density=0.5)), seed=seed)
    labels = dict(zip(tribes.network.users, tribes.labels.tolist(), strict=True))
    assert sum(labels[user] == 0 for user in range(20)) >= 18
    assert sum(labels[user] >= 0 for user in range(20, 100)) <= 4
