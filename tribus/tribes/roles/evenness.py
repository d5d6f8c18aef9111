"""Evenness: whether the exchange of each user with a group is as even as is usual there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus.ties.expected_reply import share_answered

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.ties.evidence import Evidence
    from tribus.ties.structure import TieStructure

MAX_UNANSWERED_EVENTS = 10.0  # of one sender, which count against a user who gave less
MIN_SHARE_OF_MEDIAN = 0.5  # of each share of a member, relative to the median of the group
PRIOR_EVENTS = 4.0  # typical events added to the events of each user
PRIOR_PEOPLE = 2.0  # typical people added to the contacts of each user
ROUNDING_MARGIN = 1e-9  # relative difference of sums that differ by rounding only


class Exchange(NamedTuple):
    """The exchange on every tie; symbols as in `assign_roles`.

    Attributes
    ----------
    structure
        Sparsity structure of the ties.
    given, received, returned
        ``x_ij``, ``y_ji`` and ``min(x_ij, x_ji)``, float64, shape `(n_nonzeros,)`.
    turned
        Whether i turned to j, bool.
    given_share, received_share
        The part of an unanswered event that counts for i: how usually j answers, and how usually j gets
        an answer, relative to the network, 0 to 1, float64.
    """

    structure: TieStructure
    given: Floats
    received: Floats
    returned: Floats
    turned: Bools
    given_share: Floats
    received_share: Floats


class ExchangeSums(NamedTuple):
    """Sums over some ties of every user, each float64 of shape `(n_users,)`.

    Attributes
    ----------
    given, received
        Exchange to and from the others, as far as it counts.
    returned
        The part that is returned.
    turned_to, turned_from
        Number of people to whom the user turned, and who turned to the user, as far as they count.
    mutual
        Number of people who did both.
    """

    given: Floats
    received: Floats
    returned: Floats
    turned_to: Floats
    turned_from: Floats
    mutual: Floats


def take_exchange(evidence: Evidence) -> Exchange:
    """Return the exchange on every tie of a network."""
    structure = evidence.structure
    given, turned = evidence.exchange(faded=True), evidence.talk > 0
    received, answered = given[structure.reverse], turned[structure.reverse]
    received = np.minimum(received, np.maximum(given, MAX_UNANSWERED_EVENTS))
    typical = share_answered(float((turned & answered).sum()), float(turned.sum()))
    answers, is_answered = (np.minimum(rates / typical, 1.0) for rates in evidence.response_rates)
    return Exchange(
        structure=structure,
        given=given,
        received=received,
        returned=np.minimum(given, received),
        turned=turned,
        given_share=answers[structure.indices],
        received_share=is_answered[structure.indices],
    )


def sum_exchange(exchange: Exchange, index: Ints64 | slice = slice(None)) -> ExchangeSums:
    """Return the sums over some nonzeros of every user, or over all."""
    structure = exchange.structure
    given, received, returned = (values[index] for values in exchange[1:4])
    given_share, received_share = exchange.given_share[index], exchange.received_share[index]
    turned = exchange.turned[index]
    answered = exchange.turned[structure.reverse[index]]
    mutual = (turned & answered).astype(np.float64)
    values = (
        returned + given_share * (given - returned),
        returned + received_share * (received - returned),
        returned,
        np.where(turned, np.maximum(mutual, given_share), 0.0),
        np.where(answered, np.maximum(mutual, received_share), 0.0),
        mutual,
    )
    if isinstance(index, slice):
        return ExchangeSums(*map(structure.sum_rows, values))
    return ExchangeSums(*(structure.sum_rows(value, index) for value in values))


def find_even(exchange: Exchange, labels: Ints, has_friend: Bools, has_two: Bools) -> Bools:
    """Return whether the exchange of each user with the group is as even as is usual there.

    Parameters
    ----------
    exchange
        The exchange on every tie.
    labels
        Group of each user, -1 for none, shape `(n_users,)`.
    has_friend, has_two
        Whether each user has a friend in the group, and two mutual ties, bool, shape `(n_users,)`.

    Notes
    -----
    Conditions 2 and 3 of `assign_roles`.
    """
    own, everybody = (
        sum_exchange(exchange, exchange.structure.find_inside(labels)),
        sum_exchange(exchange),
    )
    answers = _shrink_answers(own, everybody)
    candidates = has_friend & has_two & (labels >= 0)
    is_even: Bools = np.zeros(len(labels), np.bool_)
    for _ in range(2):
        is_even = labels >= 0
        for values in (*_shrink_returned(own, everybody, labels, candidates), answers):
            least = MIN_SHARE_OF_MEDIAN * median_by_group(values, labels, candidates)
            is_even = is_even & (values >= least * (1 - ROUNDING_MARGIN))
        candidates = candidates & is_even
    return is_even & has_friend


def _shrink_answers(own: ExchangeSums, everybody: ExchangeSums) -> Floats:
    """Return the share of people in the group with contact both ways."""
    people = everybody.turned_to + everybody.turned_from - everybody.mutual
    typical = (everybody.mutual.sum() + 1.0) / (people.sum() + 2.0)
    usual = (everybody.mutual + PRIOR_PEOPLE * typical) / (people + PRIOR_PEOPLE)
    contacts = np.maximum(own.turned_to, own.turned_from)
    answers: Floats = (own.mutual + PRIOR_PEOPLE * usual) / (contacts + PRIOR_PEOPLE)
    return answers


def _shrink_returned(
    own: ExchangeSums, everybody: ExchangeSums, labels: Ints, candidates: Bools
) -> tuple[Floats, Floats, Floats]:
    """Return the reciprocity in the group, and the returned shares of what is received, and given."""

    def usual(part: Floats, whole: Floats) -> Floats:
        return PRIOR_EVENTS * median_by_group(share_of(part, whole), labels, candidates)

    both = own.given + own.received
    total = everybody.given + everybody.received
    with_all = (2 * everybody.returned + usual(2 * own.returned, both)) / (total + PRIOR_EVENTS)
    reciprocity = (2 * own.returned + PRIOR_EVENTS * with_all) / (both + PRIOR_EVENTS)
    of_received, of_given = (
        (everybody.returned + usual(own.returned, inside)) / (everywhere + PRIOR_EVENTS)
        for inside, everywhere in ((own.received, everybody.received), (own.given, everybody.given))
    )
    return reciprocity, of_received, of_given


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


def share_of(part: Floats, whole: Floats) -> Floats:
    """Return a part as a share of the whole, 0 to 1; 0 where the whole is 0."""
    return np.clip(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0), 0.0, 1.0)
