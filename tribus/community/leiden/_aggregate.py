"""Compiled: renumber labels, aggregate communities to nodes, split disconnected communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled, inlined
from tribus.community.leiden._move import prefetch_next
from tribus.community.leiden._random import find_starts
from tribus.community.leiden.graph import Graph

if TYPE_CHECKING:
    from tribus._core.arrays import Codes, Ints64


@compiled
def number_labels(labels: Codes) -> int:
    """Renumber labels in place as 0, 1, 2, ... by first appearance; return the number of labels."""
    next_number = np.zeros(len(labels), np.uint32)  # one more than the number of each label, or 0
    n_labels = 0
    for i in range(len(labels)):
        if next_number[labels[i]] == 0:
            n_labels += 1
            next_number[labels[i]] = n_labels
        labels[i] = next_number[labels[i]] - np.uint32(1)
    return n_labels


@compiled
def sort_by_label(labels: Codes, n_labels: int) -> tuple[Ints64, Codes]:
    """Return the start of each label and the nodes sorted by label: a stable counting sort."""
    start = find_starts(labels, n_labels)
    free, nodes = find_starts(labels, n_labels), np.empty(len(labels), np.uint32)
    for i in range(len(labels)):
        nodes[free[labels[i]]] = i
        free[labels[i]] += 1
    return start, nodes


@compiled
def permute(graph: Graph, order: Codes) -> Graph:
    """Return the graph with its nodes renumbered in the given order, for memory locality."""
    indptr, indices, weights, strength = graph
    n_nodes = len(order)
    number, new_strength = np.empty(n_nodes, np.uint32), np.empty(n_nodes)
    new_indptr = np.zeros(n_nodes + 1, np.uint64)
    for i in range(n_nodes):
        node = order[i]
        number[node] = i
        new_strength[i] = strength[node]
        new_indptr[i + 1] = new_indptr[i] + (indptr[node + 1] - indptr[node])
    new_indices, new_weights = np.empty_like(indices), np.empty_like(weights)
    for i in range(n_nodes):
        start = indptr[order[i]]
        for edge in range(new_indptr[i], new_indptr[i + 1]):
            old_edge = start + (edge - new_indptr[i])
            new_indices[edge] = number[indices[old_edge]]
            new_weights[edge] = weights[old_edge]
    return Graph(new_indptr, new_indices, new_weights, new_strength)


@compiled
def permute_sorted(graph: Graph, order: Codes) -> Graph:
    """Return the graph with its nodes renumbered in the given order, and each row sorted by column.

    The graph is symmetric, so each row can be written as a column.
    """
    indptr, indices, weights, strength = graph
    n_nodes = len(order)
    number, new_strength = np.empty(n_nodes, np.uint32), np.empty(n_nodes)
    new_indptr = np.zeros(n_nodes + 1, np.uint64)
    for i in range(n_nodes):
        number[order[i]] = i
        new_strength[i] = strength[order[i]]
        new_indptr[i + 1] = new_indptr[i] + (indptr[order[i] + 1] - indptr[order[i]])
    free = new_indptr[:-1].copy()
    new_indices, new_weights = np.empty_like(indices), np.empty_like(weights)
    for i in range(n_nodes):
        for edge in range(indptr[order[i]], indptr[order[i] + 1]):
            j = number[indices[edge]]
            new_indices[free[j]] = i
            new_weights[free[j]] = weights[edge]
            free[j] += np.uint64(1)
    return Graph(new_indptr, new_indices, new_weights, new_strength)


@compiled
def aggregate(graph: Graph, labels: Codes, n_labels: int) -> Graph:
    """Return the graph of communities: weights between two labels are added, self-loops are dropped."""
    indptr, indices, weights, strength = graph
    start, nodes = sort_by_label(labels, n_labels)
    new_indptr = np.zeros(n_labels + 1, np.uint64)
    new_indices, new_weights = np.empty(len(indices), np.uint32), np.empty(len(indices))
    new_strength, sums = np.zeros(n_labels), np.zeros(2 * n_labels)
    touched = np.empty(n_labels + 1, np.uint32)
    n_edges = 0
    for label in range(n_labels):
        n_touched = 0
        for index in range(start[label], start[label + 1]):
            prefetch_next(graph, labels, sums, nodes, index, len(nodes) - index)
            node = nodes[index]
            new_strength[label] += strength[node]
            for edge in range(indptr[node], indptr[node + 1]):
                other = np.uint64(labels[indices[edge]])
                weight = sums[2 * other]
                touched[n_touched] = other
                n_touched += weight == 0.0
                sums[2 * other] = weight + weights[edge]
        for index in range(n_touched):
            other = np.uint64(touched[index])
            new_indices[n_edges] = other
            new_weights[n_edges] = sums[2 * other]
            n_edges += other != label
            sums[2 * other] = 0.0
        new_indptr[label + 1] = n_edges
    # Views, not copies: the operating system has not allocated the pages that were never written.
    return Graph(new_indptr, new_indices[:n_edges], new_weights[:n_edges], new_strength)


@compiled
def split_disconnected(graph: Graph, labels: Codes) -> Codes:
    """Return a label for each connected component of each community, by first appearance.

    Union-find with path halving (Tarjan & van Leeuwen 1984, doi:10.1145/62.2160). The root of a
    component is its first node.
    """
    indptr, indices = graph.indptr, graph.indices
    n_nodes = len(labels)
    parent = np.empty(n_nodes, np.uint32)
    for i in range(n_nodes):
        parent[i] = i
    for i in range(n_nodes):
        own, root = labels[i], find_root(parent, np.uint32(i))
        for edge in range(indptr[i], indptr[i + 1]):
            j = indices[edge]
            if j < i and labels[j] == own:
                other_root = find_root(parent, j)
                if other_root < root:
                    parent[root] = other_root
                    root = other_root
                else:
                    parent[other_root] = root
    components, n_components = np.empty(n_nodes, np.uint32), 0
    for i in range(n_nodes):
        if parent[i] == i:
            components[i] = n_components
            n_components += 1
        else:
            components[i] = components[find_root(parent, np.uint32(i))]
    return components


@inlined
def find_root(parent: Codes, node: np.uint32) -> np.uint32:
    """Return the root of a node; halve the path on the way."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@compiled
def sum_internal_weight(graph: Graph, labels: Codes) -> float:
    """Return the total weight inside communities; each tie counts twice."""
    indptr, indices, weights = graph.indptr, graph.indices, graph.weights
    total = 0.0
    for i in range(len(labels)):
        for edge in range(indptr[i], indptr[i + 1]):
            if labels[indices[edge]] == labels[i]:
                total += weights[edge]
    return total
