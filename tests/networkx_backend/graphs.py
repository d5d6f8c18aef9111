"""Graphs of all kinds, and whether networkx knows the backend."""

from importlib.metadata import entry_points

import networkx as nx
import pytest
from hypothesis import strategies as st

IS_INSTALLED = "tribus" in entry_points(group="networkx.backends").names
CLASSES = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]
NODES = [0, "ana", ("a", 1), 2.5, frozenset({7}), None.__class__, "0", -3]  # any hashable object

needs_entry_points = pytest.mark.skipif(
    not IS_INSTALLED, reason="the entry points of tribus are not installed: python -m pip install -e ."
)


@st.composite
def graphs(draw, classes=CLASSES):
    """Draw a graph with isolated nodes, self-loops, parallel edges, and edges without a weight."""
    graph = draw(st.sampled_from(classes))()
    graph.add_nodes_from(NODES[: draw(st.integers(1, len(NODES)))])
    node = st.sampled_from(list(graph))
    weight = st.sampled_from([None, 1, 2, 0.5, 3.25])
    for source, target, value in draw(st.lists(st.tuples(node, node, weight), max_size=24)):
        graph.add_edge(source, target, **({} if value is None else {"weight": value}))
    return graph


@st.composite
def partitions_of(draw, graph):
    """Draw a partition of the nodes, as a list of sets."""
    labels = draw(st.lists(st.integers(0, 3), min_size=len(graph), max_size=len(graph)))
    groups = {}
    for node, label in zip(graph, labels, strict=True):
        groups.setdefault(label, set()).add(node)
    return list(groups.values())


@pytest.fixture
def karate():
    return nx.karate_club_graph()


@pytest.fixture
def planted():
    """Twenty groups of 100: ties with probability .3 inside and .005 outside."""
    return nx.planted_partition_graph(20, 100, 0.3, 0.005, seed=1)
