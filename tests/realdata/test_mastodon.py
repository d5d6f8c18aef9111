"""Recorded answers of Mastodon's API beside what was counted in them without the reader."""

import json

import pytest

import tribus as tb

pytestmark = pytest.mark.realdata


@pytest.fixture
def answers(real_data, tmp_path):
    """All answers that hold statuses, each as a file."""
    yaml = pytest.importorskip("yaml")
    paths = []
    for record in sorted((real_data("formats") / "mastodon-api").glob("*.yaml")):
        for number, one in enumerate(yaml.safe_load(record.read_text())["interactions"]):
            answer = one["response"]["body"]["string"]
            if '"visibility"' in answer:
                paths.append(tmp_path / f"{record.stem}_{number}.json")
                paths[-1].write_text(json.dumps(json.loads(answer)))
    return paths


@pytest.mark.parametrize(
    ("direct_messages", "kept", "counts"),
    [(False, 3, {"reply": 1}), (True, 12, {"reply": 2, "mention": 2})],
)
def test_answers_of_the_api_hold_what_was_counted_in_them(answers, direct_messages, kept, counts):
    events = tb.read_events(answers, direct_messages=direct_messages, progress=False)
    assert sum(reading.read for reading in events.reading) == 24
    assert sum(reading.kept for reading in events.reading) == kept
    assert {kind: count for kind, count in events.counts.items() if count} == counts
    assert events.cleaning.self_interactions == 1  # somebody reposts their own
