import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.export.graph_facts import graph_facts
from tribus import Events, build_network, from_networkx
from tribus.errors import EventsError, NetworkError, OptionError


@pytest.fixture
def network():
    rows = [("ana", "ben", "reply", 3), ("ben", "ana", "like", 1), ("ana", "carla", "reply", 2)]
    frame = pd.DataFrame(
        [*rows, ("dan", "dan", "reply", 1)], columns=["source", "target", "kind", "count"]
    )
    return build_network(Events.from_frame(frame, count="count"))


def test_a_frame_has_one_row_a_tie_strongest_affinity_first(network):
    frame = network.to_frame()
    assert frame.columns.tolist() == [
        *("user", "other", "affinity", "bond"),
        *("reply_given", "reply_received", "like_given", "like_received"),
    ]
    assert frame[["user", "other"]].to_numpy().tolist() == [["ana", "ben"], ["ana", "carla"]]
    assert frame["affinity"].is_monotonic_decreasing
    assert frame["affinity"].tolist() == [
        network.affinity("ana", "ben"),
        network.affinity("ana", "carla"),
    ]
    assert frame["reply_given"].tolist() == [3, 2]
    assert frame["like_received"].tolist() == [1, 0]
    assert (frame.dtypes.iloc[2:] == np.float64).all()


def test_a_frame_can_be_built_into_the_same_ties_again(network):
    frame = network.to_frame()
    forward = frame.rename(columns={"user": "source", "other": "target", "reply_given": "count"}).assign(
        kind="reply"
    )
    reverse = frame.rename(
        columns={"other": "source", "user": "target", "like_received": "count"}
    ).assign(kind="like")
    columns = ["source", "target", "kind", "count"]
    again = build_network(
        Events.from_frame(pd.concat([forward[columns], reverse[columns]]), count="count")
    )
    pd.testing.assert_frame_equal(again.to_frame(), frame)


def test_a_graph_has_all_users_with_their_numbers_of_events(network):
    graph = network.to_networkx()
    assert list(graph) == network.users
    assert graph.nodes["ana"] == {"ties": 2, "given": 5, "received": 1, "returned": 1}
    assert graph.nodes["dan"] == {"ties": 0, "given": 0, "received": 0, "returned": 0}
    assert graph.degree("dan") == 0


def test_a_graph_has_ties_with_both_weights_and_the_events_of_both_directions(network):
    graph = network.to_networkx()
    assert graph.number_of_edges() == network.n_ties
    assert graph["ana"]["ben"] == {
        "affinity": network.affinity("ana", "ben"),
        "bond": network.bond("ana", "ben"),
        "mutual": True,
        "replies": 3,
        "likes": 1,
        "replies_by_first": 3,
        "likes_by_first": 0,
    }
    assert graph["carla"]["ana"]["mutual"] is False
    assert graph["carla"]["ana"]["replies"] == 2


@pytest.mark.parametrize("name", ["network.gexf", "network.graphml", "network.gexf.gz"])
def test_nothing_is_lost_in_a_file(network, tmp_path, name):
    path = tmp_path / name
    write, read = (
        (network.to_gexf, nx.read_gexf) if "gexf" in name else (network.to_graphml, nx.read_graphml)
    )
    write(str(path))
    assert graph_facts(read(path)) == graph_facts(network.to_networkx())


def test_a_sparse_array_and_a_graph_have_the_same_affinities(network):
    matrix = nx.to_numpy_array(network.to_networkx(), nodelist=network.users, weight="affinity")
    np.testing.assert_array_equal(matrix, network.to_scipy("affinity").toarray())


NAMES = {
    "text": lambda number: f"u{number}",
    "integer": lambda number: 1000 - number,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("directed", [True, False])
def test_a_graph_comes_back_with_its_nodes_links_and_weights(name, directed):
    graph = nx.relabel_nodes(nx.gnp_random_graph(20, 0.1, seed=3, directed=directed), name)
    for number, (one, other) in enumerate(graph.edges):
        graph[one][other]["weight"] = number + 0.5
    graph.add_nodes_from([name(100), name(101)])
    network = from_networkx(graph)
    links = network.to_scipy("reply")
    assert set(network.users) == set(graph)
    expected = nx.to_numpy_array(graph, nodelist=network.users)
    np.testing.assert_array_equal(links.toarray(), expected)
    assert set(map(frozenset, network.to_networkx().edges)) == set(map(frozenset, graph.edges))


def test_isolated_nodes_are_kept():
    graph = nx.Graph([("ana", "ben")])
    graph.add_nodes_from(["carla", "dan"])
    assert sorted(from_networkx(graph).users) == ["ana", "ben", "carla", "dan"]


@pytest.mark.parametrize("kind_of_graph", [nx.Graph, nx.DiGraph])
def test_self_loops_are_dropped_and_their_nodes_kept(kind_of_graph):
    graph = kind_of_graph([("ana", "ben"), ("ana", "ana"), ("dan", "dan")])
    network = from_networkx(graph)
    assert sorted(network.users) == ["ana", "ben", "dan"]
    assert network.n_ties == 1
    assert network.to_scipy("reply").sum() == (1 if graph.is_directed() else 2)


def test_parallel_edges_add_up():
    graph = nx.MultiDiGraph()
    graph.add_edge("ana", "ben", weight=2)
    graph.add_edge("ana", "ben", weight=3)
    assert from_networkx(graph).to_scipy("reply").sum() == 5


def test_a_weight_can_be_named_and_ignored():
    graph = nx.DiGraph()
    graph.add_edge("ana", "ben", times=4)
    graph.add_edge("ben", "carla")
    assert sorted(from_networkx(graph, weight="times").to_scipy("reply").data) == [1, 4]
    assert sorted(from_networkx(graph, weight=None).to_scipy("reply").data) == [1, 1]


def test_edges_have_the_kind_of_the_option():
    network = from_networkx(nx.path_graph(3), kind="follow", unanswered_weight=1)
    assert network.kinds == ("follow",)
    assert network.made_by.function == "from_networkx"
    assert network.made_by.parameters["kind"] == "follow"
    assert network.made_by.parameters["unanswered_weight"] == 1


def weighted(weight):
    return nx.Graph([("ana", "ben", {"weight": weight})])


@pytest.mark.parametrize(
    ("graph", "options", "error", "message"),
    [
        (
            nx.path_graph(3),
            {"weight": "wieght"},
            NetworkError,
            "no edge has an attribute 'wieght'; name another",
        ),
        (
            nx.path_graph(3),
            {"kind": "likes"},
            OptionError,
            "kind must be one of .*got 'likes' - did you mean 'like'",
        ),
        (nx.path_graph(3), {"normalization": 7}, OptionError, "normalization"),
        (nx.Graph([(1, "ana")]), {}, EventsError, "'ana'"),
        (nx.Graph([((1, 2), (3, 4))]), {}, EventsError, "ids must be text or integers"),
        (nx.Graph([("", "ana")]), {}, NetworkError, "has a node named ''"),
        (nx.Graph(), {}, NetworkError, "the graph has no nodes"),
        (nx.empty_graph(3), {}, NetworkError, "no ties: none of 3 users"),
        (
            weighted("x"),
            {},
            NetworkError,
            "the edge from 'ana' to 'ben' has the weight 'x', which is not a number",
        ),
        (weighted(None), {}, NetworkError, "has the weight None"),
        (weighted(-1), {}, EventsError, "-1.0 is not a count"),
    ],
)
def test_an_invalid_graph_is_an_error(graph, options, error, message):
    with pytest.raises(error, match=message):
        from_networkx(graph, **options)
