"""Expand posts with columns of people: one event for each person that a post is meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus._engine.column_types import inexact_floats
from tribus._engine.problems import FLOATS, INTEGERS, Problem, raise_first
from tribus._engine.sql import quote
from tribus.recognition.cell_sql import has_several, people_in_cell
from tribus.recognition.expansion import Expansion, kind_cell, kind_of, types_of
from tribus.recognition.lookups import join_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.recognition.plan import Act
    from tribus.recognition.recognised import Recognised


def expand_people(found: Recognised) -> Expansion:
    """Expand rows with columns of people, one or more for each kind.

    A repost has no other events, because its text is by another author. Whoever is answered or quoted
    is not mentioned too, and names at the start of a reply are written by the platform.
    """
    plan, types = found.plan, types_of(found.rows)
    rows = found.rows if plan.lookup is None else join_names(found.rows, plan.target, plan.lookup)
    post = _Post(plan.acts, [has_several(act, types[act.column]) for act in plan.acts])
    cells = kind_cell(plan)
    cells |= {f"people_{n}": ids_of_act(found, act, types) for n, act in enumerate(plan.acts)}
    if plan.text is not None and post.has("reply") and post.has("mention"):
        names = f"regexp_extract(lower({quote(plan.text)}), '^(\\s*@[\\w.]+)+')"
        begins = f"starts_with(ltrim({quote(plan.text)}), '@')"
        cells["first_names"] = (
            f"CASE WHEN {begins} THEN regexp_extract_all({names}, '@([\\w.]+)', 1) END"
        )
        post.has_first_names = True
    events = [post.events_of(number) for number in range(len(plan.acts))]
    return Expansion(rows, cells, events, kept=post.kept())


class _Post:
    """SQL for the events of a post, whose acts have the columns `people_0`, `people_1` and so on."""

    def __init__(self, acts: tuple[Act, ...], are_lists: list[bool]) -> None:
        self.acts, self.are_lists = acts, are_lists
        self.has_first_names = False

    def has(self, kind: str) -> bool:
        """Return whether there is an act of a kind."""
        return bool(self._numbers(kind))

    def events_of(self, number: int) -> tuple[str, str]:
        """Return the condition for events of an act, and the SQL of their columns."""
        act, people, where = self.acts[number], f"people_{number}", [self._is_filled(number)]
        if act.kind != "repost":
            where.extend(f"({self._is_filled(other)}) IS NOT TRUE" for other in self._numbers("repost"))
        if self.are_lists[number]:
            people = f"unnest({people})"
        elif named := self._is_named_before(people, number):
            where.append(f"NOT ({named})")
        return " AND ".join(where), f"{people} AS target, {kind_of(act)} AS kind"

    def kept(self) -> str:
        """Return SQL of all columns, in which no list names a person with another event of the post."""
        shorter = []
        for number, is_list in enumerate(self.are_lists):
            named = self._is_named_before("one", number)
            if is_list and named:
                people = f"people_{number}"
                others = f"list_filter({people}, lambda one: NOT ({named}))"
                shorter.append(f"CASE WHEN len({people}) > 0 THEN {others} END AS {people}")
        return f"* REPLACE ({', '.join(shorter)})" if shorter else ""

    def _is_named_before(self, one: str, number: int) -> str:
        """Return the condition that a person has another event of the post; empty if nobody has."""
        kind = self.acts[number].kind
        others = [other for other in self._numbers(kind) if other < number]
        if kind == "mention":
            others.extend((*self._numbers("reply"), *self._numbers("quote")))
        tests = [self._is_in(one, other) for other in others]
        if kind == "mention" and self.has_first_names:
            is_reply = " OR ".join(map(self._is_filled, self._numbers("reply")))
            names = f"list_contains(first_names, lower(CAST({one} AS VARCHAR)))"
            tests.append(f"(({is_reply}) AND coalesce({names}, false))")
        return " OR ".join(tests)

    def _is_in(self, one: str, number: int) -> str:
        if self.are_lists[number]:
            return f"coalesce(list_contains(people_{number}, {one}), false)"
        return f"{one} IS NOT DISTINCT FROM people_{number}"

    def _is_filled(self, number: int) -> str:
        return f"len(people_{number}) > 0" if self.are_lists[number] else f"people_{number} IS NOT NULL"

    def _numbers(self, kind: str) -> list[int]:
        return [number for number, act in enumerate(self.acts) if act.kind == kind]


def ids_of_act(found: Recognised, act: Act, types: Mapping[str, str]) -> str:
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
