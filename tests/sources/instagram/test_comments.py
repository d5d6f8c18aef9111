"""Comments on a post of Instagram, as Meta's Graph API returns them."""

from __future__ import annotations

import json

import pytest

import tribus as tb


def comment(number, author, *, replies=None, **parts):
    made = {"id": str(number), "text": "x", "timestamp": "2026-05-04T09:03:00+0000", "username": author}
    return made | parts | ({"replies": {"data": replies}} if replies else {})


# Right: two replies; two comments are to nobody.
COMMENTS = [
    comment(1, "ana", replies=[comment(2, "ben"), comment(3, "ana"), comment(4, "eva")]),
    comment(5, "ben", like_count=3),
]
RIGHT = [("ben", "ana", "reply"), ("eva", "ana", "reply")]
PAGE = {"data": COMMENTS, "paging": {"cursors": {"after": "x"}}}
FLAT = [
    comment(1, "ana"),
    comment(2, "ben", parent_id="1"),
    comment(4, "eva", parent_id="1"),
    comment(5, "ben") | {"username": None, "from": {"id": "9", "username": "ben"}},
]


@pytest.fixture
def read(tmp_path):
    def read(content, *, indent=None):
        path = tmp_path / "comments.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=indent))
        return tb.read_events(path)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("content", [PAGE, COMMENTS, FLAT], ids=["page", "list", "flat"])
def test_answers_go_to_the_comment_above(read, content, indent):
    events = read(content, indent=indent)
    assert rows(events) == RIGHT
    assert events.reading[0].format == "Instagram comments"
    assert events.reading[0].skipped == {"comments on posts, to nobody": 2}
    assert str(events.to_frame()["time"].iloc[0]) == "2026-05-04 09:03:00+00:00"


def test_pages_one_a_line_are_read(read):
    assert rows(read(f"{json.dumps(PAGE)}\n{json.dumps(PAGE)}\n")) == RIGHT


def test_a_comment_without_an_author_is_counted(read):
    events = read({"data": [*COMMENTS, comment(9, None)]})
    assert rows(events) == RIGHT
    assert events.reading[0].skipped["comments without an id or an author"] == 1
