"""The events of a recognised table, and how its columns were read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tribus._core.checks import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyRelation

    from tribus._engine.database import StoredTable
    from tribus.recognition.plan import Plan
    from tribus.recognition.profile import Profile
    from tribus.recognition.times import TimeColumn


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
    profiles
        Profile of each column of the table.
    n_rows
        Number of rows of the table; None if it equals the number of events.
    skipped
        Number of rows that gave no event, by reason.
    people
        All authors of rows that were expanded, in a column `id`; None if none were.
    time_zone
        Time zone of times without one.
    table
        The rows of the table with their numbers, before they are expanded.
    stored
        Table that holds the rows that were expanded; None if none were.
    times
        How times are converted; None if there are none.
    """

    rows: DuckDBPyRelation
    columns: dict[str, str]
    plan: Plan
    profiles: Mapping[str, Profile]
    table: DuckDBPyRelation
    n_rows: int | None = None
    skipped: Counter[str] = field(default_factory=Counter)
    people: DuckDBPyRelation | None = None
    time_zone: str | None = None
    stored: StoredTable | None = None
    times: TimeColumn | None = None

    def describe(self) -> str:
        """Return the parts and their columns: `source from 'from', target from 'to', all reply`."""
        plan = self.plan
        named = [f"source from {show(plan.source)}"]
        if plan.from_text:
            named.append(f"people from the texts of {show(plan.acts[0].column)}")
        elif plan.target:
            named.append(f"target from {show(plan.target)}")
        if len(plan.acts) > 1 or plan.acts[0].way != "person":
            words = {
                "person": "from",
                "parent": "by the post in",
                "count": "counted in",
                "names": "of u/names in",
            }
            named.extend(
                f"{act.kind or 'event'} {words[act.way]} {show(act.column)}" for act in plan.acts
            )
        named.extend(f"{part} from {show(name)}" for part, name in plan.parts().items())
        if plan.kind in self.profiles:
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
            if act.way == "names":
                continue  # it is the text
            role = {"person": "target", "parent": "parent post", "count": "count"}[act.way]
            found[act.column] = f"{role} of {act.kind}" if act.kind else role
        if plan.target:
            found[plan.target] = "target"
        found |= {name: part for part, name in plan.parts().items()}
        if plan.from_text:
            found[plan.acts[0].column] = "text with @names"
        if plan.kind in self.profiles:
            found[plan.kind] = "kind"
        return [
            (name, found.get(name, "not used"), ", ".join(map(show, profile.examples())))
            for name, profile in self.profiles.items()
        ]

    def unused(self) -> list[str]:
        """Return the columns of the table that are not read."""
        used = self.plan.used()
        return [name for name in self.profiles if name not in used]
