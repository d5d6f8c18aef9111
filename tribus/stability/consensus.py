"""Consensus tribes: the partition that agrees most with the partitions of all runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tribus.community.numbering import NO_TRIBE, number_tribes
from tribus.stability._kernel import move_by_votes
from tribus.stability.runs import NOT_SEEN

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Ints, Ints64
    from tribus.ties.structure import TieStructure


def find_consensus(structure: TieStructure, run_labels: Ints) -> Ints:
    """Return the partition that agrees most with all runs.

    Parameters
    ----------
    structure
        Sparsity structure of the ties.
    run_labels
        Tribe of each user in each run, int32, shape `(n_runs, n_users)`; -1 for none, -2 for users
        without a tie in the run, whose ties have no vote in it.

    Returns
    -------
    array of int32, shape (n_users,)
        Consensus tribe of each user, numbered by size; -1 for none.

    Notes
    -----
    Each run votes on each tie of two users who have a tie in the run: for being together, or against
    it. With ``v_ij`` the votes for minus the votes against, the consensus maximises ``Σ v_ij`` over the
    ties inside its groups. A local search moves users, then whole groups, until no move gains a vote.
    If the partition of a single run has a larger sum, the search is repeated from it. So no run agrees
    better with all runs than the consensus does. Only pairs with a tie are counted.

    References
    ----------
    Lancichinetti & Fortunato (2012), Consensus clustering in complex networks, doi:10.1038/srep00336,
    for co-membership over runs as weights of a graph; Goder & Filkov (2008), Consensus clustering
    algorithms: comparison and refinement, doi:10.1137/1.9781611972887.11, for the sum and for the best
    single partition as a start.
    """
    votes = _count_votes(structure, run_labels)
    labels = _improve(votes, np.arange(structure.n_users))
    agreement = [_sum_internal_votes(votes, run) for run in run_labels]
    best = int(np.argmax(agreement))
    if agreement[best] > _sum_internal_votes(votes, labels):
        labels = _improve(votes, _separate_untribed(run_labels[best]))
    return number_tribes(labels.astype(np.int32))


def _count_votes(structure: TieStructure, run_labels: Ints) -> Adjacency:
    """Return for each tie the number of runs with its users together, minus the number without."""
    votes = np.zeros(len(structure.indices), np.int64)
    for labels in run_labels:
        row, col = labels[structure.rows], labels[structure.indices]
        votes += np.where((row == col) & (row != NO_TRIBE), 1, -1) * (
            (row != NOT_SEEN) & (col != NOT_SEEN)
        )
    shape = (structure.n_users, structure.n_users)
    return csr_array((votes, structure.indices, structure.indptr), shape=shape)


def _improve(votes: Adjacency, labels: Ints64) -> Ints64:
    """Move users, then whole groups, then users again, until no move gains a vote."""
    has_moved = True
    while has_moved:
        has_moved = _move(votes, labels)
        merged = np.unique(labels, return_inverse=True)[1]
        n_groups = int(merged.max(initial=-1)) + 1
        member = csr_array((np.ones(len(labels), np.int64), (merged, np.arange(len(labels)))))
        between = _drop_diagonal(csr_array(member @ votes @ member.T))
        groups = np.arange(n_groups)
        if n_groups and _move(between, groups):
            has_moved = True
        labels = groups[merged]
    return labels


def _drop_diagonal(votes: Adjacency) -> Adjacency:
    coo = votes.tocoo()
    is_kept = coo.row != coo.col
    return csr_array((coo.data[is_kept], (coo.row[is_kept], coo.col[is_kept])), shape=votes.shape)


def _move(votes: Adjacency, labels: Ints64) -> bool:
    indptr, indices = votes.indptr.astype(np.int64), votes.indices.astype(np.int32)
    return move_by_votes(indptr, indices, votes.data, labels)


def _sum_internal_votes(votes: Adjacency, labels: Ints | Ints64) -> int:
    """Return the sum of the votes of ties inside groups."""
    rows = np.repeat(np.arange(len(labels)), np.diff(votes.indptr))
    is_internal = (labels[rows] == labels[votes.indices]) & (labels[rows] >= 0)
    return int(votes.data[is_internal].sum())


def _separate_untribed(labels: Ints) -> Ints64:
    """Return labels below the number of users, with a separate label for each user without a tribe."""
    is_untribed = labels < 0
    separate = np.where(is_untribed, labels.max(initial=0) + np.cumsum(is_untribed), labels)
    numbered: Ints64 = np.unique(separate, return_inverse=True)[1].astype(np.int64)
    return numbered
