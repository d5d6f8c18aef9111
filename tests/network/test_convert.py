import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array

import tribus as tb
from tests.results import results_of
from tribus.errors import ColumnError, NetworkError, OptionError

MATRIX = np.array([[0, 3, 0], [1, 0, 0], [0, 0, 0]])
NAMES = ["ana", "ben", "carla"]
counts = st.lists(st.integers(0, 5), min_size=16, max_size=16).map(
    lambda drawn: np.reshape(drawn, (4, 4))
)


@pytest.mark.parametrize("make", [np.array, csr_array, coo_array, lambda m: m.astype(float)])
def test_a_matrix_has_the_events_of_the_row_to_the_column(make):
    network = tb.from_scipy(make(MATRIX), users=NAMES, half_life=None)
    tie = network.to_frame().iloc[0]
    given_by_ana = tie["reply_given"] if tie["user"] == "ana" else tie["reply_received"]
    assert given_by_ana == 3
    assert sorted(network) == NAMES
    assert network.made_by.function == "from_scipy"


def test_users_of_a_matrix_have_numbers_by_default():
    assert sorted(tb.from_scipy(MATRIX, half_life=None)) == [0, 1, 2]


@settings(max_examples=10, deadline=None)
@given(counts)
def test_a_matrix_is_read_back_from_the_network(matrix):
    np.fill_diagonal(matrix, 0)
    if not matrix.any():
        return
    network = tb.from_scipy(matrix, kind="like", half_life=None)
    order = np.argsort(network.users)
    assert np.array_equal(network.to_scipy("like").toarray()[np.ix_(order, order)], matrix)


@pytest.mark.parametrize(
    ("matrix", "options", "message"),
    [
        (np.ones((2, 3)), {}, r"matrix must be square, .* got shape \(2, 3\)"),
        ([[0, 1], [1, 0]], {}, r"matrix must be square, .* got \[\[0, 1\], \[1, 0\]\]"),
        (-MATRIX, {}, r"finite numbers of 0 or more, got -3\.0"),
        (MATRIX * np.nan, {}, "finite numbers of 0 or more, got nan"),
        (MATRIX.astype(complex), {}, "must hold numbers of events, got complex128"),
        (MATRIX, {"users": ["ana"]}, "users must be 3 different ids, .* got 1 of which 1"),
        (MATRIX, {"users": ["ana", "ana", "ben"]}, "users must be 3 different ids, .* got 3 of which 2"),
        (MATRIX, {"kind": "hug"}, "kind must be one of"),
    ],
)
def test_a_matrix_without_counts_is_an_error(matrix, options, message):
    with pytest.raises(OptionError, match=message):
        tb.from_scipy(matrix, **options)


def test_edges_are_pairs_triples_or_a_table():
    pairs = tb.from_edges([("ana", "ben"), ("ben", "ana"), ("ana", "ben")], half_life=None)
    triples = tb.from_edges([("ana", "ben", 2), ["ben", "ana"]], half_life=None)
    table = pd.DataFrame({"a": ["ana", "ben"], "b": ["ben", "ana"], "n": [2, 1]})
    named = tb.from_edges(table, source="a", target="b", weight="n", half_life=None)
    found = tb.from_edges(table.set_axis(["source", "target", "weight"], axis=1), half_life=None)
    assert pairs == triples == named == found
    assert named.made_by.function == "from_edges"


def test_undirected_edges_count_in_both_directions():
    network = tb.from_edges([(1, 2), (2, 3)], directed=False, half_life=None)
    assert network.reciprocity["all"]["reciprocity"] == 1.0


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        ([], "edges is empty; give at least one pair"),
        (["ana", "ben"], "edges must be pairs, or triples .* edge 0 is 'ana'"),
        ([("ana", "ben"), ("ana",)], r"edge 1 is \('ana',\)"),
        (MATRIX, "from_edges takes a dataframe or a list of pairs, got ndarray; from_scipy"),
    ],
)
def test_a_value_without_edges_is_an_error(edges, message):
    with pytest.raises(OptionError, match=message):
        tb.from_edges(edges)


