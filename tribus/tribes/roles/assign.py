"""Role assignment: members, heard users and audience of each group, by their exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64
    from tribus.ties.evidence import Evidence

ROLES = ("core", "member", "newcomer", "heard", "audience", "none")
CORE, MEMBER, NEWCOMER, HEARD, AUDIENCE, NONE = range(len(ROLES))

MAX_UNANSWERED_EVENTS = 10.0  # of one sender, which count against a user who gave less
MIN_MUTUAL_TIES = 2  # inside the group, of a member
MIN_SHARE_OF_MEDIAN = 0.5  # reciprocity and share of answers, relative to the median of the group
PRIOR_EVENTS = 4.0  # typical events added to the events of each user
PRIOR_PEOPLE = 2.0  # typical people added to the contacts of each user
CORE_SHARE = 0.5  # of the bonds among members, which the core holds
ROUNDING_MARGIN = 1e-9  # relative difference of sums that differ by rounding only


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


class GroupExchange(NamedTuple):
    """Sums over the ties of every user inside their group, each float64 of shape `(n_users,)`.

    Attributes
    ----------
    out_strength, in_strength
        Exchange to and from the others, faded and weighted by kind. Of the received exchange only the
        part that counts, ``y_ji`` in `assign_roles`.
    returned
        `Σ min(x_ij, x_ji)`.
    friends, mutual_ties
        Number of friends, and of friends or people who follow each other.
    contacted, contacted_by, mutual
        Number of people to whom the user turned, who turned to the user, and both.
    total, total_returned
        Exchange to and from everybody, in any group or none, and its returned part.
    all_contacts, all_mutual
        Number of people with contact in a direction, and in both, in any group or none.
    """

    out_strength: Floats
    in_strength: Floats
    returned: Floats
    friends: Floats
    mutual_ties: Floats
    contacted: Floats
    contacted_by: Floats
    mutual: Floats
    total: Floats
    total_returned: Floats
    all_contacts: Floats
    all_mutual: Floats


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
    2. *Reciprocity* of i within T is `b_i = 2 Σ_j∈T min(x_ij, x_ji) / Σ_j∈T (x_ij + y_ji)`, the
       reciprocated strength of Squartini et al. (2013). It is shrunk towards the reciprocity of i with
       everybody by four events, and that towards the median of the group by four more: little can be
       said from few events, and a guru who answers hardly anybody needs more than two polite answers.
    3. *Answers*: the number of people in T with contact both ways, relative to the larger of the number
       of people to whom i turned and of those who turned to i. It is shrunk by two people towards the
       same share among everybody, and that towards the share of the network by two more.
    4. *Members* have a friend in T (`tribus.ties.exchange.are_friends`), two mutual ties in T (friends,
       or people who follow each other), and `b_i` and answers of at least half of the median of the
       group. The medians are taken among users with a friend and two mutual ties, and once more among
       the users that this admits, so that loud accounts cannot lower them. One friend at least must
       meet the last two conditions too.
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
    sums = _sum_exchange(evidence, labels)
    out_strength, in_strength = sums.out_strength, sums.in_strength
    is_even = _find_even(sums, labels)
    structure = evidence.structure
    inside = structure.find_inside(labels)
    rows, indices = structure.rows, structure.indices
    among_friends = inside[evidence.friends[inside]]
    has_even_friend = _mark(rows[among_friends[is_even[indices[among_friends]]]], len(labels))
    members = is_even & (sums.mutual_ties >= MIN_MUTUAL_TIES) & has_even_friend
    role = np.where(in_strength > out_strength * (1 + ROUNDING_MARGIN), HEARD, AUDIENCE).astype(np.int8)
    has_member_friend = _mark(rows[among_friends[members[indices[among_friends]]]], len(labels))
    role[is_even & ~members & has_member_friend] = NEWCOMER
    role[members] = MEMBER
    among_members = inside[members[rows[inside]] & members[indices[inside]]]
    among = structure.sum_rows(bond[among_members], among_members)
    role[_find_core(among, labels, np.flatnonzero(members))] = CORE
    role[labels < 0] = NONE
    return Admission(role, share_of(2 * sums.returned, sums.total))


def _mark(users: Ints, n_users: int) -> Bools:
    marked = np.zeros(n_users, np.bool_)
    marked[users] = True
    return marked


def _sum_exchange(evidence: Evidence, labels: Ints) -> GroupExchange:
    structure, reverse = evidence.structure, evidence.structure.reverse
    given, turned = evidence.exchange(faded=True), evidence.talk > 0
    received, answered = given[reverse], turned[reverse]
    received = np.minimum(received, np.maximum(given, MAX_UNANSWERED_EVENTS))
    returned = np.minimum(given, received)
    inside = structure.find_inside(labels)
    friends = evidence.friends
    in_group = (
        given,
        received,
        returned,
        friends,
        friends | evidence.follow_each_other,
        turned,
        answered,
        turned & answered,
    )
    everywhere = given + received, returned, turned | answered, turned & answered
    return GroupExchange(
        *(structure.sum_rows(values[inside], inside) for values in in_group),
        *(structure.sum_rows(values) for values in everywhere),
    )


def _find_even(sums: GroupExchange, labels: Ints) -> Bools:
    """Return whether the exchange of each user with the group is as even as is usual there."""
    both = sums.out_strength + sums.in_strength
    contacts = np.maximum(sums.contacted, sums.contacted_by)
    typical = (sums.all_mutual.sum() + 1.0) / (sums.all_contacts.sum() + 2.0)
    own_answers = (sums.all_mutual + PRIOR_PEOPLE * typical) / (sums.all_contacts + PRIOR_PEOPLE)
    answers = (sums.mutual + PRIOR_PEOPLE * own_answers) / (contacts + PRIOR_PEOPLE)
    candidates = (sums.friends > 0) & (sums.mutual_ties >= MIN_MUTUAL_TIES) & (labels >= 0)
    is_even: Bools = np.zeros(len(labels), np.bool_)
    for _ in range(2):
        usual = median_by_group(share_of(2 * sums.returned, both), labels, candidates)
        own = (2 * sums.total_returned + PRIOR_EVENTS * usual) / (sums.total + PRIOR_EVENTS)
        reciprocity = (2 * sums.returned + PRIOR_EVENTS * own) / (both + PRIOR_EVENTS)
        is_even = labels >= 0
        for values in (reciprocity, answers):
            least = MIN_SHARE_OF_MEDIAN * median_by_group(values, labels, candidates)
            is_even = is_even & (values >= least * (1 - ROUNDING_MARGIN))
        candidates = candidates & is_even
    return is_even & (sums.friends > 0)


def median_by_group(values: Floats, labels: Ints, chosen: Bools) -> Floats:
    """Return for each user the median of the chosen users of their group; 0 where none is chosen."""
    users = np.flatnonzero(chosen)
    if not len(users):
        return np.zeros(len(labels))
    order = users[np.lexsort((values[users], labels[users]))]
    group, start, size = np.unique(labels[order], return_index=True, return_counts=True)
    low, high = values[order[start + (size - 1) // 2]], values[order[start + size // 2]]
    median = np.zeros(int(labels.max()) + 2)  # the last is for users without a group
    median[group] = (low + high) / 2
    of_users: Floats = median[labels]
    return of_users


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


def share_of(part: Floats, whole: Floats) -> Floats:
    """Return a part as a share of the whole, 0 to 1; 0 where the whole is 0."""
    return np.clip(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0), 0.0, 1.0)
