"""Events: who did what to whom, when, in one clean table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._cards import Card, ShowsCard, plural
from tribus._checks import show
from tribus.errors import EventsError, OptionError
from tribus.events.arrow import frame_to_arrow, read_frame
from tribus.events.clean import EXTRAS, clean, rename_kinds
from tribus.events.cleaning import Cleaning
from tribus.events.columns import Columns, check_columns, check_names, unknown_kind
from tribus.events.engine import connection, one_row, quote, quote_text, to_arrow
from tribus.events.kinds import KINDS, known_kinds
from tribus.events.times import unreadable_times
from tribus.events.typed import COUNT_PARTS, type_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from duckdb import DuckDBPyRelation

    from tribus.events.engine import StoredTable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, repr=False, eq=False)
class Events(ShowsCard):
    """Who did what to whom: cleaned events of the kinds follow, reply, mention, repost, quote and like.

    Make it with `Events.from_frame` or `read_events`, join tables with `Events.concat`, and give it to
    `build_network`. `len(events)` is the number of events kept.

    Attributes
    ----------
    cleaning
        What was left out or mended, and how many rows of each (`Cleaning`).
    reading
        How each table was read: one line a table.

    Examples
    --------
    >>> import pandas as pd, tribus as tb
    >>> replies = pd.DataFrame({"from": ["ana", "ben", "ana"], "to": ["ben", "ana", "ana"]})
    >>> tb.Events.from_frame(replies, source="from", target="to", kind="reply")
    <Events: 2 events, 2 users, 2 reply, left out: 1 self-interaction>
    """

    table: StoredTable
    cleaning: Cleaning
    reading: tuple[str, ...]

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
        return cls.from_relation(
            rows, columns, kind, kinds=kinds, time_zone=time_zone, fold_case=fold_case, origin="frame"
        )

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
        origin: str,
    ) -> Events:
        """Clean the rows of a relation of the embedded database, as every way in does."""
        from_column = kind in rows.columns
        known = known_kinds(kinds)
        if not from_column and str(kind).strip().lower() not in known:
            raise unknown_kind(kind, rows.columns, known)
        kind_sql = f"CAST({quote(kind)} AS VARCHAR)" if from_column else quote_text(str(kind))
        typed = type_rows(
            rows, columns, kind_sql, time_zone=time_zone, fold_case=fold_case, integer_ids=integer_ids
        )
        table, cleaning = clean(rename_kinds(nw.from_native(typed), kinds))
        if cleaning.rows == 0:
            raise EventsError(f"{origin} has no rows; there is nothing to find tribes in")
        if cleaning.impossible_times and typed.aggregate("count(time)").fetchall()[0][0] == 0:
            raise unreadable_times(rows, columns.time or "")
        said = ", ".join(f"{part} from {show(name)}" for part, name in columns.items())
        kind_said = f"kind from {show(kind)}" if from_column else f"all {kind}"
        return cls(table, cleaning, (f"{origin}: {said}, {kind_said}",))

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
        if len({str(events.lazy().collect_schema()["source"]) for events in tables}) > 1:
            raise EventsError(
                "mixed id types: one table has text ids and another integers, so nobody could be the "
                "same person in both; cast both to text, or read files with ids='integer'"
            )
        table, again = clean(nw.concat([events.lazy() for events in tables], how="vertical"))
        before = sum((events.cleaning for events in tables), Cleaning())
        repeated = again.duplicates
        cleaning = replace(before, kept=before.kept - repeated, duplicates=before.duplicates + repeated)
        return cls(table, cleaning, tuple(line for events in tables for line in events.reading))

    def lazy(self) -> nw.LazyFrame[Any]:
        """Return the table, valid while the events live; count in parts, time in microseconds."""
        return self.table.lazy()

    def __len__(self) -> int:
        return self.cleaning.kept

    def __eq__(self, other: object) -> bool:
        """Whether both tell the same events of the same users."""
        if not isinstance(other, Events):
            return NotImplemented
        tables = [self.table.lazy(), other.table.lazy()]
        one, another = (to_arrow(table.sort(*table.collect_schema().names())) for table in tables)
        return bool(one.equals(another))

    def __hash__(self) -> int:
        return hash((len(self), tuple(self.counts.items())))

    @cached_property
    def counts(self) -> dict[str, float]:
        """Number of events of each kind that occurs."""
        summary = self.lazy().group_by("kind").agg(nw.col("count").sum().cast(nw.Float64))
        found = {row["kind"]: row["count"] for row in to_arrow(summary).to_pylist()}
        return {kind: found[kind] / COUNT_PARTS for kind in KINDS if found.get(kind)}

    @cached_property
    def n_users(self) -> int:
        """Number of people named anywhere in the table, those without a single tie included."""
        ends = [self.lazy().select(user=nw.col(end)) for end in ("source", "target")]
        return one_row(nw.concat(ends, how="vertical").unique().select(n=nw.len()))["n"]

    @cached_property
    def span(self) -> tuple[datetime, datetime] | None:
        """First and last moment in UTC; None where no event has a time."""
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

        columns = ["source", "target", "kind", "time", "count", "post", *EXTRAS]
        kept = self.lazy().filter(nw.col("count") > 0).select(*columns).sort(*columns)
        frame: pd.DataFrame = to_arrow(kept).to_pandas()
        frame["time"] = pd.to_datetime(frame["time"], unit="us", utc=True)
        frame["count"] = frame["count"] / COUNT_PARTS
        empty = [name for name in ("post", *EXTRAS) if not frame[name].notna().any()]
        return frame.drop(columns=empty)

    def _card(self) -> Card:
        kinds = ", ".join(f"{round(count, 2):,.15g} {kind}" for kind, count in self.counts.items())
        facts = [plural(len(self), "event"), plural(self.n_users, "user"), kinds or "no events"]
        left_out = self.cleaning.left_out()
        return Card(
            title="Events",
            facts=[*facts, f"left out: {left_out}" if left_out else "nothing left out"],
            header=("what", "rows"),
            rows=[(name, f"{count:,}") for name, count in self.cleaning.items()],
            made_by="; ".join(self.reading),
        )
