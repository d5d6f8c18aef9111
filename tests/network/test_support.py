"""Support: the questions of each user that another user answered first."""

from dataclasses import replace
from datetime import timedelta

import narwhals as nw
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network, find_tribes, from_networkx
from tribus._engine.duckdb_engine import DUCKDB
from tribus._engine.plans import to_arrow
from tribus.datasets import make_society
from tribus.events import KINDS
from tribus.events.history import store_activity
from tribus.events.stored import StoredEvents, stored_tables
from tribus.network.answers import SUPPORT_WINDOW, count_answers

START = pd.Timestamp("2024-03-01", tz="UTC")
COLUMNS = ["source", "target", "kind", "time", "text", "post", "thread"]
PARTS = {"time": "time", "text": "text", "post": "post", "thread": "thread"}
NONE = (None, None, None)


def read(rows, posts=()):
    """Events from rows (source, target, kind, day, text, post, thread), the last three optional."""
    rows = [(*row, *NONE)[: len(COLUMNS)] for row in rows]
    table = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    table["time"] = pd.to_datetime([at(day) for day in table["time"]], utc=True)
    return add_posts(Events.from_frame(table, **PARTS), posts)


def add_posts(events, posts):
    """Add posts (user, day, text, post) that address nobody."""
    if not posts:
        return events
    rows = [(user, micro(day), text, post) for user, day, text, post in posts]
    columns = zip(*rows, strict=True)
    types = (pa.string(), pa.int64(), pa.string(), pa.string())
    arrays = [pa.array(values, type_) for values, type_ in zip(columns, types, strict=True)]
    frame = DUCKDB.from_arrow(pa.table(arrays, names=["user", "time", "text", "post"]), None)
    stored = stored_tables(events)
    return replace(events, _stored=replace(stored, activity=store_activity(frame)))


def at(day):
    return None if day is None else START + timedelta(days=day)


def micro(day):
    return None if day is None else at(day).value // 1_000


def answers_in(events):
    """Return `{(asker, helper): questions}`."""
    ids = events.ids.to_pylist()
    pairs = zip(*(values.tolist() for values in count_answers(stored_tables(events))), strict=True)
    return {(ids[asker], ids[helper]): count for asker, helper, count in pairs}


def count_help(rows, posts=()):
    return answers_in(read(rows, posts))


def test_the_first_later_answer_counts():
    # Ana asks Ben and Carla in one post on day 0. Carla answers on day 1, Ben on day 2: one question,
    # answered first by Carla. An event of day 0 at the same moment is not later.
    rows = [("ana", name, "mention", 0, "who knows a plumber?", "p1") for name in ("ben", "carla")]
    rows += [("carla", "ana", "reply", 1, "I do"), ("ben", "ana", "reply", 2, "me too")]
    rows += [("ben", "ana", "like", 0.5), ("ben", "ana", "mention", 0, "hi")]
    assert count_help(rows) == {("ana", "carla"): 1}


def test_a_post_without_an_id_is_one_question_by_source_time_and_text():
    # Two questions at one time with different texts; both go to Ben, who answers once, later than both.
    rows = [("ana", name, "mention", 0, "how?") for name in ("ben", "carla")]
    rows += [("ana", "ben", "reply", 0, "why?"), ("ben", "ana", "reply", 1, "so")]
    assert count_help(rows) == {("ana", "ben"): 2}


def test_only_addressed_users_answer_a_question_without_a_thread():
    rows = [
        ("ana", "ben", "reply", 0, "when?"),
        ("carla", "ana", "reply", 1),
        ("ben", "ana", "reply", 2),
    ]
    assert count_help(rows) == {("ana", "ben"): 1}


def test_an_answer_without_a_thread_comes_within_the_window():
    week = SUPPORT_WINDOW / timedelta(days=1)
    late = week + 1 / 86_400
    ask = ("ana", "ben", "mention", 0, "when?")
    assert count_help([ask, ("ben", "ana", "reply", week)]) == {("ana", "ben"): 1}
    assert count_help([ask, ("ben", "ana", "reply", late)]) == {}


