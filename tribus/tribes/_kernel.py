"""The steps of the Leiden algorithm, compiled: each works on one weighted graph in CSR form.

Graphs carry no self-loops: what lies inside an aggregated node changes no move, and its share of the
total is kept in `strength`, which is carried along instead of being read off the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._compiled import compiled, mix_bits

if TYPE_CHECKING:
    from tribus._arrays import Bools, Floats, Ints, Ints64, Uints64

# One choice is better than another only by more than this share of the node's strength: otherwise
# rounding could move a node for ever, and the unit of the weights could decide between equals.
SMALLEST_GAIN = 1e-12


@compiled
def next_random(state: Uints64) -> np.uint64:
    """Advance a splitmix64 generator (Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    return mix_bits(state[0])


@compiled
def random_order(n_nodes: int, state: Uints64) -> Ints:
    """Shuffle 0..n-1 (Fisher & Yates)."""
    order = np.arange(n_nodes).astype(np.int32)
    for last in range(n_nodes - 1, 0, -1):
        pick = np.int64(next_random(state) % np.uint64(last + 1))
        order[last], order[pick] = order[pick], order[last]
    return order


@compiled
def row_strengths(indptr: Ints64, weights: Floats) -> Floats:
    """Sum each row's weights: the strength k_i of every node of the first level."""
    strength = np.zeros(len(indptr) - 1)
    for node in range(len(strength)):
        for entry in range(indptr[node], indptr[node + 1]):
            strength[node] += weights[entry]
    return strength


@compiled
def gather_by_label(
    node: int,
    indptr: Ints64,
    indices: Ints,
    weights: Floats,
    labels: Ints,
    weight_to: Floats,
    touched: Ints,
) -> int:
    """Add up a node's weight to each neighbouring community; return how many were touched."""
    n_touched = 0
    for entry in range(indptr[node], indptr[node + 1]):
        label = labels[indices[entry]]
        if weight_to[label] == 0.0:
            touched[n_touched] = label
            n_touched += 1
        weight_to[label] += weights[entry]
    return n_touched


@compiled
def move_nodes(
    indptr: Ints64,
    indices: Ints,
    weights: Floats,
    strength: Floats,
    labels: Ints,
    pressure: float,
    state: Uints64,
) -> int:
    """Move nodes to their best community until none in the queue gains; return the number of moves.

    The fast local move of Traag, Waltman & van Eck (2019), algorithm A.2, lines 14-27: only nodes whose
    neighbours moved are looked at again. `pressure` is γ / 2m, so that putting a node of strength k
    into a community of strength K gains `weight to it - pressure * k * K`. `labels` changes in place.
    """
    n_nodes = len(strength)
    total, size = np.zeros(n_nodes), np.zeros(n_nodes, np.int32)
    for node in range(n_nodes):
        total[labels[node]] += strength[node]
        size[labels[node]] += 1
    empty = np.empty(n_nodes + 1, np.int32)
    n_empty = 0
    for label in range(n_nodes - 1, -1, -1):
        if size[label] == 0:
            empty[n_empty] = label
            n_empty += 1
    weight_to, touched = np.zeros(n_nodes), np.empty(n_nodes, np.int32)
    queue, waiting = random_order(n_nodes, state), np.ones(n_nodes, np.bool_)
    head, n_waiting, n_moves = 0, n_nodes, 0
    while n_waiting > 0:
        node = queue[head]
        head = head + 1 if head + 1 < n_nodes else 0
        n_waiting -= 1
        waiting[node] = False
        own = labels[node]
        n_touched = gather_by_label(node, indptr, indices, weights, labels, weight_to, touched)
        size[own] -= 1
        total[own] = total[own] - strength[node] if size[own] > 0 else 0.0
        price, margin = pressure * strength[node], SMALLEST_GAIN * strength[node]
        best, best_gain = own, weight_to[own] - price * total[own]
        for place in range(n_touched):
            label = touched[place]
            gain = weight_to[label] - price * total[label]
            if gain > best_gain + margin and label != own:
                best, best_gain = label, gain
            weight_to[label] = 0.0
        if best_gain < -margin and size[own] > 0:  # better alone than with anybody
            n_empty -= 1
            best = empty[n_empty]
        total[best] += strength[node]
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


@compiled
def refine_communities(
    indptr: Ints64,
    indices: Ints,
    weights: Floats,
    strength: Floats,
    labels: Ints,
    pressure: float,
    state: Uints64,
) -> Ints:
    """Split each community into well connected parts, starting from single nodes, in random order.

    Traag, Waltman & van Eck (2019), algorithm A.2, lines 28-45. A node still alone joins the part of
    its own community that gains most (their θ → 0; the order is what is random here), if node and
    part are both well connected to the rest of the community. Every part is connected.
    """
    n_nodes = len(strength)
    parts = np.arange(n_nodes).astype(np.int32)
    community_total = np.zeros(n_nodes)
    for node in range(n_nodes):
        community_total[labels[node]] += strength[node]
    part_total, alone = strength.copy(), np.ones(n_nodes, np.bool_)
    outward = np.zeros(n_nodes)  # weight from a part to the rest of its community
    for node in range(n_nodes):
        for entry in range(indptr[node], indptr[node + 1]):
            if labels[indices[entry]] == labels[node]:
                outward[node] += weights[entry]
    weight_to, touched = np.zeros(n_nodes), np.empty(n_nodes, np.int32)
    for node in random_order(n_nodes, state):
        around = community_total[labels[node]]
        price, margin = pressure * strength[node], SMALLEST_GAIN * strength[node]
        if not alone[node] or outward[node] < price * (around - strength[node]) - margin:
            continue
        n_touched = 0
        for entry in range(indptr[node], indptr[node + 1]):
            neighbour = indices[entry]
            if labels[neighbour] != labels[node]:
                continue
            part = parts[neighbour]
            if weight_to[part] == 0.0:
                touched[n_touched] = part
                n_touched += 1
            weight_to[part] += weights[entry]
        best, best_gain, best_weight = parts[node], 0.0, 0.0
        for place in range(n_touched):
            part = touched[place]
            gain = weight_to[part] - price * part_total[part]
            expected = pressure * part_total[part] * (around - part_total[part])
            well_tied = outward[part] >= expected - SMALLEST_GAIN * part_total[part]
            if gain > best_gain + margin and well_tied and part != parts[node]:
                best, best_gain, best_weight = part, gain, weight_to[part]
            weight_to[part] = 0.0
        if best != parts[node]:
            parts[node] = best
            alone[node] = alone[best] = False
            part_total[best] += strength[node]
            outward[best] += outward[node] - 2.0 * best_weight
    return parts


@compiled
def number_labels(labels: Ints) -> int:
    """Renumber labels 0, 1, 2, ... in order of first appearance; return how many there are."""
    number = np.full(len(labels), -1, np.int32)
    n_labels = 0
    for node in range(len(labels)):
        if number[labels[node]] < 0:
            number[labels[node]] = n_labels
            n_labels += 1
        labels[node] = number[labels[node]]
    return n_labels


@compiled
def sort_by_label(labels: Ints, n_labels: int) -> tuple[Ints64, Ints]:
    """Counting sort: where each label's nodes begin, and the nodes in that order."""
    start = np.zeros(n_labels + 1, np.int64)
    for label in labels:
        start[label + 1] += 1
    for label in range(n_labels):
        start[label + 1] += start[label]
    place, nodes = start[:-1].copy(), np.empty(len(labels), np.int32)
    for node in range(len(labels)):
        nodes[place[labels[node]]] = node
        place[labels[node]] += 1
    return start, nodes


@compiled
def aggregate(
    indptr: Ints64,
    indices: Ints,
    weights: Floats,
    strength: Floats,
    labels: Ints,
    n_labels: int,
) -> tuple[Ints64, Ints, Floats, Floats]:
    """Make each label one node: weights between labels add up, what is inside one disappears."""
    start, nodes = sort_by_label(labels, n_labels)
    new_indptr = np.zeros(n_labels + 1, np.int64)
    new_indices, new_weights = np.empty(len(indices), np.int32), np.empty(len(indices))
    new_strength, weight_to = np.zeros(n_labels), np.zeros(n_labels)
    touched = np.empty(n_labels, np.int32)
    n_entries = 0
    for label in range(n_labels):
        n_touched = 0
        for place in range(start[label], start[label + 1]):
            node = nodes[place]
            new_strength[label] += strength[node]
            for entry in range(indptr[node], indptr[node + 1]):
                other = labels[indices[entry]]
                if other == label:
                    continue
                if weight_to[other] == 0.0:
                    touched[n_touched] = other
                    n_touched += 1
                weight_to[other] += weights[entry]
        for place in range(n_touched):
            new_indices[n_entries] = touched[place]
            new_weights[n_entries] = weight_to[touched[place]]
            weight_to[touched[place]] = 0.0
            n_entries += 1
        new_indptr[label + 1] = n_entries
    return new_indptr, new_indices[:n_entries].copy(), new_weights[:n_entries].copy(), new_strength


@compiled
def split_disconnected(indptr: Ints64, indices: Ints, labels: Ints) -> Ints:
    """Give each connected piece of each community a label of its own, numbered by first appearance."""
    n_nodes = len(labels)
    pieces, stack = np.full(n_nodes, -1, np.int32), np.empty(n_nodes, np.int32)
    n_pieces = 0
    for first in range(n_nodes):
        if pieces[first] >= 0:
            continue
        pieces[first], stack[0], n_stack = n_pieces, first, 1
        while n_stack > 0:
            n_stack -= 1
            node = stack[n_stack]
            for entry in range(indptr[node], indptr[node + 1]):
                neighbour = indices[entry]
                if pieces[neighbour] < 0 and labels[neighbour] == labels[node]:
                    pieces[neighbour] = n_pieces
                    stack[n_stack] = neighbour
                    n_stack += 1
        n_pieces += 1
    return pieces


@compiled
def add_inside(indptr: Ints64, indices: Ints, weights: Floats, labels: Ints) -> float:
    """Total weight inside communities, each tie counted from both ends."""
    inside = 0.0
    for node in range(len(labels)):
        for entry in range(indptr[node], indptr[node + 1]):
            if labels[indices[entry]] == labels[node]:
                inside += weights[entry]
    return inside


@compiled
def drop_loops(indptr: Ints64, indices: Ints, weights: Floats) -> tuple[Ints64, Ints, Floats]:
    """Leave out entries on the diagonal and entries of weight zero."""
    keep: Bools = np.ones(len(indices), np.bool_)
    new_indptr = np.zeros_like(indptr)
    for node in range(len(indptr) - 1):
        n_kept = 0
        for entry in range(indptr[node], indptr[node + 1]):
            keep[entry] = indices[entry] != node and weights[entry] != 0.0
            n_kept += keep[entry]
        new_indptr[node + 1] = new_indptr[node] + n_kept
    return new_indptr, indices[keep], weights[keep]
