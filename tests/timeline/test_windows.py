import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network
from tribus._engine import duckdb_engine
from tribus.timeline import sorting
from tribus.timeline.schedule import Schedule
from tribus.timeline.sorting import sort_keys, sort_rows
from tribus.timeline.step_counts import StepCounts
from tribus.timeline.windows import Windows

ROWS = [
    ("ana", "ben", "reply", "2024-01-01"),
    ("ana", "ben", "reply", "2024-01-01"),
    ("ben", "ana", "like", "2024-01-01"),
    ("ana", "ben", "reply", "2024-01-02"),
    ("carla", "ana", "reply", "2024-01-03"),
]
FOLLOWS = [
    ("ben", "carla", "follow", None, None),
    ("ana", "carla", "follow", "2024-01-02 12:00", None),
    ("carla", "ben", "follow", "2024-01-01", "2024-01-02 12:00"),
    ("dora", "ana", "follow", "2024-01-01", "2024-01-03 12:00"),
]


def windows_of(rows, window="1d", step="1d"):
    columns = ["source", "target", "kind", "time", "until"]
    rows = [row if len(row) == len(columns) else (*row, None) for row in rows]
    frame = pd.DataFrame(rows, columns=columns)
    events = Events.from_frame(frame, time="time", until="until", time_zone="UTC")
    schedule = Schedule.of_events(events, window, step)
    return Windows(schedule, StepCounts.of_events(events, schedule)), events


def counts_of(evidence, kind):
    users, structure = evidence.ids.to_pylist(), evidence.structure
    values = evidence.counts[kind]
    return {
        (users[row], users[col]): value
        for row, col, value in zip(structure.rows, structure.indices, values, strict=True)
        if value
    }


def test_events_in_the_window_count_fully_and_earlier_ones_are_faded():
    windows, _ = windows_of(ROWS)
    replies = counts_of(windows.evidence(1, half_life=1.0), "reply")
    assert replies == {("ana", "ben"): 1 + 2 * 0.5}
    assert counts_of(windows.evidence(1, half_life=1.0), "like") == {("ben", "ana"): 0.5}


def test_later_events_do_not_count():
    windows, _ = windows_of(ROWS)
    assert counts_of(windows.evidence(0, half_life=1.0), "reply") == {("ana", "ben"): 2.0}


def test_faded_evidence_is_left_out_at_last():
    windows, _ = windows_of([*ROWS, ("carla", "ana", "reply", "2024-01-31")])
    assert windows.evidence(20, half_life=1.0) is None
    replies = counts_of(windows.evidence(30, half_life=1.0), "reply")
    assert replies == {("carla", "ana"): 1.0 + 2.0**-28}  # the reply 28 days before


def test_a_follow_holds_from_its_time_until_it_is_undone():
    windows, _ = windows_of([*ROWS, *FOLLOWS])
    held = [set(counts_of(windows.evidence(day, half_life=0.0), "follow")) for day in range(3)]
    always, dora = ("ben", "carla"), ("dora", "ana")
    assert held[0] == {always, ("carla", "ben"), dora}
    assert held[1] == {always, ("ana", "carla"), dora}
    assert held[2] == {always, ("ana", "carla")}


def test_one_window_over_everything_has_the_counts_of_the_network():
    windows, events = windows_of([*ROWS, *FOLLOWS[:2]], window="30d")
    evidence, network = windows.evidence(0, half_life=0.0), build_network(events, half_life=None)
    for kind in network.kinds:
        assert counts_of(evidence, kind) == counts_of(network.evidence, kind)
    totals = windows.totals(0)
    assert totals.reciprocity == network.reciprocity["all"]["reciprocity"]
    assert totals.links == network.reciprocity["all"]["links"]
    assert totals.events == 5.0


def test_totals_count_the_window_alone():
    windows, _ = windows_of(ROWS)
    # day 0: 2 replies ana -> ben and 1 like back: 2 links, both mutual, min(2, 1) returned both ways
    totals = windows.totals(0)
    assert (totals.events, totals.links, totals.mutual, totals.returned) == (3.0, 2, 2, 2.0)
    assert (windows.totals(1).links, windows.totals(1).reciprocity) == (1, 0.0)


