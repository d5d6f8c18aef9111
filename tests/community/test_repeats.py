from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from tribus.community import repeats
from tribus.community.leiden import leiden
from tribus.community.repeats import search_repeatedly
from tribus.metrics import adjusted_mutual_information, modularity


@pytest.fixture
def faint():
    """A network whose searches end in different partitions."""
    graph = nx.planted_partition_graph(8, 20, 0.25, 0.06, seed=2)
    return nx.to_scipy_sparse_array(graph, format="csr", dtype=float)


def test_no_single_search_is_better(faint):
    quality = modularity(faint, search_repeatedly(leiden, faint, resolution=1.0, seed=3))
    assert quality >= modularity(faint, leiden(faint, seed=3)) - 1e-12


def test_the_best_of_several_depends_less_on_the_seed(faint):
    def agree(search):
        found = [search(seed) for seed in range(6)]
        return np.mean([adjusted_mutual_information(*pair) for pair in pairwise(found)])

    single = agree(lambda seed: leiden(faint, seed=seed))
    assert agree(lambda seed: search_repeatedly(leiden, faint, resolution=1.0, seed=seed)) > single


def test_a_large_graph_is_searched_once(faint, monkeypatch):
    monkeypatch.setattr(repeats, "MAX_NONZEROS_FOR_REPEATS", faint.nnz - 1)
    once = search_repeatedly(leiden, faint, resolution=1.0, seed=5)
    assert np.array_equal(once, leiden(faint, seed=5))
