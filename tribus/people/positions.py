"""Positions: hub, connector, bridge, newcomer or periphery of a tribe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import count_by, mark_first, sum_by
from tribus._core.frozen import freeze_fields
from tribus.community.numbering import NO_TRIBE
from tribus.events.kinds import STATE_KIND
from tribus.tribes.roles.assign import NEWCOMER

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints, Ints8, Ints64
    from tribus.people.tribe_view import TribeView

NO_POSITION, HUB, CONNECTOR, BRIDGE, NEW_POSITION, PERIPHERY = range(6)
POSITIONS = ("none", "hub", "connector", "bridge", "newcomer", "periphery")
MIN_HUB_Z = 2.5  # Guimera & Amaral 2005
MIN_CONNECTOR_PARTICIPATION = 0.62  # Guimera & Amaral 2005, role R3
MIN_BRIDGE_SHARE = 1 / 3  # of the ties, to one other tribe
MIN_BRIDGE_TIES = 3  # to this tribe


@dataclass(frozen=True, eq=False, kw_only=True)
class Positions:
    """The position of each user; all arrays have the shape `(n_users,)`.

    Attributes
    ----------
    position
        Index into `POSITIONS`, int8.
    bridge_to
        The other tribe with most of the ties of a bridge, int32; -1 for others.
    z
        Mutual ties inside the tribe, as standard deviations above the mean of the tribe; NaN without
        tribe.
    participation
        ``1 - Σ (k_s / k)^2`` over the tribes s, with k mutual ties in all and k_s to s, 0 to 1; NaN
        without mutual ties.
    """

    position: Ints8
    bridge_to: Ints
    z: Floats
    participation: Floats


def find_positions(view: TribeView) -> Positions:
    """Return the position of each user in the network of the tribes.

    Notes
    -----
    Only mutual ties count, and follows only in a network of follows. A *newcomer* has this role in the
    tribe. A *hub* has z of 2.5 or more. A *bridge* has a third of its ties or more, at least three, to
    one other tribe; a *connector* has a participation of 0.62 or more. Everybody else with a tribe is
    *periphery*. The first that fits is the position. Users without a tribe have none.

    References
    ----------
    Guimerà & Amaral (2005), Functional cartography of complex metabolic networks,
    doi:10.1038/nature03288.
    """
    tribes = view.tribes
    evidence, labels = tribes.network.evidence, tribes.labels
    structure = evidence.structure
    n_users, n_tribes = structure.n_users, int(labels.max(initial=NO_TRIBE)) + 1
    exchange = [counts for kind, counts in evidence.counts.items() if kind != STATE_KIND]
    given = np.sum(exchange or list(evidence.counts.values()), axis=0) > 0
    mutual = given & given[structure.reverse]
    degree = count_by(structure.rows[mutual], n_users)
    other = labels[structure.indices[mutual]].astype(np.int64)
    pair = structure.rows[mutual].astype(np.int64) * (n_tribes + 1) + other + 1
    pairs, ties = np.unique(pair, return_counts=True)
    row, tribe = pairs // (n_tribes + 1), pairs % (n_tribes + 1) - 1
    known = np.where(degree > 0, 1.0, np.nan)
    participation = known - sum_by(row, (ties / np.maximum(degree[row], 1)) ** 2, n_users)
    inside = sum_by(row, ties * (tribe == labels[row]), n_users)
    z = _standardise(inside, labels, n_tribes)
    bridge_to, bridge_ties = _find_best_other(row, tribe, ties, labels)
    is_bridge = (bridge_ties >= MIN_BRIDGE_TIES) & (bridge_ties >= MIN_BRIDGE_SHARE * degree)
    position = np.select(
        [
            labels == NO_TRIBE,
            tribes.assignment.role == NEWCOMER,
            z >= MIN_HUB_Z,
            is_bridge,
            participation >= MIN_CONNECTOR_PARTICIPATION,
        ],
        [NO_POSITION, NEW_POSITION, HUB, BRIDGE, CONNECTOR],
        default=PERIPHERY,
    ).astype(np.int8)
    to_tribe = np.where(position == BRIDGE, bridge_to, NO_TRIBE).astype(np.int32)
    return _take_rows(view, position, to_tribe, z, participation)


def _standardise(inside: Floats, labels: Ints, n_tribes: int) -> Floats:
    """Return the ties inside as standard deviations above the mean of the tribe."""
    member = labels != NO_TRIBE
    size = np.maximum(count_by(labels[member], n_tribes), 1)
    mean = sum_by(labels[member], inside[member], n_tribes) / size
    variance = sum_by(labels[member], (inside[member] - mean[labels[member]]) ** 2, n_tribes) / size
    deviation = np.sqrt(variance)[labels] if n_tribes else np.zeros(len(labels))
    z = np.divide(
        inside - mean[labels] if n_tribes else inside,
        deviation,
        out=np.zeros(len(labels)),
        where=deviation > 0,
    )
    return np.where(member, z, np.nan)


def _find_best_other(row: Ints64, tribe: Ints64, ties: Ints64, labels: Ints) -> tuple[Ints64, Ints64]:
    """Return the other tribe with most ties of each user, and their number; the smaller number wins."""
    is_other = (tribe != labels[row]) & (tribe != NO_TRIBE)
    row, tribe, ties = row[is_other], tribe[is_other], ties[is_other]
    order = np.lexsort((tribe, -ties, row))
    first = order[mark_first(row[order])]
    best, most = np.full(len(labels), NO_TRIBE), np.zeros(len(labels), np.int64)
    best[row[first]], most[row[first]] = tribe[first], ties[first]
    return best, most


def _take_rows(
    view: TribeView, position: Ints8, bridge_to: Ints, z: Floats, participation: Floats
) -> Positions:
    """Return the positions in the order of people; users outside of the network have none."""
    rows, known = view.rows, view.rows >= 0
    return freeze_fields(
        Positions(
            position=np.where(known, position[rows], NO_POSITION).astype(np.int8),
            bridge_to=np.where(known, bridge_to[rows], NO_TRIBE).astype(np.int32),
            z=np.where(known, z[rows], np.nan),
            participation=np.where(known, participation[rows], np.nan),
        )
    )
