"""Kaplan-Meier curves of the time to an answer, for many groups at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import mark_first
from tribus._core.durations import MICROSECONDS_PER_HOUR
from tribus._core.frozen import freeze_fields

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints64

NORMAL_QUANTILE = 1.959963984540054  # of 0.975, for intervals of 95 %
MAX_SHORT_STEPS = 64  # longer curves are added up one by one, shorter ones side by side


@dataclass(frozen=True, eq=False, kw_only=True)
class AnswerCurves:
    """The share of messages without an answer after each time, one curve for each group.

    Attributes
    ----------
    indptr
        Start of each group in the other arrays, int64, shape `(n_groups + 1,)`.
    hours
        Times of answers, in hours, ascending in each group, float64, shape `(n_steps,)`.
    waiting
        Share of messages without an answer after this time, S(t), float64, 0 to 1.
    low, high
        Limits of the 95 % interval of `waiting`; `high` is NaN where no message is left.
    """

    indptr: Ints64
    hours: Floats
    waiting: Floats
    low: Floats
    high: Floats

    def time_to(self, share: float) -> tuple[Floats, Floats, Floats]:
        """Return the hours until a share of the messages has an answer, with a 95 % interval.

        Parameters
        ----------
        share
            Share of the messages, 0 to 1; 0.5 for the median.

        Returns
        -------
        hours, low, high
            float64, shape `(n_groups,)`; infinity where the share is never reached.
        """
        limit = 1 - share
        return (
            self._first_hours(self.waiting <= limit),
            self._first_hours(self.low <= limit),
            self._first_hours(self.high <= limit),
        )

    def waiting_after(self, hours: float) -> tuple[Floats, Floats, Floats]:
        """Return the share of messages without an answer after some hours, with a 95 % interval.

        Returns
        -------
        waiting, low, high
            float64, shape `(n_groups,)`; 1 before the first answer.
        """
        n_groups = len(self.indptr) - 1
        group = np.repeat(np.arange(n_groups), np.diff(self.indptr))
        passed = np.bincount(group[self.hours <= hours], minlength=n_groups)
        some = passed > 0
        last = (self.indptr[:-1] + passed - 1)[some]
        waiting, low, high = np.ones((3, n_groups))
        waiting[some], low[some], high[some] = self.waiting[last], self.low[last], self.high[last]
        return waiting, low, high

    def _first_hours(self, reached: Bools) -> Floats:
        """Return the first hours of each group when a condition holds; infinity if never."""
        n_groups = len(self.indptr) - 1
        rows = np.flatnonzero(reached)
        group = np.searchsorted(self.indptr, rows, "right") - 1
        groups, first = np.unique(group, return_index=True)
        hours = np.full(n_groups, np.inf)
        hours[groups] = self.hours[rows[first]]
        return hours


def fit_curves(group: Ints | Ints64, wait: Ints64, answered: Bools, n_groups: int) -> AnswerCurves:
    """Return the Kaplan-Meier curve of each group.

    Parameters
    ----------
    group
        Group of each message, 0 to `n_groups - 1`, shape `(n_messages,)`.
    wait
        Microseconds to the answer, or to the end of the data for messages without one.
    answered
        Whether the message has an answer. The others are censored.
    n_groups
        Number of groups; a group without messages has an empty curve.

    Notes
    -----
    With `d_k` answers at time `t_k`, and `n_k` messages that waited at least as long,
    ``S(t) = Π_{t_k <= t} (1 - d_k / n_k)``. The interval is that of log(-log S) with the variance of
    Greenwood, ``Σ d_k / (n_k (n_k - d_k))``, as in lifelines and in survival for R (`conf.type =
    "log-log"`). Messages without an answer that waited exactly as long as an answered one are in `n_k`.

    The product is a sum of logarithms, as in lifelines, so medians are equal to its medians. Where S is
    exactly one half between two times, both are medians, and rounding decides for one of them.

    References
    ----------
    Kaplan & Meier (1958), Nonparametric estimation from incomplete observations,
    doi:10.1080/01621459.1958.10501452.
    """
    order = np.lexsort((wait, group))
    group, wait, answered = group[order], wait[order], answered[order]
    first = np.flatnonzero(mark_first(group, wait))
    n_answers = np.add.reduceat(answered, first, dtype=np.int64) if len(first) else first
    ends = np.cumsum(np.bincount(group, minlength=n_groups))
    at_risk = ends[group[first]] - first
    kept = n_answers > 0
    first, n_answers, at_risk = first[kept], n_answers[kept], at_risk[kept]
    of_group = group[first]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(of_group, minlength=n_groups))])
    left = at_risk - n_answers
    with np.errstate(divide="ignore"):  # log(0) where everybody has an answer
        waiting = np.exp(_cumulate(np.log(left) - np.log(at_risk), indptr))
    term = np.divide(n_answers, at_risk * left, out=np.zeros(len(left)), where=left > 0)
    variance = _cumulate(term, indptr)
    low, high = _interval(waiting, variance)
    hours = wait[first] / MICROSECONDS_PER_HOUR
    return freeze_fields(AnswerCurves(indptr=indptr, hours=hours, waiting=waiting, low=low, high=high))


def _cumulate(values: Floats, indptr: Ints64) -> Floats:
    """Return the running sums of each group, added in order, so that other groups change no digit."""
    sums, length = values.copy(), np.diff(indptr)
    for group in np.flatnonzero(length > MAX_SHORT_STEPS):
        own = slice(indptr[group], indptr[group + 1])
        np.cumsum(values[own], out=sums[own])
    short = indptr[:-1][length <= MAX_SHORT_STEPS]
    left = length[length <= MAX_SHORT_STEPS]
    for step in range(1, int(left.max(initial=0))):
        rows = short[left > step] + step
        sums[rows] += sums[rows - 1]
    return sums


def _interval(waiting: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Return the limits of S from its Greenwood variance, on the scale of log(-log S)."""
    low, high = np.zeros(len(waiting)), np.full(len(waiting), np.nan)
    some = waiting > 0
    log = np.log(waiting[some])
    width = NORMAL_QUANTILE * np.sqrt(variance[some]) / -log
    low[some], high[some] = (np.exp(log * np.exp(sign * width)) for sign in (1, -1))
    return low, high
