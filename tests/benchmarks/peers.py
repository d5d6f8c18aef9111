"""Community detection of other packages, used as documented: weighted, resolution 1, seed 0."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np

SEED = 0
RESOLUTION = 1.0
WHOLE_GRAPHS = 10**9


@dataclass(frozen=True)
class Peer:
    """One package: `convert` makes its graph of a scipy CSR of weights, and `find` returns labels.

    `threads` says whether it can use several; `largest` is the most users that it is tried on, and
    `why` the reason for that, or what the reader should know.
    """

    name: str
    distribution: str
    convert: Callable
    detect: Callable
    threads: bool = False
    largest: int = WHOLE_GRAPHS
    why: str = ""

    @property
    def version(self):
        """Return the installed version, or None."""
        return find_version(self.distribution)


def find_version(distribution):
    """Return the installed version of a distribution, or None."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def asked_for(name, options):
    """Return whether a method runs; tribus always does, as the reference."""
    return not options.peers or name in {TRIBUS, *options.peers}


def _take_as_is(adjacency, _threads):
    return adjacency


def _upper_triangle(adjacency):
    """Return each tie once: ends and weights."""
    rows = np.repeat(np.arange(adjacency.shape[0], dtype=np.int32), np.diff(adjacency.indptr))
    once = rows < adjacency.indices
    return rows[once], adjacency.indices[once], adjacency.data[once]


def _tribus_leiden(adjacency, _threads):
    from tribus.community.leiden import leiden

    return leiden(adjacency, resolution=RESOLUTION, seed=SEED)


def _libreville(adjacency, threads):
    import cluster_libreville

    return cluster_libreville.leiden(adjacency, resolution=RESOLUTION, seed=SEED, threads=threads)


def _libreville_twice(adjacency, threads):
    import cluster_libreville

    return cluster_libreville.leiden(
        adjacency,
        resolution=RESOLUTION,
        seed=SEED,
        n_iterations=2,
        threads=threads,
        check_symmetry=False,
    )


def _to_networkit(adjacency, threads):
    import networkit

    networkit.setNumberOfThreads(threads)
    networkit.setSeed(SEED, useThreadId=False)
    one, other, weights = _upper_triangle(adjacency)
    ends = one.astype(np.uint64), other.astype(np.uint64)  # its required type; int32 crashes
    return networkit.GraphFromCoo((weights, ends), n=adjacency.shape[0], weighted=True)


def _networkit_leiden(graph, _threads):
    from networkit.community import ParallelLeiden

    return _networkit_labels(ParallelLeiden(graph, gamma=RESOLUTION))


def _networkit_plm(graph, _threads):
    from networkit.community import PLM

    return _networkit_labels(PLM(graph, refine=True, gamma=RESOLUTION))


def _networkit_labels(method):
    return np.asarray(method.run().getPartition().getVector())


def _to_igraph(adjacency, _threads):
    import igraph

    one, other, weights = _upper_triangle(adjacency)
    return igraph.Graph(
        n=adjacency.shape[0], edges=np.column_stack([one, other]).astype(np.int64)
    ), weights


def _igraph_leiden(converted, _threads):
    import igraph

    graph, weights = converted
    igraph.set_random_number_generator(random.Random(SEED))
    found = graph.community_leiden(
        objective_function="modularity", weights=weights, resolution=RESOLUTION, n_iterations=2
    )
    return np.asarray(found.membership)


def _leidenalg(converted, _threads):
    import leidenalg

    graph, weights = converted
    found = leidenalg.find_partition(
        graph, leidenalg.ModularityVertexPartition, weights=weights, n_iterations=2, seed=SEED
    )
    return np.asarray(found.membership)


def _sknetwork(kind):
    def detect(adjacency, _threads):
        from sknetwork import clustering

        method = getattr(clustering, kind)(
            resolution=RESOLUTION, random_state=SEED, return_probs=False, return_aggregate=False
        )
        return method.fit_predict(adjacency)

    return detect


def _to_graspologic(adjacency, _threads):
    return (
        adjacency.indptr.astype(np.int64),
        adjacency.indices.astype(np.int32, copy=False),
        adjacency.data.astype(np.float64, copy=False),
        adjacency.shape[0],
    )


def _graspologic(converted, _threads):
    from graspologic_native import leiden_csr

    _, found = leiden_csr(*converted, resolution=RESOLUTION, seed=SEED)
    return np.fromiter((found[user] for user in range(converted[3])), np.int64, converted[3])


def _to_networkx(adjacency, _threads):
    import networkx as nx

    return nx.from_scipy_sparse_array(adjacency)


def _python_louvain(graph, _threads):
    from community import best_partition

    found = best_partition(graph, resolution=RESOLUTION, random_state=SEED)
    return np.fromiter((found[user] for user in range(len(graph))), np.int64, len(graph))


def _networkx_louvain(graph, _threads):
    from networkx.algorithms.community import louvain_communities

    labels = np.empty(len(graph), np.int64)
    for label, members in enumerate(louvain_communities(graph, resolution=RESOLUTION, seed=SEED)):
        labels[list(members)] = label
    return labels


TRIBUS = "tribus"
PURE_PYTHON = "pure Python: minutes at 100k users"
PEERS = (
    Peer(TRIBUS, "tribus-graph", _take_as_is, _tribus_leiden),
    Peer(
        "libreville",
        "sc-cluster-libreville",
        _take_as_is,
        _libreville,
        threads=True,
        largest=100_000,
        why="its default: until an iteration changes nothing, minutes at a million users",
    ),
    Peer(
        "libreville-2",
        "sc-cluster-libreville",
        _take_as_is,
        _libreville_twice,
        threads=True,
        why="2 iterations",
    ),
    Peer("networkit-leiden", "networkit", _to_networkit, _networkit_leiden, threads=True),
    Peer(
        "networkit-plm",
        "networkit",
        _to_networkit,
        _networkit_plm,
        threads=True,
        why="Louvain, refine=True",
    ),
    Peer("igraph", "igraph", _to_igraph, _igraph_leiden, why="GPL; 2 iterations"),
    Peer("leidenalg", "leidenalg", _to_igraph, _leidenalg, why="GPL; 2 iterations"),
    Peer("sknetwork-leiden", "scikit-network", _take_as_is, _sknetwork("Leiden")),
    Peer("sknetwork-louvain", "scikit-network", _take_as_is, _sknetwork("Louvain"), why="Louvain"),
    Peer(
        "graspologic",
        "graspologic-native",
        _to_graspologic,
        _graspologic,
        why="1 iteration, its default",
    ),
    Peer(
        "python-louvain",
        "python-louvain",
        _to_networkx,
        _python_louvain,
        largest=100_000,
        why=PURE_PYTHON,
    ),
    Peer(
        "networkx-louvain", "networkx", _to_networkx, _networkx_louvain, largest=10_000, why=PURE_PYTHON
    ),
)
