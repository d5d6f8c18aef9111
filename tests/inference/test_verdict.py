import networkx as nx
import numpy as np
import pytest

from tribus import find_tribes, from_networkx
from tribus.datasets import make_society
from tribus.errors import OptionError
from tribus.inference.verdict import (
    CLEAR,
    Verdict,
    _rank_first,
    compare_groups,
    count_ties,
)
from tribus.metrics.cohesion import Cohesion
from tribus.network import build_network

CHANCE = {"p_value": 0.2, "level": 0.05, "excess": 0.01, "n_rewired": 19}


def test_groups_are_compared_with_those_of_similar_size():
    # Masses 1/16 and 1/2. By chance groups of 1/16 have homophilies (inside - mass) / (1 - mass) of
    # 1/5, 1/3 and 3/5 (inside 1/4, 3/8, 5/8); one of 1/2 keeps 0.9: (0.9 - 0.5) / 0.5 = 0.8.
    chance = Cohesion(np.array([1 / 16, 1 / 16, 1 / 16, 1 / 2]), np.array([1 / 4, 3 / 8, 5 / 8, 0.9]))
    groups = Cohesion(np.array([1 / 16, 1 / 16, 1 / 16, 1 / 2]), np.array([1.0, 0.5, 0.0, 0.95]))
    assert compare_groups(groups, [chance]) == pytest.approx([0, 1 / 3, 1, 0])


def test_a_size_that_chance_never_gives_has_no_match():
    chance = Cohesion(np.array([1 / 64]), np.array([1.0]))
    assert compare_groups(Cohesion(np.array([1 / 4]), np.array([0.3])), [chance]) == [0.0]


def test_the_whole_network_is_no_group_to_compare_with():
    whole = Cohesion(np.array([1.0]), np.array([1.0]))
    halves = Cohesion(np.array([0.5, 0.5]), np.array([0.8, 0.8]))
    assert compare_groups(halves, [whole]).tolist() == [0, 0]


def test_equal_ties_count_one_each_and_a_heavy_one_counts_for_all():
    equal = from_networkx(nx.cycle_graph(10))
    assert count_ties(equal) == pytest.approx(10)
    assert CLEAR**2 / 2 == 18


def test_without_a_level_everything_is_accepted():
    p_values = np.array([0.0, 0.4, 0.6])
    assert Verdict(**CHANCE | {"p_value": np.nan}).accept(p_values).all()
    assert not Verdict(**CHANCE).accept(p_values).any()
    assert Verdict(**CHANCE | {"p_value": 0.05}).accept(p_values).tolist() == [True, True, False]


def test_what_is_plain_is_told_without_many_rewired_networks():
    network = build_network(make_society(seed=0).events)
    significance = find_tribes(network).verdict
    assert significance.has_tribes
    assert significance.p_value < 1e-6
    assert significance.n_rewired == 3


def test_a_graph_of_chance_has_no_tribes():
    tribes = find_tribes(from_networkx(nx.gnm_random_graph(100, 400, seed=2)))
    assert not tribes.verdict.has_tribes
    assert tribes.verdict.n_rewired == 9  # of these already it was not the clearest
    assert len(tribes) == 0
    assert (tribes.labels == -1).all()
    unasked = find_tribes(tribes.network, significance=None)
    assert len(unasked) > 1
    assert unasked.verdict.n_rewired == 0
    assert "not set against chance" in repr(unasked.verdict)


def test_of_a_few_people_nothing_can_be_told():
    few = find_tribes(from_networkx(nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])))
    assert np.isnan(few.verdict.p_value)
    assert [len(tribe) for tribe in few] == [3, 3]
    assert "too few people to tell" in repr(few.verdict)


def test_a_given_resolution_is_asked_too():
    noise = from_networkx(nx.gnm_random_graph(100, 400, seed=2))
    assert len(find_tribes(noise, resolution=1.0)) == 0
    assert len(find_tribes(noise, resolution=1.0, significance=None)) > 1
    assert len(find_tribes(from_networkx(nx.karate_club_graph()), resolution=1.0)) > 1


@pytest.mark.parametrize("level", [-0.1, 1.1, "high", True])
def test_a_level_out_of_range_is_an_error(network, level):
    with pytest.raises(OptionError, match="significance must be a number from 0 to 1, got"):
        find_tribes(network, significance=level)


def rewire_at_random(links, seed):
    """Everybody keeps how many people they turn to, and how many turn to them; all else is chance."""
    generator = np.random.default_rng(seed)
    targets = generator.permutation([target for _, target in links])
    pairs = zip((source for source, _ in links), targets.tolist(), strict=True)
    return nx.DiGraph((one, other) for one, other in pairs if one != other)


