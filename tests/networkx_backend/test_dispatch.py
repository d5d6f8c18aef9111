"""The backend through networkx: found, chosen, cached, and left with a reason."""

import logging
import subprocess
import sys

import networkx as nx
import pytest

from tests.networkx_backend.graphs import needs_entry_points
from tribus import _networkx as backend
from tribus._networkx.arguments import HAS_OWN_LEIDEN

pytestmark = needs_entry_points
HEAVY = {"numpy", "scipy", "numba", "pandas", "matplotlib", "tribus._networkx"}
MAX_EXTRA_MICROSECONDS = 5_000


@pytest.fixture(autouse=True)
def _quiet_cache():
    """Do not warn when a converted graph is used again."""
    nx.config.warnings_to_ignore.add("cache")
    yield
    nx.config.warnings_to_ignore.discard("cache")


@pytest.fixture
def preferred():
    """Let networkx choose the backend where it can run."""
    with nx.config(backend_priority=["tribus"]):
        yield


def run_python(code, *options):
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own Python


def test_importing_networkx_loads_nothing_heavy_for_the_backend():
    code = "import networkx, sys; print(*sys.modules)"
    assert not HEAVY & set(run_python(code).stdout.split())


def test_importing_networkx_costs_at_most_5_ms_more():
    log = run_python("import networkx", "-X", "importtime").stderr
    own = [
        line.split("|")[0]
        for line in log.splitlines()
        if line.split("|")[-1].strip().startswith("tribus")
    ]
    assert sum(int(text.split(":")[1]) for text in own) <= MAX_EXTRA_MICROSECONDS


def test_a_call_with_the_backend_is_a_call_of_its_function(karate):
    found = nx.community.leiden_communities(karate, seed=3, backend="tribus")
    assert found == backend.leiden_communities(karate, seed=3)
    assert nx.community.louvain_communities(karate, seed=3, backend="tribus") == (
        backend.louvain_communities(karate, seed=3)
    )


def test_help_shows_what_the_backend_does():
    assert "tribus : Leiden, modularity" in nx.community.leiden_communities.__doc__
    assert "The communities are those of Leiden" in nx.community.louvain_communities.__doc__


@pytest.mark.usefixtures("preferred")
def test_the_preferred_backend_is_used_and_its_reason_logged_where_it_is_not(karate, caplog):
    with caplog.at_level(logging.DEBUG, "networkx"):
        nx.community.louvain_communities(karate, seed=1)
        assert "Using backend 'tribus' for call to 'louvain_communities'" in caplog.text
        caplog.clear()
        directed = nx.DiGraph(karate)
        found = nx.community.louvain_communities(directed, seed=1)
        assert "because: tribus searches undirected graphs only." in caplog.text
    assert found == nx.community.louvain_communities(directed, seed=1, backend="networkx")


@pytest.mark.usefixtures("preferred")
def test_errors_are_those_of_networkx(karate):
    if not HAS_OWN_LEIDEN:  # networkx 3.7 searches directed graphs
        with pytest.raises(nx.NetworkXNotImplemented, match="not implemented for directed type"):
            nx.community.leiden_communities(nx.DiGraph(karate))
    karate[0][1]["weight"] = -1
    with pytest.raises(nx.NetworkXError, match="weights must be finite and at least 0"):
        nx.community.leiden_communities(karate)
    karate[0][1]["weight"] = "heavy"
    with pytest.raises(TypeError, match="must hold numbers, found 'heavy'"):
        nx.community.leiden_communities(karate.copy())


def test_a_conversion_is_cached_until_the_graph_changes(karate, caplog):
    with caplog.at_level(logging.DEBUG, "networkx"):
        nx.community.leiden_communities(karate, seed=1, backend="tribus")
        assert "Using cached" not in caplog.text
        nx.community.modularity(karate, [set(karate)], backend="tribus")
        assert "Using cached converted graph" in caplog.text
        caplog.clear()
        karate.add_edge(0, 33, weight=9)
        nx.community.leiden_communities(karate, seed=1, backend="tribus")
        assert "Using cached" not in caplog.text


def test_without_a_weight_the_cached_graph_gives_the_unweighted_answer(karate):
    nx.community.leiden_communities(karate, seed=1, backend="tribus")
    found = nx.community.modularity(
        karate, [set(range(17)), set(range(17, 34))], weight=None, backend="tribus"
    )
    unweighted = nx.Graph(list(karate.edges))
    expected = nx.community.modularity(unweighted, [set(range(17)), set(range(17, 34))])
    assert found == pytest.approx(expected)


def test_a_converted_graph_can_be_given_to_networkx(karate):
    converted = backend.convert_from_nx(karate, preserve_all_attrs=True)
    found = nx.community.leiden_communities(converted, seed=1)
    assert found == nx.community.leiden_communities(karate, seed=1, backend="tribus")
    assert nx.density(converted) == nx.density(karate)  # networkx converts it back
