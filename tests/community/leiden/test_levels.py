from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from tests.community.leiden.test_search import GRAPHS, adjacency_of
from tribus.community.leiden import search_levels
from tribus.metrics import constant_potts_model, modularity

OPTIONS = [("modularity", 1.0, modularity), ("cpm", 0.3, constant_potts_model)]
LARGE = {
    "two passes": lambda: nx.planted_partition_graph(40, 50, 0.16, 0.002, seed=1),
    "one pass": lambda: nx.barabasi_albert_graph(12_000, 5, seed=1),
}


def search(adjacency, quality, resolution, *, theta=0.0, seed=0):
    return search_levels(adjacency, quality=quality, resolution=resolution, theta=theta, seed=seed)


@pytest.mark.parametrize(("quality", "resolution", "measure"), OPTIONS)
@pytest.mark.parametrize("name", [*GRAPHS, *LARGE])
def test_levels_nest_and_gain_what_they_say(name, quality, resolution, measure):
    adjacency = adjacency_of({**GRAPHS, **LARGE}[name]())
    levels = search(adjacency, quality, resolution, theta=0.01)
    alone = np.arange(adjacency.shape[0], dtype=np.int32)
    partitions = [alone, *(level.labels for level in levels)]
    for finer, coarser in pairwise(partitions):
        n_pairs = len(np.unique(np.stack([finer, coarser]), axis=1).T)
        assert n_pairs == finer.max() + 1  # each finer community is inside one coarser community
    found = [measure(adjacency, labels, resolution=resolution) for labels in partitions]
    gains = [level.gain for level in levels]
    assert np.diff(found) == pytest.approx(gains, abs=1e-9 * adjacency.sum())
    assert min(gains) >= 0
    assert len({int(labels.max()) for labels in partitions}) >= len(levels)


def test_a_graph_without_ties_has_one_level_of_single_nodes():
    (level,) = search(adjacency_of(nx.empty_graph(3)), "cpm", 1.0)
    assert level.labels.tolist() == [0, 1, 2]
    assert level.gain == 0.0


def test_the_same_seed_gives_the_same_levels():
    adjacency = adjacency_of(GRAPHS["Barabasi-Albert"]())
    once, again = (search(adjacency, "modularity", 1.0, theta=0.1, seed=5) for _ in range(2))
    assert [level.labels.tobytes() for level in once] == [level.labels.tobytes() for level in again]
