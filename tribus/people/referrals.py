"""Who brings others: first contacts with an account after somebody named or shared it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.counts import count_by, mark_first, sum_by
from tribus._core.durations import MICROSECONDS_PER_SECOND, parse_duration
from tribus.errors import OptionError
from tribus.events.kinds import TALK_CODES
from tribus.people.rates import HIGH, LOW
from tribus.people.tables import MENTION, REPOST, UNKNOWN_TIME

if TYPE_CHECKING:
    from datetime import timedelta

    import pandas as pd

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.people.result import People
    from tribus.people.tables import EventTables

MIN_SHARE_OF_TIME = 0.02  # inside and outside of the windows, for a comparison
NAMING_KINDS = (MENTION, REPOST, TALK_CODES[-1])  # mention, repost, quote


class _Windows(NamedTuple):
    """The times after namings, joined where they overlap, sorted by namer and time, in seconds."""

    key: Ints64
    start: Ints64
    end: Ints64
    covered: Ints64  # seconds of all windows before


def measure_referrals(people: People, row: int, window: str | timedelta) -> pd.DataFrame:
    """Return who brings others to a user; `Account.brought_by` documents the columns."""
    import pandas as pd

    length = int(parse_duration("window", window, alternatives="for example '7d'").total_seconds())
    tables = people.tables
    if not tables.has_times:
        raise OptionError("the events have no times, so nobody comes first; name a column of times")
    namers, named, windows = _find_windows(tables, row, length)
    namer, begin, contact, end = _find_at_risk(tables, row, namers)
    came = contact <= end
    exposed = _covered_until(windows, tables, namer, end) - _covered_until(windows, tables, namer, begin)
    inside = came & _is_inside(windows, tables, namer, contact)
    n_namers = len(namers)
    time_in, time_all = sum_by(namer, exposed, n_namers), sum_by(namer, end - begin, n_namers)
    brought, others = count_by(namer[inside], n_namers), count_by(namer[came & ~inside], n_namers)
    outside = np.maximum(time_all - time_in, 0.0)
    ratio, low, high = _compare_rates(brought, others, time_in, outside)
    rate = np.divide(others, outside, out=np.full(n_namers, np.nan), where=outside > 0)
    frame = pd.DataFrame(
        {
            "user": people.users_of_rows(namers),
            "named": named,
            "people": count_by(namer, n_namers),
            "came": brought,
            "expected": rate * time_in,
            "ratio": ratio,
            "low": low,
            "high": high,
        }
    )
    order = np.lexsort((namers, -brought, -np.nan_to_num(low)))
    return frame.iloc[order].reset_index(drop=True)


def _find_windows(tables: EventTables, row: int, length: int) -> tuple[Ints64, Ints64, _Windows]:
    """Return the users who name an account, how often, and the times after that."""
    acts, own = tables.acts, tables.acts.received_by(row)
    names = np.isin(acts.kind[own], NAMING_KINDS) & (acts.time[own] != UNKNOWN_TIME)
    source, time = acts.source[own][names].astype(np.int64), _seconds(tables, acts.time[own][names])
    order = np.lexsort((time, source))
    source, time = source[order], time[order]
    namers, namer, named = np.unique(source, return_inverse=True, return_counts=True)
    begins = np.ones(len(time), np.bool_)
    begins[1:] = (namer[1:] != namer[:-1]) | (time[1:] > time[:-1] + length)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(time))[: len(first)] - 1
    start, end = time[first], np.minimum(time[last] + length, _span(tables))
    covered = np.concatenate([[0], np.cumsum(end - start)])[:-1]
    key = namer[first] * _stride(tables) + start
    return namers, named, _Windows(key, start, end, covered)


def _find_at_risk(
    tables: EventTables, row: int, namers: Ints64
) -> tuple[Ints64, Ints64, Ints64, Ints64]:
    """Return pairs of a namer and a person who turned to the namer before turning to the account.

    Returns
    -------
    namer
        Index into `namers` of each pair.
    begin, contact, end
        Seconds at which the person first turned to the namer, first turned to the account (after the
        data if never), and the earlier of the contact and the end of the data.
    """
    acts, follows, span = tables.acts, tables.follows, _span(tables)
    index = np.full(tables.n_users, -1)
    index[namers] = np.arange(len(namers))
    rows = np.flatnonzero((index[acts.target] >= 0) & (acts.time != UNKNOWN_TIME))
    kept = np.flatnonzero((index[follows.target] >= 0) & follows.holds)
    person = np.concatenate([acts.source[rows], follows.source[kept]]).astype(np.int64)
    namer = np.concatenate([index[acts.target[rows]], index[follows.target[kept]]])
    since = np.where(follows.since[kept] == UNKNOWN_TIME, tables.start, follows.since[kept])
    begin = np.concatenate([_seconds(tables, acts.time[rows]), np.maximum(_seconds(tables, since), 0)])
    order = np.lexsort((begin, person, namer))
    first = order[mark_first(namer[order], person[order])]
    person, namer, begin = person[first], namer[first], begin[first]
    contacts = np.full(tables.n_users, span + 1)
    own = acts.received_by(row)
    dated = acts.time[own] != UNKNOWN_TIME
    np.minimum.at(contacts, acts.source[own][dated], _seconds(tables, acts.time[own][dated]))
    contact = contacts[person]
    at_risk = (contact > begin) & (begin < span) & (person != row)
    contact = contact[at_risk]
    return namer[at_risk], begin[at_risk], contact, np.minimum(contact, span)


def _covered_until(windows: _Windows, tables: EventTables, namer: Ints64, time: Ints64) -> Ints64:
    """Return the seconds of all windows before a time of a namer, in the order of windows."""
    if not len(windows.key):
        return np.zeros(len(time), np.int64)
    place = np.searchsorted(windows.key, namer * _stride(tables) + time, "right") - 1
    last = np.maximum(place, 0)
    stride = _stride(tables)
    same = (place >= 0) & (windows.key[last] // stride == namer)
    part = np.where(same, np.minimum(time, windows.end[last]), windows.end[last]) - windows.start[last]
    return np.where(place >= 0, windows.covered[last] + part, 0)


def _is_inside(windows: _Windows, tables: EventTables, namer: Ints64, time: Ints64) -> Bools:
    """Return whether a time is in a window of a namer, later than its start."""
    if not len(windows.key):
        return np.zeros(len(time), np.bool_)
    stride = _stride(tables)
    place = np.searchsorted(windows.key, namer * stride + time, "left") - 1
    last = np.maximum(place, 0)
    same = (place >= 0) & (windows.key[last] // stride == namer)
    inside: Bools = same & (time <= windows.end[last])
    return inside


def _compare_rates(
    brought: Ints64, others: Ints64, inside: Floats, outside: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the ratio of two Poisson rates, shrunk towards 1 by the weight of one contact.

    Given all contacts, the number inside is binomial with ``p = r t1 / (r t1 + t0)`` for the ratio r;
    p has a Beta prior with the mean ``t1 / (t1 + t0)``.
    """
    from scipy.special import betaincinv

    total = inside + outside
    known = (np.minimum(inside, outside) >= MIN_SHARE_OF_TIME * total) & (total > 0)
    prior = np.divide(inside, total, out=np.full(len(total), 0.5), where=known)
    hits, misses = brought + prior, others + 1 - prior
    odds = np.divide(outside, inside, out=np.full(len(total), np.nan), where=known)
    mean = hits / (hits + misses)
    limits = [mean, *(betaincinv(hits, misses, share) for share in (LOW, HIGH))]
    ratio, low, high = (share / np.maximum(1 - share, 1e-300) * odds for share in limits)
    return ratio, low, high


def _span(tables: EventTables) -> int:
    """Return the seconds from the first to the last event."""
    return (tables.end - tables.start) // MICROSECONDS_PER_SECOND


def _stride(tables: EventTables) -> int:
    """Return a number above all seconds, including the one after the last."""
    return _span(tables) + 2


def _seconds(tables: EventTables, time: Ints64) -> Ints64:
    return (time - tables.start) // MICROSECONDS_PER_SECOND
