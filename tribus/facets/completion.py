"""Completion: whoever has about as much in a group as its members have belongs to it too."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from tribus.facets.memberships import FEWEST, LEAST_OF_MAIN, SAME, Memberships

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Bools, Floats, Ints, Ints64

LEAST_OF_MEMBERS = 0.5  # of what members of a group have in it on average


def complete_memberships(first: Memberships, affinity: Adjacency, mutual: Adjacency) -> Memberships:
    """Memberships by the ties into each group, whichever personas hold them.

    A tie is in one persona of each end, so groups of personas miss people of several groups: of their
    ties to those who share more than one with them, each is in one group only.

    Parameters
    ----------
    first
        Who is in which group by their personas.
    affinity
        Weight of the ties, symmetric, shape `(n_users, n_users)`.
    mutual
        1 for each of these ties that holds both ways, of the same shape.

    Returns
    -------
    Memberships
        With the weight `w_ig` that user i has to the members of g, their strength `k_i` and the
        largest weight `w_i` that i has to a group that they were in: who was in g stays if
        `w_ig = w_i`, or if `w_ig`, or the number of their mutual ties to members of g, is at least
        half the mean of the members. (Each tie of somebody who has many elsewhere weighs less.) Who was
        not joins if `w_ig` is half the mean, at least `w_i / 4`, and above
        `k_i Σ_j∈g k_j / Σ_j k_j`, which is what chance gives. With the members that g has now, the
        degree is `w_ig / max(k_i, Σ_g w_ig)`. Groups that are left with fewer than three, or with the
        same members as another, are dropped.
    """
    strength: Floats = affinity.sum(axis=1).astype(np.float64, copy=False)
    ties = Ties.into(first.users, first.numbers, affinity)
    linked = Ties.into(first.users, first.numbers, mutual)
    ties = ties.keep(_belongs(ties, linked, first, strength))
    ties = Ties.into(ties.users, ties.groups, affinity)
    ties = ties.keep(ties.of_member)
    ties = ties.keep((np.bincount(ties.groups) >= FEWEST)[ties.groups])
    ties = ties.keep(_is_first_alike(ties))
    held = np.bincount(ties.users, ties.weights, len(strength))
    degrees = ties.weights / np.maximum(strength, held)[ties.users]
    return Memberships.of_groups(ties.users, ties.groups, degrees, len(strength))


class Ties(NamedTuple):
    """What users have in groups, one entry a user and group; only where they have anything.

    Attributes
    ----------
    users, groups
        Of each entry, int32, by group.
    weights
        Of all ties of the user to members of the group, float64.
    of_member
        Whether the user is in the group.
    """

    users: Ints
    groups: Ints
    weights: Floats
    of_member: Bools

    @classmethod
    def into(cls, users: Ints, groups: Ints, affinity: Adjacency) -> Ties:
        """Add up the ties of all users to the given members of each group."""
        n_users, n_groups = affinity.shape[0], int(groups.max(initial=-1)) + 1
        members = csr_array((np.ones(len(users)), (users, groups)), shape=(n_users, n_groups))
        into = (affinity @ members).tocsc()
        into.sort_indices()
        group_of_entry = np.repeat(np.arange(n_groups, dtype=np.int32), np.diff(into.indptr))
        of_member = np.isin(_place(into.indices, group_of_entry), _place(users, groups))
        return cls(into.indices, group_of_entry, into.data, of_member)

    def keep(self, which: Bools) -> Ties:
        """Only some of the entries."""
        return Ties(self.users[which], self.groups[which], self.weights[which], self.of_member[which])


def _place(users: Ints, groups: Ints) -> Ints64:
    """A number for each user and group, ascending by group."""
    return (groups.astype(np.int64) << 32) + users


def _belongs(ties: Ties, linked: Ties, first: Memberships, strength: Floats) -> Bools:
    """Whether the user of each entry has as much in the group as belonging takes."""
    users, groups, weights, was_in = ties
    main = np.zeros(len(strength))
    np.maximum.at(main, users[was_in], weights[was_in])
    mean = _mean_of_members(ties, first)
    mass = np.bincount(first.numbers, strength[first.users], first.n_tribes) / strength.sum()
    is_main = was_in & (weights >= (1.0 - SAME) * main[users])
    is_beyond_chance = weights > mass[groups] * strength[users]
    may_join = is_beyond_chance & (main[users] > 0.0) & (weights >= LEAST_OF_MAIN * main[users])
    belongs: Bools = (was_in | may_join) & (weights >= LEAST_OF_MEMBERS * mean[groups])
    is_linked = linked.weights >= LEAST_OF_MEMBERS * _mean_of_members(linked, first)[linked.groups]
    places = _place(linked.users, linked.groups)[linked.of_member & is_linked]
    return belongs | is_main | np.isin(_place(users, groups), places)


def _mean_of_members(ties: Ties, first: Memberships) -> Floats:
    """What the members of each group have in it on average."""
    inside = np.bincount(ties.groups[ties.of_member], ties.weights[ties.of_member], first.n_tribes)
    mean: Floats = inside / np.bincount(first.numbers, minlength=first.n_tribes)
    return mean


def _is_first_alike(ties: Ties) -> Bools:
    """Whether the group of each entry is the first with its members."""
    groups, start = np.unique(ties.groups, return_index=True)
    found: dict[bytes, int] = {}
    for group, users in zip(groups, np.split(ties.users, start)[1:], strict=True):
        found.setdefault(users.tobytes(), int(group))
    is_first: Bools = np.isin(ties.groups, list(found.values()))
    return is_first
