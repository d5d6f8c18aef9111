"""Role assignment of a whole network, with sums over the ties inside each tribe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.frozen import Frozen
from tribus._storage import Array, require, stored
from tribus.community.numbering import NO_TRIBE
from tribus.ties.evidence import MUTUAL_LINK, OUT_LINK
from tribus.tribes.roles.assign import (
    CORE,
    MEMBER,
    ROLES,
    assign_roles,
)
from tribus.tribes.roles.evenness import share_of

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64
    from tribus.inference.levels import Level
    from tribus.network import Network
    from tribus.tribes.roles.assign import Admission


@stored(
    role=Array(np.int8),
    belonging=Array(np.float64),
    bond=Array(np.float64),
    given=Array(np.float64),
    received=Array(np.float64),
    order=Array(np.int64),
    start=Array(np.int64),
    sizes=Array(np.int64, n_dims=2),
    inside=Array(np.float64),
    mutual=Array(np.float64),
)
@dataclass(frozen=True, eq=False)
class RoleAssignment(Frozen):
    """The role of every user in their group, and sums over the ties inside each group.

    Groups are the tribes, numbered from 0, followed by the audiences.

    Attributes
    ----------
    role
        Index into `ROLES`, int8, shape `(n_users,)`; see `assign_roles`.
    belonging
        Share of the exchange of each user that is returned and stays in the group, 0 to 1, float64,
        shape `(n_users,)`; 0 for users without a group. See `assign_roles`.
    bond
        Sum of the bonds of each user to others of their group, float64, shape `(n_users,)`.
    given, received
        Number of events to and from others of the group, float64, shape `(n_users,)`.
    order
        Users sorted by group, then by role, then by bond in descending order, int64, shape
        `(n_users,)`. Users without a group come first.
    start
        Start of each group in `order`, int64, shape `(n_groups + 1,)`.
    sizes
        Number of users of each group in each role, int64, shape `(n_groups, n_roles)`.
    inside
        Share of the affinity of each group that stays inside, 0 to 1, float64, shape `(n_groups,)`.
    mutual
        Share of the links inside each group that are mutual, 0 to 1, float64, shape `(n_groups,)`.
    """

    role: Ints8
    belonging: Floats
    bond: Floats
    given: Floats
    received: Floats
    order: Ints64
    start: Ints64
    sizes: Ints64
    inside: Floats
    mutual: Floats

    @property
    def n_members(self) -> Ints64:
        """Number of members of each group, including the core, int64, shape `(n_groups,)`."""
        n_members: Ints64 = self.sizes[:, [CORE, MEMBER]].sum(axis=1)
        return n_members

    @property
    def is_member(self) -> Bools:
        """Whether each user is a member or in the core, bool, shape `(n_users,)`."""
        is_member: Bools = self.role <= MEMBER
        return is_member

    def require_fit(self, labels: Ints) -> None:
        """Raise `DamageError` unless the assignment is of the groups of these labels."""
        n_users, n_groups = len(labels), int(labels.max(initial=NO_TRIBE)) + 1
        of_users = self.role, self.belonging, self.bond, self.given, self.received, self.order
        require(
            all(len(values) == n_users for values in of_users), "there is not one value for each user"
        )
        is_role = not n_users or (self.role.min() >= 0 and self.role.max() < len(ROLES))
        require(is_role, "there is no such role")
        is_inside = not n_users or (self.order.min() >= 0 and self.order.max() < n_users)
        require(is_inside and np.bincount(self.order, minlength=n_users).all(), "a user is not in order")
        ordered = labels[self.order]
        start = np.searchsorted(ordered, np.arange(n_groups + 1))
        is_grouped = np.all(np.diff(ordered) >= 0) and np.array_equal(start, self.start)
        require(is_grouped, "the users are not sorted by group")
        sizes = _count_roles(labels, self.role, n_groups)
        require(np.array_equal(sizes, self.sizes), "the sizes are not those of the roles")
        has_all = len(self.inside) == len(self.mutual) == n_groups
        require(has_all, "there is not one share for each group")

    def rows(self, number: int) -> Ints64:
        """Return the rows of a group, sorted by role, then by bond in descending order."""
        return self.order[self.start[number] : self.start[number + 1]]

    def rows_of(self, number: int, *roles: int) -> Ints64:
        """Return the rows of a group with one of the roles, in the order of `rows`."""
        rows = self.rows(number)
        chosen: Ints64 = rows[np.isin(self.role[rows], roles)]
        chosen.flags.writeable = False
        return chosen

    def members(self, number: int) -> Ints64:
        """Return the rows of the members of a group: the core first, then the strongest bonds."""
        return self.rows_of(number, CORE, MEMBER)


def assign_level(network: Network, level: Level) -> tuple[Level, RoleAssignment]:
    """Return the level with its groups numbered by members, and the roles in it.

    Groups without members, the audiences, come after all tribes, the largest first.
    """
    admission = assign_roles(network.evidence, level.labels, network.bond_values)
    level = _number_by_members(level, admission.role)
    return level, sum_by_role(network, level.labels, admission)


def sum_by_role(network: Network, labels: Ints, admission: Admission) -> RoleAssignment:
    """Return the assignment with the sums over the ties of every user and group."""
    n_groups = int(labels.max(initial=NO_TRIBE)) + 1
    in_group, structure = labels >= 0, network.evidence.structure
    inside = structure.find_inside(labels)
    counts, links = network.evidence.total(faded=False), network.evidence.link_types[inside]
    bond, given, received, own_affinity, mutual_links, own_links = (
        structure.sum_rows(values, inside)
        for values in (
            network.bond_values[inside],
            counts[inside],
            counts[structure.reverse[inside]],
            network.affinity_values[inside],
            links == MUTUAL_LINK,
            links & OUT_LINK,
        )
    )
    affinity, mutual, linked, everything = (
        np.bincount(labels[in_group], values[in_group], n_groups).astype(np.float64, copy=False)
        for values in (
            own_affinity,
            mutual_links,
            own_links,
            structure.sum_rows(network.affinity_values),
        )
    )
    order = np.lexsort((np.arange(len(labels)), -bond, admission.role, labels))
    assignment = RoleAssignment(
        role=admission.role,
        belonging=admission.belonging,
        bond=bond,
        given=given,
        received=received,
        order=order,
        start=np.searchsorted(labels[order], np.arange(n_groups + 1)),
        sizes=_count_roles(labels, admission.role, n_groups),
        inside=share_of(affinity, everything),
        mutual=share_of(mutual, linked),
    )
    for values in vars(assignment).values():
        values.flags.writeable = False
    return assignment


def _count_roles(labels: Ints, role: Ints8, n_groups: int) -> Ints64:
    """Return the number of users of each group in each role, shape `(n_groups, n_roles)`."""
    in_group = labels >= 0
    cell = labels[in_group] * len(ROLES) + role[in_group]
    return np.bincount(cell, minlength=n_groups * len(ROLES)).reshape(-1, len(ROLES))


def _number_by_members(level: Level, role: Ints8) -> Level:
    """Return the level with its groups numbered by members, then by size, then by their first user."""
    grouped = np.flatnonzero(level.labels != NO_TRIBE)
    groups = level.labels[grouped]
    n_members = np.bincount(groups, role[grouped] <= MEMBER, len(level)).astype(np.int64)
    size = np.bincount(groups, minlength=len(level))
    old = np.lexsort((np.arange(len(level)), -size, -n_members))
    number = np.empty(len(level) + 1, np.int32)  # the last is for users without a group
    number[old] = np.arange(len(level))
    number[NO_TRIBE] = NO_TRIBE
    labels, p_values = number[level.labels], level.p_values[old]
    labels.flags.writeable = p_values.flags.writeable = False
    return replace(level, labels=labels, p_values=p_values)
