"""What follows an outcome, and what precedes it: times, contact, recommendation, another outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.counts import mark_first
from tribus.people.survival import fit_curves
from tribus.returns.contacts import TOUCHES
from tribus.returns.shares import Interval, compare_shares, wilson

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.returns.contacts import Contacts

NAMINGS = ("mention received", "repost received", "quote received")
HOURS_PER_DAY = 24


def measure_delay(contacts: Contacts, person: Ints64, time: Ints64, end: int) -> dict[str, Any]:
    """Return the share of contacts with an outcome, by time since the first contact.

    `Returns.time_to_outcome` documents the columns; `person` and `time` are the outcomes.
    """
    who = np.unique(contacts.person)
    since = contacts.time[contacts.start_of(who)]
    first = np.full(contacts.n_users, end)
    np.minimum.at(first, person, time)
    came = np.zeros(contacts.n_users, np.bool_)
    came[person] = True
    at_risk = first[who] >= since
    who, since = who[at_risk], since[at_risk]
    wait = np.where(came[who], first[who], end) - since
    curve = fit_curves(np.zeros(len(who), np.int64), wait, came[who], 1)
    return {
        "days": curve.hours / HOURS_PER_DAY,
        "share": 1 - curve.waiting,
        "low": np.where(np.isnan(curve.high), np.nan, 1 - curve.high),
        "high": 1 - curve.low,
    }


def measure_after(
    contacts: Contacts, person: Ints64, time: Ints64, *, period: int, end: int, confidence: float
) -> dict[str, Any]:
    """Return whether contact after an outcome goes with recommendation and with another outcome.

    Notes
    -----
    Contact counts in one period after the first outcome of each person; recommendation and another
    outcome count in the period after that. So what goes with contact is later than the contact
    (landmark analysis; Anderson, Cain & Gelber 1983, doi:10.1200/JCO.1983.1.11.710). People without two
    whole periods before the end of the data are left out.
    """
    order = np.lexsort((time, person))
    person, time = person[order], time[order]
    rows = np.flatnonzero(mark_first(person))
    rows = rows[time[rows] + 2 * period <= end]
    who, when = person[rows], time[rows]
    landmark, limit = when + period, when + 2 * period
    contacted = _acts_between(contacts, ~_is_received(contacts), who, when, landmark)
    naming = np.isin(contacts.touch, [TOUCHES.index(name) for name in NAMINGS])
    recommended = _acts_between(contacts, naming, who, landmark, limit)
    again = _count_between(person, time, who, landmark, limit) > 0
    return _compare_groups(contacted, {"recommended": recommended, "returned": again}, confidence)


def _is_received(contacts: Contacts) -> Bools:
    return contacts.touch < len(TOUCHES) // 2


def _acts_between(contacts: Contacts, chosen: Bools, who: Ints64, start: Ints64, end: Ints64) -> Bools:
    """Return whether each person has a chosen act after `start`, and not after `end`."""
    total = np.concatenate([[0], np.cumsum(chosen)])
    first, last = (contacts.rows_before(who, time + 1) for time in (start, end))
    found: Bools = total[last] > total[first]
    return found


def _count_between(person: Ints64, time: Ints64, who: Ints64, start: Ints64, end: Ints64) -> Ints64:
    """Return the number of outcomes of each person after `start`, and not after `end`."""
    times, rank = np.unique(time, return_inverse=True)
    key = person * (len(times) + 1) + rank
    last, first = (
        np.searchsorted(key, who * (len(times) + 1) + np.searchsorted(times, limit, "right"))
        for limit in (end, start)
    )
    count: Ints64 = last - first
    return count


def _compare_groups(contacted: Bools, results: dict[str, Bools], confidence: float) -> dict[str, Any]:
    """Return one row for people with contact, one for people without, and their difference."""
    totals = np.array([np.count_nonzero(contacted), np.count_nonzero(~contacted)], np.float64)
    columns: dict[str, Any] = {
        "contact": ["yes", "no", "difference"],
        "people": [*totals.astype(int).tolist(), len(contacted)],
    }
    for name, happened in results.items():
        counts = np.array([np.count_nonzero(happened & side) for side in (contacted, ~contacted)], float)
        share = wilson(counts, totals, confidence)
        yes, no = (Interval(*(np.array([part[row]]) for part in share)) for row in (0, 1))
        gap = compare_shares(yes, no)
        joined: list[Floats] = [np.concatenate(parts) for parts in zip(share, gap, strict=True)]
        columns |= dict(zip((name, f"{name}_low", f"{name}_high"), joined, strict=True))
    return columns
