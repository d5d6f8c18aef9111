"""Who left: people who stopped answering an account, or follow it no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.counts import count_by, mark_first
from tribus.people.tables import UNKNOWN_TIME
from tribus.people.waiting import to_moments

if TYPE_CHECKING:
    import pandas as pd

    from tribus.people.result import People

MIN_ANSWERS_BEFORE_LEAVING = 3  # to the account; the wait after them must be the longest


def list_departures(people: People, row: int) -> pd.DataFrame:
    """Return who left a user, and when; `Account.departures` documents the columns."""
    import pandas as pd

    parts = [_list_silent(people, row), _list_unfollowed(people, row)]
    frame = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    order = np.lexsort((frame["row"], -frame["since"]))
    frame = frame.iloc[order].reset_index(drop=True)
    frame.insert(0, "user", people.users_of_rows(frame.pop("row").tolist()))
    frame["what"] = np.array(["stopped answering", "unfollowed"], object)[frame["what"].to_numpy()]
    frame["since"] = to_moments(frame["since"].to_numpy())
    return frame


def _list_silent(people: People, row: int) -> dict[str, Any]:
    """Return the people with a message of the user that waits longer than all the answered ones did."""
    messages, tables = people.messages, people.tables
    sent = np.flatnonzero(messages.sender == row) if tables.has_times else np.empty(0, np.int64)
    other, is_answered = messages.receiver[sent].astype(np.int64), messages.is_answered[sent]
    wait, n_users = messages.wait(tables.end)[sent], len(people)
    longest, waiting, last = (np.full(n_users, -1) for _ in range(3))
    np.maximum.at(longest, other[is_answered], wait[is_answered])
    np.maximum.at(last, other[is_answered], messages.answered[sent][is_answered])
    is_later = ~is_answered & (messages.since[sent] > last[other])  # not in a thread before
    np.maximum.at(waiting, other[is_later], wait[is_later])
    answers = count_by(other[is_answered], n_users)
    gone = np.flatnonzero((answers >= MIN_ANSWERS_BEFORE_LEAVING) & (waiting > longest))
    return {
        "row": gone,
        "what": np.zeros(len(gone), np.int64),
        "since": last[gone],
        "answers": answers[gone],
        "unanswered": count_by(other[is_later], n_users)[gone],
        "p_value": 1 / (answers[gone] + 1.0),
    }


def _list_unfollowed(people: People, row: int) -> dict[str, Any]:
    """Return the users whose last follow of the user was undone."""
    follows = people.tables.follows
    own = np.flatnonzero(follows.target == row)
    source, until = follows.source[own].astype(np.int64), follows.until[own]
    ends = np.where(until == UNKNOWN_TIME, np.iinfo(np.int64).max, until)
    order = np.lexsort((-ends, source))
    first = order[mark_first(source[order])]
    gone = first[until[first] != UNKNOWN_TIME]
    nothing = np.zeros(len(gone), np.int64)
    return {
        "row": source[gone],
        "what": nothing + 1,
        "since": until[gone],
        "answers": nothing,
        "unanswered": nothing,
        "p_value": np.full(len(gone), np.nan),
    }
