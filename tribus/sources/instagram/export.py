"""The export of an Instagram account, a folder or a zip, as JSON.

The lists of followers and followed accounts, likes and comments are read. Messages are never opened.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.format import ArchiveFormat
from tribus.sources.instagram.lists import (
    COMMENT_LISTS,
    FOLLOWERS_LIST,
    INSTAGRAM,
    LISTS,
    InstagramString,
    add_item,
)
from tribus.sources.json_files import JSON_ERRORS
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from tribus.sources.archives import Container
    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream

OWNER_FILE = "personal_information.json"
_LISTED = re.compile(r"followers(_\d+)?\.json|following\.json|liked_(posts|comments)\.json")
_COMMENTED = re.compile(r"(post|reels)_comments(_\d+)?\.json")
_FOLLOWER_PAGES = re.compile(r"followers(_\d+)?\.html|following\.html")
# Files that lie beside those lists in exports of Instagram only.
_BESIDE = frozenset(
    (
        OWNER_FILE, "close_friends.json", "blocked_profiles.json", "blocked_accounts.json",
        "recently_unfollowed_profiles.json", "recently_unfollowed_accounts.json",
        "pending_follow_requests.json", "restricted_profiles.json", "restricted_accounts.json",
        "hide_story_from.json", "liked_posts.json", "liked_comments.json", "post_comments_1.json",
        "reels_comments.json", "recent_follow_requests.json",
    )
)  # fmt: skip
_USER_NAMES = (
    "Username", "Nombre de usuario", "Nome de usuário", "Nom d\u2019utilisateur", "Nom d'utilisateur",
    "Benutzername",
)  # fmt: skip
_DOWNLOAD = re.compile(r"instagram-([a-z0-9._]+)-\d{4}-\d\d-\d\d.*|([a-z0-9._]+)_\d{8}(?:_.*)?")


class InstagramProfile(Struct, gc=False):
    """The parts of a profile, under names in the language of the account."""

    string_map_data: dict[str, InstagramString] | None = None


class InstagramOwner(Struct, gc=False):
    """The account whose export it is."""

    profile_user: list[InstagramProfile] | None = None


def _read(archive: Container, rows: Rows) -> None:
    owner = _find_owner(archive, rows)
    rows.ego = owner
    rows.add_person(owner)
    n_files = 0
    for name, stream in archive.members(lambda name: bool(_LISTED.fullmatch(name))):
        n_files += 1
        _read_list(FOLLOWERS_LIST if name.startswith("followers") else "", stream, owner, rows)
    for _, stream in archive.members(lambda name: bool(_COMMENTED.fullmatch(name))):
        n_files += 1
        _read_list(COMMENT_LISTS[0], stream, owner, rows)
    if not n_files:
        raise ReadError(
            f"{format_path(archive.name)} is an export of Instagram in HTML, or without followers, "
            "followed accounts, likes, comments. Ask for it as JSON, with 'Followers and following'"
        )


def _read_list(name: str, stream: Stream, owner: str, rows: Rows) -> None:
    """Read a list; older ones are the only member of an object, newer ones the document."""
    for found in LISTS.decode(stream, rows):
        add_item(found.list or name, found.value, owner, rows)


def _find_owner(archive: Container, rows: Rows) -> str:
    """Return the name of the account: from the profile, the caller, or the name of the file."""
    for _, stream in archive.members(OWNER_FILE.__eq__):
        name = _find_name(stream)
        if name:
            return name.lower()
    downloaded = _DOWNLOAD.fullmatch(PurePath(archive.name).stem.lower())
    owner = rows.options.ego or (downloaded and (downloaded[1] or downloaded[2]))
    if not owner:
        raise ReadError(
            f"{format_path(archive.name)} is the export of an Instagram account without its name. Ask "
            "for it again with 'Personal information', or name the owner with ego='ana'. ego is "
            f"{show(rows.options.ego)}"
        )
    return owner.lower()


def _find_name(stream: Stream) -> str | None:
    try:
        owner: Any = msgspec.json.decode(stream.readall(), type=InstagramOwner)
    except JSON_ERRORS:
        return None
    for profile in owner.profile_user or ():
        for name in _USER_NAMES:
            found = (profile.string_map_data or {}).get(name)
            if found and found.value:
                return str(found.value)
    return None


def _fits(names: set[str]) -> bool:
    if any(map(_FOLLOWER_PAGES.fullmatch, names)):
        return True
    is_listed = any(map(_LISTED.fullmatch, names)) or any(map(_COMMENTED.fullmatch, names))
    return is_listed and not names.isdisjoint(_BESIDE)


EXPORT = ArchiveFormat(
    name="instagram-export",
    title="export of Instagram",
    platform=INSTAGRAM,
    fits=_fits,
    read=_read,
)
