"""Join a column of dates and a column of times of the day, as spreadsheets have them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus._engine.sql import quote, quote_text
from tribus.recognition.words import is_clock_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tribus.recognition.profile import Profile
    from tribus.recognition.recognised import Recognised
    from tribus.recognition.request import Request

MIN_CLOCK_SHARE = 0.9  # minimum share of times of the day in their column
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")  # of spreadsheets, in which days are times
_CLOCK_FORMATS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%I:%M:%S%p")


def find_clock(
    profiles: Mapping[str, Profile], day: str | None, used: Collection[str], time_format: str | None
) -> str | None:
    """Return the column with the times of the day for a column of dates; None if there is none.

    Parameters
    ----------
    profiles
        Profile of each column of the table.
    day
        The column of times.
    used
        Columns with another role.
    time_format
        The caller's format, which is that of the joined times.
    """
    if day is None or not _holds_days(profiles[day]):
        return None
    if time_format is not None and not re.search(r"%-?[HIXcT]", time_format):
        return None
    found = [name for name in profiles if name not in used and _is_clock(profiles[name])]
    return found[0] if len(found) == 1 else None


def join_clock(found: Recognised, request: Request) -> None:
    """Replace the dates of rows by dates with a time of the day, which another column holds."""
    day, clock = found.plan.time, found.plan.clock
    if day is None or clock is None:
        return
    date = f"regexp_replace(CAST({quote(day)} AS VARCHAR), '{_MIDNIGHT.pattern}', '')"
    given = f"trim(CAST({quote(clock)} AS VARCHAR))"
    plain = rf"regexp_replace(upper({given}), '([AP])\.?M\.?$', '\1M')"
    parsed = f"try_strptime({plain}, [{_listed(_CLOCK_FORMATS)}])"
    of_day = given if request.time_format else f"coalesce(strftime({parsed}, '%H:%M:%S.%f'), {given})"
    joined = f"CASE WHEN {given} <> '' THEN {date} || ' ' || {of_day} ELSE {date} END"
    found.rows = found.rows.project(f"* REPLACE ({joined} AS {quote(day)})")
    note = f"time of the day from {show(clock)}"
    found.plan = replace(found.plan, notes=(*found.plan.notes, note))


def _holds_days(profile: Profile) -> bool:
    values = [_MIDNIGHT.sub("", str(value).strip()) for value in profile.filled]
    return bool(values) and all(_DATE.fullmatch(value) for value in values)


def _is_clock(profile: Profile) -> bool:
    return is_clock_name(profile.name) and profile.share("clock") >= MIN_CLOCK_SHARE


def _listed(formats: tuple[str, ...]) -> str:
    return ", ".join(map(quote_text, formats))