def test_anybody_in_the_thread_answers_at_any_time():
    # Dan's reply is earlier, but in another thread; Carla's is 100 days later, in the same thread.
    rows = [
        ("ana", "ben", "mention", 0, "when?", None, "t1"),
        ("dan", "ana", "reply", 1, "", None, "t2"),
    ]
    rows += [("carla", "ana", "reply", 100, "now", None, "t1")]
    assert count_help(rows) == {("ana", "carla"): 1}


def test_an_answer_without_a_thread_counts_for_a_question_with_one():
    rows = [("ana", "ben", "mention", 0, "when?", None, "t1"), ("dan", "ana", "reply", 1)]
    rows += [("ben", "ana", "reply", 2), ("carla", "ana", "reply", 3, "now", None, "t1")]
    assert count_help(rows) == {("ana", "ben"): 1}


def test_anybody_answers_a_post_to_nobody():
    rows = [("ben", "ana", "reply", 1), ("carla", "ana", "reply", 2), ("ana", "ben", "like", 3)]
    posts = [
        ("ana", 0, "does anybody know?", "p1"),
        ("ana", 1.5, "and now?", "p2"),
        ("ana", 2, "no", "p3"),
    ]
    assert count_help(rows, posts) == {("ana", "ben"): 1, ("ana", "carla"): 1}


def test_a_post_to_nobody_starts_the_thread_with_its_id():
    # Ben's reply belongs to another thread, so Carla answered the post.
    rows = [("ben", "ana", "reply", 1, "", "p8", "p0"), ("carla", "ana", "reply", 20, "", "p9", "p1")]
    assert count_help(rows, [("ana", 0, "does anybody know?", "p1")]) == {("ana", "carla"): 1}


def test_of_simultaneous_answers_the_smaller_id_counts():
    rows = [("zoe", name, "mention", 0, "who?", "p") for name in ("ben", "ana")]
    rows += [("ben", "zoe", "reply", 1), ("ana", "zoe", "quote", 1)]
    assert count_help(rows) == {("zoe", "ana"): 1}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("¿Quién sabe de masa madre?", True),
        ("¿Quién sabe", True),
        ("look: https://a.org/x?y=1", False),
        ("look: HTTP://a.org/x?y=1 or not?", True),
        ("no question", False),
        ("", False),
        (None, False),
    ],
)
def test_question_marks_in_links_do_not_ask(text, asks):
    rows = [("ana", "ben", "mention", 0, text), ("ben", "ana", "reply", 1, "yes")]
    assert bool(count_help(rows)) is asks


@pytest.mark.parametrize("kind", KINDS)
def test_replies_mentions_and_quotes_ask_and_answer(kind):
    talks = kind in {"reply", "mention", "quote"}
    asked = [("ana", "ben", kind, 0, "when?"), ("ben", "ana", "reply", 1)]
    answered = [("ana", "ben", "reply", 0, "when?"), ("ben", "ana", kind, 1)]
    assert bool(count_help(asked)) is bool(count_help(answered)) is talks


def test_events_without_a_time_neither_ask_nor_answer():
    rows = [("ana", "ben", "reply", None, "when?"), ("ben", "ana", "reply", 1)]
    assert count_help(rows) == {}
    assert count_help([("ana", "ben", "reply", 0, "when?"), ("ben", "ana", "reply", None)]) == {}
    table = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"], "text": ["?", "?"]})
    assert build_network(Events.from_frame(table, kind="reply", text="text")).support.has_texts


def test_without_texts_there_is_no_support(network):
    graph = nx.Graph([("ana", "ben")])
    silent = build_network(read([("ana", "ben", "reply", 0), ("ben", "ana", "reply", 1)]))
    for one in (network, from_networkx(graph), silent):
        assert not one.support.has_texts
        assert not len(one.support.count)
    own = find_tribes(network, resolution=1.0, significance=None).of("cook0")
    assert "helped" not in own.to_frame()
    explanation = network.explain("cook0", "cook1")
    assert (explanation.helped, explanation.helped_by) == (0, 0)
    assert "answered" not in explanation.text


