"""Outcomes: a table of visits, enquiries, sales or savings, read and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._core.checks import show, suggest
from tribus.errors import ColumnError, EventsError
from tribus.events.frame_to_arrow import frame_to_arrow, read_frame

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints64

UNKNOWN_PERSON = -1
NO_KIND = "outcome"
MISSING_TEXTS = {"", "None", "nan", "NaT", "<NA>"}


class OutcomeColumns(NamedTuple):
    """Names of the columns of a table of outcomes."""

    user: str
    time: str
    amount: str
    kind: str
    currency: str


class Outcomes(NamedTuple):
    """Outcomes, sorted by time, then by person, kind and amount.

    Attributes
    ----------
    person
        Index into `users`, int64; -1 where the person is unknown.
    users
        Users of the outcomes, each once, as in the table.
    time
        Microseconds since 1970 UTC, int64.
    amount
        Amount of each, float64, NaN where missing.
    kind
        Kind of each, as texts.
    currency
        The currency of all amounts; an empty text if the table has none.
    """

    person: Ints64
    users: list[Any]
    time: Ints64
    amount: Floats
    kind: list[str]
    currency: str

    @property
    def has_amounts(self) -> bool:
        """Whether some outcome has an amount above 0."""
        return bool(np.nansum(self.amount) > 0)


def read_outcomes(outcomes: Any, columns: OutcomeColumns, *, has_text_ids: bool) -> Outcomes:
    """Return the outcomes of a table; `measure_return` documents the columns and errors."""
    read = read_frame(outcomes)
    if columns.time not in read.columns:
        near = suggest(columns.time, read.columns)
        raise ColumnError(
            f"the outcomes have no column {show(columns.time)}{near}; columns are {show(read.columns)}. "
            "Name the column of times with time=, because an outcome without a time is before nothing"
        )
    if not len(read):
        raise EventsError("there are no outcomes: the table is empty; pass at least one row")
    named = [name for name in columns if name in read.columns]
    table = frame_to_arrow(read, named)
    frame = table.to_pandas()
    time = _read_times(frame[columns.time], columns.time)
    values = table[columns.user].to_pylist() if columns.user in named else [None] * len(frame)
    person, users = _read_users(values, columns.user, has_text_ids=has_text_ids)
    amount = _read_amounts(frame, columns.amount)
    kind = _read_kinds(frame, columns.kind)
    currency = _read_currency(frame, columns.currency, amount)
    _, rank = np.unique(kind, return_inverse=True)
    order = np.lexsort((np.nan_to_num(amount, nan=-1.0), rank, person, time))
    return Outcomes(
        person[order], users, time[order], amount[order], [kind[row] for row in order], currency
    )


def _read_times(column: pd.Series[Any], name: str) -> Ints64:
    """Return times in microseconds; a missing or unreadable time is an error."""
    import pandas as pd

    times = pd.to_datetime(column, utc=True, errors="coerce", format=_time_format(column))
    wrong = np.flatnonzero(times.isna())
    if len(wrong):
        first = column.iloc[wrong[0]]
        raise EventsError(
            f"{len(wrong):,} of {len(column):,} outcomes have no time that can be read, the first in "
            f"data row {wrong[0] + 1:,}, column {show(name)}: {show(first)}; write times as "
            "2024-05-31 or 2024-05-31T18:30:00Z, or leave these rows out"
        )
    return np.asarray(times.dt.as_unit("us").astype(np.int64), np.int64)


def _time_format(column: pd.Series[Any]) -> str | None:
    """Return the format of times in texts: ISO 8601 only, so that no day is taken for a month."""
    from pandas.api.types import is_object_dtype, is_string_dtype

    return "ISO8601" if is_object_dtype(column) or is_string_dtype(column) else None


def _read_users(values: list[Any], name: str, *, has_text_ids: bool) -> tuple[Ints64, list[Any]]:
    """Return the index of the user of each outcome, and the distinct users, sorted."""
    known = [str(value).strip() not in MISSING_TEXTS for value in values]
    try:
        ids = [
            _read_id(value, has_text_ids=has_text_ids) if is_known else None
            for value, is_known in zip(values, known, strict=True)
        ]
    except ValueError:
        text = next(value for value in values if isinstance(value, str) and not value.isdecimal())
        raise EventsError(
            f"column {show(name)} holds text such as {show(text)}, but the users of the timeline are "
            "integers; use the same ids"
        ) from None
    users = sorted({one for one in ids if one is not None})
    place: dict[Any, int] = {user: number for number, user in enumerate(users)}
    return np.array([place.get(one, UNKNOWN_PERSON) for one in ids], np.int64), users


def _read_id(value: Any, *, has_text_ids: bool) -> Any:
    """Return an id as the timeline has it; whole numbers may be floats where others are missing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if has_text_ids else int(value)


def _read_amounts(frame: pd.DataFrame, name: str) -> Floats:
    """Return amounts, NaN where missing; text and amounts below 0 are errors."""
    import pandas as pd

    if name not in frame:
        return np.full(len(frame), np.nan)
    amount = pd.to_numeric(frame[name], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    missing = frame[name].isna().to_numpy() | (frame[name].astype(str).str.strip() == "").to_numpy()
    wrong = np.flatnonzero((np.isnan(amount) & ~missing) | np.isinf(amount) | (amount < 0))
    if len(wrong):
        first = frame[name].iloc[wrong[0]]
        raise EventsError(
            f"{len(wrong):,} amounts are not numbers of 0 or more, the first in data row "
            f"{wrong[0] + 1:,}, column {show(name)}: {show(first)}; subtract a refund from its sale, "
            "or leave it out"
        )
    return amount


def _read_kinds(frame: pd.DataFrame, name: str) -> list[str]:
    if name not in frame:
        return [NO_KIND] * len(frame)
    return [NO_KIND if value is None or value != value else str(value) for value in frame[name]]  # noqa: PLR0124 NaN


def _read_currency(frame: pd.DataFrame, name: str, amount: Floats) -> str:
    """Return the one currency of all amounts; several are an error."""
    if name not in frame:
        return ""
    used = frame[name][~np.isnan(amount)].dropna().astype(str).str.strip()
    found = sorted(set(used) - {""})
    if len(found) > 1:
        raise EventsError(
            f"the amounts are in {len(found)} currencies, {show(found)}; convert them to one, because "
            "amounts of several currencies have no sum"
        )
    return found[0] if found else ""
