"""Comments of YouTube: the info.json of yt-dlp, and pages of the Data API."""

from __future__ import annotations

import json

import pytest

import tribus as tb
from tribus.errors import ReadError


def comment(number, author, parent="root", **parts):
    return {
        "id": number, "parent": parent, "text": "x", "author": f"@{author}", "author_id": f"UC{author}",
        "like_count": 0, "author_is_uploader": False, "timestamp": 1_777_885_380,
        "_time_text": "1 day ago",
        **parts,
    }  # fmt: skip


# Right: two replies; two comments are to nobody.
INFO = {
    "id": "vid", "title": "v", "formats": [], "channel": "Canal", "uploader_id": "@canal",
    "extractor": "youtube", "webpage_url": "https://www.youtube.com/watch?v=vid",
    "comments": [
        comment("A", "ana"), comment("A.1", "ben", "A"), comment("A.2", "ana", "A"),
        comment("A.3", "eva", "A"), comment("B", "ben"),
    ],
    "comment_count": 5,
}  # fmt: skip
RIGHT = [("ben", "ana", "reply"), ("eva", "ana", "reply")]


def snippet(author, parent=None):
    made = {
        "videoId": "vid", "textDisplay": "x", "textOriginal": "x", "authorDisplayName": f"@{author}",
        "authorChannelId": {"value": f"UC{author}"}, "publishedAt": "2026-05-04T09:03:00Z",
    }  # fmt: skip
    return made | ({"parentId": parent} if parent else {})


def item(number, author, parent=None):
    return {"kind": "youtube#comment", "id": number, "snippet": snippet(author, parent)}


THREADS = [
    {
        "kind": "youtube#commentThread", "id": "A",
        "snippet": {"videoId": "vid", "topLevelComment": item("A", "ana"), "totalReplyCount": 3},
        "replies": {"comments": [item("A.1", "ben", "A"), item("A.2", "ana", "A"),
                                 item("A.3", "eva", "A")]},
    },
    {
        "kind": "youtube#commentThread", "id": "B",
        "snippet": {"videoId": "vid", "topLevelComment": item("B", "ben"), "totalReplyCount": 0},
    },
]  # fmt: skip
PAGE = {"kind": "youtube#commentThreadListResponse", "pageInfo": {}, "items": THREADS}
SOURCES = {"info.json": INFO, "page": PAGE, "threads": THREADS}


@pytest.fixture
def read(tmp_path):
    def read(content, *, indent=None, **options):
        path = tmp_path / "v.info.json"
        path.write_text(json.dumps(content, indent=indent))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", SOURCES)
def test_comments_answer_the_comment_above(read, name, indent):
    events = read(SOURCES[name], indent=indent)
    assert rows(events) == RIGHT
    assert events.reading[0].format == "YouTube comments"
    assert events.reading[0].skipped == {"comments on videos, to nobody": 2}
    assert events.cleaning.self_interactions == 1
    assert len(events.activity) == 2
    assert str(events.to_frame()["time"].iloc[0]) == "2026-05-04 09:03:00+00:00"


def test_a_comment_of_a_deleted_account_is_counted(read):
    gone = comment("C", "x") | {"author": None, "author_id": None}
    events = read(INFO | {"comments": [*INFO["comments"], gone, comment("C.1", "ana", "C")]})
    assert rows(events) == RIGHT
    assert events.reading[0].skipped["comments without an id or an author"] == 1
    assert events.reading[0].skipped["replies to deleted authors"] == 1


@pytest.mark.parametrize("indent", [None, 1])
def test_a_video_without_comments_is_an_error_that_says_how_to_get_them(read, indent):
    with pytest.raises(ReadError, match=r"has no comments. Get it again with yt-dlp --write-comments"):
        read({name: value for name, value in INFO.items() if name != "comments"}, indent=indent)
