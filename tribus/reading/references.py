"""From what readers found to events: whom an act was meant for, whether it still holds, who is who.

One file may tell who wrote the post that another one answers, what people are called, and what was
taken back; so nothing is an event before all files of a platform are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw

from tribus._engine.duckdb_engine import materialise, to_arrow
from tribus._engine.typed import LONGEST_ID
from tribus.events.users import ENDS, ids_of_ends

if TYPE_CHECKING:
    from tribus._engine.duckdb_engine import StoredRows
    from tribus.reading.staging import Staging

# Why an act is no event, in words that follow those for its kind.
DROP_REASONS = (
    "taken back",
    "to deleted authors",
    "to people who are not told",
    "with an endless id",
    "of those who are answered",
)
TAKEN_BACK, TO_DELETED, TO_NOBODY_TOLD, ENDLESS, IN_A_REPLY = range(len(DROP_REASONS))
ACTS = {
    "follow": "follows", "reply": "replies", "mention": "mentions", "repost": "reposts",
    "quote": "quotes", "like": "likes",
}  # fmt: skip

EVENT = (*ENDS, "kind", "time", "post", "text", "thread")
RECORD = ["file", "record"]


class DroppedRecords(NamedTuple):
    """Records of a file that gave no event after all, and why."""

    file: int
    reason: str
    records: int


class ResolvedActs(NamedTuple):
    """All that was done, and all who were found to do anything.

    Attributes
    ----------
    acts
        Rows of the columns `EVENT` and `RECORD`, and `drop_reason`: an index into `DROP_REASONS`, or
        null where the act is an event.
    people
        A column `id`.
    names
        `id` and `name` of those who go by name; None if nobody does.
    """

    acts: StoredRows
    people: StoredRows
    names: StoredRows | None

    def events(self) -> nw.LazyFrame[Any]:
        """Acts that are events, as rows of the columns `EVENT`."""
        return self.acts.lazy().filter(nw.col("drop_reason").is_null()).select(*EVENT)

    def lost(self) -> list[DroppedRecords]:
        """Count the records of which no act is an event, by file and by reason."""
        acts = self.acts.lazy()
        events = acts.filter(nw.col("drop_reason").is_null())
        others = acts.filter(~nw.col("drop_reason").is_null())
        both = events.join(others, on=RECORD, how="semi").select(*RECORD)
        whole = others.join(both, on=RECORD, how="anti").group_by(*RECORD)
        first = whole.agg(kind=nw.col("kind").min(), drop_reason=nw.col("drop_reason").min())
        counts = first.group_by("file", "kind", "drop_reason").agg(records=nw.len())
        return [
            DroppedRecords(
                row["file"], f"{ACTS[row['kind']]} {DROP_REASONS[row['drop_reason']]}", row["records"]
            )
            for row in to_arrow(counts).to_pylist()
        ]

    def name(self, user: str) -> str:
        """What somebody goes by."""
        if self.names is None:
            return user
        found = to_arrow(self.names.lazy().filter(nw.col("id") == user))["name"]
        return str(found[0]) if len(found) else user


def resolve_references(staging: Staging, *, named: bool) -> ResolvedActs:
    """Bring together what all files tell, and forget what is in `staging`.

    Parameters
    ----------
    staging
        What was found.
    named
        Whether people go by name, where one is told.
    """
    acts = judge_acts(staging)
    doers = acts.select(id=nw.col("source"))
    people = nw.concat([staging.table("people").select("id"), doers], how="vertical")
    people = people.filter(_is_id("id")).group_by("id").agg()
    names = materialise(find_names(staging)) if named and staging.has("names") else None
    if names is not None:
        acts = _put_names(acts, names, ENDS)
        people = _put_names(people, names, ("id",))
    resolved = ResolvedActs(materialise(acts), materialise(people), names)
    staging.clear()
    return resolved


def judge_acts(staging: Staging) -> nw.LazyFrame[Any]:
    """Acts with those they were meant for, and why each is no event."""
    acts = staging.table("acts")
    drop_reasons = {}
    if staging.has("authors"):
        authors = staging.table("authors").group_by("post").agg(author=nw.col("author").max())
        authors = authors.select("author", parent=nw.col("post"), is_known=nw.lit(1, nw.Int8))
        acts = acts.join(authors, on="parent", how="left")
        acts = acts.with_columns(target=nw.coalesce("target", "author"))
        drop_reasons[TO_DELETED] = nw.col("target").is_null() & ~nw.col("is_known").is_null()
        drop_reasons[IN_A_REPLY] = (nw.col("kind") == "mention") & (nw.col("target") == nw.col("author"))
    if staging.has("undone"):
        undone = staging.table("undone").group_by("post").agg(until=nw.col("time").max())
        acts = acts.join(undone, on="post", how="left")
        since = nw.col("time").fill_null(0)
        drop_reasons[TAKEN_BACK] = ~nw.col("until").is_null() & (since <= nw.col("until"))
    drop_reasons[TO_NOBODY_TOLD] = nw.col("target").is_null()
    drop_reasons[ENDLESS] = ~(_is_id("source") & _is_id("target").fill_null(value=True))
    drop_reason = nw.lit(None, nw.Int8)
    for place in sorted(drop_reasons, reverse=True):  # the first in FATES is told
        drop_reason = nw.when(drop_reasons[place]).then(nw.lit(place, nw.Int8)).otherwise(drop_reason)
    return acts.select(*EVENT, *RECORD, drop_reason=drop_reason)


def find_names(staging: Staging) -> nw.LazyFrame[Any]:
    """One name for each `id` that has one; never another's id, nor a name that two go by."""
    told = staging.table("names").filter(_is_id("name"))
    latest = _keep_largest(told, by="id", least="name")
    latest = latest.with_columns(key=nw.col("name").str.to_lowercase())
    holders = _keep_largest(latest, by="key", least="id")
    ids = [*ids_of_ends(staging.table("acts")), staging.table("people").select("id")]
    taken = nw.concat(ids, how="vertical").select(name=nw.col("id"))
    return holders.join(taken, on="name", how="anti").select("id", "name")


def _put_names(
    frame: nw.LazyFrame[Any], names: StoredRows, columns: tuple[str, ...]
) -> nw.LazyFrame[Any]:
    """Replace ids by names in some columns, where there is a name."""
    order = frame.collect_schema().names()
    for column in columns:
        known = names.lazy().select(nw.col("name").alias("called"), nw.col("id").alias(column))
        frame = frame.join(known, on=column, how="left")
        frame = frame.with_columns(nw.coalesce("called", column).alias(column)).drop("called")
    return frame.select(*order)


def _keep_largest(frame: nw.LazyFrame[Any], *, by: str, least: str) -> nw.LazyFrame[Any]:
    """One row for each value of `by`: that of the largest rank, and of the least text among equals."""
    best = frame.group_by(by).agg(rank=nw.col("rank").max())
    top = frame.join(best, on=[by, "rank"], how="inner")
    first = top.group_by(by).agg(nw.col(least).min())
    return top.join(first, on=[by, least], how="inner").unique(subset=[by])


def _is_id(column: str) -> nw.Expr:
    return nw.col(column).str.len_chars().is_between(1, LONGEST_ID)
