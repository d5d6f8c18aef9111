"""How each user stands in their tribe, and how each tribe holds together: sums over ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tribus._arrays import Bools, Floats, Ints, Ints64
    from tribus.network import Network

NO_TRIBE = -1  # label of those who have none


@dataclass(frozen=True, eq=False)
class Standing:
    """Sums over the ties that stay inside tribes.

    Attributes
    ----------
    bond
        Sum of each user's bonds to members of their tribe, shape `(n_users,)`.
    belonging
        That sum as a share of all the user's bonds, 0 to 1; 0 for users without tribe.
    given, received
        Events to and from members of the tribe, shape `(n_users,)`.
    converses
        Whether each user has a mutual link inside the tribe, bool, shape `(n_users,)`.
    order
        Users sorted by tribe, those with the strongest bonds inside first, shape `(n_users,)`.
    start
        Where each tribe begins in `order`, shape `(n_tribes + 1,)`; users without tribe come before.
    inside
        Share of each tribe's affinity that stays inside, shape `(n_tribes,)`.
    mutual
        Share of the links inside each tribe that are mutual, shape `(n_tribes,)`.
    conversing
        How many of each tribe's members converse inside, int64, shape `(n_tribes,)`.
    """

    bond: Floats
    belonging: Floats
    given: Floats
    received: Floats
    converses: Bools
    order: Ints64
    start: Ints64
    inside: Floats
    mutual: Floats
    conversing: Ints64

    @classmethod
    def of_labels(cls, network: Network, labels: Ints) -> Standing:
        """Add up the ties of every user and tribe."""
        pattern = network.evidence.pattern
        n_tribes = int(labels.max(initial=NO_TRIBE)) + 1
        own, other = labels[pattern.rows], labels[pattern.indices]
        stays = (own == other) & (own >= 0)
        counts = network.evidence.total(faded=False)

        def of_users(values: Floats) -> Floats:
            return pattern.sum_rows(np.where(stays, values, 0.0))

        def of_tribes(values: Floats, *, where: Bools) -> Floats:
            sums: Floats = np.bincount(own[where], values[where], n_tribes).astype(
                np.float64, copy=False
            )
            return sums

        bond = of_users(network.bond_values)
        all_bonds = pattern.sum_rows(network.bond_values)
        linked, mutual = (counts > 0).astype(np.float64), network.evidence.mutual().astype(np.float64)
        converses = of_users(mutual) > 0
        order = np.lexsort((np.arange(len(labels)), -bond, labels))
        standing = cls(
            bond=bond,
            belonging=_share(bond, all_bonds),
            given=of_users(counts),
            received=of_users(counts[pattern.mirror]),
            converses=converses,
            order=order,
            start=np.searchsorted(labels[order], np.arange(n_tribes + 1)),
            inside=_share(
                of_tribes(network.affinity_values, where=stays),
                of_tribes(network.affinity_values, where=own >= 0),
            ),
            mutual=_share(of_tribes(mutual, where=stays), of_tribes(linked, where=stays)),
            conversing=np.bincount(labels[converses], minlength=n_tribes),
        )
        for values in vars(standing).values():
            values.flags.writeable = False
        return standing

    def members(self, number: int) -> Ints64:
        """Rows of the members of a tribe, those with the strongest bonds inside first."""
        return self.order[self.start[number] : self.start[number + 1]]


def _share(part: Floats, whole: Floats) -> Floats:
    return np.clip(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0), 0.0, 1.0)
