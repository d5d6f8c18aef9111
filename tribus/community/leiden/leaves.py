"""Leaves and isolated users: users with one tie or none, who need no search of their own.

A leaf can only join the community of its neighbour, or stay alone, and an isolated user is alone. A hub
with millions of followers is searched as one node, in place of millions at each level of each pass. In a
bootstrap resample, many of these followers have no tie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.leiden._aggregate import permute
from tribus.community.leiden.graph import Graph

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Codes, Floats, Ints64

MIN_LEAVES = 10_000  # leaves and isolated users
MIN_LEAF_SHARE = 0.5  # of the users; with fewer leaves their search costs little


class Core(NamedTuple):
    """A graph without its leaves and isolated users.

    Attributes
    ----------
    graph
        The other users, with the ties between them and their whole strengths.
    users
        Index of each of them in the whole graph, int64, shape `(n_others,)`.
    isolated
        Index of each user without ties in the whole graph.
    leaves
        Index of each leaf in the whole graph, sorted by its neighbour.
    host
        Index of the neighbour of each leaf, in `graph`.
    weight, strength
        Weight of the tie of each leaf, and its strength.
    before
        Strength of the neighbour and of the leaves before each leaf.
    """

    graph: Graph
    users: Ints64
    isolated: Ints64
    leaves: Ints64
    host: Ints64
    weight: Floats
    strength: Floats
    before: Floats

    def at(self, gamma_over_2m: float) -> tuple[Graph, Bools]:
        """Return the graph with leaves as a part of their neighbour, and which leaves they are.

        A leaf of strength k and weight w gains ``w - γ / 2m · k K`` by joining a neighbour of strength
        K, which grows with each leaf. Leaves that would lose stay alone. They would lose in any larger
        community too.
        """
        joins = self.weight > gamma_over_2m * self.strength * self.before
        n_nodes = len(self.graph.strength)
        added = np.bincount(self.host[joins], self.strength[joins], minlength=n_nodes)
        return self.graph._replace(strength=self.graph.strength + added), joins

    def permuted(self, order: Codes) -> Core:
        """Return the same graph with its nodes renumbered in the given order."""
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order))
        return self._replace(
            graph=permute(self.graph, order), users=self.users[order], host=number[self.host]
        )

    def label_all(self, labels: Codes, joins: Bools) -> Codes:
        """Return labels of all users of the whole graph; each leaf that joins nobody has its own."""
        n_nodes = len(labels)
        found = np.empty(n_nodes + len(joins) + len(self.isolated), np.uint32)
        found[self.users] = labels
        found[self.leaves[joins]] = labels[self.host[joins]]
        alone = np.concatenate([self.leaves[~joins], self.isolated])
        found[alone] = n_nodes + np.arange(len(alone), dtype=np.uint32)
        return found


def set_leaves_aside(graph: Graph) -> Core | None:
    """Return the graph without leaves and isolated users; None if these are less than half of all."""
    indptr = graph.indptr.view(np.int64)
    degree = np.diff(indptr)
    single, isolated = np.flatnonzero(degree == 1), np.flatnonzero(degree == 0)
    n_required = max(MIN_LEAVES, MIN_LEAF_SHARE * len(degree))
    if len(single) + len(isolated) < n_required:
        return None
    neighbour = graph.indices[indptr[single]].astype(np.int64)
    is_leaf_tie = degree[neighbour] > 1  # two users with one tie to each other are a pair
    leaves, hosts = single[is_leaf_tie], neighbour[is_leaf_tie]
    if len(leaves) + len(isolated) < n_required:
        return None
    order = np.argsort(hosts, kind="stable")
    leaves, hosts = leaves[order], hosts[order]
    is_kept = degree > 0
    is_kept[leaves] = False
    users = np.flatnonzero(is_kept)
    number = np.cumsum(is_kept) - 1
    is_inside = np.repeat(is_kept, degree)
    is_inside &= is_kept[graph.indices]
    nonzero = np.flatnonzero(is_inside)
    starts = np.searchsorted(nonzero, indptr[np.append(users, len(degree))])
    inside = Graph(
        starts.astype(np.uint64),
        number[graph.indices[nonzero]].astype(np.uint32),
        graph.weights[nonzero],
        graph.strength[users],
    )
    strength = graph.strength[leaves]
    total = np.cumsum(strength) - strength
    is_first = np.diff(hosts, prepend=-1) != 0
    before = total - total[is_first][np.cumsum(is_first) - 1] + graph.strength[hosts]
    return Core(
        inside, users, isolated, leaves, number[hosts], graph.weights[indptr[leaves]], strength, before
    )
