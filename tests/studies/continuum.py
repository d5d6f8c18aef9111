"""Border closure: continua, which have no gaps, next to planted groups and real known groups."""

from functools import partial

import networkx as nx
import numpy as np

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.networks import READERS
from tests.studies.null_models import make_partition
from tests.studies.thresholds import HEADS, list_values
from tests.studies.tribes import read
from tribus.inference.continuum import MIN_CUT_CLOSURE, describe_borders

N_NETWORKS = {True: 3, False: 10}  # of each kind, with and without `--quick`
N_CLOSURES = 6  # ties per person that close a triangle
THRESHOLDS = (0.05, 0.1, MIN_CUT_CLOSURE, 0.2, 0.3, 0.5)


def make_triadic_closure(seed, *, n_people=400, n_random=2):
    """Graph of random ties, in which people then get to know friends of their friends."""
    graph = nx.gnm_random_graph(n_people, n_random * n_people, seed=seed)
    generator = np.random.default_rng(seed)
    target = graph.number_of_edges() + n_people * N_CLOSURES // 2
    while graph.number_of_edges() < target:
        friends = list(graph[int(generator.integers(n_people))])
        if len(friends) > 1:
            graph.add_edge(*generator.choice(friends, 2, replace=False).tolist())
    return graph


def _ring(n_neighbours, share, seed):
    return nx.watts_strogatz_graph(300, n_neighbours, share, seed=seed)


def _plane(radius, seed):
    return nx.random_geometric_graph(400, radius, seed=seed)


def _holme_kim(n_ties, seed):
    return nx.powerlaw_cluster_graph(400, n_ties, 0.95, seed=seed)


CONTINUA = {
    "ring, 10 neighbours, 5 % rewired": partial(_ring, 10, 0.05),
    "ring, 10 neighbours, 20 % rewired": partial(_ring, 10, 0.2),
    "ring, 30 neighbours, 5 % rewired": partial(_ring, 30, 0.05),
    "plane, radius 0.08": partial(_plane, 0.08),
    "plane, radius 0.15": partial(_plane, 0.15),
    "friends of friends, random start": make_triadic_closure,
    "Holme & Kim, 4 ties each": partial(_holme_kim, 4),
    "Holme & Kim, 8 ties each": partial(_holme_kim, 8),
}
GROUPS = {
    **{
        f"{n_groups} groups of {400 // n_groups}, {signal:g} x the limit": partial(
            make_partition, n_groups=n_groups, signal=signal
        )
        for n_groups in (5, 20)
        for signal in (1.5, 2.0, 3.0)
    },
    "20 cliques of 10, 20 % rewired": lambda seed: nx.relaxed_caveman_graph(20, 10, 0.2, seed=seed),
    "20 cliques of 10, 40 % rewired": lambda seed: nx.relaxed_caveman_graph(20, 10, 0.4, seed=seed),
}


def tables(options):
    """Return the border closure of each kind of network, and the errors of each threshold."""
    n_networks = N_NETWORKS[options.quick]
    continua, groups = (
        {name: [find_on_graph(make(seed=seed)) for seed in range(n_networks)] for name, make in kinds}
        for kinds in (CONTINUA.items(), GROUPS.items())
    )
    real = {name: [find_on_real(name)] for name in READERS}
    return [tabulate_closure(continua | groups | real), tabulate_errors(continua, groups, real)]


def find_on_graph(graph):
    """Return the tribes of a graph with all defaults."""
    return tb.find_tribes(tb.from_networkx(graph, progress=False), progress=False)


def find_on_real(name):
    """Return the tribes of a real network with all defaults."""
    return tb.find_tribes(tb.build_network(read(name)[0], progress=False), progress=False)


def tabulate_closure(kinds):
    """List the range of the border closure of each kind of network, and how many are called cuts."""
    rows = [
        list_values(name, several, lambda tribes: tribes.border_closure, is_cut)
        for name, several in kinds.items()
    ]
    return Table("Border closure of tribes", (*HEADS, f"from {MIN_CUT_CLOSURE:g} on"), rows)


def is_cut(closure):
    """Return whether the card calls the borders cuts through a continuum."""
    return bool(describe_borders(closure))


def tabulate_errors(continua, groups, real):
    """Average both errors over the kinds of networks, at each threshold."""
    rows = [
        (
            f"{threshold:g}",
            f"{1 - _mean_share_of_cuts(continua, threshold):.1%}",
            f"{_mean_share_of_cuts(groups, threshold):.1%}",
            f"{_mean_share_of_cuts(real, threshold):.1%}",
        )
        for threshold in THRESHOLDS
    ]
    heads = ("threshold", "continua missed", "planted groups called cuts", "real groups called cuts")
    return Table("Errors of the threshold, among networks with tribes", heads, rows)


def _mean_share_of_cuts(kinds, threshold):
    """Return the share of networks from a threshold on, as a mean over the kinds with tribes."""
    with_tribes = [[tribes for tribes in several if len(tribes)] for several in kinds.values()]
    is_cut = [[one.border_closure >= threshold for one in several] for several in with_tribes]
    return np.mean([np.mean(several) for several in is_cut if several])
