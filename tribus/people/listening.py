"""Listening: whether accounts follow and answer the people who turn to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import show
from tribus._core.counts import count_by
from tribus._core.frozen import freeze_fields
from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError
from tribus.people.rates import Estimate, estimate_share
from tribus.people.waiting import list_waiting, to_moments

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from tribus._core.arrays import Ints64
    from tribus.people.messages import Messages
    from tribus.people.result import People
    from tribus.people.tables import EventTables


@dataclass(frozen=True, eq=False, kw_only=True)
class Listening:
    """Whether each user follows those who write and those who follow; shape `(n_users,)`.

    Attributes
    ----------
    followers, following
        Number of follows that hold, to and from the user, int64.
    follows_writers
        Share of the people who sent the user a message whom the user follows (`Estimate`).
    follows_back
        Share of the followers whom the user follows (`Estimate`).
    followed_back
        Share of the users whom the user follows that follow back (`Estimate`).
    """

    followers: Ints64
    following: Ints64
    follows_writers: Estimate
    follows_back: Estimate
    followed_back: Estimate


def measure_listening(tables: EventTables, messages: Messages) -> Listening:
    """Return whom each user follows of those who write and of those who follow.

    Notes
    -----
    Follows that were undone do not count. All shares are shrunk, ``(n + 1) / (N + 2)``, and NaN for
    users with nobody to follow. Users whose follows are not in the data seem to follow nobody, so all
    shares of follows are NaN if the data have no follow.
    """
    n_users, follows = tables.n_users, tables.follows
    source, target = (end[follows.holds].astype(np.int64) for end in (follows.source, follows.target))
    given, received = source * n_users + target, target * n_users + source
    mutual = np.isin(given, received)
    writers = np.unique(messages.receiver.astype(np.int64) * n_users + messages.sender)
    receiver = writers // n_users
    heard = count_by(receiver[np.isin(writers, given)], n_users)
    n_writers = count_by(receiver, n_users) * bool(len(given))
    followers, following = count_by(target, n_users), count_by(source, n_users)
    returned = count_by(source[mutual], n_users)
    return freeze_fields(
        Listening(
            followers=followers,
            following=following,
            follows_writers=estimate_share(heard, n_writers),
            follows_back=estimate_share(returned, followers),
            followed_back=estimate_share(returned, following),
        )
    )


def list_customers(people: People, row: int, customers: Iterable[Any]) -> pd.DataFrame:
    """Return what an account does for each customer; `Account.customers` documents the columns."""
    import pandas as pd

    if isinstance(customers, (str, bytes)) or not hasattr(customers, "__iter__"):
        raise OptionError(f"customers must be a list of users, got {show(customers)}")
    users = list(dict.fromkeys(customers))
    if not users:
        raise OptionError("customers has no user; name at least one")
    known = np.array([user in people for user in users], np.bool_)
    if not known.any():
        people.row_of(users[0])  # an error that suggests near matches
    others = np.array([people.row_of(user) for user in users if user in people], np.int64)
    messages, own = people.messages, people.messages.received_by(row)
    sender, is_answered = messages.sender[own], messages.is_answered[own]
    n_users, follows = len(people), people.tables.follows
    waits = np.full(n_users, np.iinfo(np.int64).max)
    np.minimum.at(waits, sender[~is_answered], messages.since[own][~is_answered])
    has_waited = waits < np.iinfo(np.int64).max
    following, followers = np.zeros((2, n_users), np.bool_)
    following[follows.target[follows.holds & (follows.source == row)]] = True
    followers[follows.source[follows.holds & (follows.target == row)]] = True
    columns = {
        "follows": following[others],
        "followed_by": followers[others],
        "messages": count_by(sender, n_users)[others],
        "answered": count_by(sender[is_answered], n_users)[others],
    }
    frame = pd.DataFrame({"user": users, "known": known})
    for name, values in columns.items():
        spread = np.zeros(len(users), values.dtype)
        spread[known] = values
        frame[name] = spread
    since = np.full(len(users), -1)
    since[known] = np.where(has_waited[others], waits[others], -1)
    frame["waiting_since"] = to_moments(since)
    return frame


def suggest_listening(people: People, row: int) -> pd.DataFrame:
    """Return people of the tribe whose messages wait; `Account.listen_to` documents the columns."""
    view = people.tribe_view
    if view is None:
        raise OptionError(
            "listen_to needs tribes; measure the people with measure_people(events, tribes)"
        )
    waiting = list_waiting(people, row)
    rows = np.array([people.row_of(user) for user in waiting["user"]], np.int64)
    inside = (view.labels[rows] == view.labels[row]) & (view.labels[rows] != NO_TRIBE)
    columns = ["user", "since", "hours", "messages", "exchanges", "bond"]
    own = waiting.loc[inside, columns].sort_values(
        ["bond", "since"], ascending=[False, True], kind="stable"
    )
    total = own.groupby("user", sort=False)["messages"].sum()
    first = own.drop_duplicates("user").reset_index(drop=True)
    frame: pd.DataFrame = first.assign(messages=first["user"].map(total).astype(np.float64))
    return frame
