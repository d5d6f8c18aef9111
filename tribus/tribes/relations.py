"""Relations of one person: friends, heard, listening, and members to meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.tribes.roles.assign import NEWCOMER

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.network import Network
    from tribus.ties.structure import TieStructure
    from tribus.tribes.result import Tribes

RELATIONS = ("friend", "friend elsewhere", "heard", "listening", "to meet")
FRIEND, ELSEWHERE, HEARS, LISTENS, TO_MEET = range(len(RELATIONS))


class Relations(NamedTuple):
    """All users in a relation to one person, in the order of `PersonalTribe.to_frame`.

    Attributes
    ----------
    rows
        Rows of the others in the network: friends by bond, then heard and listening by expected
        reply, then members to meet by common friends and shared attention; int64, shape `(n,)`.
    relation
        Index into `RELATIONS` of each, int64, shape `(n,)`.
    """

    rows: Ints64
    relation: Ints64

    def rows_of(self, *relations: int) -> Ints64:
        """Return the rows in one of the relations, in their order."""
        return self.rows[np.isin(self.relation, relations)]


def find_relations(tribes: Tribes, row: int) -> Relations:
    """Return the relations of the user of one row to all neighbours, and the members to meet."""
    network, labels = tribes.network, tribes.labels
    structure, evidence = network.evidence.structure, network.evidence
    own = structure.row_slice(row)
    others = structure.indices[own].astype(np.int64)
    has_events = evidence.link_types[own] > 0
    friends, same = evidence.friends[own], labels[others] == labels[row]
    bond, affinity = network.bond_values[own], network.affinity_values[own]
    first = np.flatnonzero(friends)
    first = first[np.lexsort((others[first], -affinity[first], -bond[first]))]
    given = evidence.exchange(faded=False, entries=own)
    received = evidence.exchange(faded=False, entries=structure.reverse[own])
    expected = evidence.expect_replies_of(row)
    second = np.flatnonzero(~friends & has_events)
    second = second[np.lexsort((others[second], -affinity[second], -expected[second]))]
    third = _find_to_meet(tribes, row, others[has_events], others[first])
    return Relations(
        rows=np.concatenate([others[first], others[second], third]),
        relation=np.concatenate(
            [
                np.where(same[first], FRIEND, ELSEWHERE),
                np.where(given[second] >= received[second], HEARS, LISTENS),
                np.full(len(third), TO_MEET),
            ]
        ),
    )


def _find_to_meet(tribes: Tribes, row: int, known: Ints64, friends: Ints64) -> Ints64:
    """Return members of the user's tribe without events with them, the nearest first.

    They are sorted by the number of common friends, then by the share of people to whom both turn
    (Jaccard index), then by the strength of their bonds inside the tribe.
    """
    if tribes.labels[row] == NO_TRIBE:
        return np.empty(0, np.int64)
    group = tribes.assignment.rows(int(tribes.labels[row]))
    members = group[tribes.assignment.role[group] <= NEWCOMER].astype(np.int64)
    candidates = members[~np.isin(members, known) & (members != row)]
    evidence = tribes.network.evidence
    structure = evidence.structure
    common = _count_neighbours(structure, friends, evidence.friends)
    attention = _compare_attention(tribes.network, row, candidates)
    strength = tribes.assignment.bond[candidates]
    to_meet: Ints64 = candidates[np.lexsort((candidates, -strength, -attention, -common[candidates]))]
    return to_meet


def _count_neighbours(structure: TieStructure, rows: Ints64, chosen: Bools) -> Ints64:
    """Return for every user the number of the given rows with a chosen nonzero in their column."""
    entries = _gather(structure, rows)
    counts: Ints64 = np.bincount(
        structure.indices[entries[chosen[entries]]], minlength=structure.n_users
    )
    return counts


def _compare_attention(network: Network, row: int, candidates: Ints64) -> Floats:
    """Return the Jaccard index of the people to whom the user and each candidate turn."""
    structure, total = network.evidence.structure, network.evidence.talk
    own = structure.row_slice(row)
    turned_to = structure.indices[own][total[own] > 0].astype(np.int64)
    entries = _gather(structure, candidates)
    entries = entries[total[entries] > 0]
    is_common = np.zeros(structure.n_users, np.bool_)
    is_common[turned_to] = True
    user: Ints = structure.rows[entries]
    degree = np.bincount(user, minlength=structure.n_users)[candidates]
    common = np.bincount(user[is_common[structure.indices[entries]]], minlength=structure.n_users)
    shared = common[candidates].astype(np.float64)
    either = degree + len(turned_to) - shared
    return np.divide(shared, either, out=np.zeros(len(candidates)), where=either > 0)


def _gather(structure: TieStructure, rows: Ints64) -> Ints64:
    """Return the indices of all nonzeros of some rows."""
    start, stop = structure.indptr[rows], structure.indptr[rows + 1]
    length = stop - start
    offset = np.repeat(start - np.concatenate([[0], np.cumsum(length)[:-1]]), length)
    entries: Ints64 = offset + np.arange(int(length.sum()))
    return entries
