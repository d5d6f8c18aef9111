"""Read times with an ambiguous order of day and month: 4/5/2026 is in April or in May."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tribus._core.checks import show
from tribus._engine.sql import quote, quote_text
from tribus.errors import EventsError

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

    from tribus.recognition.profile import Profile

MAX_MONTH = 12
DAY_OR_MONTH = r"^\s*\d{1,2}([/.\-])\d{1,2}[/.\-]\d{2,4}\b"
_DATE_PARTS = r"^\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})\b"
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_SAMPLED = 200  # number of values
_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
_DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d")
_HAS_CLOCK = re.compile(r"%-?[HIcXs]")
_MIDNIGHT_UTC = "%Y-%m-%d 00:00:00+00:00"


class TimeColumn(NamedTuple):
    """SQL that converts a text column into times, and the decision about the order of day and month.

    Attributes
    ----------
    sql
        SQL expression; None if the column needs no conversion.
    note
        Order of day and month, for the report; empty if there is no choice.
    is_ambiguous
        Whether the order of day and month is ambiguous. Such a column cannot be read.
    warning
        Text of the warning about days without a time zone; empty if there are none.
    """

    sql: str | None = None
    note: str = ""
    is_ambiguous: bool = False
    warning: str = ""


def read_times(
    rows: DuckDBPyRelation,
    profile: Profile,
    *,
    day_first: bool | None,
    time_format: str | None,
    days_in_utc: bool,
) -> TimeColumn:
    """Return the conversion of a column of times.

    Parameters
    ----------
    rows
        The whole table, used if the first values leave the order open.
    profile
        Profile of the column.
    day_first, time_format
        Options of the caller.
    days_in_utc
        Whether the days of a column whose first values are days become days in UTC, with a warning.
        False if the zone is known, or if another column holds the time of the day.

    Raises
    ------
    EventsError
        If no value has the caller's format, or if the order of day and month changes.
    """
    column = quote(profile.name)
    warning = _warn_of_days(profile, time_format) if days_in_utc else ""
    if time_format is not None:
        return _in_format(rows, column, profile, time_format, warning)
    values = _values_in_order(profile)
    if not values:
        return TimeColumn(_days_in_utc(profile) if warning else None, warning=warning)
    if day_first is None:
        exceeds = _exceed_month(values)
        if not any(exceeds):
            tests = (f"bool_or({test})" for test in order_tests(column))
            exceeds = rows.aggregate(", ".join(tests)).fetchall()[0]
        day_first = find_order(exceeds, profile.name, values)
        if day_first is None:
            return TimeColumn(is_ambiguous=True)
    order = "%d/%m/" if day_first else "%m/%d/"
    listed = ", ".join(quote_text(f"{order}%Y{clock}") for clock in _CLOCKS)
    slashes = rf"regexp_replace(trim({column}), '[.\-/](\d{{1,2}})[.\-/]', '/\1/')"
    years = rf"regexp_replace({slashes}, '^(\d+/\d+/)(\d\d)(\D|$)', '\120\2\3')"
    tidy = f"regexp_replace({years}, ',? +', ' ')"
    forms = [f"CAST(try_strptime({tidy}, [{listed}]) AS VARCHAR)", column]
    if warning:
        forms.insert(0, _midnight(f"try_strptime({tidy}, {quote_text(f'{order}%Y')})"))
    note = "day first" if day_first else "month first"
    return TimeColumn(f"coalesce({', '.join(forms)})", note, warning=warning)


def _warn_of_days(profile: Profile, time_format: str | None) -> str:
    """Return the warning about a column of days; empty if the first values are no days."""
    values = [str(value).strip() for value in profile.filled[:_SAMPLED]]
    is_day = time_format is not None and not _HAS_CLOCK.search(time_format.replace("%%", ""))
    if not values or not (is_day or all(map(_DAY.fullmatch, values))):
        return ""
    return (
        f"the days of column {show(profile.name)}, as {show(values[0])}, have no time zone and are read "
        "as days in UTC. Say time_zone='UTC', or name their zone, to read them without this warning"
    )


def _days_in_utc(profile: Profile) -> str:
    """Return SQL for a column of days as midnights in UTC; other values stay as they are."""
    column = quote(profile.name)
    if not isinstance(profile.filled[0], str):
        return _midnight(column)
    formats = ", ".join(map(quote_text, _DAY_FORMATS))
    return f"coalesce({_midnight(f'try_strptime(trim({column}), [{formats}])')}, {column})"


def _midnight(moment: str) -> str:
    return f"strftime({moment}, {quote_text(_MIDNIGHT_UTC)})"


def _in_format(
    rows: DuckDBPyRelation, column: str, profile: Profile, format_: str, warning: str
) -> TimeColumn:
    has_zone = "%z" in format_.replace("%%", "")
    try:
        parsed = f"try_strptime(trim({column}), {quote_text(format_)})"
        text = f"strftime(timezone('UTC', {parsed}), '%Y-%m-%d %H:%M:%S.%f+00:00')"
        local = _midnight(parsed) if warning else f"CAST({parsed} AS VARCHAR)"
        sql = text if has_zone else local
        count = f"count({sql})"
        n_read, n_given = rows.aggregate(f"{count}, count(nullif(trim({column}), ''))").fetchall()[0]
    except Exception as error:
        if "strptime" not in str(error).lower() and "format" not in str(error).lower():
            raise
        raise EventsError(
            f"time_format {show(format_)} cannot be used: {str(error).splitlines()[0][:200]}. "
            "Give one like '%d/%m/%Y %H:%M'"
        ) from None
    if n_given and not n_read:
        value = profile.examples(1)
        raise EventsError(
            f"no time in column {show(profile.name)} has the format {show(format_)}; the column starts "
            f"with {show(value[0]) if value else 'nothing'}. Give the format of that value"
        )
    return TimeColumn(f"coalesce({sql}, {column})", f"times as {format_}", warning=warning)


def is_order_open(profile: Profile) -> bool:
    """Return whether only the other rows of the table can tell the order of day and month."""
    values = _values_in_order(profile)
    return bool(values) and not any(_exceed_month(values))


def order_tests(column: str) -> tuple[str, str]:
    """Return SQL for whether the first and the second number of a date exceed a month."""
    first, second = (
        f"TRY_CAST(regexp_extract({column}, '{_DATE_PARTS}', {place}) AS INTEGER) > {MAX_MONTH}"
        for place in (1, 2)
    )
    return first, second


def find_order(exceeds: tuple[bool, bool], name: str, values: list[str]) -> bool | None:
    """Return whether days come first; None if all values can be read in both orders.

    Parameters
    ----------
    exceeds
        Whether some first number, and some second number, exceeds a month.
    name
        Name of the column.
    values
        Its first values.

    Raises
    ------
    EventsError
        If the order changes.
    """
    days, months = exceeds
    if days and months:
        raise EventsError(
            f"column {show(name)} has times with the day first and times with the month first, as "
            f"{show(values[0])}; write all in one order, or give one with time_format="
        )
    if not days and not months and "." in values[0].split(" ", 1)[0]:
        return True  # with dots the day comes first in every country
    return bool(days) if days or months else None


def _values_in_order(profile: Profile) -> list[str]:
    """Return the first values, if most are dates with an order of day and month; nothing otherwise."""
    values = [value for value in profile.filled[:_SAMPLED] if isinstance(value, str)]
    dated = sum(bool(re.match(DAY_OR_MONTH, value)) for value in values)
    return values if dated > len(values) / 2 else []


def _exceed_month(values: list[str]) -> tuple[bool, bool]:
    parts = [found for value in values if (found := re.match(_DATE_PARTS, value))]
    first, second = (any(int(found[place]) > MAX_MONTH for found in parts) for place in (1, 2))
    return first, second
