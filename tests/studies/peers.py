"""What others find: on a graph with everything added up, each method as its package documents it."""

import random

import numpy as np
from scipy import sparse


def add_up(network, kinds=None):
    """Return the undirected weights of a plain script: the sum of all counts of both directions."""
    there = sum(network.to_scipy(kind) for kind in kinds or network.kinds)
    return sparse.csr_array(there + there.T)


def python_louvain(weights, seed):
    import community

    return _by_row(community.best_partition(_networkx(weights), random_state=seed), weights)


def networkx_louvain(weights, seed):
    import networkx as nx

    return _number(nx.community.louvain_communities(_networkx(weights), seed=seed), weights)


def label_propagation(weights, seed):
    import networkx as nx

    groups = nx.community.asyn_lpa_communities(_networkx(weights), weight="weight", seed=seed)
    return _number(groups, weights)


def igraph_infomap(weights, seed):
    graph = _igraph(weights, seed)
    return np.array(graph.community_infomap(edge_weights="weight").membership)


def igraph_leiden(weights, seed):
    graph = _igraph(weights, seed)
    found = graph.community_leiden("modularity", weights="weight", n_iterations=-1)
    return np.array(found.membership)


def components(weights, _seed):
    return sparse.csgraph.connected_components(weights, directed=False)[1]


def _networkx(weights):
    import networkx as nx

    return nx.from_scipy_sparse_array(weights)


def _igraph(weights, seed):
    import igraph

    igraph.set_random_number_generator(random.Random(seed))
    once = sparse.triu(weights, 1).tocoo()
    edges = np.column_stack([once.row, once.col])
    return igraph.Graph(n=weights.shape[0], edges=edges, edge_attrs={"weight": once.data.tolist()})


def _by_row(labels, weights):
    return np.array([labels[row] for row in range(weights.shape[0])])


def _number(groups, weights):
    labels = np.empty(weights.shape[0], np.int64)
    for number, group in enumerate(groups):
        labels[list(group)] = number
    return labels


PEERS = {
    "python-louvain": python_louvain,
    "networkx Louvain": networkx_louvain,
    "networkx label propagation": label_propagation,
    "igraph Infomap": igraph_infomap,
    "igraph Leiden": igraph_leiden,
}
