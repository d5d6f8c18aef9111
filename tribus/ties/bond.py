"""Bonds: how strong, how mutual and how recent the dealings of two users are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.ties._bond_kernel import bond_ties, measure_answering
from tribus.ties.directed_pairs import DirectedPairs, scatter_symmetric

PRIOR = 2.0  # people, answered as usual, who are counted with those of each user

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints
    from tribus.ties.structure import TieStructure


def weigh_bonds(structure: TieStructure, counts: Floats, faded: Floats, *, one_way: float) -> Floats:
    """Symmetric weight of every pair of users who ever dealt with each other.

    Parameters
    ----------
    structure
        Who has a tie.
    counts
        `m_ij`, what i did to j over all kinds, on the pattern.
    faded
        `n_ij`, the same with each event faded by its age.
    one_way
        What an unanswered act is worth, as a share of the chance that it will be answered, 0 to 1. At 0
        only pairs who dealt both ways keep a bond.

    Returns
    -------
    array of float64, shape (n_entries,)
        The same at (i, j) and (j, i).

    Notes
    -----
    What i gave j supports their tie as far as it is answered. A share `m_ji / (1 + m_ji)` of it is: half
    after one answer, two thirds after two. The rest counts by the chance `h_ij` that j answers i, and
    less and less, for the tenth unanswered question says less than the first:

    `support_ij = n_ij m_ji / (1 + m_ji) + one_way h_ij log(1 + n_ij / (1 + m_ji))`

    `bond_ij = log(1 + max(support_ij, support_ji))`

    The chance is the smaller of two shares, `h_ij = min(answers_j, answered_i)`: of those who turned
    to j, to whom j turned too, and of those to whom i turned, who turned to i. Each is taken among these
    people and two more who are answered as usual, `(answered people + 2 r) / (people + 2)`, so that
    little is said of newcomers; r = (answered links + 1) / (links + 2), over the whole network.
    Neither a guru, who answers nobody, nor a ghost, whom nobody answers, has any bond to speak of,
    whatever is done to them or by them. What was given fades; that it was answered is not forgotten.

    The stronger side stands for both because it told best who answered each other later, in the
    conversations of docs/accuracy.md; the sum of both came close, their geometric mean did not.

    References
    ----------
    Squartini, Picciolo, Ruzzenenti & Garlaschelli (2013), Reciprocity of weighted networks,
    doi:10.1038/srep02729, for splitting a weight into what is reciprocated and what is not.
    Efron & Morris (1977), Stein's paradox in statistics, doi:10.1038/scientificamerican0577-119, for
    drawing shares of few people towards the usual one.
    """
    ties = DirectedPairs.of_values(structure, counts)
    near = ties.near()
    lately = faded[ties.entries], faded[structure.reverse[ties.entries]]
    answering = Answering.of_ties(near, ties.other, (ties.there, ties.back), structure.n_users)
    bond = bond_pairs(near, ties.other, (ties.there, ties.back), lately, answering, one_way=one_way)
    return scatter_symmetric(structure, ties.entries, bond)


class Answering(NamedTuple):
    """How readily each user answers, and is answered.

    Attributes
    ----------
    answers
        Of those who turned to the user, the share to whom the user turned too, shape `(n_users,)`.
    answered
        Of those to whom the user turned, the share who turned to the user too. Both with `PRIOR` people
        more who are answered as usual.
    """

    answers: Floats
    answered: Floats

    @classmethod
    def of_ties(cls, near: Ints, far: Ints, counts: tuple[Floats, Floats], n_users: int) -> Answering:
        """Count for all users; each tie stands once, with counts from near to far and back."""
        answering = cls(np.empty(n_users), np.empty(n_users))
        measure_answering(near, far, *counts, PRIOR, *answering)
        return answering

    @classmethod
    def of_pattern(cls, structure: TieStructure, counts: Floats) -> Answering:
        """Count for all users, from counts on the pattern."""
        ties = DirectedPairs.of_values(structure, counts)
        return cls.of_ties(ties.near(), ties.other, (ties.there, ties.back), structure.n_users)


def bond_pairs(
    near: Ints,
    far: Ints,
    counts: tuple[Floats, Floats],
    faded: tuple[Floats, Floats],
    answering: Answering,
    *,
    one_way: float,
) -> Floats:
    """Bond of each of some pairs, from what near gave far and back: counts, and counts faded by age."""
    bond = np.empty(len(near))
    bond_ties(near, far, *counts, *faded, *answering, float(one_way), bond)
    return bond


def split_bond(
    counts: tuple[float, float],
    faded: tuple[float, float],
    answering: Answering,
    *,
    one_way: float,
) -> tuple[float, float]:
    """What of the bond of two users is mutual, and what rests on acts not yet answered.

    The first is their bond if unanswered acts counted nothing; the two add up to their bond. `counts`
    and `faded` are what the one gave the other, and back; `answering` is that of the two, in this order.
    """
    near, far = np.array([0], np.int32), np.array([1], np.int32)
    given = np.array(counts[:1]), np.array(counts[1:])
    lately = np.array(faded[:1]), np.array(faded[1:])
    whole, mutual = (
        float(bond_pairs(near, far, given, lately, answering, one_way=share)[0])
        for share in (one_way, 0.0)
    )
    return mutual, whole - mutual
