import networkx as nx
import pytest

from tribus import _networkx as backend
from tribus._networkx.conditions import FUNCTIONS
from tribus._networkx_info import get_info

KARATE = nx.karate_club_graph()
DIRECTED = nx.DiGraph(KARATE)
LARGE = nx.path_graph(500, create_using=nx.DiGraph)


def test_the_information_for_networkx_lists_exactly_the_functions():
    info = get_info()
    assert set(info["functions"]) == set(FUNCTIONS)
    assert all(hasattr(backend, name) for name in info["functions"])
    assert all(note["additional_docs"] for note in info["functions"].values())
    assert info["backend_name"] == "tribus"


@pytest.mark.parametrize(
    ("name", "args", "kwargs"),
    [
        ("leiden_communities", (KARATE,), {}),
        ("leiden_communities", (KARATE, "weight", 0.5, 3, 7), {}),
        ("leiden_partitions", (KARATE,), {"metric": "cpm", "theta": 0}),
        ("louvain_communities", (nx.MultiGraph(KARATE),), {"threshold": 1e-9}),
        ("modularity", (DIRECTED, [set(DIRECTED)]), {}),
        ("reciprocity", (DIRECTED,), {"nodes": [1, 2]}),
    ],
)
def test_what_the_backend_has_can_run(name, args, kwargs):
    assert backend.can_run(name, args, kwargs) is True


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "reason"),
    [
        ("pagerank", (KARATE,), {}, "tribus has no pagerank."),
        ("louvain_communities", (DIRECTED,), {}, "tribus searches undirected graphs only."),
        (
            "leiden_communities",
            (KARATE,),
            {"n": 1},
            "tribus does not know these arguments: got an unexp",
        ),
        ("leiden_communities", (KARATE,), {"resolution": -1}, "resolution must be 0 or more, got -1."),
        (
            "leiden_communities",
            (KARATE,),
            {"resolution": "1"},
            "resolution must be a finite number, got",
        ),
        ("leiden_communities", (KARATE,), {"theta": -0.1}, "theta must be 0 or more, got -0.1."),
        (
            "louvain_communities",
            (KARATE,),
            {"threshold": float("nan")},
            "threshold must be a finite num",
        ),
        ("leiden_partitions", (KARATE,), {"metric": "surprise"}, "tribus has the metrics 'cpm' and"),
        ("reciprocity", (nx.MultiDiGraph(KARATE),), {}, "reciprocity is not defined for multigraphs."),
    ],
)
def test_what_it_has_not_is_left_to_networkx_with_a_sentence(name, args, kwargs, reason):
    found = backend.can_run(name, args, kwargs)
    assert isinstance(found, str)
    assert found.startswith(reason)
    assert found.endswith(".")


def test_small_measures_are_left_to_networkx_with_a_sentence():
    assert "fewer than 100 nodes" in backend.should_run("modularity", (KARATE, [set(KARATE)]), {})
    assert "only the edges of the given nodes" in backend.should_run("reciprocity", (LARGE, [3]), {})
    converted = backend.convert_from_nx(KARATE)
    assert backend.should_run("modularity", (converted, [set(KARATE)]), {}) is True
    assert backend.should_run("reciprocity", (LARGE,), {}) is True
    assert backend.should_run("leiden_communities", (KARATE,), {}) is True
