"""Conversation and monologue: the share of a user's activity that is exchange with others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import count_by, sum_by
from tribus._core.frozen import freeze_fields
from tribus.people.rates import Estimate, estimate_rate, estimate_share
from tribus.people.tables import REPLY

if TYPE_CHECKING:
    from tribus._core.arrays import Floats, Ints64
    from tribus.people.messages import Messages
    from tribus.people.posts import OwnPosts
    from tribus.people.tables import Acts, EventTables


@dataclass(frozen=True, eq=False, kw_only=True)
class Conversation:
    """How each user converses; all arrays have the shape `(n_users,)`.

    Attributes
    ----------
    acts
        Number of replies, mentions, quotes, reposts, likes, and posts to nobody of the user, float64.
    addressed
        Share of the acts that are messages (`Estimate`).
    sent, sent_answered
        Number of messages of the user, and of those with an answer, int64.
    returned
        Share of the messages of the user that have an answer (`Estimate`).
    exchanges
        Number of messages from or to the user with an answer, float64. In data without times, of each
        pair of users the smaller of both numbers of messages.
    posts
        Number of posts that the user wrote, float64; reposts do not count.
    per_post
        Exchanges per post (`Estimate`); NaN without posts.
    talks_with
        Number of people with whom the user has an exchange, int64.
    talks_about
        Number of people whom the user only mentions: never replied to, and without a message from them,
        int64.
    with_share
        ``talks_with / (talks_with + talks_about)`` (`Estimate`).
    monologue
        Share of the posts that neither are an answer nor have one, 0 to 1 (`Estimate`); NaN without
        posts.
    """

    acts: Floats
    addressed: Estimate
    sent: Ints64
    sent_answered: Ints64
    returned: Estimate
    exchanges: Floats
    posts: Floats
    per_post: Estimate
    talks_with: Ints64
    talks_about: Ints64
    with_share: Estimate
    monologue: Estimate


def measure_conversation(tables: EventTables, messages: Messages, posts: OwnPosts) -> Conversation:
    """Return how each user converses."""
    n_users, acts = tables.n_users, tables.acts
    n_acts = sum_by(acts.source, acts.weight(), n_users) + count_by(tables.posts.user, n_users)
    n_talk = sum_by(acts.source[acts.talks], acts.weight(acts.talks), n_users)
    sent = count_by(messages.sender, n_users)
    sent_answered = count_by(messages.sender[messages.is_answered], n_users)
    exchanges = count_exchanges(messages, n_users, has_times=tables.has_times)
    n_posts = posts.sum_by_user(n_users)
    talks_with, talks_about = _count_partners(acts, messages, n_users)
    return freeze_fields(
        Conversation(
            acts=n_acts,
            addressed=estimate_share(n_talk, n_acts),
            sent=sent,
            sent_answered=sent_answered,
            returned=estimate_share(sent_answered, sent),
            exchanges=exchanges,
            posts=n_posts,
            per_post=estimate_rate(exchanges, n_posts),
            talks_with=talks_with,
            talks_about=talks_about,
            with_share=estimate_share(talks_with, talks_with + talks_about),
            monologue=estimate_share(posts.sum_by_user(n_users, ~posts.converses), n_posts),
        )
    )


def count_exchanges(messages: Messages, n_users: int, *, has_times: bool) -> Floats:
    """Return the number of answered messages from and to each user."""
    answered = messages.is_answered
    sender, receiver = messages.sender[answered], messages.receiver[answered]
    if has_times:
        return (count_by(sender, n_users) + count_by(receiver, n_users)).astype(np.float64)
    low, high = np.minimum(sender, receiver), np.maximum(sender, receiver)
    pairs, pair = np.unique(low.astype(np.int64) * n_users + high, return_inverse=True)
    count, forward = messages.count[answered], sender == low
    least = np.minimum(
        sum_by(pair, count * forward, len(pairs)), sum_by(pair, count * ~forward, len(pairs))
    )
    return sum_by(np.concatenate(np.divmod(pairs, n_users)), np.tile(least, 2), n_users)


def _count_partners(acts: Acts, messages: Messages, n_users: int) -> tuple[Ints64, Ints64]:
    """Return the number of people with an exchange, and of people who are only mentioned."""
    answered = messages.is_answered
    sender, receiver = (end[answered].astype(np.int64) for end in (messages.sender, messages.receiver))
    partners = np.unique(np.concatenate([sender * n_users + receiver, receiver * n_users + sender]))
    talks = np.flatnonzero(acts.talks)
    source, target = acts.source[talks].astype(np.int64), acts.target[talks].astype(np.int64)
    addressed, is_reply = source * n_users + target, acts.kind[talks] == REPLY
    spoken = np.unique(np.concatenate([addressed[is_reply], target * n_users + source]))
    mentioned = np.setdiff1d(addressed[~is_reply], spoken)
    return (
        count_by(partners // n_users, n_users),
        count_by(mentioned // n_users, n_users),
    )
