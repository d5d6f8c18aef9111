from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tribus import Events
from tribus.events import Cleaning

pytestmark = pytest.mark.usefixtures("engine")

NOON = 1_539_172_807  # 2018-10-10 12:00:07 UTC


def clean(rows, *, kind="reply", columns=("source", "target"), **options):
    options = {name: name for name in columns if name not in ("source", "target")} | options
    return Events.from_frame(pd.DataFrame(rows, columns=list(columns)), **{"kind": kind} | options)


def left_out(events):
    return {
        name: rows for name, rows in events.cleaning.items() if rows and name not in ("rows", "kept")
    }


def test_nothing_is_left_out_of_a_clean_table():
    events = clean([("ana", "ben"), ("ben", "ana")])
    assert left_out(events) == {}
    assert events.cleaning.left_out() == ""
    assert events.cleaning == Cleaning(rows=2, kept=2)


def test_self_interactions_are_dropped_and_counted_and_the_user_stays():
    events = clean([("ana", "ana"), ("eve", "eve"), ("ana", "ben")])
    assert left_out(events) == {"self_interactions": 2}
    assert events.n_users == 3
    assert len(events) == 1


@pytest.mark.parametrize("empty", [None, "", np.nan, pd.NA])
def test_rows_with_an_empty_id_are_dropped_and_counted_and_the_other_user_stays(empty):
    events = clean([("ana", empty), (empty, "eve"), (empty, empty), ("ana", "ben")])
    assert left_out(events) == {"empty_ids": 3}
    assert events.n_users == 3
    assert len(events) == 1


def test_a_table_of_nothing_but_empty_ids_has_nobody():
    events = clean([(None, None), (None, None)])
    assert left_out(events) == {"empty_ids": 2}
    assert events.n_users == len(events) == 0


def test_rows_with_count_0_are_dropped_and_counted_and_both_users_stay():
    events = clean([("ana", "ben", 0), ("eve", "dan", 2)], columns=("source", "target", "count"))
    assert left_out(events) == {"zero_counts": 1}
    assert events.n_users == 4
    assert events.counts == {"reply": 2.0}


def test_a_row_with_several_faults_is_counted_once():
    rows = [("ana", None, 0), ("ana", "ana", 0), ("ana", "ben", 1)]
    events = clean(rows, columns=("source", "target", "count"))
    assert left_out(events) == {"empty_ids": 1, "self_interactions": 1}


def test_the_same_microsecond_is_the_same_event():
    rows = [
        ("ana", "ben", NOON),
        ("ana", "ben", NOON),
        ("ana", "ben", NOON + 1e-6),
        ("ben", "ana", NOON),
    ]
    events = clean(rows, columns=("source", "target", "time"))
    assert left_out(events) == {"duplicates": 1}
    assert events.counts == {"reply": 3.0}


def test_the_same_moment_in_another_kind_is_another_event():
    frame = pd.DataFrame({"source": ["ana"] * 2, "target": ["ben"] * 2, "kind": ["reply", "mention"]})
    assert len(Events.from_frame(frame.assign(time=NOON), time="time")) == 2


def test_two_rows_with_one_post_are_one_event_whatever_their_times_say():
    rows = [("ana", "ben", NOON, "p1"), ("ana", "ben", NOON + 5, "p1"), ("ana", "ben", None, "p1")]
    events = clean(rows, columns=("source", "target", "time", "post"))
    assert left_out(events) == {"duplicates": 2}
    assert events.to_frame()["time"].tolist() == [pd.Timestamp(NOON, unit="s", tz="UTC")]


def test_two_posts_at_the_same_moment_are_two_events():
    rows = [("ana", "ben", NOON, "p1"), ("ana", "ben", NOON, "p2")]
    assert len(clean(rows, columns=("source", "target", "time", "post"))) == 2


@pytest.mark.parametrize("empty", [None, ""])
def test_rows_without_time_and_post_are_never_taken_for_duplicates(empty):
    events = clean([("ana", "ben", empty)] * 3, columns=("source", "target", "post"))
    assert left_out(events) == {}
    assert len(events) == 3
    assert events.counts == {"reply": 3.0}


