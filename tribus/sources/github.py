"""GitHub: the events of GH Archive (https://www.gharchive.org), one a line.

A comment answers the author of the issue or the pull request, a comment on a line of code the comment
before it. Since October 2025 the events of pull requests no longer name their author, who is then looked
up in the event that opened it. Files of before 2015 name users and repositories otherwise, and have
follows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.json_files import JsonFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

DELETED_LOGIN = "ghost"  # of all users whose accounts have been deleted
COMMENT_TYPES = (
    "IssueCommentEvent", "PullRequestReviewEvent", "PullRequestReviewCommentEvent",
    "DiscussionCommentEvent",
)  # fmt: skip
OPENING_TYPES = ("IssuesEvent", "PullRequestEvent", "DiscussionEvent")
OPENED, LATER_ACTIONS = ("opened", "created", ""), ("deleted", "dismissed")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_NAMED_USER = re.compile(r"(?<![\w@/.+-])@([A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})(?![\w/-])")


class GithubUser(Struct, gc=False):
    """A user."""

    login: str = ""


class GithubItem(Struct, gc=False):
    """An issue, a pull request or a discussion."""

    number: int = 0
    user: GithubUser | None = None
    body: str | None = None


class GithubComment(Struct, gc=False):
    """A comment or a review."""

    id: int | str | None = None
    user: GithubUser | None = None
    body: str | None = None
    in_reply_to_id: int | None = None
    submitted_at: str | None = None


class GithubPayload(Struct, gc=False):
    """What the event is about; `target` is the followed user."""

    action: str = ""
    number: int | None = None
    issue: GithubItem | int | None = None
    pull_request: GithubItem | None = None
    discussion: GithubItem | None = None
    comment: GithubComment | None = None
    review: GithubComment | None = None
    target: GithubUser | None = None


class GithubRepository(Struct, gc=False):
    """A repository; before 2015 with the name of its owner apart."""

    name: str = ""
    owner: str | GithubUser | None = None


class GithubEvent(Struct, gc=False):
    """An event."""

    id: str | int | None = None
    type: str = ""
    actor: GithubUser | str | None = None
    repo: GithubRepository | None = None
    repository: GithubRepository | None = None
    payload: GithubPayload | None = None
    created_at: str | None = None


def _add_event(event: GithubEvent, rows: Rows) -> None:
    rows.read += 1
    actor = event.actor
    source = _find_user(actor.login if isinstance(actor, GithubUser) else actor, rows)
    payload = event.payload or GithubPayload()
    if source is None:
        rows.skip("events of deleted users")
    elif event.type == "FollowEvent" and payload.target:
        target = _find_user(payload.target.login, rows)
        rows.add_act("follow", source, target, time=event.created_at)
    elif event.type in COMMENT_TYPES and payload.action not in LATER_ACTIONS:
        _add_comment(event, payload, source, rows)
    elif event.type in OPENING_TYPES and payload.action in OPENED:
        _add_opening(event, payload, source, rows)
    else:
        rows.add_person(source)
        rows.skip("events of other kinds")


def _add_comment(event: GithubEvent, payload: GithubPayload, source: str, rows: Rows) -> None:
    """Add the reply and the mentions of a comment or a review."""
    comment = payload.comment or payload.review or GithubComment()
    item = _find_item(payload)
    thread = _name_item(event, payload)
    kind = "review" if payload.review and not payload.comment else "comment"
    post = f"{kind} {comment.id}" if comment.id is not None else str(event.id or "") or None
    if post:
        rows.add_author(source, post)
    parent, target = thread, None
    if comment.in_reply_to_id is not None:
        parent = f"comment {comment.in_reply_to_id}"
    elif item is not None and item.user is not None:
        target = _find_user(item.user.login, rows)
        rows.add_author(target, thread)
    details: dict[str, Any] = {
        "time": event.created_at,
        "post": post,
        "parent": parent,
        "text": comment.body,
        "thread": thread,
    }
    rows.add_act("reply", source, target, **details)
    for named in find_named(comment.body):
        if named != target:
            rows.add_act("mention", source, named, **details)


def _add_opening(event: GithubEvent, payload: GithubPayload, source: str, rows: Rows) -> None:
    """Add the author and the mentions of a new issue, pull request or discussion."""
    post, item = _name_item(event, payload), _find_item(payload)
    rows.add_author(source, post)
    text = item.body if item else None
    targets = find_named(text)
    for named in targets:
        rows.add_act("mention", source, named, time=event.created_at, post=post, text=text, thread=post)
    if not targets:
        rows.add_person(source)
        rows.add_activity(source, event.created_at, text, post)
        rows.skip("posts to nobody")


def find_named(text: str | None) -> list[str]:
    """Return the users named as `@name` outside of code and quoted lines, in lower case, each once."""
    if not text or "@" not in text:
        return []
    own = (line for line in _CODE.sub(" ", text).split("\n") if not line.lstrip().startswith(">"))
    return list(dict.fromkeys(name.lower() for line in own for name in _NAMED_USER.findall(line)))


def _find_item(payload: GithubPayload) -> GithubItem | None:
    """Return the issue, the pull request or the discussion of an event; before 2015 it is a number."""
    issue = payload.issue if isinstance(payload.issue, GithubItem) else None
    return issue or payload.pull_request or payload.discussion


def _name_item(event: GithubEvent, payload: GithubPayload) -> str:
    """Return the name of an issue or a pull request, `owner/name#7`."""
    repository = event.repo or event.repository or GithubRepository()
    owner = repository.owner.login if isinstance(repository.owner, GithubUser) else repository.owner
    name = f"{owner}/{repository.name}" if owner and "/" not in repository.name else repository.name
    item = _find_item(payload)
    number = (item.number if item else 0) or payload.number or 0
    prefix = "discussion " if payload.discussion else ""
    return f"{prefix}{name.lower()}#{number or event.id}"


def _find_user(login: str | None, rows: Rows) -> str | None:
    """Return the user of a name, whose case does not matter; None if the account has been deleted."""
    if not login or login.lower() == DELETED_LOGIN:
        return None
    user = login.lower()
    if user != login:
        rows.add_name(user, login)
    return user


def _fits(record: Mapping[str, Any]) -> bool:
    is_event = str(record.get("type")).endswith("Event") and "payload" in record
    return is_event and {"actor", "created_at"} <= record.keys()


GITHUB = JsonFormat(
    name="github",
    title="GH Archive",
    platform="GitHub",
    record_type=GithubEvent,
    add_record=_add_event,
    fits=_fits,
)
