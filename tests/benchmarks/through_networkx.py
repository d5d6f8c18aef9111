"""The backend beside networkx, and the quality of communities beside other packages.

`python -m tests.benchmarks.through_networkx` prints two tables. CPU seconds are medians of calls that
take turns, each with a conversion of the graph. Quality is the mean over twenty seeds, five for large
graphs; of the constant Potts model it is the share of the weight of all edges. The last line says where
the backend is more than .001 below another package.
"""

from __future__ import annotations

import random
import time
import warnings
from statistics import mean, median

import networkx as nx
import numpy as np

from tests.benchmarks.peers import find_version
from tribus import _networkx as backend
from tribus._networkx.arguments import HAS_OWN_LEIDEN
from tribus.community import leiden
from tribus.metrics import constant_potts_model, modularity

N_ROUNDS = 3
N_SEEDS, N_SEEDS_IF_LARGE, MIN_LARGE = 20, 5, 1_000
TOLERANCE = 0.001
SIZES = (2_000, 20_000)
POTTS_SHARE = 0.1  # γ as a share of the mean weight


def make_timed(n_nodes):
    """Return graphs of one size, by name."""
    weighted = nx.watts_strogatz_graph(n_nodes, 10, 0.1, seed=2)
    generator = np.random.default_rng(0)
    for *_, data in weighted.edges(data=True):
        data["weight"] = float(generator.integers(1, 9))
    return {
        "clear groups": nx.planted_partition_graph(n_nodes // 50, 50, 0.16, 4 / n_nodes, seed=1),
        "weak groups": nx.planted_partition_graph(n_nodes // 100, 100, 0.06, 6 / n_nodes, seed=1),
        "Barabasi-Albert": nx.barabasi_albert_graph(n_nodes, 5, seed=1),
        "Watts-Strogatz": nx.watts_strogatz_graph(n_nodes, 10, 0.1, seed=1),
        "weights, text ids": nx.relabel_nodes(weighted, str),
    }


def make_compared():
    """Return ten graphs, by name."""
    les = nx.les_miserables_graph()
    return {
        "karate club": nx.karate_club_graph(),
        "Les Miserables": les,
        "ring of cliques": nx.ring_of_cliques(30, 6),
        "ten clear groups": nx.planted_partition_graph(10, 20, 0.5, 0.02, seed=1),
        "uneven groups": nx.random_partition_graph([5, 10, 20, 40, 80], 0.4, 0.02, seed=5),
        "five weak groups": nx.planted_partition_graph(5, 60, 0.2, 0.06, seed=3),
        "forty groups": nx.planted_partition_graph(40, 50, 0.16, 0.002, seed=1),
        "Barabasi-Albert": nx.barabasi_albert_graph(500, 3, seed=6),
        "Watts-Strogatz": nx.watts_strogatz_graph(500, 8, 0.1, seed=7),
        "large Barabasi-Albert": nx.barabasi_albert_graph(3_000, 5, seed=6),
    }


def measure_time(graph, call, name):
    """Return the CPU seconds of a call with its conversion."""
    graph.__networkx_cache__.clear()
    start = time.process_time()
    call(graph, name)
    return time.process_time() - start


def print_times():
    """Print the CPU seconds of networkx and of the backend."""
    calls = {
        "Louvain": lambda graph, name: nx.community.louvain_communities(graph, seed=1, backend=name)
    }
    if HAS_OWN_LEIDEN:
        calls["Leiden"] = lambda graph, name: nx.community.leiden_communities(
            graph, metric="modularity", seed=1, backend=name
        )
    print(f"networkx {nx.__version__}\n")
    print("| function | nodes | graph | edges | networkx, CPU s | tribus, CPU s | ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for function, call in calls.items():
        for n_nodes in SIZES:
            for name, graph in make_timed(n_nodes).items():
                call(graph, "tribus")
                rounds = [
                    [measure_time(graph, call, backend_name) for backend_name in ("networkx", "tribus")]
                    for _ in range(N_ROUNDS if n_nodes < max(SIZES) else 1)
                ]
                ours = [measure_time(graph, call, "tribus") for _ in range(N_ROUNDS)]
                theirs = median(seconds for seconds, _ in rounds)
                own = median([*ours, *(seconds for _, seconds in rounds)])
                row = (function, f"{n_nodes:,}", name, f"{graph.number_of_edges():,}")
                print(
                    "|",
                    " | ".join(row),
                    f"| {theirs:.3f} | {own:.4f} | {theirs / own:.0f} |",
                    flush=True,
                )


def _from_sets(graph, groups):
    number = {node: label for label, group in enumerate(groups) for node in group}
    return [number[node] for node in graph]


def by_backend(graph, _adjacency, metric, gamma, seed):
    groups = backend.leiden_communities(graph, metric=metric, resolution=gamma, seed=seed)
    return _from_sets(graph, groups)


def by_tribus(_graph, adjacency, metric, gamma, seed):
    return leiden(adjacency, quality=metric, resolution=gamma, seed=seed)


def by_networkx(graph, _adjacency, metric, gamma, seed):
    if HAS_OWN_LEIDEN:
        options = {"metric": metric, "resolution": gamma, "seed": seed, "backend": "networkx"}
        return _from_sets(graph, nx.community.leiden_communities(graph, **options))
    if metric == "cpm":
        return None
    options = {"resolution": gamma, "seed": seed, "backend": "networkx"}
    return _from_sets(graph, nx.community.louvain_communities(graph, **options))


def _as_igraph(adjacency):
    import igraph

    coo = adjacency.tocoo()
    once = coo.row < coo.col
    ends = np.column_stack([coo.row[once], coo.col[once]])
    return igraph.Graph(adjacency.shape[0], ends), coo.data[once]


def by_igraph(_graph, adjacency, metric, gamma, seed):
    import igraph

    random.seed(seed)
    igraph.set_random_number_generator(random)
    converted, weights = _as_igraph(adjacency)
    objective = {"modularity": "modularity", "cpm": "CPM"}[metric]
    return converted.community_leiden(objective, weights=weights, resolution=gamma).membership


def by_leidenalg(_graph, adjacency, metric, gamma, seed):
    import leidenalg

    converted, weights = _as_igraph(adjacency)
    kinds = {
        "modularity": leidenalg.RBConfigurationVertexPartition,
        "cpm": leidenalg.CPMVertexPartition,
    }
    options = {"weights": weights, "resolution_parameter": gamma, "seed": seed}
    return leidenalg.find_partition(converted, kinds[metric], **options).membership


def by_graspologic(_graph, adjacency, metric, gamma, seed):
    if metric == "cpm":
        return None
    from graspologic_native import leiden_csr

    size = adjacency.shape[0]
    parts = adjacency.indptr.astype(np.int64), adjacency.indices.astype(np.int32), adjacency.data
    _, found = leiden_csr(*parts, size, resolution=gamma, seed=seed)
    return [found.get(node, size + node) for node in range(size)]


def by_sknetwork(_graph, adjacency, metric, gamma, seed):
    if metric == "cpm":
        return None
    from scipy.sparse import csr_matrix
    from sknetwork.clustering import Leiden

    return Leiden(resolution=gamma, random_state=seed).fit_predict(csr_matrix(adjacency))


def by_networkit(_graph, adjacency, metric, gamma, seed):
    if metric == "cpm":
        return None
    import networkit

    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, useThreadId=False)
    coo = adjacency.tocoo()
    once = coo.row < coo.col
    ends = coo.row[once].astype(np.uint64), coo.col[once].astype(np.uint64)
    converted = networkit.GraphFromCoo((coo.data[once], ends), n=adjacency.shape[0], weighted=True)
    return networkit.community.ParallelLeiden(converted, gamma=gamma).run().getPartition().getVector()


PACKAGES = {
    "tribus-graph": ("tribus", by_tribus),
    "tribus-graph as backend": ("backend", by_backend),
    "networkx": ("networkx", by_networkx),
    "igraph": ("igraph", by_igraph),
    "leidenalg": ("leidenalg", by_leidenalg),
    "graspologic-native": ("graspologic", by_graspologic),
    "scikit-network": ("scikit-network", by_sknetwork),
    "networkit": ("NetworKit", by_networkit),
}


def print_quality():
    """Print the mean quality of each package on each graph."""
    found = {
        name: (label, find) for name, (label, find) in PACKAGES.items() if find_version(name.split()[0])
    }
    print("\n| quality | graph |", " | ".join(label for label, _ in found.values()), "|")
    print("| --- " * (len(found) + 2) + "|")
    below = []
    for metric in ("modularity", "cpm"):
        for name, graph in make_compared().items():
            measured = {label: _mean_quality(find, graph, metric) for label, find in found.values()}
            cells = ["" if value is None else f"{value:.4f}" for value in measured.values()]
            print(f"| {metric} | {name} |", " | ".join(cells), "|", flush=True)
            others = [value for label, value in measured.items() if label != "tribus"]
            best = max(value for value in others if value is not None)
            if measured["backend"] < best - TOLERANCE:
                below.append(f"{metric} of {name}")
    print(f"\nMore than {TOLERANCE} below the best:", ", ".join(below) or "nowhere")


def _mean_quality(find, graph, metric):
    """Return the mean quality over seeds, or None if the package does not have this quality function."""
    adjacency = nx.to_scipy_sparse_array(graph, format="csr", dtype=float)
    gamma = 1.0 if metric == "modularity" else POTTS_SHARE * float(adjacency.data.mean())
    total = 1.0 if metric == "modularity" else float(adjacency.sum()) / 2
    measure = modularity if metric == "modularity" else constant_potts_model
    n_seeds = N_SEEDS if len(graph) < MIN_LARGE else N_SEEDS_IF_LARGE
    found = [find(graph, adjacency, metric, gamma, seed) for seed in range(n_seeds)]
    if any(labels is None for labels in found):
        return None
    labels = [np.unique(each, return_inverse=True)[1] for each in found]
    return mean(measure(adjacency, each, resolution=gamma) for each in labels) / total


def main():
    """Print both tables."""
    warnings.simplefilter("ignore")
    print_times()
    print_quality()


if __name__ == "__main__":
    main()