def test_texts_of_posts_alone_are_texts():
    events = read([("ben", "ana", "reply", 1), ("ana", "ben", "reply", 2)], [("ana", 0, "who?", None)])
    network = build_network(events)
    ana, ben = network.row_of("ana"), network.row_of("ben")
    assert network.support.between(ana, ben) == 1
    assert network.support.between(ben, ana) == 0


def test_an_explanation_reports_the_answers_of_both():
    # Ben asks on days 0 and 2 and Ana answers on 1 and 3; Ana's answer of day 3 asks, Ben answers on 4.
    rows = [("ben", "ana", "mention", 0, "how?"), ("ana", "ben", "reply", 1, "so")]
    rows += [("ben", "ana", "reply", 2, "sure?"), ("ana", "ben", "reply", 3, "yes; you?")]
    rows += [("ben", "ana", "reply", 4, "fine"), ("carla", "ana", "mention", 5, "¿sí?")]
    rows += [("ana", "carla", "reply", 6, "sí")]
    network = build_network(read(rows))
    explanation = network.explain("ana", "ben")
    assert (explanation.helped, explanation.helped_by) == (2, 1)
    assert "ana answered 2 questions of ben, ben answered 1 of ana" in explanation.text.splitlines()
    assert "ana answered 2 questions of ben" in explanation._repr_html_()
    assert "ana answered 1 question of carla" in network.explain("ana", "carla").text.splitlines()
    assert "ana answered 1 question of carla" in network.explain("carla", "ana").text.splitlines()
    assert not network.support.count.flags.writeable


def test_planted_questions_of_a_society_are_found():
    events = make_society(n_people=60, n_tribes=3, seed=1).events
    table = events.to_frame()[["source", "target", "kind", "time"]].assign(text=None)
    asker = table["source"].mode()[0]
    helper, second = table.loc[table["source"] == asker, "target"].value_counts().index[:2]
    day, start = pd.Timedelta(days=1), table["time"].max() + pd.Timedelta(days=30)
    talk = [(asker, helper, "mention", start + 2 * n * day, "¿me ayudas?") for n in range(3)]
    talk += [(helper, asker, "reply", start + (2 * n + 1) * day, "claro") for n in range(3)]
    talk += [(asker, second, "reply", start + 20 * day, "sure? https://a.org")]
    talk += [(second, asker, "reply", start + 21 * day, "yes")]
    planted = pd.concat([table, pd.DataFrame(talk, columns=table.columns)])
    network = build_network(Events.from_frame(planted, time="time", text="text"), progress=False)
    own = find_tribes(network, resolution=1.0, significance=None, progress=False).of(asker)
    frame = own.to_frame().set_index("user")
    assert frame["helped_by"].dtype == frame["helped"].dtype == np.int64
    assert frame["helped_by"][frame["helped_by"] > 0].to_dict() == {helper: 3, second: 1}
    assert not frame["helped"].any()
    assert f"helped by {helper} (3), {second} (1)" in own._repr_html_()
    theirs = own.tribes.of(helper).to_frame().set_index("user")
    assert theirs["helped"].to_dict()[asker] == 3
    assert network == build_network(Events.from_frame(planted, time="time"), progress=False)


