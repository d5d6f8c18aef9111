"""Events: who did what to whom, when, in one clean table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw

from tribus._core.checks import check_count, show
from tribus._display import Card, HasCard
from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import count_rows, to_arrow
from tribus._storage import Saveable, TupleOf, form_of, stored
from tribus.errors import OptionError
from tribus.events.card import card_of_events
from tribus.events.cleaning import Cleaning
from tribus.events.collectable import Collectable
from tribus.events.equality import equal_tables
from tribus.events.event_frames import events_to_frame
from tribus.events.frames import clean_frame
from tribus.events.history import activity_to_frame, profiles_to_frame
from tribus.events.join import join_all
from tribus.events.kinds import KINDS
from tribus.events.moments import to_datetime
from tribus.events.parquet import EventParts, read_parquet, write_parquet
from tribus.events.reading import Reading, format_reading
from tribus.events.recognised import report_reading
from tribus.events.rules import make_rules
from tribus.events.selectable import Selectable
from tribus.events.selection import Selection, store_selection
from tribus.events.stored import StoredEvents, lazy_table, stored_tables
from tribus.recognition import Request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from os import PathLike

    import pandas as pd
    import pyarrow as pa


@stored(_stored=form_of(StoredEvents), cleaning=form_of(Cleaning), reading=TupleOf(form_of(Reading)))
@dataclass(frozen=True, repr=False, eq=False)
class Events(HasCard, Saveable, Selectable, Collectable):
    """Cleaned events of the kinds follow, reply, mention, repost, quote and like.

    Make them with `Events.from_frame` or `read_events`, join them with `Events.concat`, select with
    `between`, `only`, `without` and `where`, and pass them to `build_network`. `len(events)` is the
    number of events kept. Events are never changed: each method returns new ones.

    Attributes
    ----------
    cleaning
        How many rows were left out, and why (`Cleaning`).
    reading
        How each file or frame was read, and which records gave no event (tuple of `Reading`).

    Examples
    --------
    >>> import pandas as pd, tribus as tb
    >>> replies = pd.DataFrame({"from": ["ana", "ben", "ana"], "to": ["ben", "ana", "ana"]})
    >>> tb.Events.from_frame(replies, source="from", target="to", kind="reply")
    <Events: 2 events, 2 users, 2 reply, left out: 1 self-interaction>
    """

    _stored: StoredEvents
    cleaning: Cleaning
    reading: tuple[Reading, ...]

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        source: str | None = None,
        target: str | Mapping[str, str] | None = None,
        kind: str | None = None,
        time: str | Literal[False] | None = None,
        count: str | Literal[False] | None = None,
        text: str | Literal[False] | None = None,
        post: str | Literal[False] | None = None,
        thread: str | Literal[False] | None = None,
        parent: str | None = None,
        until: str | None = None,
        kinds: Mapping[str, str | None] | None = None,
        time_zone: str | None = None,
        day_first: bool | None = None,
        time_format: str | None = None,
        directed: bool = True,
        mentions_from_text: bool | None = None,
        fold_case: bool | None = None,
        progress: bool = True,
    ) -> Events:
        """Clean a dataframe of events.

        Parameters
        ----------
        frame
            A pandas, polars or Arrow table, or any frame that narwhals knows; one row per event. The
            rows of a Spark frame stay on Spark, and its texts are left out unless `text` names them.
        source, target
            Columns of the acting user and of the user acted on: text or integers. `target` may name a
            column for each kind, as in `{"reply": "in_reply_to", "mention": "mentions"}`: each gives
            events of its own, and a cell may hold several users. None, as for the other columns: found
            by names and values, as in `read_events`; `Events.reading` shows which were taken.
        kind
            Column of the kind of each event, or one kind for the whole table. A column of that name
            takes precedence.
        time
            Column of times: timestamps with a zone, ISO text, or unix time as a number (seconds,
            milliseconds, microseconds or nanoseconds, distinguished by size). False: none.
        count
            Column with the number of events per row, 0 to 1e9, for tables that are already summed.
            False: none.
        text, post, thread
            Columns of the text, the id of the post, and the id of its conversation. Two rows with the
            same post are one event. False: none.
        parent
            Column of the id of the post that is answered, in place of its author, who is found by
            `post` in another row.
        until
            Column of the time when a follow was undone, empty while it holds; ignored for other
            kinds. An undone follow is in `to_frame`, and counts in no network.
        kinds
            Your names for kinds, such as `{"retweet": "repost"}`. None as a kind leaves its rows out.
        time_zone
            Zone of times without one, for example `"Europe/Madrid"`. None: such times are an error, but
            a column of days, such as 2024-03-01, is read as days in UTC, with a warning.
        day_first
            Whether 4/5/2026 is the 4th of May. None: the values decide, and are left out with a warning
            if they cannot.
        time_format
            Format of times in the codes of `strptime`, for example `"%d.%m.%Y %H:%M"`. None: the usual
            ones.
        directed
            Whether a row goes from its source to its target only. False: a row is a tie in both
            directions, as a friendship is.
        mentions_from_text
            Whether users are read from texts: `@name` is a mention, at the start a reply, after `RT` a
            repost. None: only if no column names them, with a warning.
        fold_case
            Whether `Ana` and `ana` are one user. True: all ids are returned in lower case. None: only
            for names of accounts of platforms that ignore case; elsewhere they are counted in a
            warning.
        progress
            Whether to show a bar if this takes more than two seconds.

        Returns
        -------
        Events
            With every user that occurs in a row, also in rows that are left out.

        Raises
        ------
        ColumnError
            If a column does not exist; the nearest names are offered.
        EventsError
            If the table is empty, or a value cannot be read; the message shows row, value and remedy.
        OptionError
            If an option is out of range, or `frame` is not a dataframe.

        Examples
        --------
        >>> import pandas as pd, tribus as tb
        >>> table = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"], "n": [3, 2]})
        >>> tb.Events.from_frame(table, kind="reply", count="n").counts
        {'reply': 5.0}
        """
        call = format_reading(cls.from_frame, "frame", locals())
        request = Request(
            source=source,
            target=target,
            kind=kind,
            time=time,
            count=count,
            text=text,
            post=post,
            thread=thread,
            parent=parent,
            kinds=kinds,
            time_zone=time_zone,
            day_first=day_first,
            time_format=time_format,
            directed=directed,
            mentions_from_text=mentions_from_text,
        )
        rules = make_rules(fold_case=fold_case)
        found, cleaned = clean_frame(frame, request, rules, until=until, progress=progress)
        reading = report_reading(found, cleaned, request, call=call)
        return cls(cleaned.stored, cleaned.cleaning, (reading,))

    @classmethod
    def from_parquet(cls, path: str | PathLike[str]) -> Events:
        """Read the events of a file of `to_parquet`.

        Parameters
        ----------
        path
            File that `to_parquet` wrote. `read_events` reads Parquet files of other programs.

        Returns
        -------
        Events
            Equal to the events that were written, with the same `cleaning` and `reading`.

        Raises
        ------
        ReadError
            If there is no such file, it is not of `to_parquet`, or it is damaged.

        Examples
        --------
        >>> import tempfile, tribus as tb
        >>> events = tb.datasets.make_society(n_people=30, n_tribes=2, seed=0).events
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     events.to_parquet(f"{folder}/events.parquet")
        ...     tb.Events.from_parquet(f"{folder}/events.parquet") == events
        True
        """
        return cls(*read_parquet(path))

    @classmethod
    def concat(cls, tables: Sequence[Events]) -> Events:
        """Join tables of events; an event that is in two tables counts once.

        Parameters
        ----------
        tables
            List or tuple of at least one `Events`.

        Returns
        -------
        Events
            With the users, the undone follows and the activity of all tables, and their readings in
            order. A follow that holds in one table holds.

        Raises
        ------
        EventsError
            If one table has text ids and another integers.
        OptionError
            If `tables` is not a list of at least one `Events`.

        Examples
        --------
        >>> import pandas as pd, tribus as tb
        >>> one = tb.Events.from_frame(pd.DataFrame({"source": [1], "target": [2]}), kind="follow")
        >>> len(tb.Events.concat([one, one]))
        1
        """
        is_list = isinstance(tables, (list, tuple)) and all(isinstance(table, cls) for table in tables)
        if not is_list or not tables:
            raise OptionError(f"concat needs a list of at least one Events, got {show(tables)}")
        stored, cleaning = join_all(
            [stored_tables(events) for events in tables], [events.cleaning for events in tables]
        )
        return cls(stored, cleaning, tuple(one for events in tables for one in events.reading))

    def head(self, n: int = 5) -> pd.DataFrame:
        """Return the first `n` rows of `to_frame` as a DataFrame, without making the others.

        Raises
        ------
        OptionError
            If `n` is not a whole number of 1 or more.

        Examples
        --------
        >>> import pandas as pd, tribus as tb
        >>> table = pd.DataFrame({"source": ["ben", "ana"], "target": ["ana", "ben"]})
        >>> tb.Events.from_frame(table, kind="reply").head(1)["source"].tolist()
        ['ana']
        """
        check_count("n", n)
        return events_to_frame(self._stored, self.ids, limit=n)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per event; rows that cannot be told apart are one row with their `count`.

        Returns
        -------
        DataFrame
            `source`, `target` (as given), `kind` (text), `time` (UTC; NaT where unknown), `count`
            (float64); then `post`, `text` and `thread` if some row has them, and `until` (UTC) if some
            follow was undone. Sorted by source, target, kind and time. `time` of a follow is when it
            began. Undone follows are rows here, and are not in `len(events)`, `counts`, `ids` or a
            network; pass `until="until"` to `Events.from_frame` to read them back.
        """
        return events_to_frame(self._stored, self.ids)

    def to_parquet(self, path: str | PathLike[str]) -> None:
        """Write the events as one Parquet file for pandas, polars, DuckDB, Spark or R.

        `from_parquet` reads it as equal events.

        Parameters
        ----------
        path
            File to write; its name ends in `.parquet` or `.pq`. An older file is replaced when the new
            one is complete.

        Raises
        ------
        OptionError
            If the name has another ending.

        Notes
        -----
        The rows and columns are the ones of `to_frame`, and with `rows`, the number of rows of
        the input that each stands for, if the table had counts. Rows without a `target` follow: posts
        that address nobody, with the kind `post`, as in `activity`; and users without any event,
        without a kind. The metadata has the reports `cleaning` and `reading`. The `profiles` are not
        written; `save` keeps them.
        """
        write_parquet(EventParts(self._stored, self.cleaning, self.reading), self.ids, path)

    @cached_property
    def activity(self) -> pd.DataFrame:
        """Posts that address nobody, which show when users were active outside of their ties.

        Returns
        -------
        DataFrame
            `user` (as in `ids`), `time` (UTC; NaT where unknown), `kind` (always `"post"`) and `text`
            (None unless texts were kept), sorted by user, time and text. Empty where the source has
            none: tables never do.
        """
        return activity_to_frame(self._stored)

    @cached_property
    def profiles(self) -> pd.DataFrame:
        """Names and self-descriptions of the users, for `build_network(events, attributes=...)`.

        Returns
        -------
        DataFrame
            `user` (as in `ids`), `name`, the display name, and `bio`, missing where the source has none;
            sorted by user. Only users with one of both have a row; tables never have any. Numbers of
            followers are not read.
        """
        return profiles_to_frame(self._stored)

    @cached_property
    def ids(self) -> pa.Array:
        """Ids of all users, sorted, as Arrow; users without events are included."""
        return to_arrow(self._stored.users.lazy().sort("number").select("id"))["id"].combine_chunks()

    def __len__(self) -> int:
        return self.cleaning.kept

    def __eq__(self, other: object) -> bool:
        """Whether both have the same users, events, undone follows and activity."""
        if not isinstance(other, Events):
            return NotImplemented
        return self.ids.equals(other.ids) and equal_tables(self._stored, stored_tables(other))

    def __hash__(self) -> int:
        return hash((len(self), tuple(self.counts.items())))

    @property
    def egos(self) -> tuple[str, ...]:
        """Users of whose accounts the events are exports, in the order of reading.

        Such events are ego networks: all that these users did, and almost nothing among others.
        """
        return tuple(dict.fromkeys(one.ego for one in self.reading if one.ego is not None))

    @cached_property
    def counts(self) -> dict[str, float]:
        """Number of events of each kind that occurs; undone follows do not count."""
        summed = lazy_table(self).group_by("kind").agg(nw.col("count").sum().cast(nw.Float64))
        found = {KINDS[row["kind"]]: row["count"] for row in to_arrow(summed).to_pylist()}
        return {kind: found[kind] / COUNT_PARTS for kind in KINDS if found.get(kind)}

    @cached_property
    def n_users(self) -> int:
        """Number of users, including users without a tie."""
        return count_rows(self._stored.users.lazy())

    @cached_property
    def span(self) -> tuple[datetime, datetime] | None:
        """First and last time in UTC of events other than follows; None if no such event has a time."""
        if "time" not in lazy_table(self).collect_schema().names():
            return None
        limits = lazy_table(self).select(first=nw.col("time").min(), last=nw.col("time").max())
        first, last = to_arrow(limits).to_pylist()[0].values()
        return None if first is None else (to_datetime(first), to_datetime(last))

    def _select(self, selection: Selection, call: str, *, undated: int = 0) -> Events:
        stored, cleaning = store_selection(selection, self.cleaning, undated=undated, call=call)
        return Events(stored, cleaning, self.reading)

    def _with_tables(self, tables: StoredEvents) -> Events:
        return Events(tables, self.cleaning, self.reading)

    def _card(self) -> Card:
        return card_of_events(self)
