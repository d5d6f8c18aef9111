"""Consensus tribes: the partition that agrees most with all runs about who is with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tribus.community.numbering import NO_TRIBE, number_tribes
from tribus.stability._kernel import resolve_references
from tribus.stability.runs import NOT_SEEN

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Ints, Ints64
    from tribus.ties.structure import TieStructure


def find_consensus(structure: TieStructure, found: Ints) -> Ints:
    """Tribes on which the runs agree most; -1 for none.

    Parameters
    ----------
    structure
        Who has a tie.
    found
        Tribe of each user in each run, shape `(n_runs, n_users)`; -1 for none, -2 for users without a
        tie in that run, who have no say in it.

    Notes
    -----
    Every run votes on every tie whose two ends have any tie in it: for being together, or against it.
    With `v_ij` the votes for, less those against, the consensus has a large `Σ v_ij` over the ties
    inside its groups: it goes against as few votes as it can. It is found by moving users, then whole
    groups, to where the votes want them, until no move wins a vote. If a single run agrees
    with all of them better still, it is improved in the same way, and taken; so no run agrees better
    than the consensus. No pairs but those with a tie are looked at.

    References
    ----------
    Lancichinetti & Fortunato (2012), Consensus clustering in complex networks, doi:10.1038/srep00336,
    for co-membership over runs as weights of a graph; Goder & Filkov (2008), Consensus clustering
    algorithms: comparison and refinement, doi:10.1137/1.9781611972887.11, for the sum and for the best
    single partition as a start.
    """
    votes = _count_votes(structure, found)
    labels = _improve(votes, np.arange(structure.n_users))
    said = [_count_agreed(votes, run) for run in found]
    best = int(np.argmax(said))
    if said[best] > _count_agreed(votes, labels):
        labels = _improve(votes, _separate(found[best]))
    return number_tribes(labels.astype(np.int32))


def _count_votes(structure: TieStructure, found: Ints) -> Adjacency:
    """For each tie the runs that put its ends together, less those that do not."""
    votes = np.zeros(len(structure.indices), np.int64)
    for labels in found:
        one, other = labels[structure.rows], labels[structure.indices]
        votes += np.where((one == other) & (one != NO_TRIBE), 1, -1) * (
            (one != NOT_SEEN) & (other != NOT_SEEN)
        )
    shape = (structure.n_users, structure.n_users)
    return csr_array((votes, structure.indices, structure.indptr), shape=shape)


def _improve(votes: Adjacency, labels: Ints64) -> Ints64:
    """Move users, then groups as a whole, then users again, until no move wins a vote."""
    moved = True
    while moved:
        moved = _settle(votes, labels)
        merged = np.unique(labels, return_inverse=True)[1]
        n_groups = int(merged.max(initial=-1)) + 1
        member = csr_array((np.ones(len(labels), np.int64), (merged, np.arange(len(labels)))))
        between = _leave_out_diagonal(csr_array(member @ votes @ member.T))
        groups = np.arange(n_groups)
        if n_groups and _settle(between, groups):
            moved = True
        labels = groups[merged]
    return labels


def _leave_out_diagonal(votes: Adjacency) -> Adjacency:
    entries = votes.tocoo()
    other = entries.row != entries.col
    return csr_array((entries.data[other], (entries.row[other], entries.col[other])), shape=votes.shape)


def _settle(votes: Adjacency, labels: Ints64) -> bool:
    indptr, indices = votes.indptr.astype(np.int64), votes.indices.astype(np.int32)
    return resolve_references(indptr, indices, votes.data, labels)


def _count_agreed(votes: Adjacency, labels: Ints | Ints64) -> int:
    """Votes for ties inside groups, less those against them."""
    rows = np.repeat(np.arange(len(labels)), np.diff(votes.indptr))
    inside = (labels[rows] == labels[votes.indices]) & (labels[rows] >= 0)
    return int(votes.data[inside].sum())


def _separate(labels: Ints) -> Ints64:
    """Labels below the number of users, each of those without tribe by themselves."""
    alone = labels < 0
    apart = np.where(alone, labels.max(initial=0) + np.cumsum(alone), labels)
    separate: Ints64 = np.unique(apart, return_inverse=True)[1].astype(np.int64)
    return separate
