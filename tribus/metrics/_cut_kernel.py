"""Compiled: minimum cuts by maximum adjacency search and contraction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64

MIN_NODES_FOR_CUT = 2


class WeightedCsr(NamedTuple):
    """A symmetric sparse array of weights in CSR form."""

    indptr: Ints64
    indices: Ints
    weights: Floats


@compiled
def cut_groups(graph: WeightedCsr, order: Ints64, start: Ints64, side: Bools) -> None:
    """Mark one side of the minimum cut of each group; `order` has the nodes sorted by group.

    Ties that leave a group do not count. A group of one has no cut, and no node of it is marked.
    """
    number = np.full(len(graph.indptr) - 1, -1, np.int32)  # of each node in the subgraph
    for group in range(len(start) - 1):
        members = order[start[group] : start[group + 1]]
        if len(members) < MIN_NODES_FOR_CUT:
            continue
        for i in range(len(members)):
            number[members[i]] = i
        is_marked = _cut(_induced_subgraph(graph, members, number))
        for i in range(len(members)):
            side[members[i]] = is_marked[i]
            number[members[i]] = -1


@compiled
def _induced_subgraph(graph: WeightedCsr, members: Ints64, number: Ints) -> WeightedCsr:
    """Return the subgraph of the members, without self-loops."""
    indptr, indices, weights = graph
    new_indptr = np.zeros(len(members) + 1, np.int64)
    for i in range(len(members)):
        node = members[i]
        new_indptr[i + 1] = new_indptr[i]
        for edge in range(indptr[node], indptr[node + 1]):
            if number[indices[edge]] >= 0 and indices[edge] != node:
                new_indptr[i + 1] += 1
    new_indices, new_weights = np.empty(new_indptr[-1], np.int32), np.empty(new_indptr[-1])
    free = 0
    for i in range(len(members)):
        node = members[i]
        for edge in range(indptr[node], indptr[node + 1]):
            if number[indices[edge]] >= 0 and indices[edge] != node:
                new_indices[free], new_weights[free] = number[indices[edge]], weights[edge]
                free += 1
    return WeightedCsr(new_indptr, new_indices, new_weights)


@compiled
def _cut(graph: WeightedCsr) -> Bools:
    """Return one side of a minimum cut of a graph of at least two nodes.

    Each round searches the graph, keeps the smallest cut that it meets, and contracts every tie that no
    smaller cut can separate, until one node is left.
    """
    n_users = len(graph.indptr) - 1
    node_of_user = np.arange(n_users)
    side = np.zeros(n_users, np.bool_)
    smallest = np.inf
    while len(graph.indptr) - 1 >= MIN_NODES_FOR_CUT and smallest > 0.0:
        order, parent, cut, n_before = _search(graph, smallest)
        if cut < smallest:
            smallest = cut
            is_before = np.zeros(len(graph.indptr) - 1, np.bool_)
            for i in range(n_before):
                is_before[order[i]] = True
            for user in range(n_users):
                side[user] = is_before[node_of_user[user]]
        number = _number_components(parent)
        for user in range(n_users):
            node_of_user[user] = number[node_of_user[user]]
        graph = _contract(graph, number)
    return side


@compiled
def _search(graph: WeightedCsr, smallest: float) -> tuple[Ints64, Ints64, float, int]:
    """Visit nodes by their attraction, the weight of their ties to visited nodes.

    Returns the order of the visits, the nodes to contract (as a union-find forest), the value of the
    smallest cut between two visits, and the number of nodes before it. If a tie from a visited node
    raises the attraction of its other end to a or more, no cut below a separates the two ends.
    """
    indptr, indices, weights = graph
    n_nodes = len(indptr) - 1
    strength = np.zeros(n_nodes)
    for i in range(n_nodes):
        for edge in range(indptr[i], indptr[i + 1]):
            strength[i] += weights[edge]
    order, parent = np.empty(n_nodes, np.int64), np.arange(n_nodes)
    attraction, is_visited = np.zeros(n_nodes), np.zeros(n_nodes, np.bool_)
    heap, slot_of = np.empty(n_nodes, np.int64), np.full(n_nodes, -1, np.int64)
    heap[0] = np.argmin(strength)
    slot_of[heap[0]] = 0
    n_waiting, n_before, cut = 1, 0, 0.0
    for n_visited in range(n_nodes):
        if n_waiting == 0:  # the graph is disconnected
            return order, parent, 0.0, n_visited
        node = heap[0]
        n_waiting -= 1
        _pop_heap(heap, slot_of, n_waiting, attraction)
        order[n_visited], is_visited[node] = node, True
        cut += strength[node] - 2.0 * attraction[node]
        if n_visited < n_nodes - 1 and cut < smallest:
            smallest, n_before = cut, n_visited + 1
        for edge in range(indptr[node], indptr[node + 1]):
            neighbour = indices[edge]
            if is_visited[neighbour]:
                continue
            attraction[neighbour] += weights[edge]
            if slot_of[neighbour] < 0:
                heap[n_waiting], slot_of[neighbour] = neighbour, n_waiting
                n_waiting += 1
            _sift_up(heap, slot_of, slot_of[neighbour], attraction)
            if attraction[neighbour] >= smallest:
                _union(parent, node, int(neighbour))
    # The cut before the last visit is the smallest between the last two nodes, so no smaller cut
    # separates them. Rounding might have hidden this from the test above.
    _union(parent, order[n_nodes - 2], order[n_nodes - 1])
    return order, parent, smallest if n_before > 0 else np.inf, n_before


@compiled
def _is_before(attraction: Floats, i: int, j: int) -> bool:
    """Return whether i is visited before j: by attraction, then by number."""
    if attraction[i] != attraction[j]:
        return bool(attraction[i] > attraction[j])
    return i < j


@compiled
def _sift_up(heap: Ints64, slot_of: Ints64, slot: int, attraction: Floats) -> None:
    """Restore the heap after the attraction of the node in a slot grew."""
    node = heap[slot]
    while slot > 0:
        parent_slot = (slot - 1) // 2
        if not _is_before(attraction, node, heap[parent_slot]):
            break
        heap[slot] = heap[parent_slot]
        slot_of[heap[slot]] = slot
        slot = parent_slot
    heap[slot], slot_of[node] = node, slot


@compiled
def _pop_heap(heap: Ints64, slot_of: Ints64, n_waiting: int, attraction: Floats) -> None:
    """Remove the first node; `n_waiting` nodes are left."""
    node, slot = heap[n_waiting], 0
    while 2 * slot + 1 < n_waiting:
        child_slot = 2 * slot + 1
        if child_slot + 1 < n_waiting and _is_before(attraction, heap[child_slot + 1], heap[child_slot]):
            child_slot += 1
        if not _is_before(attraction, heap[child_slot], node):
            break
        heap[slot] = heap[child_slot]
        slot_of[heap[slot]] = slot
        slot = child_slot
    heap[slot], slot_of[node] = node, slot


@compiled
def _union(parent: Ints64, i: int, j: int) -> None:
    i, j = _find_root(parent, i), _find_root(parent, j)
    parent[max(i, j)] = min(i, j)


@compiled
def _find_root(parent: Ints64, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@compiled
def _number_components(parent: Ints64) -> Ints64:
    """Return the number of each node's component, by first appearance."""
    number, n_new = np.empty(len(parent), np.int64), 0
    for i in range(len(parent)):
        root = _find_root(parent, i)  # root <= i, so its number is known
        if root == i:
            number[i] = n_new
            n_new += 1
        else:
            number[i] = number[root]
    return number


