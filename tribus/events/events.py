"""Events: who did what to whom, when, in one clean table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._core.checks import show
from tribus._display import Bar, Card, HasCard, format_egos, plain, plural
from tribus._engine.duckdb_engine import (
    connection,
    count_rows,
    materialise,
    one_row,
    to_arrow,
)
from tribus._engine.problems import raise_first
from tribus._engine.progress import report, step
from tribus._engine.sql import quote, quote_text
from tribus._engine.times import unreadable_times
from tribus._engine.typed import COUNT_PARTS, LARGEST_TOTAL, LONGEST_ID, type_people, type_rows
from tribus.errors import EventsError, OptionError
from tribus.events.arrow import frame_to_arrow, read_frame
from tribus.events.clean import EXTRAS, clean, look_over
from tribus.events.cleaning import Cleaning
from tribus.events.columns import Columns, check_columns, check_names, unknown_kind
from tribus.events.kinds import KINDS, code_kinds, known_kinds
from tribus.events.reading import Reading
from tribus.events.users import ids_of_ends, number_users, put_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import pyarrow as pa
    from duckdb import DuckDBPyRelation

    from tribus._engine.duckdb_engine import StoredRows

COLUMNS = ("source", "target", "kind", "time", "count", "post", *EXTRAS)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, repr=False, eq=False)
class Events(HasCard):
    """Who did what to whom: cleaned events of the kinds follow, reply, mention, repost, quote and like.

    Make it with `Events.from_frame` or `read_events`, join tables with `Events.concat`, and give it to
    `build_network`. `len(events)` is the number of events kept.

    Attributes
    ----------
    cleaning
        What was left out or mended, and how many rows of each (`Cleaning`).
    reading
        How each file or frame was read, and what in it gave no event (`Reading`).

    Examples
    --------
    >>> import pandas as pd, tribus as tb
    >>> replies = pd.DataFrame({"from": ["ana", "ben", "ana"], "to": ["ben", "ana", "ana"]})
    >>> tb.Events.from_frame(replies, source="from", target="to", kind="reply")
    <Events: 2 events, 2 users, 2 reply, left out: 1 self-interaction>
    """

    table: StoredRows
    users: StoredRows
    cleaning: Cleaning
    reading: tuple[Reading, ...]

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        source: str = "source",
        target: str = "target",
        kind: str = "kind",
        time: str | None = None,
        count: str | None = None,
        text: str | None = None,
        post: str | None = None,
        thread: str | None = None,
        kinds: Mapping[str, str] | None = None,
        time_zone: str | None = None,
        fold_case: bool = False,
        progress: bool = True,
    ) -> Events:
        """Clean a dataframe of events.

        Parameters
        ----------
        frame
            pandas, polars, Arrow, or any frame that narwhals knows; one row an event.
        source, target
            Columns with who acted and on whom: text or integers, which come back unchanged.
        kind
            Column with the kind of each event, or one kind for the whole table: a kind's name is
            taken as such unless the table has a column of that name.
        time
            Column with the moment: times with a zone, ISO text, or unix time as a number (seconds,
            milliseconds, microseconds or nanoseconds, told apart by size).
        count
            Column with how many events a row stands for, 0 to 1e9, if the table is added up.
        text, post, thread
            Columns with the words, the id of the post, and the id of its conversation. Two rows with
            one `post` are one event.
        kinds
            Your names for kinds, for example `{"retweet": "repost"}`.
        time_zone
            Zone of times that carry none, for example `"Europe/Madrid"`; without it they are an error.
        fold_case
            Whether `Ana` and `ana` are one user; ids come back in lower case.
        progress
            Whether to show a bar if it takes more than two seconds.

        Raises
        ------
        ColumnError
            If a column is not there; the nearest names are offered.
        EventsError
            If the table is empty, or a value cannot be read: row, value and remedy are named.
        OptionError
            If an option is out of range, or `frame` is not a dataframe.
        """
        read = read_frame(frame)
        parts = {"time": time, "count": count, "text": text, "post": post, "thread": thread}
        columns = Columns(source=source, target=target, **parts)
        check_columns(columns, read.columns)
        kind_column = kind if kind in read.columns else None
        names = [name for _, name in columns.items()] + ([] if kind_column is None else [kind_column])
        check_names(names)
        rows = connection().from_arrow(frame_to_arrow(read, names))
        events = cls.from_relation(
            rows,
            columns,
            kind,
            kinds=kinds,
            time_zone=time_zone,
            fold_case=fold_case,
            origin="frame",
            progress=progress,
        )
        said = columns.told(kind, read.columns)
        reading = Reading(origin="frame", columns=said, read=events.cleaning.rows)
        return replace(events, reading=(reading,))

    @classmethod
    def from_relation(
        cls,
        rows: DuckDBPyRelation,
        columns: Columns,
        kind: str,
        *,
        kinds: Mapping[str, str] | None = None,
        time_zone: str | None = None,
        fold_case: bool = False,
        integer_ids: bool = False,
        read_once: bool = False,
        people: DuckDBPyRelation | None = None,
        origin: str,
        progress: bool = True,
    ) -> Events:
        """Clean the rows of a relation of the embedded database, as every way in does.

        With `read_once` the rows are kept as they were read while they are worked on, because to look
        at one column costs as much as to read all. `people` has in a column `id` everybody who may be
        in none of the rows. The caller adds the `reading`.
        """
        from_column = kind in rows.columns
        known = known_kinds(kinds)
        if not from_column and str(kind).strip().lower() not in known:
            raise unknown_kind(kind, rows.columns, known)
        kind_sql = f"CAST({quote(kind)} AS VARCHAR)" if from_column else quote_text(str(kind))
        with report("reading events", connection(), shown=progress):
            relation, problems = type_rows(
                rows,
                columns,
                kind_sql,
                time_zone=time_zone,
                fold_case=fold_case,
                integer_ids=integer_ids,
            )
            typed: nw.LazyFrame[Any] = nw.from_native(relation)
            with step(0.3 if read_once else 0.0):
                kept = materialise(typed) if read_once else None
            typed, rest = (typed, 1.0) if kept is None else (kept.lazy(), 0.7)
            ids = ids_of_ends(typed)
            if people is not None:
                ids.append(
                    nw.from_native(type_people(people, fold_case=fold_case, integer_ids=integer_ids))
                )
            with step(0.3 * rest):
                users = number_users(*ids)
            with step(0.4 * rest):
                numbered = materialise(put_numbers(code_kinds(typed, kinds), users.lazy()))
            del kept, typed
            facts = look_over(numbered.lazy())
            if _is_misread(facts, users.lazy()):
                raise_first(rows, problems)
            if facts["rows"] == 0:
                raise EventsError(f"{plain(origin)} has no rows; there is nothing to find tribes in")
            if facts.get("impossible_times") and not facts["readable_times"]:
                raise unreadable_times(rows, columns.time or "")
            with step(0.3 * rest):
                table, cleaning = clean(numbered.lazy(), facts, users=count_rows(users.lazy()))
        return cls(table, users, cleaning, reading=())

    @classmethod
    def concat(cls, tables: Sequence[Events]) -> Events:
        """Join tables of events; what two tables both tell counts once.

        Raises
        ------
        EventsError
            If one table names its users by text and another by integers.
        OptionError
            If there is no table to join.
        """
        listed = isinstance(tables, (list, tuple)) and all(isinstance(table, cls) for table in tables)
        if not listed or not tables:
            raise OptionError(f"concat needs a list of at least one Events, got {show(tables)}")
        if len({str(events.users.lazy().collect_schema()["id"]) for events in tables}) > 1:
            raise EventsError(
                "mixed id types: one table has text ids and another integers, so nobody could be the "
                "same person in both; cast both to text, or read files with ids='integer'"
            )
        users = number_users(*(events.users.lazy().select("id") for events in tables))
        columns = _columns(*tables)
        joined = materialise(
            *(
                put_numbers(_fill_columns(events, columns), events.renumber(users.lazy()))
                for events in tables
            )
        )
        facts = look_over(joined.lazy())
        table, again = clean(joined.lazy(), facts, users=count_rows(users.lazy()))
        before = sum((events.cleaning for events in tables), Cleaning())
        repeated = again.duplicates
        cleaning = replace(before, kept=before.kept - repeated, duplicates=before.duplicates + repeated)
        return cls(table, users, cleaning, tuple(one for events in tables for one in events.reading))

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the table, valid while the events live.

        `source` and `target` are places in `ids`, `kind` is a place in `KINDS`, `count` is in parts and
        `time` in microseconds.
        """
        table = self.table.lazy()
        if "count" in table.collect_schema().names():
            return table
        return table.with_columns(count=nw.lit(COUNT_PARTS, nw.Int64))

    def renumber(self, users: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """For everybody in the table, by `id` their number here, and by `number` that among others."""
        here = self.users.lazy().select("id", here=nw.col("number"))
        return here.join(users, on="id", how="left").select(id=nw.col("here"), number=nw.col("number"))

    @cached_property
    def ids(self) -> pa.Array:
        """Everybody named anywhere in the table, in the order of ids, as Arrow."""
        return to_arrow(self.users.lazy().sort("number").select("id"))["id"].combine_chunks()

    def __len__(self) -> int:
        return self.cleaning.kept

    def __eq__(self, other: object) -> bool:
        """Whether both tell the same events of the same users."""
        if not isinstance(other, Events):
            return NotImplemented
        if not self.ids.equals(other.ids):
            return False
        columns = _columns(self, other)
        tables = [_fill_columns(self, columns), _fill_columns(other, columns)]
        one, another = (to_arrow(table.sort(*columns)) for table in tables)
        return bool(one.equals(another))

    def __hash__(self) -> int:
        return hash((len(self), tuple(self.counts.items())))

    @property
    def egos(self) -> tuple[str, ...]:
        """People of whom the events are the view: where exports of single accounts were read.

        Such events are an ego network: all that these people did, and next to nothing between others.
        """
        return tuple(dict.fromkeys(one.ego for one in self.reading if one.ego is not None))

    @cached_property
    def counts(self) -> dict[str, float]:
        """Number of events of each kind that occurs."""
        summary = self.lazy().group_by("kind").agg(nw.col("count").sum().cast(nw.Float64))
        found = {KINDS[row["kind"]]: row["count"] for row in to_arrow(summary).to_pylist()}
        return {kind: found[kind] / COUNT_PARTS for kind in KINDS if found.get(kind)}

    @cached_property
    def n_users(self) -> int:
        """Number of people named anywhere in the table, those without a single tie included."""
        return count_rows(self.users.lazy())

    @cached_property
    def span(self) -> tuple[datetime, datetime] | None:
        """First and last moment in UTC; None where no event has a time."""
        if "time" not in self.lazy().collect_schema().names():
            return None
        limits = self.lazy().select(first=nw.col("time").min(), last=nw.col("time").max())
        first, last = to_arrow(limits).to_pylist()[0].values()
        if first is None:
            return None
        return _EPOCH + timedelta(microseconds=first), _EPOCH + timedelta(microseconds=last)

    @staticmethod
    def microseconds(moment: datetime) -> int:
        """Write a moment as the table does: microseconds since 1970 UTC."""
        return (moment - _EPOCH) // timedelta(microseconds=1)

    def to_frame(self) -> pd.DataFrame:
        """One row an event, ordered by source, target, kind and time; alike ones are one row, added up.

        Returns
        -------
        DataFrame
            `source`, `target` (as given), `kind` (text), `time` (UTC, NaT where unknown), `count`
            (float64), and `post`, `text`, `thread` where the table has them.
        """
        import pandas as pd
        import pyarrow as pa
        import pyarrow.compute as pc

        kinds = sorted(KINDS)
        alphabetical = nw.lit(0, nw.Int8)
        for place, kind in enumerate(KINDS):
            alphabetical = (
                nw.when(nw.col("kind") == place)
                .then(nw.lit(kinds.index(kind), nw.Int8))
                .otherwise(alphabetical)
            )
        ordered = _fill_columns(self, COLUMNS).with_columns(kind=alphabetical).sort(*COLUMNS)
        table = to_arrow(ordered)
        for name, values in (("source", self.ids), ("target", self.ids), ("kind", pa.array(kinds))):
            table = table.set_column(COLUMNS.index(name), name, pc.take(values, table[name]))
        frame: pd.DataFrame = table.to_pandas()
        frame["time"] = pd.to_datetime(frame["time"], unit="us", utc=True)
        frame["count"] = frame["count"] / COUNT_PARTS
        empty = [name for name in ("post", *EXTRAS) if not frame[name].notna().any()]
        return frame.drop(columns=empty)

    def _card(self) -> Card:
        counts = {kind: f"{round(count, 2):,.15g}" for kind, count in self.counts.items()}
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "no events"
        size = [plural(len(self), "event"), plural(self.n_users, "user"), *format_egos(self.egos)]
        left_out = self.cleaning.left_out()
        rest = f"left out: {left_out}" if left_out else "nothing left out"
        most = max(self.counts.values(), default=0.0)
        return Card(
            title="Events",
            facts=[*size, *self._tell_span(), rest],
            in_line=[*size, kinds, rest],
            header=("kind", "events", ""),
            rows=[(kind, count, Bar.of(self.counts[kind] / most)) for kind, count in counts.items()],
            made_by="; ".join(map(str, self.reading)),
        )

    def _tell_span(self) -> list[str]:
        """Days from the first to the last event, if times are known."""
        return [" to ".join(f"{moment:%Y-%m-%d}" for moment in self.span)] if self.span else []


def _is_misread(facts: dict[str, int], users: nw.LazyFrame[Any]) -> bool:
    """Whether a row has a value that cannot be read, so that it is worth looking for the row."""
    if facts.get("no_counts") or facts.get("local_times") or facts["total"] > LARGEST_TOTAL:
        return True
    if users.collect_schema()["id"] != nw.String:
        return False
    return one_row(users.select(longest=nw.col("id").str.len_chars().max()))["longest"] > LONGEST_ID


def _columns(*tables: Events) -> list[str]:
    """Columns that one of the tables has at least, in their usual order."""
    found = {name for events in tables for name in events.table.lazy().collect_schema().names()}
    return [name for name in COLUMNS if name in found]


def _fill_columns(events: Events, columns: Sequence[str]) -> nw.LazyFrame[Any]:
    """The table with just these columns; those that it lacks are empty."""
    frame = events.lazy()
    found = frame.collect_schema().names()
    missing = {
        name: nw.lit(None, nw.Int64 if name == "time" else nw.String)
        for name in columns
        if name not in found
    }
    return (frame.with_columns(**missing) if missing else frame).select(*columns)
