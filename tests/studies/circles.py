"""Overlapping circles: how well facets match the circles that people drew."""

import numpy as np
from scipy import sparse

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.circles import CIRCLES
from tests.realdata.folder import DATA
from tests.studies.peers import (
    add_up,
    components,
    igraph_infomap,
    igraph_leiden,
    label_propagation,
    python_louvain,
)
from tests.studies.scores import best_matches, two_way_f1

MIN_CIRCLE_SIZE = 2
HEADS = ("method", "two-way F1", "F1 over all true circles", "circles found")


def tables(options):
    """Return one table per set: the mean two-way F1 over people, and the mean over all circles."""
    return [_measure(name, read(DATA / name), options.seeds) for name, read in CIRCLES.items()]


def _measure(name, networks, seeds):
    networks, both_ways, of_circles, found = list(networks), {}, {}, {}
    for _, events, circles in networks:
        network = tb.build_network(events, half_life=None, progress=False)
        for method, find in METHODS.items():
            for seed in range(seeds):
                groups = [group for group in find(network, seed) if len(group) >= MIN_CIRCLE_SIZE]
                both_ways.setdefault(method, []).append(two_way_f1(groups, circles))
                of_circles.setdefault(method, []).extend(best_matches(circles, groups))
                found.setdefault(method, []).append(len(groups))
    rows = [
        (
            method,
            f"{np.mean(both_ways[method]):.3f}",
            f"{np.mean(of_circles[method]):.3f}",
            f"{sum(found[method]) / seeds:,.0f}",
        )
        for method in METHODS
    ]
    n_circles = sum(len(circles) for _, _, circles in networks)
    return Table(f"{name}: {n_circles:,} circles of {len(networks)} people", HEADS, rows)


def find_facets(network, seed):
    """Return overlapping groups with the default options."""
    tribes = tb.find_tribes(network, facets=True, seed=seed, progress=False)
    return [set(facet) for facet in tribes.facets]


def find_tribes(network, seed):
    """Return tribes, which do not overlap."""
    labels = tb.find_tribes(network, seed=seed, progress=False).labels
    users = np.array(network.users)
    return _group(users[labels >= 0], labels[labels >= 0])


def _by_peer(method):
    def find(network, seed):
        return _group(network.users, method(add_up(network), seed))

    return find


def split_egos(network, seed):
    """Ego-splitting in its usual form: components of neighbourhoods, Louvain on personas.

    Epasto, Lattanzi & Paes Leme (2017), doi:10.1145/3097983.3098054. Weights are ignored.
    """
    tied = add_up(network)
    persona = {}  # persona of a user for each neighbour
    owner = []
    for user in range(network.n_users):
        others = tied.indices[tied.indptr[user] : tied.indptr[user + 1]]
        parts = components(tied[others][:, others], seed) if len(others) else np.empty(0, int)
        persona |= {(user, other): len(owner) + part for other, part in zip(others, parts, strict=True)}
        owner += [user] * (parts.max(initial=-1) + 1)
    if not owner:
        return []
    ends = np.array([(one, persona[other, user]) for (user, other), one in persona.items()]).T
    graph = sparse.csr_array((np.ones(len(ends[0])), tuple(ends)), shape=(len(owner),) * 2)
    return _group(np.array(network.users)[owner], python_louvain(graph, seed))


def _group(users, labels):
    groups = {}
    for user, label in zip(users, labels, strict=True):
        groups.setdefault(label, set()).add(user)
    return list(groups.values())


METHODS = {
    "tribus, facets": find_facets,
    "tribus, tribes": find_tribes,
    "connected components": _by_peer(components),
    "igraph Leiden": _by_peer(igraph_leiden),
    "igraph Infomap": _by_peer(igraph_infomap),
    "networkx label propagation": _by_peer(label_propagation),
    "ego-splitting by components": split_egos,
}
