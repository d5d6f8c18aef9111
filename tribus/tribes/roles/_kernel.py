"""Compiled loops that add up the ties of users inside their group, one pass over the entries each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled
from tribus.ties._structure_kernel import MUTUAL_LINK, OUT_LINK

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64

MAX_UNANSWERED = 10.0  # events of one sender that count against a user who gave less
SUMS = 9  # rows that `sum_exchange` fills in


@compiled
def sum_exchange(
    indptr: Ints64,
    indices: Ints,
    reverse: Ints64,
    labels: Ints,
    exchange: Floats,
    talk: Floats,
    friends: Bools,
    follows: Bools,
    sums: Floats,
) -> None:
    """Fill in the rows of `GroupExchange`, in its order."""
    for i in range(len(labels)):
        for entry in range(indptr[i], indptr[i + 1]):
            x_ij, x_ji = exchange[entry], exchange[reverse[entry]]
            counted = min(x_ji, max(x_ij, MAX_UNANSWERED))
            sums[8, i] += x_ij + counted
            if labels[i] >= 0 and labels[indices[entry]] == labels[i]:
                turned, answered = talk[entry] > 0.0, talk[reverse[entry]] > 0.0
                sums[0, i] += x_ij
                sums[1, i] += counted
                sums[2, i] += min(x_ij, x_ji)
                sums[3, i] += friends[entry]
                sums[4, i] += friends[entry] or follows[entry]
                sums[5, i] += turned
                sums[6, i] += answered
                sums[7, i] += turned and answered


@compiled
def have_friend(indptr: Ints64, indices: Ints, labels: Ints, friends: Bools, chosen: Bools) -> Bools:
    """Return whether each user has a friend among the chosen users of their group."""
    found = np.zeros(len(labels), np.bool_)
    for i in range(len(labels)):
        for entry in range(indptr[i], indptr[i + 1]):
            j = indices[entry]
            if friends[entry] and chosen[j] and labels[i] >= 0 and labels[j] == labels[i]:
                found[i] = True
                break
    return found


@compiled
def add_bonds_among(indptr: Ints64, indices: Ints, labels: Ints, bond: Floats, chosen: Bools) -> Floats:
    """Return the sum of the bonds between each chosen user and the other chosen ones of the group."""
    sums = np.zeros(len(labels))
    for i in range(len(labels)):
        if not chosen[i] or labels[i] < 0:
            continue
        for entry in range(indptr[i], indptr[i + 1]):
            if chosen[indices[entry]] and labels[indices[entry]] == labels[i]:
                sums[i] += bond[entry]
    return sums


@compiled
def add_inside(
    indptr: Ints64,
    indices: Ints,
    reverse: Ints64,
    labels: Ints,
    counts: Floats,
    link_types: Ints8,
    bond: Floats,
    affinity: Floats,
    sums: Floats,
) -> None:
    """Add up for each user what is inside their tribe, a row each of `sums`.

    Bonds, events given and received, affinity, links that are mutual, and links; and last the affinity
    to anybody.
    """
    for row in range(len(labels)):
        for place in range(indptr[row], indptr[row + 1]):
            sums[6, row] += affinity[place]
            if labels[row] >= 0 and labels[indices[place]] == labels[row]:
                sums[0, row] += bond[place]
                sums[1, row] += counts[place]
                sums[2, row] += counts[reverse[place]]
                sums[3, row] += affinity[place]
                sums[4, row] += link_types[place] == MUTUAL_LINK
                sums[5, row] += link_types[place] & OUT_LINK
