"""Compiled: the refinement of the Leiden algorithm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled, inlined
from tribus.community.leiden._move import MIN_RELATIVE_GAIN, prefetch_next
from tribus.community.leiden._random import next_random, shuffle_within

if TYPE_CHECKING:
    from tribus._core.arrays import Codes, Uints64
    from tribus.community.leiden.graph import Graph


@compiled
def refine_communities(
    graph: Graph, labels: Codes, n_labels: int, gamma_over_2m: float, state: Uints64, theta: float
) -> Codes:
    """Return a partition of each community into well-connected parts, grown from single nodes.

    Traag, Waltman & van Eck (2019), algorithm A.2, lines 28-45. A node that is still alone joins the
    part of its own community with the largest gain, if node and part are both well connected to the
    rest of the community. With θ > 0 the part is random, with probability ∝ exp(gain / θ) (line 41):
    the largest gain after each is increased by θ times a Gumbel variate (doi:10.1214/aoms/1177703870).
    With θ = 0 only the order of the nodes is random. Every part is connected. Communities are refined
    one after the other, as they are independent.
    """
    indptr, indices, weights, strength = graph
    n_nodes = len(strength)
    parts, community_strength = np.empty(n_nodes, np.uint32), np.zeros(n_labels)
    sums = np.zeros(2 * n_nodes)  # per part: its strength, and the weight from the current node
    external = np.empty(n_nodes)  # weight of a part to the rest of its community; -1: unknown
    for i in range(n_nodes):
        parts[i] = i
        sums[2 * i], external[i] = strength[i], -1.0
        community_strength[labels[i]] += strength[i]
    is_alone = np.ones(n_nodes, np.bool_)
    touched = np.empty(n_nodes + 1, np.uint32)
    order = shuffle_within(labels, n_labels, state)
    for turn in range(n_nodes):
        prefetch_next(graph, parts, sums, order, turn, n_nodes - turn)
        node = np.uint64(order[turn])
        if not is_alone[node]:
            continue
        own, n_touched, external[node] = labels[node], 0, 0.0
        for edge in range(indptr[node], indptr[node + 1]):
            neighbour = indices[edge]
            if labels[neighbour] == own:
                part = np.uint64(parts[neighbour])
                weight = sums[2 * part + 1]
                touched[n_touched] = part
                n_touched += weight == 0.0
                sums[2 * part + 1] = weight + weights[edge]
                external[node] += weights[edge]
        price, margin = gamma_over_2m * strength[node], MIN_RELATIVE_GAIN * strength[node]
        is_well_connected = external[node] >= price * (community_strength[own] - strength[node]) - margin
        best, best_gain, best_weight = node, -np.inf if theta > 0.0 else 0.0, 0.0
        for index in range(n_touched):
            part = np.uint64(touched[index])
            total, weight = sums[2 * part], sums[2 * part + 1]
            sums[2 * part + 1] = 0.0
            gain = weight - price * total
            if theta > 0.0 and is_well_connected:
                gain = gain + theta * draw_gumbel(state) if gain > margin else -np.inf
            if is_well_connected and gain > best_gain + margin:
                if external[part] < 0.0:
                    external[part] = sum_external_weight(graph, labels, part)
                expected = gamma_over_2m * total * (community_strength[own] - total)
                if external[part] >= expected - MIN_RELATIVE_GAIN * total:
                    best, best_gain, best_weight = part, gain, weight
        if best != node:
            parts[node] = best
            is_alone[node] = is_alone[best] = False
            sums[2 * best] += strength[node]
            external[best] = max(0.0, external[best] + external[node] - 2.0 * best_weight)
    return parts


@inlined
def draw_gumbel(state: Uints64) -> float:
    """Return a variate of the standard Gumbel distribution."""
    uniform = (np.float64(next_random(state) >> np.uint64(11)) + 0.5) * 2.0**-53
    return float(-np.log(-np.log(uniform)))


@inlined
def sum_external_weight(graph: Graph, labels: Codes, node: np.uint64) -> float:
    """Return the weight from a node to all other nodes of its community."""
    indptr, indices, weights = graph.indptr, graph.indices, graph.weights
    external = 0.0
    for edge in range(indptr[node], indptr[node + 1]):
        if labels[indices[edge]] == labels[node]:
            external += weights[edge]
    return external
