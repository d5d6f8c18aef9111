from __future__ import annotations

import pandas as pd

import tribus as tb
from tribus.events.reading import Reading

TWEETS = Reading(
    origin="tweets.jsonl",
    format="X API v2",
    read=1_200,
    skipped={"posts to nobody": 150, "not JSON": 1},
    ego="ana",
)


def test_records_that_are_not_skipped_are_kept():
    assert TWEETS.kept == 1_049


def test_the_line_has_the_file_its_format_and_the_reasons_for_skipping():
    assert str(TWEETS) == (
        "tweets.jsonl: X API v2, 1,200 records read, 151 skipped (not JSON: 1; posts to nobody: 150)"
    )


def test_the_line_of_a_table_says_its_columns():
    table = Reading(origin="a.csv", columns="source from 'from', target from 'to', all like", read=1)
    assert str(table) == "a.csv: table, source from 'from', target from 'to', all like, 1 record read"


def test_the_call_of_a_frame_repeats_every_option():
    frame = pd.DataFrame(
        {"a": ["Ana", "ben"], "b": ["ben", "ana"], "gone": ["2024-05-01T10:00:00Z", None]}
    )
    options = {"source": "a", "target": "b", "kind": "follow", "until": "gone", "fold_case": True}
    events = tb.Events.from_frame(frame, **options)
    call = events.reading[0].call
    assert call == (
        "tb.Events.from_frame(frame, source='a', target='b', kind='follow', until='gone', "
        "fold_case=True)"
    )
    assert eval(call, {"tb": tb, "frame": frame}) == events  # noqa: S307  our own call


def test_the_frame_has_a_row_for_each_outcome():
    frame = TWEETS.to_frame()
    assert dict(zip(frame["what"], frame["records"], strict=True)) == {
        "read": 1_200,
        "kept": 1_049,
        "not JSON": 1,
        "posts to nobody": 150,
    }


def test_the_card_shows_the_reasons():
    assert repr(TWEETS) == "<Reading: tweets.jsonl, X API v2, 1,049 of 1,200 records kept>"
    row = "<td class='first'>posts to nobody</td><td class=number data-name='records'>150</td>"
    assert row in TWEETS._repr_html_()


def test_reasons_are_in_alphabetical_order_and_cannot_be_changed():
    assert list(TWEETS.skipped) == ["not JSON", "posts to nobody"]
    assert not hasattr(TWEETS.skipped, "update")
