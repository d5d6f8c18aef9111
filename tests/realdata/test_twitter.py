"""Real exports of Twitter beside what was counted in them without the readers."""

import shutil

import pytest

import tribus as tb

pytestmark = pytest.mark.realdata

PAGES = {  # records, of which kept; events; users; self-interactions
    "ObservatoryTeam": (218, 202, {"reply": 19, "mention": 30, "repost": 140, "quote": 15}, 60, 18),
    "twarc-network-tweets": (
        500,
        429,
        {"reply": 31, "mention": 65, "repost": 346, "quote": 13},
        590,
        36,
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_twarc2_hold_what_was_counted_in_them(real_data, name):
    events = tb.read_events(real_data("formats") / "twarc2-jsonl" / f"{name}.jsonl", progress=False)
    reading, (read, kept, counts, users, own) = events.reading[0], PAGES[name]
    assert (reading.read, reading.kept, reading.format) == (read, kept, "X API v2")
    assert dict(reading.skipped) == {"posts to nobody": read - kept}
    assert {kind: count for kind, count in events.counts.items() if count} == counts
    assert (events.n_users, events.cleaning.self_interactions) == (users, own)


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_holds_what_was_counted_in_it(real_data, tmp_path, packed):
    path = real_data("formats") / "x-archive-2022-rtimla"
    if packed:
        path = shutil.make_archive(str(tmp_path / "archive"), "zip", path)
    events = tb.read_events(path, progress=False)
    reading = events.reading[0]
    assert (reading.read, reading.kept, reading.format) == (334, 281, "X archive")
    assert dict(reading.skipped) == {"likes to unknown users": 29, "posts to nobody": 24}
    assert {kind: count for kind, count in events.counts.items() if count} == {
        "follow": 235, "mention": 18, "repost": 12,
    }  # fmt: skip
    assert (events.n_users, events.cleaning.self_interactions) == (184, 21)
    assert f"ego network of {reading.ego}" in repr(events)
