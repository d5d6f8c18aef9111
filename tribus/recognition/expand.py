"""Expand rows of several events: a table of posts becomes one row for each event."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tribus._core.checks import show
from tribus._engine.column_types import inexact_floats
from tribus._engine.database import StoredTable, connection, run
from tribus._engine.problems import FLOATS, INTEGERS, Problem, raise_first
from tribus._engine.sql import quote, quote_text
from tribus.recognition.cell_sql import has_several, number_in_cell, people_in_cell
from tribus.recognition.lookups import join_names, join_parents
from tribus.recognition.text import acts_in_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyRelation

    from tribus.recognition.plan import Act, Plan
    from tribus.recognition.recognised import Recognised

TO_NOBODY = "posts to nobody"
TO_UNKNOWN_POST = "replies to posts that are not in the table"
COUNTS_NOTHING = "rows that count no event"


class _Expansion(NamedTuple):
    """How the rows of a table become events.

    Attributes
    ----------
    rows
        The table.
    cells
        SQL of the columns that the events are made of, by name.
    events
        For each act, the condition under which a row has its events, and the SQL of their columns.
    nothing
        Reason for rows without an event.
    is_unknown
        Condition for rows without an event that answer an unknown post.
    """

    rows: DuckDBPyRelation
    cells: Mapping[str, str]
    events: list[tuple[str, str]]
    nothing: str = TO_NOBODY
    is_unknown: str = "false"


def expand_rows(found: Recognised) -> None:
    """Replace the rows of a recognised table by one row for each event, and count rows without one.

    The columns that the plan uses are stored once. The events of each act are then the rows of that
    table in which the act has somebody: no row is taken apart that does not hold a list.
    """
    plan = found.plan
    expansion = _choose_expansion(found)
    parts = plan.parts() if plan.acts[0].way != "count" else plan.parts() | {"count": ""}
    parts = {part: name for part, name in parts.items() if name}
    columns = {"source": quote(plan.source), **{part: quote(name) for part, name in parts.items()}}
    columns |= expansion.cells
    stored = StoredTable(
        expansion.rows.project(", ".join(f"{sql} AS {name}" for name, sql in columns.items()))
    )
    rows = connection().table(stored.name)
    kept = ", ".join(("source", *parts))
    found.stored = StoredTable(
        *(rows.filter(where).project(f"{kept}, {event}") for where, event in expansion.events)
    )
    found.rows = connection().table(found.stored.name)
    found.columns = {name: name for name in found.rows.columns}
    _count_rows(found, rows, expansion)


def _count_rows(found: Recognised, rows: DuckDBPyRelation, expansion: _Expansion) -> None:
    """Count the rows, and those without an event by reason; keep the authors of the latter."""
    is_event = " OR ".join(f"({where})" for where, _ in expansion.events)
    is_none = f"NOT coalesce({is_event}, false)"
    is_unknown = f"({is_none}) AND ({expansion.is_unknown})"
    counts = f"count(*), count(*) FILTER ({is_none}), count(*) FILTER ({is_unknown})"
    found.n_rows, n_none, n_unknown = run(rows.aggregate(counts).fetchall)[0]
    outcomes = {TO_UNKNOWN_POST: n_unknown, expansion.nothing: n_none - n_unknown}
    found.skipped.update({reason: count for reason, count in outcomes.items() if count})
    found.authors = StoredTable(rows.filter(is_none).project("source AS id").distinct())
    found.people = connection().table(found.authors.name)


def _choose_expansion(found: Recognised) -> _Expansion:
    plan = found.plan
    if plan.from_text:
        return _expand_texts(found)
    return {"person": _expand_people, "parent": _expand_parents, "count": _expand_counts}[
        plan.acts[0].way
    ](found)


def _expand_texts(found: Recognised) -> _Expansion:
    column = quote(found.plan.acts[0].column)
    events = [("len(acts) > 0", "unnest(acts, max_depth := 2)")]
    return _Expansion(found.rows, {"acts": acts_in_text(column)}, events)


def _expand_counts(found: Recognised) -> _Expansion:
    """Expand rows of one person acted on, with a number of events of each kind."""
    plan = found.plan
    type_ = _types(found.rows)[plan.target]
    is_number = type_ in INTEGERS | FLOATS
    target = quote(plan.target) if is_number else f"nullif(trim({quote(plan.target)}), '')"
    cells = {f"n_{place}": number_in_cell(act.column) for place, act in enumerate(plan.acts)}
    events = [
        (
            f"target IS NOT NULL AND n_{place} > 0",
            f"target, {quote_text(act.kind)} AS kind, n_{place} AS count",
        )
        for place, act in enumerate(plan.acts)
    ]
    return _Expansion(found.rows, {"target": target, **cells}, events, COUNTS_NOTHING)


def _expand_parents(found: Recognised) -> _Expansion:
    """Expand rows that name the post acted on: its author is found in another row."""
    plan = found.plan
    cells = {**_kind_cell(plan)}
    for place in range(len(plan.acts)):
        cells |= {name: name for name in (f"parent_{place}", f"author_{place}")}
    events = [
        (f"author_{place} IS NOT NULL", f"author_{place} AS target, {_kind_of(act)} AS kind")
        for place, act in enumerate(plan.acts)
    ]
    is_unknown = " OR ".join(f"parent_{place} IS NOT NULL" for place in range(len(plan.acts)))
    rows = join_parents(found.rows, plan, found.profiles)
    return _Expansion(rows, cells, events, is_unknown=is_unknown)


def _expand_people(found: Recognised) -> _Expansion:
    """Expand rows with columns of people, one for each kind.

    A repost has no other events, because its text is by another author. Whoever is answered or quoted
    is not mentioned too, and names at the start of a reply are written by the platform.
    """
    plan, types = found.plan, _types(found.rows)
    rows = found.rows if plan.lookup is None else join_names(found.rows, plan.target, plan.lookup)
    ids = [_ids_of_act(found, act, types) for act in plan.acts]
    cells = {**_kind_cell(plan), **{f"people_{place}": sql for place, sql in enumerate(ids)}}
    several = [has_several(act, types[act.column]) for act in plan.acts]
    place_of = {act.kind: place for place, act in enumerate(plan.acts)}
    answered = [place_of[kind] for kind in ("reply", "quote") if kind in place_of]
    if plan.text is not None and {"reply", "mention"} <= place_of.keys():
        names = f"regexp_extract(lower({quote(plan.text)}), '^(\\s*@[\\w.]+)+')"
        cells["first_names"] = f"regexp_extract_all({names}, '@([\\w.]+)', 1)"

    filled = [
        f"len(people_{place}) > 0" if is_list else f"people_{place} IS NOT NULL"
        for place, is_list in enumerate(several)
    ]

    def is_named_before(one: str) -> str:
        tests = [
            f"coalesce(list_contains(people_{place}, {one}), false)"
            if several[place]
            else f"{one} IS NOT DISTINCT FROM people_{place}"
            for place in answered
        ]
        if "first_names" in cells:
            lower = f"lower(CAST({one} AS VARCHAR))"
            tests.append(
                f"({filled[place_of['reply']]} AND coalesce(list_contains(first_names, {lower}), false))"
            )
        return " OR ".join(tests)

    events = []
    for place, act in enumerate(plan.acts):
        people, where = f"people_{place}", [filled[place]]
        if "repost" in place_of and act.kind != "repost":
            where.append(f"({filled[place_of['repost']]}) IS NOT TRUE")
        if act.kind == "mention" and answered and several[place]:
            people = f"list_filter({people}, lambda one: NOT ({is_named_before('one')}))"
        elif act.kind == "mention" and answered:
            where.append(f"NOT ({is_named_before(people)})")
        people = f"unnest({people})" if several[place] else people
        events.append((" AND ".join(where), f"{people} AS target, {_kind_of(act)} AS kind"))
    return _Expansion(rows, cells, events)


def _ids_of_act(found: Recognised, act: Act, types: Mapping[str, str]) -> str:
    """Return SQL for the people of an act, of the type of the ids of sources."""
    source, column, type_ = types[found.plan.source], quote(act.column), types[act.column]
    if found.plan.lookup is not None:
        number = types[found.plan.lookup[1]]
        column = f"coalesce(CAST(tribus_id AS VARCHAR), {column})"
        return f"TRY_CAST({column} AS BIGINT)" if number in INTEGERS else column
    people = people_in_cell(act, column, type_)
    if source not in INTEGERS | FLOATS:
        return people
    if type_ in INTEGERS | FLOATS:
        raise_first(found.rows, [inexact_floats(act.column)] if type_ in FLOATS else [])
        return f"TRY_CAST({column} AS BIGINT)"
    is_number = r"regexp_full_match({}, '[+-]?\d+(\.0+)?') AND TRY_CAST({} AS BIGINT) IS NOT NULL"
    if not has_several(act, type_):
        number, is_bad = f"TRY_CAST({people} AS BIGINT)", f"NOT ({is_number.format(people, people)})"
    else:
        number = f"list_transform({people}, lambda one: TRY_CAST(one AS BIGINT))"
        bad = f"list_filter({people}, lambda one: NOT ({is_number.format('one', 'one')}))"
        is_bad = f"len({bad}) > 0"
    advice = (
        f"is not an integer as the ids of column {show(found.plan.source)} are, so no user could occur "
        "in both; cast both to text, or name columns of one kind with source= and target="
    )
    raise_first(found.rows, [Problem(act.column, f"coalesce({is_bad}, false)", advice)])
    return number


def _kind_cell(plan: Plan) -> dict[str, str]:
    """Return SQL for the kind of a row, if the table has a column of kinds."""
    return {} if plan.acts[0].kind else {"kind": f"CAST({quote(plan.kind)} AS VARCHAR)"}


def _kind_of(act: Act) -> str:
    return quote_text(act.kind) if act.kind else "kind"


def _types(rows: DuckDBPyRelation) -> dict[str, str]:
    return dict(zip(rows.columns, map(str, rows.types), strict=True))
