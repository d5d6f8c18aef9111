import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import find_tribes, from_networkx
from tribus.inference.continuum import MIN_CUT_CLOSURE, describe_borders, measure_border_closure
from tribus.sampling.rewiring import rewire_within_groups


def measure(graph, labels):
    network = from_networkx(graph)
    evidence = network.evidence
    order = np.array([labels[user] for user in network.users], np.int32)
    return measure_border_closure(evidence.structure, evidence.mutual(), order, seed=(0,))


CONTINUA = {
    "ring": nx.watts_strogatz_graph(300, 10, 0.05, seed=0),
    "plane": nx.random_geometric_graph(400, 0.1, seed=0),
    "friends of friends": nx.powerlaw_cluster_graph(400, 4, 0.95, seed=0),
}
GROUPS = {
    "planted partition": nx.planted_partition_graph(6, 30, 0.3, 0.03, seed=0),
    "dense planted partition": nx.planted_partition_graph(4, 25, 0.8, 0.1, seed=0),
    "relaxed caves": nx.relaxed_caveman_graph(20, 10, 0.2, seed=0),
}


@pytest.mark.parametrize("name", CONTINUA)
def test_borders_on_a_continuum_are_called_cuts(name):
    tribes = find_tribes(from_networkx(CONTINUA[name]))
    assert len(tribes) > 1
    assert tribes.border_closure > MIN_CUT_CLOSURE
    assert "cuts through a continuum" in tribes._repr_html_()


@pytest.mark.parametrize("name", GROUPS)
def test_borders_of_planted_groups_are_not(name):
    tribes = find_tribes(from_networkx(GROUPS[name]))
    assert len(tribes) > 1
    assert abs(tribes.border_closure) < MIN_CUT_CLOSURE / 2
    assert "continuum" not in tribes._repr_html_()


def test_arcs_of_a_ring_have_nearly_the_closure_of_the_ring():
    # Everybody is tied to the next 5 on both sides. Ties of length d have 9 - d common contacts; those
    # across a border of long arcs are d times as likely: (8 + 14 + 18 + 20 + 20) / 15 = 5.3 of 6 inside.
    labels = np.repeat(np.arange(8), 50)
    closure = measure(nx.circulant_graph(400, [1, 2, 3, 4, 5]), labels)
    assert closure == pytest.approx(5.3 / 6, abs=0.15)


def test_few_ties_across_borders_have_no_closure():
    graph = nx.disjoint_union(nx.complete_graph(20), nx.complete_graph(20))
    graph.add_edges_from((one, one + 20) for one in range(20))
    assert np.isnan(measure(graph, np.repeat([0, 1], 20)))


def test_a_network_without_triangles_has_no_closure():
    assert np.isnan(measure(nx.circulant_graph(200, [1, 8]), np.repeat(np.arange(8), 25)))


def test_no_sentence_without_a_measurement():
    assert describe_borders(np.nan) == describe_borders(0.1) == []
    assert describe_borders(0.45) == [
        "the borders are cuts through a continuum (closure 0.45), not gaps"
    ]


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), n_groups=st.integers(1, 5), n_ties=st.integers(1, 120))
def test_each_user_keeps_the_ties_to_each_group(seed, n_groups, n_ties):
    structure = from_networkx(nx.gnm_random_graph(20, n_ties, seed=seed)).evidence.structure
    labels = np.random.default_rng(seed).integers(-1, n_groups, structure.n_users).astype(np.int32)
    is_tie = np.ones(len(structure.indices), bool)
    rewired = rewire_within_groups(structure, is_tie, labels, seed=(seed,))
    grouped = (labels[structure.rows] >= 0) & (labels[structure.indices] >= 0)

    def count(rows, cols):
        table = np.zeros((structure.n_users, n_groups), int)
        np.add.at(table, (rows, labels[cols]), 1)
        return table

    before = count(structure.rows[grouped], structure.indices[grouped])
    assert np.array_equal(count(rewired.rows, rewired.indices), before)
    assert (rewired.rows != rewired.indices).all()
