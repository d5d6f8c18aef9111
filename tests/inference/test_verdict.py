import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import find_tribes, from_networkx
from tribus.datasets import make_society
from tribus.errors import OptionError
from tribus.inference.verdict import (
    MIN_BOUND_SCORE,
    MIN_RANK_SIGNIFICANCE,
    MIN_SCREEN_SCORE,
    Verdict,
    _rank_first,
    count_effective_ties,
    score_bound,
)
from tribus.metrics import modularity
from tribus.metrics.cohesion import Cohesion
from tribus.network import build_network


def test_equal_ties_count_one_each():
    equal = from_networkx(nx.cycle_graph(10))
    assert count_effective_ties(equal.affinity_values) == pytest.approx(10)
    assert MIN_BOUND_SCORE**2 / 2 == 18
    assert np.exp(-(MIN_SCREEN_SCORE**2) / 2) == pytest.approx(MIN_RANK_SIGNIFICANCE)


def test_the_bound_weighs_the_excess_by_the_effect_of_one_tie():
    # 100 ties. Excess .3 at γ = 1/2: 2 x .3 x 10 / 2 = 3. Excess .4 at γ = 2: 2 x .4 x 10 / 5 = 1.6.
    quality = [np.array([0.6, 0.5]), np.array([0.2, 0.1]), np.array([0.4, 0.1])]
    assert score_bound(quality, [0.5, 2.0], 100.0) == pytest.approx(3.0)
    assert score_bound([values[1:] for values in quality], [2.0], 100.0) == pytest.approx(1.6)


@settings(deadline=None, max_examples=50)
@given(
    seed=st.integers(0, 1000),
    resolution=st.floats(0.1, 8.0),
    n_groups=st.integers(1, 5),
)
def test_one_tie_changes_the_modularity_by_no_more_than_the_bound_says(seed, resolution, n_groups):
    generator = np.random.default_rng(seed)
    before = nx.gnm_random_graph(20, 60, seed=seed)
    after = before.copy()
    after.remove_edge(*next(iter(after.edges)))
    after.add_edge(*next(iter(nx.non_edges(before))))
    labels = generator.integers(0, n_groups, 20)
    values = [
        modularity(
            nx.to_scipy_sparse_array(graph, format="csr", dtype=float), labels, resolution=resolution
        )
        for graph in (before, after)
    ]
    assert abs(values[0] - values[1]) <= (1 + 2 * resolution) / 60 + 1e-12


@pytest.mark.parametrize(
    ("p_value", "n_rewired", "message"),
    [
        (1e-9, 3, "clearer than in the null model (p < 0.001, needed ≤ 0.02)"),
        (0.02, 49, "clearer than in the null model (p ≤ 0.02, needed ≤ 0.02)"),
        (0.04, 49, "no clearer than in the null model (p = 0.04, needed ≤ 0.02)"),
    ],
)
def test_the_message_has_the_p_value_and_the_one_needed(p_value, n_rewired, message):
    verdict = Verdict(p_value=p_value, significance=0.02, excess=0.1, n_rewired=n_rewired)
    assert verdict.message == message
    assert message in repr(verdict)


def test_clear_groups_need_few_rewired_networks():
    network = build_network(make_society(seed=0).events)
    verdict = find_tribes(network).verdict
    assert verdict.has_tribes
    assert verdict.p_value < 1e-6
    assert verdict.n_rewired == 3


def test_the_p_value_beyond_the_screen_is_the_bound():
    graph = nx.planted_partition_graph(4, 20, 0.5, 0.1, seed=0)
    verdict = find_tribes(from_networkx(graph)).verdict
    assert verdict.n_rewired == 3
    assert 1e-7 < verdict.p_value <= MIN_RANK_SIGNIFICANCE


def test_a_random_graph_has_no_tribes():
    tribes = find_tribes(from_networkx(nx.gnm_random_graph(100, 400, seed=2)))
    assert not tribes.verdict.has_tribes
    assert tribes.verdict.n_rewired == 9  # it was not the clearest of these
    assert len(tribes) == 0
    assert (tribes.labels == -1).all()
    untested = find_tribes(tribes.network, significance=None)
    assert len(untested) > 1
    assert untested.verdict.n_rewired == 0
    assert "not compared with the null model" in repr(untested.verdict)


def test_fewer_than_ten_users_get_no_verdict():
    few = find_tribes(from_networkx(nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])))
    assert np.isnan(few.verdict.p_value)
    assert [len(tribe) for tribe in few] == [3, 3]
    assert "too few users for a verdict" in repr(few.verdict)


TWO_CLIQUES = nx.disjoint_union(nx.complete_graph(8), nx.complete_graph(8))


@pytest.mark.parametrize(
    ("graph", "sizes", "p_value"),
    [
        pytest.param(nx.path_graph(2), [], np.nan, id="one tie"),
        pytest.param(nx.DiGraph([(0, 1)]), [], np.nan, id="one event"),
        pytest.param(nx.complete_graph(3), [3], np.nan, id="a triangle"),
        pytest.param(nx.star_graph(8), [9], np.nan, id="a star of nine"),
        pytest.param(nx.star_graph(30), [], 1.0, id="a star"),
        pytest.param(nx.disjoint_union(nx.star_graph(15), nx.star_graph(15)), [], 1.0, id="two stars"),
        pytest.param(nx.Graph([(2 * n, 2 * n + 1) for n in range(20)]), [], 1.0, id="pairs"),
        pytest.param(nx.complete_graph(12), [12], 1.0, id="one clique"),
        pytest.param(TWO_CLIQUES, [8, 8], 0.02, id="two cliques"),
        pytest.param(nx.barbell_graph(8, 0), [8, 8], 0.02, id="two cliques with a bridge"),
    ],
)
def test_small_networks_have_documented_answers(graph, sizes, p_value):
    tribes = find_tribes(from_networkx(graph))
    assert [len(tribe) for tribe in tribes] == sizes
    assert tribes.verdict.p_value == pytest.approx(p_value, nan_ok=True)


