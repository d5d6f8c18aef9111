import networkx as nx
import numpy as np
import pytest
from scipy import stats

from tests.studies.null_models import build_null, make_one_group
from tribus import from_networkx
from tribus.facets import find_facets
from tribus.facets.evidence import measure_facets
from tribus.inference.group_significance import MAX_FALSE_SHARE

MODELS = "Erdős-Rényi", "configuration, Pareto degrees", "hubs, 5% answered"


def test_networks_without_groups_have_facets_at_the_stated_rate():
    networks = [build_null(model, 40, "replies", seed) for model in MODELS for seed in range(4)]
    labels = np.full(40, -1)
    n_false = sum(len(find_facets(one, labels[: one.n_users], progress=False)) > 0 for one in networks)
    assert n_false <= stats.binom.ppf(0.99, len(networks), MAX_FALSE_SHARE)


def test_a_clear_group_in_a_small_network_is_a_facet(facets_of):
    # Of 100 people with eight ties to anybody, 20 have nearly all ties among themselves too.
    facets = facets_of(make_one_group(0, 100, density=0.9))
    assert len(facets[0]) <= 30
    assert set(range(20)) <= set(facets[0])


def test_facets_do_not_depend_on_tribes(two_triangles):
    network = from_networkx(two_triangles)
    without_tribes, with_tribes = (find_facets(network, [label] * 5) for label in (-1, 0))
    assert len(without_tribes) == 2
    assert without_tribes == with_tribes


@pytest.mark.parametrize("n_users", [9, 12, 30])
def test_a_clique_is_a_facet_though_rewiring_cannot_open_it(n_users, facets_of):
    facets = facets_of(nx.complete_graph(n_users))
    assert [len(facet) for facet in facets] == [n_users]


def test_users_of_one_group_have_one_facet(facets_of):
    facets = facets_of(nx.relaxed_caveman_graph(6, 8, 0.1, seed=0))
    n_facets = [len(facets.of(user)) for user in range(48)]
    assert np.mean(np.array(n_facets) == 1) > 0.9


def test_cohesion_counts_all_ties_of_shared_users(two_triangles, facets_of):
    # Six equal ties; Ana has four of them. Volume of each triangle: (4 + 2 + 2) / 12; inside: 6 of 8.
    facets = facets_of(two_triangles)
    cohesion = measure_facets(facets.network, facets.memberships)
    assert cohesion.volume_share == pytest.approx([8 / 12] * 2, rel=0.05)
    assert cohesion.internal_share == pytest.approx([6 / 8] * 2, rel=0.05)


def test_where_facets_are_accidental_the_tribes_are_kept(monkeypatch):
    graph = nx.compose(nx.complete_graph(range(12)), nx.complete_graph(range(11, 23)))
    network = from_networkx(graph)
    labels = np.array([int(user > 11) for user in network.users])
    monkeypatch.setattr("tribus.facets.evidence.MAX_FALSE_SHARE", 1e-9)
    assert [len(facet) for facet in find_facets(network, labels, progress=False)] == [12, 12]
    assert len(find_facets(network, np.full(23, -1), progress=False)) == 0
