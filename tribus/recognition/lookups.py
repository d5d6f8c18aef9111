"""Joins of a table with itself: ids of people for their names, and authors for their posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._engine.column_types import text_of
from tribus._engine.sql import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duckdb import DuckDBPyRelation

    from tribus.recognition.plan import Plan
    from tribus.recognition.profile import Profile


def join_names(rows: DuckDBPyRelation, target: str, lookup: tuple[str, str]) -> DuckDBPyRelation:
    """Add `tribus_id`: the id of the person whom a column names.

    Parameters
    ----------
    rows
        The table.
    target
        Column of names.
    lookup
        Columns of the same table with the names and the ids of people.
    """
    name, number = lookup
    pairs = rows.project(f"lower({quote(name)}) AS tribus_name, {quote(number)} AS tribus_id")
    pairs = pairs.filter("tribus_name != ''").aggregate(
        "tribus_name, min(tribus_id) AS tribus_id", "tribus_name"
    )
    named = rows.project(f"*, lower(ltrim({quote(target)}, '@')) AS tribus_target")
    return named.set_alias("rows").join(
        pairs.set_alias("pairs"), "tribus_target = tribus_name", how="left"
    )


def join_parents(
    rows: DuckDBPyRelation, plan: Plan, profiles: Mapping[str, Profile]
) -> DuckDBPyRelation:
    """Add the post and its author for each column of parents: `parent_0`, `author_0`, and so on."""
    key = _parent_key(plan, profiles, dict(zip(rows.columns, map(str, rows.types), strict=True)))
    own = f"{key('post', plan.post or '')} AS tribus_key, {quote(plan.source)} AS tribus_author"
    posts = rows.project(own).filter("tribus_key != '' AND tribus_author IS NOT NULL")
    posts = posts.aggregate("tribus_key, min(tribus_author) AS tribus_author", "tribus_key")
    for place, act in enumerate(one for one in plan.acts if one.way == "parent"):
        rows = rows.project(f"*, nullif({key('parent', act.column)}, '') AS parent_{place}")
        authors = posts.project(f"tribus_key AS key_{place}, tribus_author AS author_{place}")
        rows = rows.set_alias(f"rows_{place}").join(
            authors.set_alias(f"posts_{place}"), f"parent_{place} = key_{place}", how="left"
        )
    return rows


def _parent_key(
    plan: Plan, profiles: Mapping[str, Profile], types: Mapping[str, str]
) -> Callable[[str, str], str]:
    """Return a function that makes SQL for the key joining a post with its replies."""
    ids = _texts(profiles[plan.post or ""].filled)
    parents = _texts(
        value for act in plan.acts if act.way == "parent" for value in profiles[act.column].filled
    )
    tails = {value.rsplit("-", 1)[-1] for value in ids}
    by_tail = len(ids & parents) == 0 and len(tails) == len(ids) and bool(tails & parents)

    def make(side: str, name: str) -> str:
        text = f"trim({text_of(quote(name), types[name])})"
        text = rf"regexp_replace({text}, '^t[1-6]_|\.0+$', '')"
        return rf"regexp_extract({text}, '[^-]*$')" if by_tail and side == "post" else text

    return make


def _texts(values: Any) -> set[str]:
    return {str(value).strip() for value in values}