def test_a_given_resolution_is_tested_too():
    noise = from_networkx(nx.gnm_random_graph(100, 400, seed=2))
    assert len(find_tribes(noise, resolution=1.0)) == 0
    assert len(find_tribes(noise, resolution=1.0, significance=None)) > 1
    assert len(find_tribes(from_networkx(nx.karate_club_graph()), resolution=1.0)) > 1


@pytest.mark.parametrize("significance", [-0.1, 1.1, "high", True])
def test_a_significance_out_of_range_is_an_error(network, significance):
    with pytest.raises(OptionError, match="significance must be a number from 0 to 1, got"):
        find_tribes(network, significance=significance)


def rewire_at_random(links, seed):
    """Directed graph with the same in- and out-degrees, otherwise random."""
    generator = np.random.default_rng(seed)
    targets = generator.permutation([target for _, target in links])
    pairs = zip((source for source, _ in links), targets.tolist(), strict=True)
    return nx.DiGraph((one, other) for one, other in pairs if one != other)


def test_a_smaller_significance_needs_more_rewired_networks():
    karate = from_networkx(nx.karate_club_graph())
    for significance, n_rewired in ((0.1, 9), (0.05, 19), (0.01, 99)):
        found = find_tribes(karate, resolution=1.0, significance=significance).verdict
        assert found.n_rewired == (n_rewired if found.p_value <= 0.1 else 9)
        assert found.has_tribes == (found.p_value <= significance)


def test_few_random_networks_have_tribes():
    # At a significance of 1/50 more than 1 of 15 has a probability of 4 %.
    graph = nx.stochastic_block_model([20] * 4, np.full((4, 4), 0.03) + 0.25 * np.eye(4), seed=0)
    links = [*graph.edges, *((other, one) for one, other in graph.edges)]
    assert len(find_tribes(from_networkx(nx.DiGraph(links)))) > 1
    found = [
        len(find_tribes(from_networkx(rewire_at_random(links, seed)), seed=seed)) for seed in range(15)
    ]
    assert np.count_nonzero(found) <= 1


def test_one_random_network_with_a_second_group_does_not_hide_clear_groups():
    rng = np.random.default_rng(0)
    at_coarse, at_fine = np.full(50, 0.6), rng.normal(0.3, 0.01, 50)
    at_coarse[7] += 1e-6  # the only network with two groups there
    at_fine[0] = 0.45
    assert _rank_first(np.column_stack([at_coarse, at_fine])) == 1 / 50


def test_equal_networks_have_equal_ranks():
    assert _rank_first(np.ones((10, 3))) == 1.0


def test_tribes_beside_bought_followers_are_accepted():
    # Groups of bought followers are tight in rewired networks too, tighter than true tribes.
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


def test_cohesion_among_mutual_users_ignores_all_others():
    # Two pairs, 0-1 and 2-3, with a tie between them; user 4 is tied to 0. Without 4 each pair keeps
    # 2 of 3.
    ties = [(0, 1), (2, 3), (1, 2), (0, 4)]
    adjacency = nx.to_scipy_sparse_array(nx.Graph(ties), nodelist=range(5), format="csr", dtype=float)
    labels, mutual_users = np.array([0, 0, 1, 1, 0], np.int32), np.arange(5) < 4
    cohesion = Cohesion.of_labels(adjacency, labels, mutual_users=mutual_users)
    assert cohesion.internal_share == pytest.approx([4 / 5, 2 / 3])
    assert cohesion.among_mutual.internal_share == pytest.approx([2 / 3, 2 / 3])
    assert cohesion.among_mutual.volume_share == pytest.approx([1 / 2, 1 / 2])
    assert Cohesion.of_labels(adjacency, labels, mutual_users=np.ones(5, bool)).among_mutual is None


def make_sparse_groups(n_people, n_groups, n_ties):
    """Groups whose people turn to random members and rarely get an answer."""
    rng = np.random.default_rng(0)
    group = np.arange(n_people) % n_groups
    source = rng.integers(0, n_people, n_ties)
    mate = group[source] + n_groups * rng.integers(0, n_people // n_groups, n_ties)
    target = np.where(rng.random(n_ties) < 0.7, mate, rng.integers(0, n_people, n_ties))
    return from_networkx(nx.DiGraph(zip(source.tolist(), target.tolist(), strict=True)))


def test_groups_without_answers_are_measured_by_all_their_users():
    tribes = find_tribes(make_sparse_groups(1000, 10, 8000), resolution=1.0)
    assert tribes.n_groups == 10
    assert len(tribes.without_tribe) < 10


def test_groups_of_a_sparse_network_are_accepted():
    # In a rewired network few ties share attention; they must not get the weight of all ties here.
    tribes = find_tribes(make_sparse_groups(8000, 40, 60_000), resolution=1.4)
    assert tribes.n_groups == 40  # some are audiences: too few people answer
    assert len(tribes.without_tribe) < 40
