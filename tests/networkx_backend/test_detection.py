import inspect
import random
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.networkx_backend.graphs import graphs
from tribus import _networkx as backend
from tribus._networkx.arguments import HAS_OWN_LEIDEN

LEIDEN_OPTIONS = [
    {"metric": metric, "resolution": gamma} for metric in ("modularity", "cpm") for gamma in (0, 0.3, 1)
]
SEARCHES = ["leiden_communities", "leiden_partitions", "louvain_communities", "louvain_partitions"]
UNDIRECTED = [nx.Graph, nx.MultiGraph]


def as_sets(partition):
    return {frozenset(group) for group in partition}


def measure(graph, partition, metric, resolution):
    find = backend.modularity if metric == "modularity" else backend.constant_potts_model
    return find(graph, partition, resolution=resolution)


def check_rising(levels, graph, options):
    """Check that each level is a partition of whole communities, with at least the quality before."""
    assert all(nx.community.is_partition(graph, level) for level in levels)
    for finer, coarser in pairwise(levels):
        owner = {node: number for number, group in enumerate(coarser) for node in group}
        assert all(len({owner[node] for node in group}) == 1 for group in finer)
        before, after = (measure(graph, level, **options) for level in (finer, coarser))
        assert not after < before - 1e-9


@given(
    graphs(UNDIRECTED), st.sampled_from(LEIDEN_OPTIONS), st.sampled_from([0, 0.01, 2]), st.integers(0, 9)
)
@settings(max_examples=150, deadline=None)
def test_levels_nest_rise_and_end_in_connected_communities(graph, options, theta, seed):
    if not any(weight for *_, weight in graph.edges(data="weight", default=1)):
        graph.add_edge(next(iter(graph)), "another")
    levels = list(backend.leiden_partitions(graph, seed=seed, theta=theta, **options))
    check_rising(levels, graph, options)
    assert all(nx.is_connected(graph.subgraph(group)) for group in levels[-1])
    assert backend.leiden_communities(graph, seed=seed, theta=theta, **options) == levels[-1]


@pytest.mark.parametrize("metric", ["modularity", "cpm"])
def test_levels_of_a_larger_graph_nest_and_rise(planted, metric):
    options = {"metric": metric, "resolution": {"modularity": 1, "cpm": 0.05}[metric]}
    levels = list(backend.leiden_partitions(planted, seed=3, **options))
    assert len(levels) > 1
    check_rising(levels, planted, options)


@pytest.mark.parametrize("metric", ["modularity", "cpm"])
def test_planted_groups_are_found(planted, metric):
    # At the default of networkx 3.7, "cpm" with resolution 1, all 2,000 nodes are alone.
    groups = {frozenset(range(start, start + 100)) for start in range(0, 2000, 100)}
    gamma = {"modularity": 1, "cpm": 0.1}[metric]
    assert (
        as_sets(backend.leiden_communities(planted, metric=metric, resolution=gamma, seed=0)) == groups
    )


@pytest.mark.parametrize("name", ["leiden_communities", "louvain_communities"])
def test_max_level_takes_that_level(planted, name):
    levels = list(getattr(backend, name.replace("communities", "partitions"))(planted, seed=42))
    find = getattr(backend, name)
    assert len(levels) > 1
    for number, level in enumerate(levels, start=1):
        assert find(planted, max_level=number, seed=42) == level
    assert find(planted, max_level=len(levels) + 1, seed=42) == levels[-1]


@pytest.mark.parametrize("max_level", [0, -1])
@pytest.mark.parametrize("name", ["leiden_communities", "louvain_communities"])
def test_a_level_below_1_is_the_error_of_networkx(karate, name, max_level):
    with pytest.raises(ValueError, match="max_level argument must be a positive integer or None"):
        getattr(backend, name)(karate, max_level=max_level)


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize(
    "make",
    [
        lambda: 7,
        lambda: random.Random(7),  # noqa: S311 - a seed is no secret
        lambda: np.random.RandomState(7),
        lambda: np.random.default_rng(7),
    ],
    ids=["int", "Random", "RandomState", "Generator"],
)
def test_the_same_seed_of_any_kind_gives_the_same_answer(planted, name, make):
    once, again = (getattr(backend, name)(planted, seed=make()) for _ in range(2))
    assert list(once) == list(again)


def test_other_seeds_and_no_seed_give_partitions_too(planted):
    for seed in (0, 1, None):
        assert nx.community.is_partition(planted, backend.leiden_communities(planted, seed=seed))


@pytest.mark.parametrize("name", ["leiden_communities", "louvain_communities"])
def test_nodes_without_edges_are_alone_in_the_order_of_the_graph(name):
    graph = nx.empty_graph(5)
    assert getattr(backend, name)(graph) == [{0}, {1}, {2}, {3}, {4}]
    graph.add_edge(1, 3)
    assert getattr(backend, name)(graph, resolution=0.5) == [{0}, {1, 3}, {2}, {4}]


@pytest.mark.parametrize("name", ["leiden_communities", "louvain_communities"])
def test_edges_of_weight_0_join_nobody(name):
    graph = nx.Graph([(0, 1, {"weight": 0}), (2, 3, {"weight": 0.0})])
    assert getattr(backend, name)(graph) == [{0}, {1}, {2}, {3}]


