"""Lists in Instagram's own export: followers, followed accounts, likes and comments.

Each item has the accounts in `string_list_data`, or the account in its `title`. A comment has its parts
in `string_map_data`, under names in the language of the account.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.nested_lists import DocumentFormat, DocumentPlan
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tribus.sources.nested_lists import FoundRecord
    from tribus.sources.rows import Rows

FOLLOWERS_LIST, FOLLOWING_LIST = "relationships_followers", "relationships_following"
LIKE_LISTS = ("likes_media_likes", "likes_comment_likes")
COMMENT_LISTS = ("comments_reels_comments",)
INSTAGRAM = "Instagram"
# Names of the owner of a commented post, and of a comment, in the languages of most exports.
OWNER_NAMES = (
    "Media Owner", "Propietario del contenido multimedia", "Proprietário da mídia",
    "Propriétaire du contenu multimédia", "Medieninhaber",
)  # fmt: skip
TEXT_NAMES = ("Comment", "Comentario", "Comentário", "Commentaire", "Kommentar")
_PROFILE_URL = re.compile(r"https?://(?:www\.)?instagram\.com/(?:_u/)?([A-Za-z0-9._]{1,60})/?(?:\?.*)?")


class InstagramString(Struct, gc=False):
    """An account, or a part of a comment."""

    href: str | None = None
    value: str | None = None
    timestamp: int | None = None


class InstagramItem(Struct, gc=False):
    """An item of a list."""

    title: str | None = None
    string_list_data: list[InstagramString] | None = None
    string_map_data: dict[str, InstagramString] | None = None


def add_item(name: str, item: InstagramItem, owner: str, rows: Rows) -> None:
    """Add the events of an item of a list.

    Parameters
    ----------
    name
        Name of the list, `FOLLOWERS_LIST` or another one.
    owner
        The user whose export it is.
    """
    rows.read += 1
    if item.string_map_data is not None:
        _add_comment(item.string_map_data, owner, rows)
        return
    found = [(_find_account(item, one), one.timestamp) for one in item.string_list_data or ()]
    accounts = [(account, time) for account, time in found if account]
    if not accounts:
        rows.skip("items without an account")
    for account, time in accounts:
        if name == FOLLOWERS_LIST:
            rows.add_act("follow", account, owner, time=time)
        elif name == FOLLOWING_LIST:
            rows.add_act("follow", owner, account, time=time)
        else:
            rows.add_act("like", owner, account, time=time)


def mend_text(text: str | None) -> str | None:
    """Return a text whose bytes of UTF-8 the export writes as letters."""
    if text is None:
        return None
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _add_comment(parts: Mapping[str, InstagramString], owner: str, rows: Rows) -> None:
    """Add a comment on the post of somebody."""
    named = {mend_text(name) or "": value for name, value in parts.items()}
    target = next((named[name].value for name in OWNER_NAMES if name in named), None)
    text = next((mend_text(named[name].value) for name in TEXT_NAMES if name in named), None)
    time = next((one.timestamp for one in named.values() if one.timestamp), None)
    if target:
        rows.add_act("reply", owner, target.lower(), time=time, text=text)
    else:
        rows.add_person(owner)
        rows.add_activity(owner, time, text)
        rows.skip("comments that do not name the author of the post")


def _find_account(item: InstagramItem, one: InstagramString) -> str | None:
    """Return the name of an account; newer lists have it in the title, and all in its address."""
    profile = _PROFILE_URL.fullmatch(one.href or "")
    name = one.value if one.value and one.value.isascii() and profile else None
    name = name or (profile[1] if profile else None) or item.title
    return name.strip().lower() if name else None


def _add_items(found: Iterator[FoundRecord], rows: Rows) -> None:
    for name, _, item in found:
        if not name and item.string_map_data is None and "follower" not in rows.file.lower():
            raise ReadError(
                f"{format_path(rows.file)} is a list of accounts from Instagram that does not say what "
                "they are to the owner. Name it followers_1.json, or read the whole export"
            )
        add_item(name or FOLLOWERS_LIST, item, _find_owner(rows), rows)


def _find_owner(rows: Rows) -> str:
    if not rows.options.ego:
        raise ReadError(
            f"{format_path(rows.file)} is a list from the export of an Instagram account, without the "
            f"owner: read the whole export, or name the owner with ego='ana'. ego is "
            f"{show(rows.options.ego)}"
        )
    rows.ego = rows.options.ego.lower()
    return rows.ego


def _fits(record: Mapping[str, Any]) -> bool:
    if not record.keys().isdisjoint((FOLLOWERS_LIST, FOLLOWING_LIST, *LIKE_LISTS, *COMMENT_LISTS)):
        return True
    return "string_list_data" in record and not record.keys().isdisjoint(("title", "media_list_data"))


LISTS = DocumentFormat(
    name="instagram-lists",
    title="a list of Instagram's export",
    platform=INSTAGRAM,
    plan=DocumentPlan(
        records=frozenset(("", FOLLOWERS_LIST, FOLLOWING_LIST, *LIKE_LISTS, *COMMENT_LISTS))
    ),
    record_type=InstagramItem,
    add_records=_add_items,
    fits=_fits,
)
