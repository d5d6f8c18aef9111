"""Apply a plan to a table: SQL that returns one row for each event."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show
from tribus._engine.database import StoredTable, connection, run
from tribus._engine.sql import quote, quote_text
from tribus.errors import EventsError
from tribus.recognition.find import find_plan
from tribus.recognition.profile import Profile, shape_of
from tribus.recognition.text import acts_in_text
from tribus.recognition.times import read_times
from tribus.recognition.words import POST_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyRelation

    from tribus.recognition.plan import Act, Plan
    from tribus.recognition.request import Request

MAX_SAMPLE_ROWS, MAX_SAMPLE_CELLS = 2_000, 30_000
MAX_EMPTY_COLUMNS = 30  # maximum number of empty columns to search in later rows
OUTCOMES = (
    "events",
    "posts to nobody",
    "replies to posts that are not in the table",
    "rows that count no event",
)
EVENT, TO_NOBODY, TO_UNKNOWN_POST, COUNTS_NOTHING = range(len(OUTCOMES))


@dataclass(kw_only=True)
class Recognised:
    """Events in the columns of a plan, and a report about the other rows.

    Attributes
    ----------
    rows
        The relation of events.
    columns
        Column of `rows` for each part of an event; `kind` may be a kind instead of a column.
    plan
        The plan.
    sample
        The first rows, by column.
    n_rows
        Number of rows of the table; None if it equals the number of events.
    skipped
        Number of rows that gave no event, by reason.
    people
        Users who may be in no event, in a column `id`; None if there are none.
    time_zone
        Time zone of times without one.
    """

    rows: DuckDBPyRelation
    columns: dict[str, str]
    plan: Plan
    sample: Mapping[str, Sequence[Any]]
    n_rows: int | None = None
    skipped: Counter[str] = field(default_factory=Counter)
    people: DuckDBPyRelation | None = None
    time_zone: str | None = None
    stored: StoredTable | None = None

    def describe(self) -> str:
        """Return the parts and their columns: `source from 'from', target from 'to', all reply`."""
        plan = self.plan
        named = [f"source from {show(plan.source)}"]
        if plan.from_text:
            named.append(f"people from the texts of {show(plan.acts[0].column)}")
        elif plan.target:
            named.append(f"target from {show(plan.target)}")
        if len(plan.acts) > 1 or plan.acts[0].way != "person":
            words = {"person": "from", "parent": "by the post in", "count": "counted in"}
            named.extend(
                f"{act.kind or 'event'} {words[act.way]} {show(act.column)}" for act in plan.acts
            )
        named.extend(f"{part} from {show(name)}" for part, name in plan.parts().items())
        if plan.kind in self.sample:
            named.append(f"kind from {show(plan.kind)}")
        elif plan.kind:
            named.append(f"all {plan.kind}")
        return ", ".join((*named, *plan.notes))

    def n_dropped(self) -> int:
        """Return the number of rows dropped because of their kind, before the cleaning."""
        return sum(count for reason, count in self.skipped.items() if reason.startswith("kind "))

    def roles(self) -> list[tuple[str, str, str]]:
        """Return each column of the table with its role and its first values."""
        plan = self.plan
        found = {plan.source: "source"}
        for act in plan.acts:
            role = {"person": "target", "parent": "parent post", "count": "count"}[act.way]
            found[act.column] = f"{role} of {act.kind}" if act.kind else role
        if plan.target:
            found[plan.target] = "target"
        found |= {name: part for part, name in plan.parts().items()}
        if plan.from_text:
            found[plan.acts[0].column] = "text with @names"
        if plan.kind in self.sample:
            found[plan.kind] = "kind"
        return [
            (name, found.get(name, "not used"), ", ".join(map(show, Profile(name, values).examples())))
            for name, values in self.sample.items()
        ]

    def unused(self) -> list[str]:
        """Return the columns of the table that are not read."""
        used = self.plan.used()
        return [name for name in self.sample if name not in used]


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
    sample = take_sample(rows)
    return apply_plan(rows, find_plan(sample, request), request, sample)


def apply_plan(
    rows: DuckDBPyRelation, plan: Plan, request: Request, sample: Mapping[str, Sequence[Any]]
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
    sample
        First rows of the relation, by column.
    """
    profiles = {name: Profile(name, values) for name, values in sample.items()}
    found = Recognised(rows=rows, columns={}, plan=plan, sample=sample, time_zone=request.time_zone)
    _read_times(found, request, profiles)
    _read_decimals(found, profiles)
    _drop_kinds(found)
    if found.plan.is_plain:
        plan = found.plan
        act = plan.acts[0]
        found.columns = {
            "source": plan.source, "target": act.column, "kind": plan.kind or act.kind, **plan.parts(),
        }  # fmt: skip
        _keep_posts_to_nobody(found, profiles)
        if not request.directed:
            found.n_rows = run(found.rows.aggregate("count(*)").fetchall)[0][0]
            found.rows = both_ways(found.rows, plan.source, act.column)
    else:
        _explode(found, profiles, directed=request.directed)
    if not request.directed:
        found.plan = replace(found.plan, notes=(*found.plan.notes, "each row both ways"))
    return found


