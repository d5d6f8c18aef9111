from __future__ import annotations

import pandas as pd
import pytest

from tribus import Events
from tribus.events import KINDS, lazy_table
from tribus.events.pairs import sum_pairs, sum_trials

pytestmark = pytest.mark.usefixtures("engine")

DAY = 86_400
NOW = 1_600_000_000
MICRO = 1_000_000


def read(rows):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "time", "count"])
    return Events.from_frame(frame, time="time", count="count")


def sum_by_pair(rows, *, half_life=None, now=None):
    events = read(rows)
    table = sum_pairs(
        lazy_table(events),
        n_users=events.n_users,
        half_life=None if half_life is None else half_life * MICRO,
        now=None if now is None else now * MICRO,
    )
    ids = events.ids.to_pylist()
    return {
        (ids[row["source"]], ids[row["target"]], KINDS[row["kind"]]): (row["count"], row["faded"])
        for row in table.to_pylist()
    }


def test_an_event_of_one_half_life_ago_counts_half():
    rows = [
        ("ana", "ben", "reply", NOW, 1),  # now: 1 x 2^0 = 1
        ("ana", "ben", "reply", NOW - 10 * DAY, 1),  # one half-life ago: 1 x 2^-1 = 0.5
        ("ana", "ben", "reply", NOW - 30 * DAY, 4),  # three half-lives ago: 4 x 2^-3 = 0.5
        ("ben", "ana", "reply", NOW - 5 * DAY, 2),  # half a half-life ago: 2 x 2^-0.5 = 1.414214
    ]
    pairs = sum_by_pair(rows, half_life=10 * DAY, now=NOW)
    # ana to ben: count 1 + 1 + 4 = 6, faded 1 + 0.5 + 0.5 = 2
    assert pairs["ana", "ben", "reply"] == (6.0, 2.0)
    assert pairs["ben", "ana", "reply"] == (2.0, pytest.approx(1.414214, abs=1e-6))


def test_follows_and_events_without_a_time_do_not_decay():
    rows = [
        ("ana", "ben", "follow", NOW - 100 * DAY, 1),
        ("ana", "ben", "reply", None, 3),
        ("ana", "ben", "reply", NOW - 10 * DAY, 1),
    ]
    pairs = sum_by_pair(rows, half_life=10 * DAY, now=NOW)
    assert pairs["ana", "ben", "follow"] == (1.0, 1.0)
    assert pairs["ana", "ben", "reply"] == (4.0, 3.5)  # 3 without a time + 1 x 2^-1


@pytest.mark.parametrize(("half_life", "now"), [(None, NOW), (DAY, None), (None, None)])
def test_without_half_life_or_now_nothing_decays(half_life, now):
    rows = [("ana", "ben", "like", NOW - 100 * DAY, 2), ("ana", "ben", "like", NOW, 0.5)]
    assert sum_by_pair(rows, half_life=half_life, now=now) == {("ana", "ben", "like"): (2.5, 2.5)}


def test_directions_and_kinds_are_kept_apart():
    rows = [("a", "b", "like", NOW, 1), ("b", "a", "like", NOW, 2), ("a", "b", "reply", NOW, 3)]
    assert {pair: count for pair, (count, _) in sum_by_pair(rows).items()} == {
        ("a", "b", "like"): 1.0,
        ("b", "a", "like"): 2.0,
        ("a", "b", "reply"): 3.0,
    }


def test_dropped_rows_make_no_pair():
    rows = [
        ("ana", "ana", "like", NOW, 1),
        ("ben", None, "like", NOW, 1),
        ("eve", "dan", "like", NOW, 0),
        ("eve", "ana", "like", NOW, 1),
    ]
    assert sum_by_pair(rows, half_life=DAY, now=NOW) == {("eve", "ana", "like"): (1.0, 1.0)}


def test_pairs_are_the_same_when_they_are_summed_part_by_part(monkeypatch):
    rows = [
        (f"u{i % 11}", f"u{i % 7 + 20}", KINDS[i % 5], NOW - i % 13 * DAY, 1 + i % 3) for i in range(500)
    ]
    whole = sum_by_pair(rows, half_life=DAY, now=NOW)
    monkeypatch.setattr("tribus._engine.duckdb_engine.ROWS_PER_PART", 50)
    assert sum_by_pair(rows, half_life=DAY, now=NOW) == whole


def test_a_very_old_event_decays_to_0_without_an_error():
    rows = [("ana", "ben", "like", NOW - 10_000 * DAY, 1)]
    assert sum_by_pair(rows, half_life=1, now=NOW)["ana", "ben", "like"] == (1.0, 0.0)


def test_trials_sum_each_pair_before_the_cut_off_with_each_half_life_and_after_it():
    rows = [
        ("ana", "ben", "reply", NOW - 10 * DAY, 1),  # before: 1/2 with 10 days, 1/4 with 5 days
        ("ana", "ben", "like", NOW, 2),  # at the moment itself: before, 2 with both
        ("ana", "ben", "reply", NOW + DAY, 5),  # later
        ("ana", "ben", "reply", None, 7),  # without a time: no part in a trial
        ("ben", "ana", "reply", NOW + DAY, 1),  # never before
        ("ana", "eve", "follow", NOW, 1),  # follows have no time
        ("eve", "eve", "reply", NOW, 1),
    ]
    events = read(rows)
    table = sum_trials(
        lazy_table(events), [10.0 * DAY * MICRO, 5.0 * DAY * MICRO], NOW * MICRO, n_users=3
    )
    row, back = sorted(table.to_pylist(), key=lambda row: row["source"])
    parts = 2**20
    ana, ben, _ = range(len(events.ids))
    assert (row["source"], row["target"]) == (ana, ben)
    assert (back["source"], back["target"], back["count"], back["later"]) == (ben, ana, 0.0, parts)
    assert row["count"] / parts == 3.0
    assert row["later"] / parts == 5.0
    assert row["faded_0"] / parts == 2.5
    assert row["faded_1"] / parts == 2.25
