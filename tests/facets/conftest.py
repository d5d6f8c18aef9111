"""Synthetic networks in which users belong to several groups."""

import networkx as nx
import numpy as np
import pytest

from tribus import from_networkx
from tribus.facets import find_facets


def make_overlaps(*, n_users=300, n_groups=12, in_two=0.3, inside=8, outside=2, seed=0):
    """Return a graph of overlapping planted groups, and the groups as sets of users.

    Each user is in one random group, a share `in_two` of them in a second. Users have `inside` ties to
    each of their groups on average, and `outside` ties to random users.
    """
    generator = np.random.default_rng(seed)
    groups = [set() for _ in range(n_groups)]
    for user in range(n_users):
        n_groups_of_user = 1 + int(generator.random() < in_two)
        for number in generator.choice(n_groups, n_groups_of_user, replace=False):
            groups[number].add(user)
    graph = nx.empty_graph(n_users)
    for group in groups:
        members = sorted(group)
        probability = min(1.0, inside / (len(members) - 1))
        ties = ((i, j) for i in members for j in members if i < j)
        graph.add_edges_from(tie for tie in ties if generator.random() < probability)
    pairs = generator.integers(n_users, size=(n_users * outside // 2, 2))
    graph.add_edges_from((int(i), int(j)) for i, j in pairs if i != j)
    return graph, groups


@pytest.fixture
def overlaps():
    return make_overlaps


@pytest.fixture
def facets_of():
    """Return a function that finds the facets of a graph; all users are in one tribe."""

    def find(graph, **options):
        network = from_networkx(graph)
        return find_facets(network, np.zeros(network.n_users, np.int32), progress=False, **options)

    return find


@pytest.fixture
def two_triangles():
    """Return two triangles with Ana in common."""
    graph = nx.Graph([("ana", "ben"), ("ben", "eva"), ("eva", "ana")])
    graph.add_edges_from([("ana", "dan"), ("dan", "flo"), ("flo", "ana")])
    return graph
