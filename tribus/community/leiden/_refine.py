"""The refinement of the Leiden algorithm, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled
from tribus.community.leiden._move import SMALLEST_GAIN, fetch_ahead
from tribus.community.leiden._random import shuffle_within

if TYPE_CHECKING:
    from tribus._core.arrays import Codes, Floats, Uints64


@compiled
def refine_communities(
    indptr: Uints64,
    indices: Codes,
    weights: Floats,
    strength: Floats,
    labels: Codes,
    n_labels: int,
    gamma_over_2m: float,
    state: Uints64,
) -> Codes:
    """Split each community into well connected parts, starting from single nodes, in random order.

    Traag, Waltman & van Eck (2019), algorithm A.2, lines 28-45. A node still alone joins the part of
    its own community that gains most (their θ → 0; the order is what is random here), if node and
    part are both well connected to the rest of the community. Every part is connected. No community
    looks at another, so they are refined one after the other.
    """
    n_nodes = len(strength)
    parts, around = np.empty(n_nodes, np.uint32), np.zeros(n_labels)
    sums = np.zeros(2 * n_nodes)  # of each part: its strength, and the weight to it from a node
    for place in range(n_nodes):
        parts[place] = place
        sums[2 * place] = strength[place]
        around[labels[place]] += strength[place]
    alone = np.ones(n_nodes, np.bool_)
    outward = np.full(
        n_nodes, -1.0
    )  # weight from a part to the rest of its community; -1: not known yet
    touched = np.empty(n_nodes + 1, np.uint32)
    order = shuffle_within(labels, n_labels, state)
    for turn in range(n_nodes):
        fetch_ahead(indptr, indices, weights, parts, sums, order, turn, n_nodes - turn)
        node = np.uint64(order[turn])
        if not alone[node]:
            continue
        own, n_touched, outward[node] = labels[node], 0, 0.0
        for entry in range(indptr[node], indptr[node + 1]):
            neighbour = indices[entry]
            if labels[neighbour] == own:
                part = np.uint64(parts[neighbour])
                weight = sums[2 * part + 1]
                touched[n_touched] = part
                n_touched += weight == 0.0
                sums[2 * part + 1] = weight + weights[entry]
                outward[node] += weights[entry]
        price, margin = gamma_over_2m * strength[node], SMALLEST_GAIN * strength[node]
        is_well_tied = outward[node] >= price * (around[own] - strength[node]) - margin
        best, best_gain, best_weight = node, 0.0, 0.0
        for place in range(n_touched):
            part = np.uint64(touched[place])
            total, weight = sums[2 * part], sums[2 * part + 1]
            sums[2 * part + 1] = 0.0
            gain = weight - price * total
            if is_well_tied and gain > best_gain + margin:
                if outward[part] < 0.0:
                    outward[part] = weigh_outward(indptr, indices, weights, labels, part)
                expected = gamma_over_2m * total * (around[own] - total)
                if outward[part] >= expected - SMALLEST_GAIN * total:
                    best, best_gain, best_weight = part, gain, weight
        if best != node:
            parts[node] = best
            alone[node] = alone[best] = False
            sums[2 * best] += strength[node]
            outward[best] = max(0.0, outward[best] + outward[node] - 2.0 * best_weight)
    return parts


@compiled
def weigh_outward(
    indptr: Uints64, indices: Codes, weights: Floats, labels: Codes, node: np.uint64
) -> float:
    """Weight from a node to all others of its community."""
    outward = 0.0
    for entry in range(indptr[node], indptr[node + 1]):
        if labels[indices[entry]] == labels[node]:
            outward += weights[entry]
    return outward
