"""Histories of ties: first contact, answer, habit and silence, with the common friends before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tribus._core.counts import mark_first
from tribus.timeline.common import find_common
from tribus.timeline.links import NEVER
from tribus.timeline.phases import CONSOLIDATION, DORMANT, RETURN

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints8, Ints64
    from tribus.timeline import Timeline
    from tribus.timeline.ties import TieActs


class TieHistories(NamedTuple):
    """When each tie reached each stage; arrays of shape `(n_ties,)`.

    Attributes
    ----------
    starter, other
        The user of the first act, and the user to whom it was addressed, int64.
    kind
        Kind of the first act, index into `KINDS`, int64.
    first
        Time of the first act, microseconds since 1970 UTC, int64.
    answer
        Time of the first act back, `NEVER` without one.
    habit
        End of the first window in which the tie was in consolidation or return, `NEVER` without one.
    silence
        End of the first dormant window after that, `NEVER` without one.
    """

    starter: Ints64
    other: Ints64
    kind: Ints64
    first: Ints64
    answer: Ints64
    habit: Ints64
    silence: Ints64

    @classmethod
    def of_timeline(cls, timeline: Timeline) -> TieHistories:
        """Return the history of every tie with a dated act."""
        ties, phase = timeline.tie_phases.ties, timeline.tie_phases.phase
        sides = []
        for chosen in (ties.is_forward, ~ties.is_forward):
            since = np.full(len(ties.one), NEVER)
            np.minimum.at(since, ties.tie[chosen], ties.first[chosen])
            sides.append(since)
        forward, backward = sides
        begins = forward <= backward
        ends = timeline.schedule.ends(len(timeline))
        habit, silence = _find_habit(phase, ends)
        return cls(
            np.where(begins, ties.one, ties.other),
            np.where(begins, ties.other, ties.one),
            _find_first_kinds(ties, begins),
            np.minimum(forward, backward),
            np.maximum(forward, backward),
            habit,
            silence,
        )

    def take(self, rows: Ints64 | Bools) -> TieHistories:
        """Return some of the ties."""
        return TieHistories(*(values[rows] for values in self))


def _find_first_kinds(ties: TieActs, begins: Bools) -> Ints64:
    """Return the kind of the first act of each tie."""
    is_late = ties.is_forward != begins[ties.tie]  # acts back come after acts at the same time
    order = np.lexsort((ties.kind, is_late, ties.first, ties.tie))
    return ties.kind[order[mark_first(ties.tie[order])]]


def _find_habit(phase: Ints8, ends: Ints64) -> tuple[Ints64, Ints64]:
    """Return the ends of the first consolidated window, and of the first dormant one after it."""
    consolidated = (phase == CONSOLIDATION) | (phase == RETURN)
    habit = np.where(consolidated.any(axis=0), ends[consolidated.argmax(axis=0)], NEVER)
    silent = (phase == DORMANT) & (ends[:, None] > habit)
    silence = np.where(silent.any(axis=0), ends[silent.argmax(axis=0)], NEVER)
    return habit, silence


def count_common_friends(histories: TieHistories, chosen: Ints64, n_users: int) -> Ints64:
    """Return the users who had exchanged with both users before the first contact of a tie.

    Parameters
    ----------
    histories
        All ties.
    chosen
        Rows of the ties for which common friends are counted.
    n_users
        Number of users.

    Returns
    -------
    int64, shape `(len(chosen),)`
        Two users have exchanged from the first answer on.
    """
    answered = np.flatnonzero(histories.answer != NEVER)
    source = np.concatenate([histories.starter[answered], histories.other[answered]])
    target = np.concatenate([histories.other[answered], histories.starter[answered]])
    key = source * n_users + target
    order = np.argsort(key)
    key, since = key[order], np.tile(histories.answer[answered], 2)[order]
    one, other, first = histories.starter[chosen], histories.other[chosen], histories.first[chosen]
    common = np.zeros(len(chosen), np.int64)
    for found in find_common(key, n_users, one, other):
        since_both = np.maximum(since[found.tie], since[found.other_tie])
        is_before = since_both < first[found.pairs][found.pair]
        n_pairs = len(first[found.pairs])
        common[found.pairs] = np.bincount(found.pair[is_before], minlength=n_pairs)
    return common
