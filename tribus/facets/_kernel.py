"""Compiled loops that split the neighbourhood of each user into parts, one user after the other.

A neighbourhood is a small graph: its nodes are the neighbours, numbered in the order of the network,
and the user is none of them. Only one is held at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.compiled import compiled, mix_bits
from tribus.community.leiden._aggregate import aggregate, number_labels, split_disconnected
from tribus.community.leiden._move import move_nodes
from tribus.community.leiden._refine import refine_communities

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Codes, Floats, Ints, Ints64, Uints64

NO_PART = np.uint32(2**32 - 1)
FEWEST_TIED = 2  # neighbours to a part
ROUNDING = 1e-9  # share that chance must be exceeded by, so that the order of sums decides nothing


class Split(NamedTuple):
    """What is found out about neighbourhoods; all but `among` has a value for each entry of the pattern.

    Attributes
    ----------
    parts
        Which part of the neighbourhood of the near end holds the far end; `NO_PART` for none.
    held
        Weight of the ties that the near end has to this part; 0 for none.
    nearest, toward
        Of who was left out of all parts, and has a mutual tie: the part to which they have the most
        weight, and that weight. `NO_PART` and 0 for everybody else, and for who has none to any.
    among
        Weight of the ties among the neighbours of each user, both ways.
    """

    parts: Codes
    held: Floats
    nearest: Codes
    toward: Floats
    among: Floats


@compiled
def split_neighbourhoods(
    indptr: Ints64,
    indices: Ints,
    weights: Floats,
    strength: Floats,
    first_user: int,
    last_user: int,
    most_neighbours: int,
    seed: int,
    mutual: Bools,
    split: Split,
) -> None:
    """Write into `split`, for each tie of the users, which part of their neighbourhood holds the other.

    The parts of each user are numbered from 0; a tie that is in none gets `NO_PART`. Users draw their
    random numbers each from a state of their own, so that none depends on who came before.
    """
    node_of = np.full(len(strength), NO_PART, np.uint32)  # of each neighbour of the present user
    state = np.empty(1, np.uint64)
    for user in range(first_user, last_user):
        neighbours = choose_neighbours(indptr, indices, weights, user, most_neighbours)
        if len(neighbours) < FEWEST_TIED:
            continue
        for node in range(len(neighbours)):
            node_of[neighbours[node]] = node
        tied_from, tied_to, tied_by = find_ties_among(indptr, indices, weights, neighbours, node_of)
        if len(tied_by) > 0:
            state[0] = mix_bits(mix_bits(np.uint64(seed)) + np.uint64(user))
            graph = lay_out_ties(len(neighbours), tied_from, tied_to, tied_by)
            labels = find_parts(graph[0], graph[1], graph[2], strength[neighbours], state)
            put_parts(indptr, indices, weights, user, node_of, graph, labels, mutual, split)
            split.among[user] = graph[2].sum()
        for node in range(len(neighbours)):
            node_of[neighbours[node]] = NO_PART


@compiled
def choose_neighbours(
    indptr: Ints64, indices: Ints, weights: Floats, user: int, most_neighbours: int
) -> Ints:
    """Neighbours of a user in the order of the network; of a hub only the first, who are the busiest."""
    ends = indices[indptr[user] : indptr[user + 1]]
    return ends[weights[indptr[user] : indptr[user + 1]] > 0.0][:most_neighbours]


@compiled
def find_ties_among(
    indptr: Ints64, indices: Ints, weights: Floats, neighbours: Ints, node_of: Codes
) -> tuple[Codes, Codes, Floats]:
    """Find the ties among neighbours, each once, from its later end.

    Users are in the order of their dealings, the busiest first, so those that come before a neighbour
    are few, and looking only at them finds all triangles in time `O(n_ties^1.5)`.
    """
    most = 0
    for neighbour in neighbours:
        most += min(len(neighbours), indptr[neighbour + 1] - indptr[neighbour])
    tied_from, tied_to = np.empty(most, np.uint32), np.empty(most, np.uint32)
    tied_by, n_ties = np.empty(most), 0
    for node in range(len(neighbours)):
        neighbour = neighbours[node]
        for entry in range(indptr[neighbour], indptr[neighbour + 1]):
            other = indices[entry]
            if other >= neighbour:
                break
            if node_of[other] != NO_PART and weights[entry] > 0.0:
                tied_from[n_ties], tied_to[n_ties] = node, node_of[other]
                tied_by[n_ties] = weights[entry]
                n_ties += 1
    return tied_from[:n_ties], tied_to[:n_ties], tied_by[:n_ties]


@compiled
def lay_out_ties(
    n_nodes: int, tied_from: Codes, tied_to: Codes, tied_by: Floats
) -> tuple[Uints64, Codes, Floats]:
    """Make rows of ties that are listed once: a counting sort."""
    indptr = np.zeros(n_nodes + 1, np.uint64)
    for tie in range(len(tied_by)):
        indptr[tied_from[tie] + 1] += np.uint64(1)
        indptr[tied_to[tie] + 1] += np.uint64(1)
    for node in range(n_nodes):
        indptr[node + 1] += indptr[node]
    free = indptr[:-1].copy()
    indices, weights = np.empty(2 * len(tied_by), np.uint32), np.empty(2 * len(tied_by))
    for tie in range(len(tied_by)):
        one, other = tied_from[tie], tied_to[tie]
        indices[free[one]], weights[free[one]] = other, tied_by[tie]
        free[one] += np.uint64(1)
        indices[free[other]], weights[free[other]] = one, tied_by[tie]
        free[other] += np.uint64(1)
    return indptr, indices, weights


@compiled
def find_parts(
    indptr: Uints64, indices: Codes, weights: Floats, strength: Floats, state: Uints64
) -> Codes:
    """Parts of a neighbourhood: one pass of Leiden at γ = 1, each part connected.

    What chance would put between two neighbours goes by their `strength` in the whole network, scaled
    so that all pairs together expect the weight that is there.
    """
    start_indptr, start_indices = indptr, indices
    n_neighbours, total = len(strength), strength.sum()
    gamma_over_2m = weights.sum() / (total * total)
    member_of = np.arange(n_neighbours).astype(np.uint32)  # the node that each neighbour is in
    labels, fixed = member_of.copy(), np.zeros(n_neighbours, np.bool_)
    while True:
        move_nodes(indptr, indices, weights, strength, labels, fixed, gamma_over_2m, state)
        n_nodes, n_labels = len(labels), number_labels(labels)
        if n_labels == n_nodes:
            break
        finer = refine_communities(
            indptr, indices, weights, strength, labels, n_labels, gamma_over_2m, state
        )
        n_finer = number_labels(finer)
        if n_finer == n_nodes:
            break
        indptr, indices, weights, strength = aggregate(
            indptr, indices, weights, strength, finer, n_finer
        )
        label_of_finer = np.empty(n_finer, np.uint32)
        for node in range(n_nodes):
            label_of_finer[finer[node]] = labels[node]
        for neighbour in range(n_neighbours):
            member_of[neighbour] = finer[member_of[neighbour]]
        labels, fixed = label_of_finer, fixed[:n_finer]
    for neighbour in range(n_neighbours):
        member_of[neighbour] = labels[member_of[neighbour]]
    return split_disconnected(start_indptr, start_indices, member_of)


@compiled
def put_parts(
    indptr: Ints64,
    indices: Ints,
    weights: Floats,
    user: int,
    node_of: Codes,
    graph: tuple[Uints64, Codes, Floats],
    labels: Codes,
    mutual: Bools,
    split: Split,
) -> None:
    """Number the parts of two neighbours or more, and write them at the ties of the user.

    Neighbours of a hub who were not looked at join the part to which they have the most weight.
    """
    size = np.zeros(len(labels), np.int64)
    for label in labels:
        size[label] += 1
    number, n_parts = np.full(len(labels), NO_PART, np.uint32), 0
    for label in labels:
        if size[label] >= FEWEST_TIED and number[label] == NO_PART:
            number[label] = n_parts
            n_parts += 1
    weight_to = np.zeros(n_parts)
    for entry in range(indptr[user], indptr[user + 1]):
        node = node_of[indices[entry]]
        if node == NO_PART:
            if weights[entry] > 0.0:
                weigh_from_outside(
                    indptr, indices, weights, indices[entry], node_of, labels, number, weight_to
                )
                split.parts[entry] = find_heaviest(weight_to)
        elif number[labels[node]] != NO_PART:
            split.parts[entry] = number[labels[node]]
        elif mutual[entry]:
            weigh_from_inside(graph, node, labels, number, weight_to)
            nearest = find_heaviest(weight_to)
            if nearest != NO_PART:
                split.nearest[entry], split.toward[entry] = nearest, weight_to[nearest]
    weight_to[:] = 0.0
    for entry in range(indptr[user], indptr[user + 1]):
        if split.parts[entry] != NO_PART:
            weight_to[split.parts[entry]] += weights[entry]
    for entry in range(indptr[user], indptr[user + 1]):
        if split.parts[entry] != NO_PART:
            split.held[entry] = weight_to[split.parts[entry]]


@compiled
def weigh_from_outside(
    indptr: Ints64,
    indices: Ints,
    weights: Floats,
    neighbour: int,
    node_of: Codes,
    labels: Codes,
    number: Codes,
    weight_to: Floats,
) -> None:
    """Weight to each part from a neighbour who was not looked at."""
    weight_to[:] = 0.0
    for entry in range(indptr[neighbour], indptr[neighbour + 1]):
        node = node_of[indices[entry]]
        if node != NO_PART and number[labels[node]] != NO_PART:
            weight_to[number[labels[node]]] += weights[entry]


@compiled
def weigh_from_inside(
    graph: tuple[Uints64, Codes, Floats], node: int, labels: Codes, number: Codes, weight_to: Floats
) -> None:
    """Weight to each part from a node of the neighbourhood."""
    indptr, indices, weights = graph
    weight_to[:] = 0.0
    for entry in range(indptr[node], indptr[node + 1]):
        part = number[labels[indices[entry]]]
        if part != NO_PART:
            weight_to[part] += weights[entry]


@compiled
def find_heaviest(weight_to: Floats) -> np.uint32:
    """Part of the most weight, the first of equals; none if there is no weight."""
    heaviest, most = NO_PART, 0.0
    for part in range(len(weight_to)):
        if weight_to[part] > most:
            heaviest, most = np.uint32(part), weight_to[part]
    return heaviest


@compiled
def take_in_left_out(
    indptr: Ints64,
    indices: Ints,
    weights: Floats,
    reverse: Ints64,
    strength: Floats,
    most_neighbours: int,
    resolution: float,
    split: Split,
) -> None:
    """Put who was left out into the nearest part, where chance gives less.

    Chance is that of `find_parts` at γ = `resolution`, but for the strengths: of each neighbour that
    which they turn to the user, if the user is in a part of theirs.
    """
    for user in range(len(indptr) - 1):
        first, last = indptr[user], indptr[user + 1]
        if not (split.nearest[first:last] != NO_PART).any():
            continue
        of_part, total, n_seen = np.zeros(last - first), 0.0, 0
        for entry in range(first, last):
            if weights[entry] > 0.0 and n_seen < most_neighbours:
                n_seen += 1
                turned = turned_to(entry, indices, reverse, strength, split.held)
                total += turned
                if split.parts[entry] != NO_PART:
                    of_part[split.parts[entry]] += turned
        gamma_over_2m = (1.0 + ROUNDING) * resolution * split.among[user] / (total * total)
        for entry in range(first, last):
            nearest = split.nearest[entry]
            if nearest != NO_PART:
                turned = turned_to(entry, indices, reverse, strength, split.held)
                if split.toward[entry] > gamma_over_2m * turned * of_part[nearest]:
                    split.parts[entry] = nearest


@compiled
def turned_to(entry: int, indices: Ints, reverse: Ints64, strength: Floats, held: Floats) -> float:
    """Weight that the far end has to their part that holds the near end; all of it if none does."""
    turned: float = held[reverse[entry]]
    return turned if turned > 0.0 else strength[indices[entry]]
