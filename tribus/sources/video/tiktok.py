"""TikTok: comments as Zeeschuimer and 4CAT save them, or as pages of the website.

A comment below another one answers it; `reply_to_reply_id` names the comment in the same row, `reply_id`
the one at the top. A comment on the video itself addresses nobody, because the comments do not name the
author of the video. Users named in a text are in `text_extra`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.json_files import JsonFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

ZEESCHUIMER_PLATFORM = "tiktok-comments"
NO_IDS = (None, "", "0", 0)
MAX_COMMENT_DEPTH = 5  # of comments within one another; the website has two

TikTokId = str | int | None


class TikTokUser(Struct, gc=False):
    """A user: `unique_id` is the name in the address of the profile."""

    uid: TikTokId = None
    unique_id: str | None = None
    nickname: str | None = None
    signature: str | None = None


class TikTokTag(Struct, gc=False):
    """A piece of text: a user who is named, or a topic."""

    start: int = 0
    user_id: TikTokId = None
    user_unique_id: str | None = None


class TikTokComment(Struct, gc=False):
    """A comment, and some of the answers to it."""

    cid: TikTokId = None
    aweme_id: TikTokId = None
    create_time: int | str | None = None
    text: str | None = None
    user: TikTokUser | None = None
    reply_id: TikTokId = None
    reply_to_reply_id: TikTokId = None
    reply_to_userid: TikTokId = None
    text_extra: list[TikTokTag] | None = None
    reply_comment: list[TikTokComment] | None = None


class TikTokLine(TikTokComment, gc=False):
    """A comment, the line of Zeeschuimer that holds one, or a page of comments."""

    data: TikTokComment | None = None
    comments: list[TikTokComment] | None = None


def _add_line(line: TikTokLine, rows: Rows) -> None:
    if line.comments is not None:
        for comment in line.comments:
            _add_comment(comment, rows)
    else:
        _add_comment(line.data or line, rows)


def _add_comment(comment: TikTokComment, rows: Rows, *, depth: int = 0) -> None:
    rows.read += 1
    author = _find_user(comment.user, comment.create_time, rows)
    if comment.cid in NO_IDS or author is None:
        rows.skip("comments without an id or an author")
        return
    post = str(comment.cid)
    rows.add_author(author, post)
    parents = (comment.reply_to_reply_id, comment.reply_id)
    parent = next((str(one) for one in parents if one not in NO_IDS), None)
    details: dict[str, Any] = {
        "time": comment.create_time,
        "post": post,
        "parent": parent,
        "text": comment.text,
        "thread": None if comment.aweme_id in NO_IDS else str(comment.aweme_id),
    }
    answered = None if comment.reply_to_userid in NO_IDS else str(comment.reply_to_userid)
    if parent:
        rows.add_act("reply", author, answered, **details)
    mentioned = _find_mentioned(comment, answered, rows)
    for target in mentioned:
        rows.add_act("mention", author, target, **details)
    if not parent and not mentioned:
        rows.add_person(author)
        rows.add_activity(author, comment.create_time, comment.text, post)
        rows.skip("comments on videos, to nobody")
    if depth < MAX_COMMENT_DEPTH:
        for one in comment.reply_comment or ():
            _add_comment(one, rows, depth=depth + 1)


def _find_user(user: TikTokUser | None, time: str | int | None, rows: Rows) -> str | None:
    """Return the id of a user, or the name if there is no id, and add the name."""
    if user is None:
        return None
    if user.uid in NO_IDS:
        return user.unique_id or None
    digits = str(time)
    rank = int(digits) if digits.isdecimal() and len(digits) < 18 else 0  # noqa: PLR2004  of 64 bits
    if user.unique_id:
        rows.add_name(str(user.uid), user.unique_id, rank=rank)
    rows.add_profile(str(user.uid), user.nickname, user.signature, rank=rank)
    return str(user.uid)


def _find_mentioned(comment: TikTokComment, answered: str | None, rows: Rows) -> list[str]:
    """Return the users that a text names, each once."""
    found = []
    for tag in comment.text_extra or ():
        if tag.user_id in NO_IDS:
            continue
        if tag.user_unique_id:
            rows.add_name(str(tag.user_id), tag.user_unique_id)
        found.append(str(tag.user_id))
    return [user for user in dict.fromkeys(found) if user != answered]


def _fits(record: Mapping[str, Any]) -> bool:
    if "source_platform" in record:
        return bool(record["source_platform"] == ZEESCHUIMER_PLATFORM)
    comments = record.get("comments")
    first = comments[0] if isinstance(comments, list) and comments else record
    return isinstance(first, dict) and {"cid", "aweme_id", "user"} <= first.keys()


TIKTOK = JsonFormat(
    name="tiktok-comments",
    title="TikTok comments",
    platform="TikTok",
    record_type=TikTokLine,
    add_record=_add_line,
    fits=_fits,
)
