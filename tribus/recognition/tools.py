"""Tables of tools whose columns have names that mean something else in other tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tribus.recognition.request import Request


class ToolTable(NamedTuple):
    """A table of a tool.

    Attributes
    ----------
    header
        Columns that together occur in this table only.
    parts
        Options of `read_events` that read it.
    """

    header: frozenset[str]
    parts: Mapping[str, Any]


# minet: `user_friends` and `user_likes` are numbers, not people, and `to_username` is the answered user.
_MINET = ToolTable(
    frozenset(("to_username", "to_tweetid", "user_screen_name", "retweeted_user", "quoted_user")),
    {
        "source": "user_screen_name",
        "target": {
            "reply": "to_username",
            "repost": "retweeted_user",
            "quote": "quoted_user",
            "mention": "mentioned_names",
        },
        "time": "timestamp_utc",
        "text": "text",
        "post": "id",
    },
)
# The interactions of Bluesky by Failla and Rossetti (2024), doi:10.1371/journal.pone.0310330. The
# author of the first post of a thread is not the one who is answered.
_BLUESKY_INTERACTIONS = ToolTable(
    frozenset(("user_id", "replied_author", "thread_root_author", "reposted_author", "quoted_author")),
    {
        "source": "user_id",
        "target": {
            "reply": "replied_author",
            "repost": "reposted_author",
            "quote": "quoted_author",
        },
        "time": "date",
        "time_format": "%Y%m%d%H%M",
        "time_zone": "UTC",
    },
)
_MINET_BLUESKY = ToolTable(
    frozenset(("user_did", "to_user_did", "reposted_user_did", "quoted_user_did", "timestamp_utc")),
    {
        "source": "user_did",
        "target": {
            "reply": "to_user_did",
            "repost": "reposted_user_did",
            "quote": "quoted_user_did",
            "mention": "mentioned_user_dids",
        },
        "time": "timestamp_utc",
        "text": "text",
        "post": "uri",
    },
)
# 4CAT's comments of TikTok: `thread_id` is the comment above, or the video.
_TIKTOK_COMMENTS = ToolTable(
    frozenset(("thread_id", "is_comment_on_comment", "author_full", "post_id", "comment_url")),
    {
        "source": "author",
        "kind": "reply",
        "parent": "thread_id",
        "post": "id",
        "time": "unix_timestamp",
        "text": "body",
    },
)
TOOL_TABLES = (_MINET, _MINET_BLUESKY, _BLUESKY_INTERACTIONS, _TIKTOK_COMMENTS)
_OPTIONAL = ("time", "text", "post")
_NAMED_BY_CALLER = ("source", "target", "kind", "parent")


def name_tool_columns(columns: Iterable[str], request: Request) -> Request:
    """Return the request with the columns of a known table, unless the caller names columns.

    Parameters
    ----------
    columns
        Columns of the table.
    request
        Options of the caller.
    """
    if any(getattr(request, part) is not None for part in _NAMED_BY_CALLER) or request.roles:
        return request
    names = set(columns)
    tool = next((tool for tool in TOOL_TABLES if tool.header <= names), None)
    if tool is None:
        return request
    parts = dict(tool.parts)
    if "target" in parts:
        parts["target"] = {kind: name for kind, name in parts["target"].items() if name in names}
    parts = {part: name for part, name in parts.items() if part not in _OPTIONAL or name in names}
    given = {name for name in parts if getattr(request, name) is not None}
    return replace(request, **{name: value for name, value in parts.items() if name not in given})
