"""Made networks in which people belong to several groups."""

import networkx as nx
import numpy as np
import pytest

from tribus import from_networkx
from tribus.facets import find_facets


def make_overlaps(*, n_users=300, n_groups=12, in_two=0.3, inside=8, outside=2, seed=0):
    """Graph of planted groups that overlap, and the groups as sets of users.

    Everybody is in one group drawn at random, a share of them in a second. Inside groups users have
    about as many ties as said to each group of theirs, and some with anybody.
    """
    generator = np.random.default_rng(seed)
    groups = [set() for _ in range(n_groups)]
    for user in range(n_users):
        n_own = 1 + int(generator.random() < in_two)
        for number in generator.choice(n_groups, n_own, replace=False):
            groups[number].add(user)
    graph = nx.empty_graph(n_users)
    for group in groups:
        members = sorted(group)
        chance = min(1.0, inside / (len(members) - 1))
        ties = ((one, other) for one in members for other in members if one < other)
        graph.add_edges_from(tie for tie in ties if generator.random() < chance)
    anybody = generator.integers(n_users, size=(n_users * outside // 2, 2))
    graph.add_edges_from((int(one), int(other)) for one, other in anybody if one != other)
    return graph, groups


@pytest.fixture
def overlaps():
    return make_overlaps


@pytest.fixture
def facets_of():
    """Facets of a networkx graph in which everybody counts as one tribe."""

    def find(graph, **options):
        network = from_networkx(graph)
        return find_facets(network, np.zeros(network.n_users, np.int32), progress=False, **options)

    return find


@pytest.fixture
def two_triangles():
    """Ana is in both; nobody else knows anybody of the other."""
    graph = nx.Graph([("ana", "ben"), ("ben", "eva"), ("eva", "ana")])
    graph.add_edges_from([("ana", "dan"), ("dan", "flo"), ("flo", "ana")])
    return graph
