from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tribus import Events
from tribus.events import KINDS, lazy_table
from tribus.events.pairs import sum_pairs

FEW = settings(max_examples=10, deadline=None)
DAY = 86_400
NOW = 1_600_000_000
PARTS = {"time": "time", "count": "count", "post": "post", "text": "text"}

TEXTS = ("ana", "ben", "007", "7", "<b>", "a\0b", "漢🙂", "José\u0301")
INTEGERS = (1, 2, 3, -4, 2**62 + 1)
parts = {
    "kind": st.sampled_from(KINDS),
    "time": st.sampled_from([None, 0, NOW, NOW - 1, NOW - 30 * DAY, NOW * 1_000]),
    "count": st.sampled_from([0.0, 1.0, 2.0, 0.1, 1e9, 1 / 3]),
    "post": st.sampled_from([None, "", "p1", "p2"]),
    "text": st.sampled_from([None, "hola", "adiós\n"]),
}


def tables_of(ids, **fixed):
    """Tables of up to 13 events, one dictionary a row; one row at least has a time that can be read."""
    empty = (None, "") if ids == TEXTS else (None,)
    users = st.sampled_from([*ids, *empty])
    row = st.fixed_dictionaries({"source": users, "target": users} | parts | fixed)
    sure = {"source": ids[0], "target": ids[1], "kind": "like", "time": NOW, "count": 1.0}
    return st.lists(row, max_size=12).map(lambda rows: [*rows, sure | {"post": None, "text": None}])


texts, integers = tables_of(TEXTS), tables_of(INTEGERS)


def read(rows):
    """Events from rows, each end a column of text or of integers with gaps."""
    frame = pd.DataFrame(rows, dtype=object)
    type_ = "Int64" if isinstance(rows[-1]["source"], int) else "object"
    frame = frame.astype({"source": type_, "target": type_, "time": "Int64", "count": "float64"})
    return Events.from_frame(frame, **PARTS)


def pairs_of(events):
    table = sum_pairs(
        lazy_table(events), n_users=events.n_users, half_life=10.0 * DAY * 10**6, now=NOW * 10**6
    ).to_pandas()
    return table.sort_values(["source", "target", "kind"], ignore_index=True)


@FEW
@given(st.data(), st.one_of(texts, integers))
def test_the_order_of_rows_is_irrelevant(data, rows):
    events, shuffled = read(rows), read(data.draw(st.permutations(rows)))
    assert_frame_equal(shuffled.to_frame(), events.to_frame())
    assert_frame_equal(pairs_of(shuffled), pairs_of(events))
    assert shuffled.cleaning == events.cleaning


@FEW
@given(st.one_of(texts, integers))
def test_a_table_that_was_cleaned_comes_back_from_its_frame_unchanged(rows):
    frame = read(rows).to_frame()
    columns = {part: name for part, name in PARTS.items() if name in frame}
    again = Events.from_frame(frame, **columns)
    assert_frame_equal(again.to_frame(), frame)
    assert again.cleaning.left_out() == ""


@FEW
@given(st.one_of(texts, integers))
def test_kept_rows_and_rows_left_out_sum_to_all_rows_and_no_user_is_lost(rows):
    events = read(rows)
    report = events.cleaning
    left_out = report.self_interactions + report.empty_ids + report.zero_counts + report.duplicates
    assert report.rows == report.kept + left_out == len(rows)
    named = {user for row in rows for user in (row["source"], row["target"])} - {None, ""}
    assert events.n_users == len(named)


@FEW
@given(tables_of(TEXTS, time=st.sampled_from([NOW, NOW - DAY])))
def test_repeating_all_rows_changes_nothing_if_times_are_known(rows):
    once, twice = read(rows), read(rows + rows)
    assert_frame_equal(twice.to_frame(), once.to_frame())
    assert len(twice) == len(once)
    assert twice.n_users == once.n_users


@FEW
@given(texts, texts)
def test_joining_tables_is_reading_them_as_one(rows, others):
    joined, whole = Events.concat([read(rows), read(others)]), read(rows + others)
    assert_frame_equal(joined.to_frame(), whole.to_frame())
    assert joined.cleaning == whole.cleaning
    assert joined.n_users == whole.n_users
