"""Completion of facets: users with enough weight to a group become members of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from tribus.facets.memberships import (
    MIN_FACET_SIZE,
    MIN_SHARE_OF_MAIN,
    ROUNDING_SHARE,
    Memberships,
)

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Bools, Floats, Ints, Ints64

MAX_SHARED_SHARE = 0.75  # of all users of two facets; beyond it they are the same
MIN_SHARE_OF_MEAN = 0.5  # of the mean weight of members to their group


def complete_memberships(first: Memberships, affinity: Adjacency, mutual: Adjacency) -> Memberships:
    """Return memberships by all ties of a user to a group, not only by the ties of one persona.

    Each tie is in one persona of each user. Two users who share several groups have their tie in only
    one of them, so groups of personas miss some of their members.

    Parameters
    ----------
    first
        Memberships by personas.
    affinity
        Weight of the ties, symmetric, shape `(n_users, n_users)`.
    mutual
        1 for each mutual tie, of the same shape.

    Returns
    -------
    Memberships
        Memberships that pass the rules below.

    Notes
    -----
    Let ``w_ig`` be the weight of user i to the members of group g, ``k_i`` the strength of i, and
    ``w_i`` the largest ``w_ig`` over the groups of i.

    A member of g stays if ``w_ig = w_i``, or if ``w_ig`` or the number of mutual ties to members of g
    is at least half of its mean over the members. (The ties of users with many other ties weigh less,
    so the count is tested too.) Another user joins g if ``w_ig`` is at least half the mean, at least
    ``w_i / 4``, and above its expectation ``k_i Σ_j∈g k_j / Σ_j k_j`` in the null model.

    With the new members, the degree is ``w_ig / max(k_i, Σ_g w_ig)``. Groups of fewer than three users
    are dropped. So are groups that share more than three quarters of all users of both with a larger
    group, or with one of the same size before it.
    """
    strength: Floats = affinity.sum(axis=1).astype(np.float64, copy=False)
    weights = GroupWeights.sum_ties(first.users, first.numbers, affinity)
    links = GroupWeights.sum_ties(first.users, first.numbers, mutual)
    members = weights.select(_belongs(weights, links, first, strength))
    members = GroupWeights.sum_ties(members.users, members.groups, affinity)
    members = members.select(members.is_member)
    members = members.select((np.bincount(members.groups) >= MIN_FACET_SIZE)[members.groups])
    members = members.select(_is_distinct(members))
    total = np.bincount(members.users, members.weights, len(strength))
    degrees = members.weights / np.maximum(strength, total)[members.users]
    return Memberships.of_groups(members.users, members.groups, degrees, len(strength))


class GroupWeights(NamedTuple):
    """Weight of users to groups: one element for each user and group with a tie.

    Attributes
    ----------
    users, groups
        User and group of each element, int32, sorted by group.
    weights
        Weight of the user's ties to members of the group, float64.
    is_member
        Whether the user is in the group.
    """

    users: Ints
    groups: Ints
    weights: Floats
    is_member: Bools

    @classmethod
    def sum_ties(cls, users: Ints, groups: Ints, affinity: Adjacency) -> GroupWeights:
        """Sum the ties of all users to the given members of each group."""
        n_users, n_groups = affinity.shape[0], int(groups.max(initial=-1)) + 1
        members = csr_array((np.ones(len(users)), (users, groups)), shape=(n_users, n_groups))
        weights = (affinity @ members).tocsc()
        weights.sort_indices()
        group_of = np.repeat(np.arange(n_groups, dtype=np.int32), np.diff(weights.indptr))
        is_member = np.isin(_key(weights.indices, group_of), _key(users, groups))
        return cls(weights.indices, group_of, weights.data, is_member)

    def select(self, which: Bools) -> GroupWeights:
        """Return some of the elements."""
        return GroupWeights(
            self.users[which], self.groups[which], self.weights[which], self.is_member[which]
        )


def _key(users: Ints, groups: Ints) -> Ints64:
    """Return a number for each pair of user and group, ascending by group."""
    return (groups.astype(np.int64) << 32) + users


def _belongs(weights: GroupWeights, links: GroupWeights, first: Memberships, strength: Floats) -> Bools:
    """Whether the user of each element belongs to the group, by the rules above."""
    users, groups, weight, was_member = weights
    main = np.zeros(len(strength))
    np.maximum.at(main, users[was_member], weight[was_member])
    is_main = was_member & (weight >= (1.0 - ROUNDING_SHARE) * main[users])
    volume = np.bincount(first.numbers, strength[first.users], first.n_tribes) / strength.sum()
    exceeds_null = weight > volume[groups] * strength[users]
    may_join = exceeds_null & (main[users] > 0.0) & (weight >= MIN_SHARE_OF_MAIN * main[users])
    is_strong = weight >= MIN_SHARE_OF_MEAN * _mean_of_members(weights, first)[groups]
    is_linked = links.weights >= MIN_SHARE_OF_MEAN * _mean_of_members(links, first)[links.groups]
    linked = _key(links.users, links.groups)[links.is_member & is_linked]
    belongs: Bools = (was_member | may_join) & is_strong
    return belongs | is_main | np.isin(_key(users, groups), linked)


def _mean_of_members(weights: GroupWeights, first: Memberships) -> Floats:
    """Return the mean weight of the members of each group to it."""
    is_member = weights.is_member
    total = np.bincount(weights.groups[is_member], weights.weights[is_member], first.n_tribes)
    mean: Floats = total / np.bincount(first.numbers, minlength=first.n_tribes)
    return mean


def _is_distinct(members: GroupWeights) -> Bools:
    """Return whether the group of each element is not nearly a larger one, or an equal one before it."""
    size = np.bincount(members.groups)
    shape = (int(members.users.max(initial=-1)) + 1, len(size))
    incidence = csr_array((np.ones(len(members.users)), (members.users, members.groups)), shape=shape)
    shared = (incidence.T @ incidence).tocoo()
    first, second = shared.coords
    is_near = shared.data > MAX_SHARED_SHARE * (size[first] + size[second] - shared.data)
    is_before = (size[first] > size[second]) | ((size[first] == size[second]) & (first < second))
    pairs = np.stack([first, second])[:, is_near & is_before]
    is_dropped = np.zeros(len(size), np.bool_)
    for before, after in pairs[:, np.lexsort((pairs[0], pairs[1], -size[pairs[1]]))].T:
        is_dropped[after] |= ~is_dropped[before]
    is_distinct: Bools = ~is_dropped[members.groups]
    return is_distinct
