import networkx as nx
import pytest
from hypothesis import given, settings

from tests.networkx_backend.graphs import graphs
from tribus import _networkx as backend

# Ana and Ben answer each other, Eva only writes to Ana, and Leo to himself: 2 of 4 edges are mutual.
EXAMPLE = nx.DiGraph([("ana", "ben"), ("ben", "ana"), ("eva", "ana"), ("leo", "leo")])


def test_two_of_four_edges_are_mutual():
    assert backend.overall_reciprocity(EXAMPLE) == 0.5
    assert backend.reciprocity(EXAMPLE) == 0.5
    # Ana has 3 edges, 2 of them mutual; a self-loop is its own reverse.
    expected = {"ana": 2 / 3, "ben": 1.0, "eva": 0.0, "leo": 1.0}
    assert backend.reciprocity(EXAMPLE, list(EXAMPLE)) == pytest.approx(expected)
    assert backend.reciprocity(EXAMPLE, "ana") == pytest.approx(2 / 3)


@given(graphs([nx.DiGraph]))
@settings(max_examples=150, deadline=None)
def test_reciprocity_is_that_of_networkx(graph):
    nodes = [*graph, "nobody"]
    assert backend.reciprocity(graph, nodes) == nx.reciprocity.orig_func(graph, nodes)
    if graph.number_of_edges():
        assert backend.overall_reciprocity(graph) == nx.overall_reciprocity.orig_func(graph)


@pytest.mark.parametrize("name", ["reciprocity", "overall_reciprocity"])
def test_a_graph_without_edges_is_the_error_of_networkx(name):
    with pytest.raises(nx.NetworkXError, match="Not defined for empty graphs"):
        getattr(backend, name)(nx.empty_graph(3, create_using=nx.DiGraph))


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ("alone", "Not defined for isolated nodes"),
        (17, "Node 17 is not in the graph"),
        ([["ana"]], r"Node \['ana'\] in sequence nbunch is not a valid node"),
    ],
)
def test_nodes_that_have_no_reciprocity_are_the_error_of_networkx(nodes, message):
    graph = EXAMPLE.copy()
    graph.add_node("alone")
    for find in (backend.reciprocity, nx.reciprocity.orig_func):
        with pytest.raises(nx.NetworkXError, match=message):
            find(graph, nodes)


@pytest.mark.parametrize("name", ["reciprocity", "overall_reciprocity"])
@pytest.mark.parametrize(("kind", "word"), [(nx.Graph, "undirected"), (nx.MultiDiGraph, "multigraph")])
def test_other_graphs_are_the_error_of_networkx(name, kind, word):
    with pytest.raises(nx.NetworkXNotImplemented, match=f"not implemented for {word} type"):
        getattr(backend, name)(kind([(0, 1)]))
