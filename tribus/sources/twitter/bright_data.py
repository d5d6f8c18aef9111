"""Posts of X as Bright Data sells them, in a list or one a line.

`parent_post_details` is the answered post, or the post itself if it answers none. The mentions are the
names in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus.sources.json_files import JsonFormat
from tribus.sources.twitter.posts import (
    PLATFORM,
    Mention,
    Post,
    PostReference,
    add_name,
    add_post,
    add_profile,
    rank_of,
)
from tribus.sources.twitter.v1 import V1Number, choose_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus.sources.rows import Rows

_KEYS = frozenset(("id", "user_posted", "date_posted", "parent_post_details"))
_NAMED = re.compile(r"(?<![\w@])@(\w{1,20})")


class BrightDataReference(Struct, gc=False):
    """An answered or quoted post; all parts are null if there is none."""

    post_id: V1Number = None
    profile_id: V1Number = None


class BrightDataPost(Struct, gc=False):
    """A post."""

    id: V1Number = None
    user_id: V1Number = None
    user_posted: str | None = None
    name: str | None = None
    biography: str | None = None
    description: str | None = None
    date_posted: str | None = None
    parent_post_details: BrightDataReference | None = None
    quoted_post: BrightDataReference | None = None


def _add_record(record: BrightDataPost, rows: Rows) -> None:
    rows.read += 1
    post, name = choose_id(None, record.id), record.user_posted
    author = choose_id(None, record.user_id) or (name.lower() if name else None)
    if not post or not author:
        rows.skip("posts without an id or an author")
        return
    add_name(rows, author, name, rank=rank_of(post))
    add_profile(rows, author, record.name, record.biography, rank=rank_of(post))
    if name and name.lower() != author:
        rows.add_alias(name.lower(), author)
    rows.add_author(author, post)
    text = record.description or ""
    answers = _refer(record.parent_post_details)
    add_post(
        Post(
            id=post,
            author=author,
            time=record.date_posted,
            text=text,
            answers=None if answers and answers.post == post else answers,
            quotes=_refer(record.quoted_post),
            mentions=[Mention(one.start(), one[1].lower()) for one in _NAMED.finditer(text)],
        ),
        rows,
    )


def _refer(reference: BrightDataReference | None) -> PostReference | None:
    """Return the author of a post by id; the name of one is an alias."""
    if reference is None:
        return None
    post, user = choose_id(None, reference.post_id), choose_id(None, reference.profile_id)
    return PostReference(user.lower() if user else None, post) if post else None


def _fits(record: Mapping[str, Any]) -> bool:
    return record.keys() >= _KEYS


BRIGHT_DATA = JsonFormat(
    name="twitter-bright-data",
    title="X by Bright Data",
    platform=PLATFORM,
    record_type=BrightDataPost,
    add_record=_add_record,
    fits=_fits,
)
