import networkx as nx
import numpy as np
import pytest

from tribus import find_tribes, from_networkx
from tribus.datasets import make_society
from tribus.network import build_network


@pytest.fixture(scope="session")
def society_tribes():
    """Six tribes with all roles."""
    return find_tribes(build_network(make_society(seed=0).events), progress=False)


@pytest.fixture(scope="session")
def nested_tribes():
    """Tribes of two levels: four groups of four groups of 16."""
    generator = np.random.default_rng(0)
    fine = np.repeat(np.arange(16), 16)
    coarse = fine // 4
    probability = np.where(coarse[:, None] == coarse, 0.2, 0.02)
    probability = np.where(fine[:, None] == fine, 0.7, probability)
    graph = nx.from_numpy_array(np.triu(generator.random(probability.shape) < probability, 1))
    return find_tribes(from_networkx(graph), progress=False)
