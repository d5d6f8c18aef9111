"""Columns of any type as times in microseconds since 1970 UTC, in the SQL of DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from tribus._core.checks import show, suggest
from tribus._engine.problems import FLOATS, INTEGERS, TEXT_TYPES, Problem
from tribus._engine.sql import quote
from tribus.errors import ColumnError, EventsError, OptionError

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

EARLIEST, LATEST = "1990-01-01", "2100-01-01"  # no social network has events outside these limits

IMPOSSIBLE = -1  # marks a time that cannot be read or lies outside these limits
LOCAL = -5 * 10**18  # marks a time without a zone

_WITH_ZONE = "TIMESTAMP WITH TIME ZONE"
_OFFSET = r"\s*([+-]\d\d)(:?\d\d)?"
_ZONE = rf"(?i)(z|utc|gmt|\s[a-z][a-z_/]+|:\d\d(\.\d+)?{_OFFSET})$"  # -10 after a day is a day
_MAIL = "%a, %d %b %Y %H:%M:%S %z"  # Wed, 10 Oct 2018 20:19:24 +0000 (UTC)
_FORMS = "%Y/%m/%d %I:%M:%S %p %z"  # 2018/10/10 8:19:24 PM GMT+2, as Google writes it
_TWITTER = "%a %b %d %H:%M:%S %z %Y"  # Wed Oct 10 20:19:24 +0000 2018


def check_time_zone(time_zone: str | None, *, option: str = "time_zone") -> None:
    """Raise `OptionError` for a zone that does not exist."""
    if time_zone is None:
        return
    zones = available_timezones() - {"localtime"}  # a different zone on every machine
    if time_zone not in zones:
        near = suggest(time_zone, zones)
        raise OptionError(
            f"{option} {show(time_zone)} is not a time zone{near}; give a name like 'Europe/Madrid'"
        )


def microseconds(name: str, type_: str, time_zone: str | None) -> str:
    """Return SQL for a time: null if empty, `IMPOSSIBLE` or `LOCAL` if it cannot be read."""
    column, moment = quote(name), _moment(name, type_, time_zone)
    given = _text(column) if type_ in TEXT_TYPES else column
    usual = ""
    if type_ in TEXT_TYPES:  # most are in UTC in ISO form; they are read without a regular expression
        utc = f"epoch_us(TRY_CAST(CASE WHEN suffix({column}, 'Z') THEN {column} END AS TIMESTAMPTZ))"
        usual = f"WHEN {utc} BETWEEN {_limit(EARLIEST)} AND {_limit(LATEST)} THEN {utc} "
    return (
        f"CASE {usual}WHEN {moment} BETWEEN {_limit(EARLIEST)} AND {_limit(LATEST)} "
        f"OR {moment} = {LOCAL} THEN {moment} WHEN {given} IS NOT NULL THEN {IMPOSSIBLE} END"
    )


def unreadable_times(rows: DuckDBPyRelation, name: str) -> EventsError:
    """Return the error for a table without a readable time."""
    given = rows.project(f"CAST({quote(name)} AS VARCHAR) AS time").filter("trim(time) != ''")
    return no_readable_time(name, given.limit(1).fetchall()[0][0])


def no_readable_time(name: str, value: str) -> EventsError:
    """Return the error for a column without a readable time, which starts with a value."""
    return EventsError(
        f"no time can be read; column {show(name)} starts with {show(value)}. "
        "Name another column, give the format of that value with time_format=, or say time=False"
    )


def find_local_times(name: str, type_: str) -> list[Problem]:
    """Return the problem of times without a zone: each could mean any of 38 hours."""
    column = quote(name)
    if type_ in TEXT_TYPES:
        text = _text(column)
        local = (
            f"TRY_CAST({text} AS TIMESTAMP) IS NOT NULL AND TRY_CAST({text} AS DOUBLE) IS NULL "
            f"AND NOT regexp_matches({text}, '{_ZONE}')"
        )
    elif type_ == "DATE" or (type_.startswith("TIMESTAMP") and type_ != _WITH_ZONE):
        local = f"{column} IS NOT NULL"
    else:
        return []
    return [Problem(name, local, "is a time without a zone; name it, for example with time_zone='UTC'")]


def _moment(name: str, type_: str, time_zone: str | None) -> str:
    column = quote(name)
    if type_ in INTEGERS:
        return _unix(column, f"{column} // 1000")
    if type_ in FLOATS:
        return _unix(column, f"{column} / 1000")
    if type_ == _WITH_ZONE:
        return f"epoch_us({column})"
    if type_ in TEXT_TYPES:
        text = _text(column)
        number = f"TRY_CAST({text} AS DOUBLE)"
        return (
            f"CASE WHEN {number} IS NOT NULL THEN {_unix(number, f'{number} / 1000')} "
            f"WHEN substr({text}, 4, 1) = ',' THEN {_in_mail(text)} "
            f"WHEN contains({text}, 'M GMT') THEN {_in_forms(text)} "
            f"WHEN regexp_matches({text}, '{_ZONE}') THEN {_zoned(text)} "
            f"ELSE coalesce(epoch_us(TRY_STRPTIME({text}, '{_TWITTER}')), "
            f"{_in_zone(f'TRY_CAST({text} AS TIMESTAMP)', time_zone)}) END"
        )
    if type_.startswith("TIMESTAMP") or type_ == "DATE":
        return _in_zone(f"CAST({column} AS TIMESTAMP)", time_zone)
    raise ColumnError(
        f"column {show(name)} for time has type {type_}; times must be timestamps, text or unix seconds"
    )


def _unix(number: str, thousandth: str) -> str:
    """SQL that distinguishes seconds, milliseconds, microseconds and nanoseconds by size."""
    size = f"abs(CAST({number} AS DOUBLE))"
    return (
        f"CASE WHEN {size} < 1e11 THEN TRY_CAST({number} * 1e6 AS BIGINT) "
        f"WHEN {size} < 1e14 THEN TRY_CAST({number} * 1e3 AS BIGINT) "
        f"WHEN {size} < 1e17 THEN TRY_CAST({number} AS BIGINT) "
        f"ELSE TRY_CAST({thousandth} AS BIGINT) END"
    )


def _zoned(text: str) -> str:
    """SQL for text with a zone; the second attempt rewrites the zone for the database."""
    utc = rf"regexp_replace({text}, '\s*(z|utc|gmt)$', '+00:00', 'i')"
    rewritten = rf"regexp_replace({utc}, '{_OFFSET}$', '\1\2')"
    return f"epoch_us(coalesce(TRY_CAST({text} AS TIMESTAMPTZ), TRY_CAST({rewritten} AS TIMESTAMPTZ)))"


def _in_mail(text: str) -> str:
    """SQL for a time as in the header of an e-mail."""
    offset = rf"regexp_replace({text}, '\s*\(.*\)$', '')"
    numbered = rf"regexp_replace({offset}, '\s+(z|ut|utc|gmt)$', ' +0000', 'i')"
    return f"epoch_us(TRY_STRPTIME({numbered}, '{_MAIL}'))"


def _in_forms(text: str) -> str:
    """SQL for a time as in a table of answers to a form."""
    offset = rf"regexp_replace({text}, 'GMT([+-])(\d)(:\d\d)?$', 'GMT\10\2\3')"
    numbered = rf"regexp_replace({offset}, 'GMT([+-]\d\d):?(\d\d)?$', '\1\2')"
    whole = rf"regexp_replace({numbered}, ' ([+-]\d\d)$', ' \1' || '00')"
    return f"epoch_us(TRY_STRPTIME({whole}, '{_FORMS}'))"


def _in_zone(timestamp: str, time_zone: str | None) -> str:
    if time_zone is None:
        return f"CASE WHEN {timestamp} IS NOT NULL THEN {LOCAL} END"
    return f"epoch_us(timezone('{time_zone}', {timestamp}))"


def _text(column: str) -> str:
    return f"NULLIF(trim({column}), '')"


def _limit(day: str) -> str:
    return f"epoch_us(TIMESTAMP '{day}')"
