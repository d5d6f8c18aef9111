"""Events of GH Archive, of today and of before 2015."""

from __future__ import annotations

import gzip
import json

import pytest

import tribus as tb
from tribus.sources.github import find_named

AT = "2026-05-04T09:27:00Z"


def event(kind, actor, key=1, /, *, at=AT, **payload):
    return {
        "id": f"9{key}", "type": kind, "public": True, "created_at": at, "payload": payload,
        "actor": {"id": 1, "login": actor, "display_login": actor, "gravatar_id": "", "url": "x"},
        "repo": {"id": 1, "name": "Pan/horno", "url": "x"},
    }  # fmt: skip


def issue(author, number=7, **parts):
    return {"number": number, "title": "x", "user": {"id": 2, "login": author}, "body": "x", **parts}


def comment(number, author, body="x", **parts):
    return {"id": number, "user": {"login": author}, "body": body, **parts}


@pytest.fixture
def read(tmp_path):
    def read(*events, **options):
        path = tmp_path / "2026-05-04-9.json.gz"
        path.write_bytes(gzip.compress("".join(f"{json.dumps(one)}\n" for one in events).encode()))
        return tb.read_events(path, **options)

    return read


def rows(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))


# Right: five replies and two mentions; the opened issue is to nobody.
EVENTS = [
    event("IssuesEvent", "Ben", 1, action="opened", issue=issue("Ben")),
    event("IssueCommentEvent", "Ana", 2, action="created", issue=issue("Ben"),
          comment=comment(11, "Ana", "@ben sí, ¿@Eva?")),
    event("IssueCommentEvent", "Ben", 3, action="created", issue=issue("Ben"),
          comment=comment(12, "Ben")),
    event("PullRequestEvent", "eva", 4, action="opened", number=8,
          pull_request={"number": 8, "url": "x", "body": "por @Ana"}),
    event("PullRequestReviewEvent", "Ben", 5, action="created", pull_request={"number": 8, "id": 3},
          review={"id": 21, "user": {"login": "Ben"}, "state": "approved", "body": None}),
    event("PullRequestReviewCommentEvent", "Ana", 6, action="created", pull_request={"number": 8},
          comment=comment(31, "Ana", "```\n@Override\n``` bien")),
    event("PullRequestReviewCommentEvent", "eva", 7, action="created", pull_request={"number": 8},
          comment=comment(32, "eva", in_reply_to_id=31)),
    event("IssueCommentEvent", "dan", 8, action="created", issue=issue("Ben", 9),
          comment=comment(13, "dan")),
    event("WatchEvent", "eva", 9, action="started"),
    event("PushEvent", "eva", 10, commits=[]),
]  # fmt: skip
RIGHT = [
    ("Ana", "Ben", "reply"),
    ("Ana", "eva", "mention"),
    ("Ana", "eva", "reply"),
    ("Ben", "eva", "reply"),
    ("dan", "Ben", "reply"),
    ("eva", "Ana", "mention"),
    ("eva", "Ana", "reply"),
]


def test_comments_and_reviews_answer_the_author(read):
    events = read(*EVENTS)
    assert rows(events) == RIGHT
    assert events.reading[0].format == "GH Archive"
    assert events.reading[0].skipped == {"events of other kinds": 2, "posts to nobody": 1}
    assert events.cleaning.self_interactions == 1
    assert str(events.to_frame()["time"].iloc[0]) == "2026-05-04 09:27:00+00:00"


def test_the_author_of_a_pull_request_is_looked_up_if_its_events_do_not_name_it(read):
    named = [one for one in EVENTS if one["type"] != "PullRequestEvent"]
    skipped = read(*named).reading[0].skipped
    assert skipped["replies to unknown users"] == 2


def test_an_event_in_two_hours_counts_once(read):
    assert rows(read(*EVENTS, *EVENTS)) == RIGHT
    edited = EVENTS[1] | {"id": "77", "payload": EVENTS[1]["payload"] | {"action": "edited"}}
    assert rows(read(*EVENTS, edited)) == RIGHT


def test_deleted_users_are_counted_and_left_out(read):
    events = read(
        *EVENTS,
        event("IssueCommentEvent", "ana", 20, action="created", issue=issue("ghost", 5),
              comment=comment(41, "ana")),
        event("IssueCommentEvent", "ghost", 21, action="created", issue=issue("Ben"),
              comment=comment(42, "ghost")),
    )  # fmt: skip
    assert rows(events) == RIGHT
    assert events.reading[0].skipped["replies to deleted authors"] == 1
    assert events.reading[0].skipped["events of deleted users"] == 1


def test_files_of_before_2015_have_follows(read):
    old = {"type": "FollowEvent", "actor": "Ana", "created_at": "2012-05-04T09:27:00-07:00",
           "payload": {"target": {"login": "Ben", "followers": 3}}, "public": True}  # fmt: skip
    comments = {"type": "IssueCommentEvent", "actor": "Eva", "created_at": "2012-05-04T09:27:00-07:00",
                "repository": {"owner": "pan", "name": "horno"},
                "payload": {"issue_id": 1, "issue": 1, "comment_id": 2}}  # fmt: skip
    events = read(old, comments)
    assert rows(events) == [("Ana", "Ben", "follow")]
    assert str(events.to_frame()["time"].iloc[0]) == "2012-05-04 16:27:00+00:00"
    assert events.reading[0].skipped == {"replies to unknown users": 1}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ana and @Ben, @ana", ["ana", "ben"]),
        ("> @ana said\nyes", []),
        ("`@ana` ```\n@ben\n```", []),
        ("mail a@example.org, @org/team, https://x.org/@eva", []),
        ("(@ana), @ana.", ["ana"]),
        ("@-x @x- @@ana", []),
        (None, []),
    ],
)
def test_a_user_is_named_outside_of_code_and_quotes(text, names):
    assert find_named(text) == names
