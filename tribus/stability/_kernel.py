"""Compiled: local search for a consensus partition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Ints, Ints64


@compiled
def move_by_votes(indptr: Ints64, indices: Ints, votes: Ints64, labels: Ints64) -> bool:
    """Move nodes to the group with the most votes until no move gains; return whether any moved.

    Votes are integers: positive for being together, negative against it. A group of one has 0 votes. A
    node moves only to a group with more votes than its own, so the search ends. Of groups with equal
    votes it takes the smallest label. Labels are below the number of nodes and change in place. The
    neighbours of a node that moved are visited again.
    """
    n_nodes = len(indptr) - 1
    sizes = np.zeros(n_nodes, np.int64)
    for i in range(n_nodes):
        sizes[labels[i]] += 1
    empty, n_empty = np.empty(n_nodes, np.int64), 0
    for label in range(n_nodes - 1, -1, -1):
        if sizes[label] == 0:
            empty[n_empty] = label
            n_empty += 1
    queue, is_waiting = np.arange(n_nodes), np.ones(n_nodes, np.bool_)
    n_waiting, head = n_nodes, 0
    sums = np.zeros(n_nodes, np.int64)
    has_moved = False
    while n_waiting > 0:
        node = queue[head]
        head = (head + 1) % n_nodes
        n_waiting -= 1
        is_waiting[node] = False
        old = labels[node]
        for edge in range(indptr[node], indptr[node + 1]):
            sums[labels[indices[edge]]] += votes[edge]
        best, most = old, max(sums[old], 0)
        leaves = sums[old] < 0
        for edge in range(indptr[node], indptr[node + 1]):
            label = labels[indices[edge]]
            if sums[label] > most or (sums[label] == most and best != old and label < best):
                best, most, leaves = label, sums[label], False
        for edge in range(indptr[node], indptr[node + 1]):
            sums[labels[indices[edge]]] = 0
        if leaves:  # to a group of one; the old group is not empty, as some votes in it are negative
            n_empty -= 1
            best = empty[n_empty]
        if best == old:
            continue
        has_moved = True
        labels[node] = best
        sizes[old] -= 1
        sizes[best] += 1
        if sizes[old] == 0:
            empty[n_empty] = old
            n_empty += 1
        for edge in range(indptr[node], indptr[node + 1]):
            neighbour = indices[edge]
            if not is_waiting[neighbour] and labels[neighbour] != best:
                is_waiting[neighbour] = True
                queue[(head + n_waiting) % n_nodes] = neighbour
                n_waiting += 1
    return has_moved
