"""Tables of tools whose columns have names that mean something else in other tables."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from tribus._engine.sql import quote
from tribus.recognition.text import name_of_repost, names_in_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyRelation

    from tribus.recognition.request import Request


class ToolTable(NamedTuple):
    """A table of a tool.

    Attributes
    ----------
    header
        Columns that together occur in this table only.
    parts
        Options of `read_events` that read it.
    derived
        SQL of columns that are added to it, by name.
    """

    header: frozenset[str]
    parts: Mapping[str, Any]
    derived: Mapping[str, str] = MappingProxyType({})


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
# TAGS (Hawksey) has a column for the answered user only: reposts and mentions are in the text.
_TAGS = ToolTable(
    frozenset(("id_str", "from_user", "from_user_id_str", "text", "status_url")),
    {
        "source": "from_user",
        "target": {
            "reply": "in_reply_to_screen_name",
            "repost": "RT @ in text",
            "mention": "@ in text",
        },
        "time": "created_at",
        "text": "text",
        "post": "id_str",
    },
    {"RT @ in text": name_of_repost("text"), "@ in text": names_in_text("text")},
)
# rtweet before version 1: `source` is an app, and `retweet_count` a number.
_RTWEET = ToolTable(
    frozenset(("screen_name", "status_id", "reply_to_screen_name", "mentions_screen_name")),
    {
        "source": "screen_name",
        "target": {
            "reply": "reply_to_screen_name",
            "repost": "retweet_screen_name",
            "quote": "quoted_screen_name",
            "mention": "names in mentions_screen_name",
        },
        "time": "created_at",
        "text": "text",
        "post": "status_id",
    },
    {
        "names in mentions_screen_name": "list_filter(regexp_extract_all("
        "CAST(mentions_screen_name AS VARCHAR), "
        r"'\w+', 0), lambda one: one NOT IN ('NA', 'c'))"
    },
)
# 4CAT's messages of Telegram: a user has a number, and a name only if one was chosen.
_TELEGRAM = ToolTable(
    frozenset(("thread_id", "author", "author_username", "reply_to", "author_forwarded_from_username")),
    {
        "source": "author, by name",
        "parent": "reply_to",
        "target": {"repost": "forwarded from, by name", "mention": "entities_mentioned"},
        "post": "id",
        "time": "unix_timestamp",
        "text": "body",
    },
    {
        "author, by name": "coalesce(nullif(CAST(author_username AS VARCHAR), ''), "
        "CAST(author AS VARCHAR))",
        "forwarded from, by name": "nullif(CAST(author_forwarded_from_username AS VARCHAR), '')",
    },
)
# twarc before version 2: `tweet_type` is the kind, but each kind has its own column of people.
_TWARC_1 = ToolTable(
    frozenset(
        ("user_screen_name", "tweet_type", "in_reply_to_screen_name", "retweet_or_quote_screen_name")
    ),
    {
        "source": "user_screen_name",
        "target": {
            "reply": "in_reply_to_screen_name",
            "repost": "retweeted in retweet_or_quote_screen_name",
            "quote": "quoted in retweet_or_quote_screen_name",
            "mention": "@ in text",
        },
        "time": "parsed_created_at",
        "text": "text",
        "post": "id",
    },
    {
        "retweeted in retweet_or_quote_screen_name": "CASE WHEN tweet_type = 'retweet' "
        "THEN CAST(retweet_or_quote_screen_name AS VARCHAR) END",
        "quoted in retweet_or_quote_screen_name": "CASE WHEN tweet_type = 'quote' "
        "THEN CAST(retweet_or_quote_screen_name AS VARCHAR) END",
        "@ in text": names_in_text("text"),
    },
)
TOOL_TABLES = (
    _MINET,
    _MINET_BLUESKY,
    _BLUESKY_INTERACTIONS,
    _TIKTOK_COMMENTS,
    _TELEGRAM,
    _TAGS,
    _RTWEET,
    _TWARC_1,
)
_OPTIONAL = ("time", "text", "post")
_NAMED_BY_CALLER = ("source", "target", "kind", "parent")


def name_tool_columns(rows: DuckDBPyRelation, request: Request) -> tuple[DuckDBPyRelation, Request]:
    """Return the rows of a known table with its columns named, unless the caller names columns.

    Parameters
    ----------
    rows
        The table.
    request
        Options of the caller.
    """
    if any(getattr(request, part) is not None for part in _NAMED_BY_CALLER) or request.roles:
        return rows, request
    names = set(rows.columns)
    tool = next((tool for tool in TOOL_TABLES if tool.header <= names), None)
    if tool is None:
        return rows, request
    if tool.derived:
        added = ", ".join(f"{sql} AS {quote(name)}" for name, sql in tool.derived.items())
        rows = rows.project(f"*, {added}")
        names |= set(tool.derived)
    parts = dict(tool.parts)
    if "target" in parts:
        parts["target"] = {kind: name for kind, name in parts["target"].items() if name in names}
    parts = {part: name for part, name in parts.items() if part not in _OPTIONAL or name in names}
    given = {name for name in parts if getattr(request, name) is not None}
    named = {name: value for name, value in parts.items() if name not in given}
    return rows, replace(request, **named)
