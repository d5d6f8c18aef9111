"""Contacts of an account: its acts with each other user, before any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.events.kinds import KINDS
from tribus.ties.exchange import are_friends
from tribus.timeline.links import ALWAYS, NEVER
from tribus.timeline.phases import PHASES, SOWING, UNSEEN, follow_evidence
from tribus.timeline.ties import TieActs

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints8, Ints64
    from tribus.timeline import Timeline

RELATIONS = ("friend", "tribe", "audience", "stranger", "unknown")
FRIEND, TRIBE, AUDIENCE, STRANGER, UNKNOWN = range(len(RELATIONS))
NO_PHASE = len(PHASES)
PHASE_NAMES = (*PHASES, "none")
TOUCHES = (*(f"{kind} received" for kind in KINDS), *(f"{kind} given" for kind in KINDS), "none")
NO_TOUCH = len(TOUCHES) - 1


class Touches(NamedTuple):
    """First and last acts before some times; arrays of shape `(n,)`.

    Attributes
    ----------
    first, last
        Index into `TOUCHES` of the first and the last act, int64.
    first_time, last_time
        Their times, microseconds since 1970 UTC, int64; `NEVER` without one.
    """

    first: Ints64
    last: Ints64
    first_time: Ints64
    last_time: Ints64


@dataclass(frozen=True, eq=False)
class Contacts:
    """The acts between an account and every other user, sorted by person and time.

    A row of the timeline has the acts of one kind in one step. Its first act is one row here, and its
    other acts are a second row at the time of the last one. So an act counts before a time only if it
    is known to be before it.

    Attributes
    ----------
    n_users
        Number of users of the timeline.
    times
        All times of acts, ascending, each once, int64.
    key
        Person and index of the time in one number, ascending, int64, shape `(n_rows,)`.
    person, time
        The other user and the time of each row, int64.
    touch
        Index into `TOUCHES`, int64.
    given, received
        Running sums of the acts from and to the account, float64, shape `(n_rows + 1,)`.
    follows
        Whether each user was tied by a follow of unknown time, bool, shape `(n_users,)`.
    tribe
        Whether each user is in the tribe of the account in each window, bool, shape
        `(n_windows, n_users)`.
    phase
        Phase of the tie to each user in each window, int8, -1 before the first contact.
    ends
        End of each window, int64.
    window
        Length of a window in microseconds.
    """

    n_users: int
    times: Ints64
    key: Ints64
    person: Ints64
    time: Ints64
    touch: Ints64
    given: Floats
    received: Floats
    follows: Bools
    tribe: Bools
    phase: Ints8
    ends: Ints64
    window: int

    @classmethod
    def of_account(cls, timeline: Timeline, account: int) -> Self:
        """Return the contacts of one user, by index into `timeline.counts.ids`."""
        ties = TieActs.of_timeline(timeline).around(account)
        own = (ties.one == account) | (ties.other == account)
        rows = np.flatnonzero(own[ties.tie])
        person = (ties.one + ties.other - account)[ties.tie[rows]]
        gives = (ties.one[ties.tie[rows]] == account) == ties.is_forward[rows]
        touch = ties.kind[rows] + np.where(gives, len(KINDS), 0)
        n_first = np.where(ties.first[rows] == ties.last[rows], ties.count[rows], 1.0)
        n_first = np.minimum(n_first, ties.count[rows])
        person, touch, gives = (np.concatenate([values, values]) for values in (person, touch, gives))
        time = np.concatenate([ties.first[rows], ties.last[rows]])
        count = np.concatenate([n_first, ties.count[rows] - n_first])
        kept = np.flatnonzero(count > 0)
        order = kept[np.lexsort((touch[kept], time[kept], person[kept]))]
        person, time, touch, gives, count = (
            values[order] for values in (person, time, touch, gives, count)
        )
        times, rank = np.unique(time, return_inverse=True)
        given, received = (np.concatenate([[0.0], np.cumsum(count * side)]) for side in (gives, ~gives))
        n_users = timeline.counts.n_users
        return cls(
            n_users,
            times,
            person * (len(times) + 1) + rank,
            person,
            time,
            touch,
            given,
            received,
            follows=_mark_undated_follows(timeline, account),
            tribe=_mark_tribe(timeline, account),
            phase=_find_phases(timeline, ties, own, account),
            ends=timeline.schedule.ends(len(timeline)),
            window=timeline.schedule.window,
        )

    def rows_before(self, person: Ints64, time: Ints64) -> Ints64:
        """Return the index of the row after the last one of a person before a time."""
        rank = np.searchsorted(self.times, time)
        return np.searchsorted(self.key, person * (len(self.times) + 1) + rank)

    def start_of(self, person: Ints64) -> Ints64:
        """Return the first row of each person."""
        return np.searchsorted(self.key, person * (len(self.times) + 1))

    def relation(self, person: Ints64, time: Ints64) -> Ints64:
        """Return the relation of persons to the account right before some times.

        Parameters
        ----------
        person
            Index of each user; -1 for people who are not in the timeline.
        time
            Microseconds since 1970 UTC.

        Returns
        -------
        int64, shape `(n,)`
            Index into `RELATIONS`; `measure_return` has the definitions.
        """
        relation = np.full(len(person), STRANGER)
        rows = np.flatnonzero((person >= 0) & self.is_near[person])
        who, when = person[rows], time[rows]
        end, start = self.rows_before(who, when), self.start_of(who)
        recent = self.rows_before(who, when - self.window)
        friends = are_friends(
            self.given[end] - self.given[recent], self.received[end] - self.received[recent]
        )
        window = np.searchsorted(self.ends, when, "right") - 1
        companions = (window >= 0) & self.tribe[window, who]
        found = np.where((end > start) | self.follows[who], AUDIENCE, STRANGER)
        found[companions] = TRIBE
        found[friends] = FRIEND
        relation[rows] = found
        return relation

    @property
    def is_near(self) -> Bools:
        """Whether each user can be more than a stranger, bool, shape `(n_users,)`."""
        near: Bools = self.follows | self.tribe.any(axis=0)
        near[self.person] = True
        return near

    def find_phases(self, person: Ints64, time: Ints64) -> Ints64:
        """Return the phase of the ties right before some times, index into `PHASE_NAMES`."""
        phase = np.full(len(person), NO_PHASE)
        rows = np.flatnonzero(person >= 0)
        who, when = person[rows], time[rows]
        window = np.searchsorted(self.ends, when, "right") - 1
        found = np.where(window >= 0, self.phase[window, who], UNSEEN).astype(np.int64)
        is_new = (found == UNSEEN) & (self.rows_before(who, when) > self.start_of(who))
        found[is_new] = SOWING
        phase[rows] = np.where(found == UNSEEN, NO_PHASE, found)
        return phase

    def find_touches(self, person: Ints64, time: Ints64) -> Touches:
        """Return the first and the last act with each person before some times."""
        n = len(person)
        found = Touches(np.full(n, NO_TOUCH), np.full(n, NO_TOUCH), np.full(n, NEVER), np.full(n, NEVER))
        rows = np.flatnonzero(person >= 0)
        start, end = self.start_of(person[rows]), self.rows_before(person[rows], time[rows])
        some = end > start
        rows, start, end = rows[some], start[some], end[some] - 1
        found.first[rows], found.last[rows] = self.touch[start], self.touch[end]
        found.first_time[rows], found.last_time[rows] = self.time[start], self.time[end]
        return found


def _mark_undated_follows(timeline: Timeline, account: int) -> Bools:
    """Return the users who follow the account, or are followed by it, since an unknown time."""
    follows, marked = timeline.counts.follows, np.zeros(timeline.counts.n_users, np.bool_)
    own = (timeline.counts.since == ALWAYS) & ((follows.source == account) | (follows.target == account))
    marked[follows.source[own]] = marked[follows.target[own]] = True
    marked[account] = False
    return marked


def _mark_tribe(timeline: Timeline, account: int) -> Bools:
    """Return the users of the account's tribe in each window."""
    tribe = np.array([timeline.tribes_at(number) for number in range(len(timeline))])
    own = tribe[:, [account]]
    marked: Bools = (tribe == own) & (own != NO_TRIBE)
    marked[:, account] = False
    return marked


def _find_phases(timeline: Timeline, ties: TieActs, own: Bools, account: int) -> Ints8:
    """Return the phase of the tie with every user in each window."""
    phase = np.full((len(timeline), timeline.counts.n_users), UNSEEN, np.int8)
    others = (ties.one + ties.other - account)[own]
    for number, evidence in enumerate(follow_evidence(timeline, ties)):
        phase[number, others] = evidence.phase[own]
    return phase
