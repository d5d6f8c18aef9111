"""Expand rows of several events: a table of posts becomes one row for each event."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from duckdb import DuckDBPyRelation

from tribus._engine.database import StoredTable, connection, run
from tribus._engine.problems import FLOATS, INTEGERS
from tribus._engine.sql import quote, quote_text
from tribus.recognition.cell_sql import has_several, number_in_cell
from tribus.recognition.expand_people import expand_people, ids_of_act
from tribus.recognition.expansion import (
    COUNTS_NOTHING,
    TO_UNKNOWN_POST,
    Expansion,
    kind_cell,
    kind_of,
    types_of,
)
from tribus.recognition.lookups import join_parents
from tribus.recognition.text import acts_in_text, reddit_names_in_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.recognition.plan import Act
    from tribus.recognition.recognised import Recognised


def expand_rows(found: Recognised) -> None:
    """Replace the rows of a recognised table by one row for each event, and count rows without one.

    The columns that the plan uses are stored once. The events of each act are then the rows of that
    table in which the act has somebody: no row is taken apart that does not hold a list, and no text is
    copied for each event.
    """
    plan = found.plan
    expansion = _choose_expansion(found)
    parts = plan.parts() if plan.acts[0].way != "count" else plan.parts() | {"count": ""}
    parts = {part: name for part, name in parts.items() if name}
    columns = {"source": quote(plan.source), **{part: quote(name) for part, name in parts.items()}}
    columns |= expansion.cells
    cells = expansion.rows.project(", ".join(f"{sql} AS {name}" for name, sql in columns.items()))
    found.stored = StoredTable(cells.project(expansion.kept) if expansion.kept else cells)
    rows = connection().table(found.stored.name)
    kept = ", ".join(("source", *parts))
    events = (rows.filter(where).project(f"{kept}, {event}") for where, event in expansion.events)
    found.rows = reduce(DuckDBPyRelation.union, events)
    found.columns = {name: name for name in found.rows.columns}
    _count_rows(found, rows, expansion)


def _count_rows(found: Recognised, rows: DuckDBPyRelation, expansion: Expansion) -> None:
    """Count the rows, and those without an event by reason; keep all authors."""
    is_event = " OR ".join(f"({where})" for where, _ in expansion.events)
    none = rows.filter(f"NOT coalesce({is_event}, false)")
    n_none, n_unknown = run(
        none.aggregate(f"count(*), count(*) FILTER ({expansion.is_unknown})").fetchall
    )[0]
    found.n_rows = run(rows.aggregate("count(*)").fetchall)[0][0]
    outcomes = {TO_UNKNOWN_POST: n_unknown, expansion.nothing: n_none - n_unknown}
    found.skipped.update({reason: count for reason, count in outcomes.items() if count})
    found.people = rows.project("source AS id")


def _choose_expansion(found: Recognised) -> Expansion:
    plan = found.plan
    if plan.from_text:
        return _expand_texts(found)
    return {"person": expand_people, "parent": _expand_parents, "count": _expand_counts}[
        plan.acts[0].way
    ](found)


def _expand_texts(found: Recognised) -> Expansion:
    column = quote(found.plan.acts[0].column)
    events = [("len(acts) > 0", "unnest(acts, max_depth := 2)")]
    return Expansion(found.rows, {"acts": acts_in_text(column)}, events)


def _expand_counts(found: Recognised) -> Expansion:
    """Expand rows of one person acted on, with a number of events of each kind."""
    plan = found.plan
    type_ = types_of(found.rows)[plan.target]
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
    return Expansion(found.rows, {"target": target, **cells}, events, nothing=COUNTS_NOTHING)


def _expand_parents(found: Recognised) -> Expansion:
    """Expand rows that name the post acted on: its author is found in another row."""
    plan = found.plan
    cells = {**kind_cell(plan)}
    parents = [act for act in plan.acts if act.way == "parent"]
    for place in range(len(parents)):
        cells |= {name: name for name in (f"parent_{place}", f"author_{place}")}
    events = [
        (f"author_{place} IS NOT NULL", f"author_{place} AS target, {kind_of(act)} AS kind")
        for place, act in enumerate(parents)
    ]
    types = types_of(found.rows)
    answered = ", ".join(f"author_{place}" for place in range(len(parents)))
    for place, act in enumerate(plan.acts):
        if act.way == "parent":
            continue
        cells[f"people_{place}"] = _list_people(found, act, types, answered)
        target = f"unnest(people_{place}) AS target, {kind_of(act)} AS kind"
        events.append((f"len(people_{place}) > 0", target))
    is_unknown = " OR ".join(f"parent_{place} IS NOT NULL" for place in range(len(parents)))
    rows = join_parents(found.rows, plan, found.profiles)
    return Expansion(rows, cells, events, is_unknown=is_unknown)


def _list_people(found: Recognised, act: Act, types: Mapping[str, str], answered: str) -> str:
    """Return SQL for the people of an act beside parent posts: without answered ones, if mentioned."""
    if act.way == "names":
        people = reddit_names_in_text(quote(act.column))
    else:
        people = ids_of_act(found, act, types)
        if not has_several(act, types[act.column]):
            people = f"CASE WHEN {people} IS NOT NULL THEN [{people}] END"
    if act.kind != "mention":
        return people
    others = f"[{answered}, {quote(found.plan.source)}]"
    is_other = f"list_transform({others}, lambda one: lower(CAST(one AS VARCHAR)))"
    named = f"coalesce(list_contains({is_other}, lower(CAST(one AS VARCHAR))), false)"
    return f"list_filter({people}, lambda one: NOT {named})"
