"""What readers found in exports, kept in the database and brought together.

One file may tell who wrote the post that another one answers, what people are called, and what was
taken back; so nothing is an event before all files of a platform are read.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pyarrow as pa

from tribus.events.engine import StoredTable, connection, count_rows, to_arrow
from tribus.events.times import microseconds
from tribus.events.typed import LONGEST_ID
from tribus.events.users import ENDS, ids_of_ends
from tribus.sources.rows import COLUMNS

# Why an act is no event, in words that follow those for its kind.
FATES = ("taken back", "to deleted authors", "to people who are not told", "with an endless id")
TAKEN_BACK, TO_DELETED, TO_NOBODY_TOLD, ENDLESS = range(len(FATES))
ACTS = {
    "follow": "follows", "reply": "replies", "mention": "mentions", "repost": "reposts",
    "quote": "quotes", "like": "likes",
}  # fmt: skip

ROWS_AT_ONCE = 250_000  # the database takes few large helpings six times as fast as many small ones
EVENT = (*ENDS, "kind", "time", "post", "text", "thread")


class Lost(NamedTuple):
    """Records of a file that gave no event after all, and why."""

    file: int
    reason: str
    records: int


class Staging:
    """Tables of what was found, as `tribus.sources.rows` tells it, which live as long as this object."""

    def __init__(self) -> None:
        self._tables: dict[str, StoredTable] = {}
        self._waiting: dict[str, list[pa.Table]] = {what: [] for what in COLUMNS}
        for what, columns in COLUMNS.items():
            types = ", ".join(f"CAST(NULL AS {_TYPES[name]}) AS {name}" for name in columns)
            self._tables[what] = StoredTable(connection().sql(f"SELECT {types}, 0 AS file").limit(0))

    def store(self, what: str, rows: pa.Table, *, file: int) -> None:
        """Add rows found in a file, given by its number."""
        rows = rows.append_column("file", pa.array(np.full(len(rows), file)))
        waiting = self._waiting[what]
        if waiting and (waiting[0].schema != rows.schema or sum(map(len, waiting)) > ROWS_AT_ONCE):
            self._put_away(what)
        waiting.append(rows)

    def _put_away(self, what: str) -> None:
        """Put rows that wait into the database, many at once; times become microseconds."""
        if not self._waiting[what]:
            return
        relation = connection().from_arrow(pa.concat_tables(self._waiting[what]))
        if "time" in relation.columns:
            type_ = str(relation.types[relation.columns.index("time")])
            relation = relation.project(f"* REPLACE ({microseconds('time', type_, 'UTC')} AS time)")
        self._tables[what].add(relation)
        self._waiting[what].clear()

    def events(self, *, named: bool) -> nw.LazyFrame[Any]:
        """Acts that are events, as rows of the columns `EVENT`; people by name if `named`."""
        acts = self._fated().filter(nw.col("fate").is_null()).select(*EVENT)
        return put_names(acts, self._names(), ENDS) if named and self._has("names") else acts

    def people(self, *, named: bool) -> nw.LazyFrame[Any]:
        """Everybody who was found to do anything, events or not, in a column `id`."""
        doers = self._table("acts").select(id=nw.col("source"))
        everybody = nw.concat([self._table("people").select("id"), doers], how="vertical")
        people = everybody.group_by("id").agg().filter(_is_id("id"))
        return put_names(people, self._names(), ("id",)) if named and self._has("names") else people

    def name(self, user: str, *, named: bool) -> str:
        """What one person goes by in the events."""
        if not named:
            return user
        names = to_arrow(self._names().filter(nw.col("id") == user).select("name"))["name"]
        return str(names[0]) if len(names) else user

    def lost(self) -> list[Lost]:
        """Count the records of which no act is an event, by file and by reason."""
        fated = self._fated()
        record = ["file", "record"]
        events = fated.filter(nw.col("fate").is_null())
        others = fated.filter(~nw.col("fate").is_null())
        both = events.join(others, on=record, how="semi").select(*record)
        whole = others.join(both, on=record, how="anti").group_by(*record)
        first = whole.agg(kind=nw.col("kind").min(), fate=nw.col("fate").min())
        counts = first.group_by("file", "kind", "fate").agg(records=nw.len())
        return [
            Lost(row["file"], f"{ACTS[row['kind']]} {FATES[row['fate']]}", row["records"])
            for row in to_arrow(counts).to_pylist()
        ]

    def _table(self, what: str) -> nw.LazyFrame[Any]:
        self._put_away(what)
        return self._tables[what].lazy()

    def _has(self, what: str) -> bool:
        return bool(self._waiting[what]) or count_rows(self._tables[what].lazy()) > 0

    def _fated(self) -> nw.LazyFrame[Any]:
        """Acts with their target, and why each is no event: a place in `FATES`, null if it is one."""
        acts = self._table("acts")
        fates = {}
        if self._has("authors"):
            authors = self._table("authors").group_by("post").agg(author=nw.col("author").max())
            authors = authors.select("author", parent=nw.col("post"), is_known=nw.lit(1, nw.Int8))
            acts = acts.join(authors, on="parent", how="left")
            acts = acts.with_columns(target=nw.coalesce("target", "author"))
            fates[TO_DELETED] = nw.col("target").is_null() & ~nw.col("is_known").is_null()
        if self._has("undone"):
            undone = self._table("undone").group_by("post").agg(until=nw.col("time").max())
            acts = acts.join(undone, on="post", how="left")
            since = nw.col("time").fill_null(0)
            fates[TAKEN_BACK] = ~nw.col("until").is_null() & (since <= nw.col("until"))
        fates[TO_NOBODY_TOLD] = nw.col("target").is_null()
        fates[ENDLESS] = ~(_is_id("source") & _is_id("target").fill_null(value=True))
        fate = nw.lit(None, nw.Int8)
        for place in sorted(fates, reverse=True):  # the first in FATES is told
            fate = nw.when(fates[place]).then(nw.lit(place, nw.Int8)).otherwise(fate)
        return acts.with_columns(fate=fate)

    def _names(self) -> nw.LazyFrame[Any]:
        """One name for each `id` that has one; never another's id, nor a name that two go by."""
        told = self._table("names").filter(_is_id("name"))
        latest = _keep_largest(told, by="id", rank="rank", least="name")
        latest = latest.with_columns(key=nw.col("name").str.to_lowercase())
        holders = _keep_largest(latest, by="key", rank="rank", least="id")
        acts = self._table("acts")
        ids = nw.concat([*ids_of_ends(acts), self._table("people").select("id")], how="vertical")
        taken = ids.filter(~nw.col("id").is_null()).select(name=nw.col("id")).unique()
        return holders.join(taken, on="name", how="anti").select("id", "name")


