"""Reach, conversation and applause of single posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.counts import count_by, mark_first, sum_by
from tribus._engine.column_types import COUNT_PARTS
from tribus._engine.plans import to_arrow
from tribus.events.kinds import FOLLOW_CODE, KINDS
from tribus.events.stored import local_tables
from tribus.people.messages import match_answers
from tribus.people.tables import NO_THREAD, UNKNOWN_TIME, Acts
from tribus.people.waiting import to_moments

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.events import Events
    from tribus.people.result import People

NO_POST = -1
APPLAUSE = {"likes": "like", "reposts": "repost", "quotes": "quote"}


class _SinglePosts(NamedTuple):
    """Acts and posts to nobody as arrays; the target of the latter is -1.

    Attributes
    ----------
    source, target, kind, time, thread, post
        Integers, shape `(n_rows,)`; `thread` and `post` are codes of the same ids, -1 for none.
    weight
        Number of events of each row.
    names
        The ids of posts and threads in the order of their codes.
    """

    source: Ints64
    target: Ints64
    kind: Ints64
    time: Ints64
    thread: Ints64
    post: Ints64
    weight: Floats
    names: pa.Array

    @property
    def talks(self) -> Bools:
        """Whether each row is a message."""
        return self.acts.talks & (self.target >= 0)

    @property
    def acts(self) -> Acts:
        """The rows in the form that `match_answers` takes."""
        return Acts(
            source=self.source.astype(np.int32),
            target=self.target.astype(np.int32),
            kind=self.kind.astype(np.int8),
            time=self.time,
            thread=self.thread.astype(np.int32),
            count=self.weight,
            asks=None,
            links=None,
        )


class _Items(NamedTuple):
    """The posts of all users, sorted by author, time and id."""

    user: Ints64
    time: Ints64
    post: Ints64
    thread: Ints64
    of_row: Ints64  # item of each row, -1 for a row that is no post

    def __len__(self) -> int:
        return len(self.user)


def list_posts(people: People, row: int | None = None) -> pd.DataFrame:
    """Return one row for each post, of one user or of all; `People.by_post` documents the columns."""
    import pandas as pd

    rows = _load_rows(people.events, row)
    items = _find_items(rows, has_times=people.tables.has_times)
    exchanges, of_answer = _find_exchanges(rows, items, has_times=people.tables.has_times)
    assigned = _assign_acts(rows, items, of_answer)
    own = np.flatnonzero(items.user == row) if row is not None else np.arange(len(items))
    columns: dict[str, Any] = {
        "user": people.users_of_rows(items.user[own].tolist()),
        "post": rows.names.take(pa.array(items.post[own], mask=items.post[own] == NO_POST)).to_pandas(),
        "time": to_moments(items.time[own]),
        "addressed": _count_pairs(items.of_row, rows.target, len(items))[own],
        "reach": _count_pairs(assigned, rows.source, len(items))[own],
        "exchanges": exchanges[own],
    }
    for name, kind in APPLAUSE.items():
        columns[name] = _count_kind(rows, items, assigned, KINDS.index(kind))[own]
    return pd.DataFrame(columns)


def _load_rows(events: Events, row: int | None) -> _SinglePosts:
    """Return the acts from and to a user, or all, and the posts to nobody."""
    stored = local_tables(events, "a table of posts")
    acts = stored.lazy().filter(nw.col("kind") != FOLLOW_CODE)
    if row is not None:
        acts = acts.filter((nw.col("source") == row) | (nw.col("target") == row))
    parts = [_take_columns(acts, ("source", "target", "kind", "time", "thread", "post", "count"))]
    if stored.activity is not None:
        users = stored.users.lazy().select(user=nw.col("id"), source=nw.col("number"))
        posts = stored.activity.lazy().join(users, on="user", how="inner")
        if row is not None:
            posts = posts.filter(nw.col("source") == row)
        parts.append(_take_columns(posts, ("source", "time", "post")))
    table = pa.concat_tables(parts, promote_options="default")
    texts = [table[name].cast(pa.string()) for name in ("post", "thread")]
    names = pc.unique(pa.chunked_array([*texts[0].chunks, *texts[1].chunks], pa.string())).drop_null()
    names = names.take(pc.sort_indices(names))

    def numbers(name: str, missing: int) -> Ints64:
        filled = pc.fill_null(table[name].cast(pa.int64()), missing)
        return np.asarray(filled.to_numpy(), np.int64)

    post, thread = (
        pc.fill_null(pc.index_in(text, value_set=names, skip_nulls=True), NO_POST)
        .to_numpy()
        .astype(np.int64)
        for text in texts
    )
    return _SinglePosts(
        source=numbers("source", 0),
        target=numbers("target", -1),
        kind=numbers("kind", -1),
        time=numbers("time", UNKNOWN_TIME),
        thread=thread,
        post=post,
        weight=numbers("count", COUNT_PARTS) / COUNT_PARTS,
        names=names,
    )


def _take_columns(rows: nw.LazyFrame[Any], names: tuple[str, ...]) -> pa.Table:
    """Return some columns; those that the rows do not have are empty."""
    found = rows.collect_schema().names()
    table = to_arrow(rows.select(*(name for name in names if name in found)))
    for name in ("post", "thread"):
        if name not in table.column_names:
            table = table.append_column(name, pa.nulls(len(table), pa.string()))
    for name in ("time", "count", "target", "kind"):
        if name not in table.column_names:
            table = table.append_column(name, pa.nulls(len(table), pa.int64()))
    names = ("source", "target", "kind", "time", "thread", "post", "count")
    types = dict.fromkeys(names, pa.int64()) | dict.fromkeys(("post", "thread"), pa.string())
    return table.select(names).cast(pa.schema(types))


def _find_items(rows: _SinglePosts, *, has_times: bool) -> _Items:
    """Return the posts: rows with the same author and id, or without an id at the same time, are one."""
    is_post = rows.talks | (rows.target < 0)
    if has_times:
        is_post &= rows.time != UNKNOWN_TIME
    own = np.flatnonzero(is_post)
    user, post, time = rows.source[own], rows.post[own], rows.time[own]
    alone = np.where((post == NO_POST) & (time == UNKNOWN_TIME), np.arange(len(own)), -1)
    moment = np.where(post == NO_POST, time, UNKNOWN_TIME)
    order = np.lexsort((time, alone, moment, post, user))
    is_first = mark_first(user[order], post[order], moment[order], alone[order])
    number = np.cumsum(is_first) - 1
    first = order[is_first]
    thread = np.full(len(first), NO_THREAD)
    np.maximum.at(thread, number, rows.thread[own][order])
    thread = np.where(thread == NO_THREAD, post[first], thread)
    final = np.lexsort((post[first], time[first], user[first]))
    place = np.empty(len(final), np.int64)
    place[final] = np.arange(len(final))
    of_row = np.full(len(rows.source), -1)
    of_row[own[order]] = place[number]
    chosen = first[final]
    return _Items(user[chosen], time[chosen], post[chosen], thread[final], of_row)


def _find_exchanges(rows: _SinglePosts, items: _Items, *, has_times: bool) -> tuple[Floats, Ints64]:
    """Return the exchanges of each post, and the post that each row is the first answer to, or -1."""
    of_answer = np.full(len(rows.source), -1)
    if not has_times:
        return np.full(len(items), np.nan), of_answer
    talk = match_answers(rows.acts, has_times=True)
    asked = talk.rows[talk.is_answered & rows.talks[talk.rows]]
    time = talk.answered[talk.is_answered & rows.talks[talk.rows]]
    columns = (rows.target[asked], rows.source[asked], rows.thread[asked], time)
    order = np.lexsort((rows.time[asked], *columns[::-1]))
    last = order[np.roll(mark_first(*(column[order] for column in columns)), -1)]
    question, key = (
        items.of_row[asked[last]],
        [column[last] for column in (columns[0], columns[1], time)],
    )
    answers = _match_rows(rows, key)
    found = np.concatenate([question, items.of_row[answers[answers >= 0]]])
    exchanges = count_by(found, len(items)).astype(np.float64)
    of_answer[answers[answers >= 0]] = question[answers >= 0]
    return exchanges, of_answer


def _match_rows(rows: _SinglePosts, key: list[Ints64]) -> Ints64:
    """Return the first row that is a message with this source, target and time."""
    talks = np.flatnonzero(rows.talks)
    columns = [
        np.concatenate([values[talks], wanted])
        for values, wanted in zip((rows.source, rows.target, rows.time), key, strict=True)
    ]
    is_wanted = np.arange(len(columns[0])) >= len(talks)
    tie = np.concatenate([rows.post[talks], np.zeros(len(key[0]), np.int64)])
    order = np.lexsort((tie, is_wanted, *columns[::-1]))
    is_first = mark_first(*(column[order] for column in columns))
    first = order[is_first][np.cumsum(is_first) - 1]
    found = np.empty(len(order), np.int64)
    found[order] = first
    chosen = found[len(talks) :]
    return np.where(chosen < len(talks), talks[np.minimum(chosen, len(talks) - 1)], -1)


def _assign_acts(rows: _SinglePosts, items: _Items, of_answer: Ints64) -> Ints64:
    """Return the post that each act is about, -1 for an unknown one.

    It is the post of the target with the id that the act has; or else the last post of the target in the
    thread of the act before it; or else the message that the act is the first answer to.
    """
    is_act = rows.target >= 0
    by_id = _find_last(items, rows, items.post, np.where(is_act, rows.post, NO_POST), in_order=False)
    by_thread = _find_last(items, rows, items.thread, np.where(is_act, rows.thread, NO_POST))
    return np.where(by_id >= 0, by_id, np.where(by_thread >= 0, by_thread, of_answer))


def _find_last(
    items: _Items, rows: _SinglePosts, of_items: Ints64, wanted: Ints64, *, in_order: bool = True
) -> Ints64:
    """Return the last post of the target of each row with a code; if in order, before the row."""
    asked = np.flatnonzero(wanted != NO_POST)
    known = np.flatnonzero(of_items != NO_POST)
    user = np.concatenate([items.user[known], rows.target[asked]])
    code = np.concatenate([of_items[known], wanted[asked]])
    time = np.concatenate([items.time[known], rows.time[asked]])
    is_row = np.arange(len(user)) >= len(known)
    if in_order:
        order = np.lexsort((~is_row, time, code, user))  # at one time the row comes first
    else:
        order = np.lexsort((time, is_row, code, user))
    position = np.where(is_row[order], -1, np.arange(len(order)))
    last = np.maximum.accumulate(position) if len(position) else position
    same = last >= 0
    same &= (user[order][last] == user[order]) & (code[order][last] == code[order])
    found = np.full(len(rows.source), -1)
    chosen = is_row[order] & same
    found[asked[order[chosen] - len(known)]] = known[order[last[chosen]]]
    return found


def _count_pairs(item: Ints64, person: Ints64, n_items: int) -> Ints64:
    """Return the number of distinct people of each post."""
    kept = (item >= 0) & (person >= 0)
    stride = int(person.max(initial=0)) + 1
    pairs = np.unique(item[kept] * stride + person[kept])
    return count_by(pairs // stride, n_items)


def _count_kind(rows: _SinglePosts, items: _Items, assigned: Ints64, kind: int) -> Floats:
    """Return the acts of a kind of each post; NaN for users of whose acts none names a post."""
    chosen = (rows.kind == kind) & (rows.target >= 0)
    known = chosen & (assigned >= 0)
    counts = sum_by(assigned[known], rows.weight[known], len(items))
    unknown = np.setdiff1d(rows.target[chosen], rows.target[known])
    return np.where(np.isin(items.user, unknown), np.nan, counts)
