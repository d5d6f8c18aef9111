"""Quality of the communities beside those of networkx, igraph and leidenalg, on ten graphs."""

import random

import igraph
import leidenalg
import networkx as nx
import numpy as np
import pytest

from tests.community.leiden.test_search import GRAPHS, as_igraph
from tribus import _networkx as backend
from tribus._networkx.arguments import HAS_OWN_LEIDEN

pytestmark = pytest.mark.peer
SEEDS = range(10)
TOLERANCE = 0.001
POTTS_SEEDS = range(25)
MORE_POTTS_SEEDS = {"twenty mixed groups": range(60)}  # single runs differ by .01
POTTS_RESOLUTIONS = (0.05, 0.3)  # multiples of the mean weight


def by_igraph(graph, peer, metric, gamma, seed):
    random.seed(seed)
    igraph.set_random_number_generator(random)
    objective = {"modularity": "modularity", "cpm": "CPM"}[metric]
    options = {"objective_function": objective, "weights": "weight", "resolution": gamma}
    return as_sets(graph, peer.community_leiden(**options).membership)


def by_leidenalg(graph, peer, metric, gamma, seed):
    kinds = {
        "modularity": leidenalg.RBConfigurationVertexPartition,
        "cpm": leidenalg.CPMVertexPartition,
    }
    options = {"weights": "weight", "resolution_parameter": gamma, "seed": seed}
    return as_sets(graph, leidenalg.find_partition(peer, kinds[metric], **options).membership)


def by_networkx(graph, _peer, metric, gamma, seed):
    """Return the Leiden of networkx where it has one, else its Louvain."""
    if HAS_OWN_LEIDEN:
        options = {"metric": metric, "resolution": gamma, "seed": seed}
        return nx.community.leiden_communities.orig_func(graph, **options)
    return nx.community.louvain_communities.orig_func(graph, resolution=gamma, seed=random.Random(seed))  # noqa: S311


def as_sets(graph, labels):
    groups = {}
    for node, label in zip(graph, labels, strict=True):
        groups.setdefault(label, set()).add(node)
    return list(groups.values())


@pytest.mark.parametrize("name", GRAPHS)
def test_modularity_is_no_worse_than_that_of_peers(name):
    graph = GRAPHS[name]()
    peer = as_igraph(graph)

    def mean_quality(find):
        return np.mean([backend.modularity(graph, find(seed)) for seed in SEEDS])

    ours = mean_quality(lambda seed: backend.leiden_communities(graph, seed=seed, metric="modularity"))
    louvain = mean_quality(lambda seed: backend.louvain_communities(graph, seed=seed))
    theirs = [
        mean_quality(lambda seed, find=find: find(graph, peer, "modularity", 1.0, seed))
        for find in (by_igraph, by_leidenalg, by_networkx)
    ]
    assert min(ours, louvain) >= max(theirs) - TOLERANCE


@pytest.mark.parametrize("share", POTTS_RESOLUTIONS)
@pytest.mark.parametrize("name", GRAPHS)
def test_the_constant_potts_model_is_no_worse_than_that_of_peers(name, share):
    # As a share of the weight of all edges, which makes it comparable with modularity.
    graph = GRAPHS[name]()
    peer, total = as_igraph(graph), graph.size(weight="weight")
    gamma = share * total / graph.number_of_edges()

    def mean_quality(find):
        found = [find(seed) for seed in MORE_POTTS_SEEDS.get(name, POTTS_SEEDS)]
        found = [backend.constant_potts_model(graph, groups, resolution=gamma) for groups in found]
        return np.mean(found) / total

    options = {"metric": "cpm", "resolution": gamma}
    ours = mean_quality(lambda seed: backend.leiden_communities(graph, seed=seed, **options))
    finds = (by_igraph, by_leidenalg, by_networkx) if HAS_OWN_LEIDEN else (by_igraph, by_leidenalg)
    theirs = [
        mean_quality(lambda seed, find=find: find(graph, peer, "cpm", gamma, seed)) for find in finds
    ]
    assert ours >= max(theirs) - TOLERANCE