def take_sample(rows: DuckDBPyRelation) -> dict[str, list[Any]]:
    """Return the first rows by column; columns that are empty there are sampled from later rows."""
    names = rows.columns
    limit = max(100, min(MAX_SAMPLE_ROWS, MAX_SAMPLE_CELLS // max(1, len(names))))
    first = run(rows.limit(limit).fetchall)
    sample = {name: [row[place] for row in first] for place, name in enumerate(names)}
    if len(first) == limit:
        empty = [
            name for name, values in sample.items() if all(shape_of(one) == "empty" for one in values)
        ]
        if 0 < len(empty) <= MAX_EMPTY_COLUMNS:
            filled = " OR ".join(
                f"nullif(trim(CAST({quote(name)} AS VARCHAR)), '') IS NOT NULL" for name in empty
            )
            more = run(rows.filter(filled).limit(limit // 4).fetchall)
            for place, name in enumerate(names):
                sample[name].extend(row[place] for row in more)
    return sample


def both_ways(rows: DuckDBPyRelation, source: str, target: str) -> DuckDBPyRelation:
    """Return rows together with their reverse edges. Loops are not repeated."""
    ends = {source: target, target: source}
    there = ", ".join(f"{quote(name)} := {quote(name)}" for name in rows.columns)
    back = ", ".join(f"{quote(name)} := {quote(ends.get(name, name))}" for name in rows.columns)
    pair = (
        f"CASE WHEN {quote(source)} IS DISTINCT FROM {quote(target)} "
        f"THEN [struct_pack({there}), struct_pack({back})] ELSE [struct_pack({there})] END"
    )
    return rows.project(f"unnest({pair}, max_depth := 2)")


def _read_times(found: Recognised, request: Request, profiles: Mapping[str, Profile]) -> None:
    """Convert times with an ambiguous order of day and month into times that the database reads."""
    name = found.plan.time
    if name is None:
        return
    times = read_times(
        found.rows, profiles[name], day_first=request.day_first, time_format=request.time_format
    )
    if times.is_ambiguous:
        values = ", ".join(show(value) for value in profiles[name].examples(2))
        remedy = "Say day_first=True or day_first=False, or give time_format='%d/%m/%Y %H:%M'"
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
    if found.time_zone is None and "utc" in name.lower():
        found.time_zone = "UTC"


def _read_decimals(found: Recognised, profiles: Mapping[str, Profile]) -> None:
    """Replace decimal commas in counts by points."""
    name = found.plan.count
    if name is None or "," not in "".join(str(value) for value in profiles[name].filled[:200]):
        return
    if all(shape_of(str(value)) in ("number", "integer") for value in profiles[name].filled[:200]):
        found.rows = found.rows.project(f"* REPLACE (replace({quote(name)}, ',', '.') AS {quote(name)})")


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


def _explode(found: Recognised, profiles: Mapping[str, Profile], *, directed: bool) -> None:
    """Make one row for each event of a row, and count the rows without events."""
    plan = found.plan
    types = dict(zip(found.rows.columns, map(str, found.rows.types), strict=True))
    rows = found.rows
    if plan.acts[0].way == "parent":
        rows = _join_parents(rows, plan, profiles)
    elif plan.lookup is not None:
        rows = _join_names(rows, plan)
    acts = _acts_of_row(plan, types)
    parts = [f"{quote(name)} AS {part}" for part, name in plan.parts().items()]
    author = f"{quote(plan.source)} AS source"
    nothing = "struct_pack(target := CAST(NULL AS VARCHAR), kind := '', n := CAST(NULL AS DOUBLE))"
    listed = rows.project(", ".join([author, *parts, f"{acts} AS acts"]))
    outcome = COUNTS_NOTHING if plan.acts[0].way == "count" else TO_NOBODY
    some = f"CASE WHEN len(acts) > 0 THEN acts ELSE [{nothing}] END"
    names = ["source", *plan.parts()]
    columns = [
        *names,
        f"unnest({some}) AS act",
        "unnest(range(1, greatest(len(acts), 1) + 1)) AS number",
    ]
    flat = listed.project(", ".join(columns))
    event = {"target": "act.target", "kind": "act.kind"}
    if plan.acts[0].way == "count":
        event["count"] = "act.n"
    names = [name for name in names if name not in event]
    unknown = f"WHEN act.kind = '?' THEN {TO_UNKNOWN_POST}"
    fate = f"CASE {unknown} WHEN act.target IS NULL THEN {outcome} ELSE {EVENT} END AS outcome"
    selected = [*names, *(f"{sql} AS {name}" for name, sql in event.items()), "number", fate]
    found.stored = StoredTable(flat.project(", ".join(selected)))
    stored = connection().table(found.stored.name)
    found.n_rows = stored.filter("number = 1").aggregate("count(*)").fetchall()[0][0]
    for code, n_rows in (
        stored.filter("outcome != 0").aggregate("outcome, count(*)", "outcome").fetchall()
    ):
        found.skipped[OUTCOMES[code]] += n_rows
    found.people = stored.filter(f"outcome != {EVENT}").project("source AS id")
    found.rows = stored.filter(f"outcome = {EVENT}").project("* EXCLUDE (number, outcome)")
    if not directed:
        found.rows = both_ways(found.rows, "source", "target")
    found.columns = {name: name for name in (*names, *event)}


def _acts_of_row(plan: Plan, types: Mapping[str, str]) -> str:
    """Return SQL for the list of the events of a row: target, kind and number of each."""
    if plan.from_text:
        return acts_in_text(quote(plan.acts[0].column))
    if plan.acts[0].way == "count":
        target = f"nullif(trim(CAST({quote(plan.target)} AS VARCHAR)), '')"
        lists = [
            _struct(target, quote_text(act.kind), _number(act.column), where=f"{target} IS NOT NULL")
            for act in plan.acts
        ]
        return f"list_filter(list_concat({', '.join(lists)}), lambda act: act.n > 0)"
    if plan.acts[0].way == "parent":
        lists = [
            f"CASE WHEN parent_{place} IS NULL THEN [] WHEN author_{place} IS NULL "
            f"THEN [struct_pack(target := CAST(NULL AS VARCHAR), kind := '?', n := 1.0::DOUBLE)] "
            f"ELSE {_struct(f'author_{place}', _kind_sql(plan, act))} END"
            for place, act in enumerate(plan.acts)
        ]
        return lists[0] if len(lists) == 1 else f"list_concat({', '.join(lists)})"
    by_kind = {act.kind: _people(act, plan, types) for act in plan.acts}
    if len(by_kind) == 1:
        (act,) = plan.acts
        return _structs(by_kind[act.kind], _kind_sql(plan, act))
    return _without_repeats(by_kind, plan)


def _without_repeats(by_kind: Mapping[str, str], plan: Plan) -> str:
    """Return SQL for the events of a post. Reposts have no other events; a reply excludes a mention."""
    structs = {kind: _structs(people, quote_text(kind)) for kind, people in by_kind.items()}
    if "mention" in by_kind and len(by_kind) > 1:
        answered = [by_kind[kind] for kind in ("reply", "quote") if kind in by_kind]
        mentioned = by_kind["mention"]
        if plan.text is not None and "reply" in by_kind:
            run_of_names = f"regexp_extract(lower({quote(plan.text)}), '^(\\s*@[\\w.]+)+')"
            leading = f"regexp_extract_all({run_of_names}, '@([\\w.]+)', 1)"
            is_reply = f"len({by_kind['reply']}) > 0"
            is_automatic = f"{is_reply} AND list_contains({leading}, lower(one))"
            mentioned = f"list_filter({mentioned}, lambda one: NOT ({is_automatic}))"
        if answered:
            gone = answered[0] if len(answered) == 1 else f"list_concat({', '.join(answered)})"
            mentioned = f"list_filter({mentioned}, lambda one: NOT list_contains({gone}, one))"
        structs["mention"] = _structs(mentioned, "'mention'")
    others = [sql for kind, sql in structs.items() if kind != "repost"]
    together = others[0] if len(others) == 1 else f"list_concat({', '.join(others)})"
    if "repost" not in by_kind:
        return together
    if not others:
        return structs["repost"]
    return f"CASE WHEN len({by_kind['repost']}) > 0 THEN {structs['repost']} ELSE {together} END"


def _kind_sql(plan: Plan, act: Act) -> str:
    return quote_text(act.kind) if act.kind else f"CAST({quote(plan.kind)} AS VARCHAR)"


def _people(act: Act, plan: Plan, types: Mapping[str, str]) -> str:
    """Return SQL for the list of the people in a cell, as text."""
    column, type_ = quote(act.column), types[act.column]
    if plan.lookup is not None:
        column, type_ = "coalesce(tribus_id, " + column + ")", "VARCHAR"
    if type_.endswith("[]"):
        value = f"one.{quote(act.key)}" if act.key else "one"
        people = f"list_transform({column}, lambda one: CAST({value} AS VARCHAR))"
    elif type_.startswith("STRUCT") and act.key:
        people = f"[CAST({column}.{quote(act.key)} AS VARCHAR)]"
    elif act.key:
        text = f"CAST({column} AS VARCHAR)"
        value = r"\s*:\s*[''\"]?([^''\",}\]]+)"
        people = f"regexp_extract_all({text}, '[''\"]{act.key}[''\"]{value}', 1)"
    elif act.separator:
        text = rf"regexp_replace(CAST({column} AS VARCHAR), '^\s*c?[\[({{]+|[\])}}]+\s*$', '', 'g')"
        parts = f"string_split_regex({text}, {quote_text(act.separator)})"
        people = rf"list_transform({parts}, lambda one: trim(one, ' ''\"' || chr(9)))"
    else:
        people = f"[trim(CAST({column} AS VARCHAR))]"
    empty = "'', 'nan', 'NaN', 'None', 'null'" if act.separator or act.key else "''"
    filled = f"list_filter({people}, lambda one: one IS NOT NULL AND one NOT IN ({empty}))"
    distinct = f"list_distinct({filled})" if act.separator or act.key else filled
    return f"coalesce({distinct}, [])"


def _structs(people: str, kind: str) -> str:
    one = f"struct_pack(target := one, kind := {kind}, n := 1.0::DOUBLE)"
    return f"list_transform({people}, lambda one: {one})"


def _struct(target: str, kind: str, number: str = "1.0::DOUBLE", *, where: str = "") -> str:
    made = f"[struct_pack(target := CAST({target} AS VARCHAR), kind := {kind}, n := {number})]"
    return f"CASE WHEN {where} THEN {made} ELSE [] END" if where else made


def _number(name: str) -> str:
    """Return SQL for a count; yes is 1 and no is 0."""
    text = f"lower(trim(CAST({quote(name)} AS VARCHAR)))"
    yes = "'true', 'yes', 'si', 'sí', 'oui', 'ja', 'wahr', 'verdadero', 'vrai', 't', 'sim'"
    return (
        f"CASE WHEN {text} IN ({yes}) THEN 1.0::DOUBLE ELSE coalesce(TRY_CAST({text} AS DOUBLE), 0) END"
    )


def _join_names(rows: DuckDBPyRelation, plan: Plan) -> DuckDBPyRelation:
    """Add the id for each name, in `tribus_id`."""
    assert plan.lookup is not None  # noqa: S101  checked by the caller
    name, number = plan.lookup
    target = plan.acts[0].column
    pairs = rows.project(f"lower({quote(name)}) AS tribus_name, {quote(number)} AS tribus_id")
    pairs = pairs.filter("tribus_name != ''").aggregate(
        "tribus_name, min(tribus_id) AS tribus_id", "tribus_name"
    )
    named = rows.project(f"*, lower(ltrim({quote(target)}, '@')) AS tribus_target")
    return named.set_alias("rows").join(
        pairs.set_alias("pairs"), "tribus_target = tribus_name", how="left"
    )


def _join_parents(
    rows: DuckDBPyRelation, plan: Plan, profiles: Mapping[str, Profile]
) -> DuckDBPyRelation:
    """Add the post and its author for each column of parents: `parent_0`, `author_0`, and so on."""
    key = _parent_key(plan, profiles)
    own = f"{key('post', quote(plan.post or ''))} AS tribus_key, {quote(plan.source)} AS tribus_author"
    posts = rows.project(own).filter("tribus_key != '' AND tribus_author IS NOT NULL")
    posts = posts.aggregate("tribus_key, min(tribus_author) AS tribus_author", "tribus_key")
    for place, act in enumerate(plan.acts):
        rows = rows.project(f"*, nullif({key('parent', quote(act.column))}, '') AS parent_{place}")
        authors = posts.project(f"tribus_key AS key_{place}, tribus_author AS author_{place}")
        rows = rows.set_alias(f"rows_{place}").join(
            authors.set_alias(f"posts_{place}"), f"parent_{place} = key_{place}", how="left"
        )
    return rows


def _parent_key(plan: Plan, profiles: Mapping[str, Profile]) -> Any:
    """Return a function that makes SQL for the key joining a post with its replies."""
    ids = {str(value).strip() for value in profiles[plan.post or ""].filled}
    parents = {str(value).strip() for act in plan.acts for value in profiles[act.column].filled}
    tails = {value.rsplit("-", 1)[-1] for value in ids}
    by_tail = len(ids & parents) == 0 and len(tails) == len(ids) and bool(tails & parents)

    def make(side: str, column: str) -> str:
        text = f"trim(CAST({column} AS VARCHAR))"
        text = rf"regexp_replace({text}, '^t[1-6]_|\.0+$', '')"
        return rf"regexp_extract({text}, '[^-]*$')" if by_tail and side == "post" else text

    return make
