"""What chance gives: networks of people as active as they are, of whom none belong together."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.events.kinds import STATE_KIND
from tribus.sampling._rewiring_kernel import know_ties, swap_ends
from tribus.ties.structure import TieStructure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Floats, Ints64
    from tribus.ties.evidence import Evidence

SWAPS = 2  # for each tie; as each is of two ties, one in fifty is left as it was
TRIES = 100  # for each tie; in a dense network most swaps would tie two people twice
ACTED, FOLLOWED = 2, 1  # what one end of a tie gives the other


class Rewired(NamedTuple):
    """Ties that chance might have made, and what each end gives: as `Evidence` has them."""

    structure: TieStructure
    counts: Mapping[str, Floats]


def rewire(evidence: Evidence, *, seed: tuple[int, ...]) -> Rewired:
    """The same people, each as active as they are, but tied to anybody.

    Parameters
    ----------
    evidence
        Of a network.
    seed
        Of the swaps.

    Returns
    -------
    Rewired
        Everybody gives as many events of each kind as before, to as many people; gets something from
        as many; and has as many mutual and one-way ties. What somebody gets is kept on average.

    Notes
    -----
    Two ties a-b and c-d become a-d and c-b, twice as often as there are ties, unless somebody would be
    tied to themselves or twice to another. What a person gives moves with their end of a tie.
    Only ties of one sort are swapped: the ends of a tie do something, or only follow, or nothing.

    References
    ----------
    Maslov & Sneppen (2002), Specificity and stability in topology of protein networks,
    doi:10.1126/science.1065103, for the swaps; Squartini & Garlaschelli (2011), Analytical maximum-
    likelihood method to detect patterns in real networks, doi:10.1088/1367-2630/13/8/083001, for keeping
    mutual ties apart.
    """
    structure = evidence.structure
    one, bounds = _sort_ties(evidence)
    other = structure.reverse[one]
    known = np.zeros(1 << (2 * len(one)).bit_length(), np.uint64)
    know_ties(structure.rows, one, other, known)
    keys = np.random.SeedSequence(seed).generate_state(len(bounds) - 1, np.uint64)
    for sort, (begin, end) in enumerate(pairwise(bounds)):
        turns = bool(sort in _ALIKE)
        swap_ends(structure.rows, one, other, begin, end, turns, keys[sort], SWAPS, TRIES, known)
    ends = np.concatenate([one, other])
    near = structure.rows[ends]
    far = np.roll(near, len(one))
    rewired, places = TieStructure.with_indices(structure.n_users, near, far)
    counts = {}
    for kind, values in evidence.counts.items():
        counts[kind] = np.zeros(len(ends))
        counts[kind][places] = values[ends]
    return Rewired(rewired, counts)


_SORTS = [(FOLLOWED, 0), (ACTED, 0), (ACTED, FOLLOWED), (FOLLOWED, FOLLOWED), (ACTED, ACTED)]
_ALIKE = (3, 4)  # sorts of ties that are the same in both directions


def _sort_ties(evidence: Evidence) -> tuple[Ints64, list[int]]:
    """The entry of each tie that gives more, by the sort of the tie; and where each sort begins."""
    structure, nothing = evidence.structure, np.zeros(len(evidence.structure.indices), np.bool_)
    acted = np.logical_or.reduce(
        [nothing, *(counts > 0 for kind, counts in evidence.counts.items() if kind != STATE_KIND)]
    )
    followed = evidence.counts.get(STATE_KIND, nothing) > 0
    gives = np.where(acted, ACTED, np.where(followed, FOLLOWED, 0)).astype(np.int8)
    back = gives[structure.reverse]
    first = (gives > back) | ((gives == back) & (structure.rows < structure.indices))
    entries = [
        np.flatnonzero(first & (gives == there) & (back == here)).astype(np.int64)
        for there, here in _SORTS
    ]
    bounds = np.concatenate([[0], np.cumsum([len(some) for some in entries])])
    return np.concatenate(entries), [int(bound) for bound in bounds]