def test_a_column_that_is_not_there_is_an_error():
    with pytest.raises(ColumnError, match="'who'"):
        tb.from_edges(pd.DataFrame({"a": ["ana"], "b": ["ben"]}), source="who", target="b")


def test_a_graph_of_igraph_is_read_as_the_same_graph_of_networkx():
    igraph = pytest.importorskip("igraph", reason="a peer in tests")
    pairs = [("ana", "ben"), ("ben", "ana"), ("ben", "carla")]
    graph = igraph.Graph.TupleList(pairs, directed=True)
    expected = nx.DiGraph(pairs)
    graph.add_vertex("loner")
    expected.add_node("loner")
    graph.es["weight"] = [2, 1, 1]
    nx.set_edge_attributes(expected, dict(zip(pairs, [2, 1, 1], strict=True)), "weight")
    assert tb.from_networkx(graph, half_life=None) == tb.from_networkx(expected, half_life=None)
    unnamed = igraph.Graph([(0, 1), (1, 2)])
    assert sorted(tb.from_networkx(unnamed, half_life=None)) == [0, 1, 2]


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ([("ana", "ben")], "from_edges"),
        (MATRIX, "from_scipy"),
        (csr_array(MATRIX), "from_scipy"),
        (nx.path_graph(3), "from_networkx"),
        (pd.DataFrame({"a": [1]}), "from_edges"),
        ("replies.csv", "read_events"),
        (None, "read_events"),
    ],
    ids=["list", "array", "sparse", "graph", "frame", "path", "none"],
)
def test_the_error_for_something_else_says_what_makes_a_network(value, advice):
    with pytest.raises(OptionError, match=f"find_tribes takes a Network, got .*; .*{advice}"):
        tb.find_tribes(value)
    with pytest.raises(OptionError, match=f"build_network takes Events, got .*; .*{advice}"):
        tb.build_network(value)
    with pytest.raises(OptionError, match=f"check_stability takes Events or a Network, got .*{advice}"):
        tb.check_stability(value)


def test_events_where_a_network_is_needed_are_named():
    events = tb.Events.from_frame(pd.DataFrame({"source": [1], "target": [2]}), kind="reply")
    with pytest.raises(OptionError, match=r"got Events; build_network\(events\) makes a network"):
        tb.find_tribes(events)


def test_a_value_that_is_no_graph_is_an_error():
    with pytest.raises(OptionError, match="takes a graph of networkx or igraph, got list; from_edges"):
        tb.from_networkx([("ana", "ben")])


@pytest.mark.xdist_group("results")
@pytest.mark.parametrize(
    "ids", ["plain", "integers", "markup", "formulas", "wide", "combining", "control"]
)
def test_a_graph_of_tribus_is_read_back_with_the_same_events(tmp_path, ids):
    """Affinity does not become a count, and the directions stay."""
    network = results_of(ids)["Network"]
    again = tb.from_networkx(network.to_networkx(), half_life=None)
    assert _ties(again) == _ties(network)
    if ids == "control":  # XML spells them by their code, so the names differ
        return
    for name, read in (("to_gexf", nx.read_gexf), ("to_graphml", nx.read_graphml)):
        path = tmp_path / name.replace("to_", "graph.")
        getattr(network, name)(path)
        by_events = tb.build_network(tb.read_events(path, progress=False), half_life=None)
        by_networkx = tb.from_networkx(read(path), half_life=None)
        assert _ties(by_events) == _ties(by_networkx) == _ties(network)
        assert by_events.n_users == by_networkx.n_users


def _ties(network):
    """Return the events of each kind from each user to each other, users as text."""
    ties = {}
    for row in network.to_frame().to_dict("records"):
        user, other = str(row["user"]), str(row["other"])
        for kind in network.kinds:
            ties[user, other, kind] = row[f"{kind}_given"]
            ties[other, user, kind] = row[f"{kind}_received"]
    return ties


def test_a_count_that_is_not_a_number_is_an_error():
    graph = nx.Graph()
    graph.add_edge("ana", "ben", bond=1.0, mutual=True, replies="many")
    with pytest.raises(NetworkError, match=r"from 'ana' to 'ben' has the counts .*'many'"):
        tb.from_networkx(graph)