@compiled
def _contract(graph: WeightedCsr, number: Ints64) -> WeightedCsr:
    """Return the graph of components: parallel ties are added, self-loops are dropped."""
    indptr, indices, weights = graph
    n_new = number.max() + 1
    start = np.zeros(n_new + 1, np.int64)
    for i in range(len(number)):
        start[number[i] + 1] += 1
    start = np.cumsum(start)
    nodes, free = np.empty(len(number), np.int64), start[:-1].copy()
    for i in range(len(number)):
        nodes[free[number[i]]] = i
        free[number[i]] += 1
    new_indptr = np.zeros(n_new + 1, np.int64)
    new_indices, new_weights = np.empty(len(indices), np.int32), np.empty(len(indices))
    latest, n_kept = np.full(n_new, -1, np.int64), 0
    for row in range(n_new):
        begin = n_kept
        for index in range(start[row], start[row + 1]):
            node = nodes[index]
            for edge in range(indptr[node], indptr[node + 1]):
                col = number[indices[edge]]
                if col == row:
                    continue
                if latest[col] < begin:
                    latest[col] = n_kept
                    new_indices[n_kept], new_weights[n_kept] = col, 0.0
                    n_kept += 1
                new_weights[latest[col]] += weights[edge]
        new_indptr[row + 1] = n_kept
    return WeightedCsr(new_indptr, new_indices[:n_kept], new_weights[:n_kept])
