"""One pass of Leiden: move, refine and aggregate, level after level."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.leiden._aggregate import aggregate, number_labels
from tribus.community.leiden._move import move_nodes
from tribus.community.leiden._refine import refine_communities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus._core.arrays import Bools, Codes, Uints64
    from tribus.community.leiden.graph import Graph


class Search(NamedTuple):
    """The parameters of a search.

    Attributes
    ----------
    gamma_over_2m
        Expected weight of two nodes whose strengths have the product 1.
    state
        State of the random generator.
    theta
        Randomness of the refinement, in the unit of the weights; 0 always takes the largest gain.
    """

    gamma_over_2m: float
    state: Uints64
    theta: float = 0.0


class PassLevel(NamedTuple):
    """A level of a pass: its graph, the nodes that users are merged to, and communities of the nodes."""

    graph: Graph
    node_of_user: Codes
    labels: Codes


def run_pass(graph: Graph, labels: Codes, fixed: Bools, search: Search, *, refine: bool = True) -> Codes:
    """Move, refine and aggregate, level after level, until nothing merges; return the labels.

    Without the refinement it is a pass of Louvain: faster, but communities may be disconnected.
    """
    for level in iterate_levels(graph, labels, fixed, search, refine=refine):
        last = level
    return last.labels[last.node_of_user]


def iterate_levels(
    graph: Graph, labels: Codes, fixed: Bools, search: Search, *, refine: bool = True
) -> Iterator[PassLevel]:
    """Yield the levels of a pass. The nodes of a level are whole nodes of the level before."""
    labels = labels.copy()
    node_of_user = np.arange(len(labels), dtype=np.uint32)
    while True:
        move_nodes(graph, labels, fixed, search.gamma_over_2m, search.state)
        n_nodes, n_communities = len(labels), number_labels(labels)
        yield PassLevel(graph, node_of_user, labels)
        parts, n_parts = labels, n_communities
        if refine and n_communities < n_nodes:
            parts = refine_communities(
                graph, labels, n_communities, search.gamma_over_2m, search.state, search.theta
            )
            n_parts = number_labels(parts)
        if n_parts == n_nodes:
            return
        graph = aggregate(graph, parts, n_parts)
        fixed = np.bincount(parts, fixed, n_parts) > 0
        community_of_part = np.empty(n_parts, np.uint32)
        community_of_part[parts] = labels
        labels, node_of_user = community_of_part, parts[node_of_user]
