"""Personas: one node for each part of a user's ego network, and the graph of all personas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tribus._core.threads import run_in_threads
from tribus._display.progress import progress_bar
from tribus.facets._kernel import NO_PART, EgoSplit, TieGraph, assign_unplaced, split_ego_networks

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Codes, Floats, Ints, Ints64
    from tribus.network import Network
    from tribus.ties.structure import TieStructure

MAX_NEIGHBOURS = 1000  # the most active neighbours of a hub
N_BLOCKS = 64  # blocks of users with about the same number of ties
NO_PERSONA = -1
# Factor of γ after the split: groups that are already separated need less density to hold together.
RESOLUTION_FACTOR = 1 / 3


@dataclass(frozen=True, eq=False)
class Personas:
    """Personas of all users: one for each part of an ego network.

    Attributes
    ----------
    of_nonzero
        For nonzero (i, j) of the sparsity structure the persona of i that has j, int64, shape
        `(n_nonzeros,)`; -1 for none.
    users
        User (row) of each persona, ascending, int32, shape `(n_personas,)`.
    strength
        Weight of the ties of each persona, float64, shape `(n_personas,)`.
    """

    of_nonzero: Ints64
    users: Ints
    strength: Floats

    @classmethod
    def of_parts(cls, structure: TieStructure, weights: Floats, parts: Codes) -> Personas:
        """Number the parts of all users consecutively."""
        has_part = parts != NO_PART
        rows, part = structure.rows[has_part], parts[has_part].astype(np.int64)
        n_parts = np.zeros(structure.n_users, np.int64)
        np.maximum.at(n_parts, rows, part + 1)
        first = np.cumsum(n_parts) - n_parts
        of_nonzero = np.full(len(parts), NO_PERSONA, np.int64)
        of_nonzero[has_part] = first[rows] + part
        users = np.repeat(np.arange(structure.n_users, dtype=np.int32), n_parts)
        strength = np.bincount(of_nonzero[has_part], weights[has_part], len(users))
        return cls(of_nonzero, users, strength.astype(np.float64, copy=False))

    def to_graph(self, structure: TieStructure, weights: Floats) -> Adjacency:
        """Return the graph of personas: the persona of i with j is tied to the persona of j with i.

        Returns
        -------
        csr_array of float64, shape (n_personas, n_personas)
            Ties that are in no persona of one of their users are left out.
        """
        row, col = self.of_nonzero, self.of_nonzero[structure.reverse]
        is_kept = (row != NO_PERSONA) & (col != NO_PERSONA)
        shape = (len(self.users), len(self.users))
        return csr_array((weights[is_kept], (row[is_kept], col[is_kept])), shape=shape)


def find_personas(
    network: Network, *, max_neighbours: int = MAX_NEIGHBOURS, seed: int, progress: bool
) -> Personas:
    """Split the ego network of every user; each part becomes a persona.

    A user with several groups has a large strength, and so joins no part in the ego networks of others.
    Once all ego networks are split, the strength that this user turns to each group is known. Users in
    no part are then assigned with that strength, if their tie is mutual. (A one-way tie may well turn
    to everybody.)

    Ego networks are split in blocks, in threads. The parts of a user do not depend on other users, so
    the number of threads and of blocks has no effect. Each thread holds one ego network in memory.
    """
    structure, weights = network.evidence.structure, network.affinity_values
    n_nonzeros = len(structure.indices)
    ties = TieGraph(
        indptr=structure.indptr,
        indices=structure.indices,
        reverse=structure.reverse,
        weights=weights,
        strength=structure.sum_rows(weights),
        is_mutual=network.evidence.mutual(),
    )
    split = EgoSplit(
        parts=np.full(n_nonzeros, NO_PART, np.uint32),
        part_weight=np.zeros(n_nonzeros),
        nearest=np.full(n_nonzeros, NO_PART, np.uint32),
        nearest_weight=np.zeros(n_nonzeros),
        ego_weight=np.zeros(structure.n_users),
    )
    bounds = _find_bounds(structure)
    with progress_bar(total=len(bounds) - 1, what="splitting ego networks", shown=progress) as bar:

        def split_block(block: int) -> None:
            first, last = int(bounds[block]), int(bounds[block + 1])
            split_ego_networks(ties, first, last, max_neighbours, seed, split)
            bar.update()

        run_in_threads(split_block, range(len(bounds) - 1), n_entries=n_nonzeros)
    assign_unplaced(ties, max_neighbours, RESOLUTION_FACTOR, split)
    return Personas.of_parts(structure, weights, split.parts)


def _find_bounds(structure: TieStructure) -> Ints64:
    """Return the first user of each block, and the number of users."""
    shares = np.linspace(0, len(structure.indices), N_BLOCKS + 1)
    bounds = np.searchsorted(structure.indptr, shares)
    bounds[-1] = structure.n_users
    return np.unique(bounds)
