"""Compiled: split the ego network of each user into parts.

The ego network of a user is the graph among the neighbours, without the user. Its nodes are numbered in
the order of the network. Only one ego network is in memory at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.compiled import compiled, mix_bits
from tribus.community.leiden._aggregate import aggregate, number_labels, split_disconnected
from tribus.community.leiden._move import move_nodes
from tribus.community.leiden._refine import refine_communities
from tribus.community.leiden.graph import Graph

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Codes, Floats, Ints, Ints64, Uints64

NO_PART = np.uint32(2**32 - 1)
NOT_IN_EGO = np.uint32(2**32 - 1)  # node number of users outside the ego network
MIN_NEIGHBOURS_OF_PART = 2
# A weight must exceed its expectation by this share, so that rounding decides nothing.
EXPECTATION_MARGIN = 1e-9


class TieGraph(NamedTuple):
    """The ties of a network with their affinities, as compiled functions take them.

    Attributes
    ----------
    indptr, indices, reverse
        The sparsity structure, as in `TieStructure`.
    weights
        Affinity of each nonzero, float64, shape `(n_nonzeros,)`.
    strength
        Sum of each user's affinities, float64, shape `(n_users,)`.
    is_mutual
        Whether both users of each nonzero did something to the other, bool, shape `(n_nonzeros,)`.
    """

    indptr: Ints64
    indices: Ints
    reverse: Ints64
    weights: Floats
    strength: Floats
    is_mutual: Bools


class EgoSplit(NamedTuple):
    """The parts of all ego networks; all fields but `ego_weight` have one value for each nonzero (i, j).

    Attributes
    ----------
    parts
        Part of i's ego network that contains j; `NO_PART` for none.
    part_weight
        Weight of the ties of i to this part; 0 for none.
    nearest, nearest_weight
        For j in no part and with a mutual tie to i: the part with the most weight to j, and that
        weight. Otherwise, or if j has no tie to any part, `NO_PART` and 0.
    ego_weight
        Weight of the ties among the neighbours of each user, each tie twice, shape `(n_users,)`.
    """

    parts: Codes
    part_weight: Floats
    nearest: Codes
    nearest_weight: Floats
    ego_weight: Floats


@compiled
def split_ego_networks(
    ties: TieGraph, first_user: int, last_user: int, max_neighbours: int, seed: int, split: EgoSplit
) -> None:
    """Split the ego networks of a range of users; write the result into `split`.

    The parts of each user are numbered from 0. Each user has a random generator of its own, so the
    parts of one user do not depend on other users.
    """
    node_of = np.full(len(ties.strength), NOT_IN_EGO, np.uint32)  # of each neighbour of `user`
    state = np.empty(1, np.uint64)
    for user in range(first_user, last_user):
        neighbours = choose_neighbours(ties, user, max_neighbours)
        if len(neighbours) < MIN_NEIGHBOURS_OF_PART:
            continue
        for node in range(len(neighbours)):
            node_of[neighbours[node]] = node
        heads, tails, weights = find_ego_ties(ties, neighbours, node_of)
        if len(weights) > 0:
            state[0] = mix_bits(mix_bits(np.uint64(seed)) + np.uint64(user))
            graph = build_graph(heads, tails, weights, ties.strength[neighbours])
            labels = find_parts(graph, state)
            write_parts(ties, user, node_of, graph, labels, split)
            split.ego_weight[user] = graph.weights.sum()
        for node in range(len(neighbours)):
            node_of[neighbours[node]] = NOT_IN_EGO


@compiled
def choose_neighbours(ties: TieGraph, user: int, max_neighbours: int) -> Ints:
    """Return the neighbours of a user in the order of the network; of a hub only the most active."""
    start, stop = ties.indptr[user], ties.indptr[user + 1]
    return ties.indices[start:stop][ties.weights[start:stop] > 0.0][:max_neighbours]


@compiled
def find_ego_ties(ties: TieGraph, neighbours: Ints, node_of: Codes) -> tuple[Codes, Codes, Floats]:
    """Return each tie among the neighbours once, as head > tail and weight.

    Users are sorted by activity, the most active first, so few neighbours precede a user. Looking only
    at those finds all triangles in `O(n_ties^1.5)` (Latapy 2008).
    """
    indptr, indices, all_weights = ties.indptr, ties.indices, ties.weights
    n_upper = 0
    for user in neighbours:
        n_upper += min(len(neighbours), indptr[user + 1] - indptr[user])
    heads, tails = np.empty(n_upper, np.uint32), np.empty(n_upper, np.uint32)
    weights, n_ties = np.empty(n_upper), 0
    for node in range(len(neighbours)):
        user = neighbours[node]
        for edge in range(indptr[user], indptr[user + 1]):
            other = indices[edge]
            if other >= user:
                break
            if node_of[other] != NOT_IN_EGO and all_weights[edge] > 0.0:
                heads[n_ties], tails[n_ties] = node, node_of[other]
                weights[n_ties] = all_weights[edge]
                n_ties += 1
    return heads[:n_ties], tails[:n_ties], weights[:n_ties]


@compiled
def build_graph(heads: Codes, tails: Codes, weights: Floats, strength: Floats) -> Graph:
    """Return the symmetric CSR graph of ties that are listed once: a counting sort."""
    n_nodes = len(strength)
    indptr = np.zeros(n_nodes + 1, np.uint64)
    for tie in range(len(weights)):
        indptr[heads[tie] + 1] += np.uint64(1)
        indptr[tails[tie] + 1] += np.uint64(1)
    for node in range(n_nodes):
        indptr[node + 1] += indptr[node]
    free = indptr[:-1].copy()
    indices, both_weights = np.empty(2 * len(weights), np.uint32), np.empty(2 * len(weights))
    for tie in range(len(weights)):
        i, j = heads[tie], tails[tie]
        indices[free[i]], both_weights[free[i]] = j, weights[tie]
        free[i] += np.uint64(1)
        indices[free[j]], both_weights[free[j]] = i, weights[tie]
        free[j] += np.uint64(1)
    return Graph(indptr, indices, both_weights, strength)


@compiled
def find_parts(ego: Graph, state: Uints64) -> Codes:
    """Return the parts of an ego network: one pass of Leiden at γ = 1, each part connected.

    The expected weight of two neighbours is proportional to the product of their strengths in the whole
    network, scaled so that the expectation over all pairs equals the weight that is present.
    """
    graph = ego
    n_neighbours, total = len(ego.strength), ego.strength.sum()
    gamma_over_2m = ego.weights.sum() / (total * total)
    node_of_neighbour = np.arange(n_neighbours).astype(np.uint32)  # at the current level
    labels, fixed = node_of_neighbour.copy(), np.zeros(n_neighbours, np.bool_)
    while True:
        move_nodes(graph, labels, fixed, gamma_over_2m, state)
        n_nodes, n_labels = len(labels), number_labels(labels)
        if n_labels == n_nodes:
            break
        refined = refine_communities(graph, labels, n_labels, gamma_over_2m, state, 0.0)
        n_refined = number_labels(refined)
        if n_refined == n_nodes:
            break
        graph = aggregate(graph, refined, n_refined)
        label_of_refined = np.empty(n_refined, np.uint32)
        for node in range(n_nodes):
            label_of_refined[refined[node]] = labels[node]
        for neighbour in range(n_neighbours):
            node_of_neighbour[neighbour] = refined[node_of_neighbour[neighbour]]
        labels, fixed = label_of_refined, fixed[:n_refined]
    for neighbour in range(n_neighbours):
        node_of_neighbour[neighbour] = labels[node_of_neighbour[neighbour]]
    return split_disconnected(ego, node_of_neighbour)


@compiled
def write_parts(
    ties: TieGraph, user: int, node_of: Codes, ego: Graph, labels: Codes, split: EgoSplit
) -> None:
    """Number the parts with at least two neighbours, and write them at the nonzeros of the user.

    Neighbours of a hub beyond `max_neighbours` join the part with most of their weight.
    """
    size = np.zeros(len(labels), np.int64)
    for label in labels:
        size[label] += 1
    number, n_parts = np.full(len(labels), NO_PART, np.uint32), 0
    for label in labels:
        if size[label] >= MIN_NEIGHBOURS_OF_PART and number[label] == NO_PART:
            number[label] = n_parts
            n_parts += 1
    part_of, part_weight = number[labels], np.zeros(n_parts)
    start, stop = ties.indptr[user], ties.indptr[user + 1]
    for edge in range(start, stop):
        neighbour = ties.indices[edge]
        node = node_of[neighbour]
        if node == NOT_IN_EGO:
            if ties.weights[edge] > 0.0:
                sum_to_parts_outside(ties, neighbour, node_of, part_of, part_weight)
                split.parts[edge] = find_heaviest(part_weight)
        elif part_of[node] != NO_PART:
            split.parts[edge] = part_of[node]
        elif ties.is_mutual[edge]:
            sum_to_parts_inside(ego, node, part_of, part_weight)
            nearest = find_heaviest(part_weight)
            if nearest != NO_PART:
                split.nearest[edge], split.nearest_weight[edge] = nearest, part_weight[nearest]
    part_weight[:] = 0.0
    for edge in range(start, stop):
        if split.parts[edge] != NO_PART:
            part_weight[split.parts[edge]] += ties.weights[edge]
    for edge in range(start, stop):
        if split.parts[edge] != NO_PART:
            split.part_weight[edge] = part_weight[split.parts[edge]]


@compiled
def sum_to_parts_outside(
    ties: TieGraph, neighbour: int, node_of: Codes, part_of: Codes, part_weight: Floats
) -> None:
    """Sum the weight to each part from a neighbour outside the ego network."""
    part_weight[:] = 0.0
    for edge in range(ties.indptr[neighbour], ties.indptr[neighbour + 1]):
        node = node_of[ties.indices[edge]]
        if node != NOT_IN_EGO and part_of[node] != NO_PART:
            part_weight[part_of[node]] += ties.weights[edge]


@compiled
def sum_to_parts_inside(ego: Graph, node: int, part_of: Codes, part_weight: Floats) -> None:
    """Sum the weight to each part from a node of the ego network."""
    part_weight[:] = 0.0
    for edge in range(ego.indptr[node], ego.indptr[node + 1]):
        part = part_of[ego.indices[edge]]
        if part != NO_PART:
            part_weight[part] += ego.weights[edge]


@compiled
def find_heaviest(part_weight: Floats) -> np.uint32:
    """Return the first part of the largest weight; `NO_PART` if all weights are 0."""
    heaviest, largest = NO_PART, 0.0
    for part in range(len(part_weight)):
        if part_weight[part] > largest:
            heaviest, largest = np.uint32(part), part_weight[part]
    return heaviest


@compiled
def assign_unplaced(ties: TieGraph, max_neighbours: int, resolution: float, split: EgoSplit) -> None:
    """Put each unplaced neighbour into the nearest part if their weight exceeds its expectation.

    The expectation is that of `find_parts` at γ = `resolution`, with one change: the strength of j is
    replaced by the weight of j to the part of j's ego network that contains the user, if any does.
    """
    for user in range(len(ties.indptr) - 1):
        start, stop = ties.indptr[user], ties.indptr[user + 1]
        if not (split.nearest[start:stop] != NO_PART).any():
            continue
        part_strength, total, n_seen = np.zeros(stop - start), 0.0, 0
        for edge in range(start, stop):
            if ties.weights[edge] > 0.0 and n_seen < max_neighbours:
                n_seen += 1
                facing = facing_strength(ties, edge, split.part_weight)
                total += facing
                if split.parts[edge] != NO_PART:
                    part_strength[split.parts[edge]] += facing
        gamma_over_2m = (
            (1.0 + EXPECTATION_MARGIN) * resolution * split.ego_weight[user] / (total * total)
        )
        for edge in range(start, stop):
            nearest = split.nearest[edge]
            if nearest != NO_PART:
                facing = facing_strength(ties, edge, split.part_weight)
                if split.nearest_weight[edge] > gamma_over_2m * facing * part_strength[nearest]:
                    split.parts[edge] = nearest


@compiled
def facing_strength(ties: TieGraph, edge: int, part_weight: Floats) -> float:
    """Return, for nonzero (i, j), the weight of j to its part with i; its whole strength if none."""
    facing: float = part_weight[ties.reverse[edge]]
    return facing if facing > 0.0 else ties.strength[ties.indices[edge]]
