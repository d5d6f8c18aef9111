"""Result of a way of expanding rows: columns to store, and the events in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tribus._engine.sql import quote, quote_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyRelation

    from tribus.recognition.plan import Act, Plan

TO_NOBODY = "posts to nobody"
TO_UNKNOWN_POST = "replies to posts that are not in the table"
COUNTS_NOTHING = "rows that count no event"


class Expansion(NamedTuple):
    """How the rows of a table become events.

    Attributes
    ----------
    rows
        The table.
    cells
        SQL of the columns that the events are made of, by name.
    events
        For each act, the condition under which a row has its events, and the SQL of their columns.
    kept
        SQL of the columns to store, if these are not all of `cells`.
    nothing
        Reason for rows without an event.
    is_unknown
        Condition for rows without an event that answer an unknown post.
    """

    rows: DuckDBPyRelation
    cells: Mapping[str, str]
    events: list[tuple[str, str]]
    kept: str = ""
    nothing: str = TO_NOBODY
    is_unknown: str = "false"


def kind_cell(plan: Plan) -> dict[str, str]:
    """Return SQL for the kind of a row, if the table has a column of kinds."""
    return {} if plan.acts[0].kind else {"kind": f"CAST({quote(plan.kind)} AS VARCHAR)"}


def kind_of(act: Act) -> str:
    """Return SQL for the kind of the events of an act."""
    return quote_text(act.kind) if act.kind else "kind"


def types_of(rows: DuckDBPyRelation) -> dict[str, str]:
    """Return the type of each column of a relation."""
    return dict(zip(rows.columns, map(str, rows.types), strict=True))
