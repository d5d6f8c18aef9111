"""A small synthetic network with three plain groups, and the fixtures that provide it."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network, from_networkx

TRIBES = {"baker": 6, "cook": 5, "dancer": 4}  # names and sizes


def make_nested_network():
    """Make a network of four groups of four groups of 16."""
    generator = np.random.default_rng(0)
    fine = np.repeat(np.arange(16), 16)
    coarse = fine // 4
    probability = np.where(coarse[:, None] == coarse, 0.2, 0.02)
    probability = np.where(fine[:, None] == fine, 0.7, probability)
    graph = nx.from_numpy_array(np.triu(generator.random(probability.shape) < probability, 1))
    return from_networkx(graph)


def make_rows(seed=0):
    """Replies inside three groups, one bridge between each two, and people without a tie."""
    generator = np.random.default_rng(seed)
    rows = []
    for name, size in TRIBES.items():
        people = [f"{name}{number}" for number in range(size)]
        rows += [
            (one, other, "reply", int(generator.integers(2, 9)))
            for one in people
            for other in people
            if one != other
        ]
    rows += [
        ("baker0", "cook0", "like", 1),
        ("cook0", "dancer0", "mention", 1),
        ("dancer1", "baker1", "like", 1),
    ]
    rows += [("loner", "loner", "reply", 3), ("silent", "baker0", "reply", 0)]
    return rows


@pytest.fixture(scope="session")
def make_network():
    def make(rows=None, **options):
        table = make_rows() if rows is None else rows
        frame = pd.DataFrame(table, columns=["source", "target", "kind", "count"])
        return build_network(Events.from_frame(frame, count="count"), **options)

    return make


@pytest.fixture
def rows():
    return make_rows()


@pytest.fixture(scope="session")
def network(make_network):
    return make_network()


@pytest.fixture
def truth():
    """The group of everybody, -1 for those without a tie."""
    groups = {
        f"{name}{n}": tribe for tribe, (name, size) in enumerate(TRIBES.items()) for n in range(size)
    }
    return groups | {"loner": -1, "silent": -1}


@pytest.fixture(scope="session")
def adjacency_of():
    def read(graph):
        return nx.to_scipy_sparse_array(graph, format="csr", dtype=float)

    return read
