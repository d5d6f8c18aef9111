"""Messages and their first answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import mark_first, sum_by
from tribus._core.frozen import freeze_fields
from tribus.people.tables import NO_THREAD, UNKNOWN_TIME

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64
from tribus.people.tables import Acts

NO_ANSWER = np.iinfo(np.int64).max  # time of an answer that did not come


@dataclass(frozen=True, eq=False, kw_only=True)
class Messages:
    """Messages from one user to another, sorted by receiver, beginning, sender and thread.

    Several messages of one user to another before the answer, in one thread, are one message.

    Attributes
    ----------
    sender, receiver
        Users as indices into `Events.ids`, int32, shape `(n_messages,)`.
    since
        Time of the first of them in microseconds since 1970 UTC, int64; -1 without times.
    answered
        Time of the answer, int64; `NO_ANSWER` without one, -1 for an answer without a time.
    thread
        Code of the thread, int32; -1 for none.
    asks
        Whether one of them has a question mark, bool; None without texts.
    complains
        Whether one of them is a complaint, bool; None if complaints are not marked.
    count
        Number of events in each message, float64.
    """

    sender: Ints
    receiver: Ints
    since: Ints64
    answered: Ints64
    thread: Ints
    asks: Bools | None
    count: Floats
    complains: Bools | None = None

    def __len__(self) -> int:
        return len(self.sender)

    @property
    def is_answered(self) -> Bools:
        """Whether each message has an answer."""
        return np.asarray(self.answered != NO_ANSWER)

    def received_by(self, user: int) -> slice:
        """Return the rows of the messages that a user received."""
        start, end = np.searchsorted(self.receiver, [user, user + 1])
        return slice(int(start), int(end))

    def wait(self, end: int) -> Ints64:
        """Return the time to the answer, or to the end of the data, in microseconds."""
        return np.minimum(self.answered, end) - self.since


@dataclass(frozen=True, eq=False, kw_only=True)
class MatchedTalk:
    """Each reply, mention and quote, with the time of the first answer to it.

    Attributes
    ----------
    acts
        All acts.
    rows
        Rows of the messages in `acts`, int64, shape `(n_rows,)`.
    answered
        Time of the first answer in microseconds since 1970 UTC, int64; `NO_ANSWER` without one. In data
        without times, -1 for a message to somebody who sent one back.
    """

    acts: Acts
    rows: Ints64
    answered: Ints64

    @property
    def is_answered(self) -> Bools:
        """Whether each message has an answer."""
        return np.asarray(self.answered != NO_ANSWER)


def match_answers(acts: Acts, *, has_times: bool) -> MatchedTalk:
    """Return the first answer to each reply, mention and quote.

    Parameters
    ----------
    acts
        The acts.
    has_times
        Whether some act has a time. If so, messages without a time are left out, for they have no
        order. Otherwise a message is answered if the receiver sent a message back at any time.

    Notes
    -----
    The answer to a message of j to i is the first reply, mention or quote of i to j that is strictly
    later. If both are in known threads, the threads are the same. Two acts at the same time do not
    answer each other.
    """
    rows = np.flatnonzero(acts.talks & ((acts.time != UNKNOWN_TIME) | (not has_times)))
    finder = _Finder(acts, rows)
    answered = finder.find_answers() if has_times else finder.find_returns()
    return MatchedTalk(acts=acts, rows=rows, answered=answered)


def join_messages(talk: MatchedTalk) -> Messages:
    """Join the messages of one user to another, in one thread, that have the same answer or none."""
    acts, rows = talk.acts, talk.rows
    thread = _take_threads(acts, rows)
    order = np.lexsort((acts.time[rows], talk.answered, thread, acts.source[rows], acts.target[rows]))
    rows, thread, answered = rows[order], thread[order], talk.answered[order]
    source, target = acts.source[rows], acts.target[rows]
    is_first = mark_first(target, source, thread, answered)
    first, joined = np.flatnonzero(is_first), np.cumsum(is_first) - 1
    since = acts.time[rows[first]]
    count = sum_by(joined, acts.weight(rows), len(first))
    asks, complains = (
        None if flags is None else sum_by(joined, flags[rows], len(first)) > 0
        for flags in (acts.asks, acts.complains)
    )
    final = np.lexsort((thread[first], source[first], since, target[first]))
    chosen = first[final]
    return freeze_fields(
        Messages(
            sender=source[chosen],
            receiver=target[chosen],
            since=since[final],
            answered=answered[chosen],
            thread=thread[chosen],
            asks=None if asks is None else asks[final],
            complains=None if complains is None else complains[final],
            count=count[final],
        )
    )


class _Finder:
    """Search for answers among the messages of some acts."""

    def __init__(self, acts: Acts, rows: Ints64) -> None:
        self.source, self.target, self.time = acts.source[rows], acts.target[rows], acts.time[rows]
        self.thread = _take_threads(acts, rows)

    def find_answers(self) -> Ints64:
        """Return the time of the first answer to each message; `NO_ANSWER` without one."""
        has_thread = self.thread != NO_THREAD
        every = np.ones_like(has_thread)
        if not has_thread.any():
            return self._find_following(every, every)
        answered = np.minimum(
            self._find_following(has_thread, has_thread, same_thread=True),
            self._find_following(has_thread, ~has_thread),
        )
        return np.minimum(answered, self._find_following(~has_thread, every))

    def find_returns(self) -> Ints64:
        """Return -1 for each message to a user who also sent one back, `NO_ANSWER` for the others."""
        width = int(max(self.source.max(initial=0), self.target.max(initial=0))) + 1
        sent = self.source.astype(np.int64) * width + self.target
        back = self.target.astype(np.int64) * width + self.source
        return np.where(np.isin(sent, back), UNKNOWN_TIME, NO_ANSWER)

    def _find_following(self, asked: Bools, allowed: Bools, *, same_thread: bool = False) -> Ints64:
        """Return the time of the first later act the other way, among allowed rows, of asked rows.

        Rows are sorted by the unordered pair, and by time within it. A scan from the end then holds the
        next act in each of the two directions.
        """
        rows = np.flatnonzero(asked | allowed)
        found = np.full(len(self.source), NO_ANSWER, np.int64)
        if not len(rows):
            return found
        source, target, time = self.source[rows], self.target[rows], self.time[rows]
        low, high = np.minimum(source, target), np.maximum(source, target)
        thread = self.thread[rows] if same_thread else np.zeros(len(rows), np.int32)
        order = np.lexsort((time, thread, high, low))
        forward, time = (source == low)[order], time[order]
        of_pair = _number_runs(low[order], high[order], thread[order])
        can_answer = allowed[rows][order]
        later = _first_of_next(of_pair, time)
        answer = np.empty(len(rows), np.int64)
        for direction in (forward, ~forward):
            following = _next_marked(direction & can_answer)[later[~direction]]
            valid = following < len(rows)
            valid[valid] = of_pair[following[valid]] == of_pair[~direction][valid]
            answer[~direction] = np.where(valid, time[np.minimum(following, len(rows) - 1)], NO_ANSWER)
        found[rows[order]] = answer
        found[~asked] = NO_ANSWER
        return found


def _take_threads(acts: Acts, rows: Ints64) -> Ints:
    return np.full(len(rows), NO_THREAD, np.int32) if acts.thread is None else acts.thread[rows]


def _number_runs(*columns: Ints | Ints64) -> Ints64:
    """Return the number of the run of equal rows that each sorted row belongs to."""
    numbers: Ints64 = np.cumsum(mark_first(*columns)) - 1
    return numbers


def _first_of_next(of_pair: Ints64, time: Ints64) -> Ints64:
    """Return for each sorted row the first row of a later time, or of a later pair."""
    first = np.flatnonzero(mark_first(of_pair, time))
    length = np.diff(np.append(first, len(time)))
    later: Ints64 = np.repeat(first + length, length)
    return later


def _next_marked(marks: Bools) -> Ints64:
    """Return for each row, and for the row after the last, the first marked row from there on."""
    n_rows = len(marks)
    row = np.where(marks, np.arange(n_rows), n_rows)
    following: Ints64 = np.minimum.accumulate(np.append(row, n_rows)[::-1])[::-1]
    return following
