"""Labels renumbered, communities made nodes, and communities split into connected pieces: compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled
from tribus.community.leiden._move import fetch_ahead
from tribus.community.leiden._random import find_starts

if TYPE_CHECKING:
    from tribus._core.arrays import Codes, Floats, Ints64, Uints64

NONE = np.uint32(2**32 - 1)


@compiled
def number_labels(labels: Codes) -> int:
    """Renumber labels 0, 1, 2, ... in order of first appearance; return how many there are."""
    number = np.full(len(labels), NONE, np.uint32)
    n_labels = 0
    for node in range(len(labels)):
        if number[labels[node]] == NONE:
            number[labels[node]] = n_labels
            n_labels += 1
        labels[node] = number[labels[node]]
    return n_labels


@compiled
def sort_by_label(labels: Codes, n_labels: int) -> tuple[Ints64, Codes]:
    """Counting sort: where each label's nodes begin, and the nodes in that order."""
    start = find_starts(labels, n_labels)
    place, nodes = start[:-1].copy(), np.empty(len(labels), np.uint32)
    for node in range(len(labels)):
        nodes[place[labels[node]]] = node
        place[labels[node]] += 1
    return start, nodes


@compiled
def arrange(
    indptr: Uints64, indices: Codes, weights: Floats, strength: Floats, order: Codes
) -> tuple[Uints64, Codes, Floats, Floats]:
    """Renumber the nodes: those that are searched together come to lie together in memory."""
    n_nodes = len(order)
    number, new_strength = np.empty(n_nodes, np.uint32), np.empty(n_nodes)
    new_indptr = np.zeros(n_nodes + 1, np.uint64)
    for place in range(n_nodes):
        node = order[place]
        number[node] = place
        new_strength[place] = strength[node]
        new_indptr[place + 1] = new_indptr[place] + (indptr[node + 1] - indptr[node])
    new_indices, new_weights = np.empty_like(indices), np.empty_like(weights)
    for place in range(n_nodes):
        start = indptr[order[place]]
        for entry in range(new_indptr[place], new_indptr[place + 1]):
            old = start + (entry - new_indptr[place])
            new_indices[entry] = number[indices[old]]
            new_weights[entry] = weights[old]
    return new_indptr, new_indices, new_weights, new_strength


@compiled
def aggregate(
    indptr: Uints64,
    indices: Codes,
    weights: Floats,
    strength: Floats,
    labels: Codes,
    n_labels: int,
) -> tuple[Uints64, Codes, Floats, Floats]:
    """Make each label one node: weights between labels add up, what is inside one disappears."""
    start, nodes = sort_by_label(labels, n_labels)
    new_indptr = np.zeros(n_labels + 1, np.uint64)
    new_indices, new_weights = np.empty(len(indices), np.uint32), np.empty(len(indices))
    new_strength, sums = np.zeros(n_labels), np.zeros(2 * n_labels)
    touched = np.empty(n_labels + 1, np.uint32)
    n_entries = 0
    for label in range(n_labels):
        n_touched = 0
        for place in range(start[label], start[label + 1]):
            fetch_ahead(indptr, indices, weights, labels, sums, nodes, place, len(nodes) - place)
            node = nodes[place]
            new_strength[label] += strength[node]
            for entry in range(indptr[node], indptr[node + 1]):
                other = np.uint64(labels[indices[entry]])
                weight = sums[2 * other]
                touched[n_touched] = other
                n_touched += weight == 0.0
                sums[2 * other] = weight + weights[entry]
        for place in range(n_touched):
            other = np.uint64(touched[place])
            new_indices[n_entries] = other
            new_weights[n_entries] = sums[2 * other]
            n_entries += other != label
            sums[2 * other] = 0.0
        new_indptr[label + 1] = n_entries
    # What is not written of the two is not memory yet, so that nothing is saved by a copy.
    return new_indptr, new_indices[:n_entries], new_weights[:n_entries], new_strength


@compiled
def split_disconnected(indptr: Uints64, indices: Codes, labels: Codes) -> Codes:
    """Give each connected piece of each community a label of its own, numbered by first appearance.

    Union-find with path halving (Tarjan & van Leeuwen 1984, doi:10.1145/62.2160), in the order of the
    rows; the root of a piece is its first node.
    """
    n_nodes = len(labels)
    above = np.arange(n_nodes).astype(np.uint32)
    for node in range(n_nodes):
        own, root = labels[node], find_root(above, np.uint32(node))
        for entry in range(indptr[node], indptr[node + 1]):
            neighbour = indices[entry]
            if neighbour < node and labels[neighbour] == own:
                other = find_root(above, neighbour)
                if other < root:
                    above[root] = other
                    root = other
                else:
                    above[other] = root
    pieces, n_pieces = np.empty(n_nodes, np.uint32), 0
    for node in range(n_nodes):
        if above[node] == node:
            pieces[node] = n_pieces
            n_pieces += 1
        else:
            pieces[node] = pieces[find_root(above, np.uint32(node))]
    return pieces


@compiled
def find_root(above: Codes, node: np.uint32) -> np.uint32:
    """Climb to the first node of a piece, halving the way for those who come after."""
    while above[node] != node:
        above[node] = above[above[node]]
        node = above[node]
    return node


@compiled
def add_inside(indptr: Uints64, indices: Codes, weights: Floats, labels: Codes) -> float:
    """Total weight inside communities, each tie counted from both ends."""
    inside = 0.0
    for node in range(len(labels)):
        for entry in range(indptr[node], indptr[node + 1]):
            if labels[indices[entry]] == labels[node]:
                inside += weights[entry]
    return inside
