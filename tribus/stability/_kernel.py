"""The compiled search for consensus: everybody goes where those are with whom the runs put them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Ints, Ints64


@compiled
def resolve_references(indptr: Ints64, indices: Ints, votes: Ints64, labels: Ints64) -> bool:
    """Move nodes one by one to the group with the most votes for it; tell whether any moved.

    Votes are whole numbers, for being together if above 0 and against it if below; a group of one's own
    has 0. A node moves only where there are more, so that an end is reached. Of groups with as many it
    takes the first; labels are below the number of nodes. Whoever has moved makes their neighbours
    think again.
    """
    n_nodes = len(indptr) - 1
    sizes = np.zeros(n_nodes, np.int64)
    for node in range(n_nodes):
        sizes[labels[node]] += 1
    empty, n_empty = np.empty(n_nodes, np.int64), 0
    for label in range(n_nodes - 1, -1, -1):
        if sizes[label] == 0:
            empty[n_empty] = label
            n_empty += 1
    queue, waits = np.arange(n_nodes), np.ones(n_nodes, np.bool_)
    n_waiting, head = n_nodes, 0
    sums = np.zeros(n_nodes, np.int64)
    moved = False
    while n_waiting > 0:
        node = queue[head]
        head = (head + 1) % n_nodes
        n_waiting -= 1
        waits[node] = False
        old = labels[node]
        for entry in range(indptr[node], indptr[node + 1]):
            sums[labels[indices[entry]]] += votes[entry]
        best, most = old, max(sums[old], 0)
        leaves = sums[old] < 0
        for entry in range(indptr[node], indptr[node + 1]):
            label = labels[indices[entry]]
            if sums[label] > most or (sums[label] == most and best != old and label < best):
                best, most, leaves = label, sums[label], False
        for entry in range(indptr[node], indptr[node + 1]):
            sums[labels[indices[entry]]] = 0
        if leaves:  # and founds a group: the old one has others, or no vote could be against it
            n_empty -= 1
            best = empty[n_empty]
        if best == old:
            continue
        moved = True
        labels[node] = best
        sizes[old] -= 1
        sizes[best] += 1
        if sizes[old] == 0:
            empty[n_empty] = old
            n_empty += 1
        for entry in range(indptr[node], indptr[node + 1]):
            other = indices[entry]
            if not waits[other] and labels[other] != best:
                waits[other] = True
                queue[(head + n_waiting) % n_nodes] = other
                n_waiting += 1
    return moved