@pytest.mark.parametrize("metric", ["modularity", "cpm"])
def test_weights_of_parallel_edges_are_added(metric):
    graph = nx.MultiGraph([(0, 1), (0, 1), (0, 1), (1, 2), (2, 3), (2, 3), (2, 3)])
    options = {"metric": metric, "resolution": {"modularity": 1, "cpm": 2}[metric], "seed": 0}
    assert backend.leiden_communities(graph, **options) == [{0, 1}, {2, 3}]


def test_a_self_loop_adds_to_the_degree():
    # As in networkx: with a loop of 2, node 0 has degree 5 and 2m = 6; a merge gains 1 - 2 * 5 / 6 < 0.
    graph = nx.Graph([(0, 1, {"weight": 1}), (0, 0, {"weight": 2})])
    options = {"metric": "modularity", "resolution": 2, "seed": 0}
    assert backend.leiden_communities(graph, **options) == [{0}, {1}]
    graph.remove_edge(0, 0)
    assert backend.leiden_communities(graph, **options | {"resolution": 1}) == [{0, 1}]


def test_another_attribute_and_no_attribute_can_be_the_weight(karate):
    nx.set_edge_attributes(karate, {edge: i * i for i, edge in enumerate(karate.edges)}, name="foo")
    found = [
        backend.louvain_communities(karate, weight=name, seed=2) for name in ("weight", "foo", None)
    ]
    assert found[0] != found[1] != found[2]
    unweighted = nx.Graph(list(karate.edges))
    assert found[2] == backend.louvain_communities(unweighted, seed=2)


def test_a_threshold_ends_the_levels(planted):
    levels = list(backend.louvain_partitions(planted, seed=1))
    only = list(backend.louvain_partitions(planted, seed=1, threshold=1))
    assert len(levels) > 1
    assert only == levels[:1]


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("weight", [-1, float("nan"), float("inf")])
def test_a_weight_below_0_or_without_a_value_is_an_error_of_networkx(karate, name, weight):
    karate[0][1]["weight"] = weight
    message = r"weights must be finite and at least 0, but edge \(0, 1\) has 'weight' of (-1.0|nan|inf);"
    with pytest.raises(nx.NetworkXError, match=message):
        getattr(backend, name)(karate)


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("kind", [nx.DiGraph, nx.MultiDiGraph])
def test_a_directed_graph_is_the_error_of_networkx(karate, name, kind):
    with pytest.raises(nx.NetworkXNotImplemented, match="not implemented for directed type"):
        getattr(backend, name)(kind(karate))


@pytest.mark.parametrize("name", ["leiden_communities", "leiden_partitions"])
def test_an_unknown_metric_is_the_error_of_networkx(karate, name):
    with pytest.raises(nx.NetworkXError, match='leiden only supports metrics "cpm" and "modularity"'):
        getattr(backend, name)(karate, metric="barber_modularity")


def test_the_default_metric_is_that_of_the_installed_networkx(karate):
    metric = "cpm" if HAS_OWN_LEIDEN else "modularity"
    found = backend.leiden_communities(karate, seed=1)
    assert found == backend.leiden_communities(karate, metric=metric, seed=1)


SIGNATURES_OF_3_7 = {
    "leiden_communities": ("weight", "resolution", "max_level", "seed", "metric", "theta"),
    "leiden_partitions": ("weight", "metric", "resolution", "seed", "theta"),
    "louvain_communities": ("weight", "resolution", "threshold", "max_level", "seed"),
    "louvain_partitions": ("weight", "resolution", "threshold", "seed"),
    "modularity": ("communities", "weight", "resolution"),
    "constant_potts_model": ("communities", "weight", "node_weight", "resolution"),
    "overall_reciprocity": (),
    "reciprocity": ("nodes",),
}


@pytest.mark.parametrize("name", SIGNATURES_OF_3_7)
def test_functions_have_the_parameters_of_networkx_3_7(name):
    ours = inspect.signature(getattr(backend, name)).parameters
    assert set(ours) == {"G", *SIGNATURES_OF_3_7[name]}


@pytest.mark.parametrize("name", SIGNATURES_OF_3_7)
def test_functions_have_the_parameters_of_the_installed_networkx(name):
    theirs = getattr(nx.community, name, getattr(nx, name, None))
    if theirs is None:  # constant_potts_model is new in networkx 3.7
        assert not HAS_OWN_LEIDEN
        return
    ours = inspect.signature(getattr(backend, name)).parameters
    for parameter in inspect.signature(theirs).parameters.values():
        if parameter.name not in ("backend", "backend_kwargs"):
            assert ours[parameter.name].default == parameter.default


def test_the_call_of_networkx_3_7_runs_with_all_its_keywords(karate):
    converted = backend.convert_from_nx(karate, edge_attrs={"weight": 1}, name="leiden_communities")
    found = backend.leiden_communities(
        converted, weight="weight", resolution=0.2, max_level=None, seed=3, metric="cpm", theta=0.01
    )
    quality = backend.constant_potts_model(karate, found, resolution=0.2)
    # The communities that networkx 3.7 has in its tests for this graph, resolution and seed.
    theirs = [
        {0, 1, 2, 3, 7, 11, 12, 13, 17, 19, 21},
        {16, 4, 5, 6, 10},
        {9},
        {8, 14, 15, 18, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33},
    ]
    assert quality >= backend.constant_potts_model(karate, theirs, resolution=0.2)
