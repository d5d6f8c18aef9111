"""Admission: who of a group is of the tribe, by reciprocity, and who is only heard or only listens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import gammainc

from tribus.tribes.roles._kernel import (
    add_mutual_among,
    add_strengths,
    count_links,
    expect_links,
    have_mutual,
)

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64
    from tribus.ties.evidence import Evidence

ROLES = ("core", "member", "heard", "audience", "none")
CORE, MEMBER, HEARD, AUDIENCE, NONE = range(len(ROLES))

LEAST = 0.1  # share of the dealings with the tribe that must be mutual
MOST = 0.5  # from this share on nobody asks what chance would give
LEVEL = 0.05  # at which mutual links must be more than chance gives
CORE_HOLDS = 0.5  # share of the reciprocal bonds among members
ALIKE = 1e-9  # relative difference of sums that differ by rounding only


class Admission(NamedTuple):
    """What everybody is in their tribe.

    Attributes
    ----------
    role
        Place in `ROLES`, int8, shape `(n_users,)`.
    belonging
        Share of all that a user gives and gets that is mutual and stays inside the tribe, 0 to 1;
        0 for users without tribe, float64, shape `(n_users,)`.
    """

    role: Ints8
    belonging: Floats


def assign_roles(evidence: Evidence, labels: Ints) -> Admission:
    """Who is of the tribe that they were grouped with, who is heard by it, and who only listens to it.

    Parameters
    ----------
    evidence
        Who did what to whom.
    labels
        Group of each user, -1 for none, shape `(n_users,)`.

    Notes
    -----
    Let `s_ij = log(1 + n_ij)`, with `n_ij` what i did to j over all kinds, each event faded by its age,
    and let `m_ij = √(s_ij s_ji)` be its mutual part.

    1. *Belonging* is `2 Σ_j∈T m_ij / Σ_j (s_ij + s_ji)`: of all that i gives and gets, the share that is
       mutual and stays inside the tribe T. No geometric mean exceeds the arithmetic one, so it is at
       most 1. *How mutual* i is with T is the same with both sums over T.
    2. *Chance*: where everybody has as many links there and back and these fall at random, j turns to i
       with probability `min(1, out_j in_i / L)`, L links in all (Chung & Lu 2002). Of those in T to whom
       i turns, chance so answers `Σ_i→j min(1, out_j in_i / L)`; and of those in T who turn to i, chance
       has i answer `Σ_j→i min(1, out_i in_j / L)`. The larger of the two is the yardstick: the first
       explains the answers to somebody whom all turn to, the second those of somebody who turns to all.
    3. *Members* have a mutual link with T, at least a tenth of their dealings with T is mutual, and
       either their mutual links are more than chance gives (Poisson, at the 5 % level), or half of
       their dealings with T and more are mutual: where all deal with all, chance explains everything,
       and they are a tribe all the same. Who is mutual only with people who are not admitted is not
       admitted either.
    4. *Core* are the fewest members who hold half of the mutual parts among members, with all who
       hold as much as the last of them.
    5. Of the others, those who get more from the tribe than they give are *heard*. The rest turn to it
       more than it turns to them: its *audience*.

    References
    ----------
    Chung & Lu (2002), Connected components in random graphs with given expected degree sequences,
    doi:10.1007/PL00012580, for the links that chance gives.
    """
    structure, there = evidence.structure, np.log1p(evidence.total(faded=True))
    ties = structure.indptr, structure.indices, structure.reverse, labels
    gives, gets, mutual, everything = add_strengths(*ties, there)

    admitted = _admit(evidence, labels, how_mutual=share_of(2 * mutual, gives + gets))
    role = np.where(gets > gives * (1 + ALIKE), HEARD, AUDIENCE).astype(np.int8)
    role[admitted] = MEMBER
    among = add_mutual_among(*ties, there, admitted)
    role[_find_core(among, labels, np.flatnonzero(admitted))] = CORE
    role[labels < 0] = NONE
    return Admission(role, share_of(2 * mutual, everything))


def _admit(evidence: Evidence, labels: Ints, *, how_mutual: Floats) -> Bools:
    """Whether each user is a member."""
    structure = evidence.structure
    ties = structure.indptr, structure.indices, labels, evidence.link_types
    mutual_links, by_chance = expect_links(*ties, *count_links(structure.indptr, evidence.link_types))
    more_than_chance = gammainc(mutual_links, by_chance) <= LEVEL  # P(X ≥ k) for a Poisson X
    admitted: Bools = (mutual_links > 0) & (how_mutual >= LEAST)
    admitted &= more_than_chance | (how_mutual >= MOST * (1 - ALIKE))
    # Once is enough: who goes now has mutual links with nobody who is left.
    return admitted & have_mutual(*ties, admitted)


def _find_core(bond: Floats, labels: Ints, members: Ints64) -> Ints64:
    """Of the members the fewest who hold half of the bonds of their tribe, and their equals."""
    if not len(members):
        return members
    order = members[np.lexsort((members, -bond[members], labels[members]))]
    bond, tribe = bond[order], labels[order]
    start = np.flatnonzero(np.diff(tribe, prepend=-1))
    size = np.diff(start, append=len(order))
    before = np.cumsum(bond) - bond
    before -= np.repeat(before[start], size)
    half = CORE_HOLDS * np.add.reduceat(bond, start)
    needed = before < np.repeat(half, size) * (1 - ALIKE)
    last = start + np.add.reduceat(needed.astype(np.int64), start) - 1
    core: Ints64 = order[bond >= np.repeat(bond[last], size) * (1 - ALIKE)]
    return core


def share_of(part: Floats, whole: Floats) -> Floats:
    """A part as a share of the whole, 0 to 1; 0 of nothing."""
    return np.clip(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0), 0.0, 1.0)
