"""Reach and applause: who acted towards a user, and the likes and reposts of each post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import count_by, sum_by
from tribus._core.frozen import freeze_fields
from tribus.people.rates import Estimate, estimate_rate

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64
    from tribus.people.tables import EventTables


@dataclass(frozen=True, eq=False, kw_only=True)
class Reach:
    """Reach and applause of each user; all arrays have the shape `(n_users,)`.

    Attributes
    ----------
    people
        Number of distinct people who acted towards the user, int64: by a reply, mention, quote, repost
        or like, never by a follow.
    applause
        Number of likes and reposts that the user received, float64.
    per_post
        Applause per post of the user (`Estimate`); NaN without posts.
    """

    people: Ints64
    applause: Floats
    per_post: Estimate


def measure_reach(tables: EventTables, n_posts: Floats) -> Reach:
    """Return the reach and the applause of each user.

    Parameters
    ----------
    tables
        The events.
    n_posts
        Number of posts of each user.
    """
    acts, n_users = tables.acts, tables.n_users
    people = count_by(acting_pairs(tables) // n_users, n_users)
    applauds = acts.applauds
    applause = sum_by(acts.target[applauds], acts.weight(applauds), n_users)
    return freeze_fields(
        Reach(people=people, applause=applause, per_post=estimate_rate(applause, n_posts))
    )


def acting_pairs(tables: EventTables) -> Ints64:
    """Return the distinct ``target * n_users + source`` of all acts, sorted."""
    acts = tables.acts
    return np.unique(acts.target.astype(np.int64) * tables.n_users + acts.source)
