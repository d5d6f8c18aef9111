"""Compiled: the fast local move of the Leiden algorithm.

Graphs have no self-loops. The weight inside an aggregated node changes no move; its share of the total
is part of `strength`, which is stored with the graph and not computed from the rows.
Node numbers are unsigned, so numba omits the check for negative indices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled, inlined, prefetch
from tribus.community.leiden._random import random_order

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Codes, Floats, Uints64
    from tribus.community.leiden.graph import Graph

# A gain must exceed this share of the node's strength. A smaller threshold would let rounding move a
# node forever, and would let the unit of the weights decide between equal choices.
MIN_RELATIVE_GAIN = 1e-12

# How many nodes ahead of the current one each array is prefetched.
INDPTR_AHEAD, ROWS_AHEAD, LABELS_AHEAD, SUMS_AHEAD = 12, 8, 4, 1
INDICES_PER_CACHE_LINE = 16  # 64 bytes of uint32
MAX_EDGES_AHEAD = 64  # of the row of a hub, only the first edges are prefetched


@inlined
def read_ring(queue: Codes, index: int) -> np.uint32:
    """Return the node at an index of a ring buffer."""
    node: np.uint32 = queue[index if index < len(queue) else index - len(queue)]
    return node


@compiled
def prefetch_next(
    graph: Graph, labels: Codes, sums: Floats, queue: Codes, head: int, n_waiting: int
) -> None:
    """Prefetch the memory that the next nodes of a queue need."""
    indptr, indices, weights = graph.indptr, graph.indices, graph.weights
    if n_waiting <= INDPTR_AHEAD:
        return
    prefetch(indptr, read_ring(queue, head + INDPTR_AHEAD))
    start = indptr[read_ring(queue, head + ROWS_AHEAD)]
    for line in range(2):
        prefetch(indices, start + np.uint64(INDICES_PER_CACHE_LINE * line))
        prefetch(weights, start + np.uint64(INDICES_PER_CACHE_LINE * line))
        prefetch(weights, start + np.uint64(INDICES_PER_CACHE_LINE * line + INDICES_PER_CACHE_LINE // 2))
    node = read_ring(queue, head + LABELS_AHEAD)
    start = indptr[node]
    for edge in range(start, min(indptr[node + 1], start + np.uint64(MAX_EDGES_AHEAD))):
        prefetch(labels, indices[edge])
    node = read_ring(queue, head + SUMS_AHEAD)
    start = indptr[node]
    for edge in range(start, min(indptr[node + 1], start + np.uint64(MAX_EDGES_AHEAD))):
        prefetch(sums, np.uint64(2) * labels[indices[edge]])


@compiled
def move_nodes(graph: Graph, labels: Codes, fixed: Bools, gamma_over_2m: float, state: Uints64) -> int:
    """Move nodes to their best community until no queued node gains; return the number of moves.

    Traag, Waltman & van Eck (2019), algorithm A.2, lines 14-27: a node is visited again only after a
    neighbour moved. A node of strength k that joins a community of strength K gains
    `weight to it - gamma_over_2m * k * K`. Nodes marked in `fixed` do not move. `labels` changes in
    place.
    """
    indptr, indices, weights, strength = graph
    n_nodes = len(strength)
    sums = np.zeros(2 * n_nodes)  # per community: its strength, and the weight from the current node
    size = np.zeros(n_nodes, np.int32)
    for i in range(n_nodes):
        sums[2 * labels[i]] += strength[i]
        size[labels[i]] += 1
    empty = np.empty(n_nodes + 1, np.uint32)
    n_empty = 0
    for i in range(n_nodes):
        if size[n_nodes - 1 - i] == 0:
            empty[n_empty] = n_nodes - 1 - i
            n_empty += 1
    touched = np.empty(n_nodes + 1, np.uint32)
    queue, is_waiting = random_order(n_nodes, state), np.ones(n_nodes, np.bool_)
    # Not the literal 0, for which numba would compile `prefetch_next` once more.
    head, n_waiting, n_moves = len(labels) - n_nodes, n_nodes, 0
    while n_waiting > 0:
        prefetch_next(graph, labels, sums, queue, head, n_waiting)
        node = queue[head]
        head = head + 1 if head + 1 < n_nodes else 0
        n_waiting -= 1
        is_waiting[node] = False
        if fixed[node]:
            continue
        n_touched = 0
        for edge in range(indptr[node], indptr[node + 1]):
            label = np.uint64(labels[indices[edge]])
            weight = sums[2 * label + 1]
            touched[n_touched] = label
            n_touched += weight == 0.0  # arithmetic instead of a branch, which would be mispredicted
            sums[2 * label + 1] = weight + weights[edge]
        own = np.uint64(labels[node])
        size[own] -= 1
        sums[2 * own] = sums[2 * own] - strength[node] if size[own] > 0 else 0.0
        price, margin = gamma_over_2m * strength[node], MIN_RELATIVE_GAIN * strength[node]
        best, best_gain = own, sums[2 * own + 1] - price * sums[2 * own]
        for index in range(n_touched):
            label = np.uint64(touched[index])
            gain = sums[2 * label + 1] - price * sums[2 * label]
            sums[2 * label + 1] = 0.0
            if gain > best_gain + margin and label != own:
                best, best_gain = label, gain
        if best_gain < -margin and size[own] > 0:  # a new community of one is better than any other
            n_empty -= 1
            best = np.uint64(empty[n_empty])
        sums[2 * best] += strength[node]
        size[best] += 1
        if best == own:
            continue
        if size[own] == 0:
            empty[n_empty] = own
            n_empty += 1
        labels[node] = best
        n_moves += 1
        for edge in range(indptr[node], indptr[node + 1]):
            neighbour = indices[edge]
            if not is_waiting[neighbour] and labels[neighbour] != best:
                tail = head + n_waiting
                queue[tail if tail < n_nodes else tail - n_nodes] = neighbour
                n_waiting += 1
                is_waiting[neighbour] = True
    return n_moves
