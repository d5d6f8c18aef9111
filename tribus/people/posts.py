"""The posts of each user: which answer somebody, and which are answered."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import any_of_runs, mark_first, sum_by
from tribus._core.frozen import freeze_fields
from tribus.people.tables import MENTION, NO_THREAD, REPLY, UNKNOWN_TIME

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus.people.messages import MatchedTalk
from tribus.people.tables import EventTables


@dataclass(frozen=True, eq=False, kw_only=True)
class OwnPosts:
    """Posts that users wrote themselves, sorted by user and time; reposts are none.

    What a user writes at one instant is one post, whomever it addresses. In data without times each
    event is one.

    Attributes
    ----------
    user
        Author as an index into `Events.ids`, int32, shape `(n_posts,)`.
    time
        Microseconds since 1970 UTC, int64; -1 without times.
    count
        Number of posts of each row, float64.
    converses
        Whether the post is an answer, or has one, bool.
    replies
        Whether the post is a reply, bool.
    links
        Whether the post has a link, bool; all False without texts.
    """

    user: Ints
    time: Ints64
    count: Floats
    converses: Bools
    replies: Bools
    links: Bools

    def __len__(self) -> int:
        return len(self.user)

    def of(self, user: int) -> slice:
        """Return the rows of a user."""
        start, end = np.searchsorted(self.user, [user, user + 1])
        return slice(int(start), int(end))

    def sum_by_user(self, n_users: int, chosen: Bools | None = None) -> Floats:
        """Return the number of posts of each user, of all posts or of some."""
        weight = self.count if chosen is None else self.count * chosen
        return sum_by(self.user, weight, n_users)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Rows:
    """Parts of posts: the author, the time, and known facts about it."""

    user: Ints
    time: Ints64
    converses: Bools
    replies: Bools
    links: Bools
    count: Floats


def find_posts(tables: EventTables, talk: MatchedTalk) -> OwnPosts:
    """Return the posts of all users.

    Notes
    -----
    A post *converses* if it is the first answer to a message, or has an answer. A post that addresses
    nobody has an answer if somebody else writes in its thread. Where threads are unknown, it has one if
    a reply or quote to its author, which answers no message, follows it before the next such post.
    """
    parts = [_rows_of_talk(tables, talk), _rows_of_activity(tables, talk)]
    if tables.has_times:
        parts.append(_rows_of_answers(talk))
    names = [field.name for field in fields(_Rows)]
    rows = _Rows(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})
    return _join_instants(rows) if tables.has_times else _sort_rows(rows)


def _rows_of_talk(tables: EventTables, talk: MatchedTalk) -> _Rows:
    acts, rows = tables.acts, talk.rows
    return _Rows(
        user=acts.source[rows],
        time=acts.time[rows],
        converses=talk.is_answered,
        replies=acts.kind[rows] == REPLY,
        links=np.zeros(len(rows), np.bool_) if acts.links is None else acts.links[rows],
        count=acts.weight(rows),
    )


def _rows_of_answers(talk: MatchedTalk) -> _Rows:
    """Return the posts that are answers, again; they are joined with themselves."""
    rows, nothing = talk.rows[talk.is_answered], np.zeros(int(talk.is_answered.sum()), np.bool_)
    return _Rows(
        user=talk.acts.target[rows],
        time=talk.answered[talk.is_answered],
        converses=~nothing,
        replies=nothing,
        links=nothing,
        count=np.zeros(len(rows)),
    )


def _rows_of_activity(tables: EventTables, talk: MatchedTalk) -> _Rows:
    posts = tables.posts
    kept = (posts.time != UNKNOWN_TIME) | (not tables.has_times)
    answered = _has_visitors(tables)
    if tables.has_times:
        answered |= _precede_replies(tables, talk)
    n_rows = int(kept.sum())
    return _Rows(
        user=posts.user[kept],
        time=posts.time[kept],
        converses=answered[kept],
        replies=np.zeros(n_rows, np.bool_),
        links=np.zeros(n_rows, np.bool_) if posts.links is None else posts.links[kept],
        count=np.ones(n_rows),
    )


def _has_visitors(tables: EventTables) -> Bools:
    """Return whether another user addresses the author in the thread of each post to nobody."""
    posts, acts = tables.posts, tables.acts
    if acts.thread is None or not len(posts):
        return np.zeros(len(posts), np.bool_)
    rows = np.flatnonzero(acts.talks & (acts.thread != NO_THREAD))
    stride = int(acts.thread.max()) + 1
    visited = acts.target[rows].astype(np.int64) * stride + acts.thread[rows]
    own = posts.user.astype(np.int64) * stride + posts.thread
    found: Bools = (posts.thread != NO_THREAD) & np.isin(own, visited)
    return found


def _precede_replies(tables: EventTables, talk: MatchedTalk) -> Bools:
    """Return whether each post to nobody is the last before a reply to its author that answers none."""
    posts, acts, rows = tables.posts, tables.acts, talk.rows
    found = np.zeros(len(posts), np.bool_)
    if not len(posts):
        return found
    opens = (acts.kind[rows] != MENTION) & ~_are_answers(talk)
    if acts.thread is not None:
        opens &= acts.thread[rows] == NO_THREAD
    rows = rows[opens]
    user = np.concatenate([posts.user, acts.target[rows]])
    time = np.concatenate([posts.time, acts.time[rows]])
    is_reply = np.arange(len(user)) >= len(posts)
    order = np.lexsort((~is_reply, time, user))  # at one instant the reply comes first: it is no answer
    number = np.where(is_reply[order], -1, order)
    last_position = np.maximum.accumulate(np.where(number >= 0, np.arange(len(order)), -1))
    replies = np.flatnonzero(is_reply[order])
    last = last_position[replies]
    same = (last >= 0) & (user[order][last] == user[order][replies])
    dated = same & (time[order][last] != UNKNOWN_TIME)
    found[number[last[dated]]] = True
    return found


def _are_answers(talk: MatchedTalk) -> Bools:
    """Return whether each message is the first answer to another."""
    acts, rows = talk.acts, talk.rows
    answered = talk.is_answered
    asked = rows[answered]
    columns = [
        np.concatenate([acts.source[rows], acts.target[asked]]),
        np.concatenate([acts.target[rows], acts.source[asked]]),
        np.concatenate([acts.time[rows], talk.answered[answered]]),
    ]
    order = np.lexsort(columns[::-1])
    first = mark_first(*(column[order] for column in columns))
    group = np.empty(len(order), np.int64)
    group[order] = np.cumsum(first) - 1
    is_answer = np.zeros(int(first.sum()), np.bool_)
    is_answer[group[len(rows) :]] = True
    found: Bools = is_answer[group[: len(rows)]]
    return found


def _join_instants(rows: _Rows) -> OwnPosts:
    """Join the rows of one user at one time."""
    order = np.lexsort((rows.time, rows.user))
    user, time = rows.user[order], rows.time[order]
    first = np.flatnonzero(mark_first(user, time))
    return freeze_fields(
        OwnPosts(
            user=user[first],
            time=time[first],
            count=np.ones(len(first)),
            converses=any_of_runs(rows.converses[order], first),
            replies=any_of_runs(rows.replies[order], first),
            links=any_of_runs(rows.links[order], first),
        )
    )


def _sort_rows(rows: _Rows) -> OwnPosts:
    """Return one post for each row."""
    keys = (rows.count, rows.links, rows.replies, rows.converses, rows.time, rows.user)
    order = np.lexsort(keys)
    return freeze_fields(
        OwnPosts(
            user=rows.user[order],
            time=rows.time[order],
            count=rows.count[order],
            converses=rows.converses[order],
            replies=rows.replies[order],
            links=rows.links[order],
        )
    )