def test_as_many_networks_are_rewired_as_the_level_asks_for():
    karate = from_networkx(nx.karate_club_graph())
    for level, n_rewired in ((0.1, 9), (0.05, 19), (0.01, 99)):
        found = find_tribes(karate, resolution=1.0, significance=level).verdict
        assert found.n_rewired == (n_rewired if found.p_value <= 0.1 else 9)
        assert found.has_tribes == (found.p_value <= level)


def test_few_networks_of_chance_have_tribes():
    # At a level of 1/50 more than 2 of 20 would come once in 130 times.
    graph = nx.stochastic_block_model([20] * 4, np.full((4, 4), 0.03) + 0.25 * np.eye(4), seed=0)
    links = [*graph.edges, *((other, one) for one, other in graph.edges)]
    assert len(find_tribes(from_networkx(nx.DiGraph(links)))) > 1
    found = [
        len(find_tribes(from_networkx(rewire_at_random(links, seed)), seed=seed)) for seed in range(30)
    ]
    assert np.count_nonzero(found) <= 2


def test_one_network_of_chance_with_a_second_group_does_not_hide_clear_groups():
    rng = np.random.default_rng(0)
    at_coarse, at_fine = np.full(50, 0.6), rng.normal(0.3, 0.01, 50)
    at_coarse[7] += 1e-6  # of all networks the only one that is not one group there
    at_fine[0] = 0.45
    assert _rank_first(np.column_stack([at_coarse, at_fine])) == 1 / 50


def test_networks_that_are_all_alike_stand_alike():
    assert _rank_first(np.ones((10, 3))) == 1.0


def test_bought_followers_do_not_make_true_tribes_look_like_accidents():
    # They hold together in any rewired network, and so does what is left of it: better than true tribes.
    society = make_society(n_people=200, n_tribes=6, n_ghosts=100, mixing=0.4, seed=0)
    tribes = find_tribes(build_network(society.events))
    found = tribes.to_frame().query("tribe >= 0").set_index("user")["tribe"]
    known = society.groups.query("role == 'member'").set_index("user")["tribe"]
    together = known[known.index.isin(found.index)]
    assert len(together) > 0.95 * len(known)
    assert all(
        found[users].value_counts(normalize=True).iloc[0] > 0.7
        for users in together.groupby(together).groups.values()
    )


def test_judges_are_weighed_as_if_there_were_nobody_else():
    # Two pairs, 0-1 and 2-3, joined by a tie; user 4 hangs on 0. Without 4 each pair keeps 2 of its 3.
    ties = [(0, 1), (2, 3), (1, 2), (0, 4)]
    adjacency = nx.to_scipy_sparse_array(nx.Graph(ties), nodelist=range(5), format="csr", dtype=float)
    labels, mutual_users = np.array([0, 0, 1, 1, 0], np.int32), np.arange(5) < 4
    held = Cohesion.of_labels(adjacency, labels, mutual_users=mutual_users)
    assert held.inside == pytest.approx([4 / 5, 2 / 3])
    assert held.among_mutual.inside == pytest.approx([2 / 3, 2 / 3])
    assert held.among_mutual.volume_share == pytest.approx([1 / 2, 1 / 2])
    assert Cohesion.of_labels(adjacency, labels, mutual_users=np.ones(5, bool)).among_mutual is None


def make_sparse_groups(n_people, n_groups, n_ties):
    """Groups in which people turn to any of the others, and are answered by accident only."""
    rng = np.random.default_rng(0)
    group = np.arange(n_people) % n_groups
    source = rng.integers(0, n_people, n_ties)
    mate = group[source] + n_groups * rng.integers(0, n_people // n_groups, n_ties)
    target = np.where(rng.random(n_ties) < 0.7, mate, rng.integers(0, n_people, n_ties))
    return from_networkx(nx.DiGraph(zip(source.tolist(), target.tolist(), strict=True)))


def test_where_hardly_anybody_answers_groups_are_weighed_by_all_who_are_in_them():
    tribes = find_tribes(make_sparse_groups(1000, 10, 8000), resolution=1.0)
    assert len(tribes) == 10
    assert len(tribes.without_tribe) < 10


def test_groups_of_a_sparse_network_are_not_taken_for_accidents():
    # In a rewired one hardly any tie shares attention; those few must not weigh as all do here together.
    tribes = find_tribes(make_sparse_groups(20_000, 100, 150_000), resolution=1.4)
    assert len(tribes) == 100
    assert len(tribes.without_tribe) < 100
