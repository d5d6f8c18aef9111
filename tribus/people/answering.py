"""Answering: how many of the people who address a user get an answer, and how soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import any_of_runs, count_by, mark_first
from tribus._core.frozen import freeze_fields
from tribus.metrics.priors import BetaPrior, fit_prior
from tribus.people.rates import Estimate, estimate_share
from tribus.people.survival import fit_curves

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints, Ints64
    from tribus.people.messages import Messages
    from tribus.people.tables import EventTables


@dataclass(frozen=True, eq=False, kw_only=True)
class Answering:
    """How each user answers; all arrays have the shape `(n_users,)`.

    Attributes
    ----------
    addressing, people_answered
        Number of people who sent the user a message, and of those who got an answer, int64.
    prior
        The Beta distribution of the rates of all users: the people answered, a, and not answered, b,
        that each user has before any is counted (`BetaPrior`).
    rate
        ``(people_answered + a) / (addressing + a + b)`` with the interval of its Beta distribution
        (`Estimate`); NaN for users whom nobody addressed.
    messages, answered
        Number of messages to the user, and of those with an answer, int64.
    hours
        Median of the hours to the answer, by Kaplan-Meier, with its interval (`Estimate`): infinite if
        less than half of the messages is answered, NaN without messages or times.
    """

    addressing: Ints64
    people_answered: Ints64
    prior: BetaPrior
    rate: Estimate
    messages: Ints64
    answered: Ints64
    hours: Estimate


def measure_answering(messages: Messages, tables: EventTables, chosen: Bools | None = None) -> Answering:
    """Return how each user answers all messages, or some.

    Parameters
    ----------
    messages, tables
        The messages and the events.
    chosen
        Which messages count, bool, shape `(n_messages,)`; None for all.
    """
    rows = np.arange(len(messages)) if chosen is None else np.flatnonzero(chosen)
    receiver, is_answered = messages.receiver[rows], messages.is_answered[rows]
    addressing, answered = _count_people(receiver, messages.sender[rows], is_answered, tables.n_users)
    n_messages = count_by(receiver, tables.n_users)
    prior = fit_prior(answered, addressing)
    return freeze_fields(
        Answering(
            addressing=addressing,
            people_answered=answered,
            prior=prior,
            rate=estimate_share(answered, addressing, prior),
            messages=n_messages,
            answered=count_by(receiver[is_answered], tables.n_users),
            hours=_measure_hours(messages, tables, rows, n_messages),
        )
    )


def _count_people(
    receiver: Ints, sender: Ints, is_answered: Bools, n_users: int
) -> tuple[Ints64, Ints64]:
    """Return the number of distinct senders of each receiver, and of those with an answer."""
    order = np.lexsort((sender, receiver))
    receiver = receiver[order]
    first = np.flatnonzero(mark_first(receiver, sender[order]))
    got_one = any_of_runs(is_answered[order], first)
    people = receiver[first]
    return count_by(people, n_users), count_by(people[got_one], n_users)


def _measure_hours(
    messages: Messages, tables: EventTables, rows: Ints64, n_messages: Ints64
) -> Estimate:
    """Return the median hours to an answer; NaN for users without a message."""
    nothing = np.full(tables.n_users, np.nan)
    if not tables.has_times:
        return freeze_fields(Estimate(value=nothing, low=nothing, high=nothing))
    wait, answered = messages.wait(tables.end)[rows], messages.is_answered[rows]
    curves = fit_curves(messages.receiver[rows], wait, answered, tables.n_users)
    value, low, high = (np.where(n_messages > 0, hours, nothing) for hours in curves.time_to(0.5))
    return freeze_fields(Estimate(value=value, low=low, high=high))
