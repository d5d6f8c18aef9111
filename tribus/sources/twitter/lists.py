"""Lists of API v2: followers, followed users, likes and reposters.

A page of a list holds users or posts only. The address of the request names the list and its owner. A
page without the address needs `ego=` for the owner, and the name of the file for the kind of list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tribus.sources.rows import Rows

FOLLOWERS, FOLLOWING, LIKED = ("users", "followers"), ("users", "following"), ("users", "liked_tweets")
LIKING, REPOSTING = ("tweets", "liking_users"), ("tweets", "retweeted_by")
UNKNOWN_LIST = ("", "")
LIST_ENDPOINTS = (FOLLOWERS, FOLLOWING, LIKED, LIKING, REPOSTING)

_FILE_NAME_WORDS = {FOLLOWERS: ("follower",), FOLLOWING: ("following", "followed", "followee", "friend")}


class UserList(NamedTuple):
    """Kind of a list, and the user or post that it belongs to."""

    kind: tuple[str, str]
    owner: str = ""


def find_list(url: str) -> UserList:
    """Return the list behind an address, which ends in `/2/users/:id/followers?...` or similar."""
    item, owner, name = ["", "", *url.partition("?")[0].split("/")][-3:]
    is_known = (item, name) in LIST_ENDPOINTS and owner.isdecimal()
    return UserList((item, name), owner) if is_known else UserList(UNKNOWN_LIST)


def add_listed_user(user: str, user_list: UserList | None, rows: Rows) -> None:
    """Add the event that an entry of a list stands for; `user_list` is None without an address."""
    kind, owner = user_list or _find_list_by_file(rows)
    if kind == FOLLOWERS:
        rows.add_act("follow", user, owner)
    elif kind == FOLLOWING:
        rows.add_act("follow", owner, user)
    elif kind == LIKING:
        rows.add_act("like", user, None, post=owner, parent=owner)
    elif kind == REPOSTING:
        rows.add_act("repost", user, None, post=owner, parent=owner)
    else:
        rows.add_person(user)
        rows.skip("users on other lists" if user_list else _explain_unknown(rows))


def _find_list_by_file(rows: Rows) -> UserList:
    kinds = [
        kind
        for kind, words in _FILE_NAME_WORDS.items()
        if any(word in rows.file.lower() for word in words)
    ]
    is_known = rows.options.ego and len(kinds) == 1
    return UserList(kinds[0], rows.options.ego or "") if is_known else UserList(UNKNOWN_LIST)


def _explain_unknown(rows: Rows) -> str:
    if not rows.options.ego:
        return "users on lists without an owner, which ego= gives"
    return "users on lists in a file whose name says neither followers nor following"
