from decimal import Decimal
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from tests.networkx_backend.graphs import CLASSES, NODES, graphs
from tribus._networkx import convert_from_nx, convert_to_nx


def edges_of(graph):
    """Return the edges with their keys and attributes, without an order."""
    keys = {"keys": True} if graph.is_multigraph() else {}
    ends = (lambda i, j: (i, j)) if graph.is_directed() else (lambda i, j: frozenset((i, j)))
    return sorted((str(ends(i, j)), str(rest)) for i, j, *rest in graph.edges(data=True, **keys))


@given(graphs())
@settings(max_examples=80, deadline=None)
def test_a_graph_survives_the_round_trip(graph):
    graph.graph["name"] = "example"
    graph.nodes[NODES[0]]["colour"] = "red"
    back = convert_to_nx(convert_from_nx(graph, preserve_all_attrs=True))
    assert type(back) is type(graph)
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert list(back) == list(graph)
    assert edges_of(back) == edges_of(graph)
    assert back.graph == graph.graph


@given(graphs())
@settings(max_examples=80, deadline=None)
def test_counts_and_text_are_those_of_networkx(graph):
    converted = convert_from_nx(graph)
    assert len(converted) == len(graph)
    assert list(converted) == list(graph)
    assert converted.number_of_nodes() == graph.number_of_nodes()
    assert converted.number_of_edges() == graph.number_of_edges()
    assert converted.is_directed() == graph.is_directed()
    assert converted.is_multigraph() == graph.is_multigraph()
    assert str(converted) == str(graph)
    assert all(node in converted for node in graph)
    assert "nobody" not in converted
    assert [] not in converted


@pytest.mark.parametrize("kind", CLASSES)
def test_kept_attributes_have_their_default(kind):
    graph = kind([("ana", "ben", {"weight": 3, "calls": 2}), ("ben", "eva", {"calls": 7})])
    graph.nodes["eva"]["age"] = 40
    converted = convert_from_nx(graph, edge_attrs={"weight": 1, "calls": 0}, node_attrs={"age": None})
    back = convert_to_nx(converted)
    assert dict(back.nodes(data="age")) == {"ana": None, "ben": None, "eva": 40}
    found = {frozenset(edge[:2]): edge[2] for edge in back.edges(data=True)}
    assert found[frozenset({"ana", "ben"})] == {"weight": 3, "calls": 2}
    assert found[frozenset({"ben", "eva"})] == {"weight": 1, "calls": 7}


def test_numbers_of_any_type_are_weights():
    values = [1, 2.5, True, Decimal("0.25"), Fraction(1, 2), np.float32(4), 2**70]
    graph = nx.path_graph(len(values) + 1, create_using=nx.DiGraph)
    for (i, j), value in zip(list(graph.edges), values, strict=True):
        graph[i][j]["weight"] = value
    assert convert_from_nx(graph).weights("weight").tolist() == [float(value) for value in values]


@pytest.mark.parametrize("value", ["2", None, [1], 1j, object])
def test_a_weight_that_is_not_a_number_is_the_type_error_of_arithmetic(value):
    graph = nx.Graph([(0, 1, {"weight": 1.5}), (1, 2, {"weight": value})])
    with pytest.raises(TypeError, match="the edge attribute 'weight' must hold numbers, found"):
        convert_from_nx(graph)


def test_an_attribute_that_was_not_kept_is_an_error_with_the_remedy():
    converted = convert_from_nx(nx.path_graph(3), edge_attrs={"calls": 1})
    with pytest.raises(nx.NetworkXError, match=r"'weight' was not kept .* edge_attrs=\{'weight': 1\}"):
        converted.weights("weight")
    assert converted.weights(None).tolist() == [1.0] * 4


def test_the_graph_of_networkx_is_not_changed(karate):
    before = edges_of(karate)
    converted = convert_from_nx(karate, preserve_all_attrs=True)
    converted.edge_data[0]["weight"] = -1
    converted.node_data[0]["club"] = "changed"
    assert edges_of(karate) == before
    assert karate.nodes[0]["club"] == "Mr. Hi"


def test_what_is_not_a_graph_is_returned_as_it_is():
    assert convert_to_nx([{1, 2}]) == [{1, 2}]
