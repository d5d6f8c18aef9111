"""Planted overlaps: facets and tribes beside the known groups.

`python -m tests.studies --only overlaps --quick` has fewer networks.
"""

import numpy as np

import tribus as tb
from tests.benchmarks.report import Table
from tests.studies.planted import plant_overlaps
from tests.studies.scores import two_way_f1

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8)  # of the users are in two groups
KINDS = {False: "full ties in each group", True: "ties divided over both groups"}
N_NETWORKS = {True: 2, False: 5}  # with and without `--quick`
HEADS = ("ties of users in two groups", "in two groups", "facets", "tribes", "difference ± error")


def tables(options):
    """Return one table: the mean two-way F1 of facets and of tribes with the planted groups."""
    seeds = range(N_NETWORKS[options.quick])
    rows = [_measure(is_divided, share, seeds) for is_divided in KINDS for share in SHARES]
    return [Table(f"Planted overlaps: two-way F1 of {len(seeds)} networks", HEADS, rows)]


def _measure(is_divided, share, seeds):
    scores = np.array([score_network(is_divided, share, seed) for seed in seeds])
    difference = scores[:, 0] - scores[:, 1]
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    means = (f"{mean:.3f}" for mean in scores.mean(axis=0))
    return KINDS[is_divided], f"{share:.0%}", *means, f"{difference.mean():+.3f} ± {error:.3f}"


def score_network(is_divided, share, seed):
    """Return the two-way F1 of facets and of tribes of one planted network."""
    graph, planted = plant_overlaps(share=share, is_divided=is_divided, seed=seed)
    network = tb.from_networkx(graph, progress=False)
    tribes = tb.find_tribes(network, facets=True, seed=seed, progress=False)
    found = [set(facet) for facet in tribes.facets], [set(tribe) for tribe in tribes]
    return [two_way_f1(groups, planted) for groups in found]
