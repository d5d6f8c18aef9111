"""An account with planted relations, and outcomes whose shares are planted.

Three groups of people exchange replies in four windows of 30 days. The account is in the first group.
Its *friends* exchange with it in each window; the rest of its group, its *tribe*, never does. Some
people of the other groups liked one of its posts: the *audience*. All others are *strangers*.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

import tribus as tb
from tests.studies.timelines import DAY, START
from tribus.returns.permutation import find_strata, measure_activity

ACCOUNT = 0
RELATIONS = ("friend", "tribe", "audience", "stranger")
GROUP_SIZES = (141, 120, 120)
N_FRIENDS, N_AUDIENCE = 80, 100
WINDOW_DAYS, N_WINDOWS = 30, 4
PARTNERS = 6  # of each person in a window, in the same group but for `MIXING`
MIXING = 0.1
BUYER_SHARES = (0.4, 0.2, 0.3, 0.1)  # of the buyers, by relation
AMOUNTS = (3.0, 1.5, 1.0, 1.0)  # mean amount by relation, as a multiple of the same
SPREAD = 0.8  # of the logarithm of an amount
MORE_OUTCOMES = 0.5  # mean number of outcomes of a buyer after the first


class PlantedReturn(NamedTuple):
    """The timeline of a society, and the relation of each user to the account, -1 for the account."""

    timeline: tb.Timeline
    relation: np.ndarray


def plant_relations(seed):
    """Return a society with planted relations to its account."""
    generator = np.random.default_rng([seed, 25])
    group = np.repeat(np.arange(len(GROUP_SIZES)), GROUP_SIZES)
    others = generator.permutation(np.flatnonzero(group > 0))
    relation = np.full(len(group), RELATIONS.index("stranger"))
    relation[group == 0] = RELATIONS.index("tribe")
    relation[others[:N_AUDIENCE]] = RELATIONS.index("audience")
    friends = 1 + generator.choice(GROUP_SIZES[0] - 1, N_FRIENDS, replace=False)
    relation[friends] = RELATIONS.index("friend")
    relation[ACCOUNT] = -1
    tables = [_draw_likes(generator, others[:N_AUDIENCE])]
    for window in range(N_WINDOWS):
        tables += [_draw_replies(generator, group, window), _draw_friends(generator, friends, window)]
    frame = pd.concat(tables, ignore_index=True)
    frame["time"] = START + pd.to_timedelta(frame.pop("day"), unit="D")
    events = tb.Events.from_frame(frame, kind="kind", time="time", progress=False)
    timeline = tb.trace_tribes(events, window="30d", step="30d", resamples=2, progress=False)
    return PlantedReturn(timeline, relation)


def _draw_likes(generator, audience):
    days = generator.uniform(0, WINDOW_DAYS, len(audience))
    return pd.DataFrame({"source": audience, "target": ACCOUNT, "kind": "like", "day": days})


def _draw_replies(generator, group, window):
    """Return an exchange of each person with some others of the same group, and a few of any group."""
    people = np.flatnonzero(np.arange(len(group)) != ACCOUNT)
    source = np.repeat(people, PARTNERS)
    order = people[np.argsort(group[people], kind="stable")]
    ends = [np.searchsorted(group[order], group[source], side) for side in ("left", "right")]
    inside = order[generator.integers(*ends)]
    target = np.where(
        generator.random(len(source)) < MIXING, generator.choice(people, len(source)), inside
    )
    kept = source != target
    return _exchange(generator, source[kept], target[kept], window)


def _draw_friends(generator, friends, window):
    return _exchange(generator, np.full(2 * len(friends), ACCOUNT), np.tile(friends, 2), window)


def _exchange(generator, one, other, window):
    """Return a reply of each pair in both directions, at random times of a window."""
    days = (window + generator.random(2 * len(one))) * WINDOW_DAYS
    ends = np.concatenate([one, other]), np.concatenate([other, one])
    return pd.DataFrame({"source": ends[0], "target": ends[1], "kind": "reply", "day": days})


def draw_outcomes(relation, n_buyers, seed):
    """Return outcomes of buyers whose relations are drawn with `BUYER_SHARES`."""
    generator = np.random.default_rng([seed, 26])
    wanted = np.bincount(generator.choice(len(RELATIONS), n_buyers, p=BUYER_SHARES), minlength=4)
    buyers = [
        generator.choice(np.flatnonzero(relation == number), n, replace=False)
        for number, n in enumerate(wanted)
    ]
    return _draw_amounts(generator, np.concatenate(buyers), np.array(AMOUNTS)[relation])


def draw_independent_outcomes(planted, n_buyers, seed):
    """Return outcomes of buyers chosen by the activity of their stratum, whatever their relation."""
    generator = np.random.default_rng([seed, 27])
    ids = np.array(planted.timeline.counts.ids.to_pylist())
    others = np.flatnonzero(ids != ACCOUNT)
    activity, chance = measure_activity(planted.timeline)[others], np.zeros(len(ids))
    _, stratum, n_people = np.unique(find_strata(activity), return_inverse=True, return_counts=True)
    chance[others] = (np.bincount(stratum, activity) / n_people)[stratum]
    buyers = generator.choice(ids, n_buyers, replace=False, p=chance / chance.sum())
    return _draw_amounts(generator, buyers, np.ones(len(planted.relation)))


def _draw_amounts(generator, buyers, multiple):
    """Return outcomes in the last two windows, with lognormal amounts."""
    user = np.repeat(buyers, 1 + generator.poisson(MORE_OUTCOMES, len(buyers)))
    days = WINDOW_DAYS * generator.uniform(N_WINDOWS - 2, N_WINDOWS, len(user))
    amount = multiple[user] * generator.lognormal(3.0, SPREAD, len(user))
    return pd.DataFrame({"user": user, "time": START + days * DAY, "amount": amount})


def planted_shares():
    """Return the planted share of each relation in the amounts."""
    parts = np.array(BUYER_SHARES) * AMOUNTS
    return parts / parts.sum()
