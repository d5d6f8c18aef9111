"""Presence and mix: amount, regularity and content of a user's posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import count_by, mark_first, sum_by
from tribus._core.durations import MICROSECONDS_PER_DAY
from tribus._core.frozen import freeze_fields
from tribus.community.numbering import NO_TRIBE
from tribus.people.hours import hour_of_week
from tribus.people.rates import Estimate, estimate_rate, estimate_share
from tribus.people.tables import REPOST, UNKNOWN_TIME

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.people.posts import OwnPosts
    from tribus.people.result import People
    from tribus.people.tables import EventTables

FIRST_WORKING_HOUR, LAST_WORKING_HOUR, N_WORKING_DAYS = 9, 18, 5  # 9:00 to 18:00, Monday to Friday


@dataclass(frozen=True, eq=False, kw_only=True)
class Presence:
    """Amount and content of each user's posts; all arrays have the shape `(n_users,)`.

    Attributes
    ----------
    posts
        Number of posts and reposts, float64.
    days
        Days from the first of them to the end of the data, float64; NaN without times.
    per_day
        Posts and reposts a day, shrunk towards the rate of all users (`Estimate`).
    regularity
        Share of the weeks, from the first post on, with a post of the user (`Estimate`).
    working_hours
        Share of the posts from 9:00 to 18:00, Monday to Friday, in the time zone (`Estimate`).
    original, replies, reposts, links
        Shares of the posts and reposts that are neither a reply nor a repost, are replies, are reposts,
        and have a link (`Estimate`); the links are NaN without texts.
    """

    posts: Floats
    days: Floats
    per_day: Estimate
    regularity: Estimate
    working_hours: Estimate
    original: Estimate
    replies: Estimate
    reposts: Estimate
    links: Estimate


MIX = ("original", "replies", "reposts", "links")


def measure_presence(tables: EventTables, posts: OwnPosts, time_zone: str) -> Presence:
    """Return amount and content of each user's posts."""
    n_users = tables.n_users
    user, time, count, n_links = _add_reposts(tables, posts)
    n_posts, n_own = sum_by(user, count, n_users), posts.sum_by_user(n_users)
    n_replies = posts.sum_by_user(n_users, posts.replies)
    has_links = tables.acts.links is not None or tables.posts.links is not None
    dated = time != UNKNOWN_TIME
    user, time = user[dated], time[dated]
    n_dated = count_by(user, n_users)
    first = np.full(n_users, tables.end)
    np.minimum.at(first, user, time)
    days = np.where(n_dated > 0, np.maximum((tables.end - first) / MICROSECONDS_PER_DAY, 1.0), np.nan)
    week = (time - tables.start) // (7 * MICROSECONDS_PER_DAY)
    n_weeks = (tables.end - tables.start) // (7 * MICROSECONDS_PER_DAY) + 1
    active = np.unique(user.astype(np.int64) * n_weeks + week) // n_weeks
    weeks = np.where(n_dated > 0, n_weeks - (first - tables.start) // (7 * MICROSECONDS_PER_DAY), 0)
    hour = hour_of_week(time, time_zone)
    at_work = (hour % 24 >= FIRST_WORKING_HOUR) & (hour % 24 < LAST_WORKING_HOUR)
    at_work &= hour < 24 * N_WORKING_DAYS
    return freeze_fields(
        Presence(
            posts=n_posts,
            days=days,
            per_day=estimate_rate(n_dated, np.nan_to_num(days)),
            regularity=estimate_share(count_by(active, n_users), weeks),
            working_hours=estimate_share(count_by(user[at_work], n_users), n_dated),
            original=estimate_share(n_own - n_replies, n_posts),
            replies=estimate_share(n_replies, n_posts),
            reposts=estimate_share(n_posts - n_own, n_posts),
            links=estimate_share(np.minimum(n_links, n_posts), n_posts * has_links),
        )
    )


def compare_mix(people: People, row: int) -> pd.DataFrame:
    """Return the mix of a user next to the tribe; `Account.mix` documents the columns."""
    import pandas as pd

    presence, view = people.presence, people.tribe_view
    rows = []
    for measure in (*MIX, "working_hours", "regularity"):
        value, low, high = getattr(presence, measure).of(row)
        tribe = np.nan if view is None else _pool_tribe(presence, view.labels, row, measure)
        rows.append((measure, value, low, high, tribe, bool(tribe < low or tribe > high)))
    return pd.DataFrame(rows, columns=["measure", "value", "low", "high", "tribe", "differs"])


def _pool_tribe(presence: Presence, labels: Ints, row: int, measure: str) -> float:
    """Return the mean of a share over the others in the tribe of a user, weighted by their posts."""
    others = (labels == labels[row]) & (labels != NO_TRIBE)
    others[row] = False
    share, weight = getattr(presence, measure).value[others], presence.posts[others]
    known = ~np.isnan(share)
    total = weight[known].sum()
    return float((share[known] * weight[known]).sum() / total) if total else float("nan")


def _add_reposts(tables: EventTables, posts: OwnPosts) -> tuple[Ints, Ints64, Floats, Floats]:
    """Return user, time and count of all posts and reposts, and the number of links of each user."""
    acts = tables.acts
    rows = np.flatnonzero(acts.kind == REPOST)
    source, time, count = acts.source[rows], acts.time[rows], acts.weight(rows)
    links = np.zeros(len(rows), np.bool_) if acts.links is None else acts.links[rows]
    if tables.has_times:  # what a user reposts at one instant is one post
        order = np.lexsort((~links, time, source))
        source, time, links = source[order], time[order], links[order]
        first = mark_first(source, time) | (time == UNKNOWN_TIME)
        source, time, links, count = source[first], time[first], links[first], count[order][first]
    n_links = sum_by(posts.user, posts.count * posts.links, tables.n_users)
    n_links += sum_by(source, count * links, tables.n_users)
    return (
        np.concatenate([posts.user, source]),
        np.concatenate([posts.time, time]),
        np.concatenate([posts.count, count]),
        n_links,
    )
