"""Where everybody stands in the tribe map: tribes as discs, their core in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array

if TYPE_CHECKING:
    from tribus._arrays import Floats, Ints64
    from tribus.tribes import Tribes

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
SPACE = 1.12  # radius kept free around a disc of radius 1
CAPTION = 2.0  # and room for its caption
DIRECTIONS = 48  # tried around each placed disc
STEP = 1.6  # between users below the discs
MOST_DISCS = 150  # more would be too small to see


@dataclass(frozen=True, eq=False)
class MapLayout:
    """Places of tribes and users, in units of the room that one user takes.

    Attributes
    ----------
    centres, radii
        Of the discs of the largest tribes, shapes `(n_discs, 2)` and `(n_discs,)`.
    places
        Of each user, in the order of the network, shape `(n_users, 2)`.
    """

    centres: Floats
    radii: Floats
    places: Floats


def lay_out_map(tribes: Tribes) -> MapLayout:
    """Place tribes next to those they deal with most, and members around the core of their tribe.

    A disc's area is proportional to its members. Members stand on a sunflower spiral (Vogel 1979,
    doi:10.1016/0025-5564(79)90080-4), those with the strongest bonds inside in the middle. Users
    without a tribe, and those of all but the 150 largest tribes, stand below.
    """
    largest = [tribe for tribe, _ in zip(tribes, range(MOST_DISCS), strict=False)]
    radii = np.sqrt(np.array([len(tribe) for tribe in largest], dtype=np.float64))
    centres = _pack_discs(radii * SPACE + CAPTION, _ties_between(tribes, len(largest)))
    places = np.zeros((len(tribes.labels), 2))
    for tribe in largest:
        places[tribe.rows] = centres[tribe.number] + _sunflower(len(tribe))
    below = (tribes.labels < 0) | (tribes.labels >= len(largest))
    _place_below(places, np.flatnonzero(below), centres, radii)
    return MapLayout(centres, radii, places)


def _sunflower(n_places: int) -> Floats:
    rank = np.arange(n_places)
    distance, angle = np.sqrt(rank + 0.5), rank * GOLDEN_ANGLE
    return np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=1)


def _ties_between(tribes: Tribes, n_tribes: int) -> Floats:
    """Affinity between each two of the largest tribes, shape `(n_tribes, n_tribes)`."""
    pattern, labels = tribes.network.evidence.pattern, tribes.labels
    own, other = labels[pattern.rows], labels[pattern.indices]
    tied = (own >= 0) & (own < n_tribes) & (other >= 0) & (other < n_tribes)
    ties = tribes.network.affinity_values[tied], (own[tied], other[tied])
    return coo_array(ties, shape=(n_tribes, n_tribes)).toarray()


def _pack_discs(radii: Floats, ties: Floats) -> Floats:
    """Put each disc, largest first, where it touches another and is nearest to those it is tied to."""
    if not len(radii):
        return np.zeros((0, 2))
    centres = np.zeros((len(radii), 2))
    angle = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
    around = np.column_stack([np.cos(angle), np.sin(angle)])
    for disc in range(1, len(radii)):
        reach = radii[:disc] + radii[disc]
        spots = (centres[:disc, None, :] + reach[:, None, None] * around).reshape(-1, 2)
        distance = np.linalg.norm(spots[:, None, :] - centres[:disc], axis=2)
        free = (distance >= reach * (1 - 1e-9)).all(axis=1)
        pull = ties[disc, :disc] / max(ties[disc, :disc].sum(), 1e-300)
        cost = distance @ pull + 0.7 * np.linalg.norm(spots, axis=1)
        centres[disc] = spots[free][np.argmin(cost[free])]
    edges = np.array([(centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)])
    centres -= edges.mean(axis=0)
    return centres


def _place_below(places: Floats, rows: Ints64, centres: Floats, radii: Floats) -> None:
    """Put users without a tribe in rows below the discs."""
    lowest = float((centres[:, 1] - radii).min(initial=0.0)) - 2.5
    width = float(2 * (abs(centres[:, 0]) + radii).max(initial=len(rows) ** 0.5))
    per_row = max(int(width / STEP), 1)
    rank = np.arange(len(rows))
    in_row = np.minimum(len(rows) - rank // per_row * per_row, per_row)
    places[rows, 0] = (rank % per_row - (in_row - 1) / 2) * STEP
    places[rows, 1] = lowest - STEP * (rank // per_row)
