"""Circles: near-cliques, which no resolution divides into real parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.ties.evidence import Evidence
    from tribus.ties.structure import TieStructure

NO_CIRCLE = -1
MIN_CIRCLE_DENSITY = 0.9  # of mutual ties; a circle of five may lack one
MIN_INTERNAL_SHARE = 0.5  # of the affinity of a circle, which stays inside


def find_circles(evidence: Evidence, affinity: Floats, *, min_size: int) -> Ints:
    """Return the circle of each user, int32, shape `(n_users,)`, -1 for none.

    A circle is a connected component of the mutual ties that has nearly all possible ties. One-way
    ties do not join two circles. A circle has at least half of its affinity inside; otherwise it is
    part of a larger group.

    Parameters
    ----------
    evidence
        Directed counts of each kind.
    affinity
        Affinity of every tie, shape `(n_nonzeros,)`.
    min_size
        Users in the smallest circle.
    """
    structure = evidence.structure
    mutual = (evidence.talk > 0) & (evidence.talk[structure.reverse] > 0)
    component = _find_components(evidence, mutual)
    size = np.bincount(component)
    n_ties = np.bincount(component[structure.rows[mutual]], minlength=len(size)) / 2
    is_circle = (size >= min_size) & (n_ties >= MIN_CIRCLE_DENSITY * size * (size - 1) / 2)
    if not is_circle.any():
        return np.full(len(component), NO_CIRCLE, np.int32)
    row, col = component[structure.rows], component[structure.indices]
    total = np.bincount(row, affinity, len(size))
    inside = np.bincount(row, np.where(row == col, affinity, 0.0), len(size))
    is_circle &= inside >= MIN_INTERNAL_SHARE * total
    number = np.where(is_circle, np.cumsum(is_circle) - 1, NO_CIRCLE)
    return number[component].astype(np.int32)


def _find_components(evidence: Evidence, mutual: Bools) -> Ints64:
    structure = evidence.structure
    shape = (structure.n_users, structure.n_users)
    ends = structure.rows[mutual], structure.indices[mutual]
    graph = csr_array((np.ones(len(ends[0]), np.int8), ends), shape=shape)
    component: Ints64 = connected_components(graph, directed=False)[1].astype(np.int64)
    return component


def put_circles_together(structure: TieStructure, affinity: Floats, labels: Ints, circles: Ints) -> Ints:
    """Return labels, numbered from 0, with every circle as a group of its own.

    The other users of a group with users of a circle join the group with most of their affinity:
    a circle, or the rest of their group.
    """
    in_circle = circles != NO_CIRCLE
    if not in_circle.any():
        return labels
    n_circles = int(circles.max()) + 1
    touched = np.zeros(int(labels.max()) + 1, np.bool_)
    touched[labels[in_circle]] = True
    groups = np.where(in_circle, circles, n_circles + labels)
    moved = np.flatnonzero(~in_circle & touched[labels])
    groups[moved] = _join_strongest(structure, affinity, groups, moved)
    numbered: Ints = np.unique(groups, return_inverse=True)[1].astype(np.int32)
    return numbered


def absorb_small_groups(
    structure: TieStructure, affinity: Floats, labels: Ints, *, min_size: int
) -> Ints:
    """Return labels, numbered from 0, with groups below `min_size` joined to their neighbours.

    Each of their users joins the larger group with most of their affinity. Users whose ties all lead
    to small groups form one group with their connected component.
    """
    labels = labels.copy()
    while True:
        small = np.bincount(labels)[labels] < min_size
        joined = _join_strongest(structure, affinity, labels, np.flatnonzero(small), to=~small)
        if np.array_equal(joined, labels[small]):
            break
        labels[small] = joined
    component = connected_components(structure.to_csr(affinity), directed=False)[1]
    labels[small] = labels.max() + 1 + component[small]
    numbered: Ints = np.unique(labels, return_inverse=True)[1].astype(np.int32)
    return numbered


def _join_strongest(
    structure: TieStructure,
    affinity: Floats,
    labels: Ints,
    users: Ints64,
    *,
    to: Bools | None = None,
) -> Ints:
    """Return for each of some users the group with most of their affinity, or their own without any.

    With `to`, only ties to these users count. Of equal groups the one with the lowest number is taken.
    """
    chosen = np.zeros(structure.n_users, np.bool_)
    chosen[users] = True
    entries = chosen[structure.rows] & (affinity > 0)
    if to is not None:
        entries &= to[structure.indices]
    row, group = structure.rows[entries], labels[structure.indices[entries]].astype(np.int64)
    n_groups = int(labels.max(initial=0)) + 1
    pairs, index = np.unique(row * n_groups + group, return_inverse=True)
    weight = np.bincount(index, affinity[entries], len(pairs))
    order = np.lexsort((pairs % n_groups, -weight, pairs // n_groups))
    owners, first = np.unique(pairs[order] // n_groups, return_index=True)
    joined = labels.copy()
    joined[owners] = (pairs[order[first]] % n_groups).astype(np.int32)
    return joined[users]
