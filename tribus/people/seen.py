"""Whose acts were collected: the coverage of a collection, for the users of the events."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from tribus._core.checks import show
from tribus._core.frozen import freeze_fields
from tribus.errors import OptionError
from tribus.people.rates import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from _typeshed import DataclassInstance

    from tribus._core.arrays import Bools
    from tribus.people.answering import Answering
    from tribus.people.messages import Messages

Measures = TypeVar("Measures", bound="DataclassInstance")

ALL_SEEN, CUT_OFF, NOT_REACHED = "all seen", "cut off", "not reached"
COLUMNS = ("user", "state", "reason")


@dataclass(frozen=True, eq=False, kw_only=True)
class Seen:
    """How far the acts of each user were collected.

    Attributes
    ----------
    state
        State of each user, as in `read_coverage`; `not reached` for users without a row.
    reason
        Why not everything was seen; empty if unknown.
    is_known
        Whether at least a part of the acts of each user was collected, bool, shape `(n_users,)`.
    """

    state: tuple[str, ...]
    reason: tuple[str, ...]
    is_known: Bools

    def received_by_known(self, messages: Messages) -> Bools:
        """Return which messages went to users whose answers would be in the events."""
        known: Bools = self.is_known[messages.receiver]
        return known

    def keep_known(self, measures: Measures) -> Measures:
        """Return the measures with all estimates NaN for users whose acts were not collected."""
        estimates = {
            field.name: self._mask(getattr(measures, field.name))
            for field in fields(measures)
            if isinstance(getattr(measures, field.name), Estimate)
        }
        return replace(measures, **estimates)

    def _mask(self, estimate: Estimate) -> Estimate:
        value, low, high = (
            np.where(self.is_known, values, np.nan)
            for values in (estimate.value, estimate.low, estimate.high)
        )
        return freeze_fields(replace(estimate, value=value, low=low, high=high))


def read_seen(coverage: pd.DataFrame, users: Sequence[Any]) -> Seen:
    """Return the coverage of the users; `OptionError` for a table without its columns or users."""
    missing = [name for name in COLUMNS if name not in getattr(coverage, "columns", ())]
    if missing:
        raise OptionError(
            f"coverage must be a table as read_coverage returns it; it has no column {show(missing[0])}"
        )
    rows = zip(*(coverage[name].tolist() for name in COLUMNS), strict=True)
    found = {user: (state, reason) for user, state, reason in rows}
    if not any(user in found for user in users):
        raise OptionError("coverage has none of the users of the events; read that of this collection")
    state, reason = zip(*(found.get(user, (NOT_REACHED, "")) for user in users), strict=True)
    is_known = np.array([one in (ALL_SEEN, CUT_OFF) for one in state])
    return Seen(state=state, reason=reason, is_known=is_known)


def take_rates(known: Answering, *, counts: Answering) -> Answering:
    """Return the rates of messages to known users with the counts of all messages."""
    return replace(counts, rate=known.rate, hours=known.hours, prior=known.prior)
