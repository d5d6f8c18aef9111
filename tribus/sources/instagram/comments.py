"""Instagram: comments on a post, as Meta's Graph API returns them.

An answer to a comment is in its `replies`, or names it in `parent_id`. A comment on the post itself
addresses nobody, because the comments do not name the author of the post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from tribus.sources.json_files import RecordReader
from tribus.sources.nested_lists import DocumentFormat, DocumentPlan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus.sources.nested_lists import FoundRecord
    from tribus.sources.rows import Rows

MAX_REPLY_DEPTH = 5  # of comments within one another; the API has two


class GraphApiUser(Struct, gc=False):
    """A user."""

    id: str | int | None = None
    username: str | None = None


class GraphApiReplies(Struct, gc=False):
    """The answers to a comment."""

    data: list[GraphApiComment] | None = None


class GraphApiComment(Struct, gc=False):
    """A comment; `username` is there for comments of users who are not those of the request."""

    id: str | int | None = None
    text: str | None = None
    timestamp: str | None = None
    username: str | None = None
    sender: GraphApiUser | None = field(default=None, name="from")
    user: GraphApiUser | None = None
    parent_id: str | int | None = None
    replies: GraphApiReplies | list[GraphApiComment] | None = None


class GraphApiLine(GraphApiComment, gc=False):
    """A comment, or a page of comments."""

    data: list[GraphApiComment] | None = None


def _add_comments(found: Iterator[FoundRecord], rows: Rows) -> None:
    for _, _, comment in found:
        _add_comment(comment, None, rows)


def _add_line(line: GraphApiLine, rows: Rows) -> None:
    for comment in [line] if line.data is None else line.data:
        _add_comment(comment, None, rows)


def _add_comment(comment: GraphApiComment, parent: str | None, rows: Rows, *, depth: int = 0) -> None:
    rows.read += 1
    post = str(comment.id or "")
    author = _find_user(comment)
    if post:
        rows.add_author(author, post)
    parent = parent or str(comment.parent_id or "") or None
    details: dict[str, Any] = {"time": comment.timestamp, "post": post, "text": comment.text}
    if not post or author is None:
        rows.skip("comments without an id or an author")
    elif parent:
        rows.add_act("reply", author, None, parent=parent, **details)
    else:
        rows.add_person(author)
        rows.add_activity(author, **details)
        rows.skip("comments on posts, to nobody")
    replies = comment.replies.data if isinstance(comment.replies, GraphApiReplies) else comment.replies
    if depth < MAX_REPLY_DEPTH:
        for one in replies or ():
            _add_comment(one, post or None, rows, depth=depth + 1)


def _find_user(comment: GraphApiComment) -> str | None:
    """Return the name of the author, which comments always have if the account still exists."""
    user = comment.sender or comment.user or GraphApiUser()
    name = comment.username or user.username
    return name or (str(user.id) if user.id else None)


def _fits(record: Mapping[str, Any]) -> bool:
    data = record.get("data")
    first = data[0] if isinstance(data, list) and data else record
    is_comment = isinstance(first, dict) and {"id", "text", "timestamp"} <= first.keys()
    return is_comment and not first.keys().isdisjoint(("username", "from", "replies", "parent_id"))


COMMENTS = DocumentFormat(
    name="instagram-comments",
    title="Instagram comments",
    platform="Instagram",
    plan=DocumentPlan(records=frozenset(("data",))),
    record_type=GraphApiComment,
    add_records=_add_comments,
    lines=RecordReader(record_type=GraphApiLine, add_record=_add_line),
    fits=_fits,
)
