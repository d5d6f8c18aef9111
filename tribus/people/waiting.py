"""Messages that wait for an answer, the closest people and the longest waits first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.durations import MICROSECONDS_PER_HOUR
from tribus.people.tables import UNKNOWN_TIME

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.people.result import People


def list_waiting(people: People, row: int) -> pd.DataFrame:
    """Return the messages to a user that have no answer; `Account.waiting` documents the columns."""
    import pandas as pd

    messages, own = people.messages, people.messages.received_by(row)
    rows = np.flatnonzero(~messages.is_answered[own]) + own.start
    sender, since = messages.sender[rows], messages.since[rows]
    exchanges, bond = count_exchanges_with(people, row, sender), bonds_with(people, row, sender)
    order = np.lexsort((sender, since, -exchanges, -np.nan_to_num(bond)))
    rows, sender, since = rows[order], sender[order], since[order]
    frame = pd.DataFrame(
        {
            "user": people.users_of_rows(sender),
            "since": to_moments(since),
            "hours": np.where(
                since == UNKNOWN_TIME, np.nan, (people.tables.end - since) / MICROSECONDS_PER_HOUR
            ),
            "messages": messages.count[rows],
            "exchanges": exchanges[order],
            "bond": bond[order],
        }
    )
    if messages.asks is not None:
        frame["asks"] = messages.asks[rows]
    return frame


def count_exchanges_with(people: People, row: int, others: Ints) -> Ints64:
    """Return the number of answered messages between a user and each of others."""
    messages = people.messages
    touches = messages.is_answered & ((messages.sender == row) | (messages.receiver == row))
    partner = np.where(
        messages.sender[touches] == row, messages.receiver[touches], messages.sender[touches]
    )
    return np.bincount(partner, minlength=len(people))[others].astype(np.int64)


def bonds_with(people: People, row: int, others: Ints) -> Floats:
    """Return the bond of a user with each of others, 0 without a tie; NaN without tribes."""
    view = people.tribe_view
    if view is None:
        return np.full(len(others), np.nan)
    network, own = view.tribes.network, int(view.rows[row])
    bond = np.zeros(network.n_users + 1)  # the last place is for users who are not in the network
    if own >= 0:
        ties = network.evidence.structure.row_slice(own)
        bond[network.evidence.structure.indices[ties]] = network.bond_values[ties]
    return bond[view.rows[others]]


def to_moments(microseconds: Ints64) -> pd.DatetimeIndex:
    """Return times in UTC; NaT where unknown."""
    import pandas as pd

    known = np.where(microseconds == UNKNOWN_TIME, np.iinfo(np.int64).min, microseconds)
    return pd.DatetimeIndex(known.view("datetime64[us]")).tz_localize("UTC")
