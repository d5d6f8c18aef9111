import networkx as nx
import pytest

from tests.export.graph_facts import equal_to_itself, graph_facts
from tests.results import HOSTILE, results_of
from tribus import build_network, find_tribes, read_events
from tribus._display.colours import GREY, tribe_colour
from tribus.tribes.graph_tables import MAX_NODE_SIZE, MIN_NODE_SIZE, graph_of_tribes


@pytest.fixture
def tribes(network):
    return find_tribes(network, resolution=1.0, significance=None)


def test_nodes_have_the_columns_of_the_frame(tribes):
    frame = tribes.to_frame().set_index("user")
    graph = tribes.to_networkx()
    assert list(graph) == frame.index.tolist()
    found, rows = dict(graph.nodes(data=True)), frame.to_dict("index")
    for user, row in rows.items():
        assert equal_to_itself(found[user]) == equal_to_itself(row)
    assert graph.nodes["loner"]["tribe"] == -1


def test_a_graph_has_the_ties_of_the_network(tribes, network):
    ties = nx.to_edgelist(tribes.to_networkx())
    of_network = network.to_networkx()
    assert len(ties) == network.n_ties
    assert all(of_network[one][other] == tie for one, other, tie in ties)


def test_attributes_are_python_scalars(tribes):
    graph = tribes.to_networkx()
    graph_facts = [*dict(graph.nodes(data=True)).values(), *(tie for *_, tie in graph.edges(data=True))]
    assert {type(value) for values in graph_facts for value in values.values()} == {
        int,
        float,
        bool,
        str,
    }


def test_members_have_the_colour_of_their_tribe_and_others_are_grey(make_network):
    rows = [(one, other, "reply", 2) for one in "abc" for other in "abc" if one != other]
    rows += [("fan", "a", "like", 1), ("loner", "loner", "like", 1)]
    graph = graph_of_tribes(find_tribes(make_network(rows), resolution=1.0, significance=None))
    colours = dict(zip(graph.users["user"], graph.colours, strict=True))
    assert colours == dict.fromkeys("abc", tribe_colour(0)) | {"fan": GREY, "loner": GREY}


def test_the_strongest_bonds_are_drawn_largest(tribes):
    graph = graph_of_tribes(tribes)
    assert graph.sizes[graph.users["bond"].idxmax()] == MAX_NODE_SIZE == graph.sizes.max()
    assert graph.sizes[graph.users["user"] == "loner"].tolist() == [MIN_NODE_SIZE]


@pytest.mark.xdist_group("results")
@pytest.mark.parametrize("ids", ["plain", "integers", "markup", "quotes", "combining"])
def test_nothing_is_lost_in_a_file(ids, tmp_path):
    tribes, type_ = results_of(ids)["Tribes"], type(HOSTILE[ids][0])
    tribes.to_gexf(tmp_path / "t.gexf")
    tribes.to_graphml(tmp_path / "t.graphml")
    for found in (
        nx.read_gexf(tmp_path / "t.gexf", node_type=type_),
        nx.read_graphml(tmp_path / "t.graphml", node_type=type_),
    ):
        assert graph_facts(found) == graph_facts(tribes.to_networkx())


@pytest.mark.parametrize("name", ["t.gexf", "t.graphml"])
def test_ties_can_be_read_as_events_again(tribes, network, tmp_path, name):
    tribes.to_gexf(tmp_path / "t.gexf")
    tribes.to_graphml(tmp_path / "t.graphml")
    again = build_network(read_events(tmp_path / name, progress=False), half_life=None)
    assert again.n_users == len(network)
    assert again.kinds == network.kinds
    assert again.n_ties == network.n_ties
    for one, other in again.to_frame()[["user", "other"]].itertuples(index=False):
        assert again.affinity(one, other) == pytest.approx(network.affinity(one, other))


def test_the_same_tribes_are_the_same_bytes(make_network, rows, tmp_path):
    for name, table in {"one": rows, "other": rows[::-1]}.items():
        find_tribes(make_network(table), resolution=1.0, significance=None).to_gexf(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
