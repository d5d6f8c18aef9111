"""How each user stands in their tribe, and how each tribe holds together: sums over ties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.tribes.roles._kernel import add_inside
from tribus.tribes.roles.assign import (
    CORE,
    MEMBER,
    ROLES,
    assign_roles,
    share_of,
)

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64
    from tribus.inference.levels import Level
    from tribus.network import Network
    from tribus.tribes.roles.assign import Admission


@dataclass(frozen=True, eq=False)
class RoleAssignment:
    """What everybody is in their tribe, and sums over the ties that stay inside tribes.

    Attributes
    ----------
    role
        Place of each user's role in `ROLES`, int8, shape `(n_users,)`.
    belonging
        Share of all that each user gives and gets that is mutual and stays inside the tribe, 0 to 1;
        0 for users without tribe. `assign_roles` has the formulas of both.
    bond
        Sum of each user's bonds to others of their tribe, shape `(n_users,)`.
    given, received
        Events to and from others of the tribe, shape `(n_users,)`.
    order
        Users sorted by tribe, in a tribe by role, and then those with the strongest bonds inside first,
        shape `(n_users,)`.
    start
        Where each tribe begins in `order`, shape `(n_tribes + 1,)`; users without tribe come before.
    sizes
        How many of each tribe have each role, int64, shape `(n_tribes, n_roles)`.
    inside
        Share of each tribe's affinity that stays inside, shape `(n_tribes,)`.
    mutual
        Share of the links inside each tribe that are mutual, shape `(n_tribes,)`.
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

    @classmethod
    def of_level(cls, network: Network, level: Level) -> tuple[Level, RoleAssignment]:
        """Assign roles at a level, and number its groups by their members.

        Groups without members, the audiences, come after all tribes, the largest first.
        """
        admission = assign_roles(network.evidence, level.labels, network.bond_values)
        level = _number_by_members(level, admission.role)
        return level, cls.of_roles(network, level.labels, admission)

    @classmethod
    def of_roles(cls, network: Network, labels: Ints, admission: Admission) -> RoleAssignment:
        """Add up the ties of every user and group."""
        evidence, structure = network.evidence, network.evidence.structure
        n_tribes = int(labels.max(initial=NO_TRIBE)) + 1
        counts, grouped = evidence.total(faded=False), labels >= 0
        sums = np.zeros((7, len(labels)))
        ties = structure.indptr, structure.indices, structure.reverse, labels
        add_inside(
            *ties, counts, evidence.link_types, network.bond_values, network.affinity_values, sums
        )
        bond, given, received = (values.copy() for values in sums[:3])
        affinity, mutual, linked, everything = (
            np.bincount(labels[grouped], values[grouped], n_tribes).astype(np.float64, copy=False)
            for values in sums[3:]
        )
        order = np.lexsort((np.arange(len(labels)), -bond, admission.role, labels))
        place = labels[grouped] * len(ROLES) + admission.role[grouped]
        assignment = cls(
            role=admission.role,
            belonging=admission.belonging,
            bond=bond,
            given=given,
            received=received,
            order=order,
            start=np.searchsorted(labels[order], np.arange(n_tribes + 1)),
            sizes=np.bincount(place, minlength=n_tribes * len(ROLES)).reshape(-1, len(ROLES)),
            inside=share_of(affinity, everything),
            mutual=share_of(mutual, linked),
        )
        for values in vars(assignment).values():
            values.flags.writeable = False
        return assignment

    @property
    def n_members(self) -> Ints64:
        """How many members each tribe has, the core included, shape `(n_tribes,)`."""
        n_members: Ints64 = self.sizes[:, [CORE, MEMBER]].sum(axis=1)
        return n_members

    @property
    def is_member(self) -> Bools:
        """Whether each user is a member of a tribe, the core included, shape `(n_users,)`."""
        is_member: Bools = self.role <= MEMBER
        return is_member

    def rows(self, number: int) -> Ints64:
        """Rows of all who were grouped with a tribe: core, members, heard, audience; strongest first."""
        return self.order[self.start[number] : self.start[number + 1]]

    def rows_of(self, number: int, *roles: int) -> Ints64:
        """Rows of those of a tribe who have one of the roles, in the order of `rows`."""
        rows = self.rows(number)
        chosen: Ints64 = rows[np.isin(self.role[rows], roles)]
        chosen.flags.writeable = False
        return chosen

    def members(self, number: int) -> Ints64:
        """Rows of the members of a tribe: the core first, then those with the strongest bonds inside."""
        return self.rows_of(number, CORE, MEMBER)


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
