import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events
from tribus.people.messages import join_messages, match_answers
from tribus.people.tables import Acts, load_tables

HOUR = 3_600_000_000


def find_messages(acts, *, has_times):
    return join_messages(match_answers(acts, has_times=has_times))


def make_events(rows, *, thread=False, **options):
    """Events from (source, target, hour), with a thread as a fourth column if asked for."""
    names = ["source", "target", "hour", *(["thread"] if thread else [])]
    frame = pd.DataFrame(rows, columns=names)
    start = pd.Timestamp("2024-01-01", tz="UTC")
    frame["time"] = start + pd.to_timedelta(frame.pop("hour"), unit="h")
    columns = {"source": "source", "target": "target", "time": "time", "kind": "reply", **options}
    return Events.from_frame(frame, **columns, **({"thread": "thread"} if thread else {}))


def find(rows, **options):
    """Return the messages as (sender, receiver, hours of waiting or None)."""
    events = make_events(rows, **options)
    tables, _ = load_tables(events)
    messages, names = find_messages(tables.acts, has_times=True), events.ids.to_pylist()
    wait = np.where(messages.is_answered, messages.wait(tables.end) // HOUR, -1)
    return [
        (names[sender], names[receiver], None if hours < 0 else int(hours))
        for sender, receiver, hours in zip(messages.sender, messages.receiver, wait, strict=True)
    ]


def test_the_first_later_message_back_is_the_answer():
    # ben writes at 0, ana at 2 and 5: the answer came after 2 hours; her messages have none
    assert find([("ben", "ana", 0), ("ana", "ben", 2), ("ana", "ben", 5)]) == [
        ("ben", "ana", 2),
        ("ana", "ben", None),
    ]


def test_several_messages_before_the_answer_are_one():
    # ben writes at 0, 1 and 3, ana answers at 4: one message that waited 4 hours
    rows = [("ben", "ana", 0), ("ben", "ana", 1), ("ben", "ana", 3), ("ana", "ben", 4)]
    assert find(rows)[0] == ("ben", "ana", 4)
    assert len(find(rows)) == 2


def test_messages_after_the_answer_wait_again():
    # answered after 1 hour; the messages at 5 and 6 wait for one answer that did not come
    rows = [("ben", "ana", 0), ("ana", "ben", 1), ("ben", "ana", 5), ("ben", "ana", 6)]
    found = find(rows)
    assert [row for row in found if row[0] == "ben"] == [("ben", "ana", 1), ("ben", "ana", None)]


def test_an_answer_to_somebody_else_is_none():
    assert find([("ben", "ana", 0), ("ana", "carla", 1)]) == [
        ("ben", "ana", None),
        ("ana", "carla", None),
    ]


def test_messages_at_one_instant_do_not_answer_each_other():
    assert find([("ben", "ana", 0), ("ana", "ben", 0)]) == [("ben", "ana", None), ("ana", "ben", None)]


def test_an_answer_before_the_message_is_none():
    assert find([("ana", "ben", 0), ("ben", "ana", 1)]) == [("ben", "ana", None), ("ana", "ben", 1)]


def test_an_answer_in_another_thread_is_none():
    rows = [("ben", "ana", 0, "x"), ("ana", "ben", 1, "y"), ("ana", "ben", 3, "x")]
    assert find(rows, thread=True)[0] == ("ben", "ana", 3)


def test_messages_in_two_threads_are_two():
    rows = [("ben", "ana", 0, "x"), ("ben", "ana", 1, "y"), ("ana", "ben", 4, "x")]
    assert find(rows, thread=True)[:2] == [("ben", "ana", 4), ("ben", "ana", None)]


@pytest.mark.parametrize(("asked", "answer"), [("x", None), (None, "x"), (None, None)])
def test_an_unknown_thread_is_no_obstacle(asked, answer):
    rows = [("ben", "ana", 0, asked), ("ana", "ben", 2, answer), ("z", "y", 0, "t")]
    assert find(rows, thread=True)[0] == ("ben", "ana", 2)


def test_without_times_a_message_back_is_an_answer():
    frame = pd.DataFrame({"source": ["ana", "ben", "ben"], "target": ["ben", "ana", "carla"]})
    tables, _ = load_tables(Events.from_frame(frame, kind="reply"))
    messages = find_messages(tables.acts, has_times=False)
    assert messages.is_answered.tolist() == [True, True, False]
    assert set(messages.since.tolist()) == {-1}


def test_likes_reposts_and_follows_are_no_messages():
    frame = pd.DataFrame(
        {"source": ["b"] * 3, "target": ["a"] * 3, "kind": ["like", "repost", "follow"]}
    )
    tables, _ = load_tables(Events.from_frame(frame))
    assert len(find_messages(tables.acts, has_times=False)) == 0


def slow_messages(rows):
    """Messages by the definition: one search through all rows for each."""
    waits = {}
    for source, target, hour, thread in rows:
        answers = [
            later
            for answerer, to, later, of in rows
            if (answerer, to) == (target, source)
            and later > hour
            and (thread is None or of is None or thread == of)
        ]
        key = (source, target, thread or "", min(answers, default=None))
        waits.setdefault(key, []).append(hour)
    return sorted(
        (*key[:3], min(hours), -1 if key[3] is None else key[3]) for key, hours in waits.items()
    )


USERS = st.sampled_from("abc")
ROWS = st.lists(
    st.tuples(USERS, USERS, st.integers(0, 6), st.sampled_from(["x", "y", None])),
    min_size=1,
    max_size=25,
)


def make_acts(rows):
    """The acts of replies as arrays, sorted as `Acts` are."""
    codes = {None: -1, "x": 0, "y": 1}
    table = sorted(
        (ord(target), hour, ord(source), codes[thread]) for source, target, hour, thread in rows
    )
    target, hour, source, thread = np.array(table).T
    return Acts(
        source=source.astype(np.int32) - ord("a"),
        target=target.astype(np.int32) - ord("a"),
        kind=np.ones(len(rows), np.int8),
        time=hour.astype(np.int64),
        thread=thread.astype(np.int32),
        count=None,
        asks=None,
        links=None,
    )


@settings(deadline=None, max_examples=200)
@given(rows=ROWS)
def test_messages_equal_a_search_by_the_definition(rows):
    rows = [row for row in rows if row[0] != row[1]] or [("a", "b", 0, "x")]
    messages = find_messages(make_acts(rows), has_times=True)
    ends = np.where(messages.is_answered, messages.answered, -1)
    columns = (messages.sender, messages.receiver, messages.since, ends)
    found = sorted(zip(*(column.tolist() for column in columns), strict=True))
    numbers = {"a": 0, "b": 1, "c": 2}
    assert found == sorted(
        (numbers[source], numbers[target], since, end)
        for source, target, _, since, end in slow_messages(rows)
    )