def test_counts_on_another_structure_are_the_counts_of_the_window():
    windows, _ = windows_of([*ROWS, *FOLLOWS])
    evidence = windows.evidence(2, half_life=8.0)
    on_it = windows.counts_on(evidence, 2, half_life=1.0)
    own = windows.evidence(2, half_life=1.0)
    for kind in own.counts:
        users, structure = evidence.ids.to_pylist(), evidence.structure
        found = {
            (users[row], users[col]): value
            for row, col, value in zip(structure.rows, structure.indices, on_it[kind], strict=True)
            if value
        }
        assert found == counts_of(own, kind)


def test_the_first_bin_of_a_user_is_that_of_the_first_event():
    windows, _ = windows_of(ROWS)
    ids = windows.counts.ids.to_pylist()
    assert dict(zip(ids, windows.counts.first_bin.tolist(), strict=True)) == {
        "ana": 0,
        "ben": 0,
        "carla": 2,
    }


def test_undated_events_are_counted():
    windows, _ = windows_of([*ROWS, ("ana", "ben", "reply", None)])
    assert windows.counts.undated == 1.0
    assert np.isclose(windows.counts.counts.sum(), 5.0)


def test_the_delay_is_the_median_age_of_the_evidence():
    rows = [("ana", "ben", "reply", f"2024-01-0{day}") for day in (1, 1, 2, 3)]
    windows, _ = windows_of(rows)
    day = 86_400e6
    assert windows.delay(1, half_life=0.0) == day / 2
    # 2 events a day before, half each, and 1 in the window: half of the evidence is in the window
    assert windows.delay(1, half_life=1.0) == day
    # 2/4 + 1/2 before the window of day 2, and 1 in it: the same
    assert windows.delay(2, half_life=1.0) == day
    assert np.isnan(Windows(windows.schedule, windows.counts).delay(9, half_life=0.0))


def test_the_delay_does_not_fall_into_a_time_without_events():
    windows, _ = windows_of([("ana", "ben", "reply", f"2024-01-{day}") for day in ("01", "09", "09")])
    # 1 event on day 0 and 2 on day 8, all fully counted: half of 3 is a quarter into day 8
    assert windows.delay(8, half_life=np.inf) == 0.75 * 86_400e6


@pytest.mark.parametrize("max_key", [1, sorting.MAX_KEY])
def test_rows_are_sorted_by_source_target_kind_and_bin(max_key, monkeypatch):
    monkeypatch.setattr(sorting, "MAX_KEY", max_key)
    generator = np.random.default_rng(0)
    columns = [generator.integers(0, n, 500) for n in (5, 7, 3, 4)]
    order, is_new = sort_rows(*columns)
    rows = list(zip(*(values[order].tolist() for values in columns), strict=True))
    assert rows == sorted(zip(*(values.tolist() for values in columns), strict=True))
    before = [None, *rows[:-1]]
    assert is_new.tolist() == [one != other for one, other in zip(rows, before, strict=True)]


def test_counts_do_not_depend_on_the_parts_in_which_rows_are_read(monkeypatch):
    windows, events = windows_of([*ROWS, *FOLLOWS])
    monkeypatch.setattr(duckdb_engine, "ROWS_PER_PART", 2)
    in_parts = StepCounts.of_events(events, windows.schedule)
    for found, expected in zip(in_parts.arrays, windows.counts.arrays, strict=True):
        assert found.tolist() == expected.tolist()


def test_wide_keys_do_not_overflow():
    source = np.array([2**31 - 1, 0], np.int32)
    bins = np.array([0, 2**40])
    order, _ = sort_rows(source, source, np.zeros(2, np.int8), bins)
    assert order.tolist() == [1, 0]


@pytest.mark.parametrize("n_keys", [9, 2**62])
def test_keys_are_sorted_with_their_rows(n_keys):
    order, key = sort_keys(np.array([5, 0, 8, 5, 2]), n_keys)
    assert order.tolist() == [1, 4, 0, 3, 2]
    assert key.tolist() == [0, 2, 5, 5, 8]
