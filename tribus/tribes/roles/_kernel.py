"""Compiled: sums over the ties of users inside their group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled
from tribus.ties._structure_kernel import MUTUAL_LINK, OUT_LINK

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8
    from tribus.ties._structure_kernel import CsrStructure

MAX_UNANSWERED_EVENTS = 10.0  # of one sender, which count against a user who gave less
N_EXCHANGE_SUMS = 12  # fields of `GroupExchange`
N_TIE_SUMS = 7  # rows that `sum_ties` fills in


@compiled
def sum_exchange(
    structure: CsrStructure,
    labels: Ints,
    exchange: Floats,
    talk: Floats,
    friends: Bools,
    follows: Bools,
    sums: Floats,
) -> None:
    """Fill in the sums of `GroupExchange`, a row for each field, in its order."""
    indptr, indices, reverse = structure
    for i in range(len(labels)):
        for entry in range(indptr[i], indptr[i + 1]):
            x_ij, x_ji = exchange[entry], exchange[reverse[entry]]
            counted = min(x_ji, max(x_ij, MAX_UNANSWERED_EVENTS))
            turned, answered = talk[entry] > 0.0, talk[reverse[entry]] > 0.0
            sums[8, i] += x_ij + counted
            sums[9, i] += min(x_ij, x_ji)
            sums[10, i] += turned or answered
            sums[11, i] += turned and answered
            if labels[i] >= 0 and labels[indices[entry]] == labels[i]:
                sums[0, i] += x_ij
                sums[1, i] += counted
                sums[2, i] += min(x_ij, x_ji)
                sums[3, i] += friends[entry]
                sums[4, i] += friends[entry] or follows[entry]
                sums[5, i] += turned
                sums[6, i] += answered
                sums[7, i] += turned and answered


@compiled
def have_friend(structure: CsrStructure, labels: Ints, friends: Bools, chosen: Bools) -> Bools:
    """Return whether each user has a friend among the chosen users of their group."""
    found = np.zeros(len(labels), np.bool_)
    for i in range(len(labels)):
        for entry in range(structure.indptr[i], structure.indptr[i + 1]):
            j = structure.indices[entry]
            if friends[entry] and chosen[j] and labels[i] >= 0 and labels[j] == labels[i]:
                found[i] = True
                break
    return found


@compiled
def sum_bonds_among(structure: CsrStructure, labels: Ints, bond: Floats, chosen: Bools) -> Floats:
    """Return the sum of the bonds between each chosen user and the other chosen ones of the group."""
    sums = np.zeros(len(labels))
    for i in range(len(labels)):
        if not chosen[i] or labels[i] < 0:
            continue
        for entry in range(structure.indptr[i], structure.indptr[i + 1]):
            j = structure.indices[entry]
            if chosen[j] and labels[j] == labels[i]:
                sums[i] += bond[entry]
    return sums


@compiled
def sum_ties(
    structure: CsrStructure,
    labels: Ints,
    counts: Floats,
    link_types: Ints8,
    bond: Floats,
    affinity: Floats,
    sums: Floats,
) -> None:
    """Fill in sums over the ties of each user inside their group, one sum per row.

    Rows: bonds, events given, events received, affinity, mutual links, links, and last the affinity of
    all ties, inside the group or not.
    """
    indptr, indices, reverse = structure
    for i in range(len(labels)):
        for entry in range(indptr[i], indptr[i + 1]):
            sums[6, i] += affinity[entry]
            if labels[i] >= 0 and labels[indices[entry]] == labels[i]:
                sums[0, i] += bond[entry]
                sums[1, i] += counts[entry]
                sums[2, i] += counts[reverse[entry]]
                sums[3, i] += affinity[entry]
                sums[4, i] += link_types[entry] == MUTUAL_LINK
                sums[5, i] += link_types[entry] & OUT_LINK
