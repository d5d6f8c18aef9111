"""Role assignment: members, heard users and audience of each group, by their exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.tribes.roles.evenness import ROUNDING_MARGIN, find_even, share_of, take_exchange

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64
    from tribus.ties.evidence import Evidence

ROLES = ("core", "member", "newcomer", "heard", "audience", "none")
CORE, MEMBER, NEWCOMER, HEARD, AUDIENCE, NONE = range(len(ROLES))

MIN_MUTUAL_TIES = 2  # inside the group, of a member
CORE_SHARE = 0.5  # of the bonds among members, which the core holds


class Admission(NamedTuple):
    """The role of every user in their group.

    Attributes
    ----------
    role
        Index into `ROLES`, int8, shape `(n_users,)`.
    belonging
        Share of all exchange of a user that is returned and stays in the group, 0 to 1; 0 for users
        without a group, float64, shape `(n_users,)`.
    """

    role: Ints8
    belonging: Floats


def assign_roles(evidence: Evidence, labels: Ints, bond: Floats) -> Admission:
    """Return the role of every user in their group.

    Parameters
    ----------
    evidence
        Directed counts of each kind, and the same faded by age.
    labels
        Group of each user, -1 for none, shape `(n_users,)`.
    bond
        Bond of every tie, shape `(n_nonzeros,)`.

    Returns
    -------
    Admission
        Role and belonging of each user. Users without a group have the role none.

    Notes
    -----
    Let `x_ij` be the exchange from i to j: faded events times the weight of their kind. Of it,
    `y_ij = min(x_ij, max(x_ji, 10))` counts for the receiver j, so a flood of messages does not remove
    j from a tribe.

    1. *Belonging* of i to the group T is `2 Σ_j∈T min(x_ij, x_ji) / Σ_j (x_ij + y_ji)`.

    What stays without an answer says little about i if j never answers anybody, and little about j if
    nobody answers i. In the conditions below, the part of `x_ij` above `min(x_ij, x_ji)` counts for i in
    proportion to the share of people whom j answers, and that of `y_ij` for j in proportion to the share
    of people who answer i; both are `ResponseRates` relative to the whole network, at most 1. People
    without an answer are counted in the same way.

    2. *Reciprocity* of i within T is `b_i = 2 Σ_j∈T min(x_ij, x_ji) / Σ_j∈T (x_ij + y_ji)`, the
       reciprocated strength of Squartini et al. (2013). It is shrunk towards the reciprocity of i with
       everybody by four events, and that towards the median of the group by four more: little can be
       said from few events, and a guru who answers hardly anybody needs more than two polite answers.
       So are the two shares that are returned with everybody: of what i receives,
       `Σ_j min(x_ij, x_ji) / Σ_j y_ji`, low for gurus, and of what i gives, low for pushy accounts.
    3. *Answers*: the number of people in T with contact both ways, relative to the larger of the number
       of people to whom i turned and of those who turned to i. It is shrunk by two people towards the
       same share among everybody, and that towards the share of the network by two more.
    4. *Members* have a friend in T (`tribus.ties.exchange.are_friends`), two mutual ties in T (friends,
       or people who follow each other), and `b_i`, both returned shares and answers of at least half of
       the median of the group. The medians are taken among users with a friend and two mutual ties, and
       once more among the users that this admits, so that loud accounts cannot lower them. One friend at
       least must meet the conditions on shares too.
    5. *Core*: the fewest members who hold half of the bonds among members, and those with equal bonds.
    6. *Newcomers* meet the same conditions with a single mutual tie, to a member.
    7. Of the others, users who receive more from the group than they give are *heard*; the rest are its
       *audience*.

    References
    ----------
    Squartini, Picciolo, Ruzzenenti & Garlaschelli (2013), Reciprocity of weighted networks,
    doi:10.1038/srep02729, eq. 3. Efron & Morris (1977), doi:10.1038/scientificamerican0577-119, for
    shrinking rates of few cases.
    """
    exchange = take_exchange(evidence)
    structure, friends = evidence.structure, evidence.friends
    inside = structure.find_inside(labels)
    n_mutual = structure.sum_rows((friends | evidence.follow_each_other)[inside], inside)
    has_two = n_mutual >= MIN_MUTUAL_TIES
    is_even = find_even(exchange, labels, structure.sum_rows(friends[inside], inside) > 0, has_two)
    rows, indices = structure.rows, structure.indices
    among_friends = inside[friends[inside]]
    has_even_friend = _mark(rows[among_friends[is_even[indices[among_friends]]]], len(labels))
    members = is_even & has_two & has_even_friend
    given = structure.sum_rows(exchange.given[inside], inside)
    received = structure.sum_rows(exchange.received[inside], inside)
    role = np.where(received > given * (1 + ROUNDING_MARGIN), HEARD, AUDIENCE).astype(np.int8)
    has_member_friend = _mark(rows[among_friends[members[indices[among_friends]]]], len(labels))
    role[is_even & ~members & has_member_friend] = NEWCOMER
    role[members] = MEMBER
    among_members = inside[members[rows[inside]] & members[indices[inside]]]
    among = structure.sum_rows(bond[among_members], among_members)
    role[_find_core(among, labels, np.flatnonzero(members))] = CORE
    role[labels < 0] = NONE
    returned = structure.sum_rows(exchange.returned[inside], inside)
    total = structure.sum_rows(exchange.given + exchange.received)
    return Admission(role, share_of(2 * returned, total))


def _mark(users: Ints, n_users: int) -> Bools:
    marked = np.zeros(n_users, np.bool_)
    marked[users] = True
    return marked


def _find_core(bond: Floats, labels: Ints, members: Ints64) -> Ints64:
    """Return the fewest members who hold half of the bonds of their group, and their equals."""
    if not len(members):
        return members
    order = members[np.lexsort((members, -bond[members], labels[members]))]
    bond, group = bond[order], labels[order]
    start = np.flatnonzero(np.diff(group, prepend=-1))
    size = np.diff(start, append=len(order))
    before = np.cumsum(bond) - bond
    before -= np.repeat(before[start], size)
    half = CORE_SHARE * np.add.reduceat(bond, start)
    needed = before < np.repeat(half, size) * (1 - ROUNDING_MARGIN)
    last = start + np.add.reduceat(needed.astype(np.int64), start) - 1
    core: Ints64 = order[bond >= np.repeat(bond[last], size) * (1 - ROUNDING_MARGIN)]
    return core
