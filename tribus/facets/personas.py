"""Personas: a user once for each part of their neighbourhood, and the graph of all personas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tribus._core.threads import run_in_threads
from tribus._display.progress import progress_bar
from tribus.facets._kernel import NO_PART, Split, split_neighbourhoods, take_in_left_out

if TYPE_CHECKING:
    from tribus._core.arrays import Adjacency, Codes, Floats, Ints, Ints64
    from tribus.network import Network
    from tribus.ties.structure import TieStructure

MOST_NEIGHBOURS = 1000  # of a hub, the busiest
BLOCKS = 64  # of users, of about as many ties each
NO_PERSONA = -1
LESS_DENSE = 1 / 3  # of the resolution: what was told apart already needs less to hold together


@dataclass(frozen=True, eq=False)
class Personas:
    """Users, each once for each part of their neighbourhood.

    Attributes
    ----------
    of_entry
        Persona of the near end of each entry of the pattern that holds the other end, int64, shape
        `(n_entries,)`; -1 for none.
    users
        Row of the user of each persona, ascending, int32, shape `(n_personas,)`.
    held
        Weight of the ties that each persona holds, float64, shape `(n_personas,)`.
    """

    of_entry: Ints64
    users: Ints
    held: Floats

    @classmethod
    def of_parts(cls, structure: TieStructure, weights: Floats, parts: Codes) -> Personas:
        """Number the parts of all users, one after the other."""
        is_in_part = parts != NO_PART
        rows, part = structure.rows[is_in_part], parts[is_in_part].astype(np.int64)
        n_parts = np.zeros(structure.n_users, np.int64)
        np.maximum.at(n_parts, rows, part + 1)
        first = np.cumsum(n_parts) - n_parts
        of_entry = np.full(len(parts), NO_PERSONA, np.int64)
        of_entry[is_in_part] = first[rows] + part
        users = np.repeat(np.arange(structure.n_users, dtype=np.int32), n_parts)
        held = np.bincount(of_entry[is_in_part], weights[is_in_part], len(users))
        return cls(of_entry=of_entry, users=users, held=held.astype(np.float64, copy=False))

    def join(self, structure: TieStructure, weights: Floats) -> Adjacency:
        """Tie the persona of i that holds j to the persona of j that holds i, for all i and j.

        Returns
        -------
        csr_array of float64, shape (n_personas, n_personas)
            A tie that is in no persona of one of its ends is left out.
        """
        here, there = self.of_entry, self.of_entry[structure.reverse]
        is_joined = (here != NO_PERSONA) & (there != NO_PERSONA)
        ends = here[is_joined], there[is_joined]
        return csr_array((weights[is_joined], ends), shape=(len(self.users), len(self.users)))


def find_personas(
    network: Network, *, most_neighbours: int = MOST_NEIGHBOURS, seed: int, progress: bool
) -> Personas:
    """Split the neighbourhood of every user, and make each part a persona.

    Who has several lives has a strength to fit, and would be left out of all parts of everybody's
    neighbourhood; once all are split, it is known how much of it they turn to whom. So who was left
    out is looked at again, with that, if their tie holds both ways: who is only listened to, or only
    listens, may well face everybody.

    Users are split in blocks, side by side, and until then nobody's parts depend on anybody else's, so
    the number of threads and of blocks changes nothing. Each thread holds one neighbourhood at a time.
    """
    structure, weights = network.evidence.structure, network.affinity_values
    strength = structure.sum_rows(weights)
    mutual = network.evidence.mutual()
    found = Split(
        parts=np.full(len(structure.indices), NO_PART, np.uint32),
        held=np.zeros(len(structure.indices)),
        nearest=np.full(len(structure.indices), NO_PART, np.uint32),
        toward=np.zeros(len(structure.indices)),
        among=np.zeros(structure.n_users),
    )
    bounds = _find_bounds(structure)
    with progress_bar(total=len(bounds) - 1, what="splitting neighbourhoods", shown=progress) as bar:

        def split(block: int) -> None:
            first, last = int(bounds[block]), int(bounds[block + 1])
            split_neighbourhoods(
                structure.indptr,
                structure.indices,
                weights,
                strength,
                first,
                last,
                most_neighbours,
                seed,
                mutual,
                found,
            )
            bar.update()

        run_in_threads(split, range(len(bounds) - 1), n_entries=len(structure.indices))
    take_in_left_out(
        structure.indptr,
        structure.indices,
        weights,
        structure.reverse,
        strength,
        most_neighbours,
        LESS_DENSE,
        found,
    )
    return Personas.of_parts(structure, weights, found.parts)


def _find_bounds(structure: TieStructure) -> Ints64:
    """First user of each block, and the number of users."""
    shares = np.linspace(0, len(structure.indices), BLOCKS + 1)
    bounds = np.searchsorted(structure.indptr, shares)
    bounds[-1] = structure.n_users
    return np.unique(bounds)