def test_ids_of_posts_that_pandas_turned_to_floats_are_whole_again():
    one = clean([("ana", "ben", 7.0), ("eve", "ben", np.nan)], columns=("source", "target", "post"))
    other = clean([("ana", "ben", "7")], columns=("source", "target", "post"))
    assert Events.concat([one, other]).cleaning.duplicates == 1


def test_of_a_repeated_event_the_larger_count_is_kept():
    rows = [("ana", "ben", NOON, 3), ("ana", "ben", NOON, 5)]
    assert clean(rows, columns=("source", "target", "time", "count")).counts == {"reply": 5.0}


@pytest.mark.parametrize("extra", ["time", "post", "count"])
def test_a_follow_counts_once_a_pair_whatever_its_times_posts_and_counts(extra):
    values = {"time": [NOON, NOON + 1], "post": ["p1", "p2"], "count": [3, 5]}[extra]
    rows = [("ana", "ben", values[0]), ("ana", "ben", values[1])]
    events = clean(rows, kind="follow", columns=("source", "target", extra))
    assert events.counts == {"follow": 1.0}
    assert left_out(events) == {"duplicates": 1}
    assert len(events) == len(events.to_frame()) == 1


def test_times_of_follows_are_not_in_the_span():
    assert (
        clean([("ana", "ben", NOON)], kind="follow", columns=("source", "target", "time")).span is None
    )


@pytest.mark.parametrize("time", ["1970-01-01T00:00:00Z", "2500-01-01T00:00:00Z", "yesterday"])
def test_an_impossible_time_is_counted_and_its_event_kept_without_a_time(time):
    rows = [("ana", "ben", time), ("ben", "ana", "2018-10-10T12:00:00Z")]
    events = clean(rows, columns=("source", "target", "time"))
    assert left_out(events) == {"impossible_times": 1}
    assert len(events) == 2
    assert events.to_frame()["time"].isna().tolist() == [True, False]


def test_a_time_that_was_not_given_is_not_impossible():
    rows = [("ana", "ben", None), ("ana", "ben", ""), ("ana", "ben", " "), ("ben", "ana", str(NOON))]
    assert left_out(clean(rows, columns=("source", "target", "time"))) == {}


def test_kept_rows_and_rows_left_out_sum_to_all_rows():
    rows = [
        ("ana", "ben", NOON, 1),
        ("ana", "ben", NOON, 1),
        ("ana", "ana", NOON, 1),
        ("ana", None, NOON, 1),
        (None, None, NOON, 1),
        ("ana", "eve", NOON, 0),
        ("ana", "ben", 0, 1),
    ]
    cleaning = clean(rows, columns=("source", "target", "time", "count")).cleaning
    assert cleaning == Cleaning(
        rows=7, kept=2, self_interactions=1, empty_ids=2, zero_counts=1, duplicates=1, impossible_times=1
    )


def test_a_report_reads_as_words():
    report = Cleaning(
        self_interactions=1, empty_ids=2, duplicates=3000, impossible_times=1, zero_counts=1
    )
    assert report.left_out() == (
        "1 self-interaction, 2 rows with an empty id, 1 row with count 0, 3,000 duplicates, "
        "1 impossible time"
    )


def test_a_report_is_a_table_too():
    frame = Cleaning(rows=5, kept=4, duplicates=1).to_frame()
    assert frame.columns.tolist() == ["what", "rows"]
    assert frame["rows"].dtype == np.int64
    assert dict(frame.itertuples(index=False)) == dict(Cleaning(rows=5, kept=4, duplicates=1).items())


def test_reports_add_up():
    assert Cleaning(rows=2, kept=1, duplicates=1) + Cleaning(rows=3, kept=3) == Cleaning(
        rows=5, kept=4, duplicates=1
    )


def test_two_replies_on_one_day_are_two_events_if_times_are_only_days():
    rows = [("ana", "ben", "2018-10-10"), ("ana", "ben", "2018-10-10"), ("ben", "ana", "2018-10-11")]
    frame = pd.DataFrame(rows, columns=["source", "target", "time"])
    for zone in ("UTC", "Europe/Madrid"):  # midnight in Madrid is 22:00 UTC
        events = Events.from_frame(frame, kind="reply", time="time", time_zone=zone)
        assert len(events) == 3
        assert events.cleaning.duplicates == 0
        assert Events.concat([events]).counts == {"reply": 3.0}
