"""YouTube: comments in the `info.json` of yt-dlp, and pages of the Data API.

A comment below another one answers it. A comment on the video itself addresses nobody. Users are
identified by their channels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.errors import ReadError
from tribus.sources.json_files import RecordReader
from tribus.sources.nested_lists import DocumentFormat, DocumentPlan, FoundRecord
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus.sources.rows import Rows

TOP_PARENTS = (None, "", "root")  # of a comment on the video itself
COMMENT_KINDS = ("youtube#commentThread", "youtube#comment")
_VIDEO_PARTS = frozenset(("id", "extractor", "webpage_url"))


class YoutubeChannel(Struct, gc=False):
    """The id of a user's channel."""

    value: str | None = None


class YoutubeSnippet(Struct, gc=False, rename="camel"):
    """The content of a comment, or of a thread, which has its first comment."""

    author_display_name: str | None = None
    author_channel_id: YoutubeChannel | str | None = None
    text_original: str | None = None
    text_display: str | None = None
    published_at: str | None = None
    parent_id: str | None = None
    video_id: str | None = None
    top_level_comment: YoutubeItem | None = None


class YoutubeReplies(Struct, gc=False):
    """The answers to a comment."""

    comments: list[YoutubeItem] | None = None


class YoutubeItem(Struct, gc=False):
    """A comment or a thread of the Data API, or a comment of yt-dlp, which has no `snippet`."""

    id: str | None = None
    snippet: YoutubeSnippet | None = None
    replies: YoutubeReplies | None = None
    parent: str | None = None
    author: str | None = None
    author_id: str | None = None
    text: str | None = None
    timestamp: float | int | None = None


class YoutubeLine(YoutubeItem, gc=False):
    """A comment or a thread, or a document with a list of them."""

    comments: list[YoutubeItem] | None = None
    items: list[YoutubeItem] | None = None


def _add_comments(found: Iterator[FoundRecord], rows: Rows) -> None:
    n_records = 0
    for _, header, item in found:
        n_records += 1
        if item.snippet is None:
            _add_comment(item, str(header.get("id") or "") or None, rows)
        else:
            _add_thread(item, rows)
    if not n_records:
        raise _no_comments(rows)


def _add_line(line: YoutubeLine, rows: Rows) -> None:
    """Add a comment or a thread, or a document with a list of them."""
    listed = line.comments if line.items is None else line.items
    if listed is None and line.snippet is None and line.parent is None:
        raise _no_comments(rows)
    header = {"id": line.id if line.comments else None}
    found = [line] if listed is None else listed
    _add_comments((FoundRecord("comments", header, one) for one in found), rows)


def _no_comments(rows: Rows) -> ReadError:
    return ReadError(
        f"{format_path(rows.file)} describes a video and has no comments. Get it again with "
        "yt-dlp --write-comments, which adds the list 'comments'"
    )


def _add_thread(item: YoutubeItem, rows: Rows) -> None:
    """Add the comment at the top of a thread, and the answers to it."""
    top = (item.snippet and item.snippet.top_level_comment) or item
    video = item.snippet.video_id if item.snippet else None
    for one in (top, *((item.replies and item.replies.comments) or ())):
        snippet = one.snippet or YoutubeSnippet()
        channel = snippet.author_channel_id
        flat = YoutubeItem(
            id=one.id,
            parent=snippet.parent_id,
            author=snippet.author_display_name,
            author_id=channel.value if isinstance(channel, YoutubeChannel) else channel,
            text=snippet.text_original or snippet.text_display,
        )
        _add_comment(flat, snippet.video_id or video, rows, time=snippet.published_at)


def _add_comment(
    comment: YoutubeItem, video: str | None, rows: Rows, *, time: str | None = None
) -> None:
    rows.read += 1
    when = time if comment.timestamp is None else int(comment.timestamp)
    author = comment.author_id or comment.author
    if not comment.id or not author:
        if comment.id:
            rows.add_author(None, comment.id)
        rows.skip("comments without an id or an author")
        return
    rows.add_author(author, comment.id)
    if comment.author and comment.author_id:
        rows.add_name(author, comment.author.removeprefix("@"))
    details: dict[str, Any] = {"time": when, "post": comment.id, "text": comment.text}
    if comment.parent in TOP_PARENTS:
        rows.add_person(author)
        rows.add_activity(author, **details)
        rows.skip("comments on videos, to nobody")
    else:
        rows.add_act("reply", author, None, parent=comment.parent, thread=video, **details)


def _fits(record: Mapping[str, Any]) -> bool:
    if "comments" in record and "uploader_id" in record:
        return True
    if record.keys() >= _VIDEO_PARTS:
        return "comments" in record or "formats" in record
    if record.get("kind") in COMMENT_KINDS:
        return "snippet" in record
    listed = record.get("kind")
    return listed in ("youtube#commentThreadListResponse", "youtube#commentListResponse")


YOUTUBE = DocumentFormat(
    name="youtube-comments",
    title="YouTube comments",
    platform="YouTube",
    plan=DocumentPlan(records=frozenset(("comments", "items"))),
    record_type=YoutubeItem,
    add_records=_add_comments,
    lines=RecordReader(record_type=YoutubeLine, add_record=_add_line),
    fits=_fits,
)
