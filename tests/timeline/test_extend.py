import pickle

import pandas as pd
import pytest

import tribus as tb
from tests.moving import DAY, START, make_days, plant
from tribus.errors import EventsError, OptionError
from tribus.timeline.schedule import Schedule
from tribus.timeline.step_counts import StepCounts

WHOLE = plant((14, 12, 10))
MERGED = {user: min(group, 1) for user, group in WHOLE.items()} | {"new": 0}
HALF = START + 2 * DAY + DAY / 2


def events_of(days):
    return tb.Events.from_frame(days, kind="reply", time="time")


def trace(days, **options):
    options = {"window": "2d", "step": "1d", "resolution": 1.0, "progress": False} | options
    return tb.trace_tribes(events_of(days), **options)


@pytest.fixture(scope="module")
def days():
    return make_days([WHOLE, WHOLE, WHOLE, MERGED])


@pytest.fixture(scope="module")
def whole(days):
    return trace(days)


@pytest.fixture(scope="module")
def first(days):
    return trace(days[days["time"] < HALF])


def test_an_extended_timeline_is_equal_to_tracing_all_at_once(days, whole, first):
    extended = first.extend(events_of(days[days["time"] >= HALF]), progress=False)
    assert extended == whole
    assert extended.made_by == whole.made_by
    assert extended.changes.equals(whole.changes)
    assert len(first) < len(extended)


def test_a_saved_timeline_can_be_extended(days, whole, first, tmp_path):
    first.save(tmp_path / "first.tribus")
    loaded = tb.load(tmp_path / "first.tribus")
    assert loaded == first
    assert loaded.extend(events_of(days[days["time"] >= HALF]), progress=False) == whole


def test_a_pickle_is_equal(whole):
    assert pickle.loads(pickle.dumps(whole)) == whole  # noqa: S301 - our own


def test_events_that_would_count_twice_are_refused(days, first):
    with pytest.raises(EventsError, match=r"before the last event of the timeline .* count twice"):
        first.extend(events_of(days))


def test_other_kinds_of_ids_are_refused(first):
    late = pd.DataFrame({"source": [1], "target": [2], "time": [START + 9 * DAY]})
    with pytest.raises(EventsError, match="are text and integers; use the same"):
        first.extend(events_of(late))


def test_only_events_extend_a_timeline(first):
    with pytest.raises(OptionError, match="extend takes Events, got DataFrame"):
        first.extend(pd.DataFrame())


def test_joined_counts_are_the_counts_of_all_events():
    columns = ["source", "target", "kind", "time", "until"]
    early = [
        ("ana", "ben", "reply", "2024-01-01T00:00Z", None),
        ("ana", "ben", "reply", "2024-01-02T00:00Z", None),
        ("ana", "carla", "follow", None, None),
        ("ben", "ana", "follow", "2024-01-01T00:00Z", None),
    ]
    late = [
        ("zoe", "ana", "like", "2024-01-02T01:00Z", None),
        ("ana", "ben", "reply", "2024-01-02T01:00Z", None),
        ("ben", "ana", "follow", "2024-01-01T00:00Z", "2024-01-02T12:00Z"),
        ("zoe", "ben", "follow", "2024-01-02T00:00Z", None),
    ]

    def read(rows):
        return tb.Events.from_frame(pd.DataFrame(rows, columns=columns), time="time", until="until")

    undone = [row for row in early if row[:3] != ("ben", "ana", "follow")] + late
    schedule = Schedule.of_events(read(undone), "1d", "1d")
    one, other, both = (StepCounts.of_events(read(rows), schedule) for rows in (early, late, undone))
    joined = one.joined(other)
    assert joined.ids.equals(both.ids)
    for found, expected in zip(joined.arrays, both.arrays, strict=True):
        assert found.tolist() == expected.tolist()


def test_a_follow_that_ended_in_the_second_part_is_joined_once():
    times = ["2024-01-01", "2024-01-02", "2024-01-04"]
    rows = [("ana", "ben", "reply", time, None) for time in times]
    rows += [("ben", "ana", "follow", "2024-01-01", "2024-01-04"), ("ana", "ben", "follow", None, None)]
    columns = ["source", "target", "kind", "time", "until"]
    frame = pd.DataFrame(rows, columns=columns)
    events = tb.Events.from_frame(frame, time="time", until="until", time_zone="UTC")
    schedule = Schedule.of_events(events, "1d", "1d")
    parts = (events, events.between(end="2024-01-03"), events.between("2024-01-03"))
    whole, first, second = (StepCounts.of_events(part, schedule) for part in parts)
    joined = first.joined(second)
    assert len(joined.follows) == len(whole.follows) == 2
    for values, expected in zip(joined.arrays, whole.arrays, strict=True):
        assert values.tolist() == expected.tolist()