def put_names(
    frame: nw.LazyFrame[Any], names: nw.LazyFrame[Any], columns: tuple[str, ...]
) -> nw.LazyFrame[Any]:
    """Replace ids by names in some columns, where there is a name."""
    order = frame.collect_schema().names()
    for column in columns:
        renamed = names.select(**{column: nw.col("id"), f"{column}_name": nw.col("name")})
        frame = frame.join(renamed, on=column, how="left")
        frame = frame.with_columns(**{column: nw.coalesce(f"{column}_name", column)})
    return frame.select(*order)


def _keep_largest(frame: nw.LazyFrame[Any], *, by: str, rank: str, least: str) -> nw.LazyFrame[Any]:
    """One row for each value of `by`: that of the largest rank, and of the least text among equals."""
    best = frame.group_by(by).agg(**{rank: nw.col(rank).max()})
    top = frame.join(best, on=[by, rank], how="inner")
    first = top.group_by(by).agg(**{least: nw.col(least).min()})
    return top.join(first, on=[by, least], how="inner").unique(subset=[by])


def _is_id(column: str) -> nw.Expr:
    return nw.col(column).str.len_chars().is_between(1, LONGEST_ID)


_TYPES = {
    "record": "BIGINT", "source": "VARCHAR", "target": "VARCHAR", "kind": "VARCHAR", "time": "BIGINT",
    "post": "VARCHAR", "parent": "VARCHAR", "text": "VARCHAR", "thread": "VARCHAR", "author": "VARCHAR",
    "id": "VARCHAR", "rank": "BIGINT", "name": "VARCHAR",
}  # fmt: skip
