"""Reddit: comments and submissions, one a line as in the dumps of Pushshift, or listings of the API.

Users are identified by their names in lower case, because `u/Ana` and `u/ana` are one user. The result
shows their own spelling.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.json_files import JsonFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

_COMMENT_PREFIX, _SUBMISSION_PREFIX = "t1_", "t3_"
_DELETED_NAMES = ("", "[deleted]")
_BASE_36_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MAX_ID_NUMBER = 2**63  # of any id
_MENTION_PATTERN = re.compile(r"(?<![\w/])/?u/([A-Za-z0-9_-]{3,20})(?![A-Za-z0-9_-])")


class CrosspostOriginal(Struct, gc=False):
    """The submission behind a crosspost."""

    id: str = ""
    author: str | None = None


class RedditThing(Struct, gc=False):
    """A comment, a submission or a listing, depending on its fields.

    In a listing each thing is the `data` of another; `children` are ids if the comments are left out. A
    page of Pushshift, PullPush or Arctic Shift has a list of things as its `data`.
    """

    kind: str = ""
    data: RedditThing | list[RedditThing] | None = None
    children: list[RedditThing | str] | None = None
    replies: RedditThing | str | None = None
    id: str = ""
    author: str | None = None
    created_utc: float | int | str | None = None
    parent_id: str | int | None = None
    link_id: str | None = None
    body: str | None = None
    title: str | None = None
    selftext: str | None = None
    crosspost_parent: str | None = None
    crosspost_parent_list: list[CrosspostOriginal] | None = None


def _add_record(thing: RedditThing, rows: Rows) -> None:
    if thing.data is None and not thing.children and not isinstance(thing.replies, RedditThing):
        _add_thing(thing, rows)
        return
    waiting = [thing]
    while waiting:
        thing = waiting.pop()
        if thing.kind == "more":
            rows.read += 1
            rows.skip("placeholders of more comments")
        elif isinstance(thing.data, list):
            waiting.extend(reversed(thing.data))
        elif thing.data is not None:
            waiting.append(thing.data)
        elif thing.children is not None:
            waiting.extend(child for child in reversed(thing.children) if isinstance(child, RedditThing))
        else:
            _add_thing(thing, rows)
            if isinstance(thing.replies, RedditThing):
                waiting.append(thing.replies)


def _add_thing(thing: RedditThing, rows: Rows) -> None:
    rows.read += 1
    is_comment = thing.link_id is not None or thing.parent_id is not None
    if not thing.id or (not is_comment and thing.title is None):
        rows.skip("records of other kinds")
        return
    post = (_COMMENT_PREFIX if is_comment else _SUBMISSION_PREFIX) + thing.id
    author = _find_user(thing.author, rows)
    rows.add_author(author, post)
    if author is None:
        rows.skip(f"{'comments' if is_comment else 'posts'} by deleted authors")
    elif is_comment:
        _add_comment(thing, author, post, rows)
    else:
        _add_submission(thing, author, post, rows)


def _add_comment(comment: RedditThing, author: str, post: str, rows: Rows) -> None:
    """Add the reply and the mentions of a comment.

    The answered user is known only when all files are read. The mentions keep the answered comment, so
    that a mention of its author can be dropped then.
    """
    details: dict[str, Any] = {
        "time": _parse_time(comment.created_utc),
        "post": post,
        "parent": _find_parent(comment),
        "text": comment.body,
        "thread": comment.link_id,
    }
    rows.add_act("reply", author, None, **details)
    for target in _find_mentioned(comment.body):
        rows.add_act("mention", author, target, **details)


def _add_submission(submission: RedditThing, author: str, post: str, rows: Rows) -> None:
    time = _parse_time(submission.created_utc)
    text = "\n\n".join(part for part in (submission.title, submission.selftext) if part)
    if submission.crosspost_parent or submission.crosspost_parent_list:
        parent, target = submission.crosspost_parent, None
        if submission.crosspost_parent_list:
            original = submission.crosspost_parent_list[0]
            parent, target = (
                parent or _SUBMISSION_PREFIX + original.id,
                _find_user(original.author, rows),
            )
            rows.add_author(target, parent)
        rows.add_act(
            "repost", author, target, time=time, post=post, parent=parent, text=text, thread=post
        )
        return
    targets = _find_mentioned(text)
    for target in targets:
        rows.add_act("mention", author, target, time=time, post=post, text=text, thread=post)
    if not targets:
        rows.add_person(author)
        rows.add_activity(author, time, text, post)
        rows.skip("posts to nobody")


def _find_user(name: str | None, rows: Rows) -> str | None:
    """Return the user of a name; None if the account has been deleted."""
    if name is None or name in _DELETED_NAMES:
        return None
    person = name.lower()
    if person != name:
        rows.add_name(person, name)
    return person


def _find_parent(comment: RedditThing) -> str | None:
    """Return the answered post; dumps of 2022 have a number, or nothing for the submission."""
    parent = comment.parent_id
    if isinstance(parent, int):
        return _COMMENT_PREFIX + _encode_id(parent) if 0 < parent < _MAX_ID_NUMBER else None
    return parent or comment.link_id


def _encode_id(number: int) -> str:
    """Return a number to the base of 36, as ids are written."""
    encoded = ""
    while number:
        number, digit = divmod(number, len(_BASE_36_DIGITS))
        encoded = _BASE_36_DIGITS[digit] + encoded
    return encoded


def _parse_time(created: float | str | None) -> str | int | None:
    """Return seconds since 1970; dumps have integers, fractions and texts."""
    if isinstance(created, float):
        return int(created) if created.is_integer() else str(created)
    return created


def _find_mentioned(text: str | None) -> list[str]:
    """Return the users named as `u/name` outside of quoted lines, each once."""
    if not text or "u/" not in text:
        return []
    own = (line for line in text.split("\n") if not line.startswith((">", "&gt;")))
    return list(dict.fromkeys(name.lower() for line in own for name in _MENTION_PATTERN.findall(line)))


def _fits(record: Mapping[str, Any]) -> bool:
    if isinstance(record.get("data"), list) and record["data"]:
        return isinstance(record["data"][0], dict) and _is_thing(record["data"][0])
    if "data" in record:
        return record.get("kind") in ("Listing", "t1", "t3")
    return _is_thing(record)


def _is_thing(record: Mapping[str, Any]) -> bool:
    """Whether a record is a comment or a submission of a dump, or of an archive's API."""
    return {"author", "created_utc", "id"} <= record.keys() and (
        {"body", "link_id"} <= record.keys() or {"title", "subreddit"} <= record.keys()
    )


REDDIT = JsonFormat(
    name="reddit",
    title="Reddit comments and submissions",
    platform="Reddit",
    record_type=RedditThing,
    add_record=_add_record,
    fits=_fits,
)