def count_slowly(stored: StoredEvents):
    """Return the same counts by comparing every question with every event."""
    names = stored.users.lazy().sort("number").collect("pyarrow").to_native()["id"].to_pylist()
    rows = [dict.fromkeys(COLUMNS) | row for row in to_arrow(stored.lazy()).to_pylist()]
    talk = [row for row in rows if KINDS[row["kind"]] in {"reply", "mention", "quote"}]
    talk = [row for row in talk if row["time"] is not None]
    posts = [] if stored.activity is None else to_arrow(stored.activity.lazy()).to_pylist()
    threads = {row["thread"] for row in talk}
    asked = [*talk]
    for post in posts:
        thread = post["post"] if post["post"] in threads else None
        asked.append(post | {"source": names.index(post["user"]), "target": None, "thread": thread})
    best = {}
    for row in asked:
        words = [word for word in (row["text"] or "").split() if not word.startswith("http")]
        if row["time"] is None or not {*"?¿"} & {*"".join(words)}:
            continue
        key = ("post", row["post"]) if row["post"] else ("text", row["time"], row["text"])
        for answer in talk:
            if answer["target"] != row["source"] or answer["time"] <= row["time"]:
                continue
            if row["thread"] and answer["thread"]:
                answers = row["thread"] == answer["thread"]
            else:
                answers = answer["time"] - row["time"] <= SUPPORT_WINDOW / timedelta(microseconds=1)
                answers &= row["target"] in {None, answer["source"]}
            if answers:
                question = (row["source"], *key)
                found = (answer["time"], answer["source"])
                best[question] = min(best.get(question, found), found)
    helped = {}
    for (asker, *_), (_, helper) in best.items():
        pair = names[asker], names[helper]
        helped[pair] = helped.get(pair, 0) + 1
    return helped


USERS = ("ana", "ben", "carla", "dan")
TEXTS = (None, "hola", "who?", "¿ya", "see http://a.org/?q", "see http://a.org/?q ?")
DAYS = st.sampled_from([None, 0, 1, 2, 3, 8, 9, 10, 30])
ROW = st.tuples(
    st.sampled_from(USERS),
    st.sampled_from(USERS),
    st.sampled_from(["reply", "mention", "quote", "like"]),
    DAYS,
    st.sampled_from(TEXTS),
    st.sampled_from([None, None, "p1", "p2", "p3"]),
    st.sampled_from([None, None, "p1", "t2"]),
)
POST = st.tuples(
    st.sampled_from(USERS), DAYS, st.sampled_from(TEXTS), st.sampled_from([None, "p1", "p4"])
)
SURE = [("ana", "ben", "like", 0), ("carla", "dan", "like", 0)]


@settings(max_examples=12, deadline=None)
@given(st.lists(ROW, min_size=4, max_size=25), st.lists(POST, max_size=5), st.randoms())
def test_answers_are_those_of_a_slow_search_in_any_order_of_rows(rows, posts, random):
    events = read([*SURE, *rows], posts)
    expected = count_slowly(stored_tables(events))
    assert answers_in(events) == expected
    random.shuffle(rows)
    random.shuffle(posts)
    assert answers_in(read([*rows, *SURE], posts)) == expected


def test_a_post_with_a_thread_of_others_is_not_answered_in_another_thread():
    # Ana writes to Ben in the thread that Carla's question started, and to Carla in another one
    rows = [*SURE, ("ana", "ben", "reply", 0, None, None, "p1")]
    rows += [("ana", "carla", "reply", 1, None, None, "t2")]
    events = read(rows, [("carla", 0, "who?", "p1")])
    assert answers_in(events) == count_slowly(stored_tables(events)) == {}


class Frame:
    """Rows of another engine, stored."""

    def __init__(self, table):
        self.table = table

    def lazy(self):
        return nw.from_native(pl.from_arrow(self.table).lazy())


def test_polars_finds_the_same_answers():
    random = np.random.default_rng(3)
    draw = random.choice
    rows = [
        (draw(USERS), draw(USERS), "reply", int(draw(60)), draw(TEXTS), None, draw([None, "t1"]))
        for _ in range(200)
    ]
    stored = stored_tables(read([*SURE, *rows], [("ana", 3, "who?", "t1")]))
    tables = (stored.rows, stored.users, None, stored.activity)
    moved = StoredEvents(*(part and Frame(to_arrow(part.lazy())) for part in tables))
    found, expected = count_answers(moved), count_answers(stored)
    assert sum(expected[2]) > 10
    assert all(np.array_equal(*pair) for pair in zip(found, expected, strict=True))
