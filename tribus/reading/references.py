"""Resolution of references: targets of acts, acts that were undone, and names of users.

One file may hold the author of a post that another file answers, the names of users, or the deletion
of a post. So nothing becomes an event before all files of a platform are read.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw

from tribus._engine.column_types import MAX_ID_LENGTH
from tribus._engine.plans import materialise, one_row, to_arrow
from tribus.events import to_microseconds
from tribus.events.kinds import STATE_KIND
from tribus.events.users import ENDS, ids_of_ends
from tribus.sources.rows import FOREVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._engine.protocol import StoredRows
    from tribus.reading.staging import Staging

# Why an act gives no event; the message starts with the plural of its kind.
DROP_REASONS = (
    "deleted later",
    "to deleted authors",
    "to unknown users",
    "with an id that is too long",
    "of the author who is answered",
)
DELETED, TO_DELETED, TO_UNKNOWN, ID_TOO_LONG, IN_REPLY = range(len(DROP_REASONS))
PLURALS = {
    "follow": "follows", "reply": "replies", "mention": "mentions", "repost": "reposts",
    "quote": "quotes", "like": "likes",
}  # fmt: skip

EVENT_COLUMNS = (*ENDS, "kind", "time", "until", "post", "text", "thread")
RECORD = ["file", "record"]
_FOREVER = to_microseconds(datetime.fromisoformat(FOREVER))  # undone at an unknown time
ACTIVITY_COLUMNS = ("user", "time", "text", "post")


class DroppedRecords(NamedTuple):
    """Number of records of a file that give no event for one reason."""

    file: int
    reason: str
    records: int


class ResolvedActs(NamedTuple):
    """All acts and all users of the files of one platform.

    Attributes
    ----------
    acts
        Rows with the columns `EVENT_COLUMNS` and `RECORD`, and `drop_reason`: an index into
        `DROP_REASONS`, null for an event. `until` is the time at which a follow was undone, null for all
        other acts; a follow that was undone at an unknown time is dropped.
    people
        Ids of users, also of users without an act, in a column `id`.
    names
        `id` and `name` of users with a name; None if no name is used.
    activity
        Posts that address nobody, with the columns `ACTIVITY_COLUMNS`; None if there are none.
    profiles
        `user`, `name` and `bio` of users who describe themselves; None if nobody does.
    """

    acts: StoredRows
    people: StoredRows
    names: StoredRows | None
    activity: StoredRows | None
    profiles: StoredRows | None

    def events(self) -> nw.LazyFrame[Any]:
        """Return the acts that are events, with the columns `EVENT_COLUMNS`."""
        return self.acts.lazy().filter(nw.col("drop_reason").is_null()).select(*EVENT_COLUMNS)

    def has_undone(self) -> bool:
        """Whether some follow was undone."""
        return one_row(self.events().select(undone=nw.col("until").count()))["undone"] > 0

    def dropped(self) -> list[DroppedRecords]:
        """Count the records without any event, by file and reason."""
        acts = self.acts.lazy()
        events = acts.filter(nw.col("drop_reason").is_null())
        others = acts.filter(~nw.col("drop_reason").is_null())
        with_event = events.join(others, on=RECORD, how="semi").select(*RECORD)
        without_event = others.join(with_event, on=RECORD, how="anti").group_by(*RECORD)
        first = without_event.agg(kind=nw.col("kind").min(), drop_reason=nw.col("drop_reason").min())
        counts = first.group_by("file", "kind", "drop_reason").agg(records=nw.len())
        return [
            DroppedRecords(
                row["file"], f"{PLURALS[row['kind']]} {DROP_REASONS[row['drop_reason']]}", row["records"]
            )
            for row in to_arrow(counts).to_pylist()
        ]

    def name(self, user: str) -> str:
        """Return the name of a user, or the id if there is none."""
        if self.names is None:
            return user
        found = to_arrow(self.names.lazy().filter(nw.col("id") == user))["name"]
        return str(found[0]) if len(found) else user


def resolve_references(staging: Staging, *, named: bool) -> ResolvedActs:
    """Resolve the references in all files of a platform, and clear the staging tables.

    Parameters
    ----------
    staging
        Tables of the readers.
    named
        Whether users are called by their names where these are known.
    """
    acts = find_drop_reasons(staging)
    activity = find_activity(staging) if staging.has("activity") else None
    profiles = find_profiles(staging) if staging.has("profiles") else None
    ids = [staging.table("people").select("id"), acts.select(id=nw.col("source"))]
    if activity is not None:
        ids.append(activity.select(id=nw.col("user")))
    people = nw.concat(ids, how="vertical").filter(_is_id("id")).group_by("id").agg()
    names = materialise(find_names(staging)) if named and staging.has("names") else None
    if names is not None:
        acts = _put_names(acts, names, ENDS)
        people = _put_names(people, names, ("id",))
        if activity is not None:
            activity = _put_names(activity, names, ("user",))
        if profiles is not None:
            profiles = _put_names(profiles, names, ("user",))
    resolved = ResolvedActs(
        materialise(acts),
        materialise(people),
        names,
        None if activity is None else materialise(activity),
        None if profiles is None else materialise(profiles),
    )
    staging.clear()
    return resolved


def find_drop_reasons(staging: Staging) -> nw.LazyFrame[Any]:
    """Return the acts with their targets, and the reason why an act gives no event."""
    acts = find_acts(staging)
    reasons = {}
    if staging.has("authors"):
        authors = staging.table("authors").group_by("post").agg(author=nw.col("author").max())
        authors = authors.select("author", parent=nw.col("post"), is_known=nw.lit(1, nw.Int8))
        acts = acts.join(authors, on="parent", how="left")
        acts = acts.with_columns(target=nw.coalesce("target", "author"))
        reasons[TO_DELETED] = nw.col("target").is_null() & ~nw.col("is_known").is_null()
        reasons[IN_REPLY] = (nw.col("kind") == "mention") & (nw.col("target") == nw.col("author"))
    until = nw.lit(None, nw.Int64)
    if staging.has("undone"):
        acts = _join_undone(acts, staging)
        has_end = (nw.col("kind") == STATE_KIND) & (nw.col("undone") < _FOREVER)
        reasons[DELETED] = nw.col("is_undone") & ~has_end
        until = nw.when(nw.col("is_undone") & has_end).then(nw.col("undone"))
    reasons[TO_UNKNOWN] = nw.col("target").is_null()
    reasons[ID_TOO_LONG] = ~(_is_id("source") & _is_id("target").fill_null(value=True))
    drop_reason = nw.lit(None, nw.Int8)
    for code in sorted(reasons, reverse=True):  # the first reason is reported
        drop_reason = nw.when(reasons[code]).then(nw.lit(code, nw.Int8)).otherwise(drop_reason)
    return acts.with_columns(until=until).select(*EVENT_COLUMNS, *RECORD, drop_reason=drop_reason)


def find_acts(staging: Staging) -> nw.LazyFrame[Any]:
    """Return the acts as they were read; an alias of exactly one user is replaced by the id."""
    acts = staging.table("acts")
    if not staging.has("aliases"):
        return acts
    by_alias = staging.table("aliases").group_by("alias")
    users = by_alias.agg(first=nw.col("user").min(), last=nw.col("user").max())
    users = users.filter(nw.col("first") == nw.col("last"))
    users = users.select(target=nw.col("alias"), user=nw.col("first"))
    acts = acts.join(users, on="target", how="left")
    return acts.with_columns(target=nw.coalesce("user", "target")).drop("user")


def find_activity(staging: Staging) -> nw.LazyFrame[Any]:
    """Return the posts that address nobody and were not deleted later."""
    posts = staging.table("activity").filter(_is_id("user"))
    if staging.has("undone"):
        posts = _join_undone(posts, staging).filter(~nw.col("is_undone"))
    return posts.select(*ACTIVITY_COLUMNS)


def find_profiles(staging: Staging) -> nw.LazyFrame[Any]:
    """Return the profile of each user with one: that of the largest rank, then the last one."""
    known = staging.table("profiles").filter(_is_id("id")).select("id", "rank", "name", "bio")
    for column in ("rank", "name", "bio"):
        best = known.group_by("id").agg(nw.col(column).max())
        known = known.join(best, on=["id", column], how="inner").unique()
    texts = {
        name: nw.when(nw.col(name).str.len_chars() > 0).then(nw.col(name)) for name in ("name", "bio")
    }
    return known.select(user=nw.col("id"), **texts)


def find_names(staging: Staging) -> nw.LazyFrame[Any]:
    """Return the name of each `id` with one; a name is never an id of another user, or used twice."""
    known = staging.table("names").filter(_is_id("name"))
    latest = _keep_largest(known, by="id", least="name")
    latest = latest.with_columns(key=nw.col("name").str.to_lowercase())
    holders = _keep_largest(latest, by="key", least="id")
    ids = [*ids_of_ends(find_acts(staging)), staging.table("people").select("id")]
    taken = nw.concat(ids, how="vertical").select(name=nw.col("id"))
    return holders.join(taken, on="name", how="anti").select("id", "name")


def _join_undone(rows: nw.LazyFrame[Any], staging: Staging) -> nw.LazyFrame[Any]:
    """Add `undone`, the last time at which a post was undone, and `is_undone`: not before the row."""
    undone = staging.table("undone").group_by("post").agg(undone=nw.col("time").max())
    joined = rows.join(undone, on="post", how="left")
    is_undone = (nw.col("time").fill_null(0) <= nw.col("undone")).fill_null(value=False)
    return joined.with_columns(is_undone=is_undone)


def _put_names(frame: nw.LazyFrame[Any], names: StoredRows, columns: Sequence[str]) -> nw.LazyFrame[Any]:
    """Replace ids by names in some columns, where there is a name."""
    order = frame.collect_schema().names()
    for column in columns:
        known = names.lazy().select(nw.col("name").alias("called"), nw.col("id").alias(column))
        frame = frame.join(known, on=column, how="left")
        frame = frame.with_columns(nw.coalesce("called", column).alias(column)).drop("called")
    return frame.select(*order)


def _keep_largest(frame: nw.LazyFrame[Any], *, by: str, least: str) -> nw.LazyFrame[Any]:
    """Return one row per value of `by`: the one of the largest rank, then of the least text."""
    best = frame.group_by(by).agg(rank=nw.col("rank").max())
    top = frame.join(best, on=[by, "rank"], how="inner")
    first = top.group_by(by).agg(nw.col(least).min())
    return top.join(first, on=[by, least], how="inner").unique(subset=[by])


def _is_id(column: str) -> nw.Expr:
    return nw.col(column).str.len_chars().is_between(1, MAX_ID_LENGTH)
