from itertools import combinations

import numpy as np
import pytest
from scipy.sparse import csr_array

from tribus.community import repeats
from tribus.community.leiden import leiden
from tribus.community.repeats import search_repeatedly
from tribus.metrics import adjusted_mutual_information, modularity


def make_faint(seed):
    """Return a network of eight faint groups of twenty, whose searches end in different partitions."""
    group = np.arange(160) // 20
    chance = np.where(group[:, None] == group, 0.25, 0.06)
    links = np.triu(np.random.default_rng(seed).random(chance.shape) < chance, 1)
    return csr_array((links | links.T).astype(float))


@pytest.fixture
def faint():
    return make_faint(2)


def test_no_single_search_is_better(faint):
    quality = modularity(faint, search_repeatedly(leiden, faint, resolution=1.0, seed=3))
    assert quality >= modularity(faint, leiden(faint, seed=3)) - 1e-12


def test_the_best_of_several_depends_less_on_the_seed():
    """The mean agreement of all pairs of eight seeds is larger, over six networks."""

    def agree(search):
        found = [search(seed) for seed in range(8)]
        return np.mean([adjusted_mutual_information(*pair) for pair in combinations(found, 2)])

    gains = []
    for graph in map(make_faint, range(6)):
        single = agree(lambda seed, graph=graph: leiden(graph, seed=seed))
        several = agree(
            lambda seed, graph=graph: search_repeatedly(leiden, graph, resolution=1.0, seed=seed)
        )
        gains.append(several - single)
    assert np.mean(gains) > 0.05


def test_a_large_graph_is_searched_once(faint, monkeypatch):
    monkeypatch.setattr(repeats, "MAX_NONZEROS_FOR_REPEATS", faint.nnz - 1)
    once = search_repeatedly(leiden, faint, resolution=1.0, seed=5)
    assert np.array_equal(once, leiden(faint, seed=5))
