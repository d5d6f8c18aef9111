"""Apply a plan to a table: a relation with one row for each event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus._engine.database import run
from tribus._engine.problems import ROW, TEXT_TYPES
from tribus._engine.sql import quote, quote_text
from tribus.errors import EventsError
from tribus.recognition.clocks import join_clock
from tribus.recognition.expand import expand_rows
from tribus.recognition.expansion import types_of
from tribus.recognition.find import find_plan
from tribus.recognition.numbers import read_marks
from tribus.recognition.recognised import Recognised
from tribus.recognition.sample import sample_relation
from tribus.recognition.times import read_times
from tribus.recognition.words import POST_WORDS
from tribus.sources.tables.both_ways import both_ways

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyRelation

    from tribus.recognition.plan import Plan
    from tribus.recognition.profile import Profile
    from tribus.recognition.request import Request
    from tribus.recognition.times import TimeColumn


def recognise_relation(rows: DuckDBPyRelation, request: Request) -> Recognised:
    """Find the roles of the columns of a relation, and return its events as rows.

    Parameters
    ----------
    rows
        A relation; its order is kept.
    request
        Options of the caller.

    Raises
    ------
    ColumnError, EventsError, OptionError
        If columns cannot be found, or values cannot be read.
    """
    profiles = sample_relation(rows)
    return apply_plan(rows, find_plan(profiles, request), request, profiles)


def apply_plan(
    rows: DuckDBPyRelation,
    plan: Plan,
    request: Request,
    profiles: Mapping[str, Profile],
    *,
    times: TimeColumn | None = None,
) -> Recognised:
    """Return the events of a relation as rows, according to a plan.

    Parameters
    ----------
    rows
        A relation with the columns that the plan uses.
    plan
        Plan that turns its rows into events.
    request
        Options of the caller.
    profiles
        Profile of each column of the table.
    times
        How times are converted, if the relation is a part of a table for which this is known.
    """
    found = Recognised(
        rows=rows,
        table=rows,
        columns={},
        plan=plan,
        profiles=profiles,
        time_zone=request.time_zone,
        times=times,
    )
    _empty_headers(found)
    _empty_blanks(found)
    join_clock(found, request)
    _read_times(found, request, profiles)
    _read_decimals(found, profiles)
    found.table = found.rows.project(f"*, row_number() OVER () AS {ROW}")
    _drop_kinds(found)
    if found.plan.is_plain:
        plan, act = found.plan, found.plan.acts[0]
        found.columns = {
            "source": plan.source, "target": act.column, "kind": plan.kind or act.kind, **plan.parts(),
        }  # fmt: skip
        _keep_posts_to_nobody(found, profiles)
        if not request.directed:
            found.n_rows = run(found.rows.aggregate("count(*)").fetchall)[0][0]
    else:
        expand_rows(found)
    if not request.directed:
        found.rows = both_ways(found.rows, found.columns["source"], found.columns["target"])
        found.plan = replace(found.plan, notes=(*found.plan.notes, "each row both ways"))
    return found


def _empty_headers(found: Recognised) -> None:
    """Empty the rows that repeat the header, as in a file that was put together from several."""
    types, plan = types_of(found.rows), found.plan
    names = [plan.source, plan.target or plan.acts[0].column]
    if len(set(names)) == 1 or any(types[name] not in TEXT_TYPES for name in names):
        return
    is_header = " AND ".join(f"{quote(name)} = {quote_text(name)}" for name in names)
    empty = dict.fromkeys(names, "NULL")
    if plan.count is not None and types[plan.count] in TEXT_TYPES:
        empty[plan.count] = "'0'"
    emptied = ", ".join(
        f"CASE WHEN {is_header} THEN {nothing} ELSE {quote(name)} END AS {quote(name)}"
        for name, nothing in empty.items()
    )
    found.rows = found.rows.project(f"* REPLACE ({emptied})")


def _empty_blanks(found: Recognised) -> None:
    """Empty the cells with a word that stands for nobody."""
    types = types_of(found.rows)
    emptied = []
    for name, words in found.plan.blanks.items():
        if types[name] in TEXT_TYPES:
            listed = ", ".join(map(quote_text, words))
            column = quote(name)
            emptied.append(
                f"CASE WHEN lower(trim({column})) NOT IN ({listed}) THEN {column} END AS {column}"
            )
    if emptied:
        found.rows = found.rows.project(f"* REPLACE ({', '.join(emptied)})")


def _read_times(found: Recognised, request: Request, profiles: Mapping[str, Profile]) -> None:
    """Convert times with an ambiguous order of day and month into times that the database reads."""
    name = found.plan.time
    if name is None:
        _warn_of_format(found, request)
        return
    if found.time_zone is None and "utc" in name.lower():
        found.time_zone = "UTC"
    times = found.times or read_times(
        found.rows,
        profiles[name],
        day_first=request.day_first,
        time_format=request.time_format,
        days_in_utc=found.time_zone is None and found.plan.clock is None,
    )
    found.times = times
    if times.is_ambiguous:
        values = ", ".join(show(value) for value in profiles[name].examples(2))
        written = "%d/%m/%Y %H:%M" if ":" in values else "%d/%m/%Y"
        remedy = f"Say day_first=True or day_first=False, or give time_format={show(written)}"
        if "time" in request.named():
            raise EventsError(
                f"column {show(name)}: in {values} day and month cannot be told apart. {remedy}"
            )
        found.plan = replace(
            found.plan,
            time=None,
            warnings=(
                *found.plan.warnings,
                (
                    f"the times of column {show(name)} are left out: in {values} day and month "
                    f"cannot be told apart. {remedy}; time=False leaves them out without this warning"
                ),
            ),
        )
    elif times.sql is not None:
        found.rows = found.rows.project(f"* REPLACE ({times.sql} AS {quote(name)})")
    if times.note:
        found.plan = replace(found.plan, notes=(*found.plan.notes, times.note))
    if times.warning:
        found.plan = replace(found.plan, warnings=(*found.plan.warnings, times.warning))


def _warn_of_format(found: Recognised, request: Request) -> None:
    """Warn that the format of times is not used, because no column holds times."""
    if request.time_format is None:
        return
    remedy = "leave out one of them" if request.time is False else "name the column with time="
    what = "time=False ignores the times" if request.time is False else "no column of times is found"
    warning = f"time_format={show(request.time_format)} is not used, because {what}; {remedy}"
    found.plan = replace(found.plan, warnings=(*found.plan.warnings, warning))


def _read_decimals(found: Recognised, profiles: Mapping[str, Profile]) -> None:
    """Replace decimal commas in counts by points, and leave separators of thousands out."""
    name = found.plan.count
    if name is None or types_of(found.rows)[name] not in TEXT_TYPES:
        return
    values = [str(value).strip() for value in profiles[name].filled]
    marks = read_marks(values)
    if marks.is_ambiguous and marks.thousands == ",":
        raise EventsError(
            f"column {show(name)}: {show(marks.example)} may be a thousand times more or less; write "
            "counts without separators of thousands and with a decimal point, or say count=False"
        )
    if marks.is_ambiguous:
        warning = (
            f"the counts of column {show(name)} are read with a decimal point, as "
            f"{show(marks.example)}; if it separates thousands, write them without it. "
            "count=False leaves them out without this warning"
        )
        found.plan = replace(found.plan, warnings=(*found.plan.warnings, warning))
        return
    number = quote(name)
    for mark, written in ((marks.thousands, ""), (marks.decimal, ".")):
        if mark and mark != written:
            number = f"replace({number}, '{mark}', '{written}')"
    if number != quote(name):
        found.rows = found.rows.project(f"* REPLACE ({number} AS {quote(name)})")


def _drop_kinds(found: Recognised) -> None:
    """Drop and count the rows of kinds that the caller or the format excludes."""
    kind, drops = found.plan.kind, found.plan.drops
    if kind not in found.rows.columns or not drops:
        return
    listed = ", ".join(map(quote_text, sorted(drops)))
    is_dropped = f"coalesce(lower(trim(CAST({quote(kind)} AS VARCHAR))), '') IN ({listed})"
    counts = run(
        found.rows.filter(is_dropped)
        .aggregate(f"CAST({quote(kind)} AS VARCHAR) AS kind, count(*) AS n", quote(kind))
        .fetchall
    )
    for name, n_rows in counts:
        found.skipped[f"kind {show(name or '')} left out"] += n_rows
    found.rows = found.rows.filter(f"NOT {is_dropped}")
    found.table = found.table.filter(f"NOT {is_dropped}")


def _keep_posts_to_nobody(found: Recognised, profiles: Mapping[str, Profile]) -> None:
    """Give posts to nobody a kind that the cleaning knows. Without a target they are not events."""
    kind = found.plan.kind
    if kind not in found.rows.columns or profiles[kind].is_number:
        return
    words = {str(value).strip().lower() for value in profiles[kind].filled} & POST_WORDS
    if not words:
        return
    listed = ", ".join(map(quote_text, sorted(words)))
    target = quote(found.columns["target"])
    nobody = (
        f"nullif(trim(CAST({target} AS VARCHAR)), '') IS NULL OR {target} = {quote(found.plan.source)}"
    )
    found.rows = found.rows.project(
        f"* REPLACE (CASE WHEN lower(trim({quote(kind)})) IN ({listed}) AND ({nobody}) THEN 'mention' "
        f"ELSE {quote(kind)} END AS {quote(kind)})"
    )
