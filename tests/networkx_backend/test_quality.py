import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.networkx_backend.graphs import graphs, partitions_of
from tribus import _networkx as backend
from tribus._networkx.arguments import HAS_OWN_LEIDEN
from tribus.metrics import constant_potts_model

weights = st.sampled_from(["weight", None])
measured = settings(max_examples=150, deadline=None)


def sum_pairs(graph, partition, resolution, weight):
    """Return the constant Potts model by its definition in networkx 3.7, edge by edge."""
    total = 0.0
    for group in partition:
        inside = graph.subgraph(group).edges(data=weight, default=1)
        size = sum(graph.nodes[node].get("node_weight", 1) for node in group)
        total += sum(value for *_, value in inside)
        total -= resolution * size**2 / (1 if graph.is_directed() else 2)
    return total


@given(graphs(), weights, st.sampled_from([0, 0.5, 1, -2]), st.data())
@measured
def test_modularity_is_that_of_networkx(graph, weight, resolution, data):
    partition = data.draw(partitions_of(graph))
    if not graph.number_of_edges():
        graph.add_edge("ana", "ben")
        partition = [set(graph)]
    found = backend.modularity(graph, partition, weight=weight, resolution=resolution)
    # `orig_func` is what networkx runs without a backend
    expected = nx.community.modularity.orig_func(graph, partition, weight=weight, resolution=resolution)
    assert type(found) is float
    assert found == pytest.approx(expected, abs=1e-12)


@given(graphs(), weights, st.sampled_from([0, 0.5, 1]), st.data())
@measured
def test_the_constant_potts_model_is_the_definition_of_networkx(graph, weight, resolution, data):
    partition = data.draw(partitions_of(graph))
    for node in list(graph)[::2]:
        graph.nodes[node]["node_weight"] = 3
    found = backend.constant_potts_model(graph, partition, weight=weight, resolution=resolution)
    assert type(found) is float
    assert found == pytest.approx(sum_pairs(graph, partition, resolution, weight), abs=1e-9)
    if HAS_OWN_LEIDEN:
        theirs = nx.community.constant_potts_model(graph, partition, weight, resolution=resolution)
        assert found == pytest.approx(theirs, abs=1e-9)


def test_it_differs_from_the_measure_of_tribus_by_the_pairs_of_a_node_with_itself(karate):
    groups = [set(range(17)), set(range(17, 34))]
    labels = [0] * 17 + [1] * 17
    ours = constant_potts_model(nx.to_scipy_sparse_array(karate), labels, resolution=0.2)
    assert backend.constant_potts_model(karate, groups, resolution=0.2) == pytest.approx(ours - 0.1 * 34)


@pytest.mark.parametrize("name", ["modularity", "constant_potts_model"])
@pytest.mark.parametrize("groups", [[{0, 1}], [{0, 1}, {1, 2}], [{0, 1}, {2, 3}], [{0}, {1}, {1}], []])
def test_what_is_not_a_partition_is_the_error_of_networkx(name, groups):
    with pytest.raises(
        nx.NetworkXError, match="is not a valid partition of the graph Graph with 3 nodes"
    ):
        getattr(backend, name)(nx.path_graph(3), groups)


def test_groups_can_be_any_iterable_with_empty_ones(karate):
    groups = [set(range(17)), set(range(17, 34))]
    expected = backend.modularity(karate, groups)
    assert backend.modularity(karate, (list(group) for group in groups)) == expected
    assert backend.modularity(karate, [*groups, set()]) == expected


def test_a_negative_weight_is_computed_and_nan_stays_nan_as_in_networkx(karate):
    groups = [set(range(17)), set(range(17, 34))]
    karate[0][1]["weight"] = -5
    expected = nx.community.modularity.orig_func(karate, groups)
    assert backend.modularity(karate, groups) == pytest.approx(expected)
    karate[0][1]["weight"] = math.nan
    assert math.isnan(backend.modularity(karate, groups))


def test_a_graph_without_weight_has_the_modularity_of_the_installed_networkx():
    graph = nx.empty_graph(3)
    if HAS_OWN_LEIDEN:
        assert backend.modularity(graph, [{0, 1, 2}]) == 0
    else:
        with pytest.raises(ZeroDivisionError, match="division by zero"):
            backend.modularity(graph, [{0, 1, 2}])
