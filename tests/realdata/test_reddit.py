"""A comment of Reddit with all its answers beside what was counted in it without the reader."""

import pytest

import tribus as tb

pytestmark = pytest.mark.realdata


def test_a_comment_with_its_answers_holds_what_was_counted_in_it(real_data):
    path = real_data("formats") / "reddit" / "example_comment_t1.json"
    events = tb.read_events(path, progress=False)
    # 11 comments, of which the first answers what is not there, and 5 places where more are left out
    assert events.reading[0].read == 16
    assert dict(events.reading[0].skipped) == {
        "replies to unknown users": 1,
        "placeholders of more comments": 5,
    }
    assert {kind: count for kind, count in events.counts.items() if count} == {"reply": 10}
    assert events.n_users == 11
