"""Lists that API v2 gives: of followers, of people followed, of likes, of reposters.

Pages of them hold people or posts alone. The owner of a list stands in the address asked for,
or nowhere: then the caller must say it, and the name of the file which of the two lists it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tribus.sources.rows import Rows

FOLLOWERS, FOLLOWING, LIKED = ("users", "followers"), ("users", "following"), ("users", "liked_tweets")
LIKING, REPOSTING = ("tweets", "liking_users"), ("tweets", "retweeted_by")
UNKNOWN_LIST = ("", "")
LIST_ENDPOINTS = (FOLLOWERS, FOLLOWING, LIKED, LIKING, REPOSTING)


class UserList(NamedTuple):
    """Which list it is, and of which person or post."""

    what: tuple[str, str]
    of: str = ""


def find_list(url: str) -> UserList:
    """Tell a list by its address, which ends in `/2/users/:id/followers?...` or the like."""
    whose, of, what = ["", "", *url.partition("?")[0].split("/")][-3:]
    return (
        UserList((whose, what), of)
        if (whose, what) in LIST_ENDPOINTS and of.isdecimal()
        else UserList(UNKNOWN_LIST)
    )


def add_listed_user(user: str, listing: UserList | None, rows: Rows) -> None:
    """Tell what it means that somebody is on a list; None for one without an address."""
    what, of = listing or _said_by_caller(rows)
    if what == FOLLOWERS:
        rows.add_act("follow", user, of)
    elif what == FOLLOWING:
        rows.add_act("follow", of, user)
    elif what == LIKING:
        rows.add_act("like", user, None, post=of, parent=of)
    elif what == REPOSTING:
        rows.add_act("repost", user, None, post=of, parent=of)
    else:
        rows.add_person(user)
        rows.skip(_why_nothing(rows) if listing is None else "people on other lists")


def _said_by_caller(rows: Rows) -> UserList:
    said = [what for what, words in _WORDS.items() if any(word in rows.file.lower() for word in words)]
    return (
        UserList(said[0], rows.options.ego)
        if rows.options.ego and len(said) == 1
        else UserList(UNKNOWN_LIST)
    )


def _why_nothing(rows: Rows) -> str:
    if not rows.options.ego:
        return "people on lists that do not say whose they are, as ego= can"
    return "people on lists of which the file's name does not say followers or following"


_WORDS = {FOLLOWERS: ("follower",), FOLLOWING: ("following", "followed", "followee", "friend")}
