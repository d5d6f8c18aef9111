"""The fast local move of the Leiden algorithm, compiled.

Graphs carry no self-loops: what lies inside an aggregated node changes no move, and its share of the
total is kept in `strength`, which is carried along instead of being read off the rows.
Node numbers are unsigned, which spares each access the look whether it counts from the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled, prefetch
from tribus.community.leiden._random import random_order

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Codes, Floats, Uints64

# One choice is better than another only by more than this share of the node's strength: otherwise
# rounding could move a node for ever, and the unit of the weights could decide between equals.
SMALLEST_GAIN = 1e-12

# How many nodes ahead memory is asked for: where a row is; the row; what its ends say; their sums.
ROW_PLACES, ROWS, ENDS, SUMS = 12, 8, 4, 1
LINE = 16  # entries to a line of memory, of four bytes each
LONGEST_AHEAD = 64  # entries; of the row of a hub only the beginning is asked for


@compiled
def look_ahead(queue: Codes, place: int) -> np.uint32:
    """The node at a place of a ring."""
    node: np.uint32 = queue[place if place < len(queue) else place - len(queue)]
    return node


@compiled
def fetch_ahead(
    indptr: Uints64,
    indices: Codes,
    weights: Floats,
    labels: Codes,
    sums: Floats,
    queue: Codes,
    head: int,
    n_waiting: int,
) -> None:
    """Ask for the memory that the next nodes of a queue will need."""
    if n_waiting <= ROW_PLACES:
        return
    prefetch(indptr, look_ahead(queue, head + ROW_PLACES))
    row = indptr[look_ahead(queue, head + ROWS)]
    for line in range(2):
        prefetch(indices, row + np.uint64(LINE * line))
        prefetch(weights, row + np.uint64(LINE * line))
        prefetch(weights, row + np.uint64(LINE * line + LINE // 2))
    node = look_ahead(queue, head + ENDS)
    first = indptr[node]
    for entry in range(first, min(indptr[node + 1], first + np.uint64(LONGEST_AHEAD))):
        prefetch(labels, indices[entry])
    node = look_ahead(queue, head + SUMS)
    first = indptr[node]
    for entry in range(first, min(indptr[node + 1], first + np.uint64(LONGEST_AHEAD))):
        prefetch(sums, np.uint64(2) * labels[indices[entry]])


@compiled
def move_nodes(
    indptr: Uints64,
    indices: Codes,
    weights: Floats,
    strength: Floats,
    labels: Codes,
    fixed: Bools,
    gamma_over_2m: float,
    state: Uints64,
) -> int:
    """Move nodes to their best community until none in the queue gains; return the number of moves.

    Traag, Waltman & van Eck (2019), algorithm A.2, lines 14-27: only nodes whose neighbours moved are
    looked at again. `gamma_over_2m` is γ / 2m, so that putting a node of strength k into a community of
    strength K gains `weight to it - gamma_over_2m * k * K`. Nodes that are `fixed` stay where they are.
    `labels` changes in place.
    """
    n_nodes = len(strength)
    sums = np.zeros(2 * n_nodes)  # of each community: its strength, and the weight to it from a node
    size = np.zeros(n_nodes, np.int32)
    for node in range(n_nodes):
        sums[2 * labels[node]] += strength[node]
        size[labels[node]] += 1
    empty = np.empty(n_nodes + 1, np.uint32)
    n_empty = 0
    for place in range(n_nodes):
        if size[n_nodes - 1 - place] == 0:
            empty[n_empty] = n_nodes - 1 - place
            n_empty += 1
    touched = np.empty(n_nodes + 1, np.uint32)
    queue, waiting = random_order(n_nodes, state), np.ones(n_nodes, np.bool_)
    head, n_waiting, n_moves = 0, n_nodes, 0
    while n_waiting > 0:
        fetch_ahead(indptr, indices, weights, labels, sums, queue, head, n_waiting)
        node = queue[head]
        head = head + 1 if head + 1 < n_nodes else 0
        n_waiting -= 1
        waiting[node] = False
        if fixed[node]:
            continue
        n_touched = 0
        for entry in range(indptr[node], indptr[node + 1]):
            label = np.uint64(labels[indices[entry]])
            weight = sums[2 * label + 1]
            touched[n_touched] = label
            n_touched += weight == 0.0  # no branch here, for none could be foretold
            sums[2 * label + 1] = weight + weights[entry]
        own = np.uint64(labels[node])
        size[own] -= 1
        sums[2 * own] = sums[2 * own] - strength[node] if size[own] > 0 else 0.0
        price, margin = gamma_over_2m * strength[node], SMALLEST_GAIN * strength[node]
        best, best_gain = own, sums[2 * own + 1] - price * sums[2 * own]
        for place in range(n_touched):
            label = np.uint64(touched[place])
            gain = sums[2 * label + 1] - price * sums[2 * label]
            sums[2 * label + 1] = 0.0
            if gain > best_gain + margin and label != own:
                best, best_gain = label, gain
        if best_gain < -margin and size[own] > 0:  # better alone than with anybody
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
        for entry in range(indptr[node], indptr[node + 1]):
            neighbour = indices[entry]
            if not waiting[neighbour] and labels[neighbour] != best:
                tail = head + n_waiting
                queue[tail if tail < n_nodes else tail - n_nodes] = neighbour
                n_waiting += 1
                waiting[neighbour] = True
    return n_moves
