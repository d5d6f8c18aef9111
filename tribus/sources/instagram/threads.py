"""Threads: posts as Zeeschuimer and 4CAT save them.

`text_post_app_info` says whom a post answers, and which post it quotes or reposts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.json_files import JsonFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

THREADS_PLATFORMS = ("threads.net", "threads.com")
ThreadsId = str | int | None


class ThreadsUser(Struct, gc=False):
    """A user."""

    pk: ThreadsId = None
    id: ThreadsId = None
    username: str | None = None
    full_name: str | None = None
    biography: str | None = None


class ThreadsMention(Struct, gc=False):
    """A user named in a text."""

    mentioned_user: ThreadsUser | None = None


class ThreadsFragment(Struct, gc=False):
    """A piece of a text."""

    mention_fragment: ThreadsMention | None = None


class ThreadsFragments(Struct, gc=False):
    """The pieces of a text."""

    fragments: list[ThreadsFragment] | None = None


class ThreadsShare(Struct, gc=False):
    """The post that another one quotes or reposts."""

    quoted_post: ThreadsPost | None = None
    quoted_attachment_post: ThreadsPost | None = None
    reposted_post: ThreadsPost | None = None


class ThreadsInfo(Struct, gc=False):
    """What a post is about."""

    is_reply: bool | None = None
    reply_to_author: ThreadsUser | None = None
    share_info: ThreadsShare | None = None
    text_fragments: ThreadsFragments | None = None


class ThreadsCaption(Struct, gc=False):
    """The text of a post."""

    text: str | None = None


class ThreadsPost(Struct, gc=False):
    """A post."""

    pk: ThreadsId = None
    id: ThreadsId = None
    code: str | None = None
    user: ThreadsUser | None = None
    taken_at: float | int | None = None
    caption: ThreadsCaption | None = None
    text_post_app_info: ThreadsInfo | None = None


class ThreadsLine(ThreadsPost, gc=False):
    """A post, or the line of Zeeschuimer that holds one."""

    data: ThreadsPost | None = None


def _add_line(line: ThreadsLine, rows: Rows) -> None:
    rows.read += 1
    post = line.data or line
    author = _find_user(post.user, post.taken_at, rows)
    key = str(post.pk or post.id or post.code or "")
    if not key or author is None:
        rows.skip("posts without an id or an author")
        return
    info = post.text_post_app_info or ThreadsInfo()
    share = info.share_info or ThreadsShare()
    text = post.caption.text if post.caption else None
    details: dict[str, Any] = {
        "time": None if post.taken_at is None else int(post.taken_at),
        "post": key,
        "text": text,
    }
    acts: dict[tuple[str, str], None] = {}
    if share.reposted_post is not None:
        acts["repost", _find_user(share.reposted_post.user, post.taken_at, rows) or ""] = None
    else:
        answered = _find_user(info.reply_to_author, post.taken_at, rows)
        if answered or info.is_reply:
            acts["reply", answered or ""] = None
        fragments = info.text_fragments.fragments if info.text_fragments else None
        named = [one.mention_fragment for one in fragments or () if one.mention_fragment]
        users = [_find_user(one.mentioned_user, post.taken_at, rows) for one in named]
        acts.update((("mention", user), None) for user in users if user and user != answered)
        quoted = share.quoted_post or share.quoted_attachment_post
        if quoted is not None:
            acts["quote", _find_user(quoted.user, post.taken_at, rows) or ""] = None
    for kind, target in acts:
        rows.add_act(kind, author, target or None, **details)
    if not acts:
        rows.add_person(author)
        rows.add_activity(author, **details)
        rows.skip("posts to nobody")


def _find_user(user: ThreadsUser | None, time: float | None, rows: Rows) -> str | None:
    """Return the id of a user, or the name if there is no id, and add the name."""
    if user is None:
        return None
    known = str(user.pk or user.id or "")
    if known and user.username:
        rank = int(time) if time is not None and 0 < time < 2**62 else 0
        rows.add_name(known, user.username, rank=rank)
        rows.add_profile(known, user.full_name, user.biography, rank=rank)
    return known or user.username or None


def _fits(record: Mapping[str, Any]) -> bool:
    if "source_platform" in record:
        return record["source_platform"] in THREADS_PLATFORMS and isinstance(record.get("data"), dict)
    return {"pk", "code", "user", "text_post_app_info"} <= record.keys()


THREADS = JsonFormat(
    name="threads",
    title="Threads",
    platform="Threads",
    record_type=ThreadsLine,
    add_record=_add_line,
    fits=_fits,
)
