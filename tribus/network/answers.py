"""Search for the first answer to each question."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.counts import mark_first
from tribus._engine.plans import engine_of, to_arrow
from tribus.events.kinds import TALK_CODES

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Ints, Ints64
    from tribus.events.stored import StoredEvents

SUPPORT_WINDOW = timedelta(days=7)
LINK_PATTERN = r"(?i)https?://\S+"
QUESTION_PATTERN = "[?¿]"
NO_CODE = -1  # of an empty value


class AnsweredQuestions(NamedTuple):
    """Each question once, with the user who answered it first.

    Attributes
    ----------
    asker, helper
        Users as indices into `Events.ids`, int64, shape `(n_questions,)`; no helper is -1.
    time
        Microseconds since 1970 UTC.
    text
        Text of each question; empty unless asked for.
    """

    asker: Ints64
    helper: Ints64
    time: Ints64
    text: pa.ChunkedArray


def count_answers(stored: StoredEvents) -> tuple[Ints, Ints, Ints64]:
    """Return asker, helper, and the number of questions; users are indices into `Events.ids`."""
    asked = find_questions(stored)
    answered = asked.helper >= 0
    stride = int(asked.helper.max(initial=0)) + 1
    keys = asked.asker[answered] * stride + asked.helper[answered]
    pairs, count = np.unique(keys, return_counts=True)
    asker, helper = np.divmod(pairs, stride)
    return asker.astype(np.int32), helper.astype(np.int32), count.astype(np.int64)


def no_answers() -> tuple[Ints, Ints, Ints64]:
    """Return the result of `count_answers` for events without an answered question."""
    return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int64)


def find_questions(stored: StoredEvents, *, with_texts: bool = False) -> AnsweredQuestions:
    """Return each question with a time, and the user who answered it first.

    Parameters
    ----------
    stored
        The events.
    with_texts
        Whether the texts of the questions are returned too.
    """
    asked = _fetch_questions(stored, with_texts=with_texts)
    if not len(asked):
        nothing = np.empty(0, np.int64)
        return AnsweredQuestions(nothing, nothing, nothing, pa.chunked_array([], pa.string()))
    events = stored.lazy()
    answers, started = _fetch_answers(events, asked["source"]), _find_started(events, asked)
    questions, talk = _encode(asked, answers, started)
    number, answer = _find_answers(questions, talk)
    _, place = np.unique(questions.number, return_index=True)
    first = np.full(len(place), len(talk.source))
    np.minimum.at(first, number, answer)  # rows of the talk are in the order of time, then of source
    helper = np.append(talk.source.astype(np.int64), NO_CODE)[first]
    text = asked["words"].take(pa.array(place)) if with_texts else pa.chunked_array([], pa.string())
    asker = questions.source[place].astype(np.int64)
    return AnsweredQuestions(asker, helper, questions.time[place], text)


class Questions(NamedTuple):
    """One row for each user that a question addresses; one row for a question to nobody.

    Attributes
    ----------
    number
        Number of the question.
    source, target
        The asker and the addressed user, -1 for nobody.
    time
        Microseconds since 1970 UTC.
    thread
        Code of the thread, -1 for none.
    """

    number: Ints64
    source: Ints
    target: Ints
    time: Ints64
    thread: Ints

    def select(self, rows: Bools) -> Questions:
        """Return some of the rows."""
        return Questions(
            self.number[rows],
            self.source[rows],
            self.target[rows],
            self.time[rows],
            self.thread[rows],
        )


class Talk(NamedTuple):
    """Replies, mentions and quotes to users who asked something; columns as in `Questions`.

    Rows are sorted by time, then by source.
    """

    source: Ints
    target: Ints
    time: Ints64
    thread: Ints


def _fetch_questions(stored: StoredEvents, *, with_texts: bool) -> pa.Table:
    """Return the questions with a time; the text only where the post has no id, unless asked for."""
    events = stored.lazy()
    parts = []
    if {"text", "time"} <= set(events.collect_schema().names()):
        parts.append(events.filter(nw.col("kind").is_in(TALK_CODES)))
    if stored.activity is not None:
        users = stored.users.lazy().select(user=nw.col("id"), source=nw.col("number"))
        posts = stored.activity.lazy().join(users, on="user", how="inner")
        parts.append(posts.with_columns(target=nw.lit(None, nw.Int32)))
    tables = [to_arrow(_select_questions(part, with_texts=with_texts)) for part in parts]
    return pa.concat_tables(tables) if tables else pa.table({})


def _select_questions(rows: nw.LazyFrame[Any], *, with_texts: bool) -> nw.LazyFrame[Any]:
    missing = {"post", "thread"} - set(rows.collect_schema().names())
    if missing:
        rows = rows.with_columns(**{name: nw.lit(None, nw.String) for name in sorted(missing)})
    text = nw.col("text").str
    asks = text.replace_all(LINK_PATTERN, "").str.contains(QUESTION_PATTERN)
    asked = rows.filter(~nw.col("time").is_null(), text.contains(QUESTION_PATTERN)).filter(asks)
    return asked.select(
        "source",
        "target",
        "time",
        "post",
        "thread",
        text=nw.when(nw.col("post").is_null()).then(nw.col("text")),
        **({"words": nw.col("text")} if with_texts else {}),
    )


def _fetch_answers(events: nw.LazyFrame[Any], askers: pa.ChunkedArray) -> pa.Table:
    """Return the replies, mentions and quotes with a time that address an asker."""
    names = events.collect_schema().names()
    if "time" not in names:
        types = {"source": pa.int32(), "target": pa.int32(), "time": pa.int64(), "thread": pa.string()}
        return pa.schema(types.items()).empty_table()
    if "thread" not in names:
        events = events.with_columns(thread=nw.lit(None, nw.String))
    users = engine_of(events).from_arrow(pa.table({"target": pc.unique(askers)}), events)
    talk = events.filter(nw.col("kind").is_in(TALK_CODES), ~nw.col("time").is_null())
    talk = talk.join(users, on="target", how="semi")
    return to_arrow(talk.select("source", "target", "time", "thread"))


def _find_started(events: nw.LazyFrame[Any], asked: pa.Table) -> pa.Array:
    """Return the posts that address nobody and are the thread of a reply, mention or quote."""
    posts = pc.unique(asked["post"].filter(pc.is_null(asked["target"]))).drop_null()
    names = events.collect_schema().names()
    if not len(posts) or not {"thread", "time"} <= set(names):
        return pa.array([], pa.string())
    wanted = engine_of(events).from_arrow(pa.table({"thread": posts}), events)
    talk = events.filter(nw.col("kind").is_in(TALK_CODES), ~nw.col("time").is_null())
    found = to_arrow(talk.select("thread").join(wanted, on="thread", how="semi").unique())
    return found["thread"].combine_chunks()


def _encode(asked: pa.Table, answers: pa.Table, started: pa.Array) -> tuple[Questions, Talk]:
    """Return both tables as arrays of integers, with the same codes for threads.

    `started` are the posts that address nobody and started a thread.
    """
    known = pc.unique(answers["thread"])
    starts_thread = pc.and_(pc.is_null(asked["target"]), pc.is_in(asked["post"], value_set=started))
    nothing = pa.scalar(None, asked["post"].type)
    threads = pc.coalesce(asked["thread"], pc.if_else(starts_thread, asked["post"], nothing))
    codes = pc.unique(pa.chunked_array([*threads.chunks, known]))
    source, time = _to_numpy(asked["source"]), _to_numpy(asked["time"])
    post, text = (_to_codes(asked[name], pc.unique(asked[name])) for name in ("post", "text"))
    own_time = np.where(post == NO_CODE, time, 0)
    questions = Questions(
        number=_number_rows(source, post, own_time, text),
        source=source,
        target=_to_numpy(pc.fill_null(asked["target"], NO_CODE)),
        time=time,
        thread=_to_codes(threads, codes),
    )
    source, target, time = (_to_numpy(answers[name]) for name in ("source", "target", "time"))
    order = np.lexsort((source, time))
    thread = _to_codes(answers["thread"], codes)
    return questions, Talk(source[order], target[order], time[order], thread[order])


def _find_answers(questions: Questions, talk: Talk) -> tuple[Ints64, Ints64]:
    """Return candidates: the number of a question, and the row of an answer to it."""
    threaded, answers_threaded = questions.thread != NO_CODE, talk.thread != NO_CODE
    addressed = questions.target != NO_CODE
    found = [_find_in(questions, talk, threaded, answers_threaded, ("thread", "thread"))]
    window = SUPPORT_WINDOW // timedelta(microseconds=1)
    for asked, keys in ((addressed, ("target", "source")), (~addressed, None)):
        for chosen, allowed in (
            (asked & ~threaded, np.ones_like(answers_threaded)),
            (asked & threaded, ~answers_threaded),
        ):
            found.append(_find_in(questions, talk, chosen, allowed, keys, window=window))
    number, answer = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return number, answer


def _find_in(
    questions: Questions,
    talk: Talk,
    chosen: Bools,
    allowed: Bools,
    keys: tuple[str, str] | None,
    *,
    window: int | None = None,
) -> tuple[Ints64, Ints64]:
    """Return the first later answer to the asker among some, with an equal key if one is given.

    The keys are a column of the questions, and the column of the answers that must be equal to it.
    """
    asked, rows = questions.select(chosen), np.flatnonzero(allowed)
    asker, key = asked.source.astype(np.int64), talk.target[rows].astype(np.int64)
    if keys is not None:
        wanted, found = getattr(asked, keys[0]), getattr(talk, keys[1])[rows]
        stride = int(max(wanted.max(initial=0), found.max(initial=0))) + 1
        asker, key = asker * stride + wanted, key * stride + found
    answer = _find_following(asker, np.searchsorted(talk.time, asked.time, "right"), key, rows)
    valid = answer >= 0
    if window is not None:
        valid[valid] = talk.time[answer[valid]] - asked.time[valid] <= window
    return asked.number[valid], answer[valid]


def _find_following(asked_key: Ints64, start: Ints64, key: Ints64, rows: Ints64) -> Ints64:
    """Return for each question the first row from a start on with an equal key, -1 for none."""
    if not len(rows) or not len(asked_key):
        return np.full(len(asked_key), -1, np.int64)
    distinct, code = np.unique(key, return_inverse=True)
    n_rows = int(rows[-1]) + 1
    places = np.sort(code * n_rows + rows)
    asked_code = np.minimum(np.searchsorted(distinct, asked_key), len(distinct) - 1)
    wanted = asked_code * n_rows + np.minimum(start, n_rows)
    place = places[np.minimum(np.searchsorted(places, wanted), len(places) - 1)]
    same = (distinct[asked_code] == asked_key) & (place >= wanted) & (place // n_rows == asked_code)
    found: Ints64 = np.where(same, place % n_rows, -1)
    return found


def _number_rows(*columns: Ints | Ints64) -> Ints64:
    """Return numbers from 0 that are equal for equal rows."""
    order = np.lexsort(columns)
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(mark_first(*(column[order] for column in columns))) - 1
    return numbers


def _to_numpy(column: pa.ChunkedArray) -> Any:
    return column.to_numpy()


def _to_codes(column: pa.ChunkedArray, values: pa.Array) -> Ints:
    """Return the index of each value in some values, -1 for an empty value."""
    codes: Ints = pc.fill_null(
        pc.index_in(column, value_set=values, skip_nulls=True), NO_CODE
    ).to_numpy()
    return codes
