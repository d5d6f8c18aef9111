"""Permutation test of outcomes over people of equal activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.counts import sum_by
from tribus.returns.contacts import UNKNOWN

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64
    from tribus.returns.contacts import Contacts
    from tribus.timeline import Timeline

MIN_STRATUM = 20  # people of a stratum, except the most active ones


class PermutedShares(NamedTuple):
    """Shares of the relations when outcomes are given to other people of equal activity.

    Attributes
    ----------
    share
        Observed share of each relation among people of the timeline, float64, shape `(4,)`.
    drawn
        The same in each permutation, shape `(n_permutations, 4)`.
    p_value
        Probability of a share as large, under independence.
    """

    share: Floats
    drawn: Floats
    p_value: Floats


def permute_outcomes(
    contacts: Contacts,
    activity: Floats,
    outcomes: tuple[Ints64, Ints64, Floats],
    *,
    account: int,
    permutations: int,
    seed: int,
) -> PermutedShares:
    """Return the shares of the relations among permutations of people of equal activity.

    Parameters
    ----------
    contacts
        Contacts of the account.
    activity
        Acts given by each user, float64, shape `(n_users,)`.
    outcomes
        Person, time and weight of the outcomes of people of the timeline.
    account
        Index of the account, which has no outcomes.
    permutations
        Number of permutations.
    seed
        Seed of the permutations.

    Notes
    -----
    In a permutation, all outcomes of a person go to another person of the same stratum, at the same
    times, and their relations are found again. Strata are runs of at least 20 people by activity; people
    of equal activity are in one stratum. The p-value is ``(1 + k) / (1 + n)`` with k of n permutations
    that have a share at least as large (Phipson & Smyth 2010, doi:10.2202/1544-6115.1585).
    """
    person, time, weight = outcomes
    users = np.delete(np.arange(contacts.n_users), account)
    stratum = find_strata(activity[users])
    generator = np.random.default_rng(seed)
    buyers, buyer = np.unique(person, return_inverse=True)
    sorted_users = np.argsort(stratum, kind="stable")
    place = np.empty(contacts.n_users, np.int64)  # of each user in the order of strata
    place[users[sorted_users]] = np.arange(len(users))
    total = max(float(weight.sum()), 1e-300)

    def measure(people: Ints64) -> Floats:
        relation = contacts.relation(people[buyer], time)
        return sum_by(relation, weight, UNKNOWN) / total

    observed, drawn = measure(buyers), np.empty((permutations, UNKNOWN))
    for number in range(permutations):
        keys = stratum[sorted_users] + generator.random(len(users))
        order = np.argsort(keys)
        drawn[number] = measure(users[sorted_users[order]][place[buyers]])
    at_least = (drawn >= observed * (1 - 1e-12)).sum(axis=0)
    return PermutedShares(observed, drawn, (1 + at_least) / (1 + permutations))


def find_strata(activity: Floats) -> Ints64:
    """Return the stratum of each user: runs of at least 20 people by activity, equal ones together."""
    _, level, count = np.unique(activity, return_inverse=True, return_counts=True)
    before = np.cumsum(count) - count
    strata: Ints64 = (before // MIN_STRATUM)[level]
    return strata


def measure_activity(timeline: Timeline) -> Floats:
    """Return the number of acts that each user gives, other than follows."""
    counts = timeline.counts
    per_link = np.add.reduceat(counts.values, counts.start[:-1]) if len(counts.links) else np.empty(0)
    return sum_by(counts.links.source, per_link, counts.n_users)
