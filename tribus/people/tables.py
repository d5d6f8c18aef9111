"""The events as arrays: acts towards people, posts to nobody, and follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.frozen import freeze_fields
from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import to_arrow
from tribus.events.kinds import FOLLOW_CODE, KINDS, TALK_CODES
from tribus.events.stored import local_tables
from tribus.network.answers import LINK_PATTERN, QUESTION_PATTERN
from tribus.people.marks import Predicate, mark_complaints

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64
    from tribus.events import Events
    from tribus.events.stored import StoredEvents

UNKNOWN_TIME = -1  # events are later than 1990
NO_THREAD = -1
APPLAUSE_KINDS = tuple(KINDS.index(kind) for kind in ("repost", "like"))
REPLY, MENTION, REPOST = (KINDS.index(kind) for kind in ("reply", "mention", "repost"))


@dataclass(frozen=True, eq=False, kw_only=True)
class Acts:
    """Replies, mentions, quotes, reposts and likes, sorted by target, time, source, kind and thread.

    Attributes
    ----------
    source, target
        Users as indices into `Events.ids`, int32, shape `(n_acts,)`.
    kind
        Index into `KINDS`, int8.
    time
        Microseconds since 1970 UTC, int64; -1 where unknown.
    thread
        Code of the thread, int32, -1 for none; None if no act has a thread.
    count
        Number of events of each row, float64; None if each row is one event.
    asks, links
        Whether the text has a question mark, or a link; None without texts.
    complains
        Whether the text is a complaint; None without texts, or if complaints are not marked.
    """

    source: Ints
    target: Ints
    kind: Ints8
    time: Ints64
    thread: Ints | None
    count: Floats | None
    asks: Bools | None
    links: Bools | None
    complains: Bools | None = None

    def __len__(self) -> int:
        return len(self.source)

    @property
    def talks(self) -> Bools:
        """Whether each act is a message: a reply, a mention or a quote."""
        return np.isin(self.kind, np.array(TALK_CODES, np.int8))

    @property
    def applauds(self) -> Bools:
        """Whether each act is a repost or a like."""
        return np.isin(self.kind, np.array(APPLAUSE_KINDS, np.int8))

    def weight(self, rows: Any = slice(None)) -> Floats:
        """Return the number of events of some rows."""
        if self.count is None:
            return np.ones(len(self.source[rows]))
        return np.asarray(self.count[rows])

    def received_by(self, user: int) -> slice:
        """Return the rows with a user as target."""
        start, end = np.searchsorted(self.target, [user, user + 1])
        return slice(int(start), int(end))


@dataclass(frozen=True, eq=False, kw_only=True)
class Posts:
    """Posts that address nobody, sorted by user and time.

    Attributes
    ----------
    user
        Author as an index into `Events.ids`, int32, shape `(n_posts,)`.
    time
        Microseconds since 1970 UTC, int64; -1 where unknown.
    thread
        Code of the thread that the post started, as in `Acts`, int32; -1 if nobody wrote in it.
    links
        Whether the text has a link; None without texts.
    """

    user: Ints
    time: Ints64
    thread: Ints
    links: Bools | None

    def __len__(self) -> int:
        return len(self.user)


@dataclass(frozen=True, eq=False, kw_only=True)
class Follows:
    """Follows, sorted by target, beginning, source and end.

    Attributes
    ----------
    source, target
        Follower and followed user as indices into `Events.ids`, int32, shape `(n_follows,)`.
    since
        Beginning in microseconds since 1970 UTC, int64; -1 where unknown.
    until
        When it was undone, int64; -1 while it holds.
    """

    source: Ints
    target: Ints
    since: Ints64
    until: Ints64

    @property
    def holds(self) -> Bools:
        """Whether each follow still holds."""
        return np.asarray(self.until == UNKNOWN_TIME)

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, eq=False, kw_only=True)
class EventTables:
    """The events of one `Events` object as arrays.

    Attributes
    ----------
    n_users
        Number of users.
    acts, posts, follows
        The three tables.
    start, end
        First and last time of an act or a post, in microseconds since 1970 UTC; -1 without times.
    """

    n_users: int
    acts: Acts
    posts: Posts
    follows: Follows
    start: int
    end: int

    @property
    def has_times(self) -> bool:
        """Whether some act has a time."""
        return bool((self.acts.time != UNKNOWN_TIME).any())

    @property
    def n_undated(self) -> int:
        """Number of messages without a time, in data with times; their order is unknown."""
        return int((self.acts.talks & (self.acts.time == UNKNOWN_TIME)).sum()) if self.has_times else 0

    @property
    def has_follow_times(self) -> bool:
        """Whether some follow has a known beginning."""
        return bool((self.follows.since != UNKNOWN_TIME).any())

    @property
    def has_texts(self) -> bool:
        """Whether some act has a text."""
        return self.acts.asks is not None

    @property
    def has_threads(self) -> bool:
        """Whether some act has a thread."""
        return self.acts.thread is not None


def load_tables(events: Events, complaints: Predicate | None = None) -> tuple[EventTables, pa.Array]:
    """Return the acts, posts and follows of events as arrays of integers, and the ids of the users.

    The ids are the users of the events, followed by users who occur only in follows that were undone.
    `complaints` marks texts, as in `measure_people`.
    """
    stored = local_tables(events, "measure_people")
    acts, threads = _load_acts(stored, complaints)
    posts = _load_posts(stored, threads)
    follows, ids = _load_follows(stored, events.ids)
    known = np.concatenate([acts.time, posts.time])
    known = known[known != UNKNOWN_TIME]
    tables = EventTables(
        n_users=len(ids),
        acts=acts,
        posts=posts,
        follows=follows,
        start=int(known.min()) if len(known) else UNKNOWN_TIME,
        end=int(known.max()) if len(known) else UNKNOWN_TIME,
    )
    return tables, ids


def _load_acts(stored: StoredEvents, complaints: Predicate | None) -> tuple[Acts, pa.Array]:
    """Return the acts, and the ids of threads in the order of their codes."""
    rows = stored.lazy().filter(nw.col("kind") != FOLLOW_CODE)
    names = rows.collect_schema().names()
    columns = {name: nw.col(name) for name in ("source", "target", "kind", "count")}
    columns["time"] = _known_time(names, "time")
    if "thread" in names:
        columns["thread"] = nw.col("thread")
    if "text" in names:
        columns |= _text_flags()
        columns |= {} if complaints is None else {"text": nw.col("text")}
    order = ["target", "time", "source", "kind", *(set(columns) & {"thread"}), "count"]
    order += sorted(set(columns) & {"asks", "links", "text"})
    table = to_arrow(rows.select(**columns).sort(*order))
    thread, threads = _encode_threads(table)
    count = _take(table, "count").astype(np.float64) / COUNT_PARTS
    has_texts = "asks" in columns and table["asks"].null_count < len(table)
    acts = Acts(
        source=_take(table, "source"),
        target=_take(table, "target"),
        kind=_take(table, "kind"),
        time=_take(table, "time"),
        thread=thread,
        count=None if bool((count == 1).all()) else count,
        asks=_take_flags(table, "asks") if has_texts else None,
        links=_take_flags(table, "links") if has_texts else None,
        complains=mark_complaints(table["text"], complaints) if has_texts and complaints else None,
    )
    return freeze_fields(acts), threads


def _load_posts(stored: StoredEvents, threads: pa.Array) -> Posts:
    if stored.activity is None:
        nothing = np.empty(0, np.int32)
        return freeze_fields(Posts(user=nothing, time=np.empty(0, np.int64), thread=nothing, links=None))
    users = stored.users.lazy().select(user=nw.col("id"), number=nw.col("number"))
    rows = stored.activity.lazy().join(users, on="user", how="inner")
    names = rows.collect_schema().names()
    columns = {"user": nw.col("number"), "post": nw.col("post"), "time": _known_time(names, "time")}
    columns["links"] = _text_flags()["links"]
    table = to_arrow(rows.select(**columns).sort("user", "time", "post", "links"))
    codes = pc.fill_null(pc.index_in(table["post"], value_set=threads, skip_nulls=True), NO_THREAD)
    has_texts = table["links"].null_count < len(table)
    return freeze_fields(
        Posts(
            user=_take(table, "user"),
            time=_take(table, "time"),
            thread=codes.to_numpy().astype(np.int32),
            links=_take_flags(table, "links") if has_texts else None,
        )
    )


def _load_follows(stored: StoredEvents, ids: pa.Array) -> tuple[Follows, pa.Array]:
    rows = stored.lazy().filter(nw.col("kind") == FOLLOW_CODE)
    began = _known_time(rows.collect_schema().names(), "since")
    holding = to_arrow(rows.select("source", "target", since=began))
    columns = [_take(holding, name) for name in ("source", "target", "since")]
    columns.append(np.full(len(holding), UNKNOWN_TIME))
    if stored.undone is not None:
        since = nw.col("time").fill_null(UNKNOWN_TIME)
        undone = to_arrow(stored.undone.lazy().select("source", "target", "until", since=since))
        ids = _add_ids(ids, undone)
        more = [pc.index_in(undone[end], value_set=ids).to_numpy() for end in ("source", "target")]
        more += [_take(undone, name) for name in ("since", "until")]
        columns = [np.concatenate(parts) for parts in zip(columns, more, strict=True)]
    source, target, since, until = columns
    order = np.lexsort((until, source, since, target))
    follows = Follows(
        source=source[order].astype(np.int32),
        target=target[order].astype(np.int32),
        since=since[order].astype(np.int64),
        until=until[order].astype(np.int64),
    )
    return freeze_fields(follows), ids


def _add_ids(ids: pa.Array, undone: pa.Table) -> pa.Array:
    """Return the ids, and then the ids that occur only in undone follows, sorted."""
    ends = pa.chunked_array([*undone["source"].chunks, *undone["target"].chunks], ids.type).unique()
    new = ends.filter(pc.invert(pc.is_in(ends, value_set=ids)))
    return pa.concat_arrays([ids, new.take(pc.sort_indices(new))])


def _known_time(names: list[str], name: str) -> nw.Expr:
    """Return a time, or -1 where it is unknown or the table has none."""
    if name not in names:
        return nw.lit(UNKNOWN_TIME, nw.Int64)
    return nw.col(name).fill_null(UNKNOWN_TIME)


def _text_flags() -> dict[str, nw.Expr]:
    """Return whether a text has a question mark outside of links, and whether it has a link."""
    text = nw.col("text").str
    asks = text.contains(QUESTION_PATTERN) & text.replace_all(LINK_PATTERN, "").str.contains(
        QUESTION_PATTERN
    )
    return {"asks": asks, "links": text.contains(LINK_PATTERN)}


def _encode_threads(table: pa.Table) -> tuple[Ints | None, pa.Array]:
    """Return the code of the thread of each row, and the ids in the order of codes."""
    if "thread" not in table.column_names or table["thread"].null_count == len(table):
        return None, pa.array([], pa.string())
    encoded = table["thread"].combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, NO_THREAD).to_numpy(zero_copy_only=False)
    return codes.astype(np.int32), encoded.dictionary


def _take(table: pa.Table, name: str) -> Any:
    """Return a column without empty values as an array."""
    return table[name].to_numpy()


def _take_flags(table: pa.Table, name: str) -> Bools:
    """Return a column of flags as an array; an empty value is False."""
    flags: Bools = pc.fill_null(table[name], fill_value=False).to_numpy().astype(np.bool_)
    return flags
