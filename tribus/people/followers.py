"""Followers who take part: seen to act towards an account, elsewhere only, or never."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import count_by
from tribus._core.frozen import freeze_fields
from tribus.people.beside import find_similar
from tribus.people.rates import Estimate, estimate_share
from tribus.people.reach import acting_pairs

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Ints64
    from tribus.people.result import People
    from tribus.people.seen import Seen
    from tribus.people.tables import EventTables


@dataclass(frozen=True, eq=False, kw_only=True)
class Followers:
    """Activity of the followers of each user; all arrays have the shape `(n_users,)`.

    Attributes
    ----------
    n_followers
        Number of follows that hold, int64.
    active
        Number of followers who acted towards the user, int64.
    elsewhere
        Number of followers who acted or posted, but never towards the user, int64.
    silent
        Number of followers who never acted, int64.
    unknown
        Number of followers whose activity is unknown, int64.
    share
        Share of active followers, ``(active + 1) / (n_followers + 2)`` (`Estimate`), among those whose
        acts were collected; NaN without any, or if the events have no acts.
    """

    n_followers: Ints64
    active: Ints64
    elsewhere: Ints64
    silent: Ints64
    unknown: Ints64
    share: Estimate


def measure_followers(tables: EventTables, *, is_ego: bool, seen: Seen | None = None) -> Followers:
    """Return the activity of the followers of each user.

    Parameters
    ----------
    tables
        The events.
    is_ego
        Whether the events are exports of single accounts. Then what followers do elsewhere is not in the
        data, and a follower who never acts towards the account may act elsewhere or not: unknown.
    seen
        Whose acts were collected. Of the other followers nothing is known but what they were seen to do
        towards the user, and they do not enter the share. None: of all.
    """
    n_users, follows, acts = tables.n_users, tables.follows, tables.acts
    source, target = (end[follows.holds].astype(np.int64) for end in (follows.source, follows.target))
    is_active = np.isin(target * n_users + source, acting_pairs(tables))
    acts_somewhere = np.zeros(n_users, np.bool_)
    acts_somewhere[acts.source] = True
    acts_somewhere[tables.posts.user] = True
    is_known = np.ones(len(source), np.bool_) if seen is None else seen.is_known[source]
    unseen = ~is_active & (~is_known | (is_ego and seen is None) | (not len(acts)))
    elsewhere = ~is_active & ~unseen & acts_somewhere[source]
    n_followers, active = count_by(target, n_users), count_by(target[is_active], n_users)
    n_known, active_known = (
        count_by(target[rows], n_users) for rows in (is_known, is_active & is_known)
    )
    return freeze_fields(
        Followers(
            n_followers=n_followers,
            active=active,
            elsewhere=count_by(target[elsewhere], n_users),
            silent=count_by(target[~is_active & ~unseen & ~elsewhere], n_users),
            unknown=count_by(target[unseen], n_users),
            share=estimate_share(active_known, n_known * bool(len(acts))),
        )
    )


def compare_followers(people: People, row: int) -> pd.DataFrame:
    """Return the followers of a user by activity; `Account.followers` documents the columns."""
    import pandas as pd

    followers = people.follower_activity
    groups = {
        "active": followers.active,
        "elsewhere": followers.elsewhere,
        "silent": followers.silent,
        "unknown": followers.unknown,
    }
    total, similar = followers.n_followers, find_similar(people, row)
    rows = []
    for name, counts in groups.items():
        share = estimate_share(counts[[row]], total[[row]])
        alike = total[similar].sum()
        typical = counts[similar].sum() / alike if alike else np.nan
        rows.append((name, int(counts[row]), *share.of(0), float(typical)))
    return pd.DataFrame(rows, columns=["group", "followers", "share", "low", "high", "similar_accounts"])
