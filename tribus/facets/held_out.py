"""Held-out ties: how well groups explain ties that the search did not see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tribus.metrics.dyadic import is_clearly_positive
from tribus.sampling.held_out import draw_folds
from tribus.ties.affinity import weigh_affinity, weigh_attention

if TYPE_CHECKING:
    from collections.abc import Callable

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.facets.memberships import Memberships
    from tribus.network import Network
    from tribus.sampling.held_out import Fold

    Search = Callable[[Network], Memberships]

N_FOLDS = 20  # of the ties; with more held out too few triangles remain
N_FOLDS_HELD_OUT = 4  # one after the other
PRIOR_TIES = 0.5  # of a user to each of the user's groups (Krichevsky & Trofimov 1981)


def explain_clearly_more(network: Network, search: Search, other: Search, *, seed: int) -> bool:
    """Return whether the groups of one search explain clearly more held-out ties than those of another.

    Parameters
    ----------
    network
        The network.
    search, other
        Find groups in a network without some of its ties.
    seed
        Seed of the choice of ties.

    Notes
    -----
    A twentieth of the ties is held out, four times. Each tie of two users who share groups is divided
    among these equally; other ties are of the background. With ``n_ig`` ties of user i in group g of
    the ``m_i`` groups of i (the background is one of them) and ``d_i`` ties in all, the expected number
    of ties of i and j is ``Σ_g θ_ig θ_jg / Σ_k θ_kg`` with
    ``θ_ig = d_i (n_ig + 1/2) / (d_i + m_i / 2)``: the link communities of Ball, Karrer & Newman (2011,
    eq. 2), with the prior of Krichevsky & Trofimov (1981). The score of a held-out tie is its logarithm.
    All groups expect the same number of ties in total.

    A search explains clearly more if the mean difference of the scores is above two standard errors.
    Ties of the same person are not independent; `tribus.metrics.dyadic.dyadic_error` has the error.

    References
    ----------
    Ball, Karrer & Newman (2011), Efficient and principled method for detecting communities in networks,
    doi:10.1103/PhysRevE.84.036103. Krichevsky & Trofimov (1981), The performance of universal encoding,
    doi:10.1109/TIT.1981.1056331.
    """
    evidence = network.evidence
    attention = weigh_attention(evidence.structure, evidence.counts, network.terms)
    differences, ends = [], []
    for fold in draw_folds(evidence, n_folds=N_FOLDS, n_used=N_FOLDS_HELD_OUT, seed=seed):
        training = _without(network, fold, attention)
        scores = [score_ties(training, find(training), fold) for find in (search, other)]
        difference = scores[0] - scores[1]
        is_scored = ~np.isnan(difference)
        differences.append(difference[is_scored])
        ends.append(fold.ends[:, is_scored])
    difference = np.concatenate(differences)
    if not len(difference):
        return False
    return is_clearly_positive(difference, np.concatenate(ends, axis=1))


def score_ties(network: Network, groups: Memberships, fold: Fold) -> Floats:
    """Return the logarithm of the expected number of each held-out tie.

    It is NaN if one of the users has no other tie.

    Parameters
    ----------
    network
        The network without the held-out ties.
    groups
        Groups of its users.
    fold
        The held-out ties.
    """
    structure = network.evidence.structure
    shared = _SharedGroups(groups)
    row, col = structure.rows[fold.is_training], structure.indices[fold.is_training]
    tie, own, _ = shared.find(row, col)
    n_shared = np.bincount(tie, minlength=len(row))
    in_group = np.bincount(own, 1.0 / n_shared[tie], len(shared.keys))
    in_background = np.bincount(row[n_shared == 0], minlength=structure.n_users)
    n_ties = np.bincount(row, minlength=structure.n_users)
    factor = n_ties / (n_ties + PRIOR_TIES * (1 + groups.n_of_user))
    turned = factor[shared.users] * (in_group + PRIOR_TIES)
    background = factor * (in_background + PRIOR_TIES)
    total = np.bincount(shared.numbers, turned, groups.n_tribes)
    i, j = fold.ends
    tie, own, other = shared.find(i, j)
    inside = turned[own] * turned[other] / total[shared.numbers[own]]
    outside = background[i] * background[j] / max(background.sum(), PRIOR_TIES)
    expected = outside + np.bincount(tie, inside, len(i))
    scores = np.full(len(i), np.nan)
    is_known = (n_ties[i] > 0) & (n_ties[j] > 0)
    scores[is_known] = np.log(expected[is_known])
    return scores


class _SharedGroups:
    """Finds the groups that two users share.

    Attributes
    ----------
    users, numbers
        User and group of each membership, sorted by user, then by group.
    keys
        A number of each membership, ascending.
    """

    def __init__(self, groups: Memberships) -> None:
        order = np.lexsort((groups.numbers, groups.users))
        self.users, self.numbers = groups.users[order], groups.numbers[order]
        self.keys = self._key(self.users, self.numbers)
        self._start, self._n_of_user = groups.start, groups.n_of_user

    def find(self, i: Ints, j: Ints) -> tuple[Ints64, Ints64, Ints64]:
        """Return the pair, the membership of i and that of j, for each group that a pair shares."""
        n_own = self._n_of_user[i]
        pair = np.repeat(np.arange(len(i)), n_own)
        first = np.cumsum(n_own) - n_own
        own = np.arange(len(pair)) - first[pair] + self._start[i][pair]
        wanted = self._key(j[pair], self.numbers[own])
        other = np.searchsorted(self.keys, wanted)
        is_shared = np.append(self.keys, -1)[other] == wanted
        return pair[is_shared], own[is_shared], other[is_shared]

    @staticmethod
    def _key(users: Ints, numbers: Ints) -> Ints64:
        return (users.astype(np.int64) << 32) + numbers


def _without(network: Network, fold: Fold, attention: float) -> Network:
    """Return the network without the events of the held-out ties."""
    evidence = network.evidence
    affinity = weigh_affinity(evidence.structure, fold.counts, network.terms, attention=attention)
    affinity = np.where(fold.is_training, affinity, 0.0)
    return replace(network, evidence=replace(evidence, counts=fold.counts), affinity_values=affinity)
