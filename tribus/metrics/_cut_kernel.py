"""Compiled loops of the minimum cut: scan by attraction, join what no smaller cut can part, repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64

FEWEST = 2  # users; fewer have no cut


@compiled
def part_groups(
    indptr: Ints64, indices: Ints, weight: Floats, order: Ints64, start: Ints64, side: Bools
) -> None:
    """Mark one side of the minimum cut of each group; `order` has the users by group.

    Ties that leave a group do not count. A group of one has no cut, and no side.
    """
    number = np.full(len(indptr) - 1, -1, np.int32)  # of each user inside the group at hand
    for group in range(len(start) - 1):
        members = order[start[group] : start[group + 1]]
        if len(members) < FEWEST:
            continue
        for place in range(len(members)):
            number[members[place]] = place
        inside = _take_inside(indptr, indices, weight, members, number)
        marked = _part(inside[0], inside[1], inside[2])
        for place in range(len(members)):
            side[members[place]] = marked[place]
            number[members[place]] = -1


@compiled
def _take_inside(
    indptr: Ints64, indices: Ints, weight: Floats, members: Ints64, number: Ints
) -> tuple[Ints64, Ints, Floats]:
    """Ties among the members of a group, loops left out."""
    begins = np.zeros(len(members) + 1, np.int64)
    for place in range(len(members)):
        user = members[place]
        begins[place + 1] = begins[place]
        for entry in range(indptr[user], indptr[user + 1]):
            if number[indices[entry]] >= 0 and indices[entry] != user:
                begins[place + 1] += 1
    others, weights = np.empty(begins[-1], np.int32), np.empty(begins[-1])
    free = 0
    for place in range(len(members)):
        user = members[place]
        for entry in range(indptr[user], indptr[user + 1]):
            if number[indices[entry]] >= 0 and indices[entry] != user:
                others[free], weights[free] = number[indices[entry]], weight[entry]
                free += 1
    return begins, others, weights


@compiled
def _part(indptr: Ints64, indices: Ints, weight: Floats) -> Bools:
    """One side of a minimum cut of a graph of two users or more.

    Each round scans the graph, keeps the smallest cut that it meets, and contracts every tie whose ends
    no smaller cut can part, until one node is left.
    """
    n_users = len(indptr) - 1
    node_of = np.arange(n_users)
    side = np.zeros(n_users, np.bool_)
    smallest = np.inf
    while len(indptr) - 1 >= FEWEST and smallest > 0.0:
        order, joined, found, n_before = _scan(indptr, indices, weight, smallest)
        if found < smallest:
            smallest = found
            is_before = np.zeros(len(indptr) - 1, np.bool_)
            for place in range(n_before):
                is_before[order[place]] = True
            for user in range(n_users):
                side[user] = is_before[node_of[user]]
        number = _number_joined(joined)
        for user in range(n_users):
            node_of[user] = number[node_of[user]]
        indptr, indices, weight = _contract(indptr, indices, weight, number)
    return side


@compiled
def _scan(
    indptr: Ints64, indices: Ints, weight: Floats, smallest: float
) -> tuple[Ints64, Ints64, float, int]:
    """Visit nodes by their attraction to those visited, and cut behind each.

    Tells the order of the visits, which nodes belong together (as a forest of first nodes), the value
    of the smallest cut met, and how many nodes lie before it. If a tie from a visited node brings the
    attraction of its other end to a or more, no cut below a parts the two.
    """
    n_nodes = len(indptr) - 1
    strength = np.zeros(n_nodes)
    for node in range(n_nodes):
        for entry in range(indptr[node], indptr[node + 1]):
            strength[node] += weight[entry]
    order, joined = np.empty(n_nodes, np.int64), np.arange(n_nodes)
    attraction, is_visited = np.zeros(n_nodes), np.zeros(n_nodes, np.bool_)
    heap, slot_of = np.empty(n_nodes, np.int64), np.full(n_nodes, -1, np.int64)
    heap[0] = np.argmin(strength)
    slot_of[heap[0]] = 0
    n_waiting, n_before, behind = 1, 0, 0.0
    for n_visited in range(n_nodes):
        if n_waiting == 0:  # nobody else can be reached
            return order, joined, 0.0, n_visited
        node = heap[0]
        n_waiting -= 1
        _take_first(heap, slot_of, n_waiting, attraction)
        order[n_visited], is_visited[node] = node, True
        behind += strength[node] - 2.0 * attraction[node]
        if n_visited < n_nodes - 1 and behind < smallest:
            smallest, n_before = behind, n_visited + 1
        for entry in range(indptr[node], indptr[node + 1]):
            other = indices[entry]
            if is_visited[other]:
                continue
            attraction[other] += weight[entry]
            if slot_of[other] < 0:
                heap[n_waiting], slot_of[other] = other, n_waiting
                n_waiting += 1
            _move_up(heap, slot_of, slot_of[other], attraction)
            if attraction[other] >= smallest:
                _join(joined, node, int(other))
    # The cut behind the last but one is the smallest between the last two: what lies below it does not
    # part them. By rounding, the tie might have been missed.
    _join(joined, order[n_nodes - 2], order[n_nodes - 1])
    return order, joined, smallest if n_before > 0 else np.inf, n_before


@compiled
def _is_first(attraction: Floats, one: int, other: int) -> bool:
    """Whether one node is visited before another: the more attracted, of two alike the earlier."""
    if attraction[one] != attraction[other]:
        return bool(attraction[one] > attraction[other])
    return one < other


@compiled
def _move_up(heap: Ints64, slot_of: Ints64, slot: int, attraction: Floats) -> None:
    """Put the node of a slot of the heap in its place, after it became more attracted."""
    node = heap[slot]
    while slot > 0:
        above = (slot - 1) // 2
        if not _is_first(attraction, node, heap[above]):
            break
        heap[slot] = heap[above]
        slot_of[heap[slot]] = slot
        slot = above
    heap[slot], slot_of[node] = node, slot


@compiled
def _take_first(heap: Ints64, slot_of: Ints64, n_waiting: int, attraction: Floats) -> None:
    """Take the first node out of the heap, of which so many stay."""
    node, slot = heap[n_waiting], 0
    while 2 * slot + 1 < n_waiting:
        below = 2 * slot + 1
        if below + 1 < n_waiting and _is_first(attraction, heap[below + 1], heap[below]):
            below += 1
        if not _is_first(attraction, heap[below], node):
            break
        heap[slot] = heap[below]
        slot_of[heap[slot]] = slot
        slot = below
    heap[slot], slot_of[node] = node, slot


@compiled
def _join(joined: Ints64, one: int, other: int) -> None:
    one, other = _find_root(joined, one), _find_root(joined, other)
    joined[max(one, other)] = min(one, other)


@compiled
def _find_root(joined: Ints64, node: int) -> int:
    while joined[node] != node:
        joined[node] = joined[joined[node]]
        node = joined[node]
    return node


@compiled
def _number_joined(joined: Ints64) -> Ints64:
    """Number of the new node of each old one, in the order of first nodes."""
    number, n_new = np.empty(len(joined), np.int64), 0
    for node in range(len(joined)):
        root = _find_root(joined, node)  # stands before its nodes, or is the node
        if root == node:
            number[node] = n_new
            n_new += 1
        else:
            number[node] = number[root]
    return number


@compiled
def _contract(
    indptr: Ints64, indices: Ints, weight: Floats, number: Ints64
) -> tuple[Ints64, Ints, Floats]:
    """Make the graph of the new nodes: parallel ties added up, ties inside a node left out."""
    n_new = number.max() + 1
    first = np.zeros(n_new + 1, np.int64)
    for node in range(len(number)):
        first[number[node] + 1] += 1
    first = np.cumsum(first)
    inside, free = np.empty(len(number), np.int64), first[:-1].copy()
    for node in range(len(number)):
        inside[free[number[node]]] = node
        free[number[node]] += 1
    new_indptr = np.zeros(n_new + 1, np.int64)
    new_indices, new_weight = np.empty(len(indices), np.int32), np.empty(len(indices))
    latest, n_kept = np.full(n_new, -1, np.int64), 0
    for new in range(n_new):
        begin = n_kept
        for place in range(first[new], first[new + 1]):
            node = inside[place]
            for entry in range(indptr[node], indptr[node + 1]):
                other = number[indices[entry]]
                if other == new:
                    continue
                if latest[other] < begin:
                    latest[other] = n_kept
                    new_indices[n_kept], new_weight[n_kept] = other, 0.0
                    n_kept += 1
                new_weight[latest[other]] += weight[entry]
        new_indptr[new + 1] = n_kept
    return new_indptr, new_indices[:n_kept], new_weight[:n_kept]
